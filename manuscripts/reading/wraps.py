"""
Hard-wrapped lines of plain text, joined to the paragraphs and items they were cut from.

Mail and old editors cut lines at 65 to 80 characters, in the middle of a price or a quote. Joined
before anything else is read, each is whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

# – — - • · * ▪ ● ◦ ‣ ✔, "1." and "2)": the bullets seen in manuscripts (docs/rules.md 7.16).
BULLET = re.compile(r"(?:[–—•·*▪●◦‣✔➢→>-]|\(?\d{1,2}[.)])(?=[ \t])[ \t]|[–—•·▪●](?=\w)")
# "Q: …", "A1. …", "Price: …", "DEK: …", "Where to buy: …": a label begins a line of its own.
_LABEL = re.compile(
    r"(?:[QA]\d*[.:)]|Q |[A-Z][a-z]+(?: [a-z]+){0,2}:|[A-Z]{2,}(?: [A-Z]{2,}){0,2}:) ?"
)
# "▲ 212", "Dr_Bell ✔: …": posts of a thread, and what readers gave for them.
_POST = re.compile(r"[▲△↑⬆👍]\ufe0f?\s?\d|(?:@|u/|\w+_)[\w.-]+(?: ?[✔✓☑✅]\ufe0f?)? ?: ")
_LABEL_WORD = re.compile(r"[a-z]\b[.:)]|www|http")
# "$14", "24,90 €", "19 USD": two such lines in a row are a list, bullets or none.
_AMOUNT = re.compile(
    r"[$£€¥₹]\s?\d|\d\s?(?:[€£]|(?:USD|EUR|GBP|AUD|CAD|NZD|CHF|SEK|NOK|DKK|PLN|dollars?|euros?)\b)"
)
_ENDS_IN_AMOUNT = re.compile(r"(?:[$£€]\s?\d[\d.,]*|\d\s?[$£€])\Z")
# A line that ends so goes on: "(was", "£7.49 at Tesco, or", "GBP", "well-".
_UNFINISHED = re.compile(
    r"(?:,|\w-|[$£€]|\b(?:a|an|and|as|at|but|by|for|from|in|is|its|of|on|or|plus|than|that|the"
    r"|their|to|was|were|which|with|now|about|around|per|(?<![0-9]\s)(?:USD|GBP|EUR|CAD|AUD)))\Z"
)
_WIDEST = 110  # a hard-wrapped line is no longer
_NARROWEST = 45
_ALIKE = 3  # lines of about the same width
_STRAY = 20  # of so many lines one may be longer: a web address, a line pasted in


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line, or the lines joined to one; blank lines stand before (`apart`) and behind it."""

    start: int
    end: int
    apart: bool
    closed: bool
    wrapped: bool = False


def unwrapped(text: str) -> tuple[str, list[TextLine]]:
    """The text with wrapped lines joined, and its lines; no word is altered."""
    lines = list(_lines(text))
    width = _wrap_width(text, lines)
    joined = _joined_lines(text, lines, width)
    parts: list[str] = []
    found: list[TextLine] = []
    length = 0
    group: list[TextLine] = []
    for index, line in enumerate(lines):
        group.append(line)
        if joined[index]:
            continue
        words = _joined(text[one.start : one.end] for one in group)
        if parts:
            gap = "\n\n" if group[0].apart else "\n"
            parts.append(gap)
            length += len(gap)
        whole = TextLine(
            length, length + len(words), group[0].apart, line.closed, wrapped=len(group) > 1
        )
        found.append(whole)
        parts.append(words)
        length = whole.end
        group = []
    return "".join(parts), found


def _joined_lines(text: str, lines: list[TextLine], width: int) -> list[bool]:
    """Whether each line goes on with the next one."""
    on = [_runs_on(text, *pair, width) for pair in pairwise(lines)] + [False] * bool(lines)
    if not width:
        return on
    blocks: list[list[int]] = [[]]
    for at, line in enumerate(lines):
        blocks[-1].append(at)
        if line.closed:
            blocks.append([])
    # Where blank lines part paragraphs, one that is cut is cut at each of its lines.
    is_parted = sum(len(block) > 1 for block in blocks) >= _ALIKE
    for block in blocks:
        within = block[:-1]
        if is_parted and len(within) > 1 and sum(on[at] for at in within) * 2 >= len(within):
            for at in within:
                least = width * 0.6 if at == block[0] else 0
                on[at] = on[at] or _is_cut(text, lines[at], lines[at + 1], least)
    return on


