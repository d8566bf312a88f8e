"""
Whose dollars a page means: "All prices in Canadian dollars", or the country it is at home in.

Where the page says it, a bare "$" is that currency. Where it doesn't, its shops, its addresses and
its places may: then an editor is asked about each price. A bare "$" at a shop of another country
than the rest of the page is asked about, too.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from products.shop_hosts import host_of

from .gazetteer import Gazetteer
from .plan import PlanWarning, ReadOffer, ReadProduct

_CODES = r"AUD|CAD|NZD|SGD|HKD"
_LANDS = {
    "canadian": "CAD",
    "australian": "AUD",
    "aussie": "AUD",
    "new zealand": "NZD",
    "nz": "NZD",
    "kiwi": "NZD",
    "singapore": "SGD",
    "hong kong": "HKD",
}
_LAND = "|".join(_LANDS)
_MONEY = r"(?:prices?|prici?ng|priced|rrps?|costs?|amounts?|figures|dollars?|everything|\$)"
# What says it, with no amount between: "Prices are all in Canadian dollars", "All prices AUD.",
# "AUD throughout", "$ = NZD", "Dollars here are Australian".
_TOLD = re.compile(
    rf"(?<!\w){_MONEY}(?!\w)[^.!?\n\d$]{{0,60}}?(?:"
    rf"(?:\b(?:in|are|is)\s|=\s?)(?:all\s|quoted in\s|the\s)*"
    rf"(?:({_LAND})\b"
    rf"(?=\s(?:dollars?|currency|ones|and|but|throughout|unless|here)\b|\W*(?:$|[.;,)]))"
    rf"|({_CODES})\b)|\(?\b({_CODES})\b|\b({_LAND})\sdollars?)"
    rf"|\b(?:in|all)\s(?:({_LAND})\s(?:dollars|\$)|({_CODES})\b)"
    rf"|\b(?:({_CODES})|({_LAND}))\s(?:prices?|pricing|throughout|dollars\s(?:throughout|only))\b",
    re.IGNORECASE | re.MULTILINE,
)
_TELLING = (*_CODES.split("|"), "Australia", "Canadian", "Zealand", "Singapore", "Hong", "Aussie")
_PLAIN = re.compile(r"(?<![A-Za-z])\$\s?\d")  # "$9", and no "US$9"
_ENDINGS = {
    ".ca": "CAD",
    ".com.au": "AUD",
    ".net.au": "AUD",
    ".co.nz": "NZD",
    ".nz": "NZD",
    ".sg": "SGD",
    ".com.hk": "HKD",
}
_SHOPS_OF = {" canada": "CAD", " australia": "AUD", " new zealand": "NZD", " singapore": "SGD"}
_NAMES = {
    "AUD": "Australian",
    "CAD": "Canadian",
    "NZD": "New Zealand",
    "SGD": "Singapore",
    "HKD": "Hong Kong",
}
DOLLARS = frozenset(("USD", *_NAMES))
_PLACES = {
    "AUD": "Australian?s? Aussies? Sydney Melbourne Brisbane Perth Adelaide Hobart Canberra Darwin"
    " Fremantle Geelong Cairns Newcastle,?\\sNSW Queensland Tasmania NSW Byron\\sBay Gold\\sCoast",
    "CAD": "Canada Canadians? Toronto Vancouver Montr[eé]al Calgary Edmonton Ottawa Winnipeg"
    " Halifax Ontario Qu[eé]bec Alberta Saskatoon Saskatchewan Manitoba Nova\\sScotia B\\.C\\.",
    "NZD": "New\\sZealand(?:ers?)? Auckland Wellington Christchurch Dunedin Hamilton,?\\sNZ"
    " Tauranga Aotearoa Queenstown Rotorua Kiwis?",
    "SGD": "Singapore(?:ans?)? Orchard\\sRoad Bugis Tampines",
    "HKD": "Hong\\sKong Kowloon Mong\\sKok",
}
_PLACE = {
    code: re.compile(rf"\b(?:{'|'.join(places.split(' '))})(?!\w)")
    for code, places in _PLACES.items()
}
_AMERICAN = re.compile(
    r"US ?\$|\bUSD?\b|\bU\.S\.|\bAmericans?\b|\b(?:New York|Los Angeles|Chicago|Boston|Houston"
    r"|Philadelphia|Seattle|Miami|Brooklyn|Manhattan|California|Texas|Florida|San Francisco|Atlanta"
    r"|Dallas|Denver|Portland|Minneapolis|Nashville|Phoenix|Washington|Ohio|Michigan)\b"
    r"|\b(?:Ulta|CVS|Walgreens|Rite Aid|Kroger|Publix|Trader Joe’s|Bloomingdale’s|Macy’s|Kohl’s"
    r"|Dermstore|Bluemercury|Nordstrom|Whole Foods|Duane Reade|Wegmans|Target)\b"
)
_MANY = 2  # shops of one country tell whose dollars are meant, if nothing speaks against it
_MAX_COUNTED = 200_000  # characters of a text that are looked through for places


@dataclass(frozen=True, slots=True)
class Dollars:
    """The currency of a page's bare dollars, and what tells it if the page doesn't say so."""

    code: str | None = None
    by: str = ""


def dollars_of(
    text: str, shops: Iterable[str], addresses: Iterable[str], trade: Gazetteer
) -> Dollars:
    """Whose dollars these are; no code where nothing tells, or several countries are named."""
    may_tell = any(word in text for word in _TELLING)
    told = {_said(one) for one in _TOLD.finditer(text)} if may_tell else set()
    if told:
        return Dollars(told.pop() if len(told) == 1 else None)
    if not _PLAIN.search(text):
        return Dollars()
    sold = Counter(filter(None, (_currency_of(shop, trade) for shop in set(shops))))
    sold.update(filter(None, (_currency_at(host_of(url) or "") for url in set(addresses))))
    places = {
        code: len({one[0] for one in place.finditer(text[:_MAX_COUNTED])})
        for code, place in _PLACE.items()
    }
    land = [code for code, count in places.items() if count]
    if not (sold or land) or len(sold) > 1 or _AMERICAN.search(text):
        return Dollars()
    if sold:
        only, count = sold.most_common(1)[0]
        is_told = count > 1 and land == [only] or count > _MANY and not land
        return Dollars(only, "" if is_told else "the shops on the page")
    return (
        Dollars(land[0], "the places on the page")
        if len(land) == 1 and places[land[0]] > 1
        else Dollars()
    )


def _said(one: re.Match) -> str:
    word = next(filter(None, one.groups()))
    return _LANDS.get(word.lower()) or word.upper()


def in_dollars_of(product: ReadProduct, dollars: Dollars) -> ReadProduct:
    """The product with its bare dollars in the page's own."""
    if not dollars.code or not _PLAIN.search(product.line) or "USD" in product.line:
        return product
    offers = tuple(_in(dollars.code, offer) for offer in product.offers)
    return replace(product, offers=offers)


