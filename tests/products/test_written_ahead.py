"""What is written ahead for a batch of prices means nothing until all of it applies."""

import os
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, transaction
from django.urls import reverse
from django.utils import timezone

from products.models import Observation, Offer, PriceBatch, PriceChange, PricePoint, PriceSource
from products.models.price_writing import LEASE, PORTION, move_pointers, write_ahead
from tests.factories import make_offer, set_price

pytestmark = pytest.mark.django_db


def written_ahead(*prices):
    """A batch that would set these (offer, price), as far as a killed import got with it."""
    batch = PriceBatch.objects.create(source=PriceSource.FILE, reason="From a file")
    seen = [
        Observation(offer=offer, price=Decimal(price), currency="USD") for offer, price in prices
    ]
    write_ahead(batch, batch.preview(seen).changed)
    return batch


def test_nobody_sees_what_is_written_ahead(desk):
    offer = make_offer("19.00")

    batch = written_ahead((offer, "15.00"))

    page = desk.get(reverse("admin:products_pricebatch_change", args=[batch.pk])).text
    offer.refresh_from_db()
    assert offer.current.text == "$19"
    assert offer.points.count() == offer.price_changes.count() == 1
    assert not batch.changes.exists()
    assert "being written" in page
    assert "$15" not in page
    assert batch.undo()[0] is None


def test_all_of_it_applies_at_once_from_then_on():
    one, other = make_offer("19.00"), make_offer("40.00")
    batch = written_ahead((one, "15.00"), (other, "35.00"))
    before = timezone.now()

    assert move_pointers(batch) == 2

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.current.text, other.current.text) == ("$15", "$35")
    assert batch.created_at > before


def test_price_set_meanwhile_stays_and_the_later_one_waits_beside_it():
    one, other = make_offer("19.00"), make_offer("40.00")
    batch = written_ahead((one, "15.00"), (other, "35.00"))
    set_price(one, "18.00")

    move_pointers(batch)

    one.refresh_from_db()
    other.refresh_from_db()
    held = batch.changes.get(state=PriceChange.State.HELD)
    assert (one.current.text, other.current.text) == ("$18", "$35")
    assert (held.before.text, held.after.text) == ("$18", "$15")
    assert "changed while this batch was being written" in held.reason
    release = batch.release([held], note="Seen at the shop.")
    one.refresh_from_db()
    assert release.batch
    assert one.current.text == "$15"


def test_price_set_and_undone_meanwhile_was_set_all_the_same():
    offer = make_offer("19.00")
    batch = written_ahead((offer, "15.00"))
    set_price(offer, "18.00").undo()

    move_pointers(batch)

    offer.refresh_from_db()
    assert offer.current.text == "$19"


def test_address_corrected_meanwhile_stays():
    offer = make_offer("19.00")
    batch = written_ahead((offer, "15.00"))
    Offer.objects.filter(pk=offer.pk).update(url=f"{offer.url}/corrected")

    move_pointers(batch)

    offer.refresh_from_db()
    assert offer.current.text == "$15"
    assert offer.url.endswith("/corrected")


def test_undo_leaves_what_changed_while_it_was_written():
    one, other = make_offer("19.00"), make_offer("40.00")
    batch = PriceBatch(source=PriceSource.FILE)
    batch.apply(
        Observation(offer=offer, price=Decimal(20), currency="USD") for offer in (one, other)
    )
    undo = batch.write_undo()
    set_price(one, "18.00")

    _, left, _ = batch.finish_undo(undo)

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.current.text, other.current.text) == ("$18", "$40")
    assert [row.offer for row in left] == [one]
    assert [row.offer for row in undo.moved()] == [other]


def test_batch_of_a_killed_import_is_swept_and_says_so(capsys, desk):
    offer = make_offer("19.00")
    batch = written_ahead((offer, "15.00"))
    PriceBatch.objects.filter(pk=batch.pk).update(written_at=timezone.now() - LEASE * 2)

    call_command("sweep_price_batches")

    listed = desk.get(reverse("admin:products_pricebatch_changelist")).text
    assert "given up: 1." in capsys.readouterr().out
    assert "broken off: nothing of it applies" in listed
    assert not PricePoint._base_manager.filter(batch=batch).exists()
    with pytest.raises(OperationalError, match="Nothing of it applies"):
        move_pointers(batch)
    offer.refresh_from_db()
    assert offer.current.text == "$19"


def test_next_batch_sweeps_those_before_and_leaves_one_that_is_written_now():
    offer = make_offer("19.00")
    killed, alive = written_ahead((offer, "15.00")), written_ahead((offer, "14.00"))
    silent = timezone.now() - LEASE - timedelta(seconds=1)
    PriceBatch.objects.filter(pk=killed.pk).update(written_at=silent)

    set_price(offer, "16.00")

    killed.refresh_from_db()
    alive.refresh_from_db()
    assert (killed.state, alive.state) == ("abandoned", "open")


def test_more_than_a_portion_is_applied_and_undone_as_one():
    offer = make_offer("19.00")
    offers = Offer.objects.bulk_create(
        Offer(product=offer.product, retailer=offer.retailer, variant=str(number), url=offer.url)
        for number in range(PORTION + 1)
    )
    before = list(Offer.objects.order_by("pk").values())
    batch = PriceBatch(source=PriceSource.FILE)

    outcome = batch.apply(
        Observation(offer=one, price=Decimal(number) / 100, currency="USD")
        for number, one in enumerate(offers, 100)
    )

    assert len(outcome.changed) == batch.moved().count() == PORTION + 1
    assert Offer.objects.filter(current__batch=batch).count() == PORTION + 1
    undo, left = batch.undo()
    assert list(Offer.objects.order_by("pk").values()) == before
    assert (undo.moved().count(), left.count()) == (PORTION + 1, 0)


@pytest.mark.parametrize(
    "way",
    [
        lambda batch, change: Offer.objects.filter(pk=change.offer_id).update(
            current=change.after_id
        ),
        lambda batch, change: PriceChange.objects.create(
            batch=PriceBatch.objects.create(source="file"),
            offer_id=change.offer_id,
            after_id=change.after_id,
            kind="changed",
            state="applied",
        ),
        lambda batch, change: PricePoint._base_manager.filter(batch=batch)._raw_delete("default"),
        lambda batch, change: PriceChange._base_manager.filter(batch=batch).delete(),
    ],
    ids=["moving its pointer", "taking its point", "deleting its point", "deleting its row"],
)
def test_database_lets_nobody_use_what_is_written_ahead(way):
    batch = written_ahead((make_offer("19.00"), "15.00"))

    with pytest.raises(IntegrityError, match="price"), transaction.atomic():
        way(batch, PriceChange._base_manager.get(batch=batch))


@pytest.mark.long
def test_killed_imports_leave_all_or_nothing():
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "bench.price_kills", "--offers", "2500"]
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}

    done = subprocess.run(
        [*command, "--few", "10", "--many", "0"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.stdout.endswith("pass\n"), done.stdout + done.stderr
