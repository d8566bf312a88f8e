"""
The one way out to the public, as far as it concerns several packages (docs/architecture.md).

A product is public because a live edition shows it, but `products` must not know `articles`.
So a package that shows another one's rows says so here, once, beside its own models:

    @visibility.register(Product, by="product")
    def products_of_live_editions(at):
        return EditionProduct.objects.filter(is_live(at, "edition__"))

and the other package's `public()` asks `visibility.visible(Product, at)`.

What is planned counts as public for whoever may change it: `public(NOW_OR_LATER)` are the rows that
readers see now or will see, as things are planned. `reasons(row)` says by what.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import Enum
from typing import Any, Final

from django.db.models import (
    Count,
    Exists,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone


class _Ahead(Enum):
    NOW_OR_LATER = "now or later"


NOW_OR_LATER: Final = _Ahead.NOW_OR_LATER

# A moment, or “now or at any later moment”; None where a function takes it: now.
Moment = datetime | _Ahead
# At a moment, the rows that readers see.
Links = Callable[[Moment], QuerySet[Any]]

MAX_REASONS = 3

_links_to: dict[type[Model], list[tuple[Links, str]]] = defaultdict(list)


def register(model: type[Model], *, by: str) -> Callable[[Links], Links]:
    """
    Register a function `when -> queryset of rows that readers see` as a reason to show `model`.

    `by` is the field of those rows that points to `model`. A row with `shown_in(viewer)`
    says what it stands for (“Milia”, which readers see); for another one its own reasons are told.
    """

    def add(function: Links) -> Links:
        _links_to[model].append((function, by))
        return function

    return add


def visible(model: type[Model], when: Moment) -> Q:
    """
    A `Q` of the rows of `model` that some other package shows to readers at that moment.

    It asks row by row, so that a list of twenty looks at twenty and not at all there are.
    """
    condition = Q(pk__in=[])
    for links, by in _links_to[model]:
        condition |= Q(Exists(links(when).filter(**{by: OuterRef("pk")})))
    return condition


def shown_count(model: type[Model], when: Moment) -> Any:
    """An expression: how many rows of other packages show a row of `model` at that moment."""
    total: Any = Value(0, output_field=IntegerField())
    for links, by in _links_to[model]:
        total += counted(links(when).filter(**{by: OuterRef("pk")}), by)
    return total


def counted(rows: QuerySet[Any], by: str) -> Coalesce:
    """An expression: how many rows there are, all of which have the same value in `by`."""
    tally = rows.order_by().values(by).annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(tally, output_field=IntegerField()), 0)


def has_begun(field: str, when: Moment | None = None) -> Q:
    """A `Q`: what begins at the moment in `field` has begun by then, and never ends."""
    if when is NOW_OR_LATER:
        return Q(**{f"{field}__isnull": False})
    return Q(**{f"{field}__lte": when or timezone.now()})


def reasons(row: Model, viewer: Any) -> list[str]:
    """
    By what readers see a row now or later, half a sentence each; none where it is by itself.

    What is only planned is named to a viewer (a user) who may see it.
    """
    shown = (link.shown_in(viewer) for links in links_to(row) for link in links[:MAX_REASONS])
    return list(dict.fromkeys(shown))[:MAX_REASONS]


def links_to(row: Model) -> Iterator[QuerySet[Any]]:
    """
    Querysets of the rows with `shown_in(viewer)` by which readers see `row` now or later.

    As many as there are ways from one to the other, however many rows lie on them.
    """
    yield from _links_to_any(type(row), [row.pk])


def _links_to_any(model: type[Model], keys: Any) -> Iterator[QuerySet[Any]]:
    for links, by in _links_to[model]:
        found = links(NOW_OR_LATER).filter(**{f"{by}__in": keys})
        if hasattr(found.model, "shown_in"):
            yield found
        else:
            yield from _links_to_any(found.model, found.order_by().values("pk"))
