"""Where the sentences of a paragraph begin and end, abbreviations and quotations minded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .quotation_marks import MASK

_SENTENCE_END = re.compile(
    rf"[.!?…](?:[”\"’)\]]*)(?=\s+[A-Z0-9À-Þ{MASK}“\"‘«(])|(?<=[a-z]{{2}})[.!?](?=[A-Z][a-z]|{MASK})|[\n\t]"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:Drs?|Prof|Mrs?|Ms|Mx|St|Mt|No|vs|approx|Jr|Sr|Inc|Co|Ltd|e\.g|i\.e|etc|U\.S|U\.K|a\.m|p\.m|Rev|Gen|med|dent"
    r"|M\.D|Ph\.D|D\.O|F\.A\.A\.D|R\.N|L\.E)|\b[A-Z])\.?\Z"
)


# "“…” – Dr. Bell, a chemist “…” – Dr. Carr": each name signs the words before it.
_SIGNED = re.compile(
    r"\s?(?:[—–-]{1,2}\s?|\()(?:(?:Drs?|Prof|Mrs?|Ms|Mx)\.?\s)?[A-Z][\w’.-]*(?:\s[\w’.-]+){0,4}"
    rf"(?:,\s[^{MASK}.!?;:\n—–]{{2,60}})?(?:(?<=\w)|\))\s(?={MASK})"
)
MAX_SENTENCE = 4000  # characters; hostile input, or a page without a full stop


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int


def sentences(
    text: str, prose: str, start: int, end: int, quote_ends: dict[int, int]
) -> Iterator[Sentence]:
    """
    Sentences of a paragraph. `prose` is the text with its quotations blanked; `quote_ends` leads
    from the end of a quotation's marks to the end of its words: a sentence may end inside them.
    """
    ends = [
        match.end()
        for match in _SENTENCE_END.finditer(prose, start, end)
        if not _abbreviates(prose, match, start)
    ]
    for outer, inner in quote_ends.items():
        following = prose[outer : min(end, outer + 3)].lstrip()
        closed = text[inner - 1] in ".!?…" if inner else False
        if closed and following and (following[0].isupper() or following[0] == MASK):
            ends.append(outer)
        signed = _SIGNED.match(prose, outer, end) if closed else None
        if signed and text[signed.end() + 1 : signed.end() + 2].isupper():
            ends.append(signed.end())
    begin = start
    for at in [*sorted(set(ends)), end]:
        if prose[begin:at].strip():
            while prose[begin].isspace():
                begin += 1
            yield Sentence(begin, at)
            begin = at


def _abbreviates(prose: str, match: re.Match, start: int) -> bool:
    if prose[match.start()] != ".":
        return False
    return bool(_ABBREVIATED.search(prose, max(start, match.start() - 8), match.start()))
