"""Where everybody is named, and who else a text speaks of: whose the words that follow may be."""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass

from products.brand_names import normalize_brand_name

from .bystanders import Bystander, acts, bystanders, opens
from .people import Mention, People, Person, surname
from .plan import Span
from .sentence_quotes import SentenceQuotes
from .sentences import Sentence
from .titled_names import appositive, phrase_end
from .titles import has_role, title_of

_NEXT = 120  # characters: "I called a dermatologist. Dr. Bell sees …"
_ENTER = re.compile(r"\b(?:[Tt]here(?:’s| is)|[Mm]eet|[Tt]ake|[Ee]nter|[Cc]onsider)\s\Z")
_LETTERS = re.compile(r"\w{3}")
_MAX_KNOWN = 50
_LOOK_BACK = 12  # paragraphs from words to whoever was named before
_NAMED_BEHIND = re.compile(r",?\s(?:(?:named|called)\s)?")
_IS_A = re.compile(r"(?:He|She)(?:’s| is| was)\s(?=(?:an?|the)\s)")
_AWAY = re.compile(
    r"(?:(?:And|But|Then|Next|Later),? )?"
    r"(?:[Mm]y|[Oo]ur|[Aa]nother|[Oo]ne|[Tt]he (?:other|second|next))\b"
)
_AWAY_OR_HERS = re.compile(rf"{_AWAY.pattern}|(?:And |But )?(?:[Hh]is|[Hh]er|[Tt]heir)\b")
DOCTORS = frozenset({"doctor", "dermatologist", "derm", "physician", "surgeon"})


@dataclass(frozen=True, slots=True)
class Presence:
    """
    A person named at `start`; `leads` where a sentence begins with them as its subject, `owns`
    where it is only told whose something is: "Ito's mother".
    """

    start: int
    end: int
    person: Person
    leads: bool
    owns: bool


