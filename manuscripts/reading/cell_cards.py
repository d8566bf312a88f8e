"""Products that stand in one cell of a table, on its line or on several."""

from collections.abc import Sequence

from .card_lines import CardLines
from .gazetteer import Gazetteer
from .line_readings import read_line
from .links import Links
from .product_cards import CardReader
from .product_names import Reading
from .segmentation import Passage

_MAX_CELL = 600
_MAX_COLUMN = 6000


def cell_reading(words: str, trade: Gazetteer) -> Reading | None:
    """The product of a cell, "Luma Foam, $9, Boots", or name, size, price and shop in its lines."""
    if len(words) > _MAX_CELL:
        return None
    lines = _lines(words)
    if len(lines) == 1:
        item = Passage("item", 0, len(words), 0)
        return read_line(words, item, trade)
    free = list(range(len(lines)))
    reader = CardReader(CardLines(words, lines, free, trade, Links(words, (), trade)), trade)
    cards = list(reader.cards(free))
    return cards[0][0] if len(cards) == 1 else None


def column_readings(
    cells: Sequence[tuple[int, int, str]], trade: Gazetteer
) -> list[tuple[Reading, list[int]]]:
    """The products of one column, each told in cells below each other, with their cells."""
    words = "\n".join(said for _, _, said in cells)
    lines, free = _lines(words), list(range(len(cells)))
    if len(lines) != len(cells) or len(words) > _MAX_COLUMN:
        return []
    reader = CardReader(CardLines(words, lines, free, trade, Links(words, (), trade)), trade)
    return list(reader.cards(free))


def _lines(words: str) -> list[Passage]:
    found, start = [], 0
    for line in words.split("\n"):
        if line.strip():
            found.append(
                Passage("prose", start, start + len(line), start, apart=False, closed=False)
            )
        start += len(line) + 1
    return found
