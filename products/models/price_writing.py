"""
How a batch of prices is written: ahead, in portions that mean nothing yet, and then all at once.

    with writing(batch):
        write_ahead(batch, changes)  # points and log rows: a short transaction for each portion
        move_pointers(batch)         # one transaction: it is applied, the offers' prices move

What belongs to a batch counts once that is applied; until then no manager of points and changes
finds it (`AppliedManager`). One whose process ended before that is swept (docs/decisions/0039). The
statements are our own: as objects of the ORM 100,000 rows take longer than all the rest together.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import DatabaseError, OperationalError, connection, models, transaction
from django.utils import timezone

from products.price_kinds import PRICE_FACTS
from products.pricing import facts_of

from .offer import Offer
from .price_change import PriceChange
from .price_point import PricePoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from products.pricing import PlannedChange

    from .price_batch import PriceBatch

PORTION = 2000  # rows of a transaction: a price saved meanwhile waits for one of them
MAX_PARAMETERS = 999  # of a statement, on any SQLite
LEASE = timedelta(minutes=2)  # a batch nobody wrote on for so long is one whose process ended
CHANGED_MEANWHILE = (
    "Price or address on file changed while this batch was being written. "
    "Look at the shop again, or compare the two."
)
_ROOM = 44_000  # kB of a page cache for 100,000 rows; the settings give a thread of the server less

_TABLES = {
    "points": PricePoint._meta.db_table,
    "changes": PriceChange._meta.db_table,
    "offers": Offer._meta.db_table,
}
_LOOKS = ("checked_at", "recorded_at", "reported_on")
_POINT = ("id", "offer_id", "batch_id", *PRICE_FACTS, *_LOOKS, "source")
_STEP = ("batch_id", "offer_id", "before_id", "after_id")
_CHANGE = (*_STEP, "kind", "state", "reason", "url_before", "url_after")
_INSERT = "INSERT INTO {table} ({names}) VALUES {rows}"
_NEXT_IDS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
_COPIED = f"INSERT INTO {{changes}} ({', '.join(_CHANGE)}) ".format(**_TABLES)

UNDONE = """
SELECT %s, c.offer_id, c.after_id, c.before_id, 'restored', 'applied', '', o.url,
    CASE WHEN o.url = c.url_after THEN c.url_before ELSE o.url END
FROM {changes} c JOIN {offers} o ON o.id = c.offer_id
WHERE c.id IN ({ids}) AND c.state = 'applied'
AND COALESCE(o.current_id, 0) = COALESCE(c.after_id, 0) ORDER BY c.id
"""
RELEASED = """
SELECT %s, c.offer_id, c.before_id, c.after_id, c.kind, 'applied', '', o.url,
    CASE WHEN c.url_before = c.url_after THEN o.url ELSE c.url_after END
FROM {changes} c JOIN {offers} o ON o.id = c.offer_id
WHERE c.id IN ({ids}) AND c.state = 'held'
AND COALESCE(o.current_id, 0) = COALESCE(c.before_id, 0)
AND (c.url_before = c.url_after OR o.url = c.url_before) ORDER BY c.id
"""
_LOCK = """
SELECT COUNT(*) FROM (
    SELECT o.id FROM {offers} o JOIN {changes} c ON c.offer_id = o.id
    WHERE c.batch_id = %s ORDER BY o.id FOR NO KEY UPDATE OF o
) locked
"""
# Another price was set, also where it is the same again by now: the newest row of the log is right.
_OVERTAKEN = """
SELECT c.id FROM {changes} c JOIN {offers} o ON o.id = c.offer_id
WHERE c.batch_id = %s AND c.state = 'applied' AND (
    COALESCE(o.current_id, 0) <> COALESCE(c.before_id, 0)
    OR (c.url_before <> c.url_after AND o.url <> c.url_before)
    OR c.offer_id IN (
        SELECT n.offer_id FROM {changes} n JOIN products_pricebatch b ON b.id = n.batch_id
        WHERE n.id > (SELECT MIN(id) FROM {changes} WHERE batch_id = %s) AND n.batch_id <> %s
        AND n.state = 'applied' AND b.state = 'applied'
    )
)
"""
_HOLD = """
UPDATE {changes} SET state = 'held', reason = %s,
    before_id = (SELECT o.current_id FROM {offers} o WHERE o.id = {changes}.offer_id),
    url_before = (SELECT o.url FROM {offers} o WHERE o.id = {changes}.offer_id),
    url_after = CASE WHEN url_after <> url_before THEN url_after
        ELSE (SELECT o.url FROM {offers} o WHERE o.id = {changes}.offer_id) END
