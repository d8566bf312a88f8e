"""
The proposals of a manuscript as items to decide about: each with its form, and what happened to it.

An item says its own words in one line, and how they were read originally where an editor changed
them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.text_diff import TextDiff, diff_text
from manuscripts.highlighting import spans_of
from manuscripts.models import Proposal
from manuscripts.offer_forms import OfferRow, price_text
from manuscripts.review_context import ReviewContext
from manuscripts.review_forms import FORMS, ReviewForm
from manuscripts.sureness import Sureness, is_waiting, sureness
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
        if self.kind == Kind.QUOTE and not self.is_verbatim:
            return "quote, in our words"
        return "title" if self.kind == Kind.ARTICLE else self.proposal.get_kind_display()

    @property
    def is_verbatim(self) -> bool:
        """Whether its words are somebody’s, and stand in quotation marks (docs/rules.md 4.13)."""
        return self.kind == Kind.QUOTE and self.proposal.content["kind"] == "verbatim"

    @property
    def template(self) -> str:
        return f"admin/manuscripts/review_forms/{self.kind}.html"

    @property
    def start(self) -> int:
        spans = spans_of(self.proposal.reading)
        return spans[0][0] if spans else self.proposal.reading.get("beside", -1)

    @property
    def has_words(self) -> bool:
        return bool(spans_of(self.proposal.reading))

    @property
    def sureness(self) -> Sureness:
        return sureness(self.proposal)

    @property
    def mended(self) -> TextDiff | None:
        """What its words become, beside what they are; None where they are as they should be."""
        reading = self.proposal.reading
        if not reading.get("mended"):
            return None
        words = reading["answer"] if self.kind == Kind.FAQ else reading["words"]
        return diff_text(words, reading["mended"])

    @property
    def is_decided(self) -> bool:
        return self.proposal.decision != Decision.OPEN

    @property
    def is_doubtful(self) -> bool:
        return self.sureness != Sureness.SURE

    @property
    def can_be_left_out(self) -> bool:
        return self.kind != Kind.ARTICLE

    @property
    def is_open(self) -> bool:
        """Whether the form stands open: there is something to look at, or something is wrong."""
        waits = self.is_doubtful and not self.is_decided and not self.proposal.reading.get("mended")
        return bool(waits or self.meanwhile or self.form.is_bound)

    @property
    def decision(self) -> str:
        """What was decided, in a word."""
        if self.kind == Kind.WORDING:
            return "Mended" if self.proposal.decision == Decision.ACCEPTED else "Left as written"
        return str(self.proposal.get_decision_display())

    @property
    def asks_for_speaker(self) -> bool:
        """Whether somebody is being named, or nobody who was read may have said it."""
        form: Any = self.form
        is_typed = form.is_bound and any(form[name].value() for name in form.of_newcomer)
        is_unsaid = self.sureness == Sureness.OPEN and not self.candidates
        return is_typed or (is_unsaid and not self.is_decided)

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
        if self.kind == Kind.WORDING:
            return str(content["words"])
        return content["question"] if self.kind == Kind.FAQ else content["title"]

    @property
    def details(self) -> str:
        """A few words more, where the form is folded."""
        content = self.proposal.content
        if self.kind == Kind.EXPERT:
            parts = [content["credentials"], content["role"], content["organization"]]
        elif self.kind == Kind.PRODUCT:
            parts = [content["size"], *(_offer_text(offer) for offer in content["offers"])]
            parts += [content.get("best_for"), content.get("note")]
        elif self.kind == Kind.ARTICLE:
            authors = ", ".join(content.get("authors", ()))
            by = f"by {authors}" if authors else "no author named"
            parts = [by, content["dek"], ", ".join(content["tags"])]
        elif self.kind == Kind.FAQ:
            parts = [content["answer"] or "no answer"]
        elif self.kind == Kind.WORDING:
            parts = []
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

    @property
    def left(self) -> int:
        """How many nobody has decided about."""
        return sum(not item.is_decided for item in self.items)


@dataclass(frozen=True)
class ReviewCounts:
    """How far a review has come: what waits, by how sure it is, and what was decided."""

    unknown: int  # open: it can't be told
    look: int
    sure: int
    accepted: int
    rejected: int

    @classmethod
    def of(cls, proposals: Iterable[Proposal]) -> "ReviewCounts":
        proposals = list(proposals)
        decisions = Counter(one.decision for one in proposals)
        # What a correction left alone waits for nobody.
        waiting = Counter(sureness(one) for one in proposals if is_waiting(one))
        return cls(
            unknown=waiting[Sureness.OPEN],
            look=waiting[Sureness.LOOK],
            sure=waiting[Sureness.SURE],
            accepted=decisions[Decision.ACCEPTED],
            rejected=decisions[Decision.REJECTED],
        )

    @property
    def doubts(self) -> int:
        return self.unknown + self.look

    @property
    def open(self) -> int:
        return self.doubts + self.sure

    @property
    def sentence(self) -> str:
        if self.doubts:
            return f"{self.doubts} doubt{'' if self.doubts == 1 else 's'} left."
        return "No doubts left."

    @property
    def as_json(self) -> dict[str, int]:
        names = ("doubts", "open", *self.__dataclass_fields__)
        return {name: getattr(self, name) for name in names}


def in_groups(items: Iterable[ReviewItem], before: str = "") -> list[ReviewGroup]:
    """Doubts first, then what is sure, both as it is read; what a correction left alone is last."""
    items = sorted(items, key=lambda item: (item.start, item.kind, item.proposal.position))
    same = [item for item in items if item.proposal.unchanged]
    others = [item for item in items if not item.proposal.unchanged]
    of = {each: [item for item in others if item.sureness == each] for each in Sureness}
    has_open = any(item.form.is_bound or item.meanwhile for item in same)
    groups = [
        ReviewGroup("open", "Open: the manuscript doesn’t say", of[Sureness.OPEN]),
        ReviewGroup("look", "To look at", of[Sureness.LOOK]),
        ReviewGroup("sure", "Sure", of[Sureness.SURE]),
        ReviewGroup(
            "unchanged", f"Unchanged since {before or 'the previous version'}", same, not has_open
        ),
    ]
    return [group for group in groups if group.items]
