"""Articles, editions, quotes and the calendar in the admin: importing these registers them."""

from . import article, calendar, editions, quotes, references, worklist

__all__ = ["article", "calendar", "editions", "quotes", "references", "worklist"]
