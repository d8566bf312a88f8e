"""The activity log: old and new price, whatever the door; a file is one line."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from products.admin.price_activity import AT_OFFER
from products.models import Observation, Offer, PriceBatch, PriceChange, PriceSource, Product
from tests.admin_forms import offer_form, opened, page
from tests.factories import make_member, make_offer, make_retailer, set_price, signed_in, staff

pytestmark = pytest.mark.django_db


def activity(client):
    """What the first page tells of prices, the newest first."""
    found = client.get(reverse("admin:index")).context["changes"]
    return [f"{change.who} {change.did} “{change.what}”: {change.note}" for change in found]


def imported(offers, price, **facts):
    batch = PriceBatch(source=PriceSource.FILE, source_name="prices.csv", **facts)
    batch.apply([Observation(offer=o, price=Decimal(price), currency="USD") for o in offers])
    return batch


def test_price_typed_at_the_desk_is_told_once_with_the_old_and_the_new(desk, anna):
    offer = make_offer("19.00", retailer=make_retailer("Amazon"))

    typed = {"price": "21", "list_price": "40", "reason": "Looked"}
    desk.post(page(Offer, "change", offer.pk), offer_form(desk, offer, **typed))
    address = page(Product, "change", offer.product_id)
    desk.post(address, opened(desk, address) | {"offers-0-price": "22"})

    told = activity(desk)[:2]
    assert told == [
        f"Anna Lim changed the price of “{offer}”: $21 → $22",
        f"Anna Lim changed the price of “{offer}”: "
        "Price: $19 → $21; "
        "Former or list price: none → $40, an earlier price, as somebody reports it · Looked",
    ]
    assert len(activity(desk)) == 3  # its first price, by a command


def test_what_else_was_changed_beside_a_price_is_told_by_itself(desk):
    offer = make_offer("19.00")
    form = offer_form(desk, offer, price="21", url=f"{offer.url}/refill")

    desk.post(page(Offer, "change", offer.pk), form)

    offer.refresh_from_db()
    assert {line.partition(" ")[2] for line in activity(desk)[:2]} == {
        f"Lim changed the offer “{offer}”: Changed Address.",
        f"Lim changed the price of “{offer}”: $19 → $21",
    }


def test_every_door_tells_the_old_price_and_the_new(desk, anna):
    offer = make_offer("19.00")
    imported([offer], "18.00", author=anna)
    set_price(offer, "17.00", author=anna, source=PriceSource.MANUSCRIPT)
    slip = set_price(offer, "170.00", author=anna)
    release = slip.release(slip.changes.all(), note="A set of ten.", author=anna).batch
    release.undo(author=anna)

    told = [line.removeprefix("Anna Lim ") for line in activity(desk)[:5]]

    assert told[0] == f"moved back the price of “{offer}”: $170 → $17 · Undo of batch {release.pk}"
    assert told[1].startswith(f"changed the price of “{offer}”: $17 → $170 · Held prices of batch")
    assert told[2] == f"changed the price of “{offer}”: $17 → $170 (released later)"
    assert told[3] == f"changed the price of “{offer}”: $18 → $17"
    assert told[4] == f"changed the price of “{offer}”: $19 → $18 · prices.csv"


def test_file_of_many_prices_is_one_line_that_counts_them(desk, anna):
    offers = [make_offer("19.00") for _ in range(5)]
    batch = imported(offers[1:], "18.00", author=anna, reason="Spring sale")
    desk.get(reverse("admin:index"))  # what a process asks once is asked
    with CaptureQueriesContext(connection) as few:
        desk.get(reverse("admin:index"))
    for _ in range(3):
        imported(offers, str(18 - _), author=anna)
    with CaptureQueriesContext(connection) as more:
        told = activity(desk)

    assert f"Anna Lim recorded 4 prices in “{batch}”: prices.csv · Spring sale" in told
    assert len(few) == len(more)


def test_prices_are_told_to_those_who_see_batches():
    offer = make_offer("19.00")

    assert activity(signed_in(make_member("Price admin")))
    assert not activity(signed_in(staff("view_product", "view_offer")))
    assert PriceChange.objects.filter(offer=offer).count() == 1


@pytest.mark.parametrize(("role", "is_led"), [("Price admin", True), ("Writer", False)])
def test_whoever_may_not_open_a_batch_reads_its_prices_without_a_link(role, is_led):
    offer = make_offer("19.00")
    client = signed_in(make_member(role))
    batch = page(PriceBatch, "change", PriceBatch.objects.get().pk)

    for row, name in ((offer, "change"), (offer, "history"), (offer.product, "history")):
        text = client.get(page(type(row), name, row.pk)).text
        assert "Price: none → $19" in text
        assert (f'href="{batch}"' in text) is is_led


def test_page_of_an_offer_shows_the_newest_prices_and_its_history_the_others(desk):
    offer = make_offer("19.00")
    for _ in range(AT_OFFER):
        set_price(offer, "19.00", checked_at=timezone.now())

    text = desk.get(page(Offer, "change", offer.pk)).text
    history = desk.get(page(Offer, "history", offer.pk)).text

    assert text.count("$19, found unchanged") == history.count("$19, found unchanged") == AT_OFFER
    assert f'1 older in <a href="{page(Offer, "history", offer.pk)}">' in text
    assert "Price: none → $19" in history
    assert "Price: none → $19" not in text


def test_history_of_offer_and_product_say_old_and_new_price(desk):
    offer = make_offer("19.00")
    set_price(offer, "21.00")

    for row in (offer, offer.product):
        history = desk.get(page(type(row), "history", row.pk)).text
        assert "Price: $19 → $21" in history
        assert "Price: none → $19" in history
