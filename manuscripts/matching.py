"""
What is on file already: finding the records that a plan speaks of.

Names are compared by the rule for brands (products.brand_names): without case and accents.
Only the same name, or the same GTIN, matches by itself. What comes near is told with a score, the
best first, and an editor decides (docs/manuscript-plan.md, “Never guess”): no near-duplicate is
made silently.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Model
from rapidfuzz import fuzz, process

from faq.models import Question
from manuscripts.matches import NEAR, SAME_NAME, Match, best_of
from manuscripts.people_on_file import Facts, PeopleOnFile
from manuscripts.reading import spellings_of
from people.models import Person
from products.brand_names import normalize_brand_name as normalize_name
from products.gtin import normalized_gtin
from products.models import Brand, Product, Retailer, RetailerDomain
from products.shop_hosts import host_of, owner_of

_OTHER_SIZE = 0.9  # of the score that is left where the sizes differ
_NO_SIZE = 0.97  # where only one side has a size
_SAME_CORE = 0.95
_NO_BRAND = 0.95  # of the score that is left where the manuscript names no brand
_PART_OF_NAME = 0.9  # where one of two names of a brand has all words of the other
_LEAST_WORDS = 2  # which it then has
_MOST_LOOKED_AT = 100  # products with one word
_TELLS_NOTHING = frozenset(
    "a at and beauty by com cosmetics from in inc laboratories ltd official on online paris shop"
    " skin skincare store the uk us usa via www".split()
)
_NAMED: tuple[type[Model], ...] = (Brand, Retailer, RetailerDomain, Product, Person, Question)
_GTIN = re.compile(r"(?<![0-9])[0-9]{8}(?:[0-9]{4,6})?(?![0-9])")


@lru_cache(maxsize=20_000)
def measure(size: str | None) -> str:
    """`"50 ml"`, `"50ml"` and `"50 mL / 1.7 oz"` → `"50ml"`: what two writings of a size share."""
    first = re.split(r"[/|(]", size or "")[0]
    return normalize_name(first).replace(" ", "")


class Shops:
    """The retailers on file by all of their names, and by their hosts. Two queries."""

    def __init__(self) -> None:
        self.retailers = _by_name(Retailer.objects.all(), "retailers")
        self.domains = RetailerDomain.objects.owners()

    def retailer(self, name: str | None, url: str | None) -> Retailer | None:
        """
        By its name, where the name is an address itself, or by the host of its address.

        Words that name another shop than the one behind the link are not that one's name.
        """
        wanted = normalize_name(name or "")
        if found := self.retailers.get(wanted):
            return found
        if found := owner_of((name or "").strip(), self.domains):
            return found
        owner = owner_of(host_of(url), self.domains)
        if owner and (not wanted or any(_is_said_of(wanted, one) for one in owner.names)):
            return owner
        return None


class Records(Shops):
    """
    The names on file, read once (fifteen queries), with what an import adds on its way.

    `is_current` tells, by nine quick queries, whether they are still what is on file.
    """

    def __init__(self) -> None:
        self._state = _state_on_file()
        super().__init__()
        self.brands = _by_name(Brand.objects.all(), "brands")
        self.people = PeopleOnFile(Person.objects.all())
        self.products: dict[tuple[str, str], Product] = {}
        self._product_keys: list[tuple[str, str]] = []
        self._sorted_names: list[str] = []
        self._words: dict[tuple[str, str], list[Product]] = {}  # by brand, and a word of the name
        self._own_names: dict[str, list[Product]] = {}
        self._twins: dict[tuple[str, str], list[Product]] = {}
        for product in Product.objects.select_related("brand"):
            self.add_product(product)
        self.gtins = {row.gtin: row for row in self.products.values() if row.gtin}
        self.questions = {normalize_name(row.question): row for row in Question.objects.all()}

    def is_current(self) -> bool:
        """Whether nothing came, went or, where there is a record history, changed since."""
        return self._state == _state_on_file()

    def add_product(self, product: Product) -> None:
        """A product that an import makes is on file for what follows."""
        key = self.product_key(product)
        if key in self.products:
            self._twins.setdefault(key, [self.products[key]]).append(product)
            return
        self.products[key] = product
        self._product_keys.append(key)
        self._sorted_names.append(_sorted_words(key[0]))
        brand = normalize_name(product.brand.name) if product.brand else ""
        own = normalize_name(product.name)
        self._own_names.setdefault(own, []).append(product)
        for word in {*own.split()}:
            self._words.setdefault((brand, word), []).append(product)

    def product_key(self, product: Product) -> tuple[str, str]:
        """What no two products on file are to share."""
        return self.key_of(product.brand.name if product.brand else "", product.name, product.size)

    @staticmethod
    def key_of(brand: str, name: str, size: str | None) -> tuple[str, str]:
        """The same, of names."""
        return normalize_name(f"{brand} {name}"), normalize_name(size or "")

    def brand_and_name(self, brand: str | None, name: str) -> tuple[str, str]:
        """The brand by its name on file, "" for none, and what the product is called besides."""
        if not brand:
            row, name = self.brand_at_the_front_of(name)
            return str(row or ""), name
        return str(self.brands.get(normalize_name(brand), brand)), name

    def product(self, brand: str | None, name: str, size: str | None) -> Product | None:
        """The product of that whole name and size, or None; a size on one side only is no match."""
        key = self.key_of(*self.brand_and_name(brand, name), size)
        return None if key in self._twins else self.products.get(key)

    def by_gtin(self, line: str) -> Product | None:
        """The product whose GTIN (8, 12, 13 or 14 digits, check digit right) stands in the line."""
        for digits in _GTIN.findall(line):
            try:
                gtin = normalized_gtin(digits)
            except ValidationError:
                continue
            if product := self.gtins.get(gtin):
                return product
        return None

    def products_near(
        self, brand: str | None, name: str, size: str | None, *, line: str = ""
    ) -> list[Match]:
        """`Match`es for a product, best first; one by GTIN or by whole name and size is alone."""
        same = self.by_gtin(line) or self.product(brand, name, size)
        if same:
            return [Match(same, 1.0)]
        brand, name = self.brand_and_name(brand, name)
        wanted = normalize_name(f"{brand} {name}")
        near: dict[int, Match] = {}
        for product, score in self._candidates(brand, name, wanted):
            known, known_size = self.product_key(product)
            alike = 1.0
            if measure(size) != measure(known_size):
                alike = _OTHER_SIZE if size and known_size else _NO_SIZE
            match = Match(product, score * alike, is_same_name=wanted == known)
            near.setdefault(product.pk or -id(product), match)
        found = best_of(near.values())
        is_one = found and found[0].is_certain and not (found[1:] and found[1].is_certain)
        return found[:1] if is_one else [_asked(match) for match in found]

    def _candidates(self, brand: str, name: str, wanted: str) -> Iterator[tuple[Product, float]]:
        """Products with how alike their names are, the likest of each kind first."""
        for key, product in self._near(wanted):
            score = fuzz.token_sort_ratio(wanted, key[0]) / 100
            alike = score if wanted == key[0] else min(score, 0.99)
            yield from ((one, alike) for one in self._twins.get(key, (product,)))
        own = normalize_name(name)
        if not brand:
            for product in self._own_names.get(own, ()):
                yield product, _NO_BRAND
            return
        for product in self._with_words_of(normalize_name(brand), {*own.split()}):
            yield product, _PART_OF_NAME

    def _with_words_of(self, brand: str, ours: set[str]) -> Iterator[Product]:
        """Of a brand's products those whose name has all of these words, or only such."""
        for word in ours:
            for product in self._words.get((brand, word), ())[:_MOST_LOOKED_AT]:
                theirs = {*normalize_name(product.name).split()}
                is_part = ours <= theirs or theirs <= ours
                if is_part and min(len(ours), len(theirs)) >= _LEAST_WORDS:
                    yield product

    def people_near(self, name: str, facts: Facts | None = None) -> list[Match]:
        """`Match`es for a person, best first; one who is meant for certain is alone."""
        return self.people.near(name, facts)

    def brands_near(self, name: str) -> list[Match]:
        if same := self.brands.get(normalize_name(name)):
            return [Match(same, 1.0)]
        return names_near(name, self.brands)

    def retailers_near(self, name: str, url: str | None = None) -> list[Match]:
        if same := self.retailer(name, url):
            return [Match(same, 1.0)]
        return names_near(name, self.retailers)

    def _near(self, wanted: str) -> list[tuple[tuple[str, str], Product]]:
        """The hundred products whose names come nearest; the rest is not worth a closer look."""
        # Of sorted words this is the token sort ratio; to sort all names each time takes minutes.
        found = process.extract(
            _sorted_words(wanted),
            self._sorted_names,
            scorer=fuzz.ratio,
            limit=100,
            score_cutoff=NEAR * 100,
        )
        keys = self._product_keys
        return [(keys[at], self.products[keys[at]]) for _, _, at in found]

    def brand_at_the_front_of(self, name: str) -> tuple[Brand | None, str]:
        """
        `(brand, rest)`: the brand on file with which `name` begins, the longest there is.

        `(None, name)` where there is none; a name that is nothing but a brand stays a name.
        """
        words = name.split()
        for length in range(len(words) - 1, 0, -1):
            brand = self.brands.get(normalize_name(" ".join(words[:length])))
            if brand and normalize_name(rest := " ".join(words[length:])):
                return brand, rest
        return None, name


