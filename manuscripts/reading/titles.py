"""What somebody is and where: "a dermatologist and founder of B" as role and organization."""

import re
from dataclasses import dataclass

from .vocabulary import ORGANIZATION_WORDS, ROLE_NOUNS, any_of

_CAPITAL = r"A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĘĚĞĢİĶŁŃŇŐŘŚŞŠŤŮŰŹŻŽ"


@dataclass(frozen=True, slots=True)
class Title:
    role: str | None = None
    organization: str | None = None


_ARTICLE = re.compile(
    r"\A(?:who is |is |was |and |both |currently )?(?:an?|the|our|her|his|their|one of the"
    r"|la|le|une?|die|der|das|eine?)\s+",
    re.IGNORECASE,
)
_AT = re.compile(
    rf"\s(?:at|for|with|from|bei|chez)\s(?:the\s)?(?=[{_CAPITAL}0-9])"
    rf"|\sof\s(?:the\s)?(?=[{_CAPITAL}])"
    # "founder of the consultancy Third Beaker", "at the contract lab Bluegate Botanica"
    rf"|\s(?:at|of|for)\s(?:the|an?)\s(?:[a-z-]+\s){{1,3}}(?=[{_CAPITAL}])"
)
_AT_FIRST = re.compile(rf"(?:,\s*)?(?:at|of|for|from|with)\s(?:the\s)?(?=[{_CAPITAL}0-9])")
_ORG_END = re.compile(r"\s(?:in|based|near|who|where|and (?=[a-z]|an? |the )|, )|[,;(]|\s[–—-]\s")
_FIELDS = re.compile(
    r"(?:Clinical |Cosmetic |Medical |Pediatric )?"
    r"(?:Dermatology|Medicine|Surgery|Chemistry|Education|Research|Science)\b"
)


# "board- certified": a line was broken there once.
_BROKEN = re.compile(r"(?<=[a-z])- (?=[a-z])(?!and |or )")
_OWN = re.compile(
    rf"((?:[{_CAPITAL}][\w&’-]*\s)+)(co-?founder|founder|CEO|owner|president|chief executive)\b"
)
# "Mount Sinai Hospital’s Director of …"; the "Barber’s Itch Clinic" is one name.
_POSSESSIVE = re.compile(
    rf"((?:[{_CAPITAL}][\w&-]*\s){{0,4}}[{_CAPITAL}][\w&-]*)’s\s"
    rf"(?=[a-z]|(?:[{_CAPITAL}][\w-]*\s){{0,2}}(?:{any_of(word.title() for word in ROLE_NOUNS)})\b)"
)


def title_of(words: str) -> Title:
    """
    "a cosmetic physician and head of education at Acquisition Aesthetics" taken apart.

    "at" leads to the organization before "of" does, as in "Professor of Dermatology at …"; what
    follows the organization ("in New York City") is a place. "Acme Labs founder" and "Mount Sinai
    Hospital’s Director of …" name it first.
    """
    words = _BROKEN.sub("-", _ARTICLE.sub("", words.strip(" ,.()"), count=1).strip())
    first = _AT_FIRST.match(words)
    if first:
        return Title(None, _organization(words[first.end() :]))
    before = _POSSESSIVE.search(words) or _OWN.match(words)
    if before:
        rest = words[: before.start()] + words[before.end(1) :].removeprefix("’s")
        return Title(_without_place(" ".join(rest.split())), before[1].strip())
    for match in _AT.finditer(words):
        rest = words[match.end() :]
        if not (match[0].startswith(" of") and _FIELDS.match(rest)):
            house = _organization(rest)
            if match[0].startswith(" from") and house and not is_institution(house):
                continue  # "a retired builder from Hull"
            return Title(words[: match.start()].strip(" ,"), house)
    return Title(_without_place(words) or None, None)


def institution_in(words: str) -> str | None:
    """The institution behind an "at": "sees nurses all day at the Occupational Skin Center"."""
    for at in _AT_HOUSE.finditer(words):
        house = _organization(words[at.end() :])
        if house and is_institution(house):
            return house
    return None


_AT_HOUSE = re.compile(rf"\sat\s(?:the\s)?(?=[{_CAPITAL}])")


def is_institution(name: str) -> bool:
    return not ORGANIZATION_WORDS.isdisjoint(name.lower().split())


_JOINING = frozenset("of the and for & de la at + des du von der di del am im et y".split())


def _organization(words: str) -> str | None:
    """The capitals at the start, with what joins them: "Royal College of Surgeons"."""
    end = _ORG_END.search(words)
    kept = (words[: end.start()] if end else words).split()
    for index, word in enumerate(kept):
        if word[0].islower() and word not in _JOINING:
            kept = kept[:index]
            break
    while kept and kept[-1] in _JOINING:
        kept.pop()
    if kept and kept[-1].isdigit():  # "a chemist with 20 years in the trade"
        return None
    return " ".join(kept).strip(" .,") or None


def _without_place(role: str) -> str:
    return re.split(rf"\s(?:in|based in|from|near)\s(?=(?:the )?[{_CAPITAL}])", role)[0].strip(
        " ,."
    )


def has_role(words: str) -> bool:
    """Whether any of these words tells what somebody is, "pharmacist-owner" too."""
    for word in words[:200].replace("/", " ").split():
        plain = word.lower().strip(".,’'()")
        if plain in ROLE_NOUNS or "-" in plain and plain.rsplit("-", 1)[-1] in ROLE_NOUNS:
            return True
    return False


_SEVERAL = re.compile(
    r"\A(?:(?:both|all|two|three|four|five|six|several|some|one of)\s)+(?:the\s)?"
)


def _plural(role: str) -> re.Match | None:
    """The first word of a role that tells what somebody is, where it is of several people."""
    for word in re.finditer(r"[\w’-]+", role):
        known = word[0].lower()
        if known.endswith("s") and known[:-1] in ROLE_NOUNS:
            return word
        if known in ROLE_NOUNS:
            return None
    return None


def is_of_many(role: str | None) -> bool:
    """Whether a role is several people's: "dermatologists"; "dermatologists say" is none."""
    found = _plural(role) if role else None
    return found is not None and found.end() == len(role or "")


def of_one(role: str | None) -> str | None:
    """The role as one of several people has it: "both dermatologists" is a dermatologist each."""
    return _SEVERAL.sub("", role[:-1]) if role and is_of_many(role) else role


def begins_with_many(role: str) -> bool:
    """Whether a role, or a sentence taken for one, is of many: "dermatologists love it"."""
    return _plural(role) is not None
