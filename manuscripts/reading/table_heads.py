"""
What the columns of a table of products are: by their heads, or by what stands in them.

Without heads a column of prices, of shops or of known brands says so itself; the one left holds the
names. Two columns of words are brand and name only where a known brand is among the first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .gazetteer import Gazetteer
from .money import money_in
from .offers import is_offer_alone, shops_in
from .pick_labels import is_call, is_praise
from .product_names import is_size, name_like

# The heads of columns; the first that fits is meant.
_HEADS = {
    "brand": r"brand|label|house",
    "size": r"size|volume|amount|quantity|ml|oz|menge|contenance",
    "unit": r".*\bper\b.*|unit price|price/.*|cost per.*",
    "was": r"was|rrp|msrp|srp|uvp|list(?: price)?|(?:original|old|full|regular|usual|retail|normal)"
    r"(?: price)?|before|statt|prix conseillé",
    "best_for": r"award|category|title|best for|for whom|who it’s for|good for",
    "note": r"(?:test(?:ing|er)? notes?|"
    r"(?:judge|editor|expert|tester|reader|panel)(?:’s|s’|s)? |our |the )?(?:notes?"
    r"|verdict|rating|score|comments?|take|why we (?:like|love|picked) it|skin type"
    r"|key ingredients?|texture)",
    "pros": r"pros?|what we like|the good",
    "cons": r"cons?|what we don’t like|the bad",
    "price": r"(?:sale |our |current |deal |best |new |offer |today’s )?(?:price|cost|deal)s?"
    r"(?: now| today)?(?:(?: and|,| &| /|/) ?(?:shop|store|retailer|where.*))?|now|today|sale|offer"
    r"|(?:price|cost)s? (?:from|in .{2,20})|(?:price )?(?:we )?paid"
    r"|(?:lowest|cheapest|best)(?: price)?(?: (?:found|seen|we found))?"
    r"|usd|eur|gbp|cad|aud|[$£€]{1,3}|how much|preis|prix|jetzt",
    "shop": r"(?:we )?(?:bought|found|seen|spotted|available|stocked|buy)(?: it)? (?:at|from|in|on)"
    r"|where(?: to (?:buy|find|shop)(?: it)?)?|retailers?|shops?|stores?|buy(?: it)?(?: at"
    r"| from| now)?|available(?: at)?|stockists?|sellers?|sold (?:at|by)|link|laden|händler|wo|où",
    "name": r"(?:the )?(?:products?|winners?|items?|names?|what|pick|our picks?|produkt|produit"
    r"|creams?|serums?|balms?|lotions?|masks?|oils?|sunscreens?|cleansers?|moisturi[sz]ers?|shampoos?|toners?)",
}
_KNOWN = {
    part: re.compile(rf"(?:{heads})(?:\s?[(*].*)?", re.IGNORECASE) for part, heads in _HEADS.items()
}


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds, under which head; `by_place` where only its cells tell it."""

    part: str
    head: str
    by_place: bool = False


# What is done to somebody and is no product, under such a head with its price beside.
_SERVICES = re.compile(
    r"(?:the |our )?(?:treatments?|procedures?|services?|facials?|sessions?|appointments?"
    r"|clinics?|visits?)(?: (?:type|name|menu))?",
    re.IGNORECASE,
)
_PRICED = frozenset({"price", "was", "at", "sized"})


def heads_of(cells: list[str], trade: Gazetteer, below: Sequence[list[str]] = ()) -> list[Column]:
    """What each column is, if these cells are the heads of a table of products, else nothing."""
    if any(money_in(cell) for cell in cells):
        return []
    columns = [Column(part_of_head(cell, trade), cell) for cell in cells]
    columns = _with_price(columns, below, trade)
    groups = groups_of(columns)
    if len(groups) > 1:
        firsts = {group[0] for group in groups}
        return [Column("name", one.head) if at in firsts else one for at, one in enumerate(columns)]
    parts = [column.part for column in columns]
    if "name" not in parts:
        place = _name_place(parts, below)
        if place is not None:
            columns[place] = Column("name", cells[place])
            parts[place] = "name"
    return columns if "name" in parts and _PRICED.intersection(parts) else []


def _with_price(
    columns: list[Column], below: Sequence[list[str]], trade: Gazetteer
) -> list[Column]:
    """The columns with a price, where one beside others holds amounts: "Cheapest found"."""
    if any(column.part == "price" for column in columns):
        return columns
    found = [
        at
        for at, column in enumerate(columns)
        if column.part == "other"
        and _is_amounts([row[at] for row in below if at < len(row)], trade)
    ]
    if len(found) != 1:
        return columns
    return [Column("price", one.head) if at == found[0] else one for at, one in enumerate(columns)]


