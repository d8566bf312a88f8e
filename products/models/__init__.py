"""Products and their prices: the catalogue, the offers, and the one door for prices."""

from .batches import Observation, PriceBatch, PriceRow
from .catalogue import Brand, Product, Retailer, RetailerDomain, TaggedProduct
from .offers import (
    PRICE_FACTS,
    Availability,
    ListPriceKind,
    Offer,
    PriceKind,
    PricePoint,
    PriceSource,
)

__all__ = [
    "PRICE_FACTS",
    "Availability",
    "Brand",
    "ListPriceKind",
    "Observation",
    "Offer",
    "PriceBatch",
    "PriceKind",
    "PricePoint",
    "PriceRow",
    "PriceSource",
    "Product",
    "Retailer",
    "RetailerDomain",
    "TaggedProduct",
]
