"""
Tables of products: which column holds the name, the price, the former price and the shop.

Columns are told by their heads, in whatever order: "Was | Now", "RRP", "Where", "Size", or a shop's
own name above its prices. A row is then said as a line, "CeraVe Foam: $12 (was $15) at Boots", and
read as one. Rows are those of markup, and lines parted by tabs or " | " in plain text. Where heads
are missing, the cells tell what their columns are, or a table may lie on its side; else it is left
to the rules for lines.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from .cell_cards import cell_reading, column_readings
from .gazetteer import Gazetteer
from .money import may_hold_money, money_in
from .offers import Offers
from .plain_tables import cell_grid
from .plan import Span
from .product_names import Reading, name_like
from .segmentation import Cell, Passage
from .table_heads import Column, groups_of, heads_of, heads_services, told_by_cells
from .table_rows import folded, reading_of
from .vocabulary import PRODUCT_NOUNS

_SPLIT = re.compile(r"\t| \| ")
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
        return self._text[cell.start : cell.end].strip() if cell else ""

    def _row(self, row: list[Cell | None]) -> list[str]:
        # A cell that covers several columns of its row is said once.
        return [
            self._said(cell) if cell is None or not at or cell is not row[at - 1] else ""
            for at, cell in enumerate(row)
        ]

    def products(self) -> tuple[dict[int, Reading | None], list[Cells]]:
        if not self._rows:
            return {}, []
        rows = [folded(row) for row in self._rows.values()]
        if heads_services(rows[0]) and not self._has_brand(rows):
            return dict.fromkeys(self._rows), []
        columns = heads_of(rows[0], self._trade, rows[1:2])
        if columns:
            return self._under(columns)
        if not any(may_hold_money(cell) for row in rows for cell in row):
            return {}, []
        turned = list(self._turned())
        if turned:
            return dict.fromkeys(self._rows), turned
        columns = told_by_cells(rows, self._trade)
        if columns:
            return self._under(columns, has_heads=False)
        stacked = list(self._stacked())
        return (dict.fromkeys(self._rows), stacked) if stacked else self._of_cells({}, [])

    def _stacked(self) -> Iterator[Cells]:
        """Products beside each other, each in cells below each other: name, price, button."""
        width = max(map(len, self._grid.values()))
        columns = [self._column(at) for at in range(width)] if width > 1 else []
        read = [column_readings(column, self._trade) for column in columns]
        amounts = sum(bool(money_in(cell[2])) for column in columns for cell in column)
        held = {(at, one) for at, cards in enumerate(read) for _, cells in cards for one in cells}
        priced = sum(bool(money_in(columns[at][one][2])) for at, one in held)
        if not all(read) or len({len(cards) for cards in read}) > 1 or priced < amounts:
            return
        for column, cards in zip(columns, read, strict=True):
            for reading, cells in cards:
                spans = [column[at][:2] for at in cells]
                doubt = reading.doubt or "Its price stands in another row of the table."
                told = replace(reading, places=tuple(spans[1:]), doubt=doubt)
                yield spans[0], spans[0], told

    def _column(self, at: int) -> list[tuple[int, int, str]]:
        """The cells of a column that say something; what stands over several columns is none."""
        cells = [row[at] for row in self._grid.values() if at < len(row)]
        return [
            (one.start, one.end, " ".join(said.split()))
            for one in cells
            if one and one.columns == 1 and (said := self._said(one))
        ]

    def _has_brand(self, rows: list[list[str]]) -> bool:
        return any(self._trade.brands.end_at(cell) for row in rows[1:] for cell in row)

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
            elif own := list(self._side_by_side(index, cells, columns)):
                found[index] = None
                within += own
            else:
                before = self._read_row(index, columns, found, within, before)
        return self._of_cells(found, within)

    def _read_row(
        self,
        index: int,
        columns: list[Column],
        found: dict[int, Reading | None],
        within: list[Cells],
        before: tuple[int, Cell | None] | None,
    ) -> tuple[int, Cell | None] | None:
        """Adds a row's product, or its offer to the one above; the row that the next may join."""
        cells = self._rows[index]
        last = found.get(before[0]) if before else None
        if more := self._going_on(cells, columns, last):
            self._replace(found, last, more)
            found[index] = more
            return before
        reading = reading_of(cells, columns, self._trade)
        if not reading:
            return before
        named = self._name_cell(index, columns)
        if before and last and named and named is before[1]:
            reading = _joined(last, reading)
            self._replace(found, last, reading)
        elif self._shares_price(index, columns):
            reading = replace(reading, doubt="One cell holds the price of several products.")
        self._add(index, reading, found, within)
        return index, named

    def _going_on(
        self, cells: list[str], columns: list[Column], last: Reading | None
    ) -> Reading | None:
        """The product above with the offers of a row that has no name; None for any other row."""
        row = list(zip(columns, cells, strict=False))
        if not last or any(cell for column, cell in row if column.part in ("name", "brand")):
            return None
        own = [last.head if column.part == "name" else cell for column, cell in row]
        reading = reading_of(own, columns, self._trade)
        if not reading or not any(offer.price for offer in reading.tail.offers):
            return None
        return replace(_joined(last, reading), doubt="A row without a name goes on with it.")

    def _side_by_side(self, index: int, cells: list[str], columns: list[Column]) -> Iterator[Cells]:
        """Products whose names stand in the lines of one cell, and their prices in another's."""
        lines = [cell.split("\n") for cell in cells]
        names = next((lines[at] for at, one in enumerate(columns) if one.part == "name"), [])
        count = len(names)
        alike = [part if len(part) == count else [" ".join(part)] * count for part in lines]
        priced = [
            part
            for part, one in zip(lines, columns, strict=False)
            if one.part == "price" and len(part) == count
        ]
        if count < 2 or not priced or not all(len(money_in(line)) == 1 for line in priced[0]):
            return
        if not all(self._is_whole_name(line) for line in names):
            return
        row = (self._passages[index].start, self._passages[index].end)
        for at in range(count):
            reading = reading_of([part[at] for part in alike], columns, self._trade)
            if reading:
                doubt = "Its price stands on the same line of another cell."
                yield row, row, replace(reading, doubt=doubt)

    def _is_whole_name(self, line: str) -> bool:
        """Whether a line names a product alone, and is not the brand above its name."""
        words = line.lower().replace(",", " ").split()
        known = self._trade.brands.end_at(line)
        is_told = 0 < known < len(line) or not PRODUCT_NOUNS.isdisjoint(words)
        return len(words) > 1 and is_told and name_like(line, self._trade)

    def _add(
        self, index: int, reading: Reading, found: dict[int, Reading | None], within: list[Cells]
    ) -> None:
        row = (self._passages[index].start, self._passages[index].end)
        # Somebody's words in a row are read as a quote, and the row is kept.
        is_spoken = "“" in self._text[row[0] : row[1]]
        found[index] = None if is_spoken else reading
        within += [(row, row, reading)] * is_spoken

    def _replace(self, found: dict[int, Reading | None], old: Reading | None, new: Reading) -> None:
        for index, reading in found.items():
            if reading and reading is old:
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
        rows, doubt = [folded(row) for row in self._rows.values()], None
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


def _cells(text: str, passage: Passage) -> list[str]:
    if passage.kind in ("row", "rule", "note") or passage.end - passage.start > 600:
        return []
    parts = _SPLIT.split(passage.words(text).strip("| "))
    return [part.strip(" |") for part in parts] if len(parts) > 1 else []
