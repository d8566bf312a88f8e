"""
Sentences with the quotations and attributions that stand in them, and quotes being put together.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .attribution import attributions
from .beside_marks import told_beside
from .people import Mention, Person, mentions_in
from .plan import Span
from .quotation_marks import Quoted
from .sentences import Sentence, sentences
from .speech import Attribution

LETTERS = re.compile(r"\w")
MAX_CANDIDATES = 12


@dataclass(slots=True)
class SentenceQuotes:
    """A sentence with its quotations and attributions."""

    sentence: Sentence
    paragraph: int
    quoted: list[Quoted]
    attributions: list[Attribution]
    bare: bool  # nothing stands in it but quotations
    mentions: tuple[Mention, ...]


@dataclass(slots=True)
class Utterance:
    """A quote while it is put together; `segments` of a paraphrase are the writer's words."""

    paragraph: int
    at: int
    segments: list[Span]
    attribution: Attribution | None = None
    kind: str = "verbatim"
    runs_over: bool = False
    after: "Utterance | None" = None  # an unsigned paragraph goes on with this one
    speaker: Person | None = None
    candidates: list[Person] = field(default_factory=list)
    is_settled: bool = False  # it stays open whatever else is found out
    doubted: bool = False  # the speaker is told by less than the sentence's own words

    @property
    def begins(self) -> int:
        """Where its words or its attribution begin, whichever is first."""
        first = self.segments[0][0]
        return min(first, self.attribution.start) if self.attribution else first

    @property
    def ends(self) -> int:
        last = self.segments[-1][1]
        return max(last, self.attribution.end) if self.attribution else last

    def add(self, quoted: Iterable[Quoted]) -> None:
        for one in quoted:
            self.segments.append((one.start, one.end))
            self.runs_over = one.runs_over


def sentence_quotes(
    text: str, prose: str, spans: list[Span], quoted: list[Quoted]
) -> Iterator[SentenceQuotes]:
    by_paragraph: dict[int, list[Quoted]] = {}
    for one in quoted:
        by_paragraph.setdefault(one.paragraph, []).append(one)
    for number, (start, end) in enumerate(spans):
        inside = by_paragraph.get(number, [])
        taken = 0
        for sentence in sentences(
            text, prose, start, end, {one.close_at: one.end for one in inside}
        ):
            first = taken
            while taken < len(inside) and inside[taken].open_at < sentence.end:
                taken += 1
            held = inside[first:taken]
            bare = bool(held) and not LETTERS.search(prose[sentence.start : sentence.end])
            named = attributions(prose, sentence)
            said = (one for one in held if not _is_named(text[one.start : one.end]))
            named = named or list(told_beside(text, prose, sentence, said))
            if held and all(is_title_case(text[one.start : one.end].split()) for one in held):
                # "Bose writes “Hot Take” every other Thursday": the name of a column, or a book.
                named = [one for one in named if one.verb not in ("write", "writes", "wrote")]
            mentions = tuple(mentions_in(prose, sentence.start, sentence.end))
            yield SentenceQuotes(sentence, number, held, named, bare and not named, mentions)


def _is_named(words: str) -> bool:
    """ "His book, “The Long Patience,” is out": a comma ends it, and nobody says it."""
    parts = words.rstrip(",").split()
    return len(parts) > 1 and is_title_case(parts)


def is_title_case(words: list[str]) -> bool:
    """The Title of a Book, in capitals."""
    long = [word for word in words if len(word) > 3]
    return bool(long) and all(word[0].isupper() for word in long) and words[-1][-1] not in ".!?,"
