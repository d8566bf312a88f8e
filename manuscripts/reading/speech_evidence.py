"""What speaks for the speaker of a quote: the name beside the marks, and nobody else's nearer."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator

from products.brand_names import normalize_brand_name

from .people import Mention, People
from .plan import PlanWarning, Quote, Span
from .quotation_marks import MASK
from .quotes import QuoteExtraction

_SIGNATURE = 12  # characters of a line below that may stand before a name: "— Professor"
_DASHES = " —–-(" + MASK
_WORDS = re.compile(r"\w+")
_ENDED = re.compile(r"[.!?…][”\"’)]*\s")


class _Page:
    """The names of a manuscript by their place, and where each paragraph begins."""

    def __init__(self, extraction: QuoteExtraction, people: People):
        self._people, self._prose = people, extraction.prose
        self._mentions = sorted(extraction.mentions, key=lambda one: one.start)
        self._at = [one.start for one in self._mentions]
        # Surnames, too, of those whom no rule made a person.
        self._named = {one.words.split()[-1] for one in self._mentions if self._is_somebody(one)}
        self._houses = {
            one.name: normalize_brand_name(one.organization or "") for one in extraction.people
        }
        self._spans = sorted(extraction.spans)
        self._starts = [start for start, _ in self._spans]

    def paragraph(self, at: int) -> Span:
        return self._spans[max(0, bisect_right(self._starts, at) - 1)]

    def below(self, at: int) -> int:
        """Where the paragraph of a place ends, or the first line below it: "— Dr. Bell"."""
        following = bisect_right(self._starts, at)
        if following == len(self._spans):
            return self._spans[-1][1]
        start, end = self._spans[following]
        return min(end, start + _SIGNATURE)

    def tells(self, last: int, at: int, words: str) -> bool:
        """Whether a name behind the marks signs them: in their sentence, or on a line below."""
        between = self._prose[last:at]
        is_line = "\n" in between or not between.strip(_DASHES)
        return is_line or not (words.endswith(".") or _ENDED.search(between))

    def within(self, start: int, end: int) -> list[Mention]:
        """The names between two places that may be somebody's."""
        found = self._mentions[bisect_left(self._at, start) : bisect_left(self._at, end)]
        return [one for one in found if one.words in self._named or self._is_somebody(one)]

    def _is_somebody(self, one: Mention) -> bool:
        if self._people.named(one.words):
            return True
        before = self._prose[max(0, one.start - 12) : one.start].split()
        is_place = bool(before) and before[-1].lower() in _OF
        full = one.is_full or bool(one.honorific)
        return full and not is_place and self._people.is_person_like(one)

    def is_called(self, one: Mention, name: str) -> bool:
        """Whether a mention is this person's and nobody else's."""
        return name in {each.name for each in self._people.named(one.words)}

    def is_house_of(self, one: Mention, name: str) -> bool:
        """Whether these words name where somebody works."""
        return normalize_brand_name(one.words) in self._houses.get(name, "")


_OF = frozenset("at of in for from the near via on".split())


def weak_quotes(extraction: QuoteExtraction, people: People) -> Iterator[PlanWarning]:
    """Quotes whose speaker nothing beside them names, or beside which another name is nearer."""
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


def _folded(quote: Quote) -> str:
    words = _WORDS.findall(" ".join(quote.segments).casefold())
    return f" {' '.join(words)} "


def _is_signed(quote: Quote, page: _Page) -> bool:
    """Whether the speaker's name stands beside some of the words, and nobody else's between."""
    start, speaker = page.paragraph(quote.spans[0][0])[0], quote.speaker or ""
    names = page.within(start, page.below(quote.spans[-1][1]))
    whose = [
        (one.start, page.is_called(one, speaker))
        for one in names
        if page.is_called(one, speaker) or not page.is_house_of(one, speaker)
    ]
    is_spoken = quote.kind == "verbatim"  # else the name may stand within the writer's words
    for (first, last), words in zip(quote.spans, quote.segments, strict=True):
        before = [is_own for at, is_own in whose if at < (first if is_spoken else last)]
        behind = [(at, is_own) for at, is_own in whose if at >= last]
        if before and before[-1]:
            return True
        if behind and behind[0][1] and page.tells(last, behind[0][0], words):
            return True
    return False
