"""
When a page is thin: it says nothing of its own, and leads to fewer than three things.

    Brand.objects.public().filter(substantial(Brand, "description", at))

A thin page opens and says so; it asks not to be indexed, and stands in no sitemap. Which words are
a page's own, and what things else count, each kind of page says where it asks: brands, products,
people and topics. Of a question it is its answer that decides (faq/reviews.py).
"""

from typing import Any

from django.db.models import Model, Q
from django.db.models.lookups import GreaterThanOrEqual

from core.visibility import Moment, shown_count

ENOUGH = 3


def substantial(model: type[Model], words: str, at: Moment) -> Q:
    """A `Q` of the rows whose field `words` says something, or that are shown often enough."""
    return says_something(words) | reaches_enough(shown_count(model, at))


def says_something(words: str) -> Q:
    """A `Q` of the rows whose field `words` isn't empty."""
    return ~Q(**{words: ""})


def reaches_enough(things: Any) -> Q:
    """A `Q` of the rows of which the expression `things` counts enough."""
    return Q(GreaterThanOrEqual(things, ENOUGH))
