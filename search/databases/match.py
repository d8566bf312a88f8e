"""What is asked of either database, and what it is told of an entry."""

from dataclasses import dataclass
from typing import Any, NamedTuple

KIND_MARK = "kind"  # before the name of a kind, where words stand: no word of a page has it


class Written(NamedTuple):
    """An entry as the database keeps it: its words as they are found, a space between two."""

    key: int
    kind: str
    title: str
    tags: str
    lead: str
    body: str


class Similar(NamedTuple):
    """A word that somebody typed, one on file that it may mean, and as pages write that."""

    typed: str
    word: str
    shown: str


class Sql(NamedTuple):
    """A query whose rows are (id, score, is_head), and its parameters."""

    text: str
    parameters: list[Any]


@dataclass(frozen=True, slots=True)
class Match:
    """
    What is looked for: entries with all of these words, or with `any` of them.

    `is_begun`: the last word is only the beginning of one. `kind`: of these alone.
    """

    words: tuple[str, ...]
    any: bool = False
    is_begun: bool = False
    kind: str = ""
