"""
Product lines to products with their offers.

A line is a product's when a price stands in it the way lists have it: name, price, shop. Items
beside such lines are products too, without a price (domain.md 7.16–7.20).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .brands import BrandSplitter
from .layout import Passage
from .links import Links
from .money import money_in, unstruck
from .offers import Offers, offers_in, shops_in
from .plan import Caution, ReadProduct, Span
from .product_cards import card_readings
from .product_names import (
    SENTENCE_END,
    Reading,
    ends_sentence,
    name_like,
    price_at,
    size_in,
    sized,
)
from .products_in_prose import products_in_prose
from .tables import table_readings
from .trade_names import TradeNames
from .vocabulary import PRODUCT_NOUNS

_SHOP_MARK = re.compile(r"[:,;(|/–—]\s*|\s-\s|\s(?:at|from|on|via)\s")
_MARKED = re.compile(r"[:,;(\[|/–—\t-]")
_LETTERS = re.compile(r"\w")
_LONGEST_LINE = 600
# "Buy: …", "TRY: …", "Best overall: …": labels before a name.
_LABEL = re.compile(
    r"(?:buy|try|shop|get|product|our pick|top pick|pick|editor’s pick|splurge|save|steal"
    r"|runner-up|budget pick|best\b[^:.]{0,50}|for [^:.]{0,40})(?: (?:it|now|this|here))?\s?:\s",
    re.IGNORECASE,
)
# "Price: $19", "Where to buy: …": labels of an offer on a line of its own.
_OFFER_LABEL = re.compile(
    r"(?:price|cost|buy(?: it| now| here| at| from)?|shop(?: it| now| here)?|get it|where to buy"
    r"|available(?: at| from)?|rrp|now|was|retail(?:er|ers)?|our price|how much)\b\s?[:–—-]?\s?",
    re.IGNORECASE,
)
# What may stand between a name and its price: marks, and words such as "on sale for".
_BEFORE_PRICE = re.compile(
    r"(?:[\s:,;(\[|/~=…–—•·-]|\b(?:was|were|now|originally|orig\.?|on sale|sale|priced?|prices|for"
    r"|at|from|about|around|approx\.?|roughly|circa|ca\.?|only|just|is|it’s|costs?|retails?|sells?"
    r"|goes|introductory|special|statt|uvp|nur|jetzt|de|got|bought|grabbed|found|picked up|mine"
    r"|currently|normally|usually|typically|regular(?:ly)?|reg\.?|rrp|msrp|marked down|reduced"
    r"|discounted|down|to|starting|starts|between|zwischen|à partir de|ab|buy(?: it)?|shop"
    r"|available|listed|list|½|half|us|a jaw-dropping|it|comes in)(?!\w))+\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundProduct:
    product: ReadProduct
    passages: tuple[int, ...]  # the indexes of the lines that are the product's; none in prose
    cautions: tuple[Caution, ...]


def find_products(
    text: str,
    passages: list[Passage],
    free: Iterable[int],
    trade: TradeNames,
    named: Iterable[str],
    links: Links,
) -> list[FoundProduct]:
    """Products in reading order; `free` are the passages that may hold some."""
    page = _Page(text, passages, sorted(free), trade, links)
    listed = page.listed()
    inline = page.in_prose
    readings = [one.reading for one in listed] + [reading for *_, reading in inline]
    splitter = BrandSplitter(trade, named, [(one.head, _shops(one)) for one in readings])
    found = []
    for one in listed:
        span = (passages[one.indexes[0]].start, passages[one.indexes[-1]].end)
        lines = [(passages[index].start, passages[index].end) for index in one.indexes]
        product = _product(text, span, span, one.reading, splitter)
        product = replace(product, offers=links.offers_of(product.offers, lines))
        found.append(
            FoundProduct(product, tuple(one.indexes), tuple(_cautions(product, one.reading)))
        )
    for span, line, reading in inline:
        product = _product(text, span, line, reading, splitter)
        product = replace(product, offers=links.offers_of(product.offers, [span]))
        found.append(FoundProduct(product, (), tuple(_cautions(product, reading))))
    return sorted(found, key=lambda one: one.product.span)


def _shops(reading: Reading) -> set[str]:
    return {offer.retailer for offer in reading.tail.offers if offer.retailer}


def _product(
    text: str, span: Span, line: Span, reading: Reading, splitter: BrandSplitter
) -> ReadProduct:
    brand, name = reading.brand, unstruck(reading.head)
    if not brand:
        brand, name = splitter.split(name, _shops(reading))
    source_line = unstruck(text[line[0] : line[1]])
    return ReadProduct(brand, name, reading.size, source_line, span, reading.tail.offers)


# Where "X is $10" is looked for; a line without a full stop may pass for a heading.
_SPOKEN = ("prose", "item", "heading")
_GLUED = re.compile(r"(?:TRY|BUY|SHOP|Try|Buy|Shop): ?(?=[A-Za-z0-9])")


def _glued(text: str, passage: Passage) -> list[Passage]:
    """
    The lines that one line was made of.

    "TRY: Balm ($5, Walmart) TRY: Jar $2.49", "Balm, $9, Lowe’s; Cream, $6 at Target".
    """
    if passage.end - passage.start > _LONGEST_LINE:
        return []
    starts = [label.start() for label in _GLUED.finditer(text, passage.body, passage.end)]
    if len(starts) < 2 or starts[0] != passage.body:
        starts = _halves(text, passage)
    if not starts:
        return []
    ends = [*starts[1:], passage.end]
    return [
        replace(passage, start=start, body=start, end=end - (text[end - 2 : end] == "; ") * 2)
        for start, end in zip(starts, ends, strict=True)
    ]


_HALVES = re.compile(r"; (?=[A-Z0-9])")


def _halves(text: str, passage: Passage) -> list[int]:
    """Where the parts begin that semicolons part, if each has a name and a price of its own."""
    starts = [passage.body]
    starts += [mark.end() for mark in _HALVES.finditer(text, passage.body, passage.end)]
    ends = [*starts[1:], passage.end]
    priced = (price_at(text[start:end]) for start, end in zip(starts, ends, strict=True))
    return starts if len(starts) > 1 and all(at and at[0] > 3 for at in priced) else []


_BUY_IT = re.compile(
    r"(?:buy|shop|get|find|order)\b(?: (?:it|now|this|yours|here))?\b", re.IGNORECASE
)
_SIZE_LABEL = re.compile(r"size\s?:\s?(\S.{0,30})", re.IGNORECASE)
_MAX_BELOW = 25  # lines of a review between its heading and where to buy


@dataclass(slots=True)
class _Listed:
    """A product with the lines it stands on; an offer below its name may add another."""

    reading: Reading
    indexes: list[int]
    below_name: bool = False


class _Page:
    """The passages of a manuscript, read for product lines from top to bottom."""

    def __init__(
        self,
        text: str,
        passages: list[Passage],
        free: list[int],
        trade: TradeNames,
        links: Links,
    ):
        self._text, self._passages, self._free, self._trade = text, passages, free, trade
        self._links = links
        self._at: dict[int, _Listed] = {}  # by the index of each line
        self.in_prose: list[tuple[Span, Span, Reading]] = []

    def listed(self) -> list[_Listed]:
        names = set(self._free)
        rows = table_readings(self._text, self._passages, self._free, self._trade)
        self._at |= {index: _Listed(reading, [index]) for index, reading in rows.items() if reading}
        cards = card_readings(
            self._text,
            self._passages,
            [index for index in self._free if index not in rows],
            self._trade,
            lambda words: _offer_alone(words, self._trade),
        )
        for reading, indexes in cards:
            self._at |= dict.fromkeys(indexes, _Listed(reading, indexes))
        for index in self._free:
            if index in rows or index in self._at:
                continue
            passage = self._passages[index]
            parts = _glued(self._text, passage)
            reading = None if parts else _line(self._links.said(passage), passage, self._trade)
            if reading:
                self._at[index] = _Listed(reading, [index])
            elif parts:
                self._add_glued(parts)
            elif not self._offer_below(index, names) and passage.kind in _SPOKEN:
                self.in_prose += products_in_prose(self._text, passage, self._trade)
        self._add_unpriced()
        unique = {id(one): one for one in self._at.values()}
        return sorted(unique.values(), key=lambda one: one.indexes)

    def _offer_below(self, index: int, names: set[int]) -> bool:
        """An offer on a line of its own, "Price: $19 at Amazon", below the product's name."""
        words = self._links.said(self._passages[index])
        if len(words) > 200 or not _offer_alone(words, self._trade):
            return False
        tail = offers_in(words, self._trade)
        above = self._at.get(index - 1)
        if above and above.below_name:
            offers = above.reading.tail.offers + tail.offers
            above.reading = replace(above.reading, tail=replace(tail, offers=offers))
            above.indexes.append(index)
            self._at[index] = above
            return True
        head = self._name_above(index, names)
        if head is None:
            return False
        name, size = sized(head)
        reading = Reading(name, size or size_in(words), tail, empty=not tail.offers)
        self._at[index] = _Listed(reading, [index], below_name=True)
        return True

    def _add_glued(self, parts: list[Passage]) -> None:
        for part in parts:
            reading = _line(self._links.said(part), part, self._trade)
            if reading:
                span = (part.start, part.end)
                self.in_prose.append((span, span, reading))

    def _name_above(self, index: int, names: set[int]) -> str | None:
        return self._right_above(index, names) or self._headed(index, names)

    def _headed(self, index: int, names: set[int]) -> str | None:
        """
        "Buy it at Amazon for $19.97" below what a heading "Best overall: RoC Eye Cream" is about.
        """
        if not _BUY_IT.match(self._passages[index].words(self._text)):
            return None
        for near in range(index - 1, max(-1, index - _MAX_BELOW), -1):
            passage = self._passages[near]
            if passage.kind != "heading" or near in self._at:
                continue
            words = passage.words(self._text)
            name = _unlabelled(words)
            labelled = name != words or self._trade.brands.end_at(name) > 0
            if labelled and len(name.split()) > 1 and name_like(name, self._trade):
                size = (
                    _SIZE_LABEL.match(self._passages[at].words(self._text))
                    for at in range(near + 1, index)
                )
                told = next(filter(None, size), None)
                return f"{name}, {told[1]}" if told else name
        return None

    def _right_above(self, index: int, names: set[int]) -> str | None:
        for near in range(index - 1, max(-1, index - 4), -1):
            if near in self._at or near not in names:
                return None
            name = _unlabelled(self._passages[near].words(self._text))
            called = len(name) < 100 and name[-1:] not in ".?!:" and name_like(name, self._trade)
            if self._passages[near].kind in ("heading", "item") and called:
                return name
        return None

    def _add_unpriced(self) -> None:
        """Items between or beside product lines are products too, though without a price."""
        read = set(self._at)
        for index in self._free:
            if index in read or self._passages[index].kind != "item":
                continue
            beside = _runs_with(self._passages, index, read)
            words = self._passages[index].words(self._text)
            reading = beside and _unpriced(words, self._trade, alone=beside < 2)
            if reading:
                self._at[index] = _Listed(reading, [index])


