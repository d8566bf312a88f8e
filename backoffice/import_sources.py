"""
Where a row came from: one line on its page in the admin, told by the package that imported it.

    register_import_source(Quote, lambda request, row: [Source("line 12 of milia.txt", "/admin/…")])

Packages below don't know the one that imports into them, so that one registers here. What it
registers checks the viewer's permissions itself, and makes one query at the most.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True)
class Source:
    text: str  # goes on after “From”
    address: str


_finders: dict[type[Model], Callable] = {}


def register_import_source(model, find_sources):
    """Register what finds the `Source`s of a row: (request, row) → sources."""
    if model in _finders:
        raise ValueError(
            f"An import source is already registered for {model._meta.label} came from."
        )
    _finders[model] = find_sources


def import_sources_of(request, row):
    """The `Source`s of a row that this viewer may know of, the newest first."""
    find_sources = _finders.get(type(row))
    return list(find_sources(request, row)) if find_sources and row.pk else []
