"""
Products named in a sentence, whether or not a price stands beside them.

A known brand and what follows it in capitals or as a kind of product, "Vanicream Daily Facial
Moisturizer", "the CeraVe hydrating cleanser"; or capitals that say themselves what they are, "Dew
Milk Cleanser". These are no products yet: an amount in the same sentence may make one of them one.
"""

import re
from collections.abc import Iterator, Sequence

from .gazetteer import Gazetteer
from .money import may_hold_money, money_in
from .plan import Span
from .product_names import name_like
from .vocabulary import NO_NAMES, PRODUCT_NOUNS, PROSE_WORDS, lines

_TOKEN = re.compile(r"[^\s(\[“”\"]+")
_ENDS = ",;:.!?…)]—–|/"
_JOINS = frozenset("& + of de du des la le les à in for with and".split())
_HONORIFICS = frozenset(line.lower() for line in lines("honorifics.txt"))
_MAX_WORDS = 10
# What a product is, and no word that only stands beside it: "Australia Day", "Right Hand".
_KINDS = PRODUCT_NOUNS - frozenset(
    "bar bath body bomb color colour comb day eye face hand hold lip nail night protective radiance"
    " sheet shower water gold treatment milk".split()
)


def mentions(text: str, start: int, end: int, trade: Gazetteer) -> Iterator[Span]:
    """Where each product is named, from its brand to its last word; or its brand alone."""
    tokens = list(_TOKEN.finditer(text, start, end))
    at = 0
    while at < len(tokens):
        found = _branded(text, tokens, at, trade) or _said(text, tokens, at, trade)
        if found:
            yield found
            while at < len(tokens) and tokens[at].start() < found[1]:
                at += 1
        else:
            at += 1


def _branded(text: str, tokens: Sequence[re.Match], at: int, trade: Gazetteer) -> Span | None:
    start = tokens[at].start()
    if not (text[start].isupper() or text[start].isdigit() or "." in tokens[at][0][:-1]):
        return None
    end = trade.brands.end_at(text, start)
    limit = tokens[-1].end()
    if not start < end <= limit or not (text[start].isupper() or "." in text[start:end]):
        return None
    if text[end : end + 2] in ("’s", "'s"):
        end += 2
    if text[end : end + 1].strip() or _ends(text[start:end], trade):  # "CeraVe, …": it alone
        return start, end
    while at < len(tokens) and tokens[at].start() < end:
        at += 1
    return start, _named_until(text, tokens, at) or end


def _ends(brand: str, trade: Gazetteer) -> bool:
    """Whether a mark behind a brand ends the name; "e.l.f." has its own."""
    return brand[-1] in ",;:.!?" and brand[-1] != trade.brands.usual(brand)[-1]


def _said(text: str, tokens: Sequence[re.Match], at: int, trade: Gazetteer) -> Span | None:
    """Capitals that end as a kind of product."""
    first = tokens[at][0]
    start = tokens[at].start()
    if not first[0].isupper() or first[-1] in _ENDS or _opens(first):
        return None
    if trade.retailers.end_at(text, start) > start:
        return None
    stop = _named_until(text, tokens, at + 1)
    words = text[start:stop].split() if stop else []
    capitals = sum(word[0].isupper() for word in words)
    kinds = any(map(is_kind, words[1:]))
    is_name = capitals > 1 and kinds and name_like(text[start:stop], trade)
    return (start, stop) if is_name and stop else None


def _opens(word: str) -> bool:
    plain = word.lower().strip(".,")
    return plain in NO_NAMES or plain in PROSE_WORDS or plain in _HONORIFICS


def _named_until(text: str, tokens: Sequence[re.Match], at: int) -> int:
    """Where a name ends that goes on with this token; 0 where it doesn't."""
    stop = 0
    for number in range(at, min(at + _MAX_WORDS, len(tokens))):
        token = tokens[number]
        gap = text[tokens[number - 1].end() : token.start()]
        bare = token[0].rstrip(_ENDS)
        if not bare or gap.strip() or _is_amount(token[0]):
            break
        if not (_is_named(bare) or _leads(tokens, number)):
            break
        if _is_named(bare):
            stop = token.start() + len(bare.removesuffix("’s"))
        if bare != token[0]:
            break
    return stop


def _is_named(word: str) -> bool:
    is_marked = word[0].isupper() or word[0].isdigit() or any(c.isupper() for c in word[1:2])
    return is_marked or word.lower() in PRODUCT_NOUNS


def _leads(tokens: Sequence[re.Match], number: int) -> bool:
    """A small word in a name, "Oil of Roses", or what a cleanser does, "hydrating cleanser"."""
    if number + 1 >= len(tokens):
        return False
    word, after = tokens[number][0], tokens[number + 1][0].rstrip(_ENDS)
    if not after or _is_amount(after):
        return False
    if word in _JOINS:
        return after[0].isupper() and word not in ("and", "in", "with")
    return word.isalpha() and word not in PROSE_WORDS and after.lower() in PRODUCT_NOUNS


def is_whole(text: str, span: Span, trade: Gazetteer) -> bool:
    """Whether a mention is more than a brand."""
    return len(text[trade.brands.end_at(text, span[0]) : span[1]].strip("’s' ,.")) > 1


def is_kind(word: str) -> bool:
    """Whether a word says what a product is: "cream", "Gel-Cream", "pads"."""
    plain = word.lower().strip(_ENDS)
    return not _KINDS.isdisjoint({plain, plain.rpartition("-")[2], plain.removesuffix("s")})


def _is_amount(word: str) -> bool:
    return may_hold_money(word) and bool(money_in(word))
