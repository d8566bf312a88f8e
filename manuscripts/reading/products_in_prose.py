"""
Products named in running text.

Read only where words lead from a product's name to its price: "the Brand Cream ($17, Amazon)",
"which is $10", "from Walgreens for $9.99", ": I paid $4.29", or a comma behind a name that says
itself what it is. All other amounts in prose are no prices (docs/rules.md 7.19). A price goes to
the name right before it, and its offers end where other words than those of an offer come.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, islice

from .gazetteer import Gazetteer
from .money import may_hold_money, money_in
from .names_in_prose import (
    LEADS_TO_BRAND,
    OF_BRAND,
    all_named,
    before_brand,
    brand_run,
    name_start,
    without_opening,
)
from .offers import Offers, offers_at, offers_in
from .plan import Span
from .product_mentions import is_kind
from .product_names import Reading, name_like, price_at, size_in, sized
from .prose_amounts import far_offers
from .prose_shops import with_shops
from .reference_marks import Unmarked, has_marks
from .segmentation import Passage
from .vocabulary import PRODUCT_NOUNS

_MAX = 40  # in one paragraph
_MAX_LENGTH = 10_000  # characters; no paragraph is longer
_MAX_TAIL = 140  # characters of the offers behind a price
_BRACKETED = re.compile(r"\(([^()\n]{2,120})\)")
# "(£90, is like butter on toast": the shop's name was a link, and was lost with the bracket.
_CUT_BRACKET = re.compile(
    r"\(([^()\n]{2,30}?),(?= (?:is|was|are|has|feels|smells|comes) (?![A-Z]{0,3}[$£€\d]))"
)
# "Zero% Hand Wash, 250ml (£2.50, Tesco)": a size between name and bracket.
_SIZE_END = re.compile(r",\s\d[\d.,]*\s?(?:ml|mL|g|oz|fl oz|l|L)\.?\s?\Z")
_TOKEN = re.compile(r"\S+")
_SENTENCE = re.compile(r"(?<!\boz)(?<!\bfl)(?<!\bDr)(?<!\bSt)[.!?](?=\s|\Z)")
_LITTLE = (
    r"(?:(?:currently|now|only|just|about|around|roughly|usually|normally|a mere|mere|on sale"
    r"|marked down|available|yours|priced|listed|selling|sold|me|us|you|her|him|it)"
    r"(?: for| at| to)?\s){0,3}"
)
# What leads from a product's name to its price: "is", "which is", ": I paid", "that cost me".
_CALLED = re.compile(
    r"(?:(?:,? (?:which|that|and|it|mine|now)(?: (?:now|also|just|only))?| [–—] (?:it|now)|,)?\s"
    r"(?:is|was|are|were|costs?|retails? (?:for|at)|go(?:es)? for|sells? (?:for|at)"
    r"|comes? in at|rings? (?:in|up) at|runs?|ran|starts at|can be (?:had|bought|found) for"
    r"|(?:will |would )?sets? (?:me|you|us|her) back|will (?:cost|run) you|for"
    r"|will (?:retail|sell|go|be sold|be) (?:for|at)|(?:priced|selling) at"
    r"|(?:will carry|carries|comes with|wears) an?)"
    r"|(?:[:,;(]| [–—]|,? for which|,? which) (?:I|we|she|he|they)"
    r" (?:paid|spent|pay|(?:got|found|bought|grabbed|picked up) (?:it )?for))"
    rf"\s{_LITTLE}\Z"
)
_SOLD_AT = re.compile(
    rf",?\s(?:from|at|on|via)\s(?=[A-Z])([^,;:.!?]{{2,34}}?),?\s(?:for|at|is)\s{_LITTLE}\Z"
)
_PARTS = re.compile(r",\s|\s[–—]\s|:\s|\s(?=[$£€¥₹])")
# "Face Cream, which was £10.95 and is £8.20"
_WHICH = re.compile(r",\s(?:which|that|and)\s(?:was|is|costs?|now costs?|comes? in at)\s\Z")
_CLAUSES = re.compile(r"[;:.!?”\"](?=\s)|\s[–—]\s")
_BESIDE = re.compile(
    r"(?:,| [–—]|:| \|)\s(?:(?:now|just|only|about|around|currently|usually)\s)?\Z"
)
_PERSON = re.compile(r"(?:Dr|Prof|Mrs?|Ms|Mx)\.? |Doctor |Professor ")
# "Two Storm Tins for $22" is what two cost; "for $5 soaps" is another thing's price.
_SEVERAL = re.compile(r"\b(?:[Tt]wo|[Tt]hree|[Ff]our|[Bb]oth|[2-9]|all)\s\Z")
_STANDS = re.compile(
    r"\s?(?:[,;:.!?)–—]|\Z|\s(?:at|from|on|in|via|and|or|but|down|instead|with|each)\b)"
)
_AT_SHOP = re.compile(r"\b(?:at|from|on|via|by)\s\Z")
_SHOP_BEHIND = re.compile(r",?\s(?:at|from|on|via)\s(?=[A-Z])")
Found = tuple[Span, Reading]


def products_in_prose(
    text: str, passage: Passage, trade: Gazetteer
) -> Iterator[tuple[Span, Span, Reading]]:
    """Each product's span, that of the sentence it stands in, and its reading."""
    if passage.end - passage.start > _MAX_LENGTH:
        return
    if not may_hold_money(text[passage.start : passage.end]):
        return
    if has_marks(text, passage.body, passage.end):
        yield from _unmarked(text, passage, trade)
        return
    found = list(_bracketed(text, passage, trade))
    found += _running(text, passage, trade, [span for span, _ in found])
    found = found or list(_opened(text, passage, trade))
    found += far_offers(text, passage, trade, [span for span, _ in found])
    for (start, end), reading in with_shops(text, (passage.body, passage.end), found, trade):
        doubted = _with_shop_doubt(text, passage, end, reading, trade)
        yield (start, end), _sentence_around(text, passage, start, end), doubted


