"""
Products named in running text.

Read only where the price stands in brackets behind a name of capitals, "the Brand Cream ($17,
Amazon)", where "is $10" follows one, or a known brand leads to it: "she names one: Brand Cream
SPF 50, 1.8 oz, $49 at Shop". All other amounts in prose are no prices (docs/rules.md 7.19).
"""

import re
from collections.abc import Iterator
from itertools import chain, islice

from .gazetteer import Gazetteer
from .money import money_in
from .offers import offers_in
from .plan import Span
from .product_names import Reading, name_like, price_at, size_in, sized
from .segmentation import Passage
from .vocabulary import PRODUCT_NOUNS

_MAX = 40  # in one paragraph
_MAX_LENGTH = 10_000  # characters; no paragraph is longer
_SIGNS = re.compile(r"[$£€¥₹₩]|USD|EUR|GBP|dollar|uro|pound|kr")
_BRACKETED = re.compile(r"\(([^()\n]{2,120})\)")
# "(£90, is like butter on toast": the shop's name was a link, and was lost with the bracket.
_CUT_BRACKET = re.compile(r"\(([^()\n]{2,30}?),(?= (?:is|was|are|has|feels|smells|comes) )")
# "Zero% Hand Wash, 250ml (£2.50, Tesco)": a size between name and bracket.
_SIZE_END = re.compile(r",\s\d[\d.,]*\s?(?:ml|mL|g|oz|fl oz|l|L)\.?\s?\Z")
_TOKEN = re.compile(r"\S+")
_CALLED = re.compile(
    r"\s(?:is|costs|retails (?:for|at)|goes for|sells (?:for|at)|comes in at|rings in at"
    r"|will set you back|is (?:available|yours|priced|sold)(?: for| at)?)"
    r"\s(?:currently |now |only |just |about |around |on sale (?:for|at) |marked down to ){0,3}\Z"
)
_SENTENCE = re.compile(r"[.!?](?=\s|\Z)")


def products_in_prose(
    text: str, passage: Passage, trade: Gazetteer
) -> Iterator[tuple[Span, Span, Reading]]:
    """Each product's span, that of the sentence it stands in, and its reading."""
    if passage.end - passage.start > _MAX_LENGTH:
        return
    if not _SIGNS.search(text, passage.start, passage.end):
        return
    found = [
        *_bracketed(text, passage, trade),
        *_called(text, passage, trade),
        *_price_first(text, passage, trade),
    ]
    taken = [span for span, _ in found]
    found += _branded(text, passage, trade, taken)
    for (start, end), reading in found:
        yield (start, end), _sentence_around(text, passage, start, end), reading


def _bracketed(text: str, passage: Passage, trade: Gazetteer) -> Iterator[tuple[Span, Reading]]:
    brackets = chain(
        _BRACKETED.finditer(text, passage.body, passage.end),
        _CUT_BRACKET.finditer(text, passage.body, passage.end),
    )
    for bracket in islice(brackets, _MAX):
        inside = bracket[1]
        price = price_at(inside)
        sized_at = _SIZE_END.search(text, max(passage.body, bracket.start() - 30), bracket.start())
        end = sized_at.start() if sized_at else bracket.start()
        start = _name_start(text, passage.body, end) if price else None
        if start is None or price is None:
            continue
        name, size = sized(text[start : bracket.start()].strip().replace("\n", " "))
        tail = offers_in(inside, trade)
        if tail.offers and name_like(name, trade):
            reading = Reading(name, size or size_in(inside), tail, empty=price[1])
            yield (start, bracket.end()), reading


def _called(text: str, passage: Passage, trade: Gazetteer) -> Iterator[tuple[Span, Reading]]:
    """ "Perversion Mascara is $10, on sale from $24": up to the end of the sentence."""
    last = passage.body
    for one in islice(money_in(text[passage.body : passage.end]), _MAX):
        at = passage.body + one.start
        verb = _CALLED.search(text, max(last, at - 60), at)
        if not verb or one.role == "none":
            continue
        start = _name_start(text, last, verb.start())
        stop = _SENTENCE.search(text, at + 4, min(passage.end, at + 200))
        end = stop.start() if stop else min(passage.end, at + 200)
        name, size = sized(text[start : verb.start()].strip()) if start is not None else ("", None)
        if start is not None and name and name_like(name, trade):
            tail = offers_in(text[verb.start() : end], trade)
            yield (start, end), Reading(name, size, tail, empty=not tail.offers)
            last = end


_PARTS = re.compile(r",\s|\s[–—]\s|:\s|\s(?=[$£€¥₹])")


