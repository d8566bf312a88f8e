"""
Signs that several countries write: "kr", "¥", "Rs". Whose they are, the shop tells, or the text.

"249 kr at Matas" is Danish and "kr 249 at Apotea" is Swedish, wherever the sign stands. Where
neither the shop nor the places of the text tell, an editor is asked; and where a bare "$" has a
number as only other countries write it: "$25.000".
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from products.brand_names import normalize_brand_name
from products.currencies import quantized
from products.shop_hosts import host_of

from .gazetteer import Gazetteer
from .money import known_code
from .page_currency import DOLLARS
from .plan import PlanWarning, ReadOffer, ReadProduct

_CROWNS = ("DKK", "NOK", "SEK")
_SIGNS = (
    (re.compile(r"(?<![A-Za-z])[Kk]r\.?(?![A-Za-z])"), _CROWNS),
    (re.compile(r"\b[Kk]rone(?:r|s)?\b"), ("DKK", "NOK")),
    (re.compile(r"(?<!CN)¥"), ("JPY", "CNY")),
    (re.compile(r"(?<![A-Za-z])Rs\.?(?![A-Za-z])|\brupees?\b"), ("INR", "PKR", "LKR", "NPR")),
)
_ANY = re.compile(r"[Kk]r(?:\.|one|(?![A-Za-z]))|¥|Rs|rupee")
FAMILIES = {code: frozenset(codes) for _, codes in _SIGNS for code in codes}
FAMILIES |= dict.fromkeys(_CROWNS, frozenset(_CROWNS))
_PLACES = {
    "DKK": r"Denmark|Danish|Danes?|Danmark|[Dd]ansk\w*|Copenhagen|København|Aarhus|Odense|Aalborg"
    r"|Matas|Magasin|Nicehair|Apopro|Føtex|Bilka|DKK|[Kk]øbe?r?|hvad",
    "NOK": r"Norway|Norwegians?(?! Formula)|Norge|[Nn]orske?|Oslo|Bergen|Trondheim|Stavanger|Tromsø"
    r"|Gardermoen|Vitusapotek|Blivakker|Farmasiet|Fredrik ?& ?Louisa|NOK|[Kk]jøpe?r?|hva",
    "SEK": r"Sweden|Swedish|Swedes?|Sverige|[Ss]vensk\w*|Stockholm|Gothenburg|Göteborg|Malmö"
    r"|Uppsala|Apotea|Lyko|Åhléns|Apotek Hjärtat|Apoteket|Kronans|SEK|kronor|och|inte|från",
    "JPY": r"Japan(?:ese)?|Tokyo|Osaka|Kyoto|Fukuoka|Sapporo|Shibuya|Ginza|Narita|[Yy]en|JPY"
    r"|Matsumoto ?Kiyoshi|MatsuKiyo|Don Quijote|Donki|Rakuten|Welcia|Tokyu Hands|日本",
    "CNY": r"China|Chinese(?! medicine| herb)|Shanghai|Beijing|Shenzhen|Guangzhou|Chengdu|Hangzhou"
    r"|[Yy]uan|RMB|[Rr]enminbi|CNY|Tmall|Taobao|JD\.com|Xiaohongshu|元",
    "INR": r"Indian?s?|Mumbai|Delhi|Bengaluru|Bangalore|Chennai|Kolkata|Hyderabad|Pune|Nykaa"
    r"|Purplle|INR|₹|Tira",
    "PKR": r"Pakistanis?|Pakistan|Karachi|Lahore|Islamabad|PKR|Daraz",
    "LKR": r"Sri Lankan?s?|Colombo|LKR",
    "NPR": r"Nepal(?:i|ese)?|Kathmandu|NPR",
}
_PLACE = {code: re.compile(rf"(?<!\w)(?:{places})(?!\w)") for code, places in _PLACES.items()}
_ENDINGS = {
    ".dk": "DKK",
    ".no": "NOK",
    ".se": "SEK",
    ".jp": "JPY",
    ".cn": "CNY",
    ".in": "INR",
    ".pk": "PKR",
    ".lk": "LKR",
    ".np": "NPR",
}
_MAX_COUNTED = 200_000  # characters of a text that are looked through for places
# "€1.299" and "1.299 €" may be a thousand or a slip for 12.99.
_FOREIGN = re.compile(
    r"(?<![A-Za-z])(?:[$£]\s?\d{1,3}(?:\.\d{3})+(?!\d)|\$\s?\d+,\d{1,2}(?!\d))"
    r"|(?:€|\bEUR)\s?\d{1,3}\.\d{3}(?!\d|[.,]\d)"
    r"|(?<![\d.,])\d{1,3}\.\d{3}\s?(?:[$£€](?!\s?\d)|(?:EUR|USD|GBP|[Ee]uros?|dollars|pounds)\b)"
)
# "$70.00 SAR": the sign of one currency and the letters of another.
_CODED = re.compile(r"([$£€])\s?\d[\d.,]*\s?([A-Z]{3})(?![A-Za-z])")
_SIGNED = {"$": DOLLARS | {"USD", "MXN", "TWD"}, "£": {"GBP"}, "€": {"EUR"}}
# "£12-50" is twelve pounds fifty, as an older hand writes it, or twelve to fifty.
_PENCE = re.compile(r"£\d{1,3}[-–](?:00|25|49|50|75|95|99)(?![\d.])")
# "£12·99", "$12:99", "12€99": cents behind a mark that none of our numbers has.
_ODD_CENTS = re.compile(
    r"[$£€]\s?\d{1,4}(?:[·•․‚⸱:;_—/\u200c\u200d⁄\u0335\u0336]|\.\.)\d{1,2}(?![\dA-Za-z])"
    r"|\b\d{1,4}(?:[$£€]\d{2}(?!\d)|:\d{2}\s?kr\b)"
)


class Signs:
    """Whose the signs of one text are, looked up when the first of them is met."""

    def __init__(self, text: str, trade: Gazetteer):
        self._text, self._trade = text, trade
        self._told: dict[tuple[str, ...], set[str]] = {}

    def told(self, product: ReadProduct) -> tuple[ReadProduct, list[PlanWarning]]:
        """The product with the currency that its signs mean, and the doubt where nothing tells."""
        doubts = list(_foreign(product))
        if not _ANY.search(product.line):
            return product, doubts
        for sign, codes in _SIGNS:
            met = sign.search(product.line)
            if met and any(offer.currency in codes for offer in product.offers):
                product, doubt = self._of_sign(product, met[0], codes)
                return product, [*doubts, *doubt]
        return product, doubts

    def _of_sign(
        self, product: ReadProduct, sign: str, codes: tuple[str, ...]
    ) -> tuple[ReadProduct, list[PlanWarning]]:
        offers, is_told = [], True
        for offer in product.offers:
            code = self._code(product, offer, codes) if offer.currency in codes else offer.currency
            is_told = is_told and (code is not None or offer.currency is None)
            offers.append(_in(code, offer) if code else offer)
        product = replace(product, offers=tuple(offers))
        if is_told:
            return product, []
        names = ", ".join(codes[:-1]) + f" or {codes[-1]}"
        return product, [
            PlanWarning(
                "price.currency_unsure",
                f"“{sign}” beside “{product.name}” may be {names}, and nothing tells which: check "
                "its currency.",
                product.span,
            )
        ]

    def _code(self, product: ReadProduct, offer: ReadOffer, codes: tuple[str, ...]) -> str | None:
        shop = offer.retailer or ""
        hosts = [host_of(offer.url or "") or "", *(self._trade.domains_of(shop.lower()) or (shop,))]
        ends = {code for host in hosts if (code := _ending(host)) in codes}
        for found in (ends, _named(shop, codes), _named(product.line, codes), self._of_text(codes)):
            if len(found) == 1:
                return next(iter(found))
            if found:
                return None
        return None

    def _of_text(self, codes: tuple[str, ...]) -> set[str]:
        if codes not in self._told:
            self._told[codes] = _named(self._text[:_MAX_COUNTED], codes)
        return self._told[codes]


def _ending(host: str) -> str | None:
    return next((code for ending, code in _ENDINGS.items() if host.lower().endswith(ending)), None)


def _named(words: str, codes: tuple[str, ...]) -> set[str]:
    return {code for code in codes if _PLACE[code].search(words)}


def _in(currency: str, offer: ReadOffer) -> ReadOffer:
    """The offer in another currency that has its sign, with as many decimals as that has."""
    if currency == offer.currency:
        return offer

    def kept(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else quantized(amount, currency)

    return replace(
        offer,
        currency=currency,
        price=kept(offer.price),
        price_max=kept(offer.price_max),
        list_price=kept(offer.list_price),
    )


# What shops of one country take: "$9 at Boots" and "£9 at CVS" contradict themselves.
_HOMES = {
    frozenset(("USD",)): "CVS, Walgreens, Rite Aid, Kroger, Publix, Ulta, Ulta Beauty, Dermstore"
    ", Bluemercury, Kohl's, Macy's, Duane Reade, Wegmans, Trader Joe's, Nordstrom",
    frozenset(("USD", "AUD", "CAD")): "Target, Walmart, Bloomingdale's",
    frozenset(
        ("GBP", "EUR")
    ): "Boots, Superdrug, Tesco, Lidl, Aldi, Marks & Spencer, Holland & Barrett",
    frozenset(("GBP",)): "Sainsbury's, Waitrose, Ocado, Morrisons, Asda, John Lewis, Wilko",
    frozenset(("EUR", "CHF")): "dm, Rossmann, Müller, Douglas, Monoprix, Nocibé, Marionnaud",
    frozenset(("AUD", "NZD")): "Chemist Warehouse, Priceline, Mecca, Coles, Woolworths",
    frozenset(("CAD",)): "Shoppers Drug Mart, London Drugs, Jean Coutu",
}
_LARGE = frozenset("USD GBP EUR CAD AUD".split())  # a chain may have branches in another land
_HOME = {
    normalize_brand_name(shop): home for home, shops in _HOMES.items() for shop in shops.split(", ")
}


def strange_currency(product: ReadProduct) -> ReadOffer | None:
    """An offer in another currency than its shop takes at home."""
    for offer in product.offers:
        home = _HOME.get(normalize_brand_name(offer.retailer or ""))
        if home and offer.currency in _LARGE - home:
            return offer
    return None


def _foreign(product: ReadProduct) -> Iterator[PlanWarning]:
    """ "$25.000", "£12-50": a number that may be another amount than it looks."""
    if not product.offers:
        return
    if told := _FOREIGN.search(product.line) or _two_currencies(product.line):
        yield PlanWarning(
            "price.currency_unsure",
            f"“{told[0]}” beside “{product.name}” is not written as such a price is: check amount "
            "and currency.",
            product.span,
        )
    elif told := _PENCE.search(product.line) or _ODD_CENTS.search(product.line):
        yield PlanWarning(
            "price.unclear",
            f"“{told[0]}” beside “{product.name}” may be another amount than it looks: check it.",
            product.span,
        )


def _two_currencies(line: str) -> re.Match | None:
    signed = (one for one in _CODED.finditer(line) if known_code(one[2]))
    return next((one for one in signed if one[2] not in _SIGNED[one[1]]), None)
