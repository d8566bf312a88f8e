"""
Products told wholly in labels, as a desk's template has them: a row of a table on its side.

    Award: Best Budget
    Brand: CeraVe
    Product: SA Lotion
    Retailer 1: Target
    Price 1: $14.99
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .gazetteer import Gazetteer
from .product_names import Reading
from .segmentation import Passage
from .table_heads import Column, part_of_head
from .table_rows import reading_of

_LINE = re.compile(r"([A-Z][^\W\d]*(?:[ /-][^\W\d]+){0,3}) ?(?:#? ?\d{1,2})? ?: (?=\S)")
_MAX_LINE = 300
_OPENS = frozenset({"name", "brand", "best_for"})
_PRICED = frozenset({"price", "was"})
_KINDS = ("prose", "item", "heading", "note")


def labeled_records(
    text: str, passages: Sequence[Passage], free: Sequence[int], trade: Gazetteer
) -> Iterator[tuple[Reading, list[int]]]:
    """Each product whose name and price have labels of their own, with its lines."""
    record: list[tuple[int, Column, str]] = []
    for index in free:
        line = _line(text, passages[index], trade)
        parts = {column.part for _, column, _ in record}
        is_apart = bool(record) and index > record[-1][0] + 1
        if not line or is_apart or (line[0].part in _OPENS and line[0].part in parts):
            yield from _read(record, trade)
            record = []
        if line:
            record.append((index, *line))
    yield from _read(record, trade)


def _line(text: str, passage: Passage, trade: Gazetteer) -> tuple[Column, str] | None:
    if passage.kind not in _KINDS or passage.end - passage.body > _MAX_LINE:
        return None
    words = passage.words(text)
    label = _LINE.match(words)
    if not label or "“" in words:
        return None
    part = part_of_head(label[1], trade)
    return Column(part, label[1]), words[label.end() :].strip()


def _read(
    record: list[tuple[int, Column, str]], trade: Gazetteer
) -> Iterator[tuple[Reading, list[int]]]:
    parts = [column.part for _, column, _ in record]
    if parts.count("name") != 1 or not _PRICED.intersection(parts):
        return
    told = _shop_behind(record)
    reading = reading_of([cell for _, _, cell in told], [column for _, column, _ in told], trade)
    if reading:
        yield reading, [index for index, *_ in record]


def _shop_behind(record: list[tuple[int, Column, str]]) -> list[tuple[int, Column, str]]:
    """The lines with each price before its shop: "Retailer 1, Price 1, Retailer 2, Price 2"."""
    found = list(record)
    sold = [at for at, (_, column, _) in enumerate(found) if column.part in ("shop", "price")]
    parts = [found[at][1].part for at in sold]
    if len(sold) > 3 and parts == ["shop", "price"] * (len(sold) // 2):
        for shop, price in list(pairwise(sold))[::2]:
            found[shop], found[price] = found[price], found[shop]
    return found
