"""
What undoing a batch of prices does, in lists and sentences, for the page that asks and the command;
and what counts of a batch by now, for its page and the list.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.db.models import QuerySet

from products.models import PriceBatch, PriceChange
from products.models.price_batch import Undone
from products.models.price_undos import Undos
from products.price_words import in_one_line

MOST_LISTED = 100  # rows named of each kind


class UndoList(NamedTuple):
    """Rows that become the same; the first of them are named, each in its words."""

    heading: str
    rows: "QuerySet[PriceChange]"
    total: int
    words: Callable[[PriceChange], str]

    def first(self) -> Iterator[str]:
        """The words of the first rows."""
        related = self.rows.select_related(
            "offer__product__brand", "offer__retailer", "offer__current", "before", "after"
        )
        return map(self.words, related[:MOST_LISTED])


def undo_lists(batch: PriceBatch, released: list[PriceBatch]) -> list[UndoList]:
    """What undoing it would do to which rows, those that move back first; empty ones, too."""
    back, left = batch.preview_undo()
    waiting, addresses = batch.waiting(), batch.keeps_addresses(back)
    lists: list[tuple[str, QuerySet[PriceChange], Callable[[PriceChange], str]]] = [
        ("These prices move back", back, _back),
        ("These prices wait, and are dismissed", waiting, str),
        ("These were changed again since and are left alone", left, _left),
        ("Their address was changed again since and stays", addresses, _address),
    ]
    lists += [
        (f"Let through from it later, as batch {one.pk}", one.moved(), str) for one in released
    ]
    return [UndoList(heading, rows, rows.count(), words) for heading, rows, words in lists]


def will_be_dismissed(count: int) -> str:
    """The sentence that says so, of one at least."""
    prices = "1 price that waits" if count == 1 else f"{count:,} prices that wait"
    return (
        f"{prices} for review will be dismissed. Undoing the undo doesn’t bring them back: "
        "enter or import them again."
    )


def what_was_undone(batch: PriceBatch, undone: Undone) -> str:
    """What an undo did, in sentences."""
    told = []
    if undone.batch:
        moved = undone.batch.moved()
        stay = batch.keeps_addresses(batch.moved().filter(offer__in=moved.values("offer")))
        told += [f"Prices moved back: {moved.count()}; left alone: {undone.left.count()}."]
        if addresses := stay.count():
            told += [f"Addresses that stay, as they were changed again since: {addresses}."]
    if undone.dismissed:
        told += [f"Prices that waited and were dismissed: {undone.dismissed}."]
    return " ".join(told) or nothing_to_undo(batch)


def nothing_to_undo(batch: PriceBatch) -> str:
    """Why nothing of it moves back."""
    if undos := Undos([batch.pk]).standing(batch.pk):
        undo = PriceBatch.objects.select_related("author").get(pk=undos[0])
        by = undo.author or "a command"
        return f"Batch {batch.pk} was undone already, as batch {undo.pk} by {by}."
    return (
        f"There is nothing to undo in batch {batch.pk}: its prices were changed again since, "
        "or none of them was applied."
    )


def _back(row: PriceChange) -> str:
    return f"{row.offer}: {in_one_line(row.steps_back)}"


def _left(row: PriceChange) -> str:
    now = row.offer.current
    return f"{row.offer}: it was {row.after or 'none'} and is {now or 'none'} now"


def _address(row: PriceChange) -> str:
    return f"{row.offer}: {row.offer.url or 'none'}"


class Standing:
    """What counts of these batches by now, in words. Two queries, however many they are."""

    def __init__(self, batches: Iterable[PriceBatch]) -> None:
        """Each is annotated with `has_applied` and `held_count`."""
        keys = {batch.pk: batch.has_applied for batch in batches}  # type: ignore[attr-defined]
        self._releases: dict[int, list[int]] = defaultdict(list)
        if waited := [key for key, has_applied in keys.items() if not has_applied]:
            let_through = PriceChange.objects.filter(
                after__batch__in=waited, state=PriceChange.State.APPLIED
            ).exclude(kind=PriceChange.Kind.RESTORED)
            pairs = let_through.order_by().values_list("after__batch", "batch").distinct()
            for key, release in pairs:
                self._releases[key].append(release)
        self.undos = Undos({*keys, *(key for some in self._releases.values() for key in some)})

    def words(self, batch: PriceBatch) -> str:
        """What counts now, before what was once: one that was undone looks undone."""
        if undone := self._undone(batch.pk):
            return undone
        if batch.undoes_id:
            return f"undoes batch {batch.undoes_id}"
        if batch.state != batch.State.APPLIED or batch.has_applied:  # type: ignore[attr-defined]
            return str(batch.get_state_display())
        if batch.held_count:  # type: ignore[attr-defined]
            return "held for review"
        releases = sorted(self._releases[batch.pk])
        told = [f"released as batch {one} {self._undone(one)}".strip() for one in releases]
        return ", ".join(told) or "dismissed"

    def _undone(self, key: int) -> str:
        if undos := self.undos.standing(key):
            return f"undone by batch {undos[0]}"
        again = self.undos.brought_back_by(key)
        return f"brought back by batch {again}" if again else ""


def moved_back(rows: Iterable[PriceChange]) -> set[int]:
    """Which of these rows of the log an undo took back, and no undo of that brought back."""
    rows = [row for row in rows if row.state in (row.State.APPLIED, row.State.RELEASED)]
    gone: set[tuple[int, int | None]] = set()
    steps = PriceChange.objects.filter(
        offer__in={row.offer_id for row in rows},
        kind=PriceChange.Kind.RESTORED,
        state=PriceChange.State.APPLIED,
    )
    for offer, before, after in steps.order_by("pk").values_list("offer", "before", "after"):
        gone.add((offer, before))
        gone.discard((offer, after))
    return {row.pk for row in rows if (row.offer_id, row.after_id) in gone}
