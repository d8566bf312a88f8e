"""
Brands and retailers by name: those on file, those a manuscript names, the common ones.

Knowing a name never makes a product or an offer; it only tells where a brand ends and a product's
name begins, and which words are a shop.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_WORD = re.compile(r"[^\s/,;:()|]+")
_LONGEST = 6  # words of a name
_WINDOW = 90  # characters


@cache
def folded(name: str) -> str:
    """A name for comparing: case, apostrophes and points do not count."""
    return re.sub(r"[^\w&+]+", " ", name.casefold().replace("’", "").replace("'", "")).strip()


@cache
def _rows(filename: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The names (the usual one first) and the domains of each row of a data file."""
    rows = []
    for line in (_DATA / filename).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, spellings, domains = [*line.split("|"), "", ""][:3]
            rows.append(((name.strip(), *_parts(spellings, "|,")), _parts(domains, ",")))
    return tuple(rows)


def _parts(cell: str, marks: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(f"[{marks}]", cell) if part.strip())


class Names:
    """A set of names that finds the longest one at a place in a text."""

    def __init__(self, names: Iterable[str]):
        self._usual: dict[str, str] = {}
        for name in names:
            if folded(name):
                self._usual.setdefault(folded(name), name)

    def __contains__(self, name: str) -> bool:
        return folded(name) in self._usual

    def usual(self, name: str) -> str:
        return self._usual[folded(name)]

    def end_at(self, text: str, start: int = 0) -> int:
        """Where the longest name that begins at `start` ends; `start` itself where none does."""
        ends = []
        for word in _WORD.finditer(text, start, min(len(text), start + _WINDOW)):
            if len(ends) == _LONGEST or (not ends and word.start() > start):
                break
            ends.append(word.end())
        for end in reversed(ends):
            name = text[start:end]
            if folded(name) in self._usual:
                return end
            # "First Aid Beauty’s Ultra Repair Cream"
            if name.endswith(("’s", "'s")) and folded(name[:-2]) in self._usual:
                return end - 2
        return start


class TradeNames:
    """What is known of brands and shops before a manuscript is read."""

    def __init__(self, brands: Iterable[str] = (), retailers: Iterable[str] = ()):
        shops = _rows("retailers.txt")
        self.brands = Names([*brands, *_all_names(_rows("brands.txt"))])
        self.retailers = Names([*retailers, *_all_names(shops)])
        self.domains = {domain: names[0] for names, domains in shops for domain in domains}


def _all_names(rows) -> list[str]:
    return [name for names, _ in rows for name in names]
