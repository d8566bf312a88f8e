"""
Quotation marks to quoted spans, paragraph by paragraph (docs/rules.md 4.17–4.19, 7.14).

Marks read: “ ” · straight " · ‘ ’ and straight ' (UK) · « » and » « · „ “ · ``…''. An apostrophe
closes nothing. A mark without its partner quotes nothing and is reported, but where the next
paragraph opens with a mark again one utterance runs over both (Chicago 13.30).
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from .plan import PlanWarning, Span

_MARK = re.compile(r"``|''|[“”„‟«»\"‘’‚']")
_CLOSERS = {
    "“": ("”", '"', "“", "''"),
    "”": ("”",),
    "„": ("“", "”", '"'),
    "‟": ("”", "‟"),
    "«": ("»",),
    "»": ("«",),
    '"': ('"', "”"),
    "``": ("''", "”", '"', "``"),
    "''": ("''", "”"),
    "‘": ("’",),
    "'": ("'",),
}
_SINGLE = ("‘", "'")
_RUNS_OVER = ("“", '"', "«", "„", "‘")
_ENDS = ",.!?…;:–—"


@dataclass(frozen=True, slots=True)
class Quoted:
    """`start` to `end` are the words, `open_at` to `close_at` the same with their marks."""

    open_at: int
    start: int
    end: int
    close_at: int
    paragraph: int  # which of the given spans it stands in
    runs_over: bool = False  # it goes on in the next paragraph
    doubled: bool = False


_NICKNAME = re.compile(
    r"(?<=[A-Z])[^\W\d_]{1,20}\.? [“\"‘']([A-Z][\w-]{0,14})[”\"’']"
    r"(?= (?:(?:de|di|van|von|ap|la) )*[A-Z])"
)


def _nicknames(text: str, start: int, end: int) -> set[int]:
    """The marks of nicknames, which quote nothing: Concetta “Coco” Di Stefano."""
    found: set[int] = set()
    for match in _NICKNAME.finditer(text, start, end):
        found |= {match.start(1) - 1, match.end(1)}
    return found


class _Paragraph:
    def __init__(self, text: str, start: int, end: int, number: int):
        self.text, self.start, self.end, self.number = text, start, end, number
        named = _nicknames(text, start, end)
        self.marks = [
            (match.start(), match[0])
            for match in _MARK.finditer(text, start, end)
            if match.start() not in named
        ]
        self.closers = self._single_closers()
        self.quoted: list[Quoted] = []
        self.open: tuple[int, str] | None = None
        self.unclosed: int | None = None
        self.unopened: int | None = None

    def read(self) -> None:
        for at, mark in self.marks:
            if self.open is None:
                self._outside(at, mark)
            else:
                self._inside(at, mark, *self.open)

    def _outside(self, at: int, mark: str) -> None:
        if self._opens(at, mark):
            self.open = (at, mark)
        elif mark == "”" and self.unopened is None:
            self.unopened = at

    def _inside(self, at: int, mark: str, open_at: int, opened: str) -> None:
        if opened in _SINGLE:
            if self.closers.get(open_at) == at:
                self._close(at, mark, open_at, opened)
        elif mark in _CLOSERS[opened] and self._closes(at, mark, opened):
            self._close(at, mark, open_at, opened)
        elif mark == opened == "“":
            self.unclosed = open_at
            self.open = (at, mark)

    def _opens(self, at: int, mark: str) -> bool:
        before, after = self._around(at, mark)
        outside = not before or before in " \t\n([{—–-/\u00a0" or before in "“‘„«"
        inside = bool(after) and not after.isspace()
        if mark in ("“", "„", "‟", "``", "«"):
            return True
        if mark in _SINGLE:
            return outside and inside and not after.isdigit() and at in self.closers
        if mark == '"' and before in ".!?" and after.isupper():
            return True  # a space is missing before it: on the sternum."Stop scrubbing it."
        if mark in ('"', "''", "»", "”"):
            return outside and inside
        return False

    def _closes(self, at: int, mark: str, opened: str) -> bool:
        before, after = self._around(at, mark)
        if mark in ("”", "»", "«"):
            return True
        ended = not after or not after.isalnum()
        if mark == "“" and opened == "“":
            return ended and bool(before) and not before.isspace()
        return ended

    def _around(self, at: int, mark: str) -> tuple[str, str]:
        before = self.text[at - 1] if at > self.start else ""
        behind = at + len(mark)
        return before, self.text[behind] if behind < self.end else ""

    def _close(self, at: int, mark: str, open_at: int, opened: str) -> None:
        self.open = None
        start, end = _trimmed(self.text, open_at + len(opened), at)
        if start < end:
            doubled = "``" in (opened, mark) or "''" in (opened, mark)
            self.quoted.append(
                Quoted(open_at, start, end, at + len(mark), self.number, doubled=doubled)
            )

    def _single_closers(self) -> dict[int, int]:
        """
        For each ‘ the ’ that closes it: one behind punctuation, or else the last word's.

        Read from the end once, so that a page of opening marks costs no more than one of any other.
        """
        closers: dict[int, int] = {}
        strong = weak = -1
        for at, mark in reversed(self.marks):
            before, after = self._around(at, mark)
            closes = mark in ("’", "'") and not after.isalnum()
            if closes and before and (before in _ENDS + " " or after in (",", ";", ".")):
                strong = at
            elif closes and before.isalnum() and mark == "’":
                weak = at
            if mark == "‘" and max(strong, weak) > at:
                closers[at] = strong if strong > at else weak
            elif mark == "'" and strong > at and not closes and self.text[strong] == "'":
                closers[at] = strong
        return closers

    def run_over(self, open_at: int, opened: str) -> None:
        """The open quote goes on in the next paragraph: all to the end here is quoted."""
        start, end = _trimmed(self.text, open_at + len(opened), self.end)
        if start < end:
            self.quoted.append(Quoted(open_at, start, end, self.end, self.number, runs_over=True))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def quoted_in(
    text: str, spans: list[Span], set_apart: AbstractSet[Span] = frozenset()
) -> tuple[list[Quoted], list[PlanWarning]]:
    """
    All quoted spans of these paragraphs in order, and what is wrong with their marks.

    The paragraphs that are `set_apart` are quoted as a whole and have no marks.
    """
    quoted: list[Quoted] = []
    warnings: list[PlanWarning] = []
    for number, (start, end) in enumerate(spans):
        if (start, end) in set_apart:
            quoted.append(Quoted(start, start, end, end, number))
            continue
        paragraph = _Paragraph(text, start, end, number)
        paragraph.read()
        if paragraph.open and _goes_on(text, spans, number, paragraph.open[1]):
            paragraph.run_over(*paragraph.open)
        elif paragraph.open:
            paragraph.unclosed = paragraph.open[0]
        quoted += paragraph.quoted
        warnings += _damage(paragraph)
    return quoted, warnings


def _goes_on(text: str, spans: list[tuple[int, int]], number: int, mark: str) -> bool:
    if mark not in _RUNS_OVER or number + 1 == len(spans):
        return False
    return text.startswith(mark, spans[number + 1][0])


def _damage(paragraph: _Paragraph) -> Iterator[PlanWarning]:
    if paragraph.unclosed is not None and paragraph.text[paragraph.unclosed] != "'":
        at = paragraph.unclosed
        shown = paragraph.text[at : at + 40].replace("\n", " ")
        yield PlanWarning(
            "quote.unclosed",
            f"The quotation mark before “{shown.lstrip('“')} …” is never closed: add the "
            "closing mark.",
            (at, min(paragraph.end, at + 40)),
        )
    if paragraph.unopened is not None:
        at = paragraph.unopened
        start = max(paragraph.start, at - 40)
        yield PlanWarning(
            "quote.unopened",
            f"The quotation mark after “… {paragraph.text[start:at]}” is never opened: add the "
            "opening mark.",
            (start, at + 1),
        )
    for quoted in paragraph.quoted:
        if quoted.doubled:
            yield PlanWarning(
                "quote.doubled_marks",
                "Doubled marks (``…'') were read as quotation marks: check the words between.",
                (quoted.open_at, quoted.close_at),
            )


def masked(text: str, quoted: list[Quoted]) -> str:
    """The text with each quoted span blanked to the same length, so that only prose is left."""
    parts, at = [], 0
    for one in quoted:
        parts.append(text[at : one.open_at])
        parts.append(MASK * (one.close_at - one.open_at))
        at = one.close_at
    parts.append(text[at:])
    return "".join(parts)


MASK = "\ufffc"
