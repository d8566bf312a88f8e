"""The pages of a price batch: what it changed, what waits in it, and what undoing it leaves."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from backoffice.models import SiteSettings
from backoffice.site_settings import forget_current
from products.models import Observation, PriceBatch, PriceChange
from tests.admin_forms import opened, page
from tests.factories import make_member, make_offer, make_upload, set_price, signed_in

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
    release = batch.release(batch.changes.filter(state=PriceChange.State.HELD), note="Seen.").batch

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


def held_page(batch):
    return reverse("admin:products_pricebatch_held", args=[batch.pk])


def held_by(author):
    offer = make_offer("20.00")
    batch = batch_of(observed(offer, "2000.00"), author=author)
    return offer, batch, {"row": batch.changes.get().pk, "release": ""}


def test_held_price_passes_with_a_note_and_its_evidence_stands_beside_it(desk):
    offer, batch, ticked = held_by(None)
    evidence = {"note": "It is a set of ten.", "url": "https://shop.example/set"}

    desk.post(held_page(batch), ticked | evidence | {"picture": make_upload()})

    offer.refresh_from_db()
    shown = desk.get(page(PriceBatch, "change", batch.pk)).text
    change = batch.changes.get()
    picture = reverse("admin:products_pricebatch_evidence", args=[batch.pk, change.evidence.pk])
    assert offer.current.text == "$2,000"
    assert "“It is a set of ten.”" in shown
    assert 'href="https://shop.example/set"' in shown
    assert desk.get(picture)["Content-Type"] == "image/png"
    assert signed_in(make_member("Editor")).get(picture).status_code == 403


def test_without_a_note_nothing_passes_and_nothing_typed_is_lost(desk):
    offer, batch, ticked = held_by(None)

    shown = desk.post(held_page(batch), ticked | {"note": " ", "url": "https://shop.example/set"})

    offer.refresh_from_db()
    assert offer.current.text == "$20"
    assert "Say how you know" in shown.text
    assert 'value="https://shop.example/set"' in shown.text
    assert "checked" in shown.text.split(f'name="row" value="{ticked["row"]}"')[1][:10]


def test_database_lets_no_held_price_pass_without_evidence():
    _, batch, _ = held_by(None)

    with pytest.raises(IntegrityError, match="passes with a note"), transaction.atomic():
        batch.changes.update(state=PriceChange.State.RELEASED)


def test_by_a_setting_nobody_lets_through_what_they_entered(desk, anna):
    SiteSettings.objects.create(version=1, values={"prices": {"second_person": True}})
    forget_current()
    offer, batch, ticked = held_by(anna)

    shown = desk.get(page(PriceBatch, "change", batch.pk)).text
    desk.post(held_page(batch), ticked | {"note": "It is right."})
    offer.refresh_from_db()
    own = offer.current.text
    signed_in(make_member("Price admin")).post(held_page(batch), ticked | {"note": "It is right."})

    offer.refresh_from_db()
    assert "this site wants somebody else" in shown
    assert 'name="release"' not in shown
    assert (own, offer.current.text) == ("$20", "$2,000")


def test_price_decided_before_is_not_asked_to_be_selected(desk):
    _, batch, ticked = held_by(None)
    batch.dismiss(batch.waiting())

    said = desk.post(held_page(batch), ticked, follow=True).text

    assert "These were decided before." in said
    assert "Select the prices first." not in said
