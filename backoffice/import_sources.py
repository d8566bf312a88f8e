"""
Where the rows of a model came from: a line on a row's page in the admin.

    ORIGINS[Quote] = Origins(rows, key="quote", page="admin:…", permission="…")

Packages below don't know the one that imports into them, so that one enters here what it keeps.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class Origins:
    """Rows that tell where others came from: `text` goes on after “From”, `anchor` on the page."""

    rows: QuerySet[Any]  # the newest first, annotated with `text`, `args` and `anchor`
    key: str  # of these rows: the one that points to what came from there
    page: str  # the name of the address that `args` leads to
    permission: str


ORIGINS: dict[type[Model], Origins] = {}
