"""Whether a short name is who was introduced by it, or somebody else who is called the same."""

import re
from collections.abc import Iterator

from .people import Mention, People, Person
from .plan import PlanWarning
from .quotes import QuoteExtraction
from .sentence_quotes import Utterance
from .vocabulary import FEMALE, MALE, ROLE_NOUNS

_KIN = "|".join(sorted(MALE | FEMALE | {"cousin", "reader", "twin"}))
# "Dr. Bell, no relation", "Tom, 9, my son", "Dr. Vale, the husband"
_ANOTHER = re.compile(
    r",?\s(?:\(?no relation|(?:aged? )?\d{1,2}[,.;]|aged |who (?:is|was) (?:\d|[a-z]+[,.;])"
    rf"|(?:my|our|his|her|their|the|also)\s(?:[a-z]+\s)?(?:{_KIN})\b|senior\b|junior\b)"
)
_APART = re.compile(rf",?\s(?:\(?no relation|the (?:[a-z]+ )?(?:{_KIN})\b|senior\b|junior\b)")
_A_KIND = re.compile(r",\san?\s(?:[a-z-]+\s)?([a-z-]+)[.,;]")
_OTHER = re.compile(r"\b(?:[Tt]he other|[Yy]oung|[Oo]ld|[Oo]ne of the|[Aa]nother|[Aa]lso)\s\Z")
_DOCTOR = re.compile(
    r"derm|doctor|physician|surgeon|olog|iatr|dentist|prof|scien|chemist|research|vet\b|arzt|ärzt"
    r"|lectur|medic"
)
# What people of many trades are as well.
_POSTS = frozenset(
    "author chair co-founder cofounder consultant creator director editor expert fellow founder"
    " head host manager officer owner partner president spokesman spokeswoman teacher"
    " writer".split()
)


class Namesakes:
    """The short names of a manuscript that two people may have."""

    def __init__(self, extraction: QuoteExtraction, people: People):
        self._prose, self._people, self._known = extraction.prose, people, extraction.people
        short = [one for one in extraction.mentions if not one.is_full]
        self._shared = {one.words for one in short if self._is_other(one)}
        self._told_apart = {
            one.words for one in short if one.honorific and self._is_other(one, new=False)
        }
        self._bare = {one.words for one in short if not one.honorific}
        self._titled = {one.words for one in extraction.mentions if one.is_full and one.honorific}
        self._asked: dict[int, Person] = {}
        for one in short:
            same = people.named(one.words)
            if len(same) == 1 and self._is_titled_otherwise(one, same[0]):
                self._asked[id(same[0])] = same[0]

    def is_doubtful(self, one: Utterance) -> bool:
        """Whether a speaker who is called by a short name may be somebody else of that name."""
        name = one.attribution.mention if one.attribution else None
        if not name or not one.speaker or name.is_full:
            return False
        if " " not in one.speaker.name:  # "Dr. Vale, the husband"; "Bea, 34" is introduced so
            return name.honorific is not None and name.words in self._told_apart
        return (
            name.words in self._shared
            or self._is_titled_otherwise(name, one.speaker)
            or _is_of_another_trade(name, one.speaker)
            or self._is_of_another_kind(name, one.speaker)
        )

    def warnings(self) -> Iterator[PlanWarning]:
        """People who may have got the title of a namesake."""
        for person in self._asked.values():
            yield PlanWarning(
                "person.unsure",
                f"“{person.honorific} {person.name}” may be two people: the full name stands "
                "without that title. Check who it is.",
                person.span,
            )

    def _is_other(self, one: Mention, *, new: bool = True) -> bool:
        """Whether a name is told apart from its namesake; `new`: or introduced with it."""
        before = self._prose[max(0, one.start - 16) : one.start]
        behind = _ANOTHER if new else _APART
        return bool(behind.match(self._prose, one.end) or _OTHER.search(before))

    def _is_of_another_kind(self, name: Mention, person: Person) -> bool:
        """ "Bell, a bulldog": nothing that was told of the pharmacist Tom Bell."""
        kind = _A_KIND.match(self._prose, name.end) if person.role else None
        told = {*(person.role or "").casefold().split(), *_POSTS, *MALE, *FEMALE}
        return kind is not None and kind[1] not in told

    def _is_titled_otherwise(self, one: Mention, person: Person) -> bool:
        """ "Dr. Bell" beside the pharmacist Tom Bell; "Mrs. Bell" where Tom is called "Bell"."""
        if not one.honorific or person.name in self._titled or " " not in person.name:
            return False
        if one.honorific.startswith(("Dr", "Prof")):
            is_doctor = person.credentials or _DOCTOR.search((person.role or "").casefold())
            return bool(person.role) and not is_doctor
        return one.words in self._bare or bool(person.credentials)


def _is_of_another_trade(name: Mention, person: Person) -> bool:
    """ "Bell, the actor" is hardly the pharmacist Tom Bell."""
    told, known = (set((one.role or "").casefold().split()) for one in (name, person))
    trades = (told & ROLE_NOUNS) - _POSTS
    return bool(
        trades
        and known & ROLE_NOUNS
        and not trades & known
        and not _DOCTOR.search(" ".join(trades))
    )
