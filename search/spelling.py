"""
What a word may have meant by which nothing is found.

A word that is on file is right, whoever sees it: retinal is never taken for retinol. What is put
right is one or two letters from a word that readers find something by, or the beginning of one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from search.databases import Similar, index
from search.words import QueryWord

SHORTEST = 4  # letters: AHA and BHA are two names
LONG = 7  # letters: two of them may be wrong
LOOKED_AT = 40
PROPOSED = 6  # for a word
MOST_PUT_RIGHT = 2  # words of a query

Hits = Callable[[Sequence[str]], dict[str, int]]


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that finds nothing, and what is shown instead; `right` is empty where nothing is."""

    wrong: QueryWord
    right: str = ""
    shown: str = ""  # as pages write it
    others: list[str] = field(default_factory=list)  # what else may be meant, as pages write it


def put_right(asked: Sequence[QueryWord], hits: Hits) -> list[Correction]:
    """
    The words of a query that find nothing, each with what may be meant. Three queries.

    `hits` says of words by which of them readers find something, and how much.
    """
    found = hits([each.word for each in asked])
    wrong = [each for each in asked if each.word not in found]
    doubtful = [each.word for each in wrong if len(each.word) >= SHORTEST][:MOST_PUT_RIGHT]
    near = _near(doubtful)
    counts = hits(list(dict.fromkeys(each.word for _, each in near)))
    return [_correction(each, near, counts) for each in wrong]


def _near(words: Sequence[str]) -> list[tuple[float, Similar]]:
    """What may be meant by each of these words, the nearest first; nothing for those on file."""
    if not words:
        return []
    similar = index().similar(words, LOOKED_AT)
    on_file = {each.typed for each in similar if each.typed == each.word}
    near = []
    for typed in (word for word in words if word not in on_file):
        far = [(_distance(typed, one.word), one) for one in similar if one.typed == typed]
        near += sorted((away, one) for away, one in far if away is not None)[:PROPOSED]
    return near


def _distance(typed: str, word: str) -> float | None:
    """Letters added, left out, changed, or changed about; None where it is another word."""
    most = 2 if len(typed) >= LONG else 1
    letters = OSA.distance(typed, word, score_cutoff=most)
    letters += typed[0] != word[0]  # hardly anybody mistypes the first one
    if letters <= most and not any(map(str.isdigit, typed)):  # SPF50 is not SPF30
        return letters
    return 1.5 if word.startswith(typed) else None


def _correction(
    wrong: QueryWord, near: Sequence[tuple[float, Similar]], counts: dict[str, int]
) -> Correction:
    meant = [(away, one) for away, one in near if one.typed == wrong.word and one.word in counts]
    if not meant:
        return Correction(wrong)
    meant.sort(key=lambda each: (each[0], -counts[each[1].word]))
    (nearest, first), *rest = meant
    others = [one.shown for away, one in rest if away == nearest]
    return Correction(wrong, first.word, first.shown, others[:2])
