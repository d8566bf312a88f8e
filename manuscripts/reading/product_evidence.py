"""What speaks for a product and its offers: names that are known, and words that are explained."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from products.brand_names import normalize_brand_name

from .found_products import FoundProduct
from .gazetteer import Gazetteer
from .money import money_in
from .plan import PlanWarning, ReadOffer, ReadProduct
from .vocabulary import PRODUCT_NOUNS, words

# What may stand between a product and its price and says nothing of its own.
_FILLING = words("offer-words.txt") | frozenset(
    "a an and ab at bei by chez costs cost each for from in is it its jetzt now of on only or our"
    " price priced retails sells statt the to via was which you can get will back sets me".split()
)
_WORD = re.compile(r"[^\W\d_][\w’'-]+")
_MOST_BETWEEN = 3  # words that nothing explains
# "500g with", "size: 30 ml", "Where I got it: Space NK": what a label says.
_NO_NAME = re.compile(
    r"\A[\d.,]+ ?(?:ml|g|oz|fl)(?!\w)|\A[a-zß-ÿ]+(?![\w’'-])|(?<!\w)[a-z]+: |[|=→]"
)
_LEADS = re.compile(r"(?:\b(?:at|from|via|bei|chez|shop)\s|@\s?)(?:the\s)?\Z", re.IGNORECASE)
_OF_LAND = re.compile(
    r",? \(?(?:US|USA|UK|Canada|Australia|New Zealand|Ireland|Singapore|Online)\)?\Z"
)


def weak_products(
    products: Iterable[FoundProduct], houses: Iterable[str], trade: Gazetteer
) -> Iterator[PlanWarning]:
    """Products of a brand or a shop nobody knows, or with words that nothing explains."""
    known = {normalize_brand_name(house) for house in houses}
    read = [found.product for found in products]
    sellers = Counter(offer.retailer for one in read for offer in one.offers if offer.retailer)
    told_often = {shop for shop, count in sellers.items() if count > 1}
    for product in read:
        told = _weakness(product, known, told_often, trade)
        if told:
            code, why = told
            yield PlanWarning(code, why, product.span)


def _weakness(
    product: ReadProduct, houses: set[str], sellers: set[str], trade: Gazetteer
) -> tuple[str, str] | None:
    called = f"“{product.name}”"
    if product.brand and not _is_known(product.brand, houses, trade):
        return (
            "product.brand_unsure",
            f"“{product.brand}” is no brand we know: check brand and name of {called}.",
        )
    if _NO_NAME.search(product.name):
        return "product.name_unclear", f"{called} is not written as a name is: check it."
    for offer in product.offers:
        shop = offer.retailer
        if shop and shop not in sellers and not _is_shop(offer, product, trade):
            return (
                "price.shop_unsure",
                f"“{offer.retailer}” is no shop we know: check who sells {called}.",
            )
    if between := _between(product):
        return (
            "price.other_words",
            f"“{' '.join(between[:6])}” stands between {called} and its price: check that it is "
            "its own.",
        )
    return None


def _is_known(brand: str, houses: set[str], trade: Gazetteer) -> bool:
    key = normalize_brand_name(brand)
    return brand in trade.brands or brand in trade.retailers or key in houses


def _is_shop(offer: ReadOffer, product: ReadProduct, trade: Gazetteer) -> bool:
    shop = _OF_LAND.sub("", offer.retailer or "")  # "Sephora Canada"
    return bool(
        shop in trade.retailers
        or offer.url
        or "." in shop
        or normalize_brand_name(shop) == normalize_brand_name(product.brand or "")
        or _is_led_to(offer.retailer or "", product.line)
    )


def _is_led_to(shop: str, line: str) -> bool:
    """Whether "at" or such a word stands before the shop."""
    at = line.find(shop)
    return at > 0 and bool(_LEADS.search(line, max(0, at - 12), at))


def _between(product: ReadProduct) -> list[str]:
    """Words between a product's name and its first price that nothing explains, if many."""
    line = product.line
    if "\n" in line or "\t" in line or not product.offers:
        return []
    at = line.find(product.name)
    prices = [one for one in money_in(line) if one.start >= at + len(product.name)]
    if at < 0 or not prices:
        return []
    between = line[at + len(product.name) : prices[0].start]
    known = {word.lower() for offer in product.offers for word in (offer.retailer or "").split()}
    known |= {word.lower() for word in _WORD.findall(product.size or "")}
    found = [
        word
        for word in _WORD.findall(between)
        if word.lower() not in known
        and word.lower() not in _FILLING
        and word.lower() not in PRODUCT_NOUNS
    ]
    return found if len(found) > _MOST_BETWEEN else []
