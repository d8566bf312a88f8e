"""
Where a brand ends and a product's name begins.

In this order: a brand the manuscript names ("Brands: …") or that is on file; the retailer's own
name; a common brand of the trade; "Brand – Product" and "Brand’s Product"; "Product by Brand";
words that begin several products. Else the brand can't be told and all of it is the name.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import islice

from products.brand_names import normalize_brand_name

from .gazetteer import Gazetteer, Names
from .vocabulary import NO_BRAND, PRODUCT_NOUNS

_APART = re.compile(r"(.{2,40}?)(?: [–—-] |: | \| )(?=\S)")
_POSSESSIVE = re.compile(r"((?:[A-Z][\w&+-]*[ ]){0,3}[A-Z][\w&+-]*)[’']s (?=[A-Z0-9])")
_BY = re.compile(r"(.+?),? (?:by|from) ([A-Z][\w’'&+.-]*(?: (?:&|[A-Z0-9][\w’'&+.-]*)){0,3})\Z")


_HOUSE = re.compile(
    r"\b(?:founder|owner|CEO|president|chemist|formulator|ambassador)(?: and [a-z -]{2,30})?"
    r" (?:of|at|for) (?:the [a-z]{3,12} (?:[a-z]{3,12} )?)?"
    r"([A-Z][\w’&+-]*(?: (?:&|[A-Z][\w’&+-]*)){0,3})"
)
_MAX_HOUSES = 50


def houses_in(text: str) -> tuple[str, ...]:
    """Whose founders and chemists a text quotes: "founder of Prenn Botanica" names a brand."""
    return tuple(match[1] for match in islice(_HOUSE.finditer(text), _MAX_HOUSES))


class BrandSplitter:
    """Splits what stands before a price into brand and name, with all the manuscript knows."""

    def __init__(
        self,
        trade: Gazetteer,
        named: Iterable[str],
        heads: Iterable[tuple[str, set]],
        text: str = "",
    ):
        heads = list(heads)
        self._named = Names(named)
        self._trade = trade
        self._shops = Names(shop for _, shops in heads for shop in shops)
        self._text = text
        starts = _repeated(head for head, _ in heads)
        self._repeated = Names(starts)
        self._often = Names(start for start, count in starts.items() if count >= _OFTEN)

    @cached_property
    def _alone(self) -> frozenset[str]:
        """What stands alone somewhere in the text; looked for where a brand is still open."""
        return frozenset(one[1] for one in _ALONE.finditer(self._text))

    def split(self, head: str, shops: set[str]) -> tuple[str | None, str, bool]:
        """Brand (None where it can't be told) and name, and whether only the shape tells it."""
        if head in self._trade.brands:  # "Vaseline, £2": the one thing it sells
            return head, head, True
        by = _BY.fullmatch(head[:200])
        if by and by[2] in self._trade.brands:
            return by[2], by[1], False
        # "Sephora Collection Mask at Sephora": the longer name is meant.
        branded = self._trade.brands.end_at(head)
        known = max(Names(shops).end_at(head), 0 if _GOES_ON.match(head, branded) else branded)
        for end in (self._named.end_at(head), known, self._shops.end_at(head)):
            if 0 < end < len(head):
                return *_cut(head, end), False
        return self._said_behind(head) or self._by_shape(head)

    def _said_behind(self, head: str) -> tuple[str, str, bool] | None:
        """ "Night Balm by Luma Labs", "Sauvage Elixir, Dior"."""
        before, _, behind = head.rpartition(", ")
        if before and (behind in self._named or behind in self._trade.brands):
            return behind, before, False
        by = _BY.fullmatch(head[:200])
        return (by[2], by[1], False) if by and not _APART.match(head) else None

    def _by_shape(self, head: str) -> tuple[str | None, str, bool]:
        apart = _APART.match(head)
        if apart and _brand_like(apart[1]):
            brand = apart[1].strip()
            return brand, head[apart.end() :].strip(), brand not in self._repeated
        possessive = _POSSESSIVE.match(head)
        if possessive and (" " not in possessive[1] or possessive[1] in self._repeated):
            brand = possessive[1]
            return brand, head[possessive.end() :], brand not in self._repeated
        # A shop's own brand: "Marks & Spencer Apothecary Calm Bath Salts".
        for names in (self._repeated, self._trade.retailers):
            end = names.end_at(head)
            if 0 < end < len(head):
                is_unsure = names is self._repeated and head[:end] not in self._often
                return *_cut(head, end), is_unsure
        alone = self._said_alone(head)
        return (*_cut(head, len(alone)), True) if alone else (None, head, False)

    def _said_alone(self, head: str) -> str:
        """ "Luma" of "Luma Night Cream", where the text says "the Luma is thick", too."""
        words = head.split()
        for count in range(min(3, len(words) - 1), 0, -1):
            start = " ".join(words[:count])
            plain = start.lower()
            is_kind = plain in PRODUCT_NOUNS or any(w in NO_BRAND for w in plain.split())
            goes_on = _GOES_ON.match(head, len(start))
            if start in self._alone and not is_kind and not goes_on and _brand_like(start):
                return start
        return ""


# "The Elave is the cheapest", "from Elave": capitals alone, where a brand or a product stands.
_ALONE = re.compile(
    r"\b(?:[Tt]he|[Mm]y|[Oo]ur|[Ff]rom|[Bb]y|[Aa]nd|[Oo]r|[Ll]ike|[Ll]ove)\s"
    r"([A-Z][\w’'&+-]*(?:\s[A-Z][\w’'&+-]*){0,2}?)(?:’s|'s)?(?=[,.;:)]|\s[^A-Z\s]|\Z)"
)


# "Tallow & Thyme Balm": one of two words of a longer name is no brand's.
_GOES_ON = re.compile(r" [&+] [A-Z]")


def _cut(head: str, end: int) -> tuple[str, str]:
    return head[:end], re.sub(r"\A(?:[’']s\b)?[\s:,|–—-]*", "", head[end:])


def _brand_like(words: str) -> bool:
    parts = words.split()
    capitals = all(part[0].isupper() or part[0].isdigit() or part == "&" for part in parts)
    return len(parts) <= 4 and capitals and parts[0].lower() not in NO_BRAND


def _repeated(heads: Iterable[str]) -> dict[str, int]:
    """
    Beginnings that several products share, and how many do: "Velour Lab Night Cream", "… Toner".

    A brand ends before a word that begins other names: "Velour Lab Vitamin C Serum", "… Toner".
    """
    starts: Counter[str] = Counter()
    for head in set(heads):
        words = head.split()[:5]
        for length in range(1, len(words)):
            starts[" ".join(words[:length])] += 1
    return {
        start: count
        for start, count in starts.items()
        if count > 1
        and _brand_like(start)
        and not any(word.lower() in NO_BRAND for word in start.split()[1:])
        and normalize_brand_name(start)
    }


_OFTEN = 3  # products whose names begin alike tell a brand; two may be one line of it
