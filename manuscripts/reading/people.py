"""
The people of a manuscript: full names with titles, roles and organizations, and who a short
reference means.

"Never guess a person": a surname or first name resolves where one person has it, a pronoun where one
candidate is left. A gender is never taken from a name, only from the manuscript's own pronouns
(domain.md 4.16).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .plan import Expert, Span
from .trade_names import TradeNames, folded

_CAPITAL = r"A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĘĚĞĢİĶŁŃŇŐŘŚŞŠŤŮŰŹŻŽ"
_NAME_WORD = rf"(?:[{_CAPITAL}]\.(?=\s)|[{_CAPITAL}][^\W\d_]*(?:[’'-][^\W\d_]+)*)"
_PARTICLE = r"(?:de|De|del|della|da|di|du|von|van|der|den|ter|la|le|el|al|bin|ibn|y|st\.|St\.)"
_NAME = rf"{_NAME_WORD}(?:\s(?:{_PARTICLE}\s){{0,2}}{_NAME_WORD}){{0,5}}"
_HONORIFIC = r"(?:Drs?|Doctor|Prof|Professor|Mrs|Mr|Ms|Miss|Mx|Sir|Dame|Nurse|Sister)\.?"
_CREDENTIAL = (
    r"(?:M\.?\s?D\.?|Ph\.?\s?D\.?|D\.?O\.|DO|FAAD|F\.A\.A\.D\.|FACS|FACMS|FRCP|MRCP|MRCGP|FRCS|MBBS|MBChB"
    r"|MB BCh|BSc|MSc|MPH|MBA|MS|MA|RN|R\.N\.|BSN|DNP|NP|NP-C|FNP|PA-C|PA|PharmD|Pharm\.D\.|RD|R\.D\.|DDS"
    r"|LE|L\.E\.|LMT|DVM|MPhil|DPhil|Dip\.? ?Derm|CNS)(?![\w])"
)
_CREDENTIALS = rf"(?:,?\s\(?{_CREDENTIAL}\)?)+"
MENTION = re.compile(
    rf"(?:(?<![\w])(?P<honorific>{_HONORIFIC}(?:\s(?:Dr|Prof)\.?)?)\s)?(?<![\w’'-])(?P<name>{_NAME})"
    rf"(?P<credentials>{_CREDENTIALS})?"
)

ROLE_NOUNS = frozenset(
    "dermatologist dermatologists physician doctor surgeon chemist scientist biochemist biologist "
    "photobiologist allergist specialist consultant professor lecturer researcher pharmacist nurse "
    "practitioner esthetician aesthetician facialist cosmetologist cosmetologist-aesthetician "
    "oculoplastic ophthalmologist optometrist oncologist pediatrician paediatrician gynaecologist "
    "endocrinologist immunologist trichologist nutritionist dietitian psychologist psychiatrist "
    "therapist formulator founder co-founder cofounder founding owner director ceo president head chief "
    "officer manager editor author artist expert educator trainer spokesperson spokeswoman spokesman "
    "fellow clinician assistant associate advisor adviser host blogger influencer model actor actress "
    "godmother partner dermatopathologist podiatrist midwife gp resident registrar chair chairman "
    "chairwoman ambassador brand-ambassador stylist hairstylist colourist colorist barber engineer "
    "toxicologist microbiologist epidemiologist skin-expert practitioner technician student teacher "
    "reader customer patient buyer mother father provider injector aesthetic".split()
)
_TIES = re.compile(r"\b(?:co-?founder|founder|owner|ceo|chief|president|director|chemist|formulator|employee|"
                   r"spokes\w+|ambassador|head|manager|educator)\b", re.IGNORECASE)
_ORGANIZATION_WORDS = frozenset(
    "academy agency administration aesthetics association board brand center centre clinic clinics "
    "college commission company corporation council dermatology department foundation group health "
    "hospital hospitals inc institute institutes journal lab laboratory laboratories labs ltd magazine "
    "medicine ministry network organization organisation school skincare society study survey team "
    "university cosmetics beauty spa store shop research review".split()
)
# Capitals at the head of a sentence or a list that are no name.
_NO_NAMES = frozenset(
    "a according additionally after all also although always american an and another as ask asked at aurora "
    "because before best board-certified both british but by can celebrity certified clinically cosmetic "
    "dear do does don’t each even every everyone experts faq few finally first for former french from "
    "fun german get good has have he her here his how however i if in instead is it its it’s japanese just "
    "korean last later leading licensed like made make many maybe meanwhile more most my new next no not now "
    "of often on once one only or our over people plus remember researchers so some still studies such "
    "sure take that the their then there these they this those though today too try two ultimately "
    "unlike until use users vitamin we what when where whether which while who whose why with "
    "yes yet you your q us nobody somebody skin care dermatologists doctors she let".split()
)
_PRONOUNS = {"he": "he", "him": "he", "she": "she", "her": "she", "they": "they", "them": "they"}


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

    def expert(self) -> Expert:
        return Expert(
            self.name, self.honorific, self.credentials, self.role, self.organization, self.span
        )

    def may_be(self, pronoun: str) -> bool:
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

    @property
    def is_full(self) -> bool:
        return len(self.words.split()) > 1


@dataclass(frozen=True, slots=True)
class Title:
    role: str | None = None
    organization: str | None = None


class People:
    """Everybody named so far, found by full name, surname or first name."""

    def __init__(self, trade: TradeNames, brands: tuple[str, ...] = ()):
        self._trade = trade
        self._brands = {folded(brand) for brand in brands}
        self.known: list[Person] = []
        self._by: dict[str, list[Person]] = {}

    def is_person_like(self, mention: Mention) -> bool:
        """Two to four capitals that are no organization, brand or shop."""
        words = mention.words.split()
        if not 1 <= len(words) <= 5 or any(w.lower() in _ORGANIZATION_WORDS for w in words):
            return False
        if mention.honorific:
            return True
        if words[0].lower() in _NO_NAMES or mention.words.isupper():
            return False
        name = mention.words
        return not (
            name in self._trade.brands or name in self._trade.retailers or folded(name) in self._brands
        )

    def introduce(self, mention: Mention) -> Person | None:
        """The person a full name stands for, made known if new; None for no person's name."""
        same = self.named(mention.words)
        if mention.is_full or mention.honorific:
            if not self.is_person_like(mention):
                return None
            if not mention.is_full and same:
                return same[0] if len(same) == 1 else None
            person = next((one for one in same if _same_name(one.name, mention.words)), None)
            person = person or self._add(mention)
            self._learn(person, mention)
            return person
        return same[0] if len(same) == 1 else None

    def named(self, words: str) -> list[Person]:
        """Who may be meant by a full name, a surname or a first name."""
        return self._by.get(folded(words), [])

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
            person.role = mention.role
        person.organization = person.organization or mention.organization


