"""
What is on file already: finding the records that a plan speaks of.

Names are compared by the rule for brands (products.brand_names): without case and accents.
Only the same name, or the same GTIN, matches by itself. What comes near is told with a score, the
best first, and an editor decides (docs/manuscript-plan.md, “Never guess”): no near-duplicate is
made silently.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Model
from rapidfuzz import fuzz, process

from faq.models import Question
from manuscripts.reading import spellings_of
from people.models import Person
from products.brand_names import normalize_brand_name as normalize_name
from products.gtin import normalized_gtin
from products.models import Brand, Product, Retailer, RetailerDomain
from products.shop_hosts import host_of, owner_of

# From here on two names are near enough to ask an editor; a half of them differs in a word or two.
NEAR = 0.82
MAX_NEAR = 3
_OTHER_SIZE = 0.9  # of the score that is left where the sizes differ
_NO_SIZE = 0.97  # where only one side has a size
_SAME_CORE = 0.95
_TELLS_NOTHING = frozenset(
    "a at and beauty by com cosmetics from in inc laboratories ltd official on online paris shop"
    " skin skincare store the uk us usa via www".split()
)
_NAMED: tuple[type[Model], ...] = (Brand, Retailer, RetailerDomain, Product, Person, Question)
_GTIN = re.compile(r"(?<![0-9])[0-9]{8}(?:[0-9]{4,6})?(?![0-9])")


@dataclass(frozen=True, slots=True)
class Match:
    """A row on file and how alike it is: 1.0 is the same, `NEAR` and above may be the same."""

    record: Any
    score: float
    is_same_name: bool = False  # what differs is its size alone

    @property
    def alike(self) -> str:
        """How alike they are, in words."""
        if self.is_same_name:
            return "the same name"
        return f"{min(round(self.score * 100), 99)}% alike"

    def as_json(self) -> dict[str, Any]:
        return {
            "pk": self.record.pk,
            "name": str(self.record),
            "score": round(self.score, 2),
            "alike": self.alike,
        }


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
        """By its name, by the host of its address, or where the name is an address itself."""
        if found := self.retailers.get(normalize_name(name or "")):
            return found
        hosts = (host_of(url), (name or "").strip())
        return next(filter(None, (owner_of(host, self.domains) for host in hosts)), None)


class Records(Shops):
    """
    The names on file, read once (fifteen queries), with what an import adds on its way.

    `is_current` tells, by nine quick queries, whether they are still what is on file.
    """

    def __init__(self) -> None:
        self._state = _state_on_file()
        super().__init__()
        self.brands = _by_name(Brand.objects.all(), "brands")
        self.people = {normalize_name(person.name): person for person in Person.objects.all()}
        self.products = {
            self.product_key(product): product
            for product in Product.objects.select_related("brand")
        }
        self._product_keys = list(self.products)
        self._sorted_names = [_sorted_words(name) for name, _ in self.products]
        self.gtins = {row.gtin: row for row in self.products.values() if row.gtin}
        self.questions = {normalize_name(row.question): row for row in Question.objects.all()}

    def is_current(self) -> bool:
        """Whether nothing came, went or, where there is a record history, changed since."""
        return self._state == _state_on_file()

    def add_product(self, product: Product) -> None:
        """A product that an import makes is on file for what follows."""
        key = self.product_key(product)
        if key not in self.products:
            self._product_keys.append(key)
            self._sorted_names.append(_sorted_words(key[0]))
        self.products[key] = product

    @staticmethod
    def product_key(product: Product) -> tuple[str, str]:
        return normalize_name(str(product)), normalize_name(product.size)

    def product(self, brand: str | None, name: str, size: str | None) -> Product | None:
        """The product of that whole name and size, or None; a size on one side only is no match."""
        key = normalize_name(f"{brand or ''} {name}"), normalize_name(size or "")
        return self.products.get(key)

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
        wanted = normalize_name(f"{brand or ''} {name}")
        near = []
        for (known, known_size), product in self._near(wanted):
            score = fuzz.token_sort_ratio(wanted, known) / 100
            if measure(size) != measure(known_size):
                score *= _OTHER_SIZE if size and known_size else _NO_SIZE
            near.append(Match(product, score, is_same_name=wanted == known))
        return _best(near)

    def people_near(self, name: str) -> list[Match]:
        """`Match`es for a person, best first; the one of the same name is alone."""
        if same := self.people.get(normalize_name(name)):
            return [Match(same, 1.0)]
        return people_near(name, self.people)

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


def people_near(name: str, by_name: Mapping[str, Any]) -> list[Match]:
    """The people of nearly this name, best first; `by_name` has them by `normalize_name`."""
    wanted = normalize_name(name)
    return _best(Match(person, _alike(wanted, known)) for known, person in by_name.items())


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
    return _best(best.values())


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


def _best(matches: Iterable[Match]) -> list[Match]:
    near = sorted((one for one in matches if one.score >= NEAR), key=lambda one: -one.score)
    return near[:MAX_NEAR]


def _alike(wanted: str, known: str) -> float:
    """How alike two people's names are: a middle name or an initial more is nearly the same."""
    ours, theirs = wanted.split(), known.split()
    if ours and theirs and len(ours) != len(theirs) and ours[-1] == theirs[-1]:
        short, long = sorted((ours[0], theirs[0]), key=len)
        if long.startswith(short):
            return 0.95
    return fuzz.ratio(wanted, known) / 100
