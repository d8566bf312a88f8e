"""Products and prices in the admin: importing these registers them."""

from . import catalog, price_batches, retailers

__all__ = ["catalog", "price_batches", "retailers"]