def _cautions(product: ReadProduct, reading: Reading) -> Iterator[Caution]:
    span, called = product.span, f"“{product.name}”"
    if product.brand is None:
        yield Caution(
            "product.brand_unknown", f"The brand of {called} can’t be told: name it.", span
        )
    if not any(offer.price for offer in product.offers):
        yield Caution("price.missing", f"{called} has no price: look it up.", span)
    if reading.tail.shared:
        shops = " and ".join(offer.retailer for offer in product.offers if offer.retailer)
        yield Caution(
            "price.shared", f"One price of {called} was given to {shops}: check each of them.", span
        )
    if reading.tail.unclear:
        yield Caution(
            "price.unclear", f"{called} has two prices for one shop: the first was taken.", span
        )


def _line(words: str, passage: Passage, trade: TradeNames) -> Reading | None:
    """The passage read as a product's line; None where it is none."""
    if passage.kind == "rule" or passage.end - passage.start > _LONGEST_LINE:
        return None
    words = _without_leader(words)
    at = price_at(words)
    if at is None and passage.kind != "note":
        return _buttoned(words, trade)
    shop_first = _shop_first(words, trade) if at else None
    led = shop_first is not None
    if at is None or (passage.kind == "note" and not _heads_price(words, at, trade, led=led)):
        return None
    if passage.kind == "note" and _READ_ON.match(words):
        return None
    start, empty = at
    if _GOES_ON.search(words, start):
        return None
    reading = shop_first or _taken_apart(words, start, trade, empty=empty)
    if not reading or not name_like(reading.head, trade) or reading.head in trade.retailers:
        return None
    if passage.kind == "prose" and not _is_called(reading.head, trade):
        return None
    listed = passage.kind == "item"
    return reading if listed or _heads_price(words, at, trade, led=led) else None


