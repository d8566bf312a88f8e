"""
Words in PostgreSQL: two vectors for each entry, and trigrams of all words.

`head` has the words of title, tags and lead with their weights, and what the body repeats; it is
small, and scores are taken from it. `words` has all words without places, and is only looked up: it
lies beside its row, so that reading half of all rows is quick.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from search.databases.match import KIND_MARK, Match, Similar, Sql, Written
from search.words import often_in

# The newest that match, by the index whatever the planner thinks: it doesn't know what it costs to
# fetch vectors, and would read them all for a word that is in half of them.
_NEWEST = """
CREATE FUNCTION search_newest_{column}(wanted tsquery, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
    RETURN QUERY SELECT matching.rowid
    FROM (SELECT rowid FROM {table} WHERE {column} @@ wanted OFFSET 0) AS matching
    ORDER BY matching.rowid DESC LIMIT most;
END $$
"""
CREATE = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE TABLE search_words (rowid bigint PRIMARY KEY, words tsvector NOT NULL) "
    "WITH (toast_tuple_target = 128)",
    "ALTER TABLE search_words ALTER COLUMN words SET STORAGE EXTERNAL",
    "CREATE TABLE search_heads (rowid bigint PRIMARY KEY REFERENCES search_words "
    "ON DELETE CASCADE, head tsvector NOT NULL)",
    "CREATE INDEX search_by_words ON search_words USING gin (words) WITH (fastupdate = off)",
    "CREATE INDEX search_by_head ON search_heads USING gin (head) WITH (fastupdate = off)",
    "CREATE INDEX search_by_trigrams ON search_word USING gin (word gin_trgm_ops)",
    _NEWEST.format(table="search_words", column="words"),
    _NEWEST.format(table="search_heads", column="head"),
)
DROP = (
    "DROP FUNCTION search_newest_words(tsquery, integer)",
    "DROP FUNCTION search_newest_head(tsquery, integer)",
    "DROP TABLE search_heads",
    "DROP TABLE search_words",
    "DROP INDEX search_by_trigrams",
)

# What a word counts by where it stands: D (repeated in the body), C (lead), B (tags), A (title).
_WORTH = "{0.15, 0.3, 0.6, 1.0}"
_LARGEST = 1_000_000  # bytes of a vector
_SOMEWHERE = 0.03  # in the body, once or twice


def write(entries: Sequence[Written]) -> None:
    """Put in the words of entries, instead of what was there."""
    with connection.cursor() as cursor:
        for table, column, vector in (
            ("search_words", "words", _words),
            ("search_heads", "head", _head),
        ):
            cursor.executemany(
                f"INSERT INTO {table} (rowid, {column}) VALUES (%s, %s::tsvector) "  # noqa: S608 -- ours
                f"ON CONFLICT (rowid) DO UPDATE SET {column} = EXCLUDED.{column}",
                [(each.key, vector(each)) for each in entries],
            )


def _head(entry: Written) -> str:
    """Each field at a place of its own: a place has one weight."""
    weights: dict[str, list[str]] = {}
    fields = (entry.title.split(), entry.tags.split(), entry.lead.split(), often_in(entry.body))
    for place, (weight, words) in enumerate(zip("ABCD", fields, strict=True), 1):
        for word in dict.fromkeys(words):
            weights.setdefault(word, []).append(f"{place}{weight}")
    lexemes = (f"'{word}':{','.join(places)}" for word, places in weights.items())
    return _fitting([_mark(entry.kind), *lexemes])


def _words(entry: Written) -> str:
    words = {*entry.title.split(), *entry.tags.split(), *entry.lead.split(), *entry.body.split()}
    return _fitting([_mark(entry.kind), *(f"'{word}'" for word in sorted(words))])


def _mark(kind: str) -> str:
    """The lexeme of a kind: no word has a colon in it."""
    return f"'{KIND_MARK}:{kind}'"


def _fitting(lexemes: Iterable[str]) -> str:
    """As many as a vector takes: it holds a megabyte."""
    kept, size = [], 0
    for lexeme in lexemes:
        size += 4 * len(lexeme)
        if size > _LARGEST:
            break
        kept.append(lexeme)
    return " ".join(kept)


def candidates(match: Match, most: int) -> Sql:
    """Those with all words in title and tags, then the newest: `most` of each, with a score."""
    in_kind = f" & {_mark(match.kind)}" if match.kind else ""
    in_head = f"({_query(match, weights='AB')}){in_kind}"
    anywhere = f"({_query(match)}){in_kind}"
    return Sql(
        f"""
        SELECT rowid AS id, ts_rank('{_WORTH}', head, %s::tsquery) + {_SOMEWHERE} AS score, is_head
        FROM (
            WITH best AS MATERIALIZED (SELECT search_newest_head(%s::tsquery, %s) AS rowid)
            SELECT rowid, 1 AS is_head FROM best
            UNION ALL SELECT rowid, 0 FROM search_newest_words(%s::tsquery, %s) AS others (rowid)
            WHERE rowid NOT IN (SELECT rowid FROM best)
        ) AS matching JOIN search_heads USING (rowid)
        """,  # noqa: S608 -- our own words
        [_query(match, " | "), in_head, most, anywhere, most],
    )


def _query(match: Match, join: str = "", weights: str = "") -> str:
    """Weights are those of the fields a word must stand in."""
    marks = [weights] * len(match.words)
    if match.is_begun:
        marks[-1] = f"*{weights}"
    words = (f"'{w}':{m}" if m else f"'{w}'" for w, m in zip(match.words, marks, strict=True))
    return (join or (" | " if match.any else " & ")).join(words)


def remember(words: Iterable[str]) -> None:
    """Words that are new on file: the index of trigrams is PostgreSQL's own affair."""


def forget(words: Iterable[str]) -> None:
    """The reverse of `remember`."""


def similar(words: Sequence[str], most: int) -> list[Similar]:
    """For each of the words, those on file that share most with it or begin with it. A query."""
    alike = (
        "SELECT word, shown FROM search_word WHERE word %% %s "
        "ORDER BY similarity(word, %s) DESC, word LIMIT %s"
    )
    begun = "SELECT word, shown FROM search_word WHERE word LIKE %s LIMIT %s"
    parts: list[str] = []
    parameters: list[Any] = []
    for number, word in enumerate(words):
        parts.append(f"SELECT {number} AS place, * FROM (({alike}) UNION ({begun})) AS w{number}")  # noqa: S608 -- ours
        parameters += [word, word, most, f"{word}%", most]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        return [Similar(words[place], word, shown) for place, word, shown in cursor.fetchall()]
