"""Who each utterance belongs to; a speaker that can't be told stays open, with candidates."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from products.brand_names import normalize_brand_name

from .likely_speakers import LikelySpeakers
from .people import People, Person
from .plan import Span
from .sentence_quotes import LETTERS, MAX_CANDIDATES, SentenceQuotes, Utterance
from .speech import Attribution
from .vocabulary import ROLE_NOUNS
from .whereabouts import DOCTORS, Whereabouts, folded_words, is_doctor, is_professor

_MAX_PARAGRAPH = 4000  # characters of a paragraph
_MAX_ROUNDS = 4
_MAX_TRIES = 40  # paragraphs that may tell somebody's pronoun
_THIRD = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Hh]im|[Hh]imself|[Hh]erself)\b")
_SUBJECT = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey)\b")
_THIRD_AS = {
    **dict.fromkeys(("he", "his", "him", "himself"), "he"),
    **dict.fromkeys(("she", "her", "herself"), "she"),
}


class SpeakerResolver:
    """Who each utterance belongs to; names first, then pronouns, then what nobody signs."""

    def __init__(
        self,
        text: str,
        prose: str,
        spans: list[Span],
        said: list[SentenceQuotes],
        people: People,
        owners: Sequence[Person | None],
    ):
        self._owners = owners
        self._text, self._prose, self._spans, self._said = text, prose, spans, said
        self._people = people
        self._order: list[Person] = []

    def resolve(self, utterances: list[Utterance]) -> None:
        for one in utterances:
            if one.attribution:
                self._by_names(one, one.attribution)
        # A surname may have made somebody known just now.
        self._where = Whereabouts(self._prose, self._spans, self._said, self._people)
        self._order = sorted(self._people.known, key=self._where.first)
        self._where.learn_roles()
        for one in utterances:
            if one.speaker:
                self._where.speaks(one.speaker, one.ends)
        self._settle_pronouns(utterances)
        for one in utterances:
            if not one.attribution and one.kind == "verbatim":
                self._unsigned(one)
        likely = LikelySpeakers(self._prose, self._spans, self._where, self._people, self._owners)
        likely.settle(utterances)
        self._doubt_names(utterances)

    def _doubt_names(self, utterances: list[Utterance]) -> None:
        """ "Mount Sinai says": a name that nothing tells to be a person's."""
        for one in utterances:
            if one.speaker and not (one.speaker.is_told or self._where.is_called(one.speaker)):
                one.doubted = True

    def _settle_pronouns(self, utterances: list[Utterance]) -> None:
        pronouns = [
            (one, one.attribution)
            for one in utterances
            if one.attribution and one.attribution.pronoun
        ]
        if not pronouns:
            return
        for one, attribution in pronouns:
            self._by_paragraph(one, attribution)
        self._learn_pronouns()
        # Each one that is settled may leave a single person for another: he, so she is the other.
        for _ in range(_MAX_ROUNDS):
            still = [pair for pair in pronouns if not (pair[0].speaker or pair[0].is_settled)]
            for one, attribution in still:
                self._by_pronoun(one, attribution)
            if all(not one.speaker for one, _ in still):
                break

    def _by_names(self, one: Utterance, attribution: Attribution) -> None:
        told = [self._people.introduce(mention) for mention in attribution.joint]
        one.candidates = [person for person in told if person]
        mention = attribution.mention
        if not mention:
            return
        shared = [] if mention.is_full else self._people.sharing(mention.words)
        person = None if shared else self._people.introduce(mention)
        if person:
            one.speaker = person
            one.doubted = person.is_guessed or attribution.is_weak
        elif attribution.is_weak:  # "Rule one, in her words: “…”"
            one.attribution = None
        else:
            one.candidates = self._people.named(mention.words)[:MAX_CANDIDATES]

    def _belongs(self, one: Utterance, person: Person, *, doubted: bool) -> None:
        one.speaker, one.candidates, one.doubted = person, [], doubted or person.is_guessed
        self._where.speaks(person, one.ends)

    def _before(self, one: Utterance, attribution: Attribution) -> list[Person]:
        """
        Whom the paragraph names before this place, each once.

        Of "Ito's partner, Dr. Grange, sees" only who is its subject.
        """
        present = [
            each for each in self._where.present(one.paragraph) if each.start < attribution.start
        ]
        if any(each.leads for each in present):
            present = [each for each in present if not each.owns]
        return list({id(each.person): each.person for each in present}.values())

    def _by_paragraph(self, one: Utterance, attribution: Attribution) -> None:
        """The one person a paragraph names before its "she says", where it speaks of no other."""
        pronoun = attribution.pronoun or ""
        near = [] if attribution.described else self._before(one, attribution)
        if len(near) != 1 or not near[0].can_be(pronoun):
            return
        person, at = near[0], one.begins
        place = (person, one.paragraph, at)
        is_away = self._where.turns_away(*place, to_hers=False)
        if is_away or self._is_interrupted(one, person) or not self._is_meant(one, person, pronoun):
            one.candidates, one.is_settled = near, True
            return
        leads = any(
            each.leads and each.start < attribution.start and each.person is person
            for each in self._where.present(one.paragraph)
        )
        is_alone = not self._where.has_company(person, one.paragraph, at)
        is_plain = leads and is_alone and not self._where.turns_away(*place)
        self._belongs(one, person, doubted=attribution.is_weak or not is_plain)
        person.pronouns.add(pronoun)

    def _is_likely(self, one: Utterance, person: Person) -> bool:
        """Whether the one person of a paragraph may say what nobody signs there."""
        return not (
            self._is_interrupted(one, person)
            or self._where.has_company(person, one.paragraph, one.begins)
            or self._where.tells_of_others(person, one.paragraph, one.begins)
        )

    def _is_interrupted(self, one: Utterance, person: Person) -> bool:
        pronoun = one.attribution.pronoun if one.attribution else None
        return self._where.is_interrupted(
            person, one.paragraph, one.begins, by_houses=pronoun not in ("he", "she")
        )

    def _is_meant(self, one: Utterance, person: Person, pronoun: str) -> bool:
        """
        Whether "she" is who the paragraph names: not so in "She has read Ito's book. “…,” she
        says", where somebody else was spoken of before.
        """
        start = self._spans[one.paragraph][0]
        first = next(each.start for each in self._where.present(one.paragraph))
        if pronoun not in {word.lower() for word in _SUBJECT.findall(self._prose, start, first)}:
            return True
        last = max(self._order, key=lambda other: self._where.last(other, start))
        return last is person

    def _learn_pronouns(self) -> None:
        """
        What the writer's own words call a person: "Bell tells his patients", "She keeps a jar".

        Read only in a paragraph that names one person and speaks of nobody else.
        """
        tries: Counter[int] = Counter()
        for number, (start, end) in enumerate(self._spans):
            present = self._where.present(number)
            if len(self._where.named(number)) != 1 or end - start > _MAX_PARAGRAPH:
                continue
            at, person = present[0].start, present[0].person
            tries[id(person)] += 1
            if person.pronouns - {"they"} or tries[id(person)] > _MAX_TRIES:
                continue
            words = _THIRD.findall(self._prose, at, end)
            told = {_THIRD_AS[word.lower()] for word in words}
            others = self._where.strangers_in(number, None, end)
            is_alone = not self._where.has_company(person, number, end) and not any(others)
            if len(told) == 1 and is_alone:
                person.pronouns |= told

    def _by_description(self, one: Utterance, attribution: Attribution, described: str) -> None:
        """ "the professor from Santa Clareta": by the organization that is named, else the role."""
        words = set(described.split())
        capitals = {normalize_brand_name(word) for word in words if word[0].isupper()}
        near = self._before(one, attribution)
        for fits in (
            self._who(lambda person: capitals & folded_words(person.organization)),
            self._who(lambda person: words & ROLE_NOUNS & folded_words(person.role)),
            self._who(lambda person: words & DOCTORS and is_doctor(person)),
            self._who(lambda person: "professor" in words and is_professor(person)),
        ):
            close = [person for person in fits if person in near] or fits
            if len(close) == 1:
                if self._is_interrupted(one, close[0]):
                    one.candidates = close
                else:
                    self._belongs(one, close[0], doubted=near != close)
                return
            one.candidates = fits[:MAX_CANDIDATES] or one.candidates

    def _who(self, fits: Callable[[Person], object]) -> list[Person]:
        return [person for person in self._order if fits(person)]

    def _by_pronoun(self, one: Utterance, attribution: Attribution) -> None:
        if attribution.described:
            self._by_description(one, attribution, attribution.described)
            return
        pronoun = attribution.pronoun or ""
        named = self._before(one, attribution) or self._earlier(one)
        fits = (person for person in named if person.can_be(pronoun))
        possible = list(islice(fits, MAX_CANDIDATES))
        if len(possible) == 1 and not self._is_interrupted(one, possible[0]):
            self._belongs(one, possible[0], doubted=True)
            possible[0].pronouns.add(pronoun)
        else:
            one.candidates = possible

    def _earlier(self, one: Utterance) -> Iterator[Person]:
        """Everybody who was named before."""
        for person in self._order:
            if self._where.first(person) >= one.at:
                return
            yield person

    def _leading(self, paragraph: int) -> list[Person]:
        """ "Three rules from Bell:" above a list of nothing but quotations tells whose they are."""
        for above in range(paragraph, max(-1, paragraph - _MAX_ITEMS), -1):
            start, end = self._spans[above]
            said = self._prose[start:end].strip()
            if said.endswith(":") and len(said) < 160:
                return self._where.named(above)
            if LETTERS.search(said):
                return self._told_above(above) if above < paragraph else []
        return []

    def _told_above(self, paragraph: int) -> list[Person]:
        """ "Dr. Bell, dermatologist, Fern Clinic", a line above what Bell says."""
        start, end = self._spans[paragraph]
        first = next(iter(self._where.present(paragraph)), None)
        is_line = self._prose[start:end].rstrip()[-1:] not in ".!?" and end - start < 160
        return [first.person] if first and is_line and first.start - start < 3 else []

    def _unsigned(self, one: Utterance) -> None:
        """Words that nobody signs may go on with those before; else they stay open."""
        before = one.after and one.after.speaker
        if before:
            found = [before]
            fits = _goes_on(one, self._text) and not self._is_interrupted(one, before)
        else:
            found = self._where.named(one.paragraph) or self._leading(one.paragraph)
            fits = len(found) == 1 and self._is_likely(one, found[0])
        if fits:
            self._belongs(one, found[0], doubted=True)
        else:
            one.candidates = found[:MAX_CANDIDATES]


_MAX_ITEMS = 12  # of a list that a line leads to
_LONG = 60  # characters: a quote set apart to catch the eye is shorter
_GOING_ON = re.compile(
    r"(?:I|We|My|Our|And|But|So|Then|Because|It|They|He|She|That|This|Or|Also)\b(?!’s)"
)


def _goes_on(one: Utterance, text: str) -> bool:
    """Whether unsigned words below a quote go on with it: an item of a list, a longer answer."""
    start, end = one.segments[0]
    if not (one.after and one.after.attribution) or end - start > _LONG:
        return True
    return bool(_GOING_ON.match(text, start, end))
