"""Which offer leads: one rule, which sees what may be shown and nothing else."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from backoffice.models import SiteSettings
from products.display_policy import Show
from products.models import Offer, PriceSource
from products.offer_lines import displays_of
from products.price_kinds import Availability, PriceKind, VariantKind
from tests.factories import make_offer, make_product, make_retailer

pytestmark = pytest.mark.django_db
_LONG_AGO = timedelta(days=29)
_SOLD_OUT = Availability.SOLD_OUT


def leaders(*sorts, at=None):
    """The names of the shops that these offers are at, in leading order; the same however given."""
    product = make_product()
    for name, said in sorts:
        facts = {"price": "20.00", **said}
        shop = {key: facts.pop(key) for key in list(facts) if key.startswith(("policy_", "market"))}
        make_offer(
            facts.pop("price"), product=product, retailer=make_retailer(name, **shop), **facts
        )
    offers = list(Offer.objects.filter(product=product).for_display())
    orders = [[one.retailer for one in displays_of(some, at)] for some in permutations(offers)]
    assert orders == [orders[0]] * len(orders)
    return orders[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"market": "US"}, {"market": "CA", "price": "2.00"}),
        ({"currency": "USD"}, {"currency": "EUR", "price": "2.00"}),
        ({"currency": "USD", "market": "CA"}, {"currency": "EUR", "price": "2.00"}),
        ({"variant_kind": VariantKind.SET}, {"availability": _SOLD_OUT, "price": "2.00"}),
        ({"availability": Availability.LIMITED}, {"availability": _SOLD_OUT, "price": "2.00"}),
        ({"policy_show": Show.CHECK}, {"variant_kind": VariantKind.TRAVEL, "price": "2.00"}),
        ({"variant_kind": VariantKind.TRAVEL}, {"variant_kind": "sample", "price": "2.00"}),
        ({"variant_kind": VariantKind.SAMPLE}, {"variant_kind": "set", "price": "2.00"}),
        ({"price": "90.00"}, {"policy_show": Show.CHECK, "price": "2.00"}),
        ({"price_kind": PriceKind.FROM}, {"policy_show": Show.CHECK, "price": "2.00"}),
        ({"price_kind": PriceKind.ABOUT}, {"price": None}),
        ({"price": "90.00"}, {"price_kind": PriceKind.FROM, "price": "2.00"}),
        ({"price": "19.99"}, {"price": "20.00"}),
        ({"price": "9.00"}, {"price": "10.00"}),
    ],
)
def test_what_comes_first(first, second):
    assert leaders(("B first", first), ("A second", second)) == ["B first", "A second"]


@pytest.mark.parametrize(("seconds", "leads"), [(0, "A stale"), (1, "B fresh")])
def test_what_was_looked_at_lately_comes_before_what_is_only_still_shown(seconds, leads):
    now = timezone.now()
    stale = {"checked_at": now - timedelta(days=30), "policy_max_age_hours": 2000}
    fresh = {"checked_at": now - _LONG_AGO, "price": "90.00"}

    order = leaders(
        ("A stale", {**stale, "price": "2.00"}),
        ("B fresh", fresh),
        at=now + timedelta(seconds=seconds),
    )

    assert order[0] == leads


def test_offers_alike_stand_in_the_order_of_their_shops():
    assert leaders(("B", {}), ("A", {}), ("C", {})) == ["A", "B", "C"]


@pytest.mark.parametrize(
    "hides",
    [{"policy_show": Show.CHECK}, {"policy_show": Show.NEVER}, {"policy_shows_typed": False}],
)
@pytest.mark.parametrize("price", ["1.00", "900.00"])
def test_a_price_that_may_not_be_shown_decides_no_order(hides, price):
    hidden = {
        "price": price,
        "price_kind": PriceKind.ABOUT,
        "checked_at": timezone.now() - timedelta(days=300),
        **hides,
    }

    assert leaders(("B", hidden), ("A", {"price": "20.00", **hides}), ("C", {**hidden})) == [
        "A",
        "B",
        "C",
    ]


def test_a_currency_that_may_not_be_shown_decides_no_order():
    hidden = {"currency": "EUR", "policy_show": Show.CHECK}

    assert leaders(("A", hidden), ("B", {"policy_show": Show.CHECK})) == ["A", "B"]


def test_sold_out_decides_only_where_somebody_saw_it_and_may_say_it():
    sold_out = {"availability": _SOLD_OUT}
    now = timezone.now()

    assert leaders(("A", {**sold_out, "policy_shows_availability": False}), ("B", {}))[0] == "A"
    assert (
        leaders(("D", {**sold_out, "policy_shows_typed": False}), ("E", {"price": None}))[0] == "D"
    )
    old = {**sold_out, "checked_at": now - timedelta(days=31)}
    assert leaders(("F", old), ("G", {"price": None}))[0] == "F"


def test_decimals_that_nobody_sees_decide_no_order():
    SiteSettings.objects.create(version=1, values={"market": {"currency": "IQD"}})
    prices = {"currency": "IQD"}

    order = leaders(("B", {**prices, "price": "1000.100"}), ("A", {**prices, "price": "1000.400"}))

    assert order == ["A", "B"]


def test_currencies_are_groups_and_are_not_ranked_together():
    sorts = [
        ("A", {"currency": "KWD", "price": "1.000"}),
        ("B", {"currency": "EUR", "price": "9.00"}),
        ("C", {"currency": "KWD", "price": "8.000"}),
        ("D", {"currency": "EUR", "price": "8.00", "availability": _SOLD_OUT}),
        ("E", {"price": None}),
    ]

    assert leaders(*sorts) == ["E", "B", "D", "A", "C"]


def test_a_feeds_price_leads_where_typed_ones_may_not_be_shown():
    shop = {"policy_shows_typed": False}

    order = leaders(("A", shop), ("B", {**shop, "price": "90.00", "source": PriceSource.FEED}))

    assert order == ["B", "A"]
