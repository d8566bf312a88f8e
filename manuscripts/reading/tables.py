"""
Tables of products: which column holds the name, the price, the former price and the shop.

Columns are told by their heads, in whatever order: "Was | Now", "RRP", "Where", "Size", or a shop's
own name above its prices. A row is then said as a line, "CeraVe Foam: $12 (was $15) at Boots", and
read as one. Rows are those of markup, and lines parted by tabs or " | " in plain text. A table
without such heads is left to the rules for lines.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from products.currencies import MINOR_UNITS

from .card_fields import Said, with_fields
from .cell_cards import cell_reading
from .gazetteer import Gazetteer
from .money import money_in, unstruck
from .offers import Offers, offers_in
from .plain_tables import cell_grid
from .plan import Span
from .product_names import Reading, name_like, size_in, sized
from .segmentation import Cell, Passage
from .table_heads import Column, groups_of, heads_of, told_by_cells

_CURRENCY = re.compile(rf"(?:\b(?:US|AU|A|C|CA|NZ))?\$|[£€¥]|\b(?:{'|'.join(MINOR_UNITS)})\b")
_BARE = re.compile(r"\d[\d.,' ]*")
_SPLIT = re.compile(r"\t| \| ")
_EMPTY = frozenset({"", "-", "–", "—", "n/a", "N/A", "none", "sold out"})


_NO_OFFERS = ("name", "brand", "size", "unit", "best_for", "note", "pros", "cons")
Cells = tuple[Span, Span, Reading]


def table_readings(
    text: str, passages: list[Passage], free: list[int], trade: Gazetteer
) -> tuple[dict[int, Reading | None], list[Cells]]:
    """
    The product of each row, by the index of its passage, None for the row of heads; and products
    that stand in cells of their own: each one's span, that of its row, and its reading.
    """
    found: dict[int, Reading | None] = {}
    within: list[Cells] = []
    for grid in _grids(text, passages, free):
        rows, own = _Table(text, passages, grid, trade).products()
        found |= rows
        within += own
    columns: list[Column] = []
    last = -2
    for index in free:
        cells = _cells(text, passages[index])
        if not cells:
            continue
        if index != last + 1:
            columns = heads_of(cells, trade)
            if columns:
                found[index] = None
        elif columns and (reading := reading_of(cells, columns, trade)):
            found[index] = reading
        last = index
    return found, within


def _grids(
    text: str, passages: list[Passage], free: list[int]
) -> Iterator[dict[int, list[Cell | None]]]:
    """The rows of each table of markup that may hold products, by the index of the passage."""
    tables: dict[int | None, list[int]] = {}
    for index, passage in enumerate(passages):
        if passage.kind == "row":
            tables.setdefault(passage.table, []).append(index)
    open_to_us = set(free)
    for indexes in tables.values():
        grid = cell_grid([passages[index].cells for index in indexes])
        rows = dict(zip(indexes, grid, strict=True))
        yield {index: row for index, row in rows.items() if index in open_to_us}


class _Table:
    """A table of markup, whose columns or whose rows say what its products are."""

    def __init__(
        self,
        text: str,
        passages: list[Passage],
        grid: dict[int, list[Cell | None]],
        trade: Gazetteer,
    ):
        self._text, self._passages, self._trade = text, passages, trade
        self._grid = {index: row for index, row in grid.items() if any(map(self._said, row))}
        self._rows = {index: self._row(row) for index, row in self._grid.items()}

    def _said(self, cell: Cell | None) -> str:
        return _words(self._text, cell)

    def _row(self, row: list[Cell | None]) -> list[str]:
        # A cell that covers several columns of its row is said once.
        return [
            self._said(cell) if cell is None or not at or cell is not row[at - 1] else ""
            for at, cell in enumerate(row)
        ]

    def products(self) -> tuple[dict[int, Reading | None], list[Cells]]:
        if not self._rows:
            return {}, []
        rows = list(self._rows.values())
        columns = heads_of(rows[0], self._trade, rows[1:2])
        if columns:
            return self._under(columns)
        turned = list(self._turned())
        if turned:
            return dict.fromkeys(self._rows), turned
        columns = told_by_cells(rows, self._trade)
        return self._under(columns, has_heads=False) if columns else self._of_cells({}, [])

    def _under(
        self, columns: list[Column], *, has_heads: bool = True
    ) -> tuple[dict[int, Reading | None], list[Cells]]:
        """Row for row, each under the heads; several products in a row where the heads repeat."""
        found: dict[int, Reading | None] = dict.fromkeys(list(self._rows)[: int(has_heads)])
        within: list[Cells] = []
        groups = groups_of(columns)
        before: tuple[int, Cell | None] | None = None
        for index, cells in list(self._rows.items())[int(has_heads) :]:
            if self._is_group(index):
                found[index], before = None, None
            elif len(groups) > 1:
                within += self._beside(index, cells, columns, groups)
                found[index] = None
            elif reading := reading_of(cells, columns, self._trade):
                named = self._name_cell(index, columns)
                last = before and found.get(before[0])
                if before and last and named and named is before[1]:
                    reading = found[before[0]] = _joined(last, reading)
                    self._replace(found, last, reading)
                elif self._shares_price(index, columns):
                    reading = replace(
                        reading, doubt="One cell holds the price of several products."
                    )
                self._add(index, reading, found, within)
                before = (index, named)
        return self._of_cells(found, within)

    def _add(
        self, index: int, reading: Reading, found: dict[int, Reading | None], within: list[Cells]
    ) -> None:
        row = (self._passages[index].start, self._passages[index].end)
        # Somebody's words in a row are read as a quote, and the row is kept.
        is_spoken = "“" in self._text[row[0] : row[1]]
        found[index] = None if is_spoken else reading
        within += [(row, row, reading)] * is_spoken

    def _replace(self, found: dict[int, Reading | None], old: Reading, new: Reading) -> None:
        for index, reading in found.items():
            if reading is old:
                found[index] = new

    def _is_group(self, index: int) -> bool:
        """Whether a row heads those below it: one cell over all columns, or a bold one alone."""
        said = [cell for cell in self._grid[index] if self._said(cell)]
        one = said[0]
        return (
            one is not None
            and all(cell is one for cell in said)
            and (one.columns > 1 or one.is_strong)
        )

    def _name_cell(self, index: int, columns: list[Column]) -> Cell | None:
        at = next(at for at, column in enumerate(columns) if column.part == "name")
        cell = self._grid[index][at] if at < len(self._grid[index]) else None
        return cell if cell and cell.rows > 1 else None

    def _shares_price(self, index: int, columns: list[Column]) -> bool:
        row = self._grid[index]
        return any(
            cell is not None and cell.rows > 1 and column.part in ("price", "was", "at")
            for column, cell in zip(columns, row, strict=False)
        )

    def _beside(
        self, index: int, cells: list[str], columns: list[Column], groups: list[range]
    ) -> Iterator[Cells]:
        row = self._grid[index]
        for group in groups:
            reading = reading_of(
                [cells[at] for at in group if at < len(cells)],
                [columns[at] for at in group],
                self._trade,
            )
            spans = [(cell.start, cell.end) for at in group if at < len(row) and (cell := row[at])]
            if reading:
                yield spans[0], spans[0], replace(reading, places=tuple(spans[1:]))

    def _turned(self) -> Iterator[Cells]:
        """A table on its side: names in its first row, what they cost in the rows below."""
        rows, doubt = list(self._rows.values()), None
        labels = [row[0] for row in rows]
        columns = heads_of(labels, self._trade) if len(rows) > 1 and len(rows[0]) > 1 else []
        first = 1
        if not columns or not (len(rows[0]) > 2 or any(one.part == "brand" for one in columns)):
            turned = [[row[at] for row in rows] for at in range(len(rows[0]))]
            columns = told_by_cells(turned, self._trade, sides=True) if len(turned) > 1 else []
            first, doubt = 0, "Its price stands in another row of the table."
        grid = list(self._grid.values())
        for at in range(first, len(rows[0])) if columns else ():
            reading = reading_of([row[at] for row in rows], columns, self._trade)
            spans = [(c.start, c.end) for row in grid if (c := row[at]) and c.end > c.start]
            if reading and reading.tail.offers:
                name = next(i for i, column in enumerate(columns) if column.part == "name")
                cell = grid[name][at]
                span = (cell.start, cell.end) if cell else spans[0]
                others = tuple(one for one in spans if one != span)
                yield span, span, replace(reading, places=others, doubt=reading.doubt or doubt)

    def _of_cells(
        self, found: dict[int, Reading | None], within: list[Cells]
    ) -> tuple[dict[int, Reading | None], list[Cells]]:
        """With the products that stand in one cell each of the other rows."""
        for index in self._rows:
            if index not in found and (
                own := list(_of_cells(self._text, self._passages[index], self._trade))
            ):
                found[index] = None
                within += own
        return found, within


def _joined(one: Reading, other: Reading) -> Reading:
    """One product in several rows, each with an offer."""
    offers = Offers(
        one.tail.offers + other.tail.offers,
        shared=one.tail.shared or other.tail.shared,
        unclear=one.tail.unclear or other.tail.unclear or _alike(one, other),
        parted=one.tail.parted or other.tail.parted,
    )
    size = one.size if one.size == other.size else None
    return replace(one, tail=offers, size=size, checked=f"{one.checked}, {other.checked}")


def _alike(one: Reading, other: Reading) -> bool:
    shops = {offer.retailer for offer in one.tail.offers}
    return any(offer.retailer in shops for offer in other.tail.offers)


def _of_cells(text: str, row: Passage, trade: Gazetteer) -> Iterator[Cells]:
    """ "Tatcha The Rice Wash, $42, Sephora" in a cell: a product, with name and price, each."""
    if row.kind != "row" or len(row.cells) < 2:
        return
    for cell in row.cells:
        words = text[cell.start : cell.end]
        reading = cell_reading(words, trade) if money_in(words) else None
        if reading:
            yield (cell.start, cell.end), (row.start, row.end), reading


def _words(text: str, cell: Cell | None) -> str:
    return text[cell.start : cell.end].replace("\n", " ").strip() if cell else ""


def _cells(text: str, passage: Passage) -> list[str]:
    if passage.kind in ("row", "rule", "note") or passage.end - passage.start > 600:
        return []
    parts = _SPLIT.split(passage.words(text).strip("| "))
    return [part.strip(" |") for part in parts] if len(parts) > 1 else []


def reading_of(cells: list[str], columns: list[Column], trade: Gazetteer) -> Reading | None:
    row = list(zip(columns, cells, strict=False))
    brand = next((cell for column, cell in row if column.part == "brand"), None) or None
    by_place = any(column.part == "brand" and column.by_place for column in columns)
    name = " ".join(cell for column, cell in row if column.part == "name")
    named, size = sized(unstruck(name).strip())
    size = next((cell for column, cell in row if column.part == "size"), None) or size
    if not name_like(f"{brand or ''} {named}".strip(), trade):
        return None
    line = ", ".join(_said(row))
    tail = offers_in(line, trade) if line else Offers()
    told = Reading(
        named,
        _size(size) or size_in(line),
        tail,
        empty=not tail.offers,
        brand=brand,
        is_brand_by_place=by_place and brand is not None and brand not in trade.brands,
        checked=", ".join(_checked(row)),
    )
    return with_fields(told, _fields(row))


def _checked(row: list[tuple[Column, str]]) -> Iterator[str]:
    """The cells whose amounts the offers must hold; what somebody says of a product is none."""
    for column, cell in row:
        if column.part not in _NO_OFFERS and not (column.part == "other" and "“" in cell):
            yield cell


def _fields(row: list[tuple[Column, str]]) -> Iterator[Said]:
    """The cells that say something of the product, under their heads."""
    for column, cell in row:
        if cell in _EMPTY or "“" in cell or column.part not in _TOLD:
            continue
        if column.part in ("pros", "cons"):
            yield Said(cell, "item", column.part)
        elif column.part == "best_for":
            yield Said(cell, "praise")
        else:
            yield Said(f"{column.head}: {cell}", "text")


_TOLD = ("best_for", "note", "pros", "cons")


def _size(cell: str | None) -> str | None:
    return None if cell in _EMPTY else cell


def _said(row: list[tuple[Column, str]]) -> Iterator[str]:
    """The cells of a row as one would say them: "$12 (was $15) at Boots"."""
    row = [(column, cell) for column, cell in row if cell not in _EMPTY]
    shops = " or ".join(cell for column, cell in row if column.part == "shop")
    at = f" at {shops}" if shops else ""
    was = " ".join(f"(was {_money(c)})" for c in row if c[0].part == "was")
    price = " ".join(_money(c) for c in row if c[0].part == "price")
    if price:
        yield f"{price} {was}{at}".strip()
    elif was or at:
        yield _lone(row, at)
    for column, cell in row:
        if column.part == "at":
            yield f"{_money((column, cell))} at {column.head}"


def _lone(row: list[tuple[Column, str]], at: str) -> str:
    """A list price with no other beside it is the price."""
    return " ".join(_money(c) for c in row if c[0].part == "was") + at


def _money(cell: tuple[Column, str]) -> str:
    """The cell's amount; with the currency its head tells, "Price (USD)", where it has none."""
    column, words = cell
    told = _CURRENCY.search(column.head)
    if told and _BARE.fullmatch(unstruck(words)):
        return f"{told[0]} {words}"
    return words
