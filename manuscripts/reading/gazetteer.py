"""
Brands and retailers by name: those on file, those a manuscript names, the common ones.

Knowing a name never makes a product or an offer; it only tells where a brand ends and a product's
name begins, and which words are a shop.
"""

import re
from collections.abc import Iterable
from functools import cache

from products.brand_names import normalize_brand_name

from .vocabulary import lines

_WORD = re.compile(r"[^\s/,;:()|]+")
_MAX_WORDS = 6  # words of a name
_WINDOW = 90  # characters


_LETTER = re.compile(r"[^\W_]")


@cache
def _rows(filename: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The names (the usual one first) and the domains of each row of a data file."""
    rows = []
    for line in lines(filename):
        name, spellings, domains = [*line.split("|"), "", ""][:3]
        rows.append(((name.strip(), *_parts(spellings)), _parts(domains)))
    return tuple(rows)


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())


class Names:
    """A set of names that finds the longest one at a place in a text."""

    def __init__(self, names: Iterable[str]):
        self._usual: dict[str, str] = {}
        for name in names:
            if normalize_brand_name(name):
                self._usual.setdefault(normalize_brand_name(name), name)
        # How many words the longest name has that begins with this one.
        self._first: dict[str, int] = {}
        for name in self._usual:
            first, count = name.split()[0], name.count(" ") + 1
            self._first[first] = max(count, self._first.get(first, 0))

    def with_first(self, names: Iterable[str]) -> "Names":
        """These names before ours."""
        both = Names(names)
        if not both._usual:
            return self
        both._usual = self._usual | both._usual
        for first, count in self._first.items():
            both._first[first] = max(count, both._first.get(first, 0))
        return both

    def __contains__(self, name: str) -> bool:
        return normalize_brand_name(name) in self._usual

    @property
    def all(self) -> dict[str, str]:
        """The usual name of each, by its normalized spellings."""
        return self._usual

    def usual(self, name: str) -> str:
        return self._usual[normalize_brand_name(name)]

    def end_at(self, text: str, start: int = 0) -> int:
        """Where the longest name that begins at `start` ends; `start` itself where none does."""
        first = _WORD.match(text, start, start + _WINDOW)
        most = self._most_words(first[0]) if first else 0
        if not most:
            return start
        ends: list[int] = []
        for word in _WORD.finditer(text, start, start + _WINDOW):
            # In "Brand – Product" the dash is no part of either, nor is a price of a shop's name.
            ends.append(word.end() if _LETTER.search(word[0]) else 0)
            if len(ends) == most:
                break
        for end in filter(None, reversed(ends)):
            name = text[start:end]
            if normalize_brand_name(name) in self._usual:
                return end
            # "First Aid Beauty’s Ultra Repair Cream"
            if name.endswith(("’s", "'s")) and normalize_brand_name(name[:-2]) in self._usual:
                return end - 2
        return start

    def _most_words(self, word: str) -> int:
        """How many words a name may have that begins with this one; most words begin none."""
        plain = normalize_brand_name(word)
        if not plain:
            return _MAX_WORDS
        known = max(
            self._first.get(plain, 0),
            self._first.get(plain[:-1], 0),
            self._first.get(plain.split(" ", 1)[0], 0),
        )
        # "Q + A" is one word of a name: two more may stand for marks.
        return min(_MAX_WORDS, known + 2) if known else 0


class Gazetteer:
    """
    What is known of brands and shops before a manuscript is read.

    `guessed` are brands that only their place in the manuscript tells.
    """

    def __init__(
        self,
        brands: Iterable[str] = (),
        retailers: Iterable[str] = (),
        guessed: Iterable[str] = (),
    ):
        guessed = tuple(guessed)
        self.guessed = Names(guessed)
        self.brands = _common("brands.txt").with_first((*brands, *guessed))
        self.retailers = _common("retailers.txt").with_first(retailers)
        self.domains = _domains()

    def handled(self, handle: str) -> tuple[str, str] | None:
        """Whose a handle is, "@laroche_posay": "brand" or "shop", and the usual name."""
        plain = _HANDLE_MARKS.sub("", handle.lower())
        bare = _HANDLE_TAIL.sub("", plain)
        for kind, names in (("shop", self.retailers), ("brand", self.brands)):
            known = _compact(names)
            if found := known.get(plain) or known.get(bare):
                rows = "retailers" if kind == "shop" else "brands"
                return kind, next(iter(spellings_of(rows, found)), found)
        return None

    def domains_of(self, name: str) -> tuple[str, ...]:
        """The web addresses of a common shop; none of one we don't know."""
        return _addresses().get(normalize_brand_name(name), ())


_HANDLE_MARKS = re.compile(r"[\W_]")
_HANDLE_TAIL = re.compile(
    r"(?:official|skincare|skin|beauty|cosmetics|hq|uk|ie|ireland|us|usa|au|aus|australia|nz|ca|canada|de"
    r"|fr)\Z"
)


def _compact(names: Names) -> dict[str, str]:
    """The names as handles write them: "larocheposay"."""
    return {key.replace(" ", ""): usual for key, usual in names.all.items()}


@cache
def _common(filename: str) -> Names:
    return Names(name for names, _ in _rows(filename) for name in names)


@cache
def _spellings(kind: str) -> dict[str, tuple[str, ...]]:
    return {
        normalize_brand_name(name): names for names, _ in _rows(f"{kind}.txt") for name in names
    }


def spellings_of(kind: str, name: str) -> tuple[str, ...]:
    """All names of a common brand (`kind="brands"`) or shop ("retailers"); none where unknown."""
    return _spellings(kind).get(normalize_brand_name(name), ())


@cache
def _domains() -> dict[str, str]:
    """Whose a web address is: a shop’s, or a brand’s that sells there itself."""
    rows = (*_rows("brands.txt"), *_rows("retailers.txt"))
    return {domain: names[0] for names, domains in rows for domain in domains}


@cache
def _addresses() -> dict[str, tuple[str, ...]]:
    return {
        normalize_brand_name(name): domains
        for names, domains in _rows("retailers.txt")
        for name in names
    }
