"""
The people of a manuscript: full names with titles, roles and organizations, and who a short
reference means.

"Never guess a person": a surname or first name resolves where one person has it, a pronoun where
one candidate is left. A gender is never taken from a name, only from the manuscript's own
pronouns (docs/rules.md 4.16).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from products.brand_names import normalize_brand_name

from .gazetteer import Gazetteer
from .plan import Expert, Span
from .titles import of_one
from .vocabulary import (
    LEADING_VERBS,
    NO_NAMES,
    ORGANIZATION_WORDS,
    PRODUCT_NOUNS,
    ROLE_NOUNS,
    any_credential,
    any_of,
    lines,
)

_CAPITAL = r"A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĘĚĞĢİĶŁŃŇŐŘŚŞŠŤŮŰŹŻŽ"
_TITLE_WORD = r"(?:Drs?|Prof|Professor|Doctor|Mrs?|Ms|Mx|MD|PhD|RN|FAAD|Jr|Sr)\b"
_NAME_WORD = (
    rf"(?:(?:[{_CAPITAL}]\.){{1,3}}(?=\s)|(?!{_TITLE_WORD})(?:[dDlL]’|Ó |O’)?[{_CAPITAL}]"
    r"(?:[^\W\d_]+(?:[’'-][^\W\d_]+)*|(?:[’'-][^\W\d_]+)+))"
)
_PARTICLE = (
    r"(?:de|De|del|della|da|dos|di|du|von|van|zu|af|der|den|ter|la|le|el|al|ap|ab|bin|ibn|y"
    r"|st\.|St\.)"
)
# A surname alone may begin with its particles: "said van der Mijl".
_LEADING = r"(?:(?:de la|van der|van den|von der|de|del|della|di|da|von|van|ap|bin|ibn|al)\s)?"
_NICKNAME = rf"(?:[“\"‘(][{_CAPITAL}][\w’-]{{0,14}}[”\"’)]\s)?"
_SUFFIX = r"(?:,?\s(?:Jr|Sr)\b\.?|\s(?:II|III|IV)\b)?"
_NAME = (
    rf"{_LEADING}{_NAME_WORD}(?:[^\S\t\n]{_NICKNAME}(?:{_PARTICLE}\s){{0,2}}{_NAME_WORD}){{0,5}}"
    rf"{_SUFFIX}"
)
_HONORIFIC = rf"(?:{any_of(lines('honorifics.txt'))})\.?"
_CREDENTIAL = rf"(?:{any_credential()})(?!\w)"
_CREDENTIALS = rf"(?:,?\s\(?{_CREDENTIAL}\)?(?:\s\([A-Z][a-z]{{2,9}}\))?)+"
MENTION = re.compile(
    # Most places are none where a name or its title can begin: that is asked first.
    rf"(?<!\w)(?=[{_CAPITAL}@dDlLuvabi])"
    rf"(?:(?<![\w])(?P<honorific>{_HONORIFIC}(?:\s(?:Dr|Prof)\.?)?)\s)?"
    rf"(?<![\w’'-])(?P<name>{_NAME}|(?:@|\bu/)[A-Za-z0-9_.]{{3,30}}(?<!\.))"
    rf"(?P<credentials>{_CREDENTIALS})?"
)

_POSSESSED = re.compile(r"[’']s?\Z")
_NO_MARKS = dict.fromkeys(map(ord, "¹²³⁰⁴⁵⁶⁷⁸⁹"))  # of footnotes: "Iona Bell⁴"
_TIES = re.compile(
    r"\b(?:co-?founder|founder|owner|ceo|chief|president|director|chemist|formulator|employee|"
    r"spokes\w+|ambassador|head|manager|educator)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"[A-Z](?:[.-]?[A-Z]){0,2}\.?")  # "Dr. K-R" is somebody who was named
_PRONOUNS = {
    **dict.fromkeys(("he", "him", "er", "il"), "he"),
    **dict.fromkeys(("she", "her", "sie", "elle"), "she"),
    **dict.fromkeys(("they", "them"), "they"),
}


@dataclass(slots=True)
class Person:
    """One person while a manuscript is read; becomes an Expert when all is known."""

    name: str
    span: Span
    honorific: str | None = None
    credentials: str | None = None
    role: str | None = None
    organization: str | None = None
    pronouns: set[str] = field(default_factory=set)
    is_described: bool = False  # an age, a kinship, a place stands beside the name
    is_guessed: bool = False  # nothing tells what they are: a name that speaks

    def expert(self) -> Expert:
        return Expert(
            self.name, self.honorific, self.credentials, self.role, self.organization, self.span
        )

    @property
    def is_told(self) -> bool:
        """Whether anything tells that this is a person: a title, a degree, a role."""
        return bool(self.honorific or self.credentials or self.role or self.is_described)

    def can_be(self, pronoun: str) -> bool:
        """Whether the manuscript's own pronouns leave this one open; "they" is anybody."""
        told = self.pronouns - {"they"}
        return pronoun == "they" or not told or pronoun in told

    @property
    def has_ties(self) -> bool:
        return bool(self.role and _TIES.search(self.role))


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text: `words` without title, the role words before it and all behind it."""

    start: int
    end: int
    words: str
    honorific: str | None = None
    credentials: str | None = None
    role: str | None = None
    organization: str | None = None
    described: bool = False  # a role, a place or an age stands beside the name

    @property
    def is_full(self) -> bool:
        """A first name and a surname, or a handle; "De Rosa" and "van der Mijl" are surnames."""
        return len(_parts(self.words)) > 1 or self.words.startswith(("@", "u/"))


class People:
    """Everybody named so far, found by full name, surname or first name."""

    def __init__(self, trade: Gazetteer, brands: tuple[str, ...] = ()):
        self._trade = trade
        self._brands = {normalize_brand_name(brand) for brand in brands}
        self.known: list[Person] = []
        self._by: dict[str, list[Person]] = {}
        self._heard: dict[str, list[Mention]] = {}
        self._houses: set[str] = set()

    def is_person_like(self, mention: Mention) -> bool:
        """Two to four capitals that are no organization, brand or shop."""
        words = mention.words.split()
        plain = {word.lower() for word in words}
        if not 1 <= len(words) <= 5 or not plain.isdisjoint(_NO_PERSON):
            return False
        if any(map(_HOUSE.search, plain)):
            return False
        if len(words) > 2 and words[-1].lower() in PRODUCT_NOUNS or "-based" in words[0]:
            return False
        if mention.honorific:
            is_told = mention.role or mention.credentials or mention.described
            is_house = not is_told and self._is_house(mention.honorific, words)
            return not _INITIALS.fullmatch(mention.words) and not is_house
        if words[0].lower() in NO_NAMES or mention.words.isupper():
            return False
        name = mention.words
        # "EltaMD UV Physical": a brand and more, or letters that no name has.
        if any(word.isupper() and len(word) > 1 and word.isalpha() for word in words):
            return False
        if len(words) > 2 and any(
            " ".join(words[:count]) in self._trade.brands for count in (1, 2, 3)
        ):
            return False
        return normalize_brand_name(name) not in self._houses and not (
            name in self._trade.brands
            or name in self._trade.retailers
            or normalize_brand_name(name) in self._brands
        )

    def _is_house(self, honorific: str, words: list[str]) -> bool:
        """ "Dr. Dennis Gross", "Dr. Bronner’s Balm": a brand as long as nothing tells who it is."""
        if len(words) > 1 and words[0].endswith(("’s", "'s")):
            return True
        starts = (" ".join((honorific, *words[:count])) for count in range(1, len(words) + 1))
        return any(start in self._trade.brands for start in starts)

    def hear_of(self, mention: Mention) -> None:
        """Keep a full name for the case that a surname says something later."""
        if mention.is_full and self.is_person_like(mention):
            for key in _keys(mention.words):
                heard = self._heard.setdefault(key, [])
                if len(heard) < 3 and not any(
                    _is_called(one.words, mention.words) for one in heard
                ):
                    heard.append(mention)

    def introduce(self, mention: Mention) -> Person | None:
        """The person a name stands for, made known if new; None where no person can be told."""
        same = self.named(mention.words)
        heard = self._heard.get(normalize_brand_name(mention.words), [])
        if not same and len(heard) == 1 and self.is_person_like(heard[0]):
            person = self._add(heard[0])
            self._learn(person, mention)
            self._learn(person, heard[0])
            return person
        if len(same) == 1 and _is_other(mention, same[0]):
            return None
        if len(same) == 1 and mention.is_full and _ends_in(same[0].name, mention.words):
            self._learn(same[0], mention)
            return same[0]
        if mention.honorific and not mention.is_full and len(same) == 1:
            return self._told_more(same, mention)  # "Dr. Brandt", whom a brand is named like
        if mention.is_full or mention.honorific or (mention.described and not same):
            if not self.is_person_like(mention):
                return None
            if not mention.is_full and same:
                return self._told_more(same, mention)
            alike = (one for one in same if _same_name(one.name, mention.words))
            person = next(alike, None) or self._add(mention)
            self._learn(person, mention)
            return person
        return self._told_more(same, mention)

    def _told_more(self, same: list[Person], mention: Mention) -> Person | None:
        if len(same) != 1:
            return None
        self._learn(same[0], mention)
        return same[0]

    def named(self, words: str) -> list[Person]:
        """Who may be meant by a full name, a surname or a first name."""
        return self._by.get(normalize_brand_name(words), [])

    def forget_houses(self) -> None:
        """Nobody is called as the place where somebody else works: "Harbor Lane says"."""
        places = [normalize_brand_name(one.organization) for one in self.known if one.organization]
        for one in list(self.known):
            name = normalize_brand_name(one.name)
            if not one.is_told and any(f" {name} " in f" {place} " for place in places):
                self._houses.add(name)
                self.known.remove(one)
                for key in _keys(one.name):
                    self._by[key].remove(one)

    def sharing(self, words: str) -> list[Mention]:
        """Full names with this surname that are nobody's who is known: "Ken Ito" beside Maren."""
        heard = self._heard.get(normalize_brand_name(words), [])
        known = self.named(words)
        return [
            one
            for one in heard
            if known
            and normalize_brand_name(surname(one.words)) == normalize_brand_name(words)
            and not any(_is_called(person.name, one.words) for person in known)
        ]

    def _add(self, mention: Mention) -> Person:
        person = Person(mention.words, (mention.start, mention.end))
        self.known.append(person)
        for key in _keys(mention.words):
            self._by.setdefault(key, []).append(person)
        return person

    @staticmethod
    def _learn(person: Person, mention: Mention) -> None:
        person.honorific = person.honorific or mention.honorific
        person.credentials = person.credentials or mention.credentials
        if not person.role:
            person.role = of_one(mention.role)
        person.organization = person.organization or mention.organization
        person.is_described = person.is_described or mention.described