def _unmarked(
    text: str, passage: Passage, trade: Gazetteer
) -> Iterator[tuple[Span, Span, Reading]]:
    """The products of a passage that has reference marks, read without them."""
    whole = Unmarked(text, passage.body, passage.end)
    bare = replace(passage, start=0, body=0, end=len(whole.words), cells=())
    for span, line, reading in products_in_prose(whole.words, bare, trade):
        yield whole.span(span), whole.span(line), reading


def _with_shop_doubt(
    text: str, passage: Passage, end: int, reading: Reading, trade: Gazetteer
) -> Reading:
    """A price without a shop, and a shop named behind it, perhaps in the next sentence."""
    if reading.doubt or all(offer.retailer for offer in reading.tail.offers):
        return reading
    stop = min(passage.end, end + _MAX_TAIL)
    stop = next((end + one.start for one in money_in(text[end:stop])), stop)
    for word in _TOKEN.finditer(text, end, stop):
        if word[0][0].isupper() and trade.retailers.end_at(text, word.start()) > word.start():
            return replace(reading, doubt=f"A shop is named behind its price: “{word[0]}”.")
    return reading


def _opened(text: str, passage: Passage, trade: Gazetteer) -> Iterator[Found]:
    """ "1. Aesop Hand Balm. Yes, $33. Yes, at Nordstrom.": an item that begins with the name."""
    words = text[passage.body : passage.end]
    head = _OPENING_NAME.match(words)
    sums = [one for one in money_in(words) if one.role != "none"]
    if passage.kind != "item" or not head or not sums or sums[0].start < head.end():
        return
    name, size = sized(head[1].strip())
    if trade.brands.end_at(name) < 1 or not name_like(name, trade) or not all_named(name):
        return
    offers, stop = offers_at(text, passage.body + sums[0].start, passage.end, trade)
    doubt = "Its price stands in another sentence than its name."
    told = Reading(name, size, offers, empty=not offers.offers, doubt=doubt)
    yield (passage.body, stop), told


_OPENING_NAME = re.compile(r"([A-Z][^.!?:\n]{6,90})[.:!]\s")