WHERE id IN ({ids})
"""
_DISMISS = "UPDATE {changes} SET state = 'dismissed', reason = %s WHERE id IN ({ids})"
_MOVE = """
UPDATE {offers} SET current_id = c.after_id, price_checked_at = p.checked_at
FROM {changes} c LEFT JOIN {points} p ON p.id = c.after_id
WHERE c.batch_id = %s AND c.state = 'applied' AND c.offer_id = {offers}.id
"""
# By itself: an address set anew is read for its host, and is in an index.
_MOVE_ADDRESS = """
UPDATE {offers} SET url = c.url_after FROM {changes} c
WHERE c.batch_id = %s AND c.state = 'applied' AND c.offer_id = {offers}.id
AND c.url_after <> c.url_before
"""

T = TypeVar("T")


class BatchWasSwept(OperationalError):
    """Writing took so long that the batch was taken for dead; nothing of it applies."""


def in_portions(rows: Iterable[T], size: int = PORTION) -> Iterator[list[T]]:
    """The rows, so many at a time."""
    left = iter(rows)
    while portion := list(islice(left, size)):
        yield portion


@contextmanager
def writing(batch: "PriceBatch") -> Iterator[None]:
    """Inside, the saved batch is written; what goes wrong there leaves it abandoned."""
    with _roomy():
        try:
            yield
        except BaseException:
            if not connection.in_atomic_block:  # whose end undoes it all
                with suppress(DatabaseError):
                    abandon(batch)
            raise


@contextmanager
def _roomy() -> Iterator[None]:
    """Keep the pages that 100,000 rows touch in memory, on SQLite."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        (usual,) = cursor.fetchone()
        cursor.execute(f"PRAGMA cache_size = -{_ROOM}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {usual}")


# Ahead


def write_ahead(batch: "PriceBatch", changes: Sequence["PlannedChange"]) -> None:
    """Points and log rows of what is to change, or to be held where a change says why."""
    written = _WrittenPoint(batch)
    for portion in in_portions(changes):
        points = [written.row(change) for change in portion]
        logged = [_change_row(batch, change) for change in portion]
        with transaction.atomic():
            keep_alive(batch)
            ids = _next_ids(PricePoint, len(portion))
            numbered = [(pk, *row) for pk, row in zip(ids, points, strict=True)]
            _insert(_TABLES["points"], _POINT, numbered)
            rows = [(*row[:3], pk, *row[3:]) for pk, row in zip(ids, logged, strict=True)]
            _insert(_TABLES["changes"], _CHANGE, rows)


def copy_ahead(batch: "PriceBatch", ids: Sequence[int], select: str) -> None:
    """Log rows made of those with these ids, by `UNDONE` or `RELEASED`."""
    for portion in in_portions(ids):
        with transaction.atomic(), connection.cursor() as cursor:
            keep_alive(batch)
            cursor.execute(_COPIED + _filled(select, portion), [batch.pk])


def keep_alive(batch: "PriceBatch") -> None:
    """Say that somebody is at it; `BatchWasSwept` where it was given up."""
    mine = type(batch).objects.filter(pk=batch.pk, state=batch.State.OPEN)
    if not mine.update(written_at=timezone.now()):
        raise BatchWasSwept(
            f"Price batch {batch.pk} was given up, as nobody wrote on it for "
            f"{LEASE.seconds // 60} minutes. Nothing of it applies: start again."
        )


# What a point's source saw, though others may have said more beside it.
_price_of: "Callable[[Any], tuple[Any, ...]]" = attrgetter(
    "price", "price_kind", "price_max", "currency"
)


class _WrittenPoint:
    """What is written of the points of a batch; each moment is made into the database's once."""

    def __init__(self, batch: "PriceBatch") -> None:
        self.batch, self.source = batch.pk, str(batch.source)
        self.moments: dict[datetime | None, Any] = {None: None}
        self.recorded_at = self._moment(batch.created_at)

    def row(self, change: "PlannedChange") -> tuple[Any, ...]:
        after = change.after
        reported_on = after.reported_on and connection.ops.adapt_datefield_value(after.reported_on)
        return (
            change.observation.offer.pk,
            self.batch,
            *facts_of(after),
            self._moment(after.checked_at),
            self.recorded_at,
            reported_on,
            self._source(change),
        )

    def _source(self, change: "PlannedChange") -> str:
        """
        Who saw the price last: whoever says more of it without looking leaves it theirs.

        Else a list price typed beside a feed's price would hide that where terms show a feed's
        alone; and a person's look would show it for longer than those allow.
        """
        before, after = change.before, change.after
        is_carried = before is not None and before.checked_at == after.checked_at
        if before is not None and is_carried and _price_of(before) == _price_of(after):
            return before.source
        return self.source

    def _moment(self, moment: datetime | None) -> Any:
        if moment not in self.moments:
            self.moments[moment] = connection.ops.adapt_datetimefield_value(moment)
        return self.moments[moment]


