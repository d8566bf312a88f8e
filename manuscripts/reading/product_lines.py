"""
Product lines and products named in passing, with their offers.

A line is a product's when a price stands in it the way lists have it: name, price, shop. In running
text a product is read only where its price stands in brackets behind its name, or "is $10" follows
a name of several capitals; all other numbers in prose are no prices (domain.md 7.16–7.20).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .brands import BrandSplitter
from .layout import Passage
from .offers import Offers, offers_in, shops_in
from .plan import Caution, ReadOffer, ReadProduct, Span
from .prices import empty_prices, money_in
from .trade_names import TradeNames
from .vocabulary import PRODUCT_NOUNS, PROSE_WORDS

_LONGEST_LINE = 600
_LABEL = re.compile(
    r"(?:(?:buy|try|shop|get|product|our pick|top pick|pick|editor’s pick|splurge|save|steal|runner-up"
    r"|budget pick|best\b[^:.]{0,50}|for [^:.]{0,40})(?: (?:it|now|this|here))?\s*:\s+)",
    re.IGNORECASE,
)
_OFFER_LABEL = re.compile(
    r"(?:price|cost|buy(?: it| now| here| at| from)?|shop(?: it| now| here)?|get it|where to buy|available"
    r"(?: at| from)?|rrp|now|was|retail(?:er|ers)?|our price|how much)\b\s*[:–—-]?\s*",
    re.IGNORECASE,
)
# What may stand between a name and its price: marks, and words such as "on sale for".
_BEFORE_PRICE = re.compile(
    r"(?:[\s:,;(\[|/~=…–—•·-]+|\b(?:was|were|now|originally|orig\.?|on sale|sale|price|priced|prices|for|at|"
    r"from|about|around|approx\.?|roughly|circa|ca\.?|only|just|is|it’s|costs?|retails?|sells?|goes|currently|normally|"
    r"usually|typically|regular(?:ly)?|reg\.?|rrp|msrp|marked down|reduced|discounted|down|to|starting|starts|between|"
    r"zwischen|à partir de|ab|buy(?: it)?|shop|available|listed|list|½|half|us|a jaw-dropping|it|comes in))+\Z",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"[\s,(\[–—/|-]*\b((?:\d+\s?[x×]\s?)?\d+(?:[.,]\d+)?\s?(?:fl\.? ?oz\.?|oz\.?|ounces?|ml|mL|ML|cl|l|g|kg|gr|grams?"
    r"|pads|patches|pairs|sheets|capsules|count|ct|wipes|pieces|masks)"
    r"(?:\s?[/|(]\s?\d+(?:[.,]\d+)?\s?(?:fl\.? ?oz\.?|oz\.?|ml|mL|g)\)?)?)[\s),\]]*\Z"
)
_SIZE_AFTER = re.compile(
    r"(?:\bfor|[,(/])\s*((?:\d+\s?[x×]\s?)?\d+(?:[.,]\d+)?\s?(?:fl\.? ?oz\.?|oz\.?|ml|mL|g|l)\b\.?)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\b[A-Z]r)[.!?][”\"]?\s+(?=[A-Z“\"])")
# Words no product's name has in lower case: with them a line is a sentence.


@dataclass(frozen=True, slots=True)
class _Reading:
    """A line taken apart: what stands before the price, and what the tail says."""

    head: str
    size: str | None
    tail: Offers
    empty: bool  # the price itself is lost


@dataclass(frozen=True, slots=True)
class FoundProduct:
    product: ReadProduct
    passage: int | None  # the index of the line that is the product's, None in running text
    cautions: tuple[Caution, ...]


def find_products(
    text: str,
    passages: list[Passage],
    free: Iterable[int],
    trade: TradeNames,
    named: Iterable[str],
) -> list[FoundProduct]:
    """Products in reading order; `free` are the passages that may hold some."""
    lines: list[tuple[int, Passage, _Reading]] = []
    inline: list[tuple[Span, Span, _Reading]] = []
    for index in free:
        passage = passages[index]
        reading = _line(text, passage, trade)
        if reading:
            lines.append((index, passage, reading))
        elif passage.kind in ("prose", "item"):
            inline += _in_passing(text, passage, trade)
    lines = _with_neighbours(text, passages, lines, set(free), trade)
    readings = [reading for *_, reading in lines] + [reading for *_, reading in inline]
    heads = [(reading.head, _shops(reading)) for reading in readings]
    splitter = BrandSplitter(trade, named, heads)
    found = [
        _found(
            text,
            (passage.start, passage.end),
            (passage.start, passage.end),
            reading,
            splitter,
            index,
        )
        for index, passage, reading in lines
    ]
    found += [_found(text, span, line, reading, splitter, None) for span, line, reading in inline]
    return sorted(found, key=lambda one: one.product.span)


def _shops(reading: _Reading) -> set[str]:
    return {offer.retailer for offer in reading.tail.offers if offer.retailer}


def _found(
    text: str, span: Span, line: Span, reading: _Reading, splitter: BrandSplitter, index: int | None
) -> FoundProduct:
    brand, name = splitter.split(reading.head, _shops(reading))
    product = ReadProduct(
        brand=brand,
        name=name,
        size=reading.size,
        line=text[line[0] : line[1]],
        span=span,
        offers=reading.tail.offers,
    )
    return FoundProduct(product, index, tuple(_cautions(product, reading)))


def _cautions(product: ReadProduct, reading: _Reading) -> Iterator[Caution]:
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


def _line(text: str, passage: Passage, trade: TradeNames) -> _Reading | None:
    """The passage read as a product's line; None where it is none."""
    if passage.kind == "rule" or passage.end - passage.start > _LONGEST_LINE:
        return None
    words = passage.words(text)
    at = _price_at(words)
    if at is None or (passage.kind == "note" and not _heads_price(words, at)):
        return None
    start, empty = at
    reading = _taken_apart(words, start, trade, empty=empty)
    if not reading or not _name_like(reading.head):
        return None
    listed = passage.kind == "item"
    return reading if listed or _heads_price(words, at) else None


