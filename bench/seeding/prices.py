"""
Prices by the million, in SQL: what `PriceBatch.apply` would have written, batch by batch.

Every offer was looked at once in each round, 41 days after the one before; the price itself
changes in every third. All follows from the number of an offer and of the round, so that no row
must be looked up to write the next, and a test can send the same prices through the price door.
Triggers and constraints stay in force: points and changes are written while their batch is open,
and the offers move once, to where the newest of them say.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from products.models import Offer, PriceBatch, PriceChange, PricePoint, PriceSource

from .catalog import Catalog, Progress
from .rows import next_id, settle_ids

BATCHES, MAX_BATCH = 40, 10_000  # of a round, where there are enough offers; offers in a batch
BETWEEN_ROUNDS = timedelta(days=41)
REASON = "Invented, for measuring"

# Number of the offer (from 0) and of the round → cents. Never near ten times the price before.
_NUMBER = "(o.id - {first})"
_CENTS = f"(499 + ({_NUMBER} * 7919) %% 9500 + ((({_NUMBER} + {{round}}) / 3) * 37 %% 5) * 10)"
_POINTS = """
INSERT INTO {points} (id, offer_id, batch_id, price, price_kind, price_max, list_price,
    list_price_kind, currency, availability, checked_at, recorded_at, source)
SELECT {base} + {number}, o.id, %s, {cents} / 100.0, 'exact', NULL,
    CASE WHEN {number} %% 5 = 0 THEN ({cents} + 500) / 100.0 END,
    CASE WHEN {number} %% 5 = 0 THEN 'reported' ELSE '' END, 'USD', 'InStock', %s, %s, %s
FROM {offers} o WHERE o.id >= %s AND o.id < %s ORDER BY o.id
"""
_CHANGES = """
INSERT INTO {changes} (batch_id, offer_id, before_id, after_id, kind, state, reason, url_before,
    url_after)
SELECT %s, o.id, {before}, {base} + {number},
    CASE WHEN {round} = 0 OR ({number} + {round}) %% 3 = 0 THEN 'changed' ELSE 'confirmed' END,
    'applied', '', o.url, o.url
FROM {offers} o WHERE o.id >= %s AND o.id < %s ORDER BY o.id
"""
_POINTERS = """
UPDATE {offers} SET current_id = {base} + id - {first}, price_checked_at = %s
WHERE id >= %s AND id < %s
"""


def write_prices(catalog: Catalog, count: int, progress: Progress) -> None:
    """Write `count` price points, spread evenly; the newest of each offer is its current one."""
    first_point = next_id(PricePoint)
    rounds = -(-count // catalog.offers)
    for round_, number, size in _batches(catalog.offers, count):
        at = _checked_at(catalog.moment, rounds - round_, number, catalog.offers)
        batch = PriceBatch.objects.create(
            source=PriceSource.FILE, source_name="invented.csv", reason=REASON, created_at=at
        )
        names = _names(catalog, first_point, round_)
        offers = (catalog.first_offer + number, catalog.first_offer + number + size)
        moment = connection.ops.adapt_datetimefield_value(at)
        is_newest = (round_ + 1) * catalog.offers + number >= count
        with connection.cursor() as cursor:
            source = PriceSource.FILE.value
            cursor.execute(_POINTS.format(**names), [batch.pk, moment, moment, source, *offers])
            cursor.execute(_CHANGES.format(**names), [batch.pk, *offers])
            batch.state = PriceBatch.State.APPLIED
            batch.save(update_fields=["state"])
            if is_newest:
                cursor.execute(_POINTERS.format(**names), [moment, *offers])
        progress("prices", round_ * catalog.offers + number + size, count)
    settle_ids([PricePoint, PriceChange])


def _batches(offers: int, count: int) -> Iterator[tuple[int, int, int]]:
    """`(round, number of the first offer, how many)`: a batch never mixes what goes on and ends."""
    size = _size_of_batches(offers)
    newest_of_few = count % offers
    for first in range(0, count, offers):
        left = min(offers, count - first)
        number = 0
        while number < left:
            end = min(left, number - number % size + size)
            if number < newest_of_few < end:
                end = newest_of_few
            yield first // offers, number, end - number
            number = end


def _size_of_batches(offers: int) -> int:
    return min(MAX_BATCH, -(-offers // BATCHES))


def _checked_at(moment: datetime, age: int, number: int, offers: int) -> datetime:
    """The newest are up to forty days old, so that a quarter is older than thirty."""
    days = number // _size_of_batches(offers) * 7 % 40
    return moment - timedelta(days=days, hours=1) - (age - 1) * BETWEEN_ROUNDS


def _names(catalog: Catalog, first_point: int, round_: int) -> dict[str, str | int]:
    """What the statements are filled in with: our own tables and numbers, nothing from outside."""
    number = _NUMBER.format(first=catalog.first_offer)
    base = first_point + round_ * catalog.offers
    return {
        "points": PricePoint._meta.db_table,
        "changes": PriceChange._meta.db_table,
        "offers": Offer._meta.db_table,
        "first": catalog.first_offer,
        "round": round_,
        "number": number,
        "cents": _CENTS.format(first=catalog.first_offer, round=round_),
        "base": base,
        "before": f"{base - catalog.offers} + {number}" if round_ else "NULL",
    }
