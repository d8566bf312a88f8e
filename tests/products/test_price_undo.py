"""Undoing a price batch, at its page and by the command: what it says first, and what it does."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from products.models import Observation, Offer, PriceBatch, PriceChange
from tests.admin_forms import opened, page
from tests.factories import make_offer, make_user, set_price

pytestmark = pytest.mark.django_db
WAITS = "1 price that waits for review will be dismissed."


def observed(offer, price, **facts):
    return Observation(offer=offer, price=Decimal(price), currency="USD", **facts)


def batch_of(*observations):
    batch = PriceBatch(source="file")
    batch.apply(observations)
    return batch


def released(batch):
    return batch.release(batch.waiting(), note="Seen.").batch


def undo_page(batch):
    return reverse("admin:products_pricebatch_undo", args=[batch.pk])


def undone_at(desk, batch, **ticked):
    """What the desk says after the undo of this batch."""
    return desk.post(undo_page(batch), opened(desk, undo_page(batch)) | ticked, follow=True).text


def commanded(capsys, batch, *options):
    call_command("undo_price_batch", str(batch.pk), *options)
    told = capsys.readouterr()
    return told.out + told.err


def test_page_names_the_prices_that_wait_before_it_dismisses_them(desk):
    slipped = make_offer("20.00")
    batch = batch_of(observed(slipped, "2000.00"))

    asked = desk.get(undo_page(batch)).text
    said = undone_at(desk, batch)

    assert WAITS in asked
    assert f"{slipped}: $20 → $2,000" in asked
    assert "Undoing the undo doesn’t bring them back" in asked
    assert "Prices that waited and were dismissed: 1." in said
    assert batch.changes.get().state == PriceChange.State.DISMISSED


def test_page_asks_again_where_another_price_waits_by_now(desk):
    batch = batch_of(*(observed(make_offer("20.00"), "2000.00") for _ in range(2)))
    asked = opened(desk, undo_page(batch))
    batch.dismiss(batch.waiting()[:1])

    desk.post(undo_page(batch), asked)

    assert batch.waiting().count() == 1


@pytest.mark.parametrize("options", [["--dry-run"], []])
def test_command_names_the_prices_that_wait(capsys, options):
    fine, slipped = make_offer("19.00"), make_offer("20.00")
    batch = batch_of(observed(fine, "18.00"), observed(slipped, "2000.00"))

    said = commanded(capsys, batch, *options)

    assert f"{slipped}: $20 → $2,000" in said
    assert (WAITS if options else "waited and were dismissed: 1.") in said
    assert batch.waiting().exists() == bool(options)


def test_command_undoes_what_was_let_through_later_where_it_is_asked_to(capsys):
    slipped = make_offer("20.00")
    batch = batch_of(observed(make_offer("19.00"), "18.00"), observed(slipped, "2000.00"))
    release = released(batch)

    shown = commanded(capsys, batch, "--dry-run")
    commanded(capsys, batch, "--with-released", "--author", make_user("ben").username)

    slipped.refresh_from_db()
    assert f"as batch {release.pk} (1):" in shown
    assert "--with-released" in shown
    assert slipped.current.text == "$20"
    assert {str(undo.author) for undo in PriceBatch.objects.filter(source="undo")} == {"ben"}


def test_command_refuses_an_author_nobody_is():
    batch = set_price(make_offer("19.00"), "18.00")

    with pytest.raises(CommandError, match="There is no user “nobody”"):
        call_command("undo_price_batch", str(batch.pk), "--author", "nobody")

    assert not batch.undone_by.exists()


def test_of_two_undos_at_once_the_second_finds_it_done_and_leaves_no_batch(desk, anna):
    offer = make_offer("19.00")
    batch = set_price(offer, "18.00")
    first, second = batch.write_undo(author=anna), batch.write_undo()

    batch.finish_undo(first)
    undone = batch.finish_undo(second)
    second.withdraw()

    said = desk.post(undo_page(batch), follow=True).text
    assert undone.batch is None
    assert list(batch.undone_by.all()) == [first]
    assert f"Batch {batch.pk} was undone already, as batch {first.pk} by anna." in said


def test_addresses_changed_since_are_said_to_stay(desk):
    offer = make_offer("19.00")
    was = offer.url
    batch = batch_of(observed(offer, "18.00", url=f"{was}/file"))
    Offer.objects.filter(pk=offer.pk).update(url=f"{was}/corrected")

    asked = desk.get(undo_page(batch)).text
    said = undone_at(desk, batch)

    offer.refresh_from_db()
    assert (offer.current.text, offer.url) == ("$19", f"{was}/corrected")
    assert f"Address: {was}/file → {was}" not in asked
    assert "Their address was changed again since and stays" in asked
    assert f"{offer}: {was}/corrected" in asked
    assert "Addresses that stay, as they were changed again since: 1." in said


def shown(desk, batch):
    return desk.get(page(PriceBatch, "change", batch.pk)).text


def states_in_list(desk):
    """Batch → its state, as the list says it."""
    rows = desk.get(page(PriceBatch, "changelist")).context["cl"].result_list
    return {row.pk: row.standing.words(row) for row in rows}


def test_batch_brought_back_says_so_and_so_do_its_prices(desk):
    batch = set_price(make_offer("19.00"), "18.00")
    undo, _ = batch.undo()
    again, _ = undo.undo()

    said = shown(desk, batch)

    states = states_in_list(desk)
    assert states[batch.pk] == f"brought back by batch {again.pk}"
    assert states[undo.pk] == f"undone by batch {again.pk}"
    assert "<strong>Undone</strong>" not in said
    assert "1 of its 1 prices counts now." in said
    assert "moved back" not in said


def test_batch_undone_several_times_names_the_undo_that_holds(desk):
    batch = set_price(make_offer("19.00"), "18.00")
    first, _ = batch.undo()
    first.undo()
    last, _ = batch.undo()

    said = shown(desk, batch)

    assert states_in_list(desk)[batch.pk] == f"undone by batch {last.pk}"
    assert f"batch {first.pk}</a> by" not in said
    assert f"batch {last.pk}</a> by a command" in said
    assert "moved back" in said


def test_batch_says_which_of_its_prices_count_although_it_is_undone(desk):
    one, other = make_offer("19.00"), make_offer("20.00")
    batch = batch_of(observed(one, "18.00"), observed(other, "21.00"))
    later = set_price(other, "22.00")
    batch.undo()
    later.undo()

    said = shown(desk, batch)

    assert "1 of its prices counts all the same." in said
    assert "had been changed again" not in said


def test_batch_of_which_nothing_was_applied_is_not_called_applied(desk):
    held, dismissed, let_through = (
        batch_of(observed(make_offer("20.00"), "2000.00")) for _ in range(3)
    )
    dismissed.dismiss(dismissed.waiting())
    release = released(let_through)

    states = states_in_list(desk)

    assert states[held.pk] == "held for review"
    assert states[dismissed.pk] == "dismissed"
    assert states[let_through.pk] == f"released as batch {release.pk}"


def test_price_let_through_and_undone_with_its_batch_is_moved_back_there(desk):
    batch = batch_of(observed(make_offer("20.00"), "2000.00"))
    release = released(batch)

    told = undone_at(desk, batch, with_released="on")

    undo = release.undone_by.get()
    assert f"Batch {release.pk}, let through from it: Prices moved back: 1" in told
    assert "nothing to undo" not in told
    assert f"released as batch {release.pk} undone by batch {undo.pk}" in told
    assert "moved back" in shown(desk, batch).split("<tbody>")[1]
    assert "released later" not in shown(desk, batch).split("<tbody>")[1]
