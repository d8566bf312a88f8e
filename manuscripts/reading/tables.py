"""
Tables of products: which column holds the name, the price, the former price and the shop.

Columns are told by their heads, in whatever order: "Was | Now", "RRP", "Where", "Size", or a shop's
own name above its prices. A row is then said as a line, "CeraVe Foam: $12 (was $15) at Boots", and
read as one. Rows are those of markup, and lines parted by tabs or " | " in plain text. A table
without such heads is left to the rules for lines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

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

# The heads of columns; the first that fits is meant.
_HEADS = {
    "brand": r"brand|label|house",
    "size": r"size|volume|amount|quantity|ml|oz|menge|contenance",
    "unit": r".*\bper\b.*|unit price|price/.*|cost per.*",
    "was": r"was|rrp|msrp|srp|uvp|list(?: price)?|(?:original|old|full|regular|usual|retail|normal)"
    r"(?: price)?|before|statt|prix conseillé",
    "best_for": r"award|category|title|best for|for whom|who it’s for|good for",
    "note": r"(?:(?:judge|editor|expert|tester|reader|panel)(?:’s|s’|s)? |our |the )?(?:notes?"
    r"|verdict|rating|score|comments?|take|why we (?:like|love|picked) it|skin type"
    r"|key ingredients?|texture)",
    "pros": r"pros?|what we like|the good",
    "cons": r"cons?|what we don’t like|the bad",
    "price": r"(?:sale |our |current |deal |best |new |offer |today’s )?(?:price|cost|deal)s?"
    r"(?: now| today)?(?:(?: and|,| &| /|/) ?(?:shop|store|retailer|where.*))?|now|today|sale|offer"
    r"|how much|preis|prix|jetzt",
    "shop": r"where(?: to (?:buy|find|shop)(?: it)?)?|retailers?|shops?|stores?|buy(?: it)?(?: at"
    r"| from| now)?|available(?: at)?|stockists?|sellers?|sold (?:at|by)|link|laden|händler|wo|où",
    "name": r"(?:the )?(?:products?|winners?|items?|names?|what|pick|our picks?|produkt|produit"
    r"|creams?|serums?|balms?|lotions?|masks?|oils?|sunscreens?|cleansers?|moisturi[sz]ers?|shampoos?|toners?)",
}
_KNOWN = {
    part: re.compile(rf"(?:{heads})(?:\s?[(*].*)?", re.IGNORECASE) for part, heads in _HEADS.items()
}
_CURRENCY = re.compile(rf"(?:\b(?:US|AU|A|C|CA|NZ))?\$|[£€¥]|\b(?:{'|'.join(MINOR_UNITS)})\b")
_BARE = re.compile(r"\d[\d.,' ]*")
_SPLIT = re.compile(r"\t| \| ")
_EMPTY = frozenset({"", "-", "–", "—", "n/a", "N/A", "none", "sold out"})


@dataclass(frozen=True, slots=True)
class _Column:
    part: str
    head: str


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
    columns: list[_Column] = []
    last = -2
    rows = _rows(text, passages)
    for index in free:
        cells = rows.get(index) or _cells(text, passages[index])
        if not cells:
            continue
        if index != last + 1:
            columns = _columns(cells, trade)
            if columns:
                found[index] = None
        elif columns and (reading := _reading(cells, columns, trade)):
            row = (passages[index].start, passages[index].end)
            # Somebody's words in a row are read as a quote, and the row is kept.
            is_spoken = "“" in text[row[0] : row[1]]
            found[index] = None if is_spoken else reading
            within += [(row, row, reading)] * is_spoken
        if index not in found and (own := list(_of_cells(text, passages[index], trade))):
            found[index] = None
            within += own
        last = index
    return found, within


def _of_cells(text: str, row: Passage, trade: Gazetteer) -> Iterator[Cells]:
    """ "Tatcha The Rice Wash, $42, Sephora" in a cell: a product, with name and price, each."""
    if row.kind != "row" or len(row.cells) < 2:
        return
    for cell in row.cells:
        words = text[cell.start : cell.end]
        reading = cell_reading(words, trade) if money_in(words) else None
        if reading:
            yield (cell.start, cell.end), (row.start, row.end), reading


def _rows(text: str, passages: list[Passage]) -> dict[int, list[str]]:
    """The cells of the rows of markup; a merged one stands in each of the rows it covers."""
    tables: dict[int | None, list[int]] = {}
    for index, passage in enumerate(passages):
        if passage.kind == "row":
            tables.setdefault(passage.table, []).append(index)
    found = {}
    for indexes in tables.values():
        for index, row in zip(
            indexes, cell_grid([passages[index].cells for index in indexes]), strict=True
        ):
            # A cell that covers several columns of its row is said once.
            found[index] = [
                _words(text, cell) if cell is None or cell is not row[at - 1] or not at else ""
                for at, cell in enumerate(row)
            ]
    return found


def _words(text: str, cell: Cell | None) -> str:
    return text[cell.start : cell.end].replace("\n", " ").strip() if cell else ""


def _cells(text: str, passage: Passage) -> list[str]:
    if passage.kind in ("row", "rule", "note") or passage.end - passage.start > 600:
        return []
    parts = _SPLIT.split(passage.words(text).strip("| "))
    return [part.strip(" |") for part in parts] if len(parts) > 1 else []


def _columns(cells: list[str], trade: Gazetteer) -> list[_Column]:
    """What each column is, if these cells are the heads of a table of products."""
    if any(money_in(cell) for cell in cells):
        return []
    columns = [_Column(_part(cell, trade), cell) for cell in cells]
    parts = [column.part for column in columns]
    if "name" not in parts:
        # The head of the names is often left out, or says what kind of thing they are.
        place = next((at for at, part in enumerate(parts) if part == "other"), None)
        if place is not None:
            columns[place] = _Column("name", cells[place])
            parts[place] = "name"
    priced = {"price", "was", "at"}.intersection(parts)
    return columns if "name" in parts and priced else []


def _part(head: str, trade: Gazetteer) -> str:
    if head in trade.retailers:
        return "at"
    for part, known in _KNOWN.items():
        if known.fullmatch(head):
            return part
    return "other"


def _reading(cells: list[str], columns: list[_Column], trade: Gazetteer) -> Reading | None:
    row = list(zip(columns, cells, strict=False))
    brand = next((cell for column, cell in row if column.part == "brand"), None)
    name = " ".join(cell for column, cell in row if column.part == "name")
    named, size = sized(unstruck(name).strip())
    size = next((cell for column, cell in row if column.part == "size"), None) or size
    if not name_like(f"{brand or ''} {named}".strip(), trade):
        return None
    line = ", ".join(_said(row[: _second_price(row)]))
    tail = offers_in(line, trade) if line else Offers()
    told = Reading(named, _size(size) or size_in(line), tail, empty=not tail.offers, brand=brand)
    return with_fields(told, _fields(row))


def _fields(row: list[tuple[_Column, str]]) -> Iterator[Said]:
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


def _second_price(row: list[tuple[_Column, str]]) -> int | None:
    """Where a second name with its price begins: "The famous one", "Price", "The dupe", "Price"."""
    priced = [at for at, (column, _) in enumerate(row) if column.part == "price"]
    if len(priced) > 1 and row[priced[0]][0].head == row[priced[1]][0].head:
        return priced[0] + 1
    return None


def _size(cell: str | None) -> str | None:
    return None if cell in _EMPTY else cell


def _said(row: list[tuple[_Column, str]]) -> Iterator[str]:
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


def _lone(row: list[tuple[_Column, str]], at: str) -> str:
    """A list price with no other beside it is the price."""
    return " ".join(_money(c) for c in row if c[0].part == "was") + at


def _money(cell: tuple[_Column, str]) -> str:
    """The cell's amount; with the currency its head tells, "Price (USD)", where it has none."""
    column, words = cell
    told = _CURRENCY.search(column.head)
    if told and _BARE.fullmatch(unstruck(words)):
        return f"{told[0]} {words}"
    return words
