"""
The one door to the public, as far as it concerns several rooms (design: "One door to the public").

A product is public because a live edition shows it, but `products` must not know `articles`.
So a room that shows another room's rows says so here, once, beside its own models:

    @shows(Product)
    def products_of_live_editions(at):
        return EditionProduct.objects.filter(edition__in=Edition.objects.live(at)).values("product")

and the other room's `public()` asks `shown(Product, at)`.
"""

from collections import defaultdict

from django.db.models import Q

_shown_by = defaultdict(list)


def shows(model):
    """Register a function `at -> queryset of primary keys of model that readers can see`."""

    def register(function):
        _shown_by[model].append(function)
        return function

    return register


def shown(model, at):
    """A `Q` of the rows of `model` that some other room shows to readers at the moment `at`."""
    condition = Q(pk__in=[])
    for function in _shown_by[model]:
        condition |= Q(pk__in=function(at))
    return condition