def _bracketed(text: str, passage: Passage, trade: Gazetteer) -> Iterator[Found]:
    brackets = chain(
        _BRACKETED.finditer(text, passage.body, passage.end),
        _CUT_BRACKET.finditer(text, passage.body, passage.end),
    )
    priced = 0  # where the last bracket with a price ended
    for bracket in islice(brackets, _MAX):
        inside = bracket[1]
        price = price_at(inside)
        sized_at = _SIZE_END.search(text, max(passage.body, bracket.start() - 30), bracket.start())
        end = sized_at.start() if sized_at else bracket.start()
        start = name_start(text, passage.body, end, trade) if price else None
        start = start if price is None else before_brand(text, passage, start, end, trade)
        start = brand_run(text, max(passage.body, priced), end, trade, start) if price else None
        if price and start is None:
            yield from _far_bracket(text, max(passage.body, priced), bracket, trade)
        priced = bracket.end() if price else priced
        if start is None or price is None:
            continue
        name, size = sized(text[start : bracket.start()].strip().replace("\n", " "))
        tail, stop = offers_in(inside, trade), bracket.end()
        if not any(one.retailer for one in tail.offers):
            tail, stop = _with_shop(text, bracket, tail, passage.end, trade)
        if tail.offers and name_like(name, trade):
            reading = Reading(name, size or size_in(f"({inside}"), tail, empty=price[1])
            yield (start, stop), reading


def _far_bracket(text: str, floor: int, bracket: re.Match, trade: Gazetteer) -> Iterator[Found]:
    """ "Luma Body Lotion, pairs acid with oat (SRP $16.99, Target)": one name in the sentence."""
    name = _far_name(text, floor, bracket.start(), trade)
    tail = offers_in(bracket[1], trade)
    if name and tail.offers and any(offer.price for offer in tail.offers):
        called, size = sized(text[name[0] : name[1]].replace("\n", " "))
        size = size or size_in(bracket[0])
        yield (name[0], bracket.end()), Reading(called, size, tail, empty=False, doubt=_FAR)


_FAR = "Other words stand between its name and its price."
_RUN = re.compile(
    r"[A-Z0-9][\w’'&.+%-]*(?:\s(?:(?:&|of|de|la|for|\+)\s)?[A-Z0-9][\w’'&.+%-]*){1,8}"
)


def _far_name(text: str, floor: int, end: int, trade: Gazetteer) -> Span | None:
    """The one product named in the sentence before a price; None where there are several."""
    begin = max((mark.end() for mark in _SENTENCE.finditer(text, floor, end)), default=floor)
    found = []
    for run in _RUN.finditer(text, max(begin, end - 260), end):
        start = without_opening(text, run.start(), run.end())
        words = text[start : run.end()]
        kind = words.split()[-1].lower().strip(".,")
        known = 0 < trade.brands.end_at(words) < len(words)
        if (kind in PRODUCT_NOUNS or known) and len(words.split()) > 1 and name_like(words, trade):
            found.append((start, run.end()))
    return found[0] if len(found) == 1 else None


def _with_shop(
    text: str, bracket: re.Match, tail: Offers, end: int, trade: Gazetteer
) -> tuple[Offers, int]:
    """ "the Brand Cream ($15) at Target": the shop stands behind the bracket."""
    shop = _SHOP_BEHIND.match(text, bracket.end(), end)
    stop = trade.retailers.end_at(text, shop.end()) if shop else 0
    if not shop or stop <= shop.end():
        return tail, bracket.end()
    return offers_in(f"{bracket[1]} at {text[shop.end() : stop]}", trade), stop


def _running(text: str, passage: Passage, trade: Gazetteer, taken: list[Span]) -> Iterator[Found]:
    """Each price outside of brackets, with the product that the words right beside it name."""
    last = passage.body
    for one in islice(money_in(text[passage.body : passage.end]), _MAX):
        at, behind = passage.body + one.start, passage.body + one.end
        inside = next((end for start, end in taken if start <= at < end), 0)
        if not inside and at >= last and one.role != "none":
            price = _Price(text, last, at, behind, _stop(text, behind, passage.end), trade)
            found = next(filter(None, (rule(price) for rule in _RULES)), None)
            if found:
                yield found
                behind = found[0][1]
        last = max(last, inside, behind)


