"""
Where a row came from: one line on its page in the admin, told by the room that brought it.

    register_import_source(Quote, lambda request, row: [Source("line 12 of milia.txt", "/admin/…")])

Rooms below don't know the one that imports into them, so that one registers here. A teller asks
the viewer's permissions itself, and makes one query at the most.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True)
class Source:
    text: str  # goes on after “From”
    address: str


_tellers: dict[type[Model], Callable] = {}


def register_import_source(model, teller):
    """Register who tells where the rows of a model came from."""
    if model in _tellers:
        raise ValueError(f"Somebody tells already where {model._meta.label} came from.")
    _tellers[model] = teller


def import_sources_of(request, row):
    """The `Source`s of a row that this viewer may know of, the newest first."""
    teller = _tellers.get(type(row))
    return list(teller(request, row)) if teller and row.pk else []
