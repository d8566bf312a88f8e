"""
Prices in running text whose product stands somewhere else in the sentence, or in the one before.

The rules of `products_in_prose` read a price right beside its name. What they leave is read here
from the amount outward: its name is the one product of its part of the sentence, before it or
behind it, or of the sentence before; its shop the one beside it. Other words stand between, so an
editor is asked each time; where several names or shops may be meant nothing is read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from products.brand_names import normalize_brand_name

from .gazetteer import Gazetteer
from .money import Money, money_in
from .offers import Offers, leads_to_price, offer_of, offers_at
from .plan import Span
from .product_mentions import is_whole, mentions
from .product_names import Reading, size_in, sized
from .prose_shops import shops_beside
from .segmentation import Passage
from .shops import Shop
from .unread import may_be_price
from .vocabulary import PRODUCT_NOUNS, any_of

Found = tuple[Span, Reading]
DOUBT = "Other words stand between its name and its price."
_SENTENCE = re.compile(r"(?<!\boz)(?<!\bfl)(?<!\bDr)(?<!\bSt)(?<!\bapprox)[.!?]”?(?=\s|\Z)")
_MAX = 40  # sentences with an amount
_MAX_SENTENCE = 600
_QUOTED = re.compile(r"“[^“”]{0,600}”")
# "a £90 cream", "the €12 one": the amount tells which cream, and not what this one costs.
_QUALIFIES = re.compile(
    rf"\s(?:[a-z-]+\s){{0,2}}?(?:ones?\b|things?\b|jars?\b|dupes?\b|pots?\b|products?\b|version\b"
    rf"|alternatives?\b|(?:{any_of(PRODUCT_NOUNS)})s?\b)"
)
_ARTICLE = re.compile(
    r"\b(?:an?|that|this|another|some|any|every|per|the|my|your|his|her)\s\Z", re.IGNORECASE
)
_BACK = re.compile(
    r"\b(?:it|it’s|it's|its|this|that|mine|which|one|they|them|yours|the (?:jar|tube|bottle|pot|tub"
    r"|tin|stick|pump|price|big|small|full))\b",
    re.IGNORECASE,
)
_FRAGMENT = 8  # words
_SUBJECT = re.compile(r"\s*(?:The|An?|My|Our|Her|His|One|Some|Others?|Another)\s")
_BACKWARDS = 4  # sentences


@dataclass(frozen=True)
class _Sentence:
    text: str
    trade: Gazetteer
    start: int
    end: int
    amounts: tuple[Money, ...]  # in places of the text

    @cached_property
    def names(self) -> tuple[Span, ...]:
        return tuple(mentions(self.text, self.start, self.end, self.trade))


def far_offers(
    text: str, passage: Passage, trade: Gazetteer, taken: Sequence[Span]
) -> Iterator[Found]:
    """Each amount that stands in none of the places taken, with the product it is likely for."""
    if not any(one.role != "none" for one in money_in(text[passage.body : passage.end])):
        return
    told = list(_sentences(text, passage, trade))
    quoted = [one.span() for one in _QUOTED.finditer(text, passage.body, passage.end)]
    behind = 0  # where the offers end that were read last
    for number, sentence in enumerate(told):
        for at, one in enumerate(sentence.amounts):
            if one.role in ("none", "was") or any(a <= one.start < b for a, b in (*taken, *quoted)):
                continue
            if not _is_price(text, passage, one, trade):
                continue
            near = told[max(0, number - _BACKWARDS) : number]
            name = _own(text, sentence, at, trade) or _before(text, near, sentence, trade)
            if one.start < behind:
                continue
            found = name and _read(text, sentence, at, name, trade, told, taken)
            if found:
                behind = found[0][1]
                yield found


def _sentences(text: str, passage: Passage, trade: Gazetteer) -> Iterator[_Sentence]:
    sums = [
        replace(one, start=one.start + passage.body, end=one.end + passage.body)
        for one in money_in(text[passage.body : passage.end])
    ]
    begin, near = passage.body, 0
    ends = [mark.end() for mark in _SENTENCE.finditer(text, passage.body, passage.end)]
    for end in [*ends, passage.end]:
        while near < len(sums) and sums[near].start < begin:
            near += 1
        own = tuple(one for one in sums[near : near + _MAX] if begin <= one.start < end)
        if end - begin <= _MAX_SENTENCE:
            yield _Sentence(text, trade, begin, end, own)
        begin = end


def _is_price(text: str, passage: Passage, one: Money, trade: Gazetteer) -> bool:
    if qualifies(text, one):
        return False
    words = passage.words(text)
    here = replace(one, start=one.start - passage.body, end=one.end - passage.body)
    return may_be_price(words, here, trade)


def qualifies(text: str, one: Money) -> bool:
    """Whether an amount only tells which thing is meant: "a £90 cream", "the €12 one"."""
    behind = _QUALIFIES.match(text, one.end, one.end + 40)
    return bool(behind and _ARTICLE.search(text, max(0, one.start - 9), one.start))


def _own(text: str, sentence: _Sentence, at: int, trade: Gazetteer) -> Span | None:
    """The product of the amount's own sentence; None where several may be meant."""
    one = sentence.amounts[at]
    floor = sentence.amounts[at - 1].end if at else sentence.start
    limit = sentence.amounts[at + 1].start if at + 1 < len(sentence.amounts) else sentence.end
    before = [span for span in sentence.names if span[1] <= one.start]
    near = [span for span in before if span[0] >= floor]
    if near or before:
        return _meant(text, near or before, trade)
    after = [span for span in sentence.names if one.end <= span[0] < limit]
    return _meant(text, after[::-1], trade)


