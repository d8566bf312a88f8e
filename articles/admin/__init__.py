"""The editors' desk for articles, editions and quotes: importing these registers them."""

from . import article, editions, quotes, used, waiting

__all__ = ["article", "editions", "quotes", "used", "waiting"]
