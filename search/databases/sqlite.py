"""Words in SQLite: an FTS5 table, whose rows stand in the order of their keys, newest last."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from search.databases.match import Match, Similar, Sql, Written

# What was cut into words already is only parted at its spaces.
CREATE = (
    """
CREATE VIRTUAL TABLE search_words USING fts5(
    title, tags, lead, body, kind,
    tokenize = "unicode61 remove_diacritics 0"
)
""",
    "CREATE VIRTUAL TABLE search_spellings USING fts5(word, tokenize = 'trigram', detail = none)",
)
DROP = ("DROP TABLE search_words", "DROP TABLE search_spellings")

_FIELDS = "{title tags lead body}"
# The worth of a word by where it stands: title, tags, lead, body.
_WORTH = "60.0, 25.0, 10.0, 1.0, 0.0"


def write(entries: Sequence[Written]) -> None:
    """Put in the words of entries that are not there yet."""
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [[e.key] for e in entries])
        cursor.executemany(
            "INSERT INTO search_words (rowid, title, tags, lead, body, kind) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            [(e.key, e.title, e.tags, e.lead, e.body, e.kind) for e in entries],
        )


def candidates(match: Match, most: int) -> Sql:
    """
    Those with all words in title and tags, then the newest: `most` of each, with a score.

    The score is FTS5's own (BM25), in which a word counts by its rarity and by where it stands.
    """
    words = _expression(match)
    of_kind = f" AND kind : {match.kind}" if match.kind else ""
    anywhere, in_head = f"({_FIELDS} : {words}{of_kind})", f"({{title tags}} : {words})"
    best = (
        f"SELECT rowid AS id, -bm25(search_words, {_WORTH}) AS score, %s AS is_head "  # noqa: S608 -- ours
        "FROM search_words WHERE search_words MATCH %s ORDER BY rowid DESC LIMIT %s"
    )
    return Sql(
        f"SELECT * FROM ({best}) UNION ALL SELECT * FROM ({best})",  # noqa: S608 -- our own words
        [1, f"{anywhere} AND {in_head}", most, 0, f"{anywhere} NOT {in_head}", most],
    )


def _expression(match: Match) -> str:
    words = [f'"{word}"' for word in match.words]
    if match.is_begun:
        words[-1] += "*"
    return f"({(' OR ' if match.any else ' AND ').join(words)})"


def remember(words: Iterable[str]) -> None:
    """Words that are new on file, to be proposed where somebody misspells them."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_spellings (word) VALUES (%s)", [[_padded(word)] for word in words]
        )


def forget(words: Iterable[str]) -> None:
    """The reverse of `remember`."""
    with connection.cursor() as cursor:
        for word in words:
            cursor.execute(
                "DELETE FROM search_spellings WHERE rowid IN (SELECT rowid FROM search_spellings "
                "WHERE search_spellings MATCH %s AND word = %s)",
                [_trigrams(word), _padded(word)],
            )


def similar(words: Sequence[str], most: int) -> list[Similar]:
    """For each of the words, those on file that share most with it or begin with it. A query."""
    alike = (
        "SELECT * FROM (SELECT trim(word, '_') AS word FROM search_spellings "
        "WHERE search_spellings MATCH %s ORDER BY rank LIMIT %s)"
    )
    begun = "SELECT * FROM (SELECT word FROM search_word WHERE word GLOB %s LIMIT %s)"
    parts: list[str] = []
    parameters: list[Any] = []
    for number, word in enumerate(words):
        parts.append(f"SELECT {number} AS place, word FROM ({alike} UNION {begun})")  # noqa: S608 -- ours
        parameters += [_trigrams(word), most, f"{word}*", most]
    sql = (
        f"SELECT place, word, shown FROM ({' UNION ALL '.join(parts)}) AS found "  # noqa: S608 -- ours
        "JOIN search_word USING (word)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [Similar(words[place], word, shown) for place, word, shown in cursor.fetchall()]


def _padded(word: str) -> str:
    """With marks at both ends, so that short words have trigrams, and beginnings count."""
    return f"__{word}_"


def _trigrams(word: str) -> str:
    padded = _padded(word)
    parts = (padded[at : at + 3] for at in range(len(padded) - 2))
    return " OR ".join(f'"{part}"' for part in parts)