class Whereabouts:
    """The places of all names, once everybody is known who will be."""

    def __init__(self, prose: str, spans: list[Span], said: list[SentenceQuotes], people: People):
        self._prose, self._spans, self._people = prose, spans, people
        self._starts = [start for start, _ in spans]
        self._said: list[list[SentenceQuotes]] = [[] for _ in spans]
        for each in said:
            self._said[each.paragraph].append(each)
        self._bystanders: dict[int, list[Bystander]] = {}
        self._claims: dict[int, list[int]] = {}
        self._asides: dict[int, int] = {}  # where a sentence begins that names somebody in passing
        self._present = [list(self._presences(one)) for one in self._said]
        for present in self._present:
            for one in present:
                self._claims.setdefault(id(one.person), []).append(one.start)
        self._called = {
            id(one.person)
            for present in self._present
            for one in present
            if " " not in prose[one.start : one.end]
        }

    def present(self, paragraph: int) -> list[Presence]:
        return self._present[paragraph]

    def sentence_at(self, paragraph: int, at: int) -> Sentence | None:
        """The sentence that a place lies in."""
        inside = (each.sentence for each in self._said[paragraph])
        return next((one for one in inside if one.start <= at < one.end), None)

    def turns_away(self, person: Person, paragraph: int, at: int, *, to_hers: bool = True) -> bool:
        """
        A sentence behind the last with this person is about another: "My second was a barber.";
        `to_hers`: or it may be, as in "Her deputy is not.".
        """
        away = _AWAY_OR_HERS if to_hers else _AWAY
        last = max(
            (
                one.start
                for one in self._present[paragraph]
                if one.person is person and one.start < at
            ),
            default=at,
        )
        return any(
            last < each.sentence.start < at
            and not each.quoted
            and away.match(self._prose, each.sentence.start) is not None
            for each in self._said[paragraph]
        )

    def is_shared(self, person: Person, paragraph: int, start: int, end: int) -> bool:
        """Whether a stretch of a paragraph speaks of anybody beside this person."""
        return any(
            start <= one.start < end and one.person is not person
            for one in self._present[paragraph]
        ) or any(
            start <= one.start < end and not _means(one, person)
            for one in self.bystanders(paragraph)
        )

    def sentence_behind(self, paragraph: int, at: int) -> bool:
        """Whether a paragraph goes on behind the sentence that a place lies in."""
        return any(each.sentence.start > at for each in self._said[paragraph])

    def strangers_in(self, paragraph: int, sentence: Sentence | None, before: int) -> Iterator[int]:
        """
        Where a sentence, or all of the paragraph, has full names that are nobody's who is known:
        "Bo Carr’s memoir".
        """
        known = {one.start for one in self._present[paragraph]}
        for each in self._said[paragraph]:
            for mention in each.mentions if sentence in (None, each.sentence) else ():
                is_new = mention.start < before and mention.start not in known and mention.is_full
                if is_new and self._people.is_person_like(mention):
                    yield mention.start

    def named(self, paragraph: int) -> list[Person]:
        """Whom a paragraph names, each once."""
        return list({id(one.person): one.person for one in self._present[paragraph]}.values())

    def _presences(self, said: list[SentenceQuotes]) -> Iterator[Presence]:
        for each in said:
            for mention in each.mentions:
                person = self._meant(mention)
                if person:
                    speaks = any(one.start <= mention.start < one.end for one in each.attributions)
                    owns = self._prose[mention.end - 2 : mention.end] in ("’s", "'s")
                    leads = speaks or not owns and opens(self._prose, each.sentence, mention.start)
                    if not leads:
                        self._asides[mention.start] = each.sentence.start
                    yield Presence(mention.start, mention.end, person, leads, owns)

    def _meant(self, mention: Mention) -> Person | None:
        same = self._people.named(mention.words) or self._people.named(surname(mention.words))
        return same[0] if len(same) == 1 and _calls(self._prose, mention, same[0]) else None

    def is_called(self, person: Person) -> bool:
        """Whether the text calls a name as people are called: "she", or by the surname alone."""
        return bool(person.pronouns) or id(person) in self._called

    def learn_roles(self) -> None:
        """What the next sentence tells of somebody: "She is a dermatologist at Fern Clinic"."""
        for paragraph, said in enumerate(self._said):
            for each in said:
                is_a = _IS_A.match(self._prose, each.sentence.start, each.sentence.end)
                if not is_a:
                    continue
                before = {
                    id(one.person): one.person
                    for one in self._present[paragraph]
                    if one.start < is_a.start()
                }
                end = phrase_end(self._prose, is_a.end(), each.sentence.end)
                told = title_of(self._prose[is_a.end() : end])
                if len(before) == 1 and told.role and has_role(told.role):
                    person = next(iter(before.values()))
                    if not person.role:
                        person.role = told.role
                        person.organization = person.organization or told.organization

    def first(self, person: Person) -> int:
        """Where somebody is first named."""
        return min(self._claims.get(id(person), [person.span[0]])[0], person.span[0])

    def speaks(self, person: Person, at: int) -> None:
        """Words that turned out to be somebody's make them the last one spoken of."""
        insort(self._claims.setdefault(id(person), []), at)

    def last(self, person: Person, before: int) -> int:
        """Where somebody was last spoken of before a place; -1 if nowhere."""
        claims = self._claims.get(id(person), [])
        index = bisect_left(claims, before)
        return claims[index - 1] if index else -1

    def is_interrupted(self, person: Person, paragraph: int, at: int, *, by_houses: bool) -> bool:
        """Whether the text turns to somebody else between a person and the words at `at`."""
        claim = self.last(person, at)
        aside = self._asides.get(claim, at)  # "A reader wrote to Ito" is about the reader
        first = max(bisect_right(self._starts, claim) - 1, paragraph - _LOOK_BACK, 0)
        return any(
            one.leads
            and (one.end > claim or one.start >= aside)
            and one.start < at
            and (by_houses or not one.is_house)
            and not self._is_known(one)
            for number in range(first, paragraph + 1)
            for one in self.bystanders(number)
        )

    def has_company(self, person: Person, paragraph: int, at: int) -> bool:
        """Whether the paragraph speaks, before this place, of anybody else at all."""
        return any(
            one.start < at and not one.is_house and not _means(one, person)
            for one in self.bystanders(paragraph)
        )

    def tells_of_others(self, person: Person, paragraph: int, at: int) -> bool:
        """Words in a sentence without that person: "A study found “no clear benefit”."."""
        for each in self._said[paragraph]:
            if each.sentence.start <= at < each.sentence.end:
                named = (
                    one.start
                    for one in self._present[paragraph]
                    if one.person is person and each.sentence.start <= one.start < at
                )
                before = self._prose[each.sentence.start : at]
                return bool(_LETTERS.search(before)) and next(named, None) is None
        return False

    def _is_known(self, one: Bystander) -> bool:
        """ "The chemist" is no stranger where a chemist was named."""
        return any(_means(one, person) for person in self._people.known[:_MAX_KNOWN])

    def meant_by(self, stranger: Bystander) -> Person | None:
        """ "The barber" is the one barber who was named."""
        if stranger.first not in ("the", "our", "this"):
            return None
        meant = [one for one in self._people.known[:_MAX_KNOWN] if _means(stranger, one)]
        return meant[0] if len(meant) == 1 else None

    def bystanders(self, paragraph: int) -> list[Bystander]:
        """Who is in a paragraph without being known; read when it is asked for."""
        if paragraph not in self._bystanders:
            self._bystanders[paragraph] = list(self._unknown(paragraph))
        return self._bystanders[paragraph]

    def _unknown(self, paragraph: int) -> Iterator[Bystander]:
        prose = self._prose
        known = self._present[paragraph]
        starts = {one.start for one in known}
        for each in self._said[paragraph]:
            told = [
                (one.start, appositive(self._prose, one.end, each.sentence.end)[1])
                for one in known
                if each.sentence.start <= one.start < each.sentence.end
            ]
            for one in bystanders(self._prose, each.sentence):
                behind = _NAMED_BEHIND.match(self._prose, one.end)
                is_named = behind and behind.end() in starts
                is_apposed = any(
                    0 < one.start - who.end <= 3 and "," in prose[who.end : one.start]
                    for who in known
                )
                if not is_named and not is_apposed and not any(a < one.start < b for a, b in told):
                    yield one
            for mention in each.mentions:
                if mention.start not in starts and self._is_somebody(mention, each.sentence):
                    leads = opens(self._prose, each.sentence, mention.start)
                    leads = leads or mention.honorific is not None
                    yield Bystander(mention.start, mention.end, "", leads)

    def _is_somebody(self, mention: Mention, sentence: Sentence) -> bool:
        """A name that nobody introduced, of a person perhaps."""
        is_titled = mention.honorific is not None and mention.honorific.startswith(("Dr", "Prof"))
        does = is_titled or acts(self._prose, mention, sentence.end)
        leads = mention.is_full and mention.start == sentence.start
        before = self._prose[max(sentence.start, mention.start - 12) : mention.start]
        leads = leads or bool(_ENTER.search(before))
        return (does or leads) and self._people.is_person_like(mention)


