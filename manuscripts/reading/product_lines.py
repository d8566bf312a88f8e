"""
Product lines to products with their offers.

A line is a product's when a price stands in it the way lists have it: name, price, shop. Items
beside such lines are products too, without a price (docs/rules.md 7.16–7.20).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .brands import BrandSplitter
from .doubts import odd_name, unread_amount, unread_shop
from .gazetteer import Gazetteer
from .line_readings import MAX_LINE, offer_alone, read_line, read_unpriced, unlabelled
from .links import Links
from .money import amounts_not_kept, unstruck
from .offers import offers_in
from .plan import PlanWarning, ReadProduct, Span
from .product_cards import card_readings
from .product_names import (
    Reading,
    name_like,
    price_at,
    size_in,
    sized,
)
from .products_in_prose import products_in_prose
from .segmentation import Passage
from .tables import table_readings


@dataclass(frozen=True, slots=True)
class FoundProduct:
    product: ReadProduct
    passages: tuple[int, ...]  # the indexes of the lines that are the product's; none in prose
    warnings: tuple[PlanWarning, ...]


def find_products(
    text: str,
    passages: list[Passage],
    free: Iterable[int],
    trade: Gazetteer,
    named: Iterable[str],
    links: Links,
) -> list[FoundProduct]:
    """Products in reading order; `free` are the passages that may hold some."""
    page = _ProductFinder(text, passages, sorted(free), trade, links)
    listed = page.listed()
    inline = page.in_prose
    readings = [one.reading for one in listed] + [reading for *_, reading in inline]
    splitter = BrandSplitter(trade, named, [(one.head, _shops(one)) for one in readings])
    found = []
    for one in listed:
        span = (passages[one.indexes[0]].start, passages[one.indexes[-1]].end)
        lines = [(passages[index].start, passages[index].end) for index in one.indexes]
        words = [passages[index].words(text) for index in one.indexes]
        product = _product(text, span, span, one.reading, splitter)
        product = replace(product, offers=links.offers_of(product.offers, lines))
        found.append(
            FoundProduct(
                product,
                tuple(one.indexes),
                tuple(_warnings(product, one.reading, words, trade)),
            )
        )
    for span, line, reading in inline:
        product = _product(text, span, line, reading, splitter)
        product = replace(product, offers=links.offers_of(product.offers, [span]))
        found.append(
            FoundProduct(
                product, (), tuple(_warnings(product, reading, [text[span[0] : span[1]]], trade))
            )
        )
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
    if passage.end - passage.start > MAX_LINE:
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


class _ProductFinder:
    """The passages of a manuscript, read for product lines from top to bottom."""

    def __init__(
        self,
        text: str,
        passages: list[Passage],
        free: list[int],
        trade: Gazetteer,
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
            lambda words: offer_alone(words, self._trade),
        )
        for card, indexes in cards:
            self._at |= dict.fromkeys(indexes, _Listed(card, indexes))
        for index in self._free:
            if index in rows or index in self._at:
                continue
            passage = self._passages[index]
            parts = _glued(self._text, passage)
            reading = None if parts else read_line(self._links.said(passage), passage, self._trade)
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
        if len(words) > 200 or not offer_alone(words, self._trade):
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
            reading = read_line(self._links.said(part), part, self._trade)
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
            name = unlabelled(words)
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
            name = unlabelled(self._passages[near].words(self._text))
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
            reading = beside and read_unpriced(words, self._trade, alone=beside < 2)
            if reading:
                self._at[index] = _Listed(reading, [index])


def _warnings(
    product: ReadProduct, reading: Reading, lines: list[str], trade: Gazetteer
) -> Iterator[PlanWarning]:
    span, called = product.span, f"“{product.name}”"
    yield from unread_shop(product)
    yield from odd_name(product, trade)
    if not reading.tail.unclear:
        yield from unread_amount(product, lines)
    if product.brand is None:
        yield PlanWarning(
            "product.brand_unknown", f"We can’t tell the brand of {called}: add it.", span
        )
    if not any(offer.price for offer in product.offers):
        missing = f"{called} has no price: look it up."
        if lost := amounts_not_kept(product.line):
            missing = (
                f"The price of {called} can’t be kept as it is written, {lost[0]}: look it up."
            )
        yield PlanWarning("price.missing", missing, span)
    if reading.tail.shared:
        shops = " and ".join(offer.retailer for offer in product.offers if offer.retailer)
        yield PlanWarning(
            "price.shared", f"{shops} share one price for {called}: check each of them.", span
        )
    if reading.tail.unclear:
        yield PlanWarning(
            "price.unclear", f"{called} has two prices for one shop: the first was used.", span
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
