"""A row of a table of products, whose columns are known, said as a line and read as one."""

import re
from collections.abc import Iterator

from products.currencies import MINOR_UNITS

from .card_fields import Said, with_fields, with_label
from .gazetteer import Gazetteer
from .money import money_in, unstruck
from .offers import Offers, offers_in
from .pick_labels import is_call, is_praise, is_shout, label_before
from .product_names import Reading, name_like, size_in, sized
from .table_heads import Column, bare_shop

_CURRENCY = re.compile(rf"(?:\b(?:US|AU|A|C|CA|NZ))?\$|[£€¥]|\b(?:{'|'.join(MINOR_UNITS)})\b")
_BARE = re.compile(
    r"(?:(?:from|about|around|approx\.?|ca\.?|ab|was|now|c\.|~) ?)?\d[\d.,' ]*(?:[.,][–—-]+)?"
)
# "11.50 instead of 14.50", "19.90 (was 24.90)": two amounts, of which neither has a currency
_LOWERED = re.compile(
    r"(\d[\d.,']*)( ?\(?(?:instead of|was|before|statt|au lieu de|rrp|ord\.?|usually) ?)"
    r"(\d[\d.,']*\)?)",
    re.IGNORECASE,
)
_EMPTY = frozenset({"", "-", "–", "—", "n/a", "N/A", "none", "sold out"})
_NO_OFFERS = ("name", "brand", "size", "unit", "best_for", "note", "pros", "cons")


def folded(row: list[str]) -> list[str]:
    return [" ".join(cell.split("\n")) for cell in row]


def reading_of(cells: list[str], columns: list[Column], trade: Gazetteer) -> Reading | None:
    name, labels = _named(columns, cells, trade)
    row = list(zip(columns, folded(cells), strict=False))
    brand = next((cell for column, cell in row if column.part == "brand"), None) or None
    by_place = any(column.part == "brand" and column.by_place for column in columns)
    named, size = sized(unstruck(name).strip())
    size = next((cell for column, cell in row if column.part == "size"), None) or size
    if not name_like(f"{brand or ''} {named}".strip(), trade):
        return None
    line = ", ".join(_said(row))
    by_size = [one for one in row if one[0].part == "sized" and one[1] not in _EMPTY]
    tail = _by_size(by_size, _at(row), trade) if by_size else offers_in(line, trade)
    if len(by_size) == 1:
        size = size or by_size[0][0].head
    told = Reading(
        named,
        _size(size) or size_in(line),
        tail,
        empty=not tail.offers,
        brand=brand,
        is_brand_by_place=by_place and brand is not None and brand not in trade.brands,
        checked=", ".join(_checked(row)),
        doubt="Each size has a price of its own." if len(by_size) > 1 else None,
    )
    for label in labels:
        told = with_label(told, label)
    return with_fields(told, _fields(row))


def _named(
    columns: list[Column], cells: list[str], trade: Gazetteer
) -> tuple[str, list[str | None]]:
    """The name in a row, and what its cell says of it: "Best overall", above it or before it."""
    told = (cell for column, cell in zip(columns, cells, strict=False) if column.part == "name")
    lines = [line.strip() for cell in told for line in cell.split("\n")]
    praise: list[str | None] = [line for line in lines if is_praise(line)]
    own = (line for line in lines if not (is_praise(line) or is_call(line) or is_shout(line)))
    label, name = label_before(" ".join(own), trade)
    return name, [*praise, label]


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
    if pairs := _pairs(row):
        yield from pairs
        return
    row = [(column, cell) for column, cell in row if cell not in _EMPTY]
    at = _at(row)
    was = " ".join(f"(was {_money(c)})" for c in row if c[0].part == "was")
    price = " ".join(_money(c) for c in row if c[0].part == "price")
    if price:
        yield f"{price} {was}{at}".strip()
    elif was or at:
        yield _lone(row, at)
    for column, cell in row:
        if column.part == "at" and (money_in(_money((column, cell))) or _BARE.fullmatch(cell)):
            yield f"{_money((column, cell))} at {column.head}"


def _pairs(row: list[tuple[Column, str]]) -> list[str]:
    """ "Price, Shop, Price, Shop": each price with the shop behind it."""
    told = [one for one in row if one[0].part in ("price", "shop")]
    if len(told) < 4 or [one[0].part for one in told] != ["price", "shop"] * (len(told) // 2):
        return []
    return [
        f"{_money(price)} at {bare_shop(shop)}" if shop not in _EMPTY else _money(price)
        for price, (_, shop) in zip(told[::2], told[1::2], strict=True)
        if price[1] not in _EMPTY
    ]


def _at(row: list[tuple[Column, str]]) -> str:
    told = (bare_shop(c) for column, c in row if column.part == "shop" and c not in _EMPTY)
    shops = " or ".join(told)
    return f" at {shops}" if shops else ""


def _by_size(cells: list[tuple[Column, str]], at: str, trade: Gazetteer) -> Offers:
    """An offer for each size, under heads that are sizes."""
    told = [offers_in(f"{_money(cell)}{at}", trade) for cell in cells]
    offers = tuple(offer for one in told for offer in one.offers)
    return Offers(offers, shared=any(one.shared for one in told))


def _lone(row: list[tuple[Column, str]], at: str) -> str:
    """A list price with no other beside it is the price."""
    said = " ".join(_money(c) for c in row if c[0].part == "was")
    both = [one for one in money_in(said) if one.role != "none"]
    if len(both) == 2 and both[1].low < both[0].low and "(" in said:  # "£14.99 (£9.99)"
        first, second = (said[one.start : one.end] for one in both)
        said = f"{second} (was {first})"
    return said + at


def _money(cell: tuple[Column, str]) -> str:
    """The cell's amount; with the currency its head tells, "Price (USD)", where it has none."""
    column, words = cell
    told = _CURRENCY.search(column.head)
    if told and _BARE.fullmatch(unstruck(words)):
        at = next(at for at, letter in enumerate(unstruck(words)) if letter.isdigit())
        return f"{words[:at]}{told[0]} {words[at:]}"
    if told and (lowered := _LOWERED.fullmatch(unstruck(words))):
        return f"{told[0]} {lowered[1]}{lowered[2]}{told[0]} {lowered[3]}"
    return words
