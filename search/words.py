"""
Words as they are found: in small letters, without accents and apostrophes, plurals as singulars.

The same function makes the words of a page and those of a query, so both databases find the same.
What differs by more than that is another word: retinol and retinal, niacin and niacinamide.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.accents import without_accents

MAX_QUERY = 100  # characters
MAX_WORDS = 8  # of a query that are looked for
LONGEST = 60  # characters of a word
OFTEN = 3  # so many times in a text, and it is about that, too

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_COMPOUND = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?:-[^\W\d_]{2,})+(?![\w-])")
# Scripts that set no spaces between words: two neighboring characters are what is looked for.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_STOP = frozenset(
    "a about am an and any are as at be been best but by can could do doe for from get good had "
    "has have help how i if in into is it its just make me much my need of on or our really should "
    "so than that the their them there they this to use using was we what when where which while "
    "who why will with work would you your".split()
)  # as they are found: “does” is “doe” there
# “Vitamin A” and “Retin-A” are names: what follows these words is never left out.
_TAKES_A_LETTER = frozenset({"vitamin", "retin", "provitamin", "hepatitis"})


_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def folded(text: str) -> str:
    """The text in small letters without accents, of the same length: for finding places in it."""
    return (text if text.isascii() else _NOT_ASCII.sub(_bare, text)).lower()


def _bare(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKD", match[0])[:1]


def words_in(text: str) -> Iterator[tuple[str, str]]:
    """The words of a text in their order: as they are found, and as they stand there."""
    for match in _WORD.finditer(unicodedata.normalize("NFC", text)):
        yield from ((word, match[0]) for word in _found_as(match[0]))


def page_words(text: str) -> Iterator[tuple[str, str]]:
    """As `words_in`, and “make-up” as one word, too: some write it so."""
    yield from words_in(text)
    for match in _COMPOUND.finditer(text):
        yield from words_in(match[0].replace("-", ""))


def often_in(words: str) -> list[str]:
    """The words that a text of found words repeats."""
    return [word for word, times in Counter(words.split()).items() if times >= OFTEN]


@lru_cache(maxsize=50_000)
def _found_as(word: str) -> tuple[str, ...]:
    bare = re.sub(r"['’ʼ]", "", without_accents(word.casefold()))[:LONGEST]
    runs = _UNSPACED.findall(bare)
    if not runs:
        return (_singular(bare),) if bare else ()
    rest = tuple(_singular(each) for each in _UNSPACED.split(bare) if each)
    return rest + tuple(pair for run in runs for pair in _pairs(run))


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]


def _singular(word: str) -> str:
    """“serums” → “serum”: nothing but the s of English plurals, never another ending."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("xes", "zes", "sses", "ches", "shes")):
        return word[:-2]
    return word[:-1]


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word of a query: as it is found, and as somebody typed it."""

    word: str
    typed: str


def query_words(query: str) -> list[QueryWord]:
    """
    What to look for: each word once, without “the” and “how”, unless there is nothing else.

    >>> [each.word for each in query_words("Is the retinol for Vitamin A?")]
    ['retinol', 'vitamin', 'a']
    """
    found = [QueryWord(*pair) for pair in words_in(query[:MAX_QUERY])]
    telling = [
        each
        for each, before in zip(found, [None, *found], strict=False)
        if each.word not in _STOP or (before and before.word in _TAKES_A_LETTER)
    ]
    distinct = {each.word: each for each in telling or found}
    return list(distinct.values())[:MAX_WORDS]
