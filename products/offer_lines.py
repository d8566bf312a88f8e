"""
What pages show of offers: read with what it takes, weighed at one moment, the leading one first.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import get_text_list

from backoffice.site_settings import current
from products.display import OfferDisplay, display_of, strikes_only_lows
from products.leading_offer import in_leading_order
from products.models import Offer, Product, Retailer
from products.money import Money
from products.price_history import lows_of

Lows = dict[int, Money]  # offer → the lowest price of the 30 days before its reduction
OfferLine = dict[str, Any]  # `OfferDisplay.as_line()`


def displays_of(
    offers: Iterable[Offer], at: datetime | None = None, lows: Lows | None = None
) -> list[OfferDisplay]:
    """Offers that came by `for_display()`, in leading order; `lows` where they are known."""
    at, market, offers = at or timezone.now(), current().market, list(offers)
    if lows is None:
        lows = lows_of(
            (
                offer
                for offer in offers
                if offer.current
                and offer.current.price
                and strikes_only_lows(offer.retailer.display_policy, offer, market)
            ),
            at,
        )
    displays = [display_of(offer, at, lows.get(offer.pk), market=market) for offer in offers]
    return in_leading_order(displays, market=market)


def lines_by_product(displays: Iterable[OfferDisplay]) -> dict[int, list[OfferLine]]:
    """The lines of each product, the leading offer first."""
    lines: dict[int, list[OfferLine]] = defaultdict(list)
    for display in displays:
        lines[display.product].append(display.as_line())
    return lines


def attach_lines(
    products: Iterable[Product], *, at: datetime | None = None, lows: Lows | None = None
) -> list[Product]:
    """The products, which came by `with_offers()`, each with its `offer_lines`."""
    products = list(products)
    offers = [offer for product in products for offer in product.offers.all()]
    lines = lines_by_product(displays_of(offers, at, lows))
    for product in products:
        product.offer_lines = lines.get(product.pk, [])
    return products


def cards_shown(products: Iterable[Product]) -> list[OfferLine]:
    """The line that each product's card shows."""
    return [product.offer_lines[0] for product in products if product.offer_lines]


def paid_terms(lines: Iterable[OfferLine], shops: Iterable[Retailer] = ()) -> dict[str, Any]:
    """
    For templates: whether a page has paid links, who pays for them, and what shops want said.

    `shops` are those of paid links elsewhere on the page (docs/rules.md 3.5, 3.10, 3.23).
    """
    found = {shop.name: shop.policy_statement for shop in shops}
    found |= {line["retailer"]: line["statement"] for line in lines if line["is_paid"]}
    return {
        "has_paid_links": bool(found),
        "paying_shops": get_text_list(sorted(found, key=str.casefold), "and"),
        "statements": [one for one in dict.fromkeys(found.values()) if one],
    }
