"""Rows on file beside what was read, and how alike the two are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from people.models import Person
from products.models import Product

# From here on two names are near enough to ask an editor; a half of them differs in a word or two.
NEAR = 0.82
SAME_NAME = 0.99  # of two that have one name, or of whom something else is told
MAX_NEAR = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A row on file and how alike it is: 1.0 is the same, `NEAR` and above may be the same."""

    record: Any
    score: float
    is_same_name: bool = False  # what differs is something else

    @property
    def is_certain(self) -> bool:
        """Whether nobody need be asked."""
        return self.score == 1

    @property
    def alike(self) -> str:
        """How alike they are, in words."""
        if self.is_same_name:
            return "the same name"
        return f"{min(round(self.score * 100), 99)}% alike"

    @property
    def called(self) -> str:
        """The record by what tells it from another of its name."""
        if isinstance(self.record, Product) and self.record.size:
            return f"{self.record}, {self.record.size}"
        if isinstance(self.record, Person) and self.is_same_name:
            role = f" ({self.record.role})" if self.record.role else ""
            return f"{self.record.full_name}{role}"
        return str(self.record)

    def as_json(self) -> dict[str, Any]:
        return {
            "pk": self.record.pk,
            "name": self.called,
            "score": round(self.score, 2),
            "alike": self.alike,
            "is_same_name": self.is_same_name,
        }


def best_of(matches: Iterable[Match]) -> list[Match]:
    """The nearest of those that come near, best first."""
    near = sorted((one for one in matches if one.score >= NEAR), key=lambda one: -one.score)
    return near[:MAX_NEAR]


def is_same(near: list[dict[str, Any]], record: int | None) -> bool:
    """Whether a proposal's `record` is the one that its `near` rows were certain of."""
    return bool(near) and near[0]["score"] == 1 and near[0]["pk"] == record


def namesakes(near: list[dict[str, Any]]) -> frozenset[int]:
    """Of a proposal's `near` rows those of the same name, of whom somebody must say which it is."""
    return frozenset(one["pk"] for one in near if one.get("is_same_name") and one["score"] < 1)
