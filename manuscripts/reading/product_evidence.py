"""What speaks for a product and its offers: names that are known, and words that are explained."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from products.brand_names import normalize_brand_name

from .found_products import FoundProduct
from .gazetteer import Gazetteer
from .links import is_same_shop, shop_at
from .money import money_in
from .offer_words import other_words
from .page_currency import DOLLARS
from .plan import PlanWarning, ReadOffer, ReadProduct
from .sign_currency import FAMILIES, strange_currency
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
# What makes an amount another thing than what a product costs today, or a name another product's.
_TURNED = re.compile(
    r"\b(?:per refill|a refill|last (?:year|month|summer|winter)|discontinued|no longer|any ?more"
    r"|not [$£€]?\d|instead of|rather than|dupes? (?:of|for)|dupe(?=[,;:)]|\Z)|deposit|rental)\b",
    re.IGNORECASE,
)
_MAX_LINE = 160  # characters; a longer one is told a story around the price
_SIZE = re.compile(r"\d ?(?:ml|g|kg|l|fl\.? ?oz|oz)\b\.?", re.IGNORECASE)
_OF_LAND = re.compile(
    r",? \(?(?:US|USA|UK|Canada|Australia|New Zealand|Ireland|Singapore|Online)\)?\Z"
)


def weak_products(
    text: str,
    products: Iterable[FoundProduct],
    houses: Iterable[str],
    trade: Gazetteer,
    is_asked: Callable[[int, int], bool],
    *,
    edited: bool,
) -> Iterator[PlanWarning]:
    """
    Products of a brand or a shop nobody knows, or with words that nothing explains.

    What `is_asked` about already, by its place, isn't looked at.
    In an `edited` text a price that is struck through may be one that was corrected.
    """
    known = {normalize_brand_name(house) for house in houses}
    read = [found.product for found in products]
    sellers = Counter(offer.retailer for one in read for offer in one.offers if offer.retailer)
    lines = Counter(one.line for one in read)
    told_often = {shop for shop, count in sellers.items() if count > 1}
    for product in read:
        if is_asked(*product.span):
            continue
        told = (
            _weakness(product, known, told_often, trade)
            or _contradicted(product, trade)
            or _shares(product, lines)
            or _second_brand(product, trade)
            or _condition(text, product)
        )
        if edited and not told and any(offer.list_price for offer in product.offers):
            told = "price.unclear", _CORRECTED.format(product.name)
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
            f"We don’t know the brand “{product.brand}”: check the brand and name of {called}.",
        )
    if _NO_NAME.search(product.name) or _ends_in_shop(product.name, trade):
        return "product.name_unclear", f"{called} doesn’t look like a product’s name: check it."
    for offer in product.offers:
        shop = offer.retailer
        if shop and shop not in sellers and not _is_shop(offer, product, trade):
            return (
                "price.shop_unsure",
                f"“{offer.retailer}” is no shop we know: check who sells {called}.",
            )
    is_line = "\n" not in product.line and len(product.line) <= _MAX_LINE
    if turned := _TURNED.search(product.line if is_line else product.name):
        return (
            "price.unclear",
            f"“{turned[0]}” stands on the line of {called}: check that its price is what it costs.",
        )
    shops = [(one.retailer, one.currency) for one in product.offers if one.retailer]
    if len(shops) > len(set(shops)):
        return "price.unclear", f"{called} has two prices for one shop: check which counts."
    if between := _between(product):
        return (
            "price.other_words",
            f"“{' '.join(between[:6])}” stands between {called} and its price: check that it is "
            "its own.",
        )
    return None


def _contradicted(product: ReadProduct, trade: Gazetteer) -> tuple[str, str] | None:
    """An address of another shop than the words name, and an amount that is in another currency."""
    for offer in product.offers:
        owner = shop_at(offer.url, trade) if offer.url and offer.retailer else None
        called, owned = (
            normalize_brand_name(offer.retailer or ""),
            normalize_brand_name(owner or ""),
        )
        if owned and not (is_same_shop(called, owned) or is_same_shop(owned, called)):
            return (
                "price.shop_unsure",
                f"The words beside “{product.name}” name {offer.retailer}, and their link leads to "
                f"{owner}: check who sells it.",
            )
    if strange := strange_currency(product):
        return (
            "price.currency_unsure",
            f"{strange.retailer} takes no {strange.currency} at home: check the currency of "
            f"“{product.name}”.",
        )
    own = {offer.currency for offer in product.offers}
    for one in money_in(product.line) if own - {None} else ():
        alike = DOLLARS if one.currency == "USD" else FAMILIES.get(one.currency, {one.currency})
        if one.role not in ("none", "about") and not alike & own:
            return (
                "price.amount_unread",
                f"“{product.line[one.start : one.end]}” stands beside “{product.name}” in another "
                "currency: check which price counts where.",
            )
    return None


def _is_alike(shop: str, owner: str) -> bool:
    one, other = normalize_brand_name(shop), normalize_brand_name(owner)
    return is_same_shop(one, other) or is_same_shop(other, one)


_CORRECTED = (
    "Other words of this manuscript were deleted by an editor: check that the price before of “{}” "
    "is one, and no correction."
)
_EACH = re.compile(r"\s?(?:each|apiece|respectively|both)\b", re.IGNORECASE)
_LED = re.compile(r"(?:\band|\bor|&|\+)\s(?:the\s|an?\s|their\s)?\Z")


def _shares(product: ReadProduct, lines: Counter[str]) -> tuple[str, str] | None:
    """ "The Lotion and the Cream are $9 each", of which only one was read."""
    if lines[product.line] > 1 or not product.offers:
        return None
    at = product.line.find(product.brand or product.name)
    is_second = at > 0 and _LED.search(product.line, max(0, at - 12), at)
    if is_second and any(_EACH.match(product.line, one.end) for one in money_in(product.line)):
        return (
            "price.by_place",
            f"The price of “{product.name}” is what each of several things costs: add the others.",
        )
    return None


_JOINED = re.compile(r"(?:,|\+|/|&|×|\b(?:and|or|with|plus|x))\s(?=[A-Z])")


def _second_brand(product: ReadProduct, trade: Gazetteer) -> tuple[str, str] | None:
    """ "Foaming Cleanser and Nivea Creme": two products that share a line."""
    for joint in _JOINED.finditer(product.name):
        end = trade.brands.end_at(product.name, joint.end())
        if end > joint.end() and product.name[joint.end() : end] != product.brand:
            return (
                "product.name_unclear",
                f"“{product.name}” may be two products: check whose the price is.",
            )
    return None


def _condition(text: str, product: ReadProduct) -> tuple[str, str] | None:
    told = other_words(text, product) if product.offers else None
    if not told:
        return None
    return (
        "price.other_words",
        f"“{told}” stands beside the price of “{product.name}”: check that it is what anybody pays "
        "for it there.",
    )


def _ends_in_shop(name: str, trade: Gazetteer) -> bool:
    """ "Unseen Sunscreen, 1.7 fl oz Sephora": a name that goes on where it should end."""
    size = _SIZE.search(name)
    return size is not None and name[size.end() :].strip(" ,;") in trade.retailers


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


def lost_amounts(text: str, products: Iterable[FoundProduct]) -> Iterator[PlanWarning]:
    """Products with an amount in their places that no offer there holds: "($14.79, was $17.29)"."""
    places = sorted(
        ((*place, found.product) for found in products for place in found.places),
        key=lambda one: one[:2],
    )
    kept: set[tuple[Decimal | None, str | None]] = set()
    together: list[tuple[int, int, ReadProduct]] = []
    reach = 0
    for start, end, product in (*places, (len(text) + 1, len(text) + 1, None)):
        if start >= reach:
            yield from _lost(text, together, kept)
            together, kept = [], set()
        if product:
            together.append((start, end, product))
            kept |= _kept(product)
            reach = max(reach, end)


def amounts_beside(products: Iterable[FoundProduct]) -> Iterator[PlanWarning]:
    """Products of a sentence that names an amount which no product has: "crossed out from $94"."""
    found = list(products)
    kept = {one for each in found for one in _kept(each.product)}
    for each in found:
        product = each.product
        currencies = {offer.currency for offer in product.offers}
        for one in money_in(product.line) if not each.passages else ():
            if (
                one.role != "none"
                and one.currency in currencies
                and (one.low, one.currency) not in kept
            ):
                yield PlanWarning(
                    "price.amount_unread",
                    f"“{product.line[one.start : one.end]}” stands in the sentence of "
                    f"“{product.name}” and is no price of it: check which counts.",
                    product.span,
                )
                break


def _kept(product: ReadProduct) -> set[tuple[Decimal | None, str | None]]:
    return {
        (amount, offer.currency)
        for offer in product.offers
        for amount in (offer.price, offer.price_max, offer.list_price)
    }


def _lost(
    text: str,
    together: list[tuple[int, int, ReadProduct]],
    kept: set[tuple[Decimal | None, str | None]],
) -> Iterator[PlanWarning]:
    """Of places that overlap, each with an amount that is in none of their offers."""
    amounts, currencies = {one for one, _ in kept}, {one for _, one in kept}
    for start, end, product in together:
        for one in money_in(text[start:end]):
            is_own = one.currency in currencies or one.currency == "USD" and DOLLARS & currencies
            is_own = is_own or "\t" in product.line  # a column for each country
            if one.role != "none" and is_own and one.low not in amounts:
                yield PlanWarning(
                    "price.amount_unread",
                    f"“{text[start + one.start : start + one.end]}” stands beside "
                    f"“{product.name}” and is no price of it: check which counts.",
                    product.span,
                )
                break
