"""Where a product's name begins in running text, asked for from its end."""

import re

from .gazetteer import Gazetteer
from .product_names import SENTENCE_END, sized
from .segmentation import Passage
from .vocabulary import PRODUCT_NOUNS, lines

_TOKEN = re.compile(r"\S+")
OF_BRAND = re.compile(r"\s(?:by|from)\s((?:[A-Z][\w’'&.+-]*\s?){1,4})\Z")


def all_named(name: str) -> bool:
    """Whether each word is part of a name: a capital, a number, what kind of product it is."""
    return all(
        word[0].isupper()
        or word[0].isdigit()
        or word in ("&", "+", "of", "de", "la", "with", "in", "for")
        or word.strip(",").lower() in PRODUCT_NOUNS
        for word in name.split()
    )


LEADS_TO_BRAND = re.compile(r"\b(?:by|from|at|of|with|via|on|chez|in)\s\Z", re.IGNORECASE)


def name_start(text: str, floor: int, end: int, trade: Gazetteer) -> int | None:
    """Where a name of capitals, perhaps with "eye cream" behind it, begins before `end`."""
    window = max(floor, end - 110)
    tokens = list(_TOKEN.finditer(text, window, end))
    if window > floor:
        tokens = tokens[1:]
    first, capitals = None, 0
    for token in reversed(tokens):
        word = token[0]
        ends = word[-1] in '.,;:!?”"' and word.lower() not in _ENDLESS
        if first and ends:
            break
        if word[0].isupper() or word[0].isdigit():
            first = token
            capitals += word[0].isupper()
        elif word[0].islower() and word[1:2].isupper():  # pH5
            first = token
        elif word not in ("&", "+", "de", "la", "of", "in") and (
            word.lower().strip(",") not in PRODUCT_NOUNS
        ):
            break
    if not first or (capitals < 2 and not _is_brands(text, first.start(), end, trade)):
        return None
    return without_opening(text, first.start(), end)


def before_brand(
    text: str, passage: Passage, start: int | None, end: int, trade: Gazetteer
) -> int | None:
    """Where the name begins that stands before its brand: "the Night Balm by Luma (£9)"."""
    if start is None or text[start:end].strip() not in trade.brands:
        return start
    by = _BY.search(text, max(passage.body, start - 6), start)
    return name_start(text, passage.body, by.start(), trade) if by else start


_BY = re.compile(r",?\s(?:by|from)\s\Z")


def brand_run(text: str, floor: int, end: int, trade: Gazetteer, start: int | None) -> int | None:
    """Where a known brand begins a name that reaches to `end`: "Holy Hydration! Cream (£9)"."""
    if start is not None and (
        trade.brands.end_at(text, start) > start or OF_BRAND.search(text, start, end)
    ):
        return start
    for word in _TOKEN.finditer(text, max(floor, end - 110), end):
        at = word.start() + (word[0][0] in "(“‘")
        known = trade.brands.end_at(text, at)
        if known <= at or not (text[at].isupper() or "." in word[0][:-1]):
            continue
        rest = text[known:end].strip()
        is_parted = any(mark in rest for mark in ",;:()") or SENTENCE_END.search(rest)
        if not is_parted and (not rest or all_named(sized(rest)[0])):
            return at
    return start


def _is_brands(text: str, start: int, end: int, trade: Gazetteer) -> bool:
    """ "Vanicream cleanser": a known brand and what kind of thing it is, or its one thing."""
    rest = text[max(start, trade.brands.end_at(text, start)) : end].split()
    known = trade.brands.end_at(text, start) > start
    if known and not rest:  # "Sudocrem (£4)", "Nizoral runs $19"
        return not LEADS_TO_BRAND.search(text, max(0, start - 8), start)
    return known and all(word.strip(",") in PRODUCT_NOUNS for word in rest)


# "Dr. Jart+", "Supergoop! Handscreen": words of a name that end like a sentence.
_ENDLESS = frozenset(
    {"dr.", "st.", *(row.split(" |")[0].lower() for row in lines("brands.txt") if "!" in row)}
)
_OPENINGS = re.compile(r"(?:The|A|An|Try|And|But|Her|His|Our|My|For|Also|Or|With|Their|This)\s")


def without_opening(text: str, start: int, end: int) -> int:
    """A sentence may begin with a capital that is no part of the name."""
    opening = _OPENINGS.match(text, start, end)
    if opening and not text.startswith(("The Ordinary", "The Inkey"), start):
        return opening.end()
    return start
