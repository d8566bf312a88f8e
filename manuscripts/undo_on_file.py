"""
What undoing an import does to rows that were on file before it: answers and prices go back.

An answer that the import gave a question, and a price of an offer that still waits. What was
changed, released or shown since stays, and is told along with all else that stays.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F, Model, QuerySet

from core.visibility import NOW_OR_LATER
from faq.models import Question
from manuscripts.made_rows import digests
from manuscripts.models import MadeRow, Manuscript
from products.models import PriceBatch, PriceChange

Kind = MadeRow.Kind
_WAITS = PriceChange.State.HELD


@dataclass(frozen=True)
class Staying:
    """A row that an undo leaves, and why."""

    row: Model
    reason: str

    def __str__(self) -> str:
        return f"{self.row} ({self.row._meta.verbose_name}): {self.reason}"


@dataclass
class AnswersGiven:
    """The answers that an import gave questions on file; `may_change` says who may take them."""

    manuscript: Manuscript
    may_change: Callable[[Model], bool]
    going: dict[Question, str] = field(default_factory=dict)  # and what stood there before
    staying: list[Staying] = field(default_factory=list)

    def __post_init__(self) -> None:
        made = {one.row: one for one in self.manuscript.made_rows.filter(kind=Kind.ANSWER)}
        now = digests(Kind.QUESTION, made)
        shown = {*Question.objects.public(NOW_OR_LATER).filter(pk__in=now).values_list("pk")}
        for question in Question.objects.filter(pk__in=now).order_by("pk"):
            if now[question.pk] != made[question.pk].digest:
                reason = "It was changed since, so its answer stays."
            elif (question.pk,) in shown:
                reason = "Readers see its answer, or will."
            elif not self.may_change(question):
                reason = "You don’t have permission to change it, so its answer stays."
            else:
                self.going[question] = made[question.pk].before
                continue
            self.staying.append(Staying(question, reason))

    def take_back(self) -> None:
        """Each question has the answer of before; inside a transaction."""
        for question, before in self.going.items():
            question.answer = before
            question.save()

    def forget(self) -> None:
        """What was taken back, or is gone, is no matter of the import any more."""
        left = [one.row.pk for one in self.staying]
        self.manuscript.made_rows.filter(kind=Kind.ANSWER).exclude(row__in=left).delete()


@dataclass
class PricesOnFile:
    """The prices that an import gave for offers it did not make, in its `batches`."""

    batches: Collection[int]
    made: Collection[int]  # the offers it made

    def waiting(self, leaving: Collection[int]) -> "QuerySet[PriceChange]":
        """Those still held, but of offers that are `leaving`."""
        return self._changes(_WAITS).exclude(offer__in=leaving)

    @cached_property
    def staying(self) -> list[Staying]:
        """Those that somebody released, and that hold now."""
        released = self._changes(PriceChange.State.RELEASED).exclude(offer__in=self.made)
        standing = released.filter(offer__current=F("after")).select_related(
            "offer__product__brand", "offer__retailer", "before", "after"
        )
        return [Staying(change, "It was released since.") for change in standing]

    def dismiss(self, leaving: Collection[int]) -> None:
        """Have nobody asked about those that wait."""
        held = list(self.waiting(leaving))
        for batch in PriceBatch.objects.filter(pk__in=self.batches):
            batch.dismiss([change for change in held if change.batch_id == batch.pk])

    def _changes(self, state: str) -> "QuerySet[PriceChange]":
        return PriceChange.objects.filter(batch__in=self.batches, state=state)
