"""Held prices: what waits for a second look, and is asked again against what is current."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from products.models import (
    Observation,
    PriceBatch,
    PriceChange,
    PriceSource,
)
from tests.factories import make_offer, make_user, set_price

pytestmark = pytest.mark.django_db


def test_slipped_decimal_point_is_held_until_somebody_lets_it_through():
    offer = make_offer("19.00")

    batch = set_price(offer, "190.00")

    assert offer.current.text == "$19"
    release = batch.release(batch.changes.all(), author=make_user(), note="Seen.")
    offer.refresh_from_db()
    assert offer.current.text == "$190"
    assert release.batch.changes.get().before.text == "$19"
    assert batch.changes.get().state == PriceChange.State.RELEASED


def test_address_corrected_while_a_price_was_held_stays_when_it_is_let_through():
    offer = make_offer("19.00")
    batch = set_price(offer, "190.00")
    offer.url = "https://shop.example/corrected"
    offer.save()

    batch.release(batch.changes.all(), note="Seen.")

    offer.refresh_from_db()
    assert (offer.current.text, offer.url) == ("$190", "https://shop.example/corrected")


def held_at_199():
    """An offer of $19 for which $199 is held, and its batch."""
    offer = make_offer("19.00", checked_at=timezone.now() - timedelta(days=3))
    return offer, set_price(offer, "199.00", checked_at=timezone.now() - timedelta(days=2))


def released(batch):
    return batch.release(batch.changes.all(), author=make_user(), note="Seen.")


@pytest.mark.parametrize("price", ["21.00", None, "45.00"])
def test_held_price_is_not_released_over_one_set_since(price):
    offer, batch = held_at_199()
    set_price(offer, price)
    now = offer.current

    release = released(batch)

    offer.refresh_from_db()
    (change, sentence), *others = release.refused
    assert offer.current == now
    assert release.batch is None
    assert not others
    assert sentence.startswith("Since this price was held, another was set: it was $19 and is now")
    assert f"is now {now.text}, checked" in sentence
    assert change.state == PriceChange.State.HELD


def test_held_price_is_not_released_over_a_later_look_at_the_same_price():
    offer, batch = held_at_199()
    set_price(offer, "19.00", checked_at=timezone.now())

    release = released(batch)

    offer.refresh_from_db()
    assert offer.current.text == "$19"
    assert offer.current.age_in_days() == 0
    assert len(release.refused) == 1


def test_second_of_two_held_prices_is_asked_again_after_the_first():
    offer, first = held_at_199()
    second = set_price(offer, "1.50")

    released(first)
    release = released(second)

    offer.refresh_from_db()
    assert offer.current.text == "$199"
    assert len(release.refused) == 1


def test_held_address_is_not_released_over_one_corrected_since():
    offer = make_offer("19.00")
    batch = set_price(offer, "190.00", url=f"{offer.url}/from-the-file")
    offer.url = f"{offer.url}/corrected"
    offer.save()

    release = released(batch)

    offer.refresh_from_db()
    assert offer.url.endswith("/corrected")
    assert "the offer's address was changed" in release.refused[0][1]


def test_held_price_is_released_again_once_what_was_set_since_is_undone():
    offer, batch = held_at_199()
    set_price(offer, "21.00").undo()

    release = released(batch)

    offer.refresh_from_db()
    assert not release.refused
    assert offer.current.text == "$199"


def test_others_of_a_batch_are_released_beside_one_that_stays_held():
    one, other = make_offer("19.00"), make_offer("20.00")
    batch = PriceBatch(source=PriceSource.FILE)
    batch.apply(
        [
            Observation(offer=one, price=Decimal(199), currency="USD"),
            Observation(offer=other, price=Decimal(200), currency="USD"),
        ]
    )
    set_price(one, "21.00")

    release = released(batch)

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.current.text, other.current.text) == ("$21", "$200")
    assert [change.offer for change, _ in release.refused] == [one]


def test_held_address_is_not_released_once_its_domain_is_the_shops_no_more():
    offer = make_offer("19.00")
    domain = offer.retailer.domains.create(domain="new.example")
    batch = set_price(offer, "190.00", url="https://new.example/p")
    domain.delete()

    release = released(batch)

    offer.refresh_from_db()
    assert offer.current.text == "$19"
    assert release.batch is None
    assert "new.example isn't one of" in release.refused[0][1]
