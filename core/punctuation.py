"""Sentences that nobody ended or parted: what a reader stumbles over, and an editor mends."""

import re
from collections.abc import Iterator

# "from forming.To prevent": a full stop within a word. "Booking.com" and "St.Ives" are names.
_GLUED = re.compile(
    r"[.!?](?<=[a-z]{2}.)(?!(?:Com|Co|Org|Net|Io|Js|Ai|De|Fr|Uk|Me|Tv|Skin|Shop|Beauty)\b)[A-Z][a-z]"
)
_ENDS = re.compile(r"[.!?…:;。！？؟।։።]")
_PARTS = re.compile(r"[.!?…:;,。！？؟।։።،、—–()]")
_UNENDED = 20  # words of a paragraph without any end: no sentence of a caption or a label
_UNPARTED = 40  # words without so much as a comma; none that is written well has as many


def glued_sentences(text: str) -> Iterator[re.Match[str]]:
    """Where the space between two sentences is missing, from the mark to the next word's head."""
    return _GLUED.finditer(text)


def words_without_full_stop(paragraph: str, *, is_item: bool = False) -> int:
    """
    How many words of a paragraph stand in a row without a full stop; 0 where it reads well.

    A long sentence with commas reads well; an item of a list needs no full stop at its end.
    """
    words = len(paragraph.split())
    if words < _UNENDED:
        return 0
    if not (is_item or _ENDS.search(paragraph)):
        return words
    if words < _UNPARTED:
        return 0
    longest = max(len(part.split()) for part in _PARTS.split(paragraph))
    return longest if longest >= _UNPARTED else 0
