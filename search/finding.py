"""
Finding: the best entries for a query among those that readers see, and what was forgiven for it.

All words must be found; a word that nothing has is put right if there is one like it, and that is
said. Only if nothing has all the words is something found by some of them.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.utils import timezone

from search.databases import Match, index
from search.indexing import KEY_BITS, KIND_MASK, MINUTE_BITS, kind_of
from search.models import Entry, Kind
from search.spelling import Correction, put_right
from search.words import QueryWord, query_words

MOST_RANKED = 2000
SPARE = 100  # looked at besides: some of what matches may be to come
_YEAR = 525_600.0  # minutes
# What is as good a match as an article counts so much; and what is new, that much more.
_KIND_WORTH = {
    Kind.ARTICLE: 1.0,
    Kind.PRODUCT: 0.9,
    Kind.PERSON: 1.0,
    Kind.QUESTION: 0.9,
    Kind.TOPIC: 1.0,
}
_NEWS_WORTH = 0.25
_THEN = datetime(1970, 1, 2, 3, 4, 5, 6, tzinfo=UTC)  # stands for the moment of asking


@dataclass(frozen=True, slots=True)
class Found:
    """What a query finds, the best first: keys of entries."""

    keys: list[int]
    words: tuple[str, ...] = ()  # those it was found by
    is_cut: bool = False  # there were more than are ranked
    is_partial: bool = False  # nothing has all of the words
    corrections: list[Correction] = field(default_factory=list)

    @property
    def counts(self) -> dict[Kind, int]:
        """How many of each kind."""
        counted = Counter(map(kind_of, self.keys))
        return {kind: counted[kind] for kind in Kind if counted[kind]}

    def of_kind(self, kind: Kind) -> "Found":
        """Those of a kind alone."""
        return replace(self, keys=[key for key in self.keys if kind_of(key) is kind])


def find(query: str) -> Found:
    """What readers may see that has the words of the query. At most six queries."""
    asked = query_words(query)
    if not asked:
        return Found([])
    words = tuple(each.word for each in asked)
    found = best(Match(words))
    if found.keys:
        return found
    corrections = put_right(asked, which_find)
    meant = _meant(asked, corrections)
    if meant and meant != words:
        found = best(Match(meant))
    if not found.keys and len(meant) > 1:
        found = replace(best(Match(meant, any=True)), is_partial=True)
    return replace(found, corrections=corrections)


def _meant(asked: Sequence[QueryWord], corrections: Collection[Correction]) -> tuple[str, ...]:
    """The words with their corrections, without those that nothing has."""
    put = {each.wrong.word: each.right for each in corrections}
    meant = (put.get(each.word, each.word) for each in asked)
    return tuple(dict.fromkeys(word for word in meant if word))


def best(match: Match, most: int = MOST_RANKED) -> Found:
    """The entries that match, ranked by where the words stand, and by how new they are. A query."""
    sql, parameters = _ranked(match, most + SPARE)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    if is_cut := len(rows) > most:
        kept = set(sorted(((is_head, key) for key, is_head in rows), reverse=True)[:most])
        rows = [row for row in rows if (row[1], row[0]) in kept]
    return Found([key for key, _ in rows], match.words, is_cut)


def which_find(words: Sequence[str]) -> dict[str, int]:
    """Of these words, those by which readers find something → how much, up to fifty. A query."""
    if not words:
        return {}
    parts: list[str] = []
    parameters: list[Any] = []
    for number, word in enumerate(words):
        sql, values = _ranked(Match((word,)), 50)
        parts.append(f"SELECT {number} AS place, count(*) FROM ({sql}) AS found{number}")  # noqa: S608 -- ours
        parameters += values
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        return {words[place]: count for place, count in cursor.fetchall() if count}


def _ranked(match: Match, most: int) -> tuple[str, list[Any]]:
    candidates = index().candidates(match, most)
    now = timezone.now()
    seen, seen_parameters = _seen_at(now)
    worth = " ".join(f"WHEN {number} THEN {_KIND_WORTH[kind]}" for number, kind in enumerate(Kind))
    # The offset keeps PostgreSQL from asking of all entries who sees them, instead of those found.
    sql = f"""
        SELECT found.id, found.is_head FROM ({candidates.text}) AS found
        WHERE EXISTS (SELECT 1 FROM ({seen}) AS seen WHERE seen.id = found.id LIMIT 1 OFFSET 0)
        ORDER BY found.score * CASE (found.id >> {KEY_BITS}) & {KIND_MASK} {worth} END
            * (1 + {_NEWS_WORTH} / (1 + abs(%s - (found.id >> {MINUTE_BITS})) / {_YEAR})) DESC,
            found.id DESC
    """  # noqa: S608 -- our own names and numbers
    minutes = int(now.timestamp()) // 60
    return sql, [*candidates.parameters, *seen_parameters, minutes]


def _seen_at(now: datetime) -> tuple[str, list[Any]]:
    """`Entry.objects.visible(now)` as SQL, put together once: that takes five milliseconds."""
    sql, parameters = _seen_then()
    then, at = map(connection.ops.adapt_datetimefield_value, (_THEN, now))
    return sql, [at if each == then else each for each in parameters]


@cache
def _seen_then() -> tuple[str, tuple[Any, ...]]:
    sql, parameters = Entry.objects.visible(_THEN).values("id").query.sql_with_params()
    return sql, tuple(parameters)
