"""
The words of a manuscript as its review shows them: every word once, in the passages of the plan,
and each stretch that something was read in a link to what was read.

Spans may nest (a quote in an answer, a name in a quote) and overlap, and a link can't stand in a
link. So the text is cut at every boundary, and a stretch leads to the shortest span over it.
"""

from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

_MAX_COMPARED = 600  # lines on either side; beyond it a line is only looked for
_DEEPEST = 5  # of the headings on the page
_LABELS = {"article": "Title", "expert": "Person", "quote": "Quote", "product": "Product"}
_LABELS["faq"] = "Question"


@dataclass(frozen=True)
class Line:
    """One line of a passage. `since` says what became of it: "new", "changed" or ""."""

    key: str  # where it begins: “at-120”
    html: SafeString
    since: str = ""


@dataclass
class Passage:
    """Lines that stand together; `reason` says why words found no place."""

    kind: str  # of the plan's block, or "unplaced"
    tag: str = "p"
    reason: str = ""
    lines: list = field(default_factory=list)


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    piece: dict | None = None  # a block, or words without a place
    proposal: object = None

    @property
    def length(self):
        return self.end - self.start


def spans_of(reading):
    """The spans of what was read, in order; none where a title was made up."""
    if reading.get("spans"):
        return [tuple(span) for span in reading["spans"]]
    return [tuple(reading["span"])] if reading.get("span") else []


def passages(plan, proposals, before=None):
    """The text of a plan (its JSON) as `Passage`s; `before` is the text it was corrected from."""
    text = plan["source"]["text"]
    spans = [*_pieces(plan), *_read(proposals)]
    since = changed_lines(text, before) if before is not None else {}
    return _Page(text, since).read(_stretches(text, spans))


def _pieces(plan):
    unplaced = [{**one, "kind": "unplaced"} for one in plan.get("unplaced", [])]
    for piece in [*plan.get("blocks", []), *unplaced]:
        yield _Span(*piece["span"], piece=piece)


def _read(proposals):
    for proposal in proposals:
        for start, end in spans_of(proposal.reading):
            yield _Span(start, end, proposal=proposal)


def _stretches(text, spans):
    """`(start, end, spans over it)` between every two boundaries; line ends stand alone."""
    begins, edges = {}, {0, len(text)}
    for span in spans:
        if 0 <= span.start < span.end <= len(text):
            begins.setdefault(span.start, []).append(span)
            edges |= {span.start, span.end}
    for at, letter in enumerate(text):
        if letter == "\n":
            edges |= {at, at + 1}
    over, marks = [], sorted(edges)
    for start, end in zip(marks, marks[1:], strict=False):
        over = [span for span in over if span.end > start] + begins.get(start, [])
        yield start, end, over


class _Page:
    """Grows passages and lines out of stretches."""

    def __init__(self, text, since):
        self.text = text
        self.since = since
        self.passages = []
        self.piece = None  # whose passage is being written
        self.parts, self.start, self.number = [], 0, 0
        self.depth = 2  # of the last heading; the pane's own is a second one
        self.met = set()

    def read(self, stretches):
        for start, end, over in stretches:
            if self.text[start] == "\n":
                self._end_line()
                self.number += 1
                continue
            piece = min(
                (span for span in over if span.piece), key=lambda span: span.length, default=None
            )
            piece = piece and piece.piece
            if piece is not self.piece or not self.passages:
                self._end_line()
                self._begin(piece)
            if not self.parts:
                self.start = start
            self.parts.append(self._stretch(start, end, [one for one in over if one.proposal]))
        self._end_line()
        return [passage for passage in self.passages if passage.lines]

    def _begin(self, piece):
        self.piece = piece
        kind = piece["kind"] if piece else "between"
        passage = Passage(kind, reason=(piece or {}).get("reason", ""))
        if kind in ("title", "heading"):
            wanted = 3 if kind == "title" else 2 + (piece.get("level") or 2)
            self.depth = max(3, min(wanted, self.depth + 1, _DEEPEST))
            passage.tag = f"h{self.depth}"
        elif kind in ("list", "product_list"):
            passage.tag = "li"
        self.passages.append(passage)

    def _end_line(self):
        html = format_html_join("", "{}", ((part,) for part in self.parts))
        self.parts = []
        if html.strip():
            line = Line(f"at-{self.start}", html, self.since.get(self.number, ""))
            self.passages[-1].lines.append(line)

    def _stretch(self, start, end, over):
        words = escape(self.text[start:end])
        if not over:
            return words
        inner = min(over, key=lambda span: span.length)
        return format_html(
            '{}<a class="{}" href="#p-{}" data-of="{}" data-decision="{}">{}{}</a>',
            self._anchors(start, over),
            self._classes(inner, over),
            inner.proposal.pk,
            " ".join(str(span.proposal.pk) for span in over),
            inner.proposal.decision,
            self._label(start, inner),
            words,
        )

    def _anchors(self, start, over):
        """Where links to these words lead: `w-7` for a proposal, `at-120` for a place."""
        keys = []
        for span in over:
            key = f"w-{span.proposal.pk}"
            if key not in self.met:
                keys.append(key)
        if any(span.start == start for span in over) and start != self.start:
            keys.append(f"at-{start}")
        fresh = [key for key in keys if key not in self.met]
        self.met |= set(fresh)
        return format_html_join("", '<span class="spot" id="{}"></span>', ((k,) for k in fresh))

    @staticmethod
    def _classes(inner, over):
        kinds = dict.fromkeys(f"in-{s.proposal.kind}" for s in over if s is not inner)
        doubt = ["has-doubt"] if inner.proposal.doubts else []
        return " ".join(["run", f"run-{inner.proposal.kind}", *kinds, *doubt])

    @staticmethod
    def _label(start, inner):
        """What the words are, for whoever doesn't see how they are underlined."""
        if start != inner.start:
            return ""
        return format_html(
            '<span class="visually-hidden">{}: </span>', _LABELS[inner.proposal.kind]
        )


def changed_lines(text, before):
    """`{line: "new" or "changed"}`, counted from 0: what the earlier text has not."""
    old, new = before.split("\n"), text.split("\n")
    head = _alike(zip(old, new, strict=False))
    longest = min(len(old), len(new)) - head
    tail = _alike(list(zip(reversed(old), reversed(new), strict=False))[:longest])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(old), len(new)) > _MAX_COMPARED:
        return _not_there(old, new, head)
    found = {}
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, _, _, start, end in matcher.get_opcodes():
        if tag in ("insert", "replace"):
            state = "new" if tag == "insert" else "changed"
            found |= {head + at: state for at in range(start, end) if new[at].strip()}
    return found


def _alike(pairs):
    """How many pairs at the beginning are equal."""
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _not_there(old, new, head):
    left, found = Counter(old), {}
    for at, line in enumerate(new):
        if left[line]:
            left[line] -= 1
        elif line.strip():
            found[head + at] = "new"
    return found
