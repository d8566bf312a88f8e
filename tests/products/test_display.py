"""What may be said of an offer at a moment: by the shop's policy, to the second."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from backoffice.models import SiteSettings
from core.timezones import start_of
from products.display import display_of
from products.display_policy import PRESETS, Show, Stamp
from products.models import ListPriceKind, PriceSource, Product
from products.money import Money
from products.price_kinds import Availability, PriceKind, VariantKind
from tests.factories import make_offer, make_product, make_retailer, make_unchecked_offer

pytestmark = pytest.mark.django_db
CHECKED_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def at_shop(price="19.00", preset="open", shop=None, **facts):
    """An offer at a shop with a preset's terms, and such of its fields as `shop` says."""
    facts.setdefault("checked_at", CHECKED_AT)
    retailer = make_retailer()
    retailer.display_policy = PRESETS[preset].policy
    for name, value in (shop or {}).items():
        setattr(retailer, name, value)
    retailer.save()
    return make_offer(price, retailer=retailer, **facts)


def struck(display):
    strike = display.strike
    return f"{strike.before} {strike.amount}{strike.after}" if strike else ""


@pytest.mark.parametrize(
    ("preset", "age", "source"),
    [
        ("open", timedelta(days=30), PriceSource.ADMIN),
        ("open", timedelta(days=30), PriceSource.FEED),
        ("eu_reductions", timedelta(days=30), PriceSource.FILE),
        ("amazon_associates", timedelta(hours=24), PriceSource.FEED),
    ],
)
def test_a_price_steps_down_at_the_second(preset, age, source):
    offer = at_shop(preset=preset, source=source, availability=Availability.SOLD_OUT)

    before, after = (
        display_of(offer, CHECKED_AT + age),
        display_of(offer, CHECKED_AT + age + SECOND),
    )

    assert (before.price, before.link_words) == ("$19", "View at")
    assert before.not_available == "sold out"
    assert before.until == CHECKED_AT + age
    assert (after.price, after.amount, after.link_words) == ("", None, "Check price at")
    assert (after.not_available, after.stamp, after.disclaimer) == ("", "", "")


def test_age_counts_from_the_day_of_the_manuscript_until_somebody_looks():
    offer = make_unchecked_offer()
    offer.current.reported_on = date(2026, 3, 3)
    ends = start_of(date(2026, 3, 3)) + timedelta(days=30)

    display = display_of(offer, ends)

    assert (display.price, display.checked_at) == ("$19", None)
    assert display.reported_on == date(2026, 3, 3)
    assert display_of(offer, ends + SECOND).price == ""


@pytest.mark.parametrize("source", [PriceSource.ADMIN, PriceSource.FILE, PriceSource.MANUSCRIPT])
def test_amazons_prices_and_stock_are_shown_only_from_its_feed(source):
    facts = {"availability": Availability.SOLD_OUT, "preset": "amazon_associates"}

    typed = display_of(at_shop(source=source, **facts), CHECKED_AT)
    fed = display_of(at_shop(source=PriceSource.FEED, **facts), CHECKED_AT)

    assert (typed.price, typed.not_available, typed.link_words) == ("", "", "Check price at")
    assert typed.disclaimer == ""
    assert (fed.price, fed.not_available, fed.stamp) == ("$19", "sold out", Stamp.MOMENT)
    assert "displayed on retailer-" in fed.disclaimer
    assert fed.statement == "As an Amazon Associate I earn from qualifying purchases."


@pytest.mark.parametrize(
    ("show", "words"), [(Show.CHECK, "Check price at"), (Show.NEVER, "View at")]
)
def test_a_shop_may_show_no_price(show, words):
    offer = at_shop(shop={"policy_show": show}, list_price="31.00")

    display = display_of(offer, CHECKED_AT)

    assert (display.price, display.amount, display.strike) == ("", None, None)
    assert display.link_words == words