def _meant(text: str, spans: Sequence[Span], trade: Gazetteer) -> Span | None:
    """
    The one name of these, of which the last is the nearest to the amount.

    A brand before it is its own, "Luma sells its Dew Mask"; one behind it may be another product.
    """
    whole = [span for span in spans if is_whole(text, span, trade)]
    if not whole or _several(text, whole):
        return None
    nearer = spans[spans.index(whole[-1]) + 1 :]
    return None if _several(text, [whole[-1], *nearer]) else whole[-1]


def _several(text: str, spans: Sequence[Span]) -> bool:
    """Whether these are several names; a brand alone is that of a name that begins so."""
    names = {normalize_brand_name(text[start:end]) for start, end in spans}
    longest = max(names, key=len, default="")
    return any(not f"{longest} ".startswith(f"{name} ") for name in names)


def _before(
    text: str, told: Sequence[_Sentence], sentence: _Sentence, trade: Gazetteer
) -> Span | None:
    """The one product of the sentences before, where this one goes on about it."""
    if sentence.names:
        return None
    words = text[sentence.start : sentence.end]
    is_fragment = len(words.split()) <= _FRAGMENT and not _SUBJECT.match(words)
    if not is_fragment and not _BACK.search(words):
        return None
    near = next((one for one in reversed(told) if one.names), None)
    return _meant(text, near.names, trade) if near else None


def _with_shops_behind(text: str, limit: int, told: Sequence[_Sentence], trade: Gazetteer) -> int:
    """Where the offers of a sentence end: "About $14. Walmart, Target." goes on to its shops."""
    after = next((one for one in told if one.start == limit), None)
    words = text[after.start : after.end] if after else ""
    if not after or after.amounts or len(words.split()) > _FRAGMENT:
        return limit
    start = after.end - len(words.lstrip())
    return after.end if trade.retailers.end_at(text, start) > start else limit


def _read(
    text: str,
    sentence: _Sentence,
    at: int,
    name: Span,
    trade: Gazetteer,
    told: Sequence[_Sentence],
    taken: Sequence[Span],
) -> Found | None:
    one = sentence.amounts[at]
    # "Boots has it down from £7 to £5": what it once cost parts no price from its shop.
    others = [each.end for each in sentence.amounts[:at] if each.role != "was"]
    floor = max(others[-1] if others else 0, sentence.start)
    limit = sentence.amounts[at + 1].start if at + 1 < len(sentence.amounts) else sentence.end
    limit = _with_shops_behind(text, limit, told, trade)
    shops = shops_beside(text, (floor, limit), (one.start, one.end), [name, *taken], trade)
    earlier = [
        each
        for every in told
        for each in every.amounts
        if name[1] <= each.start and each.end <= one.start
    ]
    if not shops and any(each.role != "was" for each in earlier):
        return None  # a second price, and nothing says whose
    later = sentence.amounts[at + 1 : at + 2]
    former = [each for each in (*earlier, *later) if each.role == "was" and each.low > one.low]
    named, size = sized(text[slice(*name)].replace("\n", " "))
    size = size or size_in(text[one.start : limit])
    was = former[-1] if former else None
    sellers: Sequence[Shop | None] = shops or [None]
    offers = tuple(offer_of(one, was, shop) for shop in sellers)
    beside, stop = offers_at(text, one.start, sentence.end, trade)
    if any(offer.retailer for offer in beside.offers) or stop > limit:
        first = beside.offers[0]
        listed = first.list_price or offers[0].list_price
        first = replace(first, price_kind=offers[0].price_kind, list_price=listed)
        offers = (first, *beside.offers[1:])
    shared = len({offer.price for offer in offers}) < len(offers)
    span = (min(name[0], one.start), max(name[1], one.end, stop, *(shop.end for shop in shops)))
    if any(start < span[1] and span[0] < end for start, end in taken):
        span = (one.start, one.end)
    # "QV Day Cream. Around $15 at Woolworths": no other words than those of an offer.
    is_plain = name[1] <= one.start and leads_to_price(text[name[1] : one.start])
    is_sure = is_plain and 0 < trade.brands.end_at(named) < len(named) and not former
    doubt = None if is_sure else DOUBT
    return span, Reading(named, size, Offers(offers, shared=shared), empty=False, doubt=doubt)
