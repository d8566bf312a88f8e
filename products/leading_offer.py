"""
The one rule in which order offers stand; the first of them leads: cards, picks and lists name it.

It sees what may be shown and nothing else: a price that may not be decides no order. Amounts meet
only within one currency; each is a group by itself, that of the site's market first.
"""

from collections.abc import Iterable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from backoffice.site_settings import current
from products.display import OfferDisplay
from products.price_kinds import PriceKind, VariantKind

_VARIANTS = {kind.value: place for place, kind in enumerate(VariantKind)}


def in_leading_order(
    displays: Iterable[OfferDisplay], *, market: SimpleNamespace | None = None
) -> list[OfferDisplay]:
    """The offers of a product with the leading one first; `market` is the site's."""
    market = market or current().market
    return sorted(displays, key=lambda one: _place(one, market))


def _place(one: OfferDisplay, market: SimpleNamespace) -> tuple[Any, ...]:
    return (
        one.currency != market.currency,
        one.currency,
        one.market != market.country,
        bool(one.not_available),
        _VARIANTS[one.variant_kind],
        not one.price,
        one.is_stale,
        bool(one.price) and one.price_kind != PriceKind.EXACT,
        one.amount or Decimal(0),
        one.retailer,
        one.variant,
        one.offer,
    )
