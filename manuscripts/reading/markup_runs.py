"""
The runs of a line put together: its text, and what the markup says of each stretch of it.

Struck words are no longer said, so they go (docs/rules.md 7.10); a struck price stays, for it tells
what something cost before (7.11). What is raised or lowered becomes the characters that say so,
10⁶ and H₂O, for in plain words 106 would be another number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from .decoding import cleaned, repaired
from .looks import PLAIN, Look
from .money import money_in

TAB = "\ue003"  # a tab of a Word file (conversion_child)
END_OF_CELL = "\ue004"
END_OF_LINE = "\ue005"  # of a paragraph, an item or a line within a cell
_MARKS = (END_OF_CELL, END_OF_LINE)

Run = tuple[str, Look]

_RAISED = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_SCRIPTS = {"sup": _RAISED, "sub": _LOWERED}
_HAS_CHARACTERS = {
    "sup": re.compile(r"(?=.*[\dni])[\d+\-−–=()ni]+"),
    "sub": re.compile(r"(?=.*\d)[\d+\-−–=()]+"),
}
# "1st", "®", "SPF 50+": raised for looks, the same words on the line.
_RAISED_FOR_LOOKS = re.compile(r"(?:st|nd|rd|th|e|er|[®™©℠*†‡§+ᵃ-ᶻ]|TM|SM|\W)+", re.IGNORECASE)
_PRICED = re.compile(r"[$£€]\s?\d{1,5}$")
_CENTS = re.compile(r"\d\d")
_BARE_AMOUNT = re.compile(r"\W*\d[\d.,' ]*\W*")
_MAX_WORDS_OF_PRICE = 20  # characters beside a struck amount: "was", "list price:"


@dataclass(slots=True)
class JoinedRuns:
    """`ends` are the places where cells end; `struck` and `flat` count what could not be kept."""

    text: str = ""
    looks: list[tuple[int, int, Look]] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    repaired: int = 0
    struck: int = 0  # pieces that were struck through, and left out
    flat: int = 0  # pieces that are raised or lowered in the markup only


def joined(runs: Sequence[Run]) -> JoinedRuns:
    """One line of these runs; cells are parted by tabs, the lines within a cell by line breaks."""
    line = JoinedRuns()
    parts: list[str] = []
    length = 0
    breaks = False
    for words, look in _unstruck(runs, line):
        if words is END_OF_CELL:
            line.ends.append(length)
            whole, breaks = "\t", False
        elif words is END_OF_LINE:
            breaks = bool(parts) and parts[-1][-1] not in "\t\n"
            continue
        else:
            whole = _whole(words, look, "".join(parts[-3:]), line)
            if breaks and whole.strip():
                parts.append("\n")
                length += 1
                breaks = False
            if not length or parts[-1][-1] in " \t\n":
                whole = whole.lstrip(" " if length else " \t")
            line.looks.append((length, length + len(whole), look))
        if whole:
            parts.append(whole)
            length += len(whole)
    line.text = "".join(parts).rstrip()
    line.looks = [
        (start, min(end, len(line.text)), look)
        for start, end, look in line.looks
        if start < min(end, len(line.text)) and look != PLAIN
    ]
    return line


def _whole(words: str, look: Look, before: str, line: JoinedRuns) -> str:
    words, count = repaired(words)
    line.repaired += count
    whole = cleaned(words, ends=False).replace(TAB, "\t")
    if not look.script or not whole.strip():
        return whole
    inner = whole.strip()
    if look.script == "sup" and _CENTS.fullmatch(inner) and _PRICED.search(before):
        return whole.replace(inner, f".{inner}")
    if _HAS_CHARACTERS[look.script].fullmatch(inner):
        return whole.translate(_SCRIPTS[look.script])
    line.flat += not _RAISED_FOR_LOOKS.fullmatch(inner)
    return whole


def on_the_line(words: str) -> str:
    """Words as they stand on the line: "6" for "⁶", to be raised by markup instead."""
    return words.translate(_ON_THE_LINE)


_ON_THE_LINE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+−=()ni0123456789+−=()")


def _unstruck(runs: Sequence[Run], line: JoinedRuns) -> list[Run]:
    """The runs without what is struck through, unless that is a former price."""
    if not any(look.struck for _, look in runs):
        return list(runs)
    is_row = any(words is END_OF_CELL for words, _ in runs)
    kept: list[Run] = []
    for is_struck, group in groupby(runs, key=lambda run: run[1].struck):
        pieces = list(group)
        said = "".join(words for words, _ in pieces if words not in _MARKS)
        if not is_struck or not said.strip() or _is_former_price(said, is_row=is_row):
            _add(kept, pieces)
        else:
            line.struck += 1
            # A cell ends where it did, whatever was struck in it.
            kept += [(words, replace(look, struck=False)) for words, look in pieces
                     if words in _MARKS]  # fmt: skip
            if not said[:1].strip() or not said[-1:].strip():
                kept.append((" ", PLAIN))
    return kept


def _add(kept: list[Run], pieces: list[Run]) -> None:
    """Go on with these pieces; before a full stop no space is left of what went."""
    if kept and pieces[0][0][:1] in tuple(".,;:!?)"):
        words, look = kept[-1]
        if words not in _MARKS:
            kept[-1] = (words.rstrip(), look)
    kept += pieces


def _is_former_price(words: str, *, is_row: bool) -> bool:
    if is_row and _BARE_AMOUNT.fullmatch(words):
        return True  # the head of its column may tell the currency
    amounts = money_in(cleaned(words))
    told = sum(one.end - one.start for one in amounts)
    return bool(amounts) and len(cleaned(words)) - told <= _MAX_WORDS_OF_PRICE
