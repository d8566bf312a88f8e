"""
Finding words, behind one small interface: FTS5 on SQLite, full text with trigrams on PostgreSQL.

    index().write(entries)             the words of entries
    index().candidates(match, most)    SQL that finds the best of them, with a score
    index().similar(["retinl"], 20)    words on file that may be meant

Nobody else in this package knows which database it is.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.db import connection

from search.databases import postgresql, sqlite
from search.databases.match import Match, Similar, Sql, Written

__all__ = ["Index", "Match", "Similar", "Sql", "Written", "index"]


class Index(Protocol):
    """What the module of a database has; its functions say what each does."""

    @property
    def CREATE(self) -> Sequence[str]: ...  # noqa: N802 -- a constant there

    @property
    def DROP(self) -> Sequence[str]: ...  # noqa: N802 -- a constant there

    def write(self, entries: Sequence[Written]) -> None: ...

    def candidates(self, match: Match, most: int) -> Sql: ...

    def remember(self, words: Iterable[str]) -> None: ...

    def forget(self, words: Iterable[str]) -> None: ...

    def similar(self, words: Sequence[str], most: int) -> list[Similar]: ...


def index() -> Index:
    """That of the database in use."""
    return _INDEXES[connection.vendor]


_INDEXES: dict[str, Index] = {"sqlite": sqlite, "postgresql": postgresql}
