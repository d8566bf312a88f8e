"""Articles, editions, quotes, topics, the calendar: importing these registers them."""

from . import article, calendar, editions, quotes, references, topics, worklist

__all__ = ["article", "calendar", "editions", "quotes", "references", "topics", "worklist"]
