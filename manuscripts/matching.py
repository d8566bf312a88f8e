"""
What is on file already: finding the records that a plan speaks of.

Names are compared without case, accents and punctuation ("La Roche-Posay" is "la roche posay").
Only the same name, or the same GTIN, matches by itself. What comes near is told with a score, the
best first, and an editor decides (contract: "never guess"): no near-duplicate is made silently.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from rapidfuzz import fuzz, process

from faq.models import Question
from manuscripts.reading import spellings_of
from people.models import Person
from products.gtin import normalized_gtin
from products.models import Brand, Product, Retailer, RetailerDomain

# From here on two names are near enough to ask an editor; a half of them differs in a word or two.
NEAR = 0.82
MAX_NEAR = 3
_OTHER_SIZE = 0.9  # of the score that is left where the sizes differ
_NO_SIZE = 0.97  # where only one side has a size
_GTIN = re.compile(r"(?<![0-9])[0-9]{8}(?:[0-9]{4,6})?(?![0-9])")


def folded(name):
    """`"L’Oréal  Paris!"` → `"loreal paris"`: what two spellings of one name have in common."""
    decomposed = unicodedata.normalize("NFKD", name or "")
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    spaced = "".join(c if c.isalnum() else "" if c in "'’`´." else " " for c in letters)
    return " ".join(spaced.split())


@dataclass(frozen=True, slots=True)
class Match:
    """A row on file and how alike it is: 1.0 is the same, `NEAR` and above may be the same."""

    record: object
    score: float

    def as_json(self):
        return {"pk": self.record.pk, "name": str(self.record), "score": round(self.score, 2)}


def measure(size):
    """`"50 ml"`, `"50ml"` and `"50 mL / 1.7 oz"` → `"50ml"`: what two writings of a size share."""
    first = re.split(r"[/|(]", size or "")[0]
    return folded(first).replace(" ", "")


class Records:
    """The names on file, read once (six queries), with what an import adds on its way."""

    def __init__(self):
        self.brands = _by_name(Brand.objects.all(), "brands")
        self.retailers = _by_name(Retailer.objects.all(), "retailers")
        self.domains = {
            row.domain: row.retailer for row in RetailerDomain.objects.select_related("retailer")
        }
        self.people = {folded(person.name): person for person in Person.objects.all()}
        self.products = {
            self.product_key(product): product
            for product in Product.objects.select_related("brand")
        }
        self.gtins = {row.gtin: row for row in self.products.values() if row.gtin}
        self.questions = {folded(row.question): row for row in Question.objects.all()}

    @staticmethod
    def product_key(product):
        return folded(str(product)), folded(product.size)

    def product(self, brand, name, size):
        """The product of that whole name and size, or None; a size on one side only is no match."""
        return self.products.get((folded(f"{brand or ''} {name}"), folded(size)))

    def by_gtin(self, line):
        """The product whose GTIN (8, 12, 13 or 14 digits, check digit right) stands in the line."""
        for digits in _GTIN.findall(line or ""):
            try:
                gtin = normalized_gtin(digits)
            except ValidationError:
                continue
            if product := self.gtins.get(gtin):
                return product
        return None

    def products_near(self, brand, name, size, *, line=""):
        """`Match`es for a product, best first; one by GTIN or by whole name and size is alone."""
        same = self.by_gtin(line) or self.product(brand, name, size)
        if same:
            return [Match(same, 1.0)]
        wanted = folded(f"{brand or ''} {name}")
        near = []
        for (known, known_size), product in self._near(wanted, self.products):
            score = fuzz.token_sort_ratio(wanted, known) / 100
            if measure(size) != measure(known_size):
                score *= _OTHER_SIZE if size and known_size else _NO_SIZE
            near.append(Match(product, score))
        return _best(near)

    def people_near(self, name):
        """`Match`es for a person, best first; the one of the same name is alone."""
        if same := self.people.get(folded(name)):
            return [Match(same, 1.0)]
        wanted = folded(name)
        return _best(Match(person, _alike(wanted, known)) for known, person in self.people.items())

    def brands_near(self, name):
        if same := self.brands.get(folded(name)):
            return [Match(same, 1.0)]
        return _best(
            Match(brand, fuzz.ratio(folded(name), known) / 100)
            for known, brand in self.brands.items()
        )

    def retailers_near(self, name, url=None):
        if same := self.retailer(name, url):
            return [Match(same, 1.0)]
        return _best(
            Match(retailer, fuzz.ratio(folded(name), known) / 100)
            for known, retailer in self.retailers.items()
        )

    @staticmethod
    def _near(wanted, products):
        """The hundred products whose names come nearest; the rest is not worth a closer look."""
        names = {key: key[0] for key in products}
        found = process.extract(
            wanted, names, scorer=fuzz.token_sort_ratio, limit=100, score_cutoff=NEAR * 100
        )
        return [(key, products[key]) for _, _, key in found]

    def brand_at_the_front_of(self, name):
        """
        `(brand, rest)`: the brand on file with which `name` begins, the longest there is.

        `(None, name)` where there is none; a name that is nothing but a brand stays a name.
        """
        words = name.split()
        for length in range(len(words) - 1, 0, -1):
            brand = self.brands.get(folded(" ".join(words[:length])))
            if brand and folded(rest := " ".join(words[length:])):
                return brand, rest
        return None, name

    def retailer(self, name, url):
        """By its name, by the host of its address, or where the name is an address itself."""
        if found := self.retailers.get(folded(name)):
            return found
        for host in (_host(url), (name or "").strip().lower()):
            parts = host.removeprefix("www.").split(".")
            for start in range(len(parts) - 1):
                if found := self.domains.get(".".join(parts[start:])):
                    return found
        return None


def names_on_file():
    """What `read` takes: the brands and retailers on file by all of their names."""
    return {
        "known_brands": [name for brand in Brand.objects.all() for name in brand.names],
        "known_retailers": [name for shop in Retailer.objects.all() for name in shop.names],
    }


def _by_name(rows, kind):
    """Rows by each of their names: their own, those an editor gave, and the trade's spellings."""
    found = {}
    rows = list(rows)
    for row in rows:
        found.setdefault(folded(row.name), row)
    for row in rows:
        for name in (*row.names, *spellings_of(kind, row.name)):
            found.setdefault(folded(name), row)
    return found


def _host(url):
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:  # “http://[::1”
        return ""


def _best(matches):
    near = sorted((one for one in matches if one.score >= NEAR), key=lambda one: -one.score)
    return near[:MAX_NEAR]


def _alike(wanted, known):
    """How alike two people's names are: a middle name or an initial more is nearly the same."""
    ours, theirs = wanted.split(), known.split()
    if ours and theirs and len(ours) != len(theirs) and ours[-1] == theirs[-1]:
        short, long = sorted((ours[0], theirs[0]), key=len)
        if long.startswith(short):
            return 0.95
    return fuzz.ratio(wanted, known) / 100