_READ_ON = re.compile(
    r"(?:read next|read more|see also|related|more from|you may also)\b", re.IGNORECASE
)


def _is_called(head: str, trade: TradeNames) -> bool:
    """Whether words before a price in prose are a name: a brand, capitals, a kind of product."""
    words = head.split()
    capitals = sum(word[0].isupper() for word in words)
    kinds = sum(word.lower().strip(",") in PRODUCT_NOUNS for word in words)
    return capitals > 1 or kinds + min(capitals, 1) > 1 or trade.brands.end_at(head) > 0


_PRICE_SHOP = re.compile(r"([^:]{2,30}?),? ?(?:\bat\b|[,–—-]) ?([^:,]{2,40}): (?=\S)")


def _shop_first(words: str, trade: TradeNames) -> Reading | None:
    """ "Space NK: Diptyque Rose Hand Balm, £34" and "£24, Boots: Sanctuary Spa Gift Box"."""
    end = trade.retailers.end_at(words)
    if end and words[end : end + 2] == ": ":
        shop, rest = words[:end], words[end + 2 :]
        at = price_at(rest)
        reading = at and _taken_apart(rest, at[0], trade, empty=at[1])
        if reading and not any(offer.retailer for offer in reading.tail.offers):
            offers = tuple(replace(offer, retailer=shop) for offer in reading.tail.offers)
            return replace(reading, tail=replace(reading.tail, offers=offers))
        return None
    told = _PRICE_SHOP.match(words)
    if not told or told[2] not in trade.retailers or not money_in(told[1]):
        return None
    name, size = sized(words[told.end() :].strip())
    return Reading(name, size, offers_in(f"{told[1]} at {told[2]}", trade), empty=False)


