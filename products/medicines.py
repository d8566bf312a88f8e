"""Advertising medicines in Europe: no expert recommends one (docs/rules.md 3.18)."""

from products.market import MEDICINE_MARKETS
from products.models import Product


def may_not_be_recommended(product: Product, *markets: str) -> bool:
    """Whether, in one of these markets, no paid link to it may stand beside an expert's words."""
    is_medicine = product.regulatory_class == Product.RegulatoryClass.OTC
    return is_medicine and not MEDICINE_MARKETS.isdisjoint(markets)
