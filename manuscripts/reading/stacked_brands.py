"""
Brands that only their place tells: a line alone above a name and a price, as known brands stand.

    VANICREAM          HOLLOW PINE
    Z-Bar              Dew Milk
    $9.99              $38

Where the cards of a manuscript have known brands on the line above the name, the others have theirs
there too. That is a guess, and the editor is asked.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .gazetteer import Gazetteer
from .money import money_in
from .pick_labels import is_label
from .product_names import name_like
from .segmentation import Passage
from .vocabulary import PRODUCT_NOUNS

_MAX_BRAND = 30  # characters
_MAX_LINE = 80
_REACH = 4  # lines from a brand to its price
_OF_CARDS = ("prose", "heading", "item")


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    block: int  # lines of one cell are a card of their own; all passages beside tables are one
    look: tuple[str, int, bool]


def stacked_brands(text: str, passages: Sequence[Passage], trade: Gazetteer) -> Iterator[str]:
    """The unknown words that stand where the known brands of other cards do."""
    lines = list(_lines(text, passages))
    alike: dict[tuple[str, int, bool], list[str]] = defaultdict(list)
    for at, line in enumerate(lines):
        if _is_above_name(lines, at, trade):
            alike[line.look].append(line.words)
    for words in alike.values():
        known = [one in trade.brands for one in words]
        if 3 * sum(known) >= len(known):
            yield from (one for one, is_known in zip(words, known, strict=True) if not is_known)


def _lines(text: str, passages: Sequence[Passage]) -> Iterator[_Line]:
    blocks = 1
    for passage in passages:
        if passage.kind in _OF_CARDS:
            words = text[passage.body : min(passage.end, passage.body + _MAX_LINE + 1)]
            is_bold = passage.lead >= passage.end
            yield _Line(words.strip(), 0, (passage.kind, passage.level, is_bold or words.isupper()))
        for cell in passage.cells if passage.kind == "row" else ():
            blocks += 1
            for number, words in enumerate(text[cell.start : cell.end].split("\n")):
                yield _Line(words.strip(), blocks, ("cell", min(number, 2), words.isupper()))


def _is_above_name(lines: list[_Line], at: int, trade: Gazetteer) -> bool:
    """Whether a line may be a brand, above a name and, within a few lines, its price."""
    below = [one for one in lines[at + 1 : at + 1 + _REACH] if one.block == lines[at].block]
    if len(below) < 2 or not _may_be_brand(lines[at].words, trade):
        return False
    name = below[0].words
    if not _is_short(name) or not name_like(name, trade) or name in trade.retailers:
        return False
    if trade.brands.end_at(name) or money_in(name):
        return False
    return any(_is_short(one.words) and money_in(one.words) for one in below[1:])


def _may_be_brand(words: str, trade: Gazetteer) -> bool:
    if not words or len(words) > _MAX_BRAND or not words[0].isupper() or words[-1] in ".:;?,":
        return False
    parts = words.lower().split()
    return (
        len(parts) <= 4
        and not is_label(words)
        and not money_in(words)
        and words not in trade.retailers
        and not (PRODUCT_NOUNS.intersection(parts) and words not in trade.brands)
        and not any(part.isdigit() for part in parts)
    )


def _is_short(words: str) -> bool:
    return 0 < len(words) <= _MAX_LINE