def _keys(name: str) -> set[str]:
    """How a person is called later: all of it, the surname with or without particle, the first name."""
    words = name.split()
    keys = {name, words[-1], words[0], " ".join(words[-2:])}
    return {folded(key) for key in keys}


def _same_name(one: str, other: str) -> bool:
    """Equal, or equal but for a middle name."""
    if folded(one) == folded(other):
        return True
    ours, theirs = folded(one).split(), folded(other).split()
    return len(ours) != len(theirs) and min(len(ours), len(theirs)) > 1 and (
        (ours[0], ours[-1]) == (theirs[0], theirs[-1])
    )


def mentions_in(prose: str, start: int, end: int) -> Iterator[Mention]:
    """Names in a stretch of prose, each with its title; what is told about them apart."""
    for match in MENTION.finditer(prose, start, end):
        mention = _mention(match)
        if mention:
            yield mention


def _mention(match: re.Match) -> Mention | None:
    words = match["name"].split()
    dropped = 0
    if not match["honorific"]:
        last_role = max(
            (index for index, word in enumerate(words) if _bare(word) in ROLE_NOUNS), default=-1
        )
        dropped = last_role + 1
        while dropped < len(words) and _bare(words[dropped]) in _NO_NAMES:
            dropped += 1
    kept = words[dropped:]
    while kept and kept[-1].lower() in ("md", "phd", "rn", "faad"):
        kept.pop()
    if not kept:
        return None
    name = " ".join(kept)
    start = match.start("name") + match["name"].find(kept[0], _offset(match["name"], dropped))
    begin = match.start("honorific") if match["honorific"] else start
    return Mention(
        begin,
        match.end(),
        re.sub(r"[’']s?\Z", "", name),
        honorific=_honorific(match["honorific"]),
        credentials=_credentials(match["credentials"]),
        role=" ".join(words[:dropped]) or None,
    )


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
    return re.sub(r"\s+", " ", found).strip(" ,()") if found else None


_ARTICLE = re.compile(r"(?:who is |and |both |currently )?(?:an?|the|our|her|his|their|one of the)\s+", re.IGNORECASE)
_AT = re.compile(
    rf"\s(?:at|for|with|from)\s(?:the\s)?(?=[{_CAPITAL}0-9])|\sof\s(?:the\s)?(?=[{_CAPITAL}])|’s\s(?=[A-Z][\w]*\s(?:of|and)\b)"
)
_AT_FIRST = re.compile(rf"(?:,\s*)?(?:at|of|for|from|with)\s(?:the\s)?(?=[{_CAPITAL}0-9])")
_ORG_END = re.compile(r"\s(?:in|based|near|who|where|and (?=[a-z]|an? |the )|, )|[,;(]|\s[–—-]\s")
_FIELDS = re.compile(r"(?:Clinical |Cosmetic |Medical |Pediatric )?(?:Dermatology|Medicine|Surgery|Chemistry|Education|Research|Science)\b")


def title_of(words: str) -> Title:
    """
    "a cosmetic physician and head of education at Acquisition Aesthetics" taken apart.

    "at" leads to the organization before "of" does, as in "Professor of Dermatology at …"; what
    follows the organization ("in New York City") is a place.
    """
    words = _ARTICLE.sub("", words.strip(" ,.()"), count=1).strip()
    if not words:
        return Title()
    first = _AT_FIRST.match(words)
    if first:
        return Title(None, _organization(words[first.end() :]))
    for match in _AT.finditer(words):
        rest = words[match.end() :]
        of_field = match[0].strip().startswith("of") and _FIELDS.match(rest)
        if of_field:
            continue
        if match[0].startswith("’s"):
            break
        return Title(words[: match.start()].strip(" ,"), _organization(rest))
    return Title(_without_place(words), None)


def _organization(words: str) -> str | None:
    end = _ORG_END.search(words)
    return (words[: end.start()] if end else words).strip(" .,") or None


def _without_place(role: str) -> str:
    return re.split(rf"\s(?:in|based in|from|near)\s(?=(?:the )?[{_CAPITAL}])", role)[0].strip(" ,.")


def has_role(words: str) -> bool:
    return any(_bare(word) in ROLE_NOUNS for word in re.split(r"[\s/]+", words[:200]))


def pronoun_of(word: str) -> str | None:
    return _PRONOUNS.get(word.lower())