def _price_at(words: str) -> tuple[int, bool] | None:
    """Where the first price stands, and whether its amount is lost."""
    amounts = [one for one in money_in(words) if one.role != "none"]
    if amounts:
        return amounts[0].start, False
    lost = empty_prices(words)
    return (lost[0][0], True) if lost else None


def _heads_price(words: str, at: tuple[int, bool]) -> bool:
    """Whether a line without a bullet has the shape "Name: $19": a mark parts name and price."""
    head = words[: at[0]]
    parted = _BEFORE_PRICE.search(head)
    if not parted or _SENTENCE_END.search(head):
        return False
    if parted[0].strip(" ") == "" or not re.search(r"[:,;(\[|/–—\t-]", parted[0]):
        return (
            bool(re.search(r"\b(?:now|was|sale|only)\b|\A +\Z", parted[0], re.IGNORECASE))
            and len(words) < 120
        )
    return len(words) < 300


def _taken_apart(words: str, start: int, trade: TradeNames, *, empty: bool) -> _Reading | None:
    head = words[:start]
    parted = _BEFORE_PRICE.search(head)
    tail_start = parted.start() if parted else start
    tail_start = _before_shop(head, tail_start, trade)
    # A sentence behind the price describes the product; its numbers are no prices.
    described = _SENTENCE_END.search(words, start)
    tail = words[tail_start : described.start() + 1 if described else len(words)]
    name = _unlabelled(head[:tail_start])
    if not name:
        name, tail = _name_behind(tail, trade)
    name, size = _sized(name)
    size = size or _size_in(tail)
    return _Reading(name, size, offers_in(tail, trade), empty) if name else None


def _unlabelled(head: str) -> str:
    label = _LABEL.match(head)
    if label:
        head = head[label.end() :]
    return head.strip(' \t,:;–—|([-“”"')


def _sized(name: str) -> tuple[str, str | None]:
    size = _SIZE.search(name, max(0, len(name) - 60))
    if size and size.start() > 0:
        return name[: size.start()].rstrip(" ,:;–—|-(["), size[1].strip(" )")
    return name, None


def _size_in(tail: str) -> str | None:
    size = _SIZE_AFTER.search(tail)
    return size[1] if size else None


def _before_shop(head: str, end: int, trade: TradeNames) -> int:
    """Where the name ends when a shop stands between it and the price: "Cream – Amazon, $17"."""
    for mark in re.finditer(r"[:,;(|/–—]\s*|\s-\s|\s(?:at|from|on|via)\s", head[:end]):
        if mark.start() < 4:
            continue
        rest = head[mark.end() : end]
        shops = list(shops_in(head[mark.start() : end], trade))
        covered = sum(shop.end - shop.start for shop in shops)
        known = any(shop.name in trade.retailers for shop in shops)
        if shops and known and covered >= len(rest.strip()) - 6 * len(shops):
            return mark.start()
    return end


def _name_behind(tail: str, trade: TradeNames) -> tuple[str, str]:
    """ "$45 Face Hero protective oil at Amazon": the name stands behind the price."""
    amounts = money_in(tail)
    if not amounts:
        return "", tail
    rest = tail[amounts[0].end :].lstrip(" :,–—-")
    cut = re.search(r"\s(?:at|from|on|via)\s(?=[A-Z])|[,(;]|\s[–—]\s|\Z", rest)
    name = rest[: cut.start()]
    if len(name.split()) < 2 or not name[0].isupper():
        return "", tail
    return name.strip(), tail[: amounts[0].end] + rest[cut.start() :]


