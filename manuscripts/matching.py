"""
What is on file already: finding the records that a plan speaks of.

Names are compared without case, accents and punctuation ("La Roche-Posay" is "la roche posay").
Only the same name matches: a near miss makes a record of its own, which an editor can see and
merge, and never writes into somebody else's (contract: "never guess").
"""

import unicodedata
from urllib.parse import urlsplit

from faq.models import Question
from people.models import Person
from products.models import Brand, Product, Retailer, RetailerDomain


def folded(name):
    """`"L’Oréal  Paris!"` → `"loreal paris"`: what two spellings of one name have in common."""
    decomposed = unicodedata.normalize("NFKD", name or "")
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    spaced = "".join(c if c.isalnum() else "" if c in "'’`´." else " " for c in letters)
    return " ".join(spaced.split())


class Records:
    """The names on file, read once (six queries), with what an import adds on its way."""

    def __init__(self):
        self.brands = {folded(brand.name): brand for brand in Brand.objects.all()}
        self.retailers = {folded(retailer.name): retailer for retailer in Retailer.objects.all()}
        self.domains = {
            row.domain: row.retailer for row in RetailerDomain.objects.select_related("retailer")
        }
        self.people = {folded(person.name): person for person in Person.objects.all()}
        self.products = {
            self.product_key(product): product
            for product in Product.objects.select_related("brand")
        }
        self.questions = {folded(row.question): row for row in Question.objects.all()}

    @staticmethod
    def product_key(product):
        return folded(str(product)), folded(product.size)

    def product(self, brand, name, size):
        """The product of that whole name and size, or None; a size on one side only is no match."""
        return self.products.get((folded(f"{brand or ''} {name}"), folded(size)))

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


def _host(url):
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:  # “http://[::1”
        return ""
