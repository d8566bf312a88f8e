"""What undoing a batch of prices does, in lists and sentences: the page that asks, the command."""

from collections.abc import Callable, Iterator
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
    lists = [
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