def _means(one: Bystander, person: Person) -> bool:
    """ "The dermatologist" may be the one who was named; "a dermatologist" who is named next."""
    is_told = one.first in ("the", "this", "that", "our")
    is_announced = one.first in ("a", "an", "one") and 0 < person.span[0] - one.end < _NEXT
    if not (is_told or is_announced):
        return False
    return one.noun in folded_words(person.role) or one.noun in DOCTORS and is_doctor(person)


def folded_words(text: str | None) -> set[str]:
    return set(normalize_brand_name(text or "").split())


def is_doctor(person: Person) -> bool:
    titled = (person.honorific or "").startswith(("Dr", "Prof"))
    return titled or bool(re.search(r"\bM\.?D\b", person.credentials or ""))


def is_professor(person: Person) -> bool:
    return (person.honorific or "").startswith("Prof")


# First names that are words as well, at the front of a sentence or of a name.
_EVERYDAY = frozenset(
    "amber april art august basil bill chase chip coral dawn faith frank ginger grace grant hazel"
    " heather holly hope hunter iris ivy jade jasmine jay joy june lily mark mason may miles"
    " olive page pat pearl penny poppy rich rose ruby sage sandy sky summer sunny victor violet"
    " will willow wren".split()
)


def _calls(prose: str, mention: Mention, person: Person) -> bool:
    """
    Whether a name means this person: a capital that happens to be a first name calls nobody, it
    takes a surname, a title, or what people do ("Iona nods").
    """
    if mention.honorific or mention.is_full or acts(prose, mention, mention.end + 60):
        return True
    is_name = person.is_told and mention.words.lower() not in _EVERYDAY
    return surname(mention.words) == surname(person.name) or (
        is_name
        and not prose.startswith((" ", "-"), mention.end, mention.end + 1)
        or is_name
        and not prose[mention.end + 1 : mention.end + 2].isupper()
    )
