"""
Whether somebody a manuscript names is somebody on file: by the name, and by what is told of them.

A name alone is no person: two may have one. Who is meant is known where one of that name is on
file and nothing that is told of them says otherwise; else an editor is asked.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz import fuzz

from manuscripts.matches import SAME_NAME, Match, best_of
from people.models import Person
from products.brand_names import normalize_brand_name as normalize_name

PERSON_FACTS = ("honorific", "credentials", "role", "organization")
Facts = Mapping[str, Any]  # `PERSON_FACTS`, as a plan tells them
_WORD = re.compile(r"[^\W\d_]+")
_ALIKE = 5  # letters that “dermatologist” and “dermatology” share, and then some
_MEN, _WOMEN = frozenset({"mr", "herr", "m"}), frozenset({"mrs", "ms", "miss", "frau", "mme"})
# Words of a role or a house that anybody may have besides.
_TELLS_NOTHING = frozenset(
    """
    a an and at author based by certified board chair chief clinic clinical co consultant
    consulting de der des director doctor dr du expert for former founder founding from group head
    her his hospital in inc institute instructor la le lead leading llc ltd medical of on owner
    practice practicing professor prof registered resident senior skin specialist spokesperson
    staff the und university with writer
    """.split()
)
# A fellowship or a membership goes with any degree.
_FELLOWSHIP = re.compile(r"(?:f|mr)[a-z]{2,}")


class PeopleOnFile:
    """The people on file by name, of which several may have one."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_name: dict[str, list[Person]] = {}
        for person in people:
            self.add(person)

    def __contains__(self, normalized: str) -> bool:
        return normalized in self._by_name

    def add(self, person: Person) -> None:
        """Somebody whom an import makes is on file for what follows."""
        self._by_name.setdefault(normalize_name(person.name), []).append(person)

    def near(self, name: str, facts: Facts | None = None) -> list[Match]:
        """
        `Match`es, best first. Who is meant is alone, with a score of 1.

        All of the same name where there are several or what is told is another's, those of whom
        nothing speaks against first.
        """
        wanted = normalize_name(name)
        same = self._by_name.get(wanted, [])
        if len(same) == 1 and not contradicts(same[0], facts or {}):
            return [Match(same[0], 1.0)]
        if same:
            likely = sorted(same, key=lambda one: contradicts(one, facts or {}))
            return [Match(one, SAME_NAME, is_same_name=True) for one in likely]
        return best_of(
            Match(person, _alike(wanted, known))
            for known, people in self._by_name.items()
            for person in people
        )

    def meant(self, name: str, facts: Facts | None = None) -> Person | None:
        """Who it is for certain."""
        near = self.near(name, facts)
        return near[0].record if near and near[0].is_certain else None


def contradicts(person: Person, facts: Facts) -> bool:
    """Whether what is told can't be, or need not be, about this person."""
    return (
        _are_apart(_genders(facts.get("honorific")), _genders(person.honorific))
        or _are_apart(_degrees(facts.get("credentials")), _degrees(person.credentials))
        or _are_apart(_telling(facts.get("role")), _telling(person.job_title))
        or _are_apart(_telling(facts.get("organization")), _telling(person.organization))
    )


def _are_apart(ours: set[str], theirs: set[str]) -> bool:
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _words(text: str | None) -> list[str]:
    return _WORD.findall(normalize_name(text or ""))


def _genders(honorific: str | None) -> set[str]:
    words = {*_words(honorific)}
    return {name for name, of in (("man", _MEN), ("woman", _WOMEN)) if words & of}


def _degrees(credentials: str | None) -> set[str]:
    return {word for word in _words(credentials) if not _FELLOWSHIP.fullmatch(word)}


def _telling(text: str | None) -> set[str]:
    return {word[:_ALIKE] for word in _words(text) if word not in _TELLS_NOTHING}


def _alike(wanted: str, known: str) -> float:
    """How alike two people's names are: a middle name or an initial more is nearly the same."""
    ours, theirs = wanted.split(), known.split()
    if ours and theirs and len(ours) != len(theirs) and ours[-1] == theirs[-1]:
        short, long = sorted((ours[0], theirs[0]), key=len)
        if long.startswith(short):
            return 0.95
    return fuzz.ratio(wanted, known) / 100
