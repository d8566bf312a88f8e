"""
Products told on several lines: a name, perhaps a size, a price, and where to buy it.

    Bevel Shave Cream, 4 oz          Gold Bond Firming Cream
    $16.95                           2 oz
    Target                           $12.97
                                     SHOP AT WALMART

The price stands alone on its line; the name above it and the shop below it are told by being
alone, too.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from .gazetteer import Gazetteer
from .offers import offers_in, shops_in
from .product_names import Reading, ends_sentence, name_like, size_in, sized
from .segmentation import Passage
from .vocabulary import PRODUCT_NOUNS

_MAX_NAME = 100
_MAX_PRICE = 120
_SIZE_ALONE = re.compile(
    r"\(?\d[\d.,]*(?:\s?[x×]\s?\d[\d.,]*)?\s?"
    r"(?:fl\.? ?oz|oz|ml|mL|ML|g|l|L|cl|ct|count|pads|patches)\.?"
    r"(?:\s?[/|(]\s?\d[\d.,]*\s?(?:fl\.? ?oz|oz|ml|mL|g)\.?\)?)?\)?"
)
_PACK = re.compile(
    r"(?:\d{1,2}[- ]?pack|(?:set|pack|box) of \w+|twin pack|travel size|mini|full size)[,:]?\s?",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"[0-9$£€]")
_SIGN = re.compile(r"[$£€¥₹₩]")
_BUTTON = re.compile(
    r"(?:(?:shop|buy|get|find|available|order|where)(?: it| now| this| to buy)?"
    r"(?: (?:at|from|on|in))?"
    r"|sold (?:at|by)|at|from|via|stockists?|retailers?)\s?:?\s",
    re.IGNORECASE,
)


def card_readings(
    text: str,
    passages: list[Passage],
    free: list[int],
    trade: Gazetteer,
    price_alone: Callable[[str], bool],
) -> Iterator[tuple[Reading, list[int]]]:
    """
    Each product told on lines of its own, and the indexes of its lines.

    `price_alone(words)` tells whether a line holds a price and nothing else.
    """
    may = set(free)
    taken: set[int] = set()
    for index in free:
        words = passages[index].words(text)
        if index in taken or len(words) > _MAX_PRICE or not _AMOUNT.search(words):
            continue
        if not price_alone(_unpacked(words)):
            continue
        lines = _name_above(text, passages, index, may - taken, trade)
        if not lines:
            continue
        name, size = sized(passages[lines[0]].words(text).strip(" ,:"))
        for between in lines[1:]:
            size = size or passages[between].words(text).strip(" ()")
        shop, below = _shop_below(text, passages, index, may - taken, trade)
        offers = offers_in(f"{_unpacked(words)} {shop}".strip(), trade)
        # A heading of the writer's stays one; a name that only looks like one is the product's.
        kept = passages[lines[0]]
        headed = kept.kind == "heading" and (kept.body > kept.start or kept.level > 2)
        held = [*lines[headed:], index, *below]
        while held[-1] + 1 in may - taken:
            more = passages[held[-1] + 1].words(text)
            if len(more) > _MAX_PRICE or not price_alone(more):
                break
            further = offers_in(more, trade)
            offers = replace(further, offers=offers.offers + further.offers)
            held.append(held[-1] + 1)
        taken.update(held)
        yield Reading(name, size or size_in(words), offers, empty=not offers.offers), held


def _unpacked(words: str) -> str:
    """A price without what it is for: "3-pack, $23.97"."""
    return _PACK.sub("", words, count=1) if _PACK.match(words) else words


def _name_above(
    text: str, passages: list[Passage], index: int, may: set[int], trade: Gazetteer
) -> list[int]:
    """The line of the name, and those of a size between it and the price; none without a name."""
    between: list[int] = []
    for near in range(index - 1, max(-1, index - 4), -1):
        if near not in may:
            return []
        words = passages[near].words(text).strip()
        if _SIZE_ALONE.fullmatch(words):
            between.insert(0, near)
            continue
        return [near, *between] if _is_name(words, passages[near], trade) else []
    return []


def _is_name(words: str, passage: Passage, trade: Gazetteer) -> bool:
    if passage.kind not in ("heading", "prose", "item") or len(words) > _MAX_NAME:
        return False
    if words[-1] in ".?!:;" or ends_sentence(words, trade) or _SIGN.search(words):
        return False
    parts = words.split()
    named = sum(
        part[0].isupper() or part[0].isdigit() or part.lower().strip(",") in PRODUCT_NOUNS
        for part in parts
    )
    return len(parts) > 1 and named * 10 >= len(parts) * 6 and name_like(words, trade)


def _shop_below(
    text: str, passages: list[Passage], index: int, may: set[int], trade: Gazetteer
) -> tuple[str, list[int]]:
    """ " at Amazon or Ulta" where the next line holds shops and nothing else, and its index."""
    below = index + 1
    if below not in may or shops_in_line(passages[index].words(text), trade):
        return "", []
    words = passages[below].words(text).strip()
    label = _BUTTON.match(words)
    rest = words[label.end() :] if label else words
    if len(rest) > 80 or not rest:
        return "", []
    shops = shops_in_line(f"at {rest}", trade)
    covered = sum(len(shop) for shop in shops)
    alone = covered >= len(re.sub(r"\b(?:or|and)\b|[\s,;/&|]", "", rest)) - 3
    known = any(shop in trade.retailers for shop in shops)
    if not shops or not alone or not (known or label or len(rest.split()) <= 4):
        return "", []
    return f"at {rest}", [below]


def shops_in_line(words: str, trade: Gazetteer) -> list[str]:
    return [shop.name for shop in shops_in(words, trade)]