@pytest.mark.parametrize(
    ("kind", "checked_at", "words"),
    [
        (ListPriceKind.RRP, CHECKED_AT, "List price $31"),
        (ListPriceKind.REPORTED, CHECKED_AT, "Originally $31, as reported"),
        (ListPriceKind.WAS, CHECKED_AT, "Was $31, as the shop says"),
        (ListPriceKind.WAS, None, "Originally $31, as reported"),
        ("", CHECKED_AT, "Originally $31, as reported"),
    ],
)
def test_a_struck_through_price_says_what_it_is(kind, checked_at, words):
    offer = at_shop(list_price="31.00", list_price_kind=kind)
    offer.current.checked_at = checked_at

    assert struck(display_of(offer, timezone.now())) == words


@pytest.mark.parametrize(
    ("price", "list_price", "shown"),
    [
        ("19.00", "19.00", ""),
        ("19.00", "15.00", ""),
        ("19.00", "19.01", "$19.01"),
        ("4.00", "39.99", "$39.99"),
        ("4.00", "40.00", ""),
        ("4.00", "1900.00", ""),
    ],
)
def test_only_a_plausible_higher_price_is_struck_through(price, list_price, shown):
    strike = display_of(at_shop(price, list_price=list_price), CHECKED_AT).strike

    assert (strike.amount if strike else "") == shown


@pytest.mark.parametrize(("price", "list_price"), [("1000.1", "1000.4"), ("1000.6", "1001.4")])
def test_prices_that_look_alike_are_not_struck_through(price, list_price):
    offer = at_shop(price, currency="IQD", list_price=list_price)

    assert display_of(offer, CHECKED_AT).strike is None


@pytest.mark.parametrize("price_kind", [PriceKind.FROM, PriceKind.ABOUT])
def test_only_an_exact_price_has_one_struck_through_beside_it(price_kind):
    offer = at_shop(list_price="31.00", price_kind=price_kind)

    assert display_of(offer, CHECKED_AT).strike is None


@pytest.mark.parametrize("reason", ["preset", "shop's market", "site's market"])
def test_where_european_law_holds_only_a_known_low_is_struck_through(reason):
    shop = {"market": "DE"} if reason == "shop's market" else {}
    if reason == "site's market":
        SiteSettings.objects.create(version=1, values={"market": {"country": "FR"}})
    offer = at_shop(
        preset="eu_reductions" if reason == "preset" else "open", shop=shop, list_price="31.00"
    )

    def low(amount, currency="USD"):
        return struck(display_of(offer, CHECKED_AT, Money(Decimal(amount), currency)))

    assert display_of(offer, CHECKED_AT).strike is None
    assert low("25.00") == "Lowest in the 30 days before: $25"
    assert low("19.00") == low("12.00") == low("190.00") == low("25.00", "EUR") == ""


def test_a_prescription_medicine_has_no_paid_link():
    medicine = make_product(regulatory_class=Product.RegulatoryClass.PRESCRIPTION)
    paid = at_shop(product=medicine, shop={"affiliate_query": "tag=ours-20"})
    free = at_shop(product=medicine, shop={"pays_commission": False})

    assert (display_of(paid, CHECKED_AT).link, display_of(paid, CHECKED_AT).is_paid) == ("", False)
    assert display_of(free, CHECKED_AT).link == free.url


def test_a_variant_is_named_with_its_kind():
    offer = at_shop(variant="15 ml")
    offer.variant_kind = VariantKind.TRAVEL

    assert display_of(offer, CHECKED_AT).variant == "travel size, 15 ml"


def test_a_preset_comes_back_as_it_was_put_in():
    for preset in PRESETS.values():
        shop = make_retailer(display_policy=preset.policy)
        shop.refresh_from_db()
        assert shop.display_policy == preset.policy


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("market", "UK", "“GB”"),
        ("market", "us", "two-letter code"),
        ("policy_max_age_hours", 0, "at least one hour"),
    ],
)
def test_terms_that_cannot_be_are_refused(field, value, says):
    shop = make_retailer()
    setattr(shop, field, value)

    with pytest.raises(ValidationError, match=says):
        shop.full_clean()
