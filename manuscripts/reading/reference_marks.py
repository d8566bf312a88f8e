"""
Marks of the page that stand between a name and its price and say nothing of either.

"QV Gentle Wash [1], $17.99", "Luma Balm¹ ($9)", "Luma Balm* £9", "Luma Balm (gifted), £9":
footnotes, numbers that refer to a picture, what a blogger must disclose, emoji. Words are read
without them; where each of the letters stood is kept.
"""

import re
from bisect import bisect_right
from itertools import accumulate

# No stars, ticks and thumbs: those say what somebody thinks of a product.
_EMOJI = (
    "[\u2600-\u2604\u2607-\u2712\u2719-\u274b\u274d-\u2794\u2796-\u27bf"
    "\U0001f300-\U0001f44c\U0001f44f-\U0001faff]"
)
_MAYBE = re.compile(
    rf"\A[$£€]{{1,4}} |[\[\u00b9\u00b2\u00b3\u2070-\u2079*†‡]|{_EMOJI}|\u20e3|\((?=[A-Za-z\d])"
)
_ANY = re.compile(
    "[\u00b9\u00b2\u00b3\u2070-\u2079*†‡(\\[\u20e3\u2600-\u27bf\U0001f300-\U0001faff]"
)
_DISCLOSED = (
    r"(?:ad|aff|affiliate(?: link)?|gifted(?: item)?|gift|pr|pr (?:sample|gift)|press sample"
    r"|sponsored|sample|pictured(?: [a-z]+){0,2}"
    r"|(?:above|below|left|right|top|centre|center|middle)"
    r"(?: (?:left|right|centre|center))?|c/o|own|bought(?: myself)?|\d{1,2})"
)
_MARK = re.compile(
    rf"(?<=[^\s])\s?\[(?:\d{{1,3}}|[a-z*†‡]|\^\d{{1,2}}|{_DISCLOSED})\](?![(\[])"
    rf"|(?<=[\w)’'+!*†‡\]]) \({_DISCLOSED}\)(?=[\s,.;:|–—]|\Z)"
    r"|(?<=[A-Za-z)’'+!%])[\u00b9\u00b2\u00b3\u2070-\u2079]{1,2}(?!\w)"
    r"|(?<=[\w)’'+!%])(?:\*{1,3}|[†‡]{1,2})(?=[\s,.;:)(|]|\Z)"
    r"|\A[$£€]{1,4} (?=[A-Z])(?!TK|XX)"  # how dear it is: "$$ Luma Balm, $40"
    "|(?<![0-9])[0-9#]\ufe0f?\u20e3\\s?"
    rf"|\s?{_EMOJI}[\ufe0f\u200d]?(?=[\s,.;:(|–—]|\Z)",
    re.IGNORECASE,
)


def without_marks(words: str) -> str:
    """The words without such marks; themselves where they have none."""
    may_have = words[:1] in "$£€" or _ANY.search(words)
    return _MARK.sub("", words) if may_have and _MAYBE.search(words) else words


class Unmarked:
    """A stretch of text without its marks, which knows where its places are in the whole."""

    def __init__(self, text: str, start: int, end: int):
        cuts = list(_MARK.finditer(text, start, end))
        edges = [start, *(edge for cut in cuts for edge in cut.span()), end]
        kept = list(zip(edges[::2], edges[1::2], strict=True))
        self.words = "".join(text[one:other] for one, other in kept)
        self._from = [one for one, _ in kept]
        self._at = list(accumulate((other - one for one, other in kept[:-1]), initial=0))

    def place(self, at: int) -> int:
        """Where in the whole text a place of these words is."""
        piece = max(bisect_right(self._at, at) - 1, 0)
        return self._from[piece] + at - self._at[piece]

    def span(self, span: tuple[int, int]) -> tuple[int, int]:
        """Where in the whole text a stretch of these words is."""
        return self.place(span[0]), self.place(span[1] - 1) + 1


def has_marks(text: str, start: int, end: int) -> bool:
    """Whether any mark stands in this stretch."""
    return bool(_MAYBE.search(text, start, end) and _MARK.search(text, start, end))
