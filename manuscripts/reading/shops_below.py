"""
Shops told below a product whose line has a price and no shop: "Balm, $9", a review, "At Boots."

A sentence behind the product that leads to shops, or holds nothing else, is likely its own; one
that says "all from Boots" is of all products above it. An editor is asked each time.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from .gazetteer import Gazetteer
from .money import money_in
from .plan import Span
from .product_names import Reading
from .prose_shops import joined_shops, known_shops
from .segmentation import Passage
from .shops import Shop, is_no_shop_of_it, shops_in

_FAR = 500  # characters from a product to its shop
_MOST = 5  # products above a sentence about all of them
_SENTENCE = re.compile(r"[.!?]”?(?=\s+[^\sa-z0-9]|\s*\Z)|\n|;\s")
# "Available at Luma", "Sold in Boots": behind these capitals are a shop's, known or not.
_SOLD = re.compile(
    r"\b(?:available|sold|stocked|stockists?|buy(?: it)?|find it|get it|found|seen|spotted"
    r"|yours|comes?|bought|both|all|order(?: it)?|exclusive(?:ly)?)\b[\w ]{0,20}?"
    r"(?:\b(?:at|from|in|via|to|by)\b|:)",
    re.IGNORECASE,
)
_LED = re.compile(r"\b(?:at|from|in|via|on)\s(?:the\s)?\Z|:\s\Z", re.IGNORECASE)
_ALL = re.compile(
    r"\b(?:both|all|each|everything|(?:two|three|four|five|six))\b[^.;!?]{0,24}?"
    r"\b(?:available|sold|stocked|from|at)\b",
    re.IGNORECASE,
)
_SELL = re.compile(r"\s(?:both\s|all\s|now\s)*(?:have|has|sells?|stocks?|carry|carries|does|do)\b")
_MAX_ALONE = 120
_FILLING = re.compile(r"(?:\b(?:at|or|and|the|also|online|in store|stores?|only|now)\b|[\s,/&.|])+")


@dataclass(frozen=True, slots=True)
class Told:
    """A product's reading and from where to where it stands."""

    span: Span
    reading: Reading

    @property
    def is_unsold(self) -> bool:
        offers = self.reading.tail.offers
        return bool(offers) and all(
            one.price and not one.retailer and not one.url for one in offers
        )


def with_shops_below(
    text: str, passages: Sequence[Passage], told: Sequence[Told], trade: Gazetteer
) -> dict[int, Reading]:
    """The readings that the words below them complete, by their place in `told` (in order)."""
    found: dict[int, Reading] = {}
    for at, one in enumerate(told):
        if not one.is_unsold:
            continue
        limit = told[at + 1].span[0] if at + 1 < len(told) else len(text)
        for words in _behind(text, passages, _price_end(text, one), min(limit, one.span[1] + _FAR)):
            if money_in(text[slice(*words)]):
                break  # another price begins, and with it another product or size
            shops = _shops(text, words, trade)
            if shops:
                found[at] = _sold(one.reading, shops)
                found |= _all_above(text, words, told, at, shops)
                break
    return found


def _price_end(text: str, one: Told) -> int:
    """Where a product's last amount ends, on its line."""
    sums = money_in(text[slice(*one.span)])
    return one.span[0] + sums[-1].end if sums else one.span[1]


def _behind(text: str, passages: Sequence[Passage], start: int, limit: int) -> Iterator[Span]:
    """The sentences between a product and the next one, or the next heading."""
    first = bisect_right(passages, start, key=lambda one: one.end)
    for passage in islice(passages, first, None):
        begin = max(start, passage.body)
        is_next = passage.kind == "heading" and passage.body > start
        # "Stockists: Boots": a short line looks like a heading in plain text.
        if begin >= limit or (is_next and not _SOLD.match(text, begin, passage.end)):
            return
        if passage.kind in ("image", "rule", "row"):
            continue
        end = min(passage.end, limit)
        for mark in _SENTENCE.finditer(text, begin, end):
            yield begin, mark.end()
            begin = mark.end()
        yield begin, end


def _shops(text: str, place: Span, trade: Gazetteer) -> list[Shop]:
    """The shops of a sentence that says where something is sold,."""
    words = text[slice(*place)]
    if "“" in words:
        return []
    if only := _alone(words, trade):
        return only
    shops = list(known_shops(text, *place, trade))
    cue = _SOLD.search(words)
    after = place[0] + cue.end() if cue else 0
    if cue and not is_no_shop_of_it(text, after, after):
        tail = text[after : place[1]]
        led = [
            replace(one, start=one.start + after, end=one.end + after)
            for one in shops_in(tail, trade)
        ]
        shops = led or shops
    if not shops:
        return []
    first = shops[0]
    is_led = cue or _LED.search(text, max(place[0], first.start - 12), first.start)
    near = [first, *joined_shops(text, shops)]
    return near if is_led or _SELL.match(text, near[-1].end) else []


def _alone(words: str, trade: Gazetteer) -> list[Shop]:
    """The shops of a sentence that holds nothing else: Boots, Tesco and Luma."""
    if len(words) > _MAX_ALONE:
        return []
    led = f"at {words.strip(' .')}"
    shops = list(shops_in(led, trade))
    rest = led
    for one in reversed(shops):
        rest = rest[: one.start] + rest[one.end :]
    is_known = any(one.name in trade.retailers or one.url for one in shops)
    return shops if is_known and _FILLING.fullmatch(rest) else []


def _sold(reading: Reading, shops: Sequence[Shop]) -> Reading:
    tail = reading.tail
    offers = tuple(
        replace(one, retailer=shop.name, url=shop.url) for one in tail.offers for shop in shops
    )
    names = " and ".join(shop.name for shop in shops)
    tail = replace(tail, offers=offers, shared=tail.shared or len(shops) > 1)
    return replace(reading, tail=tail, doubt=f"Its shop, {names}, is told by the words below.")


def _all_above(
    text: str, words: Span, told: Sequence[Told], last: int, shops: Sequence[Shop]
) -> dict[int, Reading]:
    """The products above that "all from Boots" speaks of, too."""
    found: dict[int, Reading] = {}
    if not _ALL.search(text[slice(*words)]):
        return found
    for at in range(last - 1, max(-1, last - _MOST), -1):
        if not told[at].is_unsold:
            break
        found[at] = _sold(told[at].reading, shops)
    return found
