"""The pages of a price batch: what it changed, what waits in it, and what undoing it leaves."""

from decimal import Decimal

import pytest
from django.urls import reverse

from products.models import Observation, PriceBatch, PriceChange
from tests.admin_forms import opened, page
from tests.factories import make_offer, set_price

pytestmark = pytest.mark.django_db


def observed(offer, price, **facts):
    return Observation(offer=offer, price=Decimal(price), currency="USD", **facts)


def batch_of(*observations, **facts):
    batch = PriceBatch(source="file", **facts)
    batch.apply(observations)
    return batch


def undo_page(batch):
    return reverse("admin:products_pricebatch_undo", args=[batch.pk])


def test_change_says_what_it_changed(desk):
    offer = make_offer("63.00")
    batch = batch_of(observed(offer, "63.00", availability="SoldOut", url=offer.url + "/new"))

    shown = desk.get(page(PriceBatch, "change", batch.pk)).text

    assert "Availability: not stated → sold out" in shown
    assert f"Address: {offer.url} → {offer.url}/new" in shown
    assert "$63 →" not in shown


def test_what_waits_stands_first_and_the_rest_is_a_link_away(desk):
    fine, slipped = make_offer("19.00"), make_offer("20.00")
    batch = batch_of(observed(fine, "18.00"), observed(slipped, "2000.00"))
    address = page(PriceBatch, "change", batch.pk)

    first, all_of_it = desk.get(address).text, desk.get(address, {"state": "all"}).text

    assert "$20 → $2,000" in first
    assert "$19 → $18" not in first
    assert "Held for review (1)" in first
    assert "$20 → $2,000" in all_of_it
    assert "$19 → $18" in all_of_it


def test_undone_batch_looks_undone(desk):
    offer, changed_since = make_offer("19.00"), make_offer("20.00")
    batch = batch_of(observed(offer, "18.00"), observed(changed_since, "21.00"))
    set_price(changed_since, "22.00")
    undo, _ = batch.undo()

    listed = desk.get(page(PriceBatch, "changelist")).text
    shown = desk.get(page(PriceBatch, "change", batch.pk)).text

    assert f"undone by batch {undo.pk}" in listed
    assert "<strong>Undone</strong>" in shown
    assert "1 of its prices had been changed again and stayed." in shown
    assert "moved back" in shown


def test_undo_names_what_it_leaves_and_takes_what_was_let_through(desk):
    slipped, changed_since = make_offer("20.00"), make_offer("30.00")
    batch = batch_of(observed(slipped, "2000.00"), observed(changed_since, "31.00"))
    set_price(changed_since, "32.00")
    release = batch.release(batch.changes.filter(state=PriceChange.State.HELD)).batch

    asked = desk.get(undo_page(batch)).text
    desk.post(undo_page(batch), opened(desk, undo_page(batch)) | {"with_released": "on"})

    slipped.refresh_from_db()
    assert f"{changed_since}: it was $31 and is $32 now" in asked
    assert f"Let through from it later, as batch {release.pk}" in asked
    assert f"{slipped}: $20 → $2,000" in asked
    assert slipped.current.text == "$20"


def test_held_prices_are_counted_as_prices(desk):
    batch_of(*(observed(make_offer("20.00"), "2000.00") for _ in range(3)))

    shown = desk.get(reverse("admin:index"))

    card = next(
        card for card in shown.context["worklists"] if card.title == "Prices held for review"
    )
    assert card.count == 3
