"""
A long review in pages. Each is a stretch of the manuscript with what was read in it, so words and
proposals stay side by side; a stretch ends where a line does, as far as that is possible.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.html import escape

from manuscripts.highlighting import spans_of
from manuscripts.models import Proposal
from manuscripts.sureness import Sureness, is_waiting, sureness

MAX_PROPOSALS = 50
# Bytes of HTML, roughly: a page of 500 kB is the most that a browser shows at once.
_MAX_WEIGHT = 380_000
_OF_A_CARD, _OF_A_LINE, _OF_A_MARK = 5_500, 100, 250
_TIMES_IN_A_CARD = 3  # its words, its form, and how it was read
_MAX_UNCUT = 20_000  # characters of a line


@dataclass
class Stretch:
    """Characters `start` to `end`, and the proposals whose words begin there."""

    start: int
    end: int
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def doubts(self) -> int:
        """How many of them wait for somebody's look."""
        waiting = (one for one in self.proposals if is_waiting(one))
        return sum(sureness(one) != Sureness.SURE for one in waiting)


def start_of(proposal: Proposal) -> int:
    """Where its words begin, or what it was added beside; at the start, where it has none."""
    spans = spans_of(proposal.reading)
    return spans[0][0] if spans else proposal.reading.get("beside") or 0


def stretches(text: str, proposals: Iterable[Proposal]) -> list[Stretch]:
    """The pages of a review, in order; one, where all of it fits."""
    beginning: dict[int, list[Proposal]] = {}
    for proposal in proposals:
        beginning.setdefault(min(start_of(proposal), max(len(text) - 1, 0)), []).append(proposal)
    lines = _line_starts(text)
    pages = [Stretch(0, len(text))]
    weight = 0
    pieces = list(_pieces(text, sorted({*lines, *beginning})))
    at = 0
    while at < len(pieces):
        start, end = pieces[at]
        here = beginning.get(start, [])
        weight += _weight(text[start:end], here)
        page = pages[-1]
        is_full = weight > _MAX_WEIGHT or len(page.proposals) + len(here) > MAX_PROPOSALS
        if not is_full or start == page.start:
            page.proposals += here
            at += 1
            continue
        cut = lines[bisect_right(lines, start) - 1]
        cut = cut if cut > page.start else start
        page.end = cut
        page.proposals = [one for one in page.proposals if start_of(one) < cut]
        pages.append(Stretch(cut, len(text)))
        weight = 0
        while pieces[at][0] > cut:
            at -= 1
    return pages


def _line_starts(text: str) -> list[int]:
    return [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n" and at + 1 < len(text))]


def _pieces(text: str, marks: list[int]) -> Iterator[tuple[int, int]]:
    """`(start, end)` between the marks; what is longer than a page could be is cut at a space."""
    for start, stop in zip(marks, [*marks[1:], len(text)], strict=True):
        at = start
        while stop - at > _MAX_UNCUT:
            end = text.rfind(" ", at + _MAX_UNCUT // 2, at + _MAX_UNCUT) + 1 or at + _MAX_UNCUT
            yield at, end
            at = end
        yield at, stop


def _weight(words: str, proposals: list[Proposal]) -> int:
    cards = sum(_OF_A_CARD + _TIMES_IN_A_CARD * len(json.dumps(one.reading)) for one in proposals)
    return cards + _OF_A_MARK * len(proposals) + len(escape(words).encode()) + _OF_A_LINE