def _sorted_words(name: str) -> str:
    return " ".join(sorted(name.split()))


def _state_on_file() -> list[dict[str, Any]]:
    """What changes with every row that comes or goes, and with every saved product or person."""
    kept = [model.history.model for model in (Product, Person, Question)]
    return [
        *(rows._default_manager.aggregate(last=Max("pk"), count=Count("pk")) for rows in _NAMED),
        *(rows.objects.aggregate(last=Max("pk")) for rows in kept),
    ]


def _asked(match: Match) -> Match:
    return replace(match, score=min(match.score, SAME_NAME))


def _is_said_of(wanted: str, name: str) -> bool:
    """Whether words may be another name of a shop: alike, or all of its telling words, or fewer."""
    known = normalize_name(name)
    ours, theirs = ({*_core_of(each).split()} for each in (wanted, known))
    is_part = bool(ours and theirs) and (ours <= theirs or theirs <= ours)
    return is_part or fuzz.ratio(wanted, known) >= NEAR * 100


def names_near(name: str, by_name: Mapping[str, Any]) -> list[Match]:
    """
    The brands or shops of nearly this name, best first; `by_name` has them by `normalize_name`.

    “AT SEPHORA” and “Sephora US” are near “Sephora”: they differ in words that tell nothing apart.
    """
    wanted = normalize_name(name)
    core = _core_of(wanted)
    found = {
        known: score / 100
        for known, score, _ in process.extract(
            wanted, by_name.keys(), scorer=fuzz.ratio, limit=20, score_cutoff=NEAR * 100
        )
    }
    if core:
        found |= {known: _SAME_CORE for known in by_name if _core_of(known) == core}
    best: dict[int, Match] = {}
    for known, score in sorted(found.items(), key=lambda pair: -pair[1]):
        best.setdefault(by_name[known].pk or -id(by_name[known]), Match(by_name[known], score))
    return best_of(best.values())


@lru_cache(maxsize=20_000)
def _core_of(name: str) -> str:
    words = name.replace(".com", "").replace(".", " ").split()
    return " ".join(word for word in words if word not in _TELLS_NOTHING)


def rows_by_name(model: type[Brand] | type[Retailer]) -> dict[str, Any]:
    """All brands or shops by each of their names."""
    return _by_name(model._default_manager.all(), "brands" if model is Brand else "retailers")


def names_on_file() -> dict[str, list[str]]:
    """What `read` takes: the brands and retailers on file by all of their names."""
    return {
        "known_brands": [name for brand in Brand.objects.all() for name in brand.names],
        "known_retailers": [name for shop in Retailer.objects.all() for name in shop.names],
    }


def _by_name(rows: Iterable[Any], kind: str) -> dict[str, Any]:
    """Rows by each of their names: their own, those an editor gave, and the trade's spellings."""
    found: dict[str, Any] = {}
    rows = list(rows)
    for row in rows:
        found.setdefault(normalize_name(row.name), row)
    for row in rows:
        for name in (*row.names, *spellings_of(kind, row.name)):
            found.setdefault(normalize_name(name), row)
    return found