def _change_row(batch: "PriceBatch", change: "PlannedChange") -> tuple[Any, ...]:
    """Without the id of the point that comes after."""
    state = PriceChange.State.HELD if change.reason else PriceChange.State.APPLIED
    kind = PriceChange.Kind.CONFIRMED if change.is_same else PriceChange.Kind.CHANGED
    return (
        batch.pk,
        change.observation.offer.pk,
        change.before.pk if change.before else None,
        kind.value,
        state.value,
        change.reason,
        change.url_before,
        change.url_after,
    )


def _next_ids(model: type[models.Model], count: int) -> list[int]:
    """So many ids that no row has: PostgreSQL gives them away; on SQLite nobody else writes now."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(_NEXT_IDS, [table, count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
        return list(range(last + 1, last + 1 + count))


def _insert(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Many by one statement: each anew makes the lists that the constraints look into.
            signs = f"({', '.join(['%s'] * len(columns))})"
            for some in in_portions(rows, MAX_PARAMETERS // len(columns)):
                statement = _INSERT.format(
                    table=table, names=names, rows=", ".join([signs] * len(some))
                )
                cursor.execute(statement, [*chain.from_iterable(some)])
            return
        copy = f"COPY {table} ({names}) FROM STDIN"
        with connection.wrap_database_errors, cursor.copy(copy) as copying:
            for row in rows:
                copying.write_row(row)


# All at once


def move_pointers(batch: "PriceBatch", *, overtaken: str = PriceChange.State.HELD) -> int:
    """
    Apply what was written ahead; returns how many offers have another price now.

    Rows whose offer has another price or address by now than when they were weighed become
    `overtaken` instead; where all are dismissed so, nothing applies and the batch stays open. One
    transaction, and on PostgreSQL the offers are locked in it alone.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.features.has_select_for_update:
            cursor.execute(_filled(_LOCK), [batch.pk])
        cursor.execute(_filled(_OVERTAKEN), [batch.pk] * 3)
        late = [pk for (pk,) in cursor.fetchall()]
        instead = _HOLD if overtaken == PriceChange.State.HELD else _DISMISS
        for portion in in_portions(late):
            cursor.execute(_filled(instead, portion), [CHANGED_MEANWHILE])
        if instead == _DISMISS and _is_empty(batch):
            return 0
        _close(batch)
        cursor.execute(_filled(_MOVE), [batch.pk])
        moved = cursor.rowcount
        cursor.execute(_filled(_MOVE_ADDRESS), [batch.pk])
    return moved


def _is_empty(batch: "PriceBatch") -> bool:
    written = PriceChange._base_manager.filter(batch=batch)
    return not written.exclude(state=PriceChange.State.DISMISSED).exists()


def _close(batch: "PriceBatch") -> None:
    """It is applied, as of now: from here on its rows count, and nothing of it changes."""
    keep_alive(batch)
    batch.state, batch.created_at = batch.State.APPLIED, timezone.now()
    batch.save(update_fields=["state", "created_at"])


# Given up


def abandon(batch: "PriceBatch") -> bool:
    """Give up a batch that is being written; False where it isn't any more."""
    mine = type(batch).objects.filter(pk=batch.pk, state=batch.State.OPEN)
    if not mine.update(state=batch.State.ABANDONED):
        return False
    batch.state = batch.State.ABANDONED
    clear(batch)
    return True


def withdraw(batch: "PriceBatch") -> None:
    """Leave no trace of a batch that is being written: nothing was left to do for it."""
    if batch.pk is not None and abandon(batch):
        batch.delete()


def clear(batch: "PriceBatch") -> None:
    """Delete what was written ahead for an abandoned batch."""
    for model in (PriceChange, PricePoint):
        written = model._base_manager.filter(batch=batch).order_by("pk")
        while keys := list(written.values_list("pk", flat=True)[:PORTION]):
            rows = model._base_manager.filter(pk__in=keys)
            rows._raw_delete(rows.db)


def sweep(batches: "models.QuerySet[PriceBatch]", now: datetime) -> "list[PriceBatch]":
    """Give up those of the batches that nobody writes any more; finish what was begun so."""
    states = batches.model.State
    silent = batches.filter(state=states.OPEN, written_at__lt=now - LEASE)
    dead = [batch for batch in silent if abandon(batch)]
    for batch in batches.filter(state=states.ABANDONED):
        clear(batch)
    return dead


def _filled(statement: str, ids: Sequence[int] = ()) -> str:
    """With our tables and ids, which are numbers of ours: nothing from outside."""
    return statement.format(**_TABLES, ids=", ".join(map(str, ids)) or "NULL")
