"""
The words of a manuscript as its review shows them: every word once, in the blocks of the plan,
and each stretch that something was read in a link to what was read.

Spans may nest (a quote in an answer, a name in a quote) and overlap, and a link can't stand in a
link. So the text is cut at every boundary, and a stretch leads to the shortest span over it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from core.alignment import align
from manuscripts.models import Proposal

_MOST_MARKED = 2_000  # characters; what is longer is about a whole part
_MAX_DEPTH = 5  # of the headings on the page
_LABELS = {"article": "Title", "expert": "Person", "quote": "Quote", "product": "Product"}
_LABELS |= {"faq": "Question", "wording": "Wording"}


@dataclass(frozen=True)
class HighlightedLine:
    """One line of a block. `since` says what became of it: "new", "changed" or ""."""

    key: str  # where it begins: “at-120”
    html: SafeString
    since: str = ""


@dataclass
class HighlightedBlock:
    """Lines that stand together; `reason` says why words found no place."""

    kind: str  # of the plan's block, or "unplaced"
    tag: str = "p"
    reason: str = ""
    number: int = -1  # of the plan's block
    lines: list[HighlightedLine] = field(default_factory=list)


@dataclass(frozen=True)
class _Span:
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class _PieceSpan(_Span):
    piece: dict[str, Any]  # a block of the plan, or words without a place


@dataclass(frozen=True)
class _ProposalSpan(_Span):
    proposal: Proposal


@dataclass(frozen=True)
class _MarkSpan(_Span):
    message: str  # what is to be looked at in these words; "" where they are struck through


def is_marked(warning: dict[str, Any]) -> bool:
    """Whether a warning is about some words, and not about the manuscript as a whole."""
    start, end = warning["span"]
    return bool(0 < end - start <= _MOST_MARKED)


def spans_of(reading: dict[str, Any]) -> list[tuple[int, ...]]:
    """The spans of what was read, in order; none where a title was made up."""
    if reading.get("spans"):
        return [tuple(span) for span in reading["spans"]]
    return [tuple(reading["span"])] if reading.get("span") else []


def highlighted(
    plan: dict[str, Any],
    proposals: Iterable[Proposal],
    before: str | None = None,
    *,
    window: tuple[int, int] | None = None,
    cards: frozenset[int] | None = None,
    marked: Iterable[dict[str, Any]] = (),
) -> list[HighlightedBlock]:
    """
    The text of a plan (its JSON) as blocks with links; `before` is the text it corrects.

    Of a long one only what lies in `window`; `cards` are the proposals that stand beside it, and
    `marked` are warnings about words in which nothing was read.
    """
    text = plan["source"]["text"]
    start, end = window or (0, len(text))
    spans = list(_within(start, end, [*_pieces(plan), *_read(proposals), *_marks(plan, marked)]))
    since = changed_lines(text, before) if before is not None else {}
    builder = _HighlightBuilder(text, since, cards)
    builder.number = text.count("\n", 0, start)
    return builder.read(_stretches(text, spans, start, end))


def _within(start: int, end: int, spans: Iterable[_Span]) -> Iterator[_Span]:
    for span in spans:
        if span.start < end and start < span.end:
            yield replace(span, start=max(start, span.start), end=min(end, span.end))


def _pieces(plan: dict[str, Any]) -> Iterator[_PieceSpan]:
    unplaced = [{**one, "kind": "unplaced"} for one in plan.get("unplaced", [])]
    blocks = [
        {**one, "number": at} if one["kind"] == "note" else one
        for at, one in enumerate(plan.get("blocks", []))
    ]
    for piece in [*blocks, *unplaced]:
        start, end = piece["span"]
        yield _PieceSpan(start, end, piece)


def _read(proposals: Iterable[Proposal]) -> Iterator[_ProposalSpan]:
    for proposal in proposals:
        for start, end in spans_of(proposal.reading):
            yield _ProposalSpan(start, end, proposal)


def _marks(plan: dict[str, Any], marked: Iterable[dict[str, Any]]) -> Iterator[_MarkSpan]:
    for warning in filter(is_marked, marked):
        start, end = warning["span"]
        yield _MarkSpan(start, end, warning["message"])
    for start, end in plan["source"].get("struck", []):
        yield _MarkSpan(start, end, "")


def _stretches(
    text: str, spans: list[_Span], first: int, last: int
) -> Iterator[tuple[int, int, list[_Span]]]:
    """`(start, end, spans over it)` between every two boundaries; line ends stand alone."""
    begins: dict[int, list[_Span]] = {}
    edges = {first, last}
    for span in spans:
        if first <= span.start < span.end <= last:
            begins.setdefault(span.start, []).append(span)
            edges |= {span.start, span.end}
    for at, letter in enumerate(text[first:last], first):
        if letter == "\n":
            edges |= {at, at + 1}
    over: list[_Span] = []
    marks = sorted(edges)
    for start, end in zip(marks, marks[1:], strict=False):
        over = [span for span in over if span.end > start] + begins.get(start, [])
        yield start, end, over


class _HighlightBuilder:
    """Grows blocks and lines out of stretches."""

    def __init__(
        self, text: str, since: dict[int, str], cards: frozenset[int] | None = None
    ) -> None:
        self.text = text
        self.cards = cards
        self.since = since
        self.blocks: list[HighlightedBlock] = []
        self.piece: dict[str, Any] | None = None  # whose block is being written
        self.parts: list[str] = []
        self.start = self.number = 0
        self.depth = 2  # of the last heading; the pane's own is a second one
        self.seen: set[str] = set()

    def read(self, stretches: Iterable[tuple[int, int, list[_Span]]]) -> list[HighlightedBlock]:
        """The blocks with a line in them."""
        for start, end, over in stretches:
            if self.text[start] == "\n":
                self._end_line()
                self.number += 1
                continue
            pieces = (span for span in over if isinstance(span, _PieceSpan))
            inner = min(pieces, key=lambda span: span.length, default=None)
            piece = inner.piece if inner else None
            if piece is not self.piece or not self.blocks:
                self._end_line()
                self._begin(piece)
            if not self.parts:
                self.start = start
            html = self._stretch(start, end, [o for o in over if isinstance(o, _ProposalSpan)])
            for mark in (one for one in over if isinstance(one, _MarkSpan)):
                html = self._marked(start, html, mark)
            self.parts.append(html)
        self._end_line()
        return [block for block in self.blocks if block.lines]

    def _begin(self, piece: dict[str, Any] | None) -> None:
        self.piece = piece
        kind = piece["kind"] if piece else "between"
        told = piece or {}
        block = HighlightedBlock(kind, reason=told.get("reason", ""), number=told.get("number", -1))
        if piece and kind in ("title", "heading"):
            wanted = 3 if kind == "title" else 2 + (piece.get("level") or 2)
            self.depth = max(3, min(wanted, self.depth + 1, _MAX_DEPTH))
            block.tag = f"h{self.depth}"
        elif kind in ("list", "product_list", "table"):
            block.tag = "li"
        self.blocks.append(block)

    def _end_line(self) -> None:
        html = format_html_join("", "{}", ((part,) for part in self.parts))
        self.parts = []
        if html.strip():
            line = HighlightedLine(f"at-{self.start}", html, self.since.get(self.number, ""))
            self.blocks[-1].lines.append(line)

    def _stretch(self, start: int, end: int, over: list[_ProposalSpan]) -> SafeString:
        words = escape(self.text[start:end])
        if not over:
            return words
        inner = min(over, key=lambda span: span.length)
        return format_html(
            '{}<a class="{}" href="{}#p-{}" data-of="{}" data-decision="{}">{}{}</a>',
            self._anchors(start, over),
            self._classes(inner, over),
            "" if self.cards is None or inner.proposal.pk in self.cards else self._elsewhere(inner),
            inner.proposal.pk,
            " ".join(str(span.proposal.pk) for span in over),
            inner.proposal.decision,
            self._label(start, inner),
            words,
        )

    def _marked(self, start: int, html: SafeString, mark: _MarkSpan) -> SafeString:
        if not mark.message:
            return format_html("<s>{}</s>", html)
        key = f"at-{mark.start}"
        if start != mark.start or key in self.seen:
            return format_html('<mark title="{}">{}</mark>', mark.message, html)
        anchor: str | SafeString = ""
        if start != self.start:  # a line has its own
            self.seen.add(key)
            anchor = format_html('<span class="anchor" id="{}"></span>', key)
        label = '{}<mark title="{}"><span class="visually-hidden">To look at: </span>{}</mark>'
        return format_html(label, anchor, mark.message, html)

    def _anchors(self, start: int, over: list[_ProposalSpan]) -> SafeString:
        """Where links to these words lead: `w-7` for a proposal, `at-120` for a place."""
        keys = []
        for span in over:
            key = f"w-{span.proposal.pk}"
            if key not in self.seen:
                keys.append(key)
        if any(span.start == start for span in over) and start != self.start:
            keys.append(f"at-{start}")
        fresh = [key for key in keys if key not in self.seen]
        self.seen |= set(fresh)
        return format_html_join("", '<span class="anchor" id="{}"></span>', ((k,) for k in fresh))

    @staticmethod
    def _elsewhere(span: _ProposalSpan) -> str:
        """The page that has the card of words which go on here."""
        return f"?at={spans_of(span.proposal.reading)[0][0]}"

    @staticmethod
    def _classes(inner: _ProposalSpan, over: list[_ProposalSpan]) -> str:
        kinds = dict.fromkeys(f"in-{s.proposal.kind}" for s in over if s is not inner)
        doubt = ["has-doubt"] if inner.proposal.doubts else []
        return " ".join(["span", f"span-{inner.proposal.kind}", *kinds, *doubt])

    @staticmethod
    def _label(start: int, inner: _ProposalSpan) -> str:
        """What the words are, for whoever doesn't see how they are underlined."""
        if start != inner.start:
            return ""
        return format_html(
            '<span class="visually-hidden">{}: </span>', _LABELS[inner.proposal.kind]
        )


def changed_lines(text: str, before: str) -> dict[int, str]:
    """`{line: "new" or "changed"}`, counted from 0: what the earlier text has not."""
    old, new = before.split("\n"), text.split("\n")
    found: dict[int, str] = {}
    old_end = new_end = 0
    for old_start, new_start, length in [*align(old, new), (len(old), len(new), 0)]:
        state = "changed" if old_start > old_end else "new"
        gap = range(new_end, new_start)
        found |= {at: state for at in gap if new[at].strip()}
        old_end, new_end = old_start + length, new_start + length
    return found
