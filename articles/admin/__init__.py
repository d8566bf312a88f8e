"""The editors' desk for articles, editions and quotes: importing these registers them."""

from . import article, calendar, editions, quotes, used, waiting

__all__ = ["article", "calendar", "editions", "quotes", "used", "waiting"]
