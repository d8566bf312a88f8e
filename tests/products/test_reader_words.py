"""The desk says what readers see, and asks for looks where a look helps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from products.display import display_of
from products.display_policy import PRESETS, Show
from products.models import ListPriceKind, Offer, PriceSource
from tests.admin_forms import offer_form, page
from tests.factories import make_offer, make_retailer, make_unchecked_offer

pytestmark = pytest.mark.django_db
FEED_ONLY = "“Check price at Osier Row”: this shop’s prices come from its feed alone"


def test_a_saved_price_that_readers_do_not_see_says_so(desk):
    shop = make_retailer("Osier Row", policy_shows_typed=False)
    offer = make_offer("19.00", retailer=shop)
    address = page(Offer, "change", offer.pk)

    said = desk.post(address, offer_form(desk, offer, price="12.80"), follow=True).text

    assert f"readers see {FEED_ONLY}." in said
    assert FEED_ONLY in desk.get(address).text


def test_the_list_says_what_readers_see_without_a_query_a_row(desk, django_assert_max_num_queries):
    shop = make_retailer("Osier Row", policy_shows_typed=False)
    for _ in range(12):
        make_offer("19.00", retailer=shop)

    with django_assert_max_num_queries(25):
        assert desk.get(page(Offer, "changelist")).text.count(FEED_ONLY) == 12


def test_a_list_price_that_europe_does_not_let_be_struck_through_is_told(desk):
    shop = make_retailer("Laden", market="DE")
    offer = make_offer("19.00", retailer=shop, list_price="31", list_price_kind=ListPriceKind.RRP)
    posted = offer_form(desk, offer, price="18")

    said = desk.post(page(Offer, "change", offer.pk), posted, follow=True).text

    assert "only the lowest price of the 30 days before may be, and it isn’t known" in said


def listed(desk, **asked):
    offers = Offer.objects.in_bulk()
    text = desk.get(page(Offer, "changelist"), asked).text
    return {pk for pk in offers if page(Offer, "change", pk) in text}


def test_looks_are_asked_for_by_each_shops_own_limit_and_where_they_help(desk):
    old = {"checked_at": timezone.now() - timedelta(days=2)}
    slow = make_offer("19.00", **old)
    quick = make_offer("19.00", retailer=make_retailer(policy_max_age_hours=24), **old)
    amazon = make_retailer(display_policy=PRESETS["amazon_associates"].policy)
    fed = make_offer("19.00", retailer=amazon, source=PriceSource.FEED, **old)
    unlooked = make_unchecked_offer("8.00")

    assert [*Offer.objects.stale()] == [quick]
    assert listed(desk, worklist="stale") == listed(desk, look="due") == {quick.pk}
    assert listed(desk, look="feed") == {fed.pk}
    assert listed(desk, look="never") == {unlooked.pk}
    assert listed(desk, stock="open") == {slow.pk, quick.pk, fed.pk, unlooked.pk}


def test_the_list_of_hidden_prices_is_what_pages_hide(desk):
    now = timezone.now()
    for shop in (
        {},
        {"policy_show": Show.CHECK},
        {"policy_shows_typed": False},
        {"policy_max_age_hours": 24},
    ):
        for source in (PriceSource.ADMIN, PriceSource.FEED):
            for days in (0, 2, 40):
                at = now - timedelta(days=days)
                retailer = make_retailer(**shop)
                make_offer("19.00", retailer=retailer, source=source, checked_at=at)
    make_unchecked_offer("8.00")
    make_offer(None)

    rows = Offer.objects.select_related("product").for_display()
    hidden = {offer.pk for offer in rows if not display_of(offer, now).price}

    assert {*rows.exclude(pk__in=Offer.objects.with_shown_price().values("pk"))} == {
        offer for offer in rows if offer.pk in hidden
    }
    assert 0 < len(hidden) < len(rows)