def _in(currency: str, offer: ReadOffer) -> ReadOffer:
    return replace(offer, currency=currency) if offer.currency == "USD" else offer


def likely_dollars(product: ReadProduct, dollars: Dollars) -> Iterator[PlanWarning]:
    """A currency that only the shops or the places of the page tell."""
    is_likely = dollars.by and _PLAIN.search(product.line)
    if is_likely and any(offer.currency == dollars.code for offer in product.offers):
        yield PlanWarning(
            "price.currency_unsure",
            f"The price of “{product.name}” has a plain dollar sign and was read as {dollars.code} "
            f"because of {dollars.by}: check the currency.",
            product.span,
        )


def foreign_dollars(product: ReadProduct, trade: Gazetteer) -> Iterator[PlanWarning]:
    """A bare "$" at a shop that sells in other dollars."""
    if not _PLAIN.search(product.line):
        return
    for offer in product.offers:
        own = _currency_of(offer.retailer, trade) if offer.currency == "USD" else None
        if own:
            yield PlanWarning(
                "price.currency_unsure",
                f"{offer.retailer} sells in {own}, and “{product.name}” has a price in plain "
                "dollars: check whose they are.",
                product.span,
            )
            return


def _currency_of(shop: str | None, trade: Gazetteer) -> str | None:
    name = (shop or "").lower()
    if not name:
        return None
    land = next((code for land, code in _SHOPS_OF.items() if name.endswith(land)), None)
    found = {_currency_at(one) for one in (trade.domains_of(name) or (name,))}
    return land or (found.pop() if len(found) == 1 else None)


def _currency_at(domain: str) -> str | None:
    return next((code for ending, code in _ENDINGS.items() if domain.endswith(ending)), None)


def other_dollars(text: str, products: Iterable[ReadProduct]) -> Iterator[PlanWarning]:
    """A bare "$" was read as a US dollar, and the manuscript has another country’s, too."""
    doubted = [
        product
        for product in products
        if any(offer.currency == "USD" and offer.price for offer in product.offers)
        and _PLAIN.search(product.line)
        and not re.search(r"US ?\$|\bUSD\b|\bUS\b", product.line)
    ]
    may_tell = doubted and any(word in text for word in _HINTING)
    land = next((code for code, hint in _HINTS.items() if may_tell and hint.search(text)), None)
    for product in doubted if land else ():
        yield PlanWarning(
            "price.currency_unsure",
            f"The price of “{product.name}” was read in US dollars, and the manuscript names "
            f"{_NAMES[land or '']} shops or dollars: check its currency.",
            product.span,
        )


# One of these is in each of the hints: most texts hold none.
_HINTING = (
    *("CAD", "AUD", "NZD", "dollar", ".ca", ".com.au", ".co.nz"),
    *("Shoppers Drug Mart", "London Drugs", "Jean Coutu", "Chemist Warehouse", "Priceline"),
)
# Where a manuscript is at home. (Who writes "C$22" beside "$16" tells them apart.)
_HINTS = {
    "CAD": re.compile(
        r"[Pp]rices?\b[^.\n]{0,30}\bCAD\b|Canadian dollars?|\w\.ca\b|Shoppers Drug Mart"
        r"|London Drugs|Jean Coutu"
    ),
    "AUD": re.compile(
        r"[Pp]rices?\b[^.\n]{0,30}\bAUD\b|Australian dollars?|\.com\.au\b|Chemist Warehouse"
        r"|Priceline"
    ),
    "NZD": re.compile(r"[Pp]rices?\b[^.\n]{0,30}\bNZD\b|New Zealand dollars?|\.co\.nz\b"),
}