def _stop(text: str, start: int, end: int) -> int:
    """Where the sentence ends, or where the offers behind a price must have."""
    limit = min(end, start + _MAX_TAIL)
    stop = _SENTENCE.search(text, start, limit)
    return stop.start() if stop else limit


class _Price:
    """A price from `at` to `behind`; its name stands behind `floor`, its offers before `end`."""

    def __init__(self, text: str, floor: int, at: int, behind: int, end: int, trade: Gazetteer):
        self.text, self.floor, self.at, self.behind = text, floor, at, behind
        self.end, self.trade = end, trade

    def named(self, start: int, end: int, tail: int) -> Found | None:
        """The product that is called so, with the offers from `tail` on."""
        start = self._without_adverb(start, end)
        name, size = sized(self.text[start:end].strip(" ,;:–—").replace("\n", " "))
        if not name or not name_like(name, self.trade) or name in self.trade.retailers:
            return None
        led = _AT_SHOP.search(self.text, max(0, start - 6), start) or _PERSON.match(name)
        if led and not self.trade.brands.end_at(name):
            return None
        offers, stop = offers_at(self.text, tail, self.end, self.trade)
        size = size or size_in(self.text[end:stop])
        return (start, stop), Reading(name, size, offers, empty=not offers.offers)

    def _without_adverb(self, start: int, end: int) -> int:
        """ "Meanwhile CeraVe Foam costs …": a known brand begins the name."""
        if self.trade.brands.end_at(self.text, start) > start:
            return start
        second = _SECOND.match(self.text, start, end)
        if second and self.trade.brands.end_at(self.text, second.end()) > second.end():
            return second.end()
        return start


_SECOND = re.compile(r"[A-Z][a-z]+,? ")


def _called(price: _Price) -> Found | None:
    """ "Perversion Mascara is $10", "get the Balm from Walgreens for $9.99"."""
    window = max(price.floor, price.at - 70)
    sold = _SOLD_AT.search(price.text, window, price.at)
    if sold and sold[1] not in price.trade.retailers:
        sold = None
    verb = sold or _CALLED.search(price.text, window, price.at)
    start = name_start(price.text, price.floor, verb.start(), price.trade) if verb else None
    if verb and not sold and start is None and not verb[0].startswith(" for "):
        return _far(price, verb.start())
    if not verb or start is None:
        return None
    if verb[0].startswith(" for ") and (
        _SEVERAL.search(price.text, max(0, start - 6), start)
        or not _STANDS.match(price.text, price.behind)
    ):
        return None
    return price.named(start, verb.start(), verb.start())


def _far(price: _Price, tail: int) -> Found | None:
    """ "Luma Serum, its first below the neck, which will retail for $24.50"."""
    name = _far_name(price.text, price.floor, tail, price.trade) or _meant(price, tail)
    found = price.named(*name, tail) if name else None
    return (found[0], replace(found[1], doubt=_FAR)) if found else None


def _meant(price: _Price, tail: int) -> Span | None:
    """The product of the sentence before, where this one begins "It will …" or "The jar, …"."""
    ends = list(_SENTENCE.finditer(price.text, max(price.floor, tail - 400), tail))
    begin = ends[-1].end() if ends else 0
    if not ends or not _IT.match(price.text, begin, tail):
        return None
    return _far_name(price.text, price.floor, ends[-1].start(), price.trade)


_IT = re.compile(
    r"\s(?:It|This|That|(?:The|A|One) (?:jar|tube|bottle|pot|tin|stick|cream|serum|mask|balm|oil"
    r"|gel|lotion|cleanser|wash|set|kit|box|\d[\d.]* ?\w{1,3} (?:jar|tube|bottle)))\b"
)


def _branded(price: _Price) -> Found | None:
    """A known brand, a name of capitals, perhaps a size, and the price: all in one clause."""
    start = _brand_before(price)
    if start is None:
        return None
    name = _WHICH.sub("", price.text[start : price.at]).rstrip(" ,:–—")
    if len(name.split()) < 2 and not _is_own_name(price, start, name):
        return None
    if not all_named(sized(name)[0]):
        return None
    return price.named(start, start + len(name), price.at)