def _name_like(head: str) -> bool:
    words = head.split()
    if not 1 <= len(words) <= 18 or not any(character.isalpha() for character in head):
        return False
    if _SENTENCE_END.search(head) or words[0].lower() in ("total", "everything", "all", "it’s"):
        return False
    prose = sum(1 for word in words if word in PROSE_WORDS)
    return prose == 0 and any(word[0].isupper() or word[0].isdigit() for word in words)


def _with_neighbours(
    text: str,
    passages: list[Passage],
    lines: list[tuple[int, Passage, _Reading]],
    free: set[int],
    trade: TradeNames,
) -> list[tuple[int, Passage, _Reading]]:
    """Items between or beside product lines are products too, though without a price."""
    read = {index for index, *_ in lines}
    added = []
    for index in sorted(free - read):
        passage = passages[index]
        beside = _runs_with(passages, index, read)
        if passage.kind != "item" or not beside:
            continue
        words = passage.words(text)
        shops = list(shops_in(words, trade))
        cut = _before_shop(words, len(words), trade) if shops else len(words)
        name, size = _sized(_unlabelled(words[:cut]))
        if _name_like(name) and len(name.split()) <= 12 and name[-1] not in ".!?":
            tail = offers_in(words[cut:], trade) if cut < len(words) else Offers()
            added.append((index, passage, _Reading(name, size, tail, empty=True)))
    return sorted([*lines, *added], key=lambda one: one[0])


def _runs_with(passages: list[Passage], index: int, read: set[int]) -> bool:
    """Whether an unbroken run of items leads from here to a product line."""
    for step in (-1, 1):
        for distance in range(1, 40):
            near = index + step * distance
            if not 0 <= near < len(passages) or passages[near].kind != "item":
                break
            if near in read:
                return True
    return False


_BRACKETED = re.compile(r"\(([^()\n]{2,120})\)")
_NAME_TOKEN = re.compile(r"\S+")
_CALLED = re.compile(
    r"\s(?:is|costs|retails (?:for|at)|goes for|sells (?:for|at)|will set you back|comes in at"
    r"|rings in at|is (?:available|on sale|yours|priced|sold|marked down)(?: for| at| to)?)"
    r"\s(?:currently |now |only |just |about |around |on sale for |marked down to )*\Z"
)


def _in_passing(
    text: str, passage: Passage, trade: TradeNames
) -> Iterator[tuple[Span, Span, _Reading]]:
    """Products in running text: "the Brand Cream ($17, Amazon)" and "Brand Cream is $10"."""
    if not any(sign in text[passage.start : passage.end] for sign in _ANY_MONEY):
        return
    for bracket in _BRACKETED.finditer(text, passage.body, passage.end):
        inside = bracket[1]
        price = _price_at(inside)
        if price is None:
            continue
        start = _name_start(text, passage.body, bracket.start())
        if start is None:
            continue
        name, size = _sized(text[start : bracket.start()].strip().replace("\n", " "))
        tail = offers_in(inside, trade)
        if tail.offers and _name_like(name):
            line = _sentence_around(text, passage, start, bracket.end())
            yield (
                (start, bracket.end()),
                line,
                _Reading(name, size or _size_in(inside), tail, price[1]),
            )


_ANY_MONEY = ("$", "£", "€", "¥", "₹", "₩", "USD", "EUR", "GBP", "dollar", "euro", "Euro", "pound")


def _name_start(text: str, floor: int, end: int) -> int | None:
    """Where a name of capitals, perhaps with "eye cream" behind it, begins before `end`."""
    window = max(floor, end - 110)
    tokens = list(_NAME_TOKEN.finditer(text, window, end))
    if window > floor and tokens:
        tokens = tokens[1:]
    first = None
    capitals = 0
    for token in reversed(tokens):
        word = token[0]
        if first is not None and word[-1] in '.,;:!?”"' and word.lower() not in ("dr.", "st."):
            break
        if word[0].isupper() or word[0].isdigit() or word in ("&", "+", "de", "la", "of", "in"):
            capitals += word[0].isupper()
            first = token if word[0].isupper() or word[0].isdigit() else first
        elif word.lower().strip(",") not in PRODUCT_NOUNS:
            break
    return first.start() if first and capitals >= 2 else None


def _sentence_around(text: str, passage: Passage, start: int, end: int) -> Span:
    before = text.rfind(". ", max(passage.body, start - 300), start)
    after = text.find(". ", end, min(passage.end, end + 300))
    return (
        before + 2 if before >= 0 else passage.start,
        after + 1 if after >= 0 else passage.end,
    )
