"""
The proposals of a manuscript as items to decide about: each with its form, and what happened to it.

An item says its own words in one line, and how they were read originally where an editor changed
them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from manuscripts.highlighting import spans_of
from manuscripts.models import Proposal
from manuscripts.offer_forms import OfferRow, price_text
from manuscripts.review_context import ReviewContext
from manuscripts.review_forms import FORMS, ReviewForm
from people.models import Person

Kind, Decision = Proposal.Kind, Proposal.Decision


@dataclass
class ReviewItem:
    """One proposal, its form, and what happened to it."""

    proposal: Proposal
    context: ReviewContext
    form: ReviewForm
    meanwhile: Proposal | None = None  # as somebody else decided while this was typed

    @classmethod
    def of(
        cls, proposal: Proposal, context: ReviewContext, data: Mapping[str, Any] | None = None
    ) -> "ReviewItem":
        return cls(proposal, context, FORMS[proposal.kind](proposal, context, data))

    @property
    def kind(self) -> str:
        return self.proposal.kind

    @property
    def label(self) -> str:
        return "title" if self.kind == Kind.ARTICLE else self.proposal.get_kind_display()

    @property
    def template(self) -> str:
        return f"admin/manuscripts/review_forms/{self.kind}.html"

    @property
    def start(self) -> int:
        spans = spans_of(self.proposal.reading)
        return spans[0][0] if spans else -1

    @property
    def has_words(self) -> bool:
        return self.start >= 0

    @property
    def is_decided(self) -> bool:
        return self.proposal.decision != Decision.OPEN

    @property
    def is_doubtful(self) -> bool:
        return bool(self.proposal.doubts)

    @property
    def can_be_left_out(self) -> bool:
        return self.kind != Kind.ARTICLE

    @property
    def is_open(self) -> bool:
        """Whether the form stands open: there is something to look at, or something is wrong."""
        waits = self.is_doubtful and not self.is_decided
        return bool(waits or self.meanwhile or self.form.is_bound)

    @property
    def new_prices(self) -> list[OfferRow]:
        """The offers whose price is another than the one on file."""
        return [row for row in getattr(self.form, "rows", []) if row.is_new_price]

    @property
    def person(self) -> Person | None:
        record = self.proposal.record
        if self.kind != Kind.EXPERT or record is None:
            return None
        return self.context.persons.get(record)

    @property
    def speaker(self) -> str:
        """Who said it, by the name the review gives them; "" while it is open."""
        name = self.proposal.content.get("speaker")
        return self.context.people.get(name, name) or "" if name else ""

    @property
    def candidates(self) -> list[tuple[str, str]]:
        """`(name, what they are called)` of those it may have been, where it is open."""
        if self.kind != Kind.QUOTE or self.proposal.content.get("speaker"):
            return []
        names = self.proposal.reading.get("candidates") or []
        called = [(name, self.context.people.get(name, name)) for name in names]
        return [(name, words) for name, words in called if words]

    @property
    def words(self) -> str:
        """The proposal in one line."""
        content = self.proposal.content
        if self.kind == Kind.QUOTE:
            return " … ".join(content["segments"])
        if self.kind == Kind.PRODUCT:
            return " ".join(filter(None, [content["brand"], content["name"]]))
        if self.kind == Kind.EXPERT:
            return " ".join(filter(None, [content["honorific"], content["name"]]))
        return content["question"] if self.kind == Kind.FAQ else content["title"]

    @property
    def details(self) -> str:
        """A few words more, where the form is folded."""
        content = self.proposal.content
        if self.kind == Kind.EXPERT:
            parts = [content["credentials"], content["role"], content["organization"]]
        elif self.kind == Kind.PRODUCT:
            parts = [content["size"], *(_offer_text(offer) for offer in content["offers"])]
        elif self.kind == Kind.ARTICLE:
            parts = [content["dek"], ", ".join(content["tags"])]
        elif self.kind == Kind.FAQ:
            parts = [content["answer"] or "no answer"]
        else:
            parts = [self.speaker or "speaker not known", content["second_hand"]]
        return " · ".join(filter(None, parts))

    @property
    def original(self) -> list[tuple[str, str]]:
        """`(label, words)` of what an editor changed: how it had been read."""
        edited = self.proposal.edited or {}
        return [
            (name.replace("_", " "), _as_words(self.proposal.reading.get(name))) for name in edited
        ]


def _offer_text(offer: dict[str, Any]) -> str:
    return " ".join(filter(None, [offer.get("retailer"), price_text(offer)]))


def _as_words(value: Any) -> str:
    if isinstance(value, list):
        words = [_offer_text(one) if isinstance(one, dict) else str(one) for one in value]
        return ", ".join(filter(None, words)) or "nothing"
    return str(value or "nothing")


@dataclass
class ReviewGroup:
    """Items under one heading."""

    key: str
    title: str
    items: list[ReviewItem]
    is_folded: bool = False


@dataclass(frozen=True)
class ReviewCounts:
    """How far a review has come."""

    doubts: int
    open: int
    accepted: int
    rejected: int

    @classmethod
    def of(cls, proposals: Iterable[Proposal]) -> "ReviewCounts":
        proposals = list(proposals)
        decisions = [one.decision for one in proposals]
        # What a correction left alone waits for nobody.
        waiting = [o for o in proposals if o.decision == Decision.OPEN and not o.unchanged]
        return cls(
            doubts=sum(bool(one.doubts) for one in waiting),
            open=len(waiting),
            accepted=decisions.count(Decision.ACCEPTED),
            rejected=decisions.count(Decision.REJECTED),
        )

    @property
    def sentence(self) -> str:
        if self.doubts:
            return f"{self.doubts} doubt{'' if self.doubts == 1 else 's'} left."
        return "No doubts left."


def in_groups(items: Iterable[ReviewItem], before: str = "") -> list[ReviewGroup]:
    """Doubts first, then what is sure, both as it is read; what a correction left alone is last."""
    items = sorted(items, key=lambda item: (item.start, item.kind, item.proposal.position))
    same = [item for item in items if item.proposal.unchanged]
    others = [item for item in items if not item.proposal.unchanged]
    doubtful = [item for item in others if item.is_doubtful]
    sure = [item for item in others if not item.is_doubtful]
    has_open = any(item.form.is_bound or item.meanwhile for item in same)
    groups = [
        ReviewGroup("doubts", "Needs a look", doubtful),
        ReviewGroup("sure", "No doubts", sure),
        ReviewGroup(
            "unchanged", f"Unchanged since {before or 'the previous version'}", same, not has_open
        ),
    ]
    return [group for group in groups if group.items]
