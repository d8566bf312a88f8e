"""Products and their prices: the catalog, the offers, and the one way prices are recorded."""

from products.price_kinds import (
    PRICE_FACTS,
    Availability,
    ListPriceKind,
    PriceKind,
    PriceSource,
)
from products.pricing import Observation

from .brand import Brand
from .offer import Offer, with_offers
from .offer_rows import OfferRow, OfferRows, PointRow
from .price_batch import PriceBatch
from .price_change import PriceChange
from .price_evidence import PriceEvidence
from .price_point import PricePoint
from .price_upload import PriceUpload
from .product import Product, TaggedProduct
from .retailer import Retailer, RetailerDomain, attach_retailers

__all__ = [
    "PRICE_FACTS",
    "Availability",
    "Brand",
    "ListPriceKind",
    "Observation",
    "Offer",
    "OfferRow",
    "OfferRows",
    "PointRow",
    "PriceBatch",
    "PriceChange",
    "PriceEvidence",
    "PriceKind",
    "PricePoint",
    "PriceSource",
    "PriceUpload",
    "Product",
    "Retailer",
    "RetailerDomain",
    "TaggedProduct",
    "attach_retailers",
    "with_offers",
]
