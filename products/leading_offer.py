"""
In which order offers stand, and which of them leads: the one a card names.

Prices are ordered within one currency only, that of the site's market first: 1 KWD is no smaller
price than 2.90 USD. `OfferQuerySet.for_display` says the same in SQL.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from products.market import site_currency

if TYPE_CHECKING:
    from products.models import Offer, PricePoint


def display_order(offer: "Offer") -> tuple[Any, ...]:
    """The key to sort offers by that are not sorted by the database."""
    return (*_price_order(offer.current), offer.retailer.name, offer.pk)


def _price_order(point: "PricePoint | None") -> tuple[Any, ...]:
    money = point.money if point else None
    if money is None:
        return (2,)
    # Two `Money`s meet here only where their currencies, one place to the left, are equal.
    return int(money.currency != site_currency()), money.currency, money


def leading_offer(offers: "Iterable[Offer]") -> "Offer | None":
    """The first offer whose price may be shown, in display order; else the first of them."""
    offers = list(offers)
    priced = [offer for offer in offers if offer.visible_price]
    if priced:
        return min(priced, key=lambda offer: _price_order(offer.visible_price))
    return offers[0] if offers else None
