"""A price that a manuscript gives in another currency than its shop's: “$90 on Amazon Canada”."""

from decimal import Decimal, InvalidOperation
from typing import Any

from manuscripts.matching import Shops
from products.money import Money


def currency_doubt(offer: dict[str, Any], shops: Shops) -> str:
    """What is to be looked at, for whoever reviews the offer; "" where the currencies agree."""
    currency = offer.get("currency")
    shop = shops.retailer(offer.get("retailer"), offer.get("url")) if currency else None
    if shop is None or offer.get("price") is None or shop.currency == currency:
        return ""
    try:
        price = str(Money(Decimal(offer["price"]), str(currency)))
    except (InvalidOperation, ValueError):
        return ""  # it is no price, which is doubted elsewhere
    return f"{shop}’s prices are in {shop.currency}; “{price}” was read as {currency}. Is it?"