def _is_amounts(cells: list[str], trade: Gazetteer) -> bool:
    said = [cell for cell in cells if any(map(str.isalnum, cell))]
    return bool(said) and all(money_in(cell) and is_offer_alone(cell, trade) for cell in said)


def heads_services(cells: list[str]) -> bool:
    """Whether a table's heads say that it lists what is done, and not what is sold."""
    return any(_SERVICES.fullmatch(cell) for cell in cells)


def _name_place(parts: list[str], below: Sequence[list[str]]) -> int | None:
    """The head of the names is often left out, or says what kind of thing they are: "Deal"."""
    for at, part in enumerate(parts):
        if part == "other":
            return at
        words = below[0][at] if below and at < len(below[0]) else ""
        if part == "price" and not at and words and not any(map(str.isdigit, words)):
            return at
    return None


def part_of_head(head: str, trade: Gazetteer) -> str:
    """What a column holds under this head: "brand", "price", "shop" and so on, or "other"."""
    if head in trade.retailers:
        return "at"
    if is_size(head):
        return "sized"
    for part, known in _KNOWN.items():
        if known.fullmatch(head):
            return part
    return "other"


def groups_of(columns: list[Column]) -> list[range]:
    """The columns of each product, where a row holds several: "Splurge, Price, Steal, Price"."""
    whole = [range(len(columns))]
    priced = [at for at, one in enumerate(columns) if one.part == "price"]
    width = priced[1] - priced[0] if len(priced) > 1 else 1
    if width < 2 or any(columns[at].head != columns[priced[0]].head for at in priced):
        return whole
    lead = next((n for n in range(1, width) if _may_name(columns[priced[0] - n])), 0)
    if not lead or lead > priced[0]:
        return whole
    groups = [range(at - lead, min(at - lead + width, len(columns))) for at in priced]
    tails = {tuple(columns[at].part for at in group[1:]) for group in groups}
    regular = all(later - one == width for one, later in pairwise(priced))
    named = all(_may_name(columns[group[0]]) for group in groups)
    return groups if regular and named and len(tails) == 1 else whole


def _may_name(column: Column) -> bool:
    return column.part in ("name", "other")


def told_by_cells(rows: list[list[str]], trade: Gazetteer, *, sides: bool = False) -> list[Column]:
    """
    What each column is by what stands in it; nothing where that isn't clear.

    `sides`: the rows are those of a table on its side, two products may be all there are.
    """
    width = len(rows[0])
    if len(rows) < 2 or not 2 <= width <= 8:
        return []
    parts = [_part_of([row[at] for row in rows], trade) for at in range(width)]
    if parts.count("price") != 1 or parts.count("brand") > 1 or parts.count("shop") > 1:
        return []
    words = [at for at, part in enumerate(parts) if part == "words"]
    by_place = False
    if len(words) == 2 and "brand" not in parts and _may_be_brands(rows, words[0], trade):
        parts[words[0]], by_place = "brand", True
        words = words[1:]
    if len(words) != 1 or (not sides and "brand" not in parts and "best_for" not in parts):
        return []
    parts[words[0]] = "name"
    if not all(name_like(row[words[0]], trade) for row in rows):
        return []
    return [Column(part, "", by_place and part == "brand") for part in parts]


def _part_of(cells: list[str], trade: Gazetteer) -> str:
    said = [cell for cell in cells if cell]
    if not said:
        return "other"
    if all(money_in(cell) and is_offer_alone(cell, trade) for cell in said):
        return "price"
    if any(money_in(cell) for cell in said):
        return "unclear"
    if all(cell in trade.brands for cell in said):
        return "brand"
    if all(_is_shop(cell, trade) for cell in said):
        return "shop"
    if all(is_size(cell) for cell in said):
        return "size"
    return "best_for" if all(is_praise(cell) for cell in said) else "words"


def _is_shop(cell: str, trade: Gazetteer) -> bool:
    return any(one.name in trade.retailers for one in shops_in(f"at {bare_shop(cell)}", trade))


_BUTTON = re.compile(
    r"(?:shop|buy|get|find|order|view|see)(?: (?:it|now))?(?: (?:at|on|from))?:? (?=\S)",
    re.IGNORECASE,
)


def bare_shop(words: str) -> str:
    """A shop without the call on its button: "SHOP ULTA"."""
    call = _BUTTON.match(words)
    return words[call.end() :] if call and not is_call(words) else words


def _may_be_brands(rows: list[list[str]], at: int, trade: Gazetteer) -> bool:
    cells = [row[at] for row in rows]
    short = all(cell and len(cell.split()) <= 4 for cell in cells)
    return short and any(cell in trade.brands for cell in cells)
