"""
Whose dollars a page means: "All prices in Canadian dollars".

Where the page says it, a bare "$" is that currency. Where it doesn't, a bare "$" at a shop of
another country than the United States is looked at by an editor, and so is one on a page that
names shops or dollars of another country.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .gazetteer import Gazetteer
from .plan import PlanWarning, ReadOffer, ReadProduct

_LANDS = {
    "canadian": "CAD",
    "australian": "AUD",
    "new zealand": "NZD",
    "singapore": "SGD",
    "hong kong": "HKD",
}
_TOLD = re.compile(
    r"\bprices?\b[^.!?\n]{0,40}?\b(?:(?:in|are|is)\s(?:all\s)?)"
    r"(?:(Canadian|Australian|New Zealand|Singapore|Hong Kong)\b|(CAD|AUD|NZD|SGD|HKD)\b)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?<![A-Za-z])\$\s?\d")  # "$9", and no "US$9"
_ENDINGS = {".ca": "CAD", ".com.au": "AUD", ".co.nz": "NZD", ".sg": "SGD"}


def dollars_of(text: str) -> str | None:
    """The currency that a page says its dollars are; None where it says none, or several."""
    told = {_LANDS.get((one[1] or "").lower()) or one[2].upper() for one in _TOLD.finditer(text)}
    return told.pop() if len(told) == 1 else None


def in_dollars_of(product: ReadProduct, told: str | None) -> ReadProduct:
    """The product with its bare dollars in the page's own."""
    if not told or not _PLAIN.search(product.line) or "USD" in product.line:
        return product
    return replace(product, offers=tuple(_in(told, offer) for offer in product.offers))


def _in(currency: str, offer: ReadOffer) -> ReadOffer:
    return replace(offer, currency=currency) if offer.currency == "USD" else offer


def foreign_dollars(product: ReadProduct, trade: Gazetteer) -> Iterator[PlanWarning]:
    """A bare "$" at a shop that sells in other dollars."""
    if not _PLAIN.search(product.line):
        return
    for offer in product.offers:
        own = _own_currency(offer, trade) if offer.currency == "USD" else None
        if own:
            yield PlanWarning(
                "price.currency_unsure",
                f"{offer.retailer} sells in {own}, and “{product.name}” has a price in plain "
                "dollars: check whose they are.",
                product.span,
            )
            return


def _own_currency(offer: ReadOffer, trade: Gazetteer) -> str | None:
    name = (offer.retailer or "").lower()
    if not name:
        return None
    land = next((code for land, code in _SHOPS_OF.items() if name.endswith(land)), None)
    found = {_currency_at(one) for one in (trade.domains_of(name) or (name,))}
    return land or (found.pop() if len(found) == 1 else None)


def _currency_at(domain: str) -> str | None:
    return next((code for ending, code in _ENDINGS.items() if domain.endswith(ending)), None)


_SHOPS_OF = {" canada": "CAD", " australia": "AUD", " new zealand": "NZD", " singapore": "SGD"}


# Where a manuscript is at home. (Who writes "C$22" beside "$16" tells them apart.)
_DOLLARS = (
    (
        "Canadian",
        re.compile(
            r"[Pp]rices?\b[^.\n]{0,30}\bCAD\b|Canadian dollars?|\w\.ca\b|Shoppers Drug Mart"
            r"|London Drugs|Jean Coutu"
        ),
    ),
    (
        "Australian",
        re.compile(
            r"[Pp]rices?\b[^.\n]{0,30}\bAUD\b|Australian dollars?|\.com\.au\b|Chemist Warehouse"
            r"|Priceline"
        ),
    ),
    ("New Zealand", re.compile(r"[Pp]rices?\b[^.\n]{0,30}\bNZD\b|New Zealand dollars?|\.co\.nz\b")),
)
_AMERICAN = re.compile(r"US ?\$|\bUSD\b|\bUS\b")


def other_dollars(text: str, products: Iterable[ReadProduct]) -> Iterator[PlanWarning]:
    """A bare "$" was read as a US dollar, and the manuscript has another country’s, too."""
    land = next((land for land, told in _DOLLARS if told.search(text)), None)
    if not land:
        return
    for product in products:
        american = any(offer.currency == "USD" and offer.price for offer in product.offers)
        if american and not _AMERICAN.search(product.line):
            yield PlanWarning(
                "price.currency_unsure",
                f"The price of “{product.name}” was read in US dollars, and the manuscript names "
                f"{land} shops or dollars: check its currency.",
                product.span,
            )
