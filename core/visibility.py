"""
The one way out to the public, as far as it concerns several packages (docs/architecture.md).

A product is public because a live edition shows it, but `products` must not know `articles`.
So a package that shows another one's rows says so here, once, beside its own models:

    @visibility.register(Product, by="product")
    def products_of_live_editions(at):
        return EditionProduct.objects.filter(is_live(at, "edition__"))

and the other package's `public()` asks `visibility.visible(Product, at)`.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

# At a moment, the rows that readers see.
Links = Callable[[datetime], QuerySet[Any]]

_links_to: dict[type[Model], list[tuple[Links, str]]] = defaultdict(list)


def register(model: type[Model], *, by: str) -> Callable[[Links], Links]:
    """
    Register a function `at -> queryset of rows that readers see` as a reason to show `model`.

    `by` is the field of those rows that points to `model`.
    """

    def add(function: Links) -> Links:
        _links_to[model].append((function, by))
        return function

    return add


def visible(model: type[Model], at: datetime) -> Q:
    """
    A `Q` of the rows of `model` that some other package shows to readers at the moment `at`.

    It asks row by row, so that a list of twenty looks at twenty and not at all there are.
    """
    condition = Q(pk__in=[])
    for links, by in _links_to[model]:
        condition |= Q(Exists(links(at).filter(**{by: OuterRef("pk")})))
    return condition
