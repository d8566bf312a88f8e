"""
The shop of a price in running text, where other words stand between.

"Superdrug sells the Luma Balm for £9", "(£9.95, and often less, in Boots)", "Luma Balm,
£9, and Luma Foam, £8, both from Boots": known shops and addresses count,
whatever leads to them. An editor is asked each time; where several may be meant, none is read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .gazetteer import Gazetteer
from .money import money_in
from .plan import Span
from .product_names import Reading
from .shops import Shop, is_no_shop_of_it, shops_in

Found = tuple[Span, Reading]
_JOINED = re.compile(r"\s?(?:,|/|&|\bor\b|\band\b|, or|, and|\s)+\s?")
_SHOP_TOKEN = re.compile(r"(?<![\w’'.&-])[A-Za-zÀ-ÿ0-9]")
_SENTENCE = re.compile(r"[.!?]”?(?=\s+[^\sa-z0-9]|\s*\Z)|\n")
_PARTED = re.compile(r"[;:]|\s(?:while|but|whereas)\s|,?\sand\s\Z")
# "both from Boots", "all three are sold at Boots"
_SHARED = re.compile(
    r"\b(?:both|all|each|everything|are|come)\b[^.;:!?]{0,30}?\b(?:from|at|via|in|on)\s(?:the\s)?(?=[A-Za-z])"
)
_MAX = 140  # characters between a price and its shop
# "Superdrug sells …", "At Superdrug, …"
_SELLS = re.compile(
    r"(?:’s|'s)?\s(?:also\s|now\s)?"
    r"(?:(?:will |is )?sell(?:s|ing)?(?: you)?|want(?:s|ed)|has|stocks?|does|offers?"
    r"|carries|asks|charges|’s)\b"
)
_WHERE = re.compile(r",?\s(?:where|which)\s")
_AT = re.compile(r"\b(?:at|from|in|on|via|over at)\s(?:the\s)?\Z", re.IGNORECASE)


def with_shops(text: str, limits: Span, found: Sequence[Found], trade: Gazetteer) -> list[Found]:
    """The products of a paragraph, in order, with the shops that their sentences tell."""
    ordered = sorted(found, key=lambda one: one[0])
    return [_with_shop(text, limits, ordered, at, trade) for at in range(len(ordered))]


def _with_shop(text: str, limits: Span, found: Sequence[Found], at: int, trade: Gazetteer) -> Found:
    (start, end), reading = found[at]
    offers = reading.tail.offers
    if reading.doubt or not offers or any(one.retailer or one.url for one in offers):
        return found[at]
    ends = [mark.end() for mark in _SENTENCE.finditer(text, max(limits[0], start - 400), start)]
    floor = max(ends[-1] if ends else limits[0], found[at - 1][0][1] if at else limits[0])
    stop = _SENTENCE.search(text, end, limits[1])
    last = min(stop.start() if stop else limits[1], end + 3 * _MAX)
    shops = _shared(text, end, last, trade) or _own(text, (floor, last), (start, end), trade)
    if not shops:
        return found[at]
    sold = tuple(replace(one, retailer=shop.name, url=shop.url) for one in offers for shop in shops)
    names = " and ".join(shop.name for shop in shops)
    tail = replace(reading.tail, offers=sold, shared=reading.tail.shared or len(shops) > 1)
    doubt = f"Other words stand between it and its shop, {names}."
    return (start, end), replace(reading, tail=tail, doubt=doubt)


def _shared(text: str, start: int, end: int, trade: Gazetteer) -> list[Shop]:
    cue = _SHARED.search(text, start, end)
    shops = list(known_shops(text, cue.end(), end, trade)) if cue else []
    near = [one for one in shops[:1] if cue and one.start <= cue.end() + 1]
    return [*near, *(joined_shops(text, shops) if near else ())]


def _own(text: str, region: Span, product: Span, trade: Gazetteer) -> list[Shop]:
    start, end = product
    limit = next((end + one.start for one in money_in(text[end : region[1]])), region[1])
    limit = min(limit, end + _MAX)
    shops = list(known_shops(text, end, limit, trade))
    first = shops[0].start if shops else limit
    if shops and not _PARTED.search(text[end:first]) and _AT.search(text, end, first):
        return [shops[0], *joined_shops(text, shops)]
    inside = list(known_shops(text, start, end, trade))
    if len(inside) == 1 and _AT.search(text, start, inside[0].start):
        return inside
    before = list(known_shops(text, region[0], start, trade))
    if len(before) != 1:
        return []
    only = before[0]
    is_subject = (
        _SELLS.match(text, only.end)
        or _WHERE.match(text, only.end)
        or (_AT.search(text, region[0], only.start) and text[only.end : only.end + 1] == ",")
    )
    return before if is_subject else []


def shops_beside(
    text: str, region: Span, amount: Span, taken: Sequence[Span], trade: Gazetteer
) -> list[Shop]:
    """The shops that an amount is asked in, within these places: behind it, else before it."""
    every = [
        shop
        for shop in known_shops(text, *region, trade)
        if not any(shop.start < end and start < shop.end for start, end in taken)
    ]
    behind = [shop for shop in every if shop.start >= amount[1]]
    first = behind[:1]
    if first and _PARTED.search(text[amount[1] : first[0].start]):
        first = []
    if not first:
        before = [shop for shop in every if shop.end <= amount[0]]
        return before[-1:] if len(before) == 1 else []
    return [*first, *joined_shops(text, behind)]


def joined_shops(text: str, shops: Sequence[Shop]) -> Iterator[Shop]:
    """The shops behind the first that only "and", "or" or a comma parts from the one before."""
    for shop, after in zip(shops, shops[1:], strict=False):
        if not _JOINED.fullmatch(text, shop.end, after.start):
            return
        yield after


# Shops that are everyday words: "Next, I went to …".
_WORDS = frozenset(
    "next very winners farmers indigo liberty superstore clicks target coop plus manor savers loft"
    " credo giant metro normal content centra guardian tiger catch iceland range giant well".split()
)


def _is_meant(text: str, start: int, end: int) -> bool:
    """Whether a shop's name that is a word, too, is the shop: it is led to, or it sells."""
    if text[start:end].lower() not in _WORDS:
        return True
    return bool(_AT.search(text, max(0, start - 12), start) or _SELLS.match(text, end))


def known_shops(text: str, start: int, end: int, trade: Gazetteer) -> Iterator[Shop]:
    """Known shops and web addresses between these places, whatever words stand around them."""
    led = {shop.start + start: shop for shop in shops_in(text[start:end], trade)}
    taken = start
    for token in _SHOP_TOKEN.finditer(text, start, end):
        at = token.start()
        if at < taken:
            continue
        shop = led.get(at)
        if shop and (shop.url or "." in shop.name or shop.name in trade.retailers):
            taken = start + shop.end
            yield replace(shop, start=at, end=taken)
            continue
        stop = trade.retailers.end_at(text, at) if token[0].isupper() else at
        is_sold = at < stop <= end and not is_no_shop_of_it(text, at, stop)
        if is_sold and _is_meant(text, at, stop):
            taken = stop
            yield Shop(at, stop, trade.retailers.usual(text[at:stop]))
