"""
Prices in the text below a heading that names a product: "Pond’s Cold Cream", a review,
"£6.99, Boots".

Where a section is about one product, and an amount in it was taken by no rule, it is likely that
product's. An editor is asked each time.
"""

import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence

from .card_lines import bare_name
from .gazetteer import Gazetteer
from .money import Money, money_in
from .offers import offers_at
from .plan import Span
from .product_mentions import is_whole, mentions
from .product_names import Reading, name_like, sized
from .prose_amounts import qualifies
from .segmentation import Passage
from .unread import may_be_price
from .vocabulary import PRODUCT_NOUNS

_MAX_BELOW = 8  # passages from a heading to its price
_MAX_NAME = 100
_TAIL = 140
_QUOTED = re.compile(r"[“”\"]")
_DOUBT = "Its name stands in the heading above."
_SENTENCE = re.compile(r"[.!?][”\"]?\s")


def headed_offers(
    text: str,
    passages: Sequence[Passage],
    free: Sequence[int],
    taken: Container[int],
    spans: Sequence[Span],
    trade: Gazetteer,
) -> Iterator[tuple[Span, Span, Reading]]:
    """Each product that a heading names and the text below it gives a price: at, name, reading."""
    head: int | None = None
    free_set = frozenset(free)
    starts = [passage.start for passage in passages]
    busy = {bisect_right(starts, start) - 1 for start, _ in spans}
    for index, passage in enumerate(passages):
        is_busy = index in taken or index in busy
        if passage.kind == "heading":
            head = index if index in free_set and not is_busy else None
        elif head is None or is_busy or index - head > _MAX_BELOW:
            head = None
        elif index in free_set and passage.kind in ("prose", "item"):
            one = _price(text, passage, trade)
            name = _named(passages[head].words(text), trade) if one else ""
            if one and name:
                yield _read(text, passages[head], passage, one, name, trade)
            head = None if one else head


def _named(words: str, trade: Gazetteer) -> str:
    """The product that a heading names, and no more than that; or nothing."""
    name = bare_name(words, trade)
    if not name or len(name) > _MAX_NAME or name[-1] in ".?!:" or not name_like(name, trade):
        return ""
    if money_in(name) or _QUOTED.search(name):
        return ""
    end = trade.brands.end_at(name)
    kinds = [word.lower().strip(",") in PRODUCT_NOUNS for word in name.split()]
    is_branded = 0 < end < len(name) and len(name.split()) <= 9
    return name if is_branded and (any(kinds) or name[end:].strip()[:1].isupper()) else ""


def _price(text: str, passage: Passage, trade: Gazetteer) -> Money | None:
    """The one amount of a paragraph that may be its product's price."""
    words = passage.words(text)
    sums = [one for one in money_in(words) if one.role not in ("none", "was")]
    if len(sums) != 1 or _names_another(text, passage, trade):
        return None
    one = sums[0]
    if qualifies(words, one) or not may_be_price(words, one, trade):
        return None
    before = words[: one.start]
    return None if before.count("“") > before.count("”") else one


def _names_another(text: str, passage: Passage, trade: Gazetteer) -> bool:
    every = mentions(text, passage.body, passage.end, trade)
    return any(is_whole(text, span, trade) for span in every)


def _read(
    text: str, heading: Passage, passage: Passage, one: Money, name: str, trade: Gazetteer
) -> tuple[Span, Span, Reading]:
    start = passage.body + one.start
    limit = min(passage.end, start + _TAIL)
    stop = _SENTENCE.search(text, start, limit)
    offers, end = offers_at(text, start, stop.start() if stop else limit, trade)
    named, size = sized(name)
    place = (heading.body, heading.end)
    reading = Reading(named, size, offers, empty=False, doubt=_DOUBT, places=(place,))
    return (start, end), (start, end), reading