def _branded(
    text: str, passage: Passage, trade: Gazetteer, taken: list[Span]
) -> Iterator[tuple[Span, Reading]]:
    """A known brand, a name of capitals, perhaps a size, and the price: all in one clause."""
    last = passage.body
    for one in islice(money_in(text[passage.body : passage.end]), _MAX):
        at, behind = passage.body + one.start, passage.body + one.end
        if one.role == "none" or any(start <= at < end for start, end in taken) or at < last:
            continue
        start = _brand_before(text, max(last, at - 110), at, trade)
        if start is None:
            continue
        stop = _SENTENCE.search(text, behind, min(passage.end, behind + 120))
        end = stop.start() if stop else min(passage.end, behind + 120)
        name, size = sized(_WHICH.sub("", text[start:at]).rstrip(" ,:–—"))
        if len(name.split()) > 1 and _all_named(name) and name_like(name, trade):
            tail = offers_in(text[at:end], trade)
            yield (start, end), Reading(name, size, tail, empty=not tail.offers)
            last = end


def _brand_before(text: str, floor: int, end: int, trade: Gazetteer) -> int | None:
    """Where the brand begins that leads to a price, parted from it by a mark."""
    which = _WHICH.search(text, max(floor, end - 24), end)
    if not which and not _PARTS.search(text, max(floor, end - 3), end + 1):
        return None
    begin = max((mark.end() for mark in _CLAUSES.finditer(text, floor, end)), default=floor)
    for word in _TOKEN.finditer(text, begin, end):
        if word[0][0].isupper() and trade.brands.end_at(text, word.start()) > word.start():
            return word.start()
    return None


# "Face Cream, which was £10.95 and is £8.20"
_WHICH = re.compile(r",\s(?:which|that|and)\s(?:was|is|costs?|now costs?|comes? in at)\s\Z")
_CLAUSES = re.compile(r"[;:.!?”\"](?=\s)|\s[–—]\s")


def _all_named(name: str) -> bool:
    """Whether each word is part of a name: a capital, a number, what kind of product it is."""
    return all(
        word[0].isupper()
        or word[0].isdigit()
        or word in ("&", "+", "of", "de", "la", "with", "in")
        or word.strip(",").lower() in PRODUCT_NOUNS
        for word in name.split()
    )


_LED = re.compile(r"(?:\b(?:[Tt]he|[Aa]|[Tt]his|[Hh]er|[Hh]is|[Ii]ts|[Mm]y)|\A)\s?\Z")
_NAME_BEHIND = re.compile(
    r"\s((?:[A-Z0-9][\w’'&.+-]*\s){1,5}(?:[A-Z0-9][\w’'+-]*|[a-z]+(?:\s[a-z]+){0,2}))"
)


def _price_first(text: str, passage: Passage, trade: Gazetteer) -> Iterator[tuple[Span, Reading]]:
    """ "the $45 Face Hero protective oil": capitals, then what kind of product it is."""
    for one in islice(money_in(text[passage.body : passage.end]), _MAX):
        at, behind = passage.body + one.start, passage.body + one.end
        name = _NAME_BEHIND.match(text, behind, min(passage.end, behind + 90))
        if one.role != "price" or not name or not _LED.search(text, max(passage.body, at - 6), at):
            continue
        words = name[1].split()
        while words and words[-1].islower() and words[-1] not in PRODUCT_NOUNS:
            words.pop()
        if (
            len(words) > 1
            and words[-1].lower() in PRODUCT_NOUNS
            and words[0] not in trade.retailers
        ):
            called = " ".join(words)
            end = name.start(1) + len(called)
            yield (at, end), Reading(called, None, offers_in(text[at:behind], trade), empty=False)


def _name_start(text: str, floor: int, end: int) -> int | None:
    """Where a name of capitals, perhaps with "eye cream" behind it, begins before `end`."""
    window = max(floor, end - 110)
    tokens = list(_TOKEN.finditer(text, window, end))
    if window > floor:
        tokens = tokens[1:]
    first, capitals = None, 0
    for token in reversed(tokens):
        word = token[0]
        if first and word[-1] in '.,;:!?”"' and word.lower() not in ("dr.", "st."):
            break
        if word[0].isupper() or word[0].isdigit():
            first = token
            capitals += word[0].isupper()
        elif word not in ("&", "+", "de", "la", "of", "in") and (
            word.lower().strip(",") not in PRODUCT_NOUNS
        ):
            break
    return _without_opening(text, first.start(), end) if first and capitals >= 2 else None


_OPENINGS = re.compile(r"(?:The|A|An|Try|And|But|Her|His|Our|My|For|Also|Or|With|Their|This)\s")


def _without_opening(text: str, start: int, end: int) -> int:
    """A sentence may begin with a capital that is no part of the name."""
    opening = _OPENINGS.match(text, start, end)
    if not opening or text.startswith(("The Ordinary", "The Inkey"), start):
        return start
    return opening.end()


def _sentence_around(text: str, passage: Passage, start: int, end: int) -> Span:
    before = text.rfind(". ", max(passage.body, start - 300), start)
    after = text.find(". ", end, min(passage.end, end + 300))
    return (
        before + 2 if before >= 0 else passage.start,
        after + 1 if after >= 0 else passage.end,
    )