# "Heel Balm 112g ........ $13.95": dots that lead to the price.
def _without_leader(words: str) -> str:
    if ".." in words or "…" in words or "__" in words:
        return _LEADER.sub(lambda dots: "–" * len(dots[0]), words)
    return words


_LEADER = re.compile(r"(?<=\s)(?:\.{3,}|…{2,}|_{3,}|(?:\. ){3,}\.?)(?=\s)")


# "Night Cream (£90, is like butter on toast": a sentence whose bracket was cut, and no list's line.
_GOES_ON = re.compile(r"\([^()]{1,40}?,? (?:is|was|are|has|feels|smells|comes) ")


# "Treatment Balm Amazon View On Amazon View On Paulaschoice.com": a credit, then buttons.
_BUTTON = re.compile(
    r"\s(?:View|Shop|Buy|See(?: It)?|Get It|Order)(?: Now)? (?:On|At|From)\s(?=\w)"
)


def _buttoned(words: str, trade: TradeNames) -> Reading | None:
    """A name with buttons to shops behind it, and no price."""
    button = _BUTTON.search(words)
    if not button or len(words) > 200:
        return None
    name = words[: button.start()].rstrip()
    for start in range(len(name) - 1, max(0, len(name) - 40), -1):
        credited = name[start - 1] == " " and trade.retailers.end_at(name, start) == len(name)
        if credited:
            name = name[:start].rstrip()
            break
    tail = _BUTTON.sub(" at ", words[button.start() :])
    if not name_like(name, trade) or len(name.split()) < 2:
        return None
    return Reading(name, None, offers_in(tail, trade), empty=True)


def _offer_alone(words: str, trade: TradeNames) -> bool:
    at = price_at(words)
    if at is None:
        return False
    head = words[: at[0]]
    label = _OFFER_LABEL.match(head)
    head = head[label.end() :] if label else head
    shops = [shop for shop in shops_in(head, trade) if shop.name in trade.retailers or shop.url]
    rest = head[shops[-1].end :] if shops and shops[0].start <= 1 else head
    rest = _BEFORE_PRICE.sub("", " " + rest)
    return not _LETTERS.search(rest)


def _heads_price(words: str, at: tuple[int, bool], trade: TradeNames, *, led: bool) -> bool:
    """
    Whether a line without a bullet has the shape "Name: $19": a mark parts name and price.

    `led`: a shop or a price stands before the name, `_shop_first`.
    """
    head = words[: at[0]]
    parted = _BEFORE_PRICE.search(head)
    if not parted and led:
        return True
    label = _LABEL.match(head)
    if not parted or ends_sentence(head[label.end() if label else 0 :], trade):
        return False
    if _MARKED.search(parted[0]):
        return len(words) < 300
    # "Balm $1.29 From Rite Aid", "Balm now $5": no mark, but a name to its last word.
    last = head[: parted.start()].split()[-1:]
    named = bool(last) and (last[0][0].isupper() or last[0].lower() in PRODUCT_NOUNS)
    priced = not parted[0].strip() or _LEADS.search(parted[0])
    return named and bool(priced) and len(words) < 120


_LEADS = re.compile(r"\b(?:now|was|sale|only)\b", re.IGNORECASE)


