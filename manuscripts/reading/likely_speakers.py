"""
Who is likely to say what no rule could tell, by what the text is about at that place.

An utterance belongs to whom the text turned to last: the subject of the sentence before, who spoke
last, whose section it is, who was spoken of above. What is found so is likely; sure is only the
subject of the sentence right before, alone in it, and the name right above. Where two are as
likely, or somebody without a name came between, the speaker stays open.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from .bystanders import Bystander
from .people import People, Person, mentions_in
from .plan import Span
from .sentence_quotes import LETTERS, Utterance
from .titles import has_role
from .vocabulary import FEMALE, MALE
from .whereabouts import Whereabouts

_MAX_NAME = 60
_FRONT = 4  # characters: "But Bell"
_ROLE_LINE = 140
_ENDED = re.compile(r"[.?!]\s*\Z")
_MAX_KNOWN = 50
_LOOK_BACK = 4  # paragraphs
_MAX_PARAGRAPH = 4000
_LEADING = re.compile(r"[:?👇⬇↓]\ufe0f?\s*\Z")


@dataclass(frozen=True, slots=True)
class _Turn:
    """Somebody whom a sentence turns to; nobody who is known where `person` is None."""

    at: int
    person: Person | None
    sentence: int
    paragraph: int
    speaks: bool = False


class LikelySpeakers:
    """The last resort for utterances whose speaker is open."""

    def __init__(
        self,
        prose: str,
        spans: Sequence[Span],
        where: Whereabouts,
        people: People,
        owners: Sequence[Person | None],
    ):
        self._prose, self._spans, self._where, self._owners = prose, spans, where, owners
        self._people = people
        self._spoken: dict[int, list[Utterance]] = {}

    def settle(self, utterances: Sequence[Utterance]) -> None:
        """Give each open utterance to who likely says it, in the order of the text."""
        for one in utterances:
            if one.speaker:
                self._spoken.setdefault(one.paragraph, []).append(one)
        for one in utterances:
            if one.speaker and one.doubted and not one.speaker.is_guessed and self._is_plain(one):
                one.doubted = False
            if one.kind != "verbatim" or one.speaker or not self._is_free(one):
                continue
            person = self._likely(one)
            if person:
                one.speaker, one.candidates = person, []
                one.doubted = person.is_guessed or not (self._is_plain(one) or self._is_own(one))
                self._spoken.setdefault(one.paragraph, []).append(one)

    def _is_plain(self, one: Utterance) -> bool:
        """
        Whether the sentence right before is about its speaker alone: "Bell does too. “…,” she
        says."
        """
        said, person = one.attribution, one.speaker
        if not person or not said or not said.pronoun or said.described:
            return False
        if self._is_endless(one.paragraph):
            return False
        turns = list(self._turns(one.paragraph, one.begins, one, every=True))
        last = max(turns, key=lambda each: each.at, default=None)
        if not last or last.person is not person or last.sentence < 0:
            return False
        is_subject = last.at - last.sentence <= _FRONT
        place = (person, one.paragraph)
        return (
            is_subject
            and not self._where.is_shared(*place, last.sentence, one.begins)
            and not self._where.turns_away(*place, one.begins)
        )

    def _is_endless(self, paragraph: int) -> bool:
        start, end = self._spans[paragraph]
        return end - start > _MAX_PARAGRAPH

    def _is_own(self, one: Utterance) -> bool:
        """Words in marks right below their speaker's name, and a line that tells who that is."""
        if one.attribution or not self._owners[one.paragraph]:
            return False
        owner = self._owners[one.paragraph]
        for paragraph in range(one.paragraph, max(-1, one.paragraph - _LOOK_BACK), -1):
            if self._owners[paragraph] is not owner:
                return True
            said = self._prose[slice(*self._spans[paragraph])]
            is_told = len(said) < _ROLE_LINE and has_role(said) and not _ENDED.search(said)
            if LETTERS.search(said) and not is_told:
                return False
        return False

    def _likely(self, one: Utterance) -> Person | None:
        if self._is_endless(one.paragraph) or not self._is_led(one):
            return None
        hers = self._own_words(one)
        if hers:
            return hers
        begins = one.segments[0][0] if self._is_label(one) else one.begins
        turns = list(self._turns(one.paragraph, begins, one)) or self._asides(one)
        if turns:
            return self._last_of(turns, one)
        owner = self._owners[one.paragraph]
        if owner:
            if self._is_still(owner, one):
                return owner if self._fits(owner, one) else None
            return self._above(one)
        if self._is_alone(one):
            return self._below(one)
        return self._behind(one) or self._above(one)

    def _is_still(self, owner: Person, one: Utterance) -> bool:
        """Whether "she" is still the section's: who was named last above is nobody else."""
        if not one.attribution or not one.attribution.pronoun:
            return True
        for paragraph in range(one.paragraph - 1, max(-1, one.paragraph - _LOOK_BACK), -1):
            named = self._where.named(paragraph) if self._owners[paragraph] is owner else []
            if named:
                return owner in named
        return True

    def _below(self, one: Utterance) -> Person | None:
        """A name alone, set as a heading right below words set apart."""
        below = one.paragraph + 1
        end = self._spans[below][0] if below < len(self._spans) else len(self._prose)
        line = self._prose[self._spans[one.paragraph][1] : end].strip().split("\n", 1)[0]
        is_name = one.attribution is None and 0 < len(line) <= _MAX_NAME
        named = list(mentions_in(line, 0, len(line))) if is_name else []
        if (
            len(named) != 1
            or line[: named[0].start].strip(" —–-")
            or line[named[0].end :].strip(" .")
        ):
            return None
        words = named[0].words
        same = self._people.named(words)
        same = same or self._people.named(words.title())
        return same[0] if len(same) == 1 and " " in words else None

    def _own_words(self, one: Utterance) -> Person | None:
        """ "Bell’s line was “three sessions, and no more”"."""
        opens = one.segments[0][0] - 1
        sentence = self._where.sentence_at(one.paragraph, opens)
        if sentence is None or one.attribution:
            return None
        for each in self._where.present(one.paragraph):
            behind = self._prose[each.end : opens] if each.owns and each.end < opens else ""
            if each.start >= sentence.start and _THEIRS.fullmatch(behind):
                return each.person
        return None

    @staticmethod
    def _is_label(one: Utterance) -> bool:
        return one.attribution is not None and one.attribution.verb == "label"

    def _is_led(self, one: Utterance) -> bool:
        """Not so in "A study found “no clear benefit”.": the sentence is about something else."""
        if one.attribution and one.attribution.pronoun:
            return True
        sentence = self._where.sentence_at(one.paragraph, one.segments[0][0])
        before = self._prose[sentence.start : one.segments[0][0] - 1] if sentence else ""
        if not LETTERS.search(before):
            return True
        if _MANY.search(before):
            return False
        if _LEADING.search(before) and (len(before.split()) <= _LABEL or _ASKED.search(before)):
            return True
        if _LEADING.search(before) and sentence:
            turns = self._turns(one.paragraph, one.segments[0][0], one)
            if any(each.person and each.sentence == sentence.start for each in turns):
                return True
        names = any(
            sentence is not None and sentence.start <= each.start < one.begins
            for each in self._where.present(one.paragraph)
        )
        return names or bool(_OWN.match(before) or _BECAUSE.search(before)) or self._goes_on(one)

    def _goes_on(self, one: Utterance) -> bool:
        """ "Rosacea, she says, never forgets. It begins with “flushing, then spots”."."""
        start = self._sentence(one.paragraph, one.segments[0][0])
        last = max(self._turns(one.paragraph, start, one), key=lambda each: each.at, default=None)
        spoken = self._spoken.get(one.paragraph, ())
        is_said = last and any(said.speaker is last.person for said in spoken)
        return bool(is_said and _IT.match(self._prose, start))

    def _is_alone(self, one: Utterance) -> bool:
        """A paragraph of nothing but these words, and nothing above that asks for them."""
        if one.attribution or LETTERS.search(self._prose[slice(*self._spans[one.paragraph])]):
            return False
        if not one.paragraph:
            return True
        above, start = self._spans[one.paragraph - 1], self._spans[one.paragraph][0]
        heading = self._prose[above[1] : start].strip()
        if LETTERS.search(heading):
            return not _LEADING.search(heading)
        return not (_LEADING.search(self._prose[slice(*above)]) or self._is_asked(one))

    def _is_asked(self, one: Utterance) -> bool:
        """ "So I rang Dr. Bell of Fern Clinic." above words in marks: they are the answer."""
        above = one.paragraph - 1
        while above > 0 and not LETTERS.search(self._prose[slice(*self._spans[above])]):
            above -= 1
        present = self._where.present(above)
        start, end = self._spans[above]
        sentence = self._sentence(above, present[-1].start) if present else -1
        is_last = present and not self._where.sentence_behind(above, present[-1].start)
        return bool(is_last and _RANG.search(self._prose, max(sentence, start), end))

    def _asides(self, one: Utterance) -> list[_Turn]:
        """ "Her view is shared by Odo Fell. “…,” he says": a name that is no subject."""
        near = [
            self._turn(one.paragraph, each.start, each.person)
            for each in self._where.present(one.paragraph)
            if each.start < one.begins and not each.owns
        ]
        return near if one.attribution or self._is_told_above(one) else []

    def _is_told_above(self, one: Utterance) -> bool:
        """ "She isn’t a fan. “…”", "we cut to Bell: “…”": the sentence before leads on."""
        start = self._sentence(one.paragraph, one.segments[0][0])
        floor = self._spans[one.paragraph][0]
        above = self._sentence(one.paragraph, max(floor, start - 2)) if start > floor else -1
        before = self._prose[above:start] if above >= 0 else ""
        own = self._prose[start : one.segments[0][0] - 1].rstrip()
        return bool(_SHE.match(before) or before.rstrip().endswith(":") or own.endswith(":"))

    def _turns(
        self, paragraph: int, before: int, one: Utterance, *, every: bool = False
    ) -> Iterator[_Turn]:
        for each in self._where.present(paragraph):
            if (each.leads or every) and each.start < before:
                yield self._turn(paragraph, each.start, each.person)
        for stranger in self._where.bystanders(paragraph):
            if (
                (stranger.leads or every)
                and stranger.start < before
                and not self._is_other(stranger, one)
            ):
                meant = self._where.meant_by(stranger)
                yield self._turn(paragraph, stranger.start, meant)
        inside = self._where.sentence_at(paragraph, one.segments[0][0])
        for at in self._where.strangers_in(paragraph, inside, before) if inside else ():
            yield self._turn(paragraph, at, None)
        for said in self._spoken.get(paragraph, ()):
            if said.begins < before:
                at = said.attribution.start if said.attribution else said.begins
                yield self._turn(paragraph, at, said.speaker, speaks=True)

    def _turn(
        self, paragraph: int, at: int, person: Person | None, *, speaks: bool = False
    ) -> _Turn:
        return _Turn(at, person, self._sentence(paragraph, at), paragraph, speaks)

    def _sentence(self, paragraph: int, at: int) -> int:
        sentence = self._where.sentence_at(paragraph, at)
        return sentence.start if sentence else -1

    def _is_other(self, stranger: Bystander, one: Utterance) -> bool:
        """Her father is not who "she says" it; a house says nothing as "she"."""
        pronoun = one.attribution.pronoun if one.attribution else None
        if pronoun == "she":
            return stranger.noun in MALE or stranger.is_house
        return pronoun == "he" and (stranger.noun in FEMALE or stranger.is_house)

    def _last_of(self, turns: list[_Turn], one: Utterance) -> Person | None:
        """Whom the text turned to last; nobody where one sentence turns to two."""
        turns = [each for each in turns if each.person is None or self._fits(each.person, one)]
        if not turns:
            return None
        last = max(turns, key=lambda each: each.at)
        is_told = one.attribution and one.attribution.pronoun
        if last.speaks and is_told and len({id(each.person) for each in turns}) > 1:
            return None  # “A,” says Bell. “B,” says Carr. “C,” she says.
        if last.sentence == self._sentence(one.paragraph, one.segments[0][0]) and not is_told:
            return last.person  # “Bell loves it, Carr shrugs, and Lee allows it “on a dry face”.”
        beside = {
            id(each.person)
            for each in turns
            if each.sentence == last.sentence and each.person is not None
        }
        others = (
            each.person is not last.person and each.start > last.at and not each.owns
            for each in self._where.present(one.paragraph)
            if each.start < one.begins and self._sentence(one.paragraph, each.start) > last.sentence
        )
        is_alone = last.paragraph != one.paragraph or not any(others)
        return last.person if len(beside) <= 1 and is_alone else None

    def _fits(self, person: Person, one: Utterance) -> bool:
        pronoun = one.attribution.pronoun if one.attribution else None
        return pronoun is None or person.can_be(pronoun)

    def _behind(self, one: Utterance) -> Person | None:
        """Words that nobody signs, in a paragraph that goes on with one person."""
        if one.attribution:
            return None
        behind = {id(each.speaker): each.speaker for each in self._spoken.get(one.paragraph, ())}
        return next(iter(behind.values())) if len(behind) == 1 else None

    def _above(self, one: Utterance) -> Person | None:
        """
        Who was spoken of last in the paragraphs above, as long as that was one person.

        A pronoun takes more: nobody else may be meant, or two paragraphs were about somebody whom
        the text calls so.
        """
        pronoun = one.attribution.pronoun if one.attribution else None
        about = list(islice(self._topics(one), 2))
        last = about[0] if about else None
        if not last or self._is_only(last, one):
            return last
        if pronoun is None:
            return last if last in self._where.named(one.paragraph - 1) else None
        return last if about == [last, last] and pronoun in last.pronouns else None

    def _topics(self, one: Utterance) -> Iterator[Person | None]:
        """Whom the paragraphs above are about, the nearest first; nobody where it is several."""
        for paragraph in range(one.paragraph - 1, max(-1, one.paragraph - _LOOK_BACK), -1):
            if self._is_endless(paragraph):
                return
            turns = list(self._turns(paragraph, self._spans[paragraph][1], one))
            people = {id(each.person) for each in turns}
            if turns:
                yield self._last_of(turns, one) if len(people) == 1 else None

    def _is_only(self, last: Person | None, one: Utterance) -> bool:
        """Whether nobody else who was named until here may be meant."""
        earlier = (
            each
            for each in self._people.known[:_MAX_KNOWN]
            if self._where.first(each) < one.begins and self._fits(each, one)
        )
        return last is not None and all(each is last for each in earlier)

    def _is_free(self, one: Utterance) -> bool:
        """Whether nothing tells that somebody else, or one of two, is meant."""
        said = one.attribution
        if said is None:
            return not one.is_settled
        if one.is_settled or said.joint or said.described:
            return False
        if said.verb == "label":  # "AM RITUAL:" leads to words as a name would
            return not said.mention or not self._people.is_person_like(said.mention)
        return said.mention is None and said.pronoun is not None