def _is_other(mention: Mention, person: Person) -> bool:
    """ "Mr. Bell" is hardly Dr. Iona Bell."""
    plain = mention.honorific and mention.honorific.rstrip(".") in ("Mr", "Mrs", "Ms", "Miss", "Mx")
    titled = (person.honorific or "").startswith(("Dr", "Prof"))
    return bool(plain) and titled and not mention.is_full


# "Thank You Farmer Rice Cream", "Fern Skin Clinic": nobody is called so.
_NO_PERSON = ORGANIZATION_WORDS | frozenset(
    "cleanser concealer conditioner cream creme crème deodorant exfoliant gel lotion mascara"
    " moisturiser moisturizer ointment shampoo serum sunscreen toner".split()
)
# "Bergklinik", "Hautarztpraxis": a German word for a house, whatever leads it.
_HOUSE = re.compile(r"\w{3}(?:klinik|klinikum|praxis|apotheke|zentrum|institut|drogerie)\Z")
_PARTICLES = frozenset(
    "de del della da dos di du von van zu af der den ter la le el al ap ab bin ibn".split()
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


@lru_cache(maxsize=4096)  # the same few people are asked about again and again
def _parts(name: str) -> tuple[str, ...]:
    """The words of a name without particles at its front, a nickname and "Jr." at its end."""
    words = tuple(word for word in name.split() if word[0] not in '“"‘(')
    while len(words) > 1 and _bare(words[-1]) in _SUFFIXES:
        words = words[:-1]
    while len(words) > 1 and words[0].lower() in _PARTICLES:
        words = words[1:]
    return words


def surname(name: str) -> str:
    """What follows the first names, particles aside: "Mijl" of "Ingrid van der Mijl"."""
    return _parts(name)[-1].strip(",")


def _keys(name: str) -> set[str]:
    """How a person is called later: by all of it, the surname, its last two words, the first."""
    words = _parts(name)
    keys = {name, " ".join(words), words[-1], words[0], " ".join(words[-2:])}
    if len(words) > 1:
        keys.add("".join(f"{word[0]}." for word in words))  # "– I.B." below a quote
    particle = next((at for at, word in enumerate(words) if word.lower() in _PARTICLES), None)
    if particle:
        keys.add(" ".join(words[particle:]))
    return {normalize_brand_name(key.strip(",")) for key in keys}


def _is_called(name: str, words: str) -> bool:
    return _same_name(name, words) or _ends_in(name, words)


def _ends_in(name: str, words: str) -> bool:
    """Whether this is a surname of two words: "De Rosa" of "Maria De Rosa"."""
    return normalize_brand_name(name).endswith(f" {normalize_brand_name(words)}")


def _same_name(one: str, other: str) -> bool:
    """Equal, or equal but for a middle name, a nickname or "Jr."."""
    if normalize_brand_name(one) == normalize_brand_name(other):
        return True
    ours, theirs = (normalize_brand_name(" ".join(_parts(name))).split() for name in (one, other))
    return ours == theirs or (
        len(ours) != len(theirs)
        and min(len(ours), len(theirs)) > 1
        and ((ours[0], ours[-1]) == (theirs[0], theirs[-1]))
    )


def mentions_in(prose: str, start: int, end: int) -> Iterator[Mention]:
    """Names in a stretch of prose, each with its title; what is told about them apart."""
    for match in MENTION.finditer(prose, start, end):
        mention = _mention(match)
        if mention:
            yield mention


def _mention(match: re.Match) -> Mention | None:
    words = match["name"].split()
    if len(words) == _MOST_WORDS and _GOES_ON.match(match.string, match.end()):
        return None  # a product's name, or a heading: a person's is shorter
    dropped = 0
    if not match["honorific"]:
        dropped = _title_words(words)
        while dropped < len(words) and _is_no_name(words[dropped]):
            dropped += 1
    kept = _without_house(words[dropped:])
    # "Loam’s Amy Wu": the house before its own.
    is_owned = len(kept) > 2 and kept[0].endswith(("’s", "'s")) and not match["honorific"]
    house = kept.pop(0)[:-2] if is_owned else None
    while kept and kept[-1].lower() in ("md", "phd", "rn", "faad"):
        kept.pop()
    if not kept:
        return None
    name = " ".join(kept)
    at = _offset(match["name"], dropped + bool(house))
    start = match.start("name") + match["name"].find(kept[0], at)
    begin = match.start("honorific") if match["honorific"] else start
    cut = len(kept) < len(words) - dropped - bool(house) and not match["credentials"]
    return Mention(
        begin,
        start + len(name) if cut else match.end(),
        _without_marks(_POSSESSED.sub("", name) if name[-1] in "’'s" else name),
        honorific=_honorific(match["honorific"]),
        credentials=_credentials(match["credentials"]),
        role=" ".join(words[:dropped]) or None,
        organization=house,
    )


def _without_marks(name: str) -> str:
    return name if name.isascii() else name.translate(_NO_MARKS)


def _is_no_name(word: str) -> bool:
    is_initial = word[1:2] == "."  # "A. J. Smith"
    if word[0] == "I" and word[1:2] in ("’", "'"):
        return True
    return not is_initial and (_bare(word) in NO_NAMES or word in LEADING_VERBS)


_MOST_WORDS = 6
_GOES_ON = re.compile(r" [A-Z]")


def _without_house(words: list[str]) -> list[str]:
    """Of "Veronika Lechtaler von der Isartor-Apotheke" the person."""
    for at in range(2, len(words)):
        behind = (part for word in words[at + 1 :] for part in _bare(word).split("-"))
        if words[at] in _PARTICLES and not ORGANIZATION_WORDS.isdisjoint(behind):
            return words[:at]
    return words


def _title_words(words: list[str]) -> int:
    """How many of these capitals are a title before the name: "Consultant", "Cosmetic Research"."""
    last = len(words) - 1
    if last and _bare(words[last]) in _SURNAMES and _bare(words[0]) not in ROLE_NOUNS:
        last -= 1
    for index in range(last, -1, -1):
        word = _bare(words[index])
        if words[index] != "Derm" and (  # "RoC Derm Correxion" is no derm
            word in ROLE_NOUNS
            or word in _TESTERS
            or (word in ORGANIZATION_WORDS and len(words) - index > 2)
        ):
            return index + 1
    return 0


# Trades that are surnames as well: "Jo Baker".
_SURNAMES = frozenset(
    "baker barber butcher carpenter cook farmer fellow gardener head joiner potter rower".split()
)
_TESTERS = frozenset("tester reviewer shopper panelist panellist volunteer colleague".split())


def _offset(name: str, count: int) -> int:
    at = 0
    for word in name.split()[:count]:
        at = name.index(word, at) + len(word)
    return at


def _bare(word: str) -> str:
    return word.lower().strip(".,’'")


def _honorific(found: str | None) -> str | None:
    if not found:
        return None
    usual = {"doctor": "Dr.", "dr": "Dr.", "prof": "Prof.", "professor": "Prof."}
    return usual.get(found.lower().rstrip("."), found)


def _credentials(found: str | None) -> str | None:
    if not found:
        return None
    words = re.sub(r"\s+", " ", found).strip(" ,()")
    # The full stop behind "MD." is the sentence's, that behind "Ph.D." its own.
    return words[:-1] if words.endswith(".") and "." not in words.split()[-1][:-1] else words


def pronoun_of(word: str) -> str | None:
    return _PRONOUNS.get(word.lower())
