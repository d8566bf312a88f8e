"""
Product lines to products with their offers.

A line is a product's when a price stands in it the way lists have it: name, price, shop. Items
beside such lines are products too, without a price (docs/rules.md 7.16–7.20).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from products.brand_names import normalize_brand_name

from .brands import BrandSplitter
from .card_lines import CardLines
from .doubts import odd_name, unread_amount, unread_shop
from .found_products import FoundProduct, without_repeats
from .gazetteer import Gazetteer
from .headed_amounts import headed_offers
from .labeled_records import labeled_records
from .line_readings import MAX_LINE, read_line, read_unpriced
from .links import Links
from .money import amounts_not_kept, money_in, unstruck
from .page_currency import dollars_of, foreign_dollars, in_dollars_of, likely_dollars
from .plan import PlanWarning, ReadProduct, Span
from .product_cards import CardReader
from .product_names import Reading, price_at
from .products_in_prose import products_in_prose
from .prose_amounts import DOUBT as FAR
from .segmentation import Passage
from .shops_below import Told, with_shops_below
from .sign_currency import Signs
from .tables import table_readings


def find_products(
    text: str,
    passages: list[Passage],
    free: Iterable[int],
    trade: Gazetteer,
    named: Iterable[str],
    links: Links,
    most: int,
) -> list[FoundProduct]:
    """
    Products in reading order; `free` are the passages that may hold some.

    Lines are read until more than `most` hold one: the caller refuses so many.
    """
    page = _ProductFinder(text, passages, sorted(free), trade, links)
    listed = page.listed(most)
    inline = page.in_prose
    readings = [one.reading for one in listed] + [reading for *_, reading in inline]
    heads = [(one.head, _shops(one)) for one in readings]
    splitter = BrandSplitter(trade, named, heads, text)
    shops = (shop for one in readings for shop in _shops(one))
    dollars, signs = dollars_of(text, shops, links.addresses, trade), Signs(text, trade)

    def finished(
        reading: Reading, span: Span, lines: list[Span], places: Sequence[Span], words: list[str]
    ) -> FoundProduct:
        product, doubts = _product(text, span, lines, reading, splitter, trade)
        product = in_dollars_of(_linked(product, links, places), dollars)
        product, signs_doubted = signs.told(product)
        doubts += [*signs_doubted, *likely_dollars(product, dollars)]
        warnings = (*doubts, *_warnings(product, reading, words, trade))
        return FoundProduct(product, (), warnings, tuple(places))

    found = []
    for one in listed:
        places = [(passages[index].start, passages[index].end) for index in one.indexes]
        words = [passages[index].words(text) for index in one.indexes]
        runs = _runs(passages, one.indexes)
        product = finished(one.reading, runs[0], runs, places, words)
        found.append(replace(product, passages=tuple(one.indexes)))
    for span, line, reading in inline:
        places = [span, *reading.places]
        words = [text[span[0] : span[1]]]
        found.append(finished(reading, span, [line, *reading.places], places, words))
    return without_repeats(found)


def _linked(product: ReadProduct, links: Links, spans: Iterable[Span]) -> ReadProduct:
    offers = links.offers_of(product.offers, spans)
    return product if offers is product.offers else replace(product, offers=offers)


def _runs(passages: list[Passage], indexes: list[int]) -> list[Span]:
    """Where a product stands: its first lines, and those behind its review or a picture."""
    runs: list[list[int]] = []
    for index in indexes:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return [(passages[run[0]].start, passages[run[-1]].end) for run in runs]


def _shops(reading: Reading) -> set[str]:
    return {offer.retailer for offer in reading.tail.offers if offer.retailer}


def _product(
    text: str,
    span: Span,
    lines: list[Span],
    reading: Reading,
    splitter: BrandSplitter,
    trade: Gazetteer,
) -> tuple[ReadProduct, list[PlanWarning]]:
    """The product of a reading, and the doubt where only the shape of its line tells the brand."""
    brand, name, is_guess = reading.brand, unstruck(reading.head), reading.is_brand_by_place
    if not brand:
        brand, name, is_guess = splitter.split(name, _shops(reading))
    tail = reading.tail
    if not brand and (behind := _brand_behind(text[span[0] : span[1]], name, trade)):
        brand, is_guess = behind, True
        others = tuple(one for one in tail.offers if one.retailer != behind)
        tail = replace(tail, offers=others or tail.offers, shared=len(others) > 1 and tail.shared)
        reading = replace(reading, tail=tail)
    is_guess = is_guess or (brand is not None and brand in trade.guessed)
    if brand and brand.isupper() and brand in trade.brands:  # "FIRST AID BEAUTY"
        brand = trade.brands.usual(brand)
    product = ReadProduct(
        brand,
        name.removesuffix("’s") if brand else name,  # "Nivea Creme’s tin costs $4"
        reading.size,
        unstruck("\n".join(text[start:end] for start, end in lines)),
        span,
        reading.tail.offers,
        best_for=reading.best_for,
        note=reading.note,
        pros=reading.pros,
        cons=reading.cons,
    )
    doubt = PlanWarning(
        "product.brand_unsure",
        f"“{brand}” was taken for the brand of “{name}” by how or where it is written: check it.",
        span,
    )
    return product, [doubt] * is_guess


_MAX_BEHIND = 160  # characters from a name to its brand
_BETWEEN_MARKS = re.compile(r"\s*[,(|/)\]–—]\s*(?:(?:by|from|at) )?")


def _brand_behind(line: str, name: str, trade: Gazetteer) -> str | None:
    """ "Shave Butter (£7, Bulldog, at Tesco)": a brand between its price and a known shop."""
    _, _, tail = line.partition(name)
    parts = _BETWEEN_MARKS.split(tail[:_MAX_BEHIND].split(";")[0].split("\n")[0])
    for at, part in enumerate(parts):
        end = trade.brands.end_at(part)
        is_brand = end > 0 and len(part[end:].split()) < 2  # "Nivea Men" is Nivea's
        later = parts[at + 1 :] if is_brand else []
        if any(one in trade.retailers or one in trade.domains for one in later):
            return part
    return None


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


_HALVES = re.compile(r"; (?:and )?(?=[A-Z0-9])")


def _halves(text: str, passage: Passage) -> list[int]:
    """Where the parts begin that semicolons part, if each has a name and a price of its own."""
    starts = [passage.body]
    starts += [mark.end() for mark in _HALVES.finditer(text, passage.body, passage.end)]
    ends = [*starts[1:], passage.end]
    priced = (price_at(text[start:end]) for start, end in zip(starts, ends, strict=True))
    return starts if len(starts) > 1 and all(at and at[0] > 3 for at in priced) else []


@dataclass(slots=True)
class _Listed:
    """A product with the lines it stands on."""

    reading: Reading
    indexes: list[int]


def _is_same(one: Reading, other: Reading) -> bool:
    """Whether one of two names that were read in a line is a part of the other."""
    first, second = normalize_brand_name(one.head), normalize_brand_name(other.head)
    return first in second or second in first


def _of_rows(rows: dict[int, Reading | None]) -> dict[int, _Listed]:
    """Each row's product; rows that share one are its lines."""
    found: dict[int, _Listed] = {}
    unique: dict[int, _Listed] = {}
    for index, reading in sorted(rows.items()):
        if reading:
            found[index] = unique.setdefault(id(reading), _Listed(reading, []))
            found[index].indexes.append(index)
    return found


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

    def listed(self, most: int) -> list[_Listed]:
        rows, cells = table_readings(self._text, self._passages, self._free, self._trade)
        self._at |= _of_rows(rows)
        self.in_prose += cells
        free = [index for index in self._free if index not in rows]
        free = self._without_records(free)
        lines = CardLines(self._text, self._passages, free, self._trade, self._links)
        cards = CardReader(lines, self._trade)
        for card, indexes in cards.cards(free):
            self._at |= dict.fromkeys(indexes, _Listed(card, indexes))
        for index in free:
            if index in cards.taken:
                continue
            if len(self._at) - len(cards.taken) > most:  # lines of cards aside
                break
            passage = self._passages[index]
            parts = _glued(self._text, passage)
            reading = None if parts else read_line(self._links.said(passage), passage, self._trade)
            if parts and self._add_glued(parts):
                continue
            spoken = self._spoken(passage) if not reading or self._is_more(passage, reading) else []
            others = [one for one in spoken if not reading or not _is_same(one[2], reading)]
            if reading and all(told.doubt == FAR for *_, told in others):
                whole, indexes = cards.completed(reading, index)
                self._at |= dict.fromkeys(indexes, _Listed(whole, indexes))
                self.in_prose += others
            elif lines.role(index) != "offer":
                self.in_prose += spoken
        self._add_unpriced()
        self._add_headed_shops(lines)
        self.in_prose += headed_offers(
            self._text,
            self._passages,
            self._free,
            self._at,
            [span for span, *_ in self.in_prose],
            self._trade,
        )
        unique = {id(one): one for one in self._at.values()}
        listed = sorted(unique.values(), key=lambda one: one.indexes)
        self._add_shops_below(listed)
        return listed

    def _add_shops_below(self, listed: list[_Listed]) -> None:
        """ "Luma Balm, $9", a review, "At Boots.": an editor is asked."""
        told: list[tuple[Told, int]] = []
        for at, one in enumerate(listed):
            start, end = self._passages[one.indexes[0]].start, self._passages[one.indexes[-1]].end
            told.append((Told((start, end), one.reading), at))
        told += [(Told(span, one), -1 - at) for at, (span, _, one) in enumerate(self.in_prose)]
        told.sort(key=lambda one: one[0].span)
        sold = with_shops_below(self._text, self._passages, [one for one, _ in told], self._trade)
        for place, reading in sold.items():
            at = told[place][1]
            if at >= 0:
                listed[at].reading = reading
            else:
                self.in_prose[-1 - at] = (*self.in_prose[-1 - at][:2], reading)

    def _without_records(self, free: list[int]) -> list[int]:
        """The passages that are no lines of products told in labels; those are read here."""
        for record, indexes in labeled_records(self._text, self._passages, free, self._trade):
            self._at |= dict.fromkeys(indexes, _Listed(record, indexes))
        return [index for index in free if index not in self._at]

    def _add_headed_shops(self, lines: CardLines) -> None:
        """ "At Boots:" above lines with prices and no shop; an editor is asked."""
        shop = ""
        for index in self._free:
            listed = self._at.get(index)
            if not listed:
                shop = lines.headed_shop(index) if self._ends_run(index) else shop
                continue
            tail = listed.reading.tail
            if not shop or any(offer.retailer or not offer.price for offer in tail.offers):
                continue
            sold = tuple(replace(offer, retailer=shop) for offer in tail.offers)
            doubt = f"Its shop, {shop}, is told by the words above."
            listed.reading = replace(listed.reading, tail=replace(tail, offers=sold), doubt=doubt)

    def _ends_run(self, index: int) -> bool:
        return self._passages[index].kind not in ("image", "note")

    def _is_more(self, passage: Passage, reading: Reading) -> bool:
        """Whether a line holds more amounts than its reading: another product may be named."""
        if reading.tail.parted:
            return True
        sums = [one for one in money_in(passage.words(self._text)) if one.role != "none"]
        kept = {
            amount
            for offer in reading.tail.offers
            for amount in (offer.price, offer.price_max, offer.list_price)
        }
        return any(one.low not in kept for one in sums)

    def _spoken(self, passage: Passage) -> list[tuple[Span, Span, Reading]]:
        if passage.kind not in _SPOKEN:
            return []
        return list(products_in_prose(self._text, passage, self._trade))

    def _add_glued(self, parts: list[Passage]) -> bool:
        found = []
        for part in parts:
            reading = read_line(self._links.said(part), part, self._trade)
            if reading:
                span = (part.start, part.end)
                found.append((span, span, reading))
        self.in_prose += found
        return bool(found)

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
        checked = lines if reading.checked is None else [reading.checked]
        yield from unread_amount(product, checked)
    if product.brand is None:
        yield PlanWarning(
            "product.brand_unknown", f"We can’t tell the brand of {called}: add it.", span
        )
    if not any(offer.price for offer in product.offers):
        missing = f"{called} has no price: look it up."
        if lost := amounts_not_kept(product.line):
            written = product.line[slice(*lost[0])]
            missing = (
                f"The price of {called} can’t be kept as it is written, {written}: look it up."
            )
        yield PlanWarning("price.missing", missing, span)
    yield from _price_warnings(product, reading)
    yield from foreign_dollars(product, trade)


def _price_warnings(product: ReadProduct, reading: Reading) -> Iterator[PlanWarning]:
    span, called = product.span, f"“{product.name}”"
    if reading.tail.shared:
        shops = " and ".join(offer.retailer for offer in product.offers if offer.retailer)
        yield PlanWarning(
            "price.shared", f"{shops} share one price for {called}: check each of them.", span
        )
    if reading.tail.parted:
        yield PlanWarning(
            "price.other_words",
            f"Other words stand between the prices behind {called}: check which are its own.",
            span,
        )
    if reading.doubt:
        yield PlanWarning("price.by_place", f"{reading.doubt} Check {called} and its price.", span)
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