def _is_own_name(price: _Price, start: int, name: str) -> bool:
    """ "Sudocrem, £4": a brand right before its price is the name of the one thing it sells."""
    is_beside = price.at - start - len(name) <= len(", ")
    led = LEADS_TO_BRAND.search(price.text, max(price.floor, start - 8), start)
    return bool(name) and is_beside and not led and name in price.trade.brands


def _brand_before(price: _Price) -> int | None:
    """Where the brand begins that leads to a price, parted from it by a mark."""
    text, end = price.text, price.at
    floor = max(price.floor, end - 110)
    which = _WHICH.search(text, max(floor, end - 24), end)
    if not which and not _PARTS.search(text, max(floor, end - 3), end + 1):
        return None
    begin = max((mark.end() for mark in _CLAUSES.finditer(text, floor, end)), default=floor)
    for word in _TOKEN.finditer(text, begin, end):
        if word[0][0].isupper() and price.trade.brands.end_at(text, word.start()) > word.start():
            return word.start()
    return None


def _beside(price: _Price) -> Found | None:
    """ "and the Luma Night Cream, $20 from Sephora": capitals that say what kind of thing it is."""
    parted = _BESIDE.search(price.text, max(price.floor, price.at - 14), price.at)
    if not parted:
        return None
    # "the Adapalene Gel 0.1% from Differin, now $27.99"
    of = OF_BRAND.search(price.text, max(price.floor, parted.start() - 40), parted.start())
    end = of.start() if of and of[1] in price.trade.brands else parted.start()
    start = name_start(price.text, price.floor, end, price.trade)
    if start is None:
        return None
    words = price.text[start:end].lower().replace(",", " ").split()
    if not PRODUCT_NOUNS.intersection(words) and not any(map(is_kind, words)):
        return None
    return price.named(start, parted.start(), parted.start())


_LED = re.compile(r"(?:\b(?:[Tt]he|[Aa]|[Tt]his|[Hh]er|[Hh]is|[Ii]ts|[Mm]y)|\A)\s?\Z")
_NAME_BEHIND = re.compile(
    r"\s(?:(?:tube|jar|bottle|pot|tub|tin|stick|can|bar) of )?"
    r"((?:[A-Z0-9][\w’'&.+-]*\s){1,5}(?:[A-Z0-9][\w’'+-]*|[a-z]+(?:\s[a-z]+){0,2}))"
)


def _price_first(price: _Price) -> Found | None:
    """ "the $45 Face Hero protective oil": capitals, then what kind of product it is."""
    text, at, behind = price.text, price.at, price.behind
    name = _NAME_BEHIND.match(text, behind, min(price.end, behind + 90))
    if not name or not _LED.search(text, max(price.floor, at - 6), at):
        return None
    words = name[1].split()
    while words and words[-1].islower() and words[-1] not in PRODUCT_NOUNS:
        words.pop()
    if sum(word[0].isupper() for word in words) < 2 or words[-1].lower() not in PRODUCT_NOUNS:
        return None
    called = " ".join(words)
    if words[0] in price.trade.retailers or not name_like(called, price.trade):
        return None
    end = name.start(1) + len(called)
    shop = _SHOP_BEHIND.match(text, end, price.end)
    offers, stop = offers_at(text, end, price.end, price.trade) if shop else (Offers(), end)
    tail = offers_in(text[at:behind] + text[end:stop], price.trade)
    return (at, stop), Reading(called, None, tail, empty=False)


_RULES: tuple[Callable[[_Price], Found | None], ...] = (_called, _branded, _beside, _price_first)


def _sentence_around(text: str, passage: Passage, start: int, end: int) -> Span:
    before = text.rfind(". ", max(passage.body, start - 300), start)
    after = text.find(". ", end, min(passage.end, end + 300))
    return (
        before + 2 if before >= 0 else passage.start,
        after + 1 if after >= 0 else passage.end,
    )