# "Price: $62. Where: Nordstrom": a label behind the full stop goes on with the offer.
_WHERE = re.compile(r"(?:Where(?: to buy)?|Available(?: at)?|Retailers?|At|Shop|Buy(?: at)?):\s")


def _taken_apart(words: str, start: int, trade: TradeNames, *, empty: bool) -> Reading | None:
    head = words[:start]
    parted = _BEFORE_PRICE.search(head)
    tail_start = parted.start() if parted else start
    tail_start = _before_shop(head, tail_start, trade)
    # A sentence behind the price describes the product; its numbers are no prices.
    described = next(
        (end for end in SENTENCE_END.finditer(words, start) if not _WHERE.match(words, end.end())),
        None,
    )
    tail = words[tail_start : described.start() + 1 if described else len(words)]
    # "Cream: buy it on eBay for $50": the words that lead to the shop are not the name's.
    name = _unlabelled(_BEFORE_PRICE.sub("", head[:tail_start])).removesuffix(".")
    if not name or name.endswith("’s"):
        name, tail = _name_behind(name, tail)
    name, size = sized(name)
    size = size or size_in(tail)
    return Reading(name, size, offers_in(tail, trade), empty) if name else None


def _unlabelled(head: str) -> str:
    label = _LABEL.match(head)
    if label:
        head = head[label.end() :]
    return head.strip(' \t,:;–—|([-“”"')


def _before_shop(head: str, end: int, trade: TradeNames) -> int:
    """Where the name ends when a shop stands between it and the price: "Cream – Amazon, $17"."""
    for mark in _SHOP_MARK.finditer(head[:end]):
        if mark.start() < 4:
            continue
        rest = head[mark.end() : end]
        shops = list(shops_in(head[mark.start() : end], trade))
        covered = sum(shop.end - shop.start for shop in shops)
        known = any(shop.name in trade.retailers for shop in shops)
        if shops and known and covered >= len(rest.strip()) - 6 * len(shops):
            return mark.start()
    return end


_NAME_BEHIND_ENDS = re.compile(
    r"\s(?:at|from|on|via)\s(?=[A-Z])|[,(;]|\s[–—]\s|\s(?:marked down|now|on sale|is)\s|\Z"
)


def _name_behind(owner: str, tail: str) -> tuple[str, str]:
    """
    The name behind the price, and the tail without it.

    "$45 Face Hero protective oil at Amazon", "Brand’s $40 Limited Edition Set marked down to $15".
    """
    amounts = money_in(tail)
    if not amounts:
        return "", tail
    rest = tail[amounts[0].end :].lstrip(" :,–—-")
    cut = _NAME_BEHIND_ENDS.search(rest)
    name = rest[: cut.start()].strip()
    if len(name.split()) < 2 or not name[0].isupper():
        return "", tail
    return f"{owner} {name}".strip(), tail[: amounts[0].end] + rest[cut.start() :]


_ANY_SIGN = re.compile(r"(?:[A-Z]{1,3})?[$£€¥₹₩]")


def _unpriced(words: str, trade: TradeNames, *, alone: bool) -> Reading | None:
    """
    An item without a price of its own: "Brand Cream at Shop", "Brand Cream: two for £20".

    `alone`: with a single product line beside it, it takes a shop, an amount or a brand to be one.
    """
    sums, sign = money_in(words), _ANY_SIGN.search(words)
    shops = list(shops_in(words, trade))
    end = min([*(one.start for one in sums[:1]), sign.start() if sign else len(words)])
    cut = _before_shop(words, end, trade) if shops else end
    if alone and end == len(words) and not shops and not trade.brands.end_at(words):
        return None
    name, size = sized(_NO_PRICE.sub("", _unlabelled(words[:cut])).strip(" ,:;–—|([-"))
    if not name_like(name, trade) or len(name.split()) > 12 or name[-1] in ".!?":
        return None
    tail = Offers() if end < len(words) or not shops else offers_in(words[cut:], trade)
    return Reading(name, size, tail, empty=True)


# What leads to an amount that is no price: "two for £20", "under $20", "worth $150".
_NO_PRICE = re.compile(
    r"[\s,:(–—-](?:(?:two|three|2|3|[bB]uy \w+) for|under|over|worth|save|value|from|only|up to)\Z"
)


def _runs_with(passages: list[Passage], index: int, read: set[int]) -> int:
    """How many product lines an unbroken run of items leads to from here."""
    found = 0
    for step in (-1, 1):
        for distance in range(1, 30):
            near = index + step * distance
            if not 0 <= near < len(passages) or passages[near].kind != "item":
                break
            found += near in read
    return found
