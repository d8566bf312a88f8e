"""Who each utterance belongs to; a speaker that can't be told stays open, with candidates."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from products.brand_names import normalize_brand_name

from .attribution import Attribution
from .people import Mention, People, Person, surname
from .plan import Span
from .sentence_quotes import (
    LETTERS,
    MAX_CANDIDATES,
    SentenceQuotes,
    Utterance,
)
from .vocabulary import ROLE_NOUNS

_MAX_PARAGRAPH = 4000  # characters of a paragraph
_MAX_ROUNDS = 4
_THIRD = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Hh]im|[Hh]imself|[Hh]erself)\b")
_THIRD_AS = {
    **dict.fromkeys(("he", "his", "him", "himself"), "he"),
    **dict.fromkeys(("she", "her", "herself"), "she"),
}
# Whom a pronoun may mean beside the person named.
_SOMEBODY = re.compile(
    r"\b(?:an? (?:[a-z-]+ ){0,2}(?:patient|client|customer|reader|woman|man|girl|boy|friend"
    r"|colleague)"
    r"|mother|father|sister|brother|daughter|son|wife|husband|actress|actor|singer|model"
    r"|[Tt]he (?:[\w-]+ )?(?:girl|boy|woman|man|lady|guy|assistant|cashier|receptionist)"
    r"|[Mm]y (?:friend|buddy|editor|roommate|flatmate|neighbou?r))\b"
)


class SpeakerResolver:
    """Who each utterance belongs to; names first, then pronouns, then what nobody signs."""

    def __init__(self, prose: str, spans: list[Span], said: list[SentenceQuotes], people: People):
        self._people, self._prose, self._spans = people, prose, spans
        self._mentions: list[list[Mention]] = [[] for _ in spans]
        for each in said:
            self._mentions[each.paragraph] += each.mentions
        self._named: list[list[tuple[int, Person]]] = []
        self._first: dict[int, int] = {}
        self._order: list[Person] = []

    def _look_around(self) -> None:
        """Where everybody is named; a surname may have made somebody known just now."""
        self._named = [self._persons(mentions) for mentions in self._mentions]
        first: dict[int, int] = {}
        for mentions in self._named:
            for at, person in mentions:
                first.setdefault(id(person), at)
        self._first = first
        self._order = sorted(
            self._people.known, key=lambda person: first.get(id(person), person.span[0])
        )

    def _persons(self, mentions: list[Mention]) -> list[tuple[int, Person]]:
        """Whom these names mean, each with its place."""
        found = []
        for mention in mentions:
            same = self._people.named(mention.words) or self._people.named(surname(mention.words))
            if len(same) == 1 and _calls(mention, same[0]):
                found.append((mention.start, same[0]))
        return found

    def resolve(self, utterances: list[Utterance]) -> None:
        for one in utterances:
            if one.attribution and one.attribution.mention:
                self._by_name(one, one.attribution.mention)
        self._look_around()
        pronouns = [
            (one, one.attribution)
            for one in utterances
            if one.attribution and one.attribution.pronoun
        ]
        self._settle_pronouns(pronouns)
        for one in utterances:
            if not one.attribution and one.kind == "verbatim":
                self._unsigned(one)

    def _settle_pronouns(self, pronouns: list[tuple[Utterance, Attribution]]) -> None:
        for one, attribution in pronouns:
            self._by_paragraph(one, attribution)
        self._learn_pronouns()
        # Each one that is settled may leave a single person for another: he, so she is the other.
        for _ in range(_MAX_ROUNDS):
            still = [pair for pair in pronouns if not pair[0].speaker]
            for one, attribution in still:
                self._by_pronoun(one, attribution)
            if all(not one.speaker for one, _ in still):
                break

    def _by_name(self, one: Utterance, mention: Mention) -> None:
        person = self._people.introduce(mention)
        if person:
            one.speaker = person
        else:
            one.candidates = self._people.named(mention.words)[:MAX_CANDIDATES]

    def _before(self, one: Utterance, attribution: Attribution) -> list[Person]:
        """Whom the paragraph names before this place, each once."""
        found: dict[int, Person] = {}
        for at, person in self._named[one.paragraph]:
            if at < attribution.start:
                found[id(person)] = person
        return list(found.values())

    def _by_paragraph(self, one: Utterance, attribution: Attribution) -> None:
        pronoun = attribution.pronoun or ""
        near = [] if attribution.described else self._before(one, attribution)
        if len(near) == 1 and near[0].can_be(pronoun):
            one.speaker = near[0]
            near[0].pronouns.add(pronoun)

    def _learn_pronouns(self) -> None:
        """
        What the writer's own words call a person: "Bell tells his patients", "She keeps a jar".

        Read only in a paragraph that names one person and speaks of nobody else.
        """
        paragraphs = zip(self._named, self._mentions, self._spans, strict=True)
        for named, mentions, (start, end) in paragraphs:
            if len({id(person) for _, person in named}) != 1 or end - start > _MAX_PARAGRAPH:
                continue
            at, person = named[0]
            words = _THIRD.findall(self._prose, at, end)
            told = {_THIRD_AS[word.lower()] for word in words}
            if len(told) == 1 and not self._others(mentions, start, end):
                person.pronouns |= told if not person.pronouns - {"they"} else set()

    def _others(self, mentions: list[Mention], start: int, end: int) -> bool:
        """Whether a paragraph has somebody nobody introduced: a patient, an actress by name."""
        full = (one for one in mentions if one.is_full)
        return bool(_SOMEBODY.search(self._prose, start, end)) or any(
            not self._people.named(one.words) and self._people.is_person_like(one) for one in full
        )

    def _by_description(self, one: Utterance, attribution: Attribution, described: str) -> None:
        """ "the professor from Santa Clareta": by the organization that is named, else the role."""
        words = set(described.split())
        capitals = {normalize_brand_name(word) for word in words if word[0].isupper()}
        near = self._before(one, attribution)
        for fits in (
            self._who(lambda person: capitals & _folded_words(person.organization)),
            self._who(lambda person: words & ROLE_NOUNS & _folded_words(person.role)),
            self._who(lambda person: words & _DOCTORS and _is_doctor(person)),
        ):
            close = [person for person in fits if person in near] or fits
            if len(close) == 1:
                one.speaker = close[0]
                return
            one.candidates = fits[:MAX_CANDIDATES] or one.candidates

    def _who(self, fits: Callable[[Person], object]) -> list[Person]:
        return [person for person in self._order if fits(person)]

    def _by_pronoun(self, one: Utterance, attribution: Attribution) -> None:
        if attribution.described:
            self._by_description(one, attribution, attribution.described)
            return
        pronoun = attribution.pronoun or ""
        near = self._before(one, attribution)
        start = self._spans[one.paragraph][0]
        if not near and _SOMEBODY.search(self._prose, start, attribution.start):
            return  # "The girl at the till … she told me": nobody who was named
        named = near or self._earlier(one)
        fits = (person for person in named if person.can_be(pronoun))
        possible = list(islice(fits, MAX_CANDIDATES))
        if len(possible) == 1:
            one.speaker, one.candidates = possible[0], []
            possible[0].pronouns.add(pronoun)
        else:
            one.candidates = possible

    def _earlier(self, one: Utterance) -> Iterator[Person]:
        """Everybody who was named before."""
        for person in self._order:
            if self._first.get(id(person), person.span[0]) >= one.at:
                return
            yield person

    def _leading(self, paragraph: int) -> dict[int, Person]:
        """ "Three rules from Bell:" above a list of nothing but quotations tells whose they are."""
        for above in range(paragraph, max(-1, paragraph - _MAX_ITEMS), -1):
            start, end = self._spans[above]
            said = self._prose[start:end].strip()
            if said.endswith(":") and len(said) < 160:
                return {id(person): person for _, person in self._named[above]}
            if LETTERS.search(said):
                break
        return {}

    def _unsigned(self, one: Utterance) -> None:
        if one.after and one.after.speaker:
            one.speaker = one.after.speaker
            return
        found = {id(person): person for _, person in self._named[one.paragraph]}
        found = found or self._leading(one.paragraph)
        if len(found) == 1:
            one.speaker = next(iter(found.values()))
        else:
            one.candidates = list(found.values())[:MAX_CANDIDATES]


_MAX_ITEMS = 12  # of a list that a line leads to
_DOCTORS = frozenset({"doctor", "dermatologist", "derm", "physician", "surgeon"})


def _folded_words(text: str | None) -> set[str]:
    return set(normalize_brand_name(text or "").split())


def _is_doctor(person: Person) -> bool:
    titled = (person.honorific or "").startswith(("Dr", "Prof"))
    return titled or bool(re.search(r"\bM\.?D\b", person.credentials or ""))


def _calls(mention: Mention, person: Person) -> bool:
    """A capital that happens to be a first name calls nobody: it takes a surname or a title."""
    if mention.honorific or mention.is_full:
        return True
    return surname(mention.words) == surname(person.name)