def _is_cut(text: str, line: TextLine, following: TextLine, least: float) -> bool:
    """Whether a short line of a paragraph goes on; a heading right above one does not."""
    here, there = text[line.start : line.end], text[following.start : following.end]
    if BULLET.match(there) or _begins(there, 0) or len(here) < least:
        return False
    return not (_ENDS_IN_AMOUNT.search(here) and _AMOUNT.search(there)) and here[-1] != ":"


def _begins(text: str, at: int) -> bool:
    """Whether a label, or somebody's post, begins here."""
    return bool(_LABEL.match(text, at) or _POST.match(text, at))


def _joined(lines: Iterator[str]) -> str:
    """Lines as one; behind a hyphen or a dash no space is made: "dry-" and "stone" is dry-stone."""
    parts: list[str] = []
    for line in lines:
        if parts and not (parts[-1][-1] in "-—/" and parts[-1][-2:-1].isalnum()):
            parts.append(" ")
        parts.append(line)
    return "".join(parts)


def _lines(text: str) -> Iterator[TextLine]:
    start, apart = 0, True
    spans = []
    for line in text.split("\n"):
        if line.strip():
            spans.append((start, start + len(line), apart))
        apart = not line.strip()
        start += len(line) + 1
    for index, (begin, end, before) in enumerate(spans):
        closed = index + 1 == len(spans) or spans[index + 1][2]
        yield TextLine(begin, end, before, closed)


def _wrap_width(text: str, lines: list[TextLine]) -> int:
    """How wide the text is hard-wrapped; 0 where each line is a paragraph of its own."""
    cut = [at for at, line in enumerate(lines[:-1]) if not line.closed]
    widths = sorted(lines[at].end - lines[at].start for at in cut)
    stray = len(widths) // _STRAY
    within = next((width for width in reversed(widths[-1 - stray :]) if width <= _WIDEST), 0)
    # Two lines may be a title and its dek: a cut is seen by what goes on, or by many alike.
    going_on = sum(_shows_cut(text, lines[at], lines[at + 1]) for at in cut)
    alike = sum(within * 0.8 <= width <= within for width in widths)
    if within < _NARROWEST:
        return within if within >= _NARROWEST / 2 and going_on * 2 > len(cut) else 0
    return within if going_on or alike >= _ALIKE else 0


def _shows_cut(text: str, line: TextLine, following: TextLine) -> bool:
    """Whether two lines are plainly one: "(was" and "£11)"."""
    if _POST.match(text, following.start):
        return False
    here = text[line.start : line.end]
    is_open = here.count("(") > here.count(")") or bool(_UNFINISHED.search(here))
    return is_open or text[following.start].islower()


def _runs_on(text: str, line: TextLine, following: TextLine, width: int) -> bool:
    """Whether the next line goes on with this one: only where its first word did not fit."""
    if line.closed or BULLET.match(text, following.start) or _begins(text, following.start):
        return False
    here, there = text[line.start : line.end], text[following.start : following.end]
    if width and len(here) <= _WIDEST and (here.count("(") > here.count(")")):
        return True
    if _ENDS_IN_AMOUNT.search(here) and _AMOUNT.search(there):
        return False
    head = there[:40].split(" ", 1)[0]
    if width and _goes_on(here, there, head, width):
        return True
    if _AMOUNT.search(here) and _AMOUNT.search(there):
        return False
    if _AMOUNT.match(there) and here.endswith(")") and "(http" in here:  # a linked name, its price
        return False
    return bool(width) and len(here) + 1 + len(head) > width


def _goes_on(here: str, there: str, head: str, width: int) -> bool:
    """Whether the words themselves say so: "(was", a small letter, half a name."""
    if head[:1].islower() and not _LABEL_WORD.match(head):
        return True
    if len(here) > width / 2 and _UNFINISHED.search(here):
        return True
    return bool(BULLET.match(here)) and _is_rest_of_name(here, there)


def _is_rest_of_name(here: str, there: str) -> bool:
    """ "* Cicaplast Mains: from £9 at Look" and "Fantastic": an item cut within a name."""
    cut = here.rsplit(" ", 1)[-1][:1].isupper() and here[-1].isalnum()
    words = there.split(" ")
    return cut and len(words) <= 3 and all(word.isalpha() and word[0].isupper() for word in words)