_THEIRS = re.compile(r"(?:\s[a-z-]+){1,4}[,:]?\s?")
_LABEL = 5  # words: "AM RITUAL:", "And her one regret?"
_ASKED = re.compile(r"\b(?:I|we|he|she|they|his|her|their|ask(?:ed|s)?)\b", re.IGNORECASE)
_RANG = re.compile(
    r"\b(?:ask|asks|asked|rang|call|called|phoned|emailed|messaged|texted|wrote to"
    r"|spoke (?:to|with)|talked to|turned to|put (?:it|that|this) to|met|visited|consulted"
    r"|checked with|quizzed)\b"
)
_SHE = re.compile(r"(?:He|She)\b")
# "Reviewers love it:" is nobody whose name could be told.
_MANY = re.compile(
    r"\b(?i:reviewers|readers|users|fans|patients|customers|commenters|testers|shoppers|people"
    r"|friends|colleagues|experts|dermatologists|doctors|studies|researchers|reviews|critics)\b"
    r"[^,;]*\Z"
)
_IT = re.compile(r"(?:It|They|This|These|That|Those|And|But|Or)\b")
_BECAUSE = re.compile(r"\b(?:because|since|as)\s*\Z")
_OWN = re.compile(r"\s*(?:[Hh]is|[Hh]er|[Tt]heir)\s")
