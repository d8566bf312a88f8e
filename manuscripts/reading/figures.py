"""Who and what may speak in a stretch of prose: persons, crowds, papers, houses, other names."""

import re
from bisect import bisect_left
from dataclasses import replace

from .people import Mention, People, Person
from .plan import Span
from .quotes import QuoteExtraction
from .sentence_quotes import Utterance
from .titled_names import with_titles
from .vocabulary import (
    CROWDS,
    FEMALE,
    MALE,
    PAPERS,
    PARAPHRASE_VERBS,
    PERSON_NOUNS,
    any_of,
)

_WORD = re.compile(r"(?<![\w’-])[a-zé]+(?:-[a-zé]+)*(?![\w-])")
# "Okafor tells her patients", "said by phone", "writes in her book": to whom, and where.
_TO = re.compile(
    r"\b(?:tell|tells|told|remind|reminds|reminded|warn|warns|warned|urges?|urged|advises?|advised"
    r"|assures?|assured)\s(?:[a-z]+\s){0,3}\Z"
)
_IN = re.compile(
    rf"\b(?:{any_of(PARAPHRASE_VERBS)}|writes?|wrote|posted|replied|puts?)\b[^.]{{0,40}}"
    r"\b(?:in|by|via|over|on|during)\s(?:[\w’-]+\s){0,3}\Z"
)
# "on the crowd", "suggests it for patients", "like a man": whom it is about.
_ABOUT = re.compile(r"\b(?:on|about|for|from|among|like)\s(?:[\w’-]+\s){0,3}\Z")
# "less patient" is nobody.
_ONE = re.compile(
    r"(?:\b(?:an?|one|another|the|my|his|her|their|our|some|this|that|each|every|next|last|first|second"
    r"|other|whose)|[’']s)\s(?:[\w’-]+\s){0,4}\Z",
    re.IGNORECASE,
)
# "Okafor notes", "she comments": a verb, where nothing leads to it.
_LED_TO = re.compile(
    r"(?:\b(?:an?|the|my|his|her|their|our|its|some|this|that|these|those|any|all|no|one|of|through"
    r"|from)|[’']s)\s(?:[\w’-]+\s){0,3}\Z",
    re.IGNORECASE,
)
# "There is another dermatologist": not the one who spoke, whatever they share.
_OTHER = re.compile(
    r"\b(?:another|different|(?:an?|the) (?:second|other|third|next|new)|one more)\s"
    r"(?:[\w’-]+\s){0,3}\Z"
)
_APPOSED = re.compile(r",\s(?:an?|the|our|my)(?:\s[a-z-]+){1,4}")
_NAMED = re.compile(r"(?:[’']s)?\s[a-z]")
# Where a clause begins: another name there is its subject.
_CLAUSE = re.compile(
    r"(?:\A\s*|[.;:!?–—]\s|,\s(?:[a-z]+\s){0,2}|\b(?:and|but|though|although|while|whereas|as|before|after"
    r"|when|because|than|how|which|that|not)\s(?:[a-z]+\s)?)(?:[Tt]he\s)?\Z"
)
_HOUSE = re.compile(r"(?:\A\s*|[.;:!?–—]\s|\band\s|\bbut\s)(?:[Tt]he\s)?[A-Z]{2,6}\s[a-z]+")


class Figures:
    """What stands between the marks of a manuscript and may speak."""

    def __init__(self, extraction: QuoteExtraction, people: People):
        self._prose, self._people = extraction.prose, people
        self._mentions = sorted(extraction.mentions, key=lambda one: one.start)
        self._at = [one.start for one in self._mentions]

    def named(self, start: int, end: int) -> list[Mention]:
        """The names of a stretch."""
        return self._mentions[bisect_left(self._at, start) : bisect_left(self._at, end)]

    def known(self, start: int, end: int) -> list[Mention]:
        """The names of a stretch that are somebody's who is known."""
        return [one for one in self.named(start, end) if self._people.named(one.words)]

    def own(self, one: Utterance, start: int, end: int) -> list[Mention]:
        """Where a stretch names the speaker, each with the title behind the name."""
        found: list[Mention] = []
        for each in self.named(start, end):
            is_house = found and each.start < found[-1].end  # "Ann Brennan, of Brennan’s Pharmacy"
            if not is_house and self._is_called(each, one.speaker):
                found.append(self._titled(each, end))
        return found

    def _titled(self, name: Mention, limit: int) -> Mention:
        titled = with_titles(self._prose, name, "", limit)
        apposed = _APPOSED.match(self._prose, titled.end, limit)
        is_hers = apposed and not PERSON_NOUNS.isdisjoint(apposed[0].split())
        return replace(titled, end=apposed.end()) if apposed and is_hers else titled

    def any(
        self, one: Utterance, start: int, end: int, *, papers: bool = True, addressed: bool = True
    ) -> bool:
        """
        Whether a stretch has anybody but the speaker, or, with `papers`, anything that may speak.

        Where somebody is `addressed`, who is spoken to is nobody who speaks.
        """
        if start >= end:
            return False
        said, speaker = one.attribution, one.speaker
        pronoun = said.pronoun if said else None
        is_person = pronoun in ("he", "she") or bool(said and said.described)
        papers = papers and not is_person
        own = [(each.start, each.end) for each in self.own(one, start, end)]
        own += [(said.start, said.end)] if said and said.described else []
        trade = set(_WORD.findall((speaker.role or "").casefold())) if speaker else set()
        skipped = MALE if pronoun == "she" else FEMALE if pronoun == "he" else frozenset()
        for word in _WORD.finditer(self._prose, start, end):
            if word[0] in skipped or any(a <= word.start() < b for a, b in own):
                continue
            before = self._prose[max(start, word.start() - 60) : word.start()]
            if word[0] in trade and not _OTHER.search(before):
                continue
            is_one = word[0] in PERSON_NOUNS and _ONE.search(before)
            is_many = not is_person and word[0] in CROWDS
            is_spoken_of = _ABOUT.search(before) or addressed and _TO.search(before)
            if (is_one or is_many) and not is_spoken_of:
                return True
            is_paper = papers and word[0] in PAPERS and not _IN.search(before)
            if is_paper and (word[0][-1] != "s" or _LED_TO.search(before)):
                return True
        return self._has_name(one, start, end, own, papers=papers)

    def _has_name(
        self, one: Utterance, start: int, end: int, own: list[Span], *, papers: bool
    ) -> bool:
        for each in self.named(start, end):
            is_own = any(a <= each.start < b for a, b in own)
            if is_own or self._is_called(each, one.speaker):
                continue
            if self._people.named(each.words):
                return True
            is_subject = _NAMED.match(self._prose, each.end, end)
            if papers and is_subject and _CLAUSE.search(self._prose[start : each.start]):
                return True
        return papers and _HOUSE.search(self._prose, start, end) is not None

    def _is_called(self, one: Mention, person: Person | None) -> bool:
        return any(each is person for each in self._people.named(one.words))
