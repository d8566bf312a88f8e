"""What speaks for the speaker of a quote: the name beside the marks, and nobody else's nearer."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator

from products.brand_names import normalize_brand_name

from .people import Mention, People, Person
from .plan import PlanWarning, Quote, Span
from .quotation_marks import MASK
from .quotes import QuoteExtraction
from .vocabulary import PERSON_NOUNS

_SIGNATURE = 12  # characters of a line below that may stand before a name: "— Professor"
_DASHES = " —–-(" + MASK
_MOST_NAMES, _FAR = 12, 900  # names and characters of a paragraph before the marks
_WORDS = re.compile(r"\w+")
_ENDED = re.compile(r"[.!?…][”\"’)]*\s")


class _Page:
    """The names of a manuscript by their place, and where each paragraph begins."""

    def __init__(self, extraction: QuoteExtraction, people: People):
        self._people, self._prose = people, extraction.prose
        mentions = sorted(extraction.mentions, key=lambda one: one.start)
        somebody = [one for one in mentions if self._is_somebody(one)]
        # Surnames, too, of those whom no rule made a person.
        named = {one.words for one in somebody} | {one.words.split()[-1] for one in somebody}
        self._names = [one for one in mentions if one.words in named]
        self._at = [one.start for one in self._names]
        self._houses = {
            one.name: normalize_brand_name(one.organization or "") for one in extraction.people
        }
        self._spans = sorted(extraction.spans)
        self._starts = [start for start, _ in self._spans]

    def above(self, at: int) -> int:
        """Where the paragraph of a place begins."""
        return self._spans[max(0, bisect_right(self._starts, at) - 1)][0]

    def below(self, at: int) -> int:
        """Where the paragraph of a place ends, or the first line below it: "— Dr. Bell"."""
        following = bisect_right(self._starts, at)
        if following == len(self._spans):
            return self._spans[-1][1]
        start, end = self._spans[following]
        return min(end, start + _SIGNATURE)

    def nearest(self, at: int, stop: int, speaker: str) -> Mention | None:
        """The name nearest to a place on the way to another; a speaker's own house is none."""
        step = 1 if stop > at else -1
        index = bisect_left(self._at, at) - (step < 0)
        while 0 <= index < len(self._names):
            one = self._names[index]
            if (one.start - stop) * step >= (step > 0):
                return None
            if self.is_called(one, speaker) or not self._is_house_of(one, speaker):
                return one
            index += step
        return None

    def speaks_of(self, person: Person, at: int) -> bool:
        """Whether the paragraph of a place names this person before it, and means nobody else."""
        top = self.above(at)
        names = self._names[bisect_left(self._at, top) : bisect_left(self._at, at)]
        if not names or len(names) > _MOST_NAMES or at - top > _FAR:
            return False
        own = set(_WORDS.findall((person.role or "").casefold()))
        others = PERSON_NOUNS.intersection(_WORDS.findall(self._prose[top:at].casefold())) - own
        return not others and all(
            self.is_called(one, person.name) or self._is_house_of(one, person.name) for one in names
        )

    def tells(self, last: int, at: int, words: str) -> bool:
        """Whether a name behind the marks signs them: in their sentence, or on a line below."""
        between = self._prose[last:at]
        is_line = "\n" in between or not between.strip(_DASHES)
        return is_line or not (words.endswith(".") or _ENDED.search(between))

    def _is_somebody(self, one: Mention) -> bool:
        if self._people.named(one.words):
            return True
        before = self._prose[max(0, one.start - 12) : one.start].split()
        is_place = bool(before) and before[-1].lower() in _OF
        full = one.is_full or bool(one.honorific)
        return full and not is_place and self._people.is_person_like(one)

    def is_called(self, one: Mention, name: str) -> bool:
        """Whether a mention is this person's and nobody else's."""
        return {each.name for each in self._people.named(one.words)} == {name}

    def _is_house_of(self, one: Mention, name: str) -> bool:
        """Whether these words name where somebody works."""
        return normalize_brand_name(one.words) in self._houses.get(name, "")


_OF = frozenset("at of in for from the near via on".split())


def weak_quotes(extraction: QuoteExtraction, people: People) -> Iterator[PlanWarning]:
    """Quotes whose speaker nothing beside them names, or beside which another name is nearer."""
    yield from _halves(extraction)
    page = _Page(extraction, people)
    unsigned = [one for one in extraction.quotes if one.speaker and not _is_signed(one, page)]
    if not unsigned:
        return
    open_still = {id(one) for one in unsigned}
    # A pull quote says once more what somebody says in the text.
    said: dict[str | None, str] = defaultdict(str)
    for quote in extraction.quotes:
        if id(quote) not in open_still:
            said[quote.speaker] += _folded(quote)
    for quote in (one for one in unsigned if _folded(one) not in said[one.speaker]):
        words = " ".join(quote.segments[0][:50].split())
        yield PlanWarning(
            "quote.speaker_likely",
            f"“{words} …” was given to {quote.speaker}, and no name beside it says so "
            "plainly: check who says it.",
            quote.spans[0],
        )


_NEAR, _LEAST = 120, 16  # characters to other words in marks, and of such words
_HALF = (
    "“{} …” may go on in the quotation marks that follow, which are in no quote: check where it "
    "ends."
)


def _halves(extraction: QuoteExtraction) -> Iterator[PlanWarning]:
    """Quotes whose paragraph goes on with words in marks that no quote took."""
    spans = [
        (span, one) for one in extraction.quotes if one.kind == "verbatim" for span in one.spans
    ]
    spans.sort(key=lambda one: one[0])
    starts = [start for (start, _), _ in spans]
    for piece in extraction.quoted:
        at = bisect_right(starts, piece.start) - 1
        if at < 0 or piece.start < spans[at][0][1]:
            continue
        (_, end), quote = spans[at]
        between = extraction.prose[end : piece.start]
        length = piece.end - piece.start
        if quote.speaker and len(between) <= _NEAR and "\n" not in between and length >= _LEAST:
            shown = " ".join(quote.segments[0][:50].split())
            yield PlanWarning("quote.speaker_likely", _HALF.format(shown), quote.spans[0])


def plainly_said(extraction: QuoteExtraction, people: People) -> set[Span]:
    """
    The first words of quotes whose paragraph speaks of their speaker alone before the marks.

    A rule doubts what its words don't sign: "Bell has a rule for that. “…”". Where Bell is told by
    a title or a role, and neither another name nor another person's noun stands there, it is plain.
    """
    page = _Page(extraction, people)
    told = {one.name: one for one in extraction.people if one.is_told and not one.is_guessed}
    return {
        quote.spans[0]
        for quote in extraction.quotes
        if quote.kind == "verbatim"
        and quote.speaker in told
        and page.speaks_of(told[quote.speaker], quote.spans[0][0])
    }


def _folded(quote: Quote) -> str:
    words = _WORDS.findall(" ".join(quote.segments).casefold())
    return f" {' '.join(words)} "


def _is_signed(quote: Quote, page: _Page) -> bool:
    """Whether the speaker's name stands beside some of the words, and nobody else's between."""
    top, speaker = page.above(quote.spans[0][0]), quote.speaker or ""
    is_spoken = quote.kind == "verbatim"  # else the name may stand within the writer's words
    for (first, last), words in zip(quote.spans, quote.segments, strict=True):
        before = page.nearest(first if is_spoken else last, top - 1, speaker)
        if before and page.is_called(before, speaker):
            return True
        behind = page.nearest(last, page.below(last), speaker)
        if behind and page.is_called(behind, speaker) and page.tells(last, behind.start, words):
            return True
    return False
