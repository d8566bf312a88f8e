"""
Names with what stands beside them: role, credentials and organization, before and behind.

`board-certified dermatologist Iona Bell, MD, who teaches at B` · `A, a chemist at B, …`
"""

import re
from dataclasses import replace

from .people import Mention, mentions_in
from .quotation_marks import MASK
from .titles import Title, has_role, institution_in, title_of
from .vocabulary import (
    ORGANIZATION_WORDS,
    speech_verbs_in,
)

_NO_TITLE = re.compile(r"(?:and|but|or|so|while|which|says?|said|explains?|tells?|told)\s")
_OF_HOUSE = re.compile(r"(?:of|at) (?:the )?[A-Z]")
_DIRECTLY = re.compile(r"\s(?:of|at|from)\s(?:the\s)?(?=[A-Z])")
_NP_END = re.compile(
    rf"[,;:(){MASK}\n]|\s[–—-]\s|—|\s(?:who|that|which|while|as|when|because|but|to|before|after|during|if|how|why|about|via"
    r"|noting|adding|pointing|referring)\s|(?<![A-Z])(?<!\b[DMS]r)(?<!\bmed)(?<!Mrs)(?<!Prof)(?<!\bM)(?<!\bSt)\.(?=\s|\Z)"
)


def phrase_end(prose: str, start: int, limit: int) -> int:
    end = _NP_END.search(prose, start, limit)
    return end.start() if end else limit


def phrase_mention(prose: str, start: int, end: int, limit: int) -> Mention | None:
    """The person a noun phrase ends in: "Leeds-based dermatologist Dr. Iona Bell"."""
    words = prose[start:end]
    if (
        words.islower() and "@" not in words and "u/" not in words
    ):  # most phrases behind a verb have no name in them
        return None
    mentions = list(mentions_in(prose, start, end))
    titled = [one for one in mentions if one.honorific]
    for chosen in titled[:1] or reversed(mentions):
        before = prose[start : chosen.start].strip(" ,")
        if _ends_phrase(prose[chosen.end : end]) and _leads_to_name(before, chosen):
            # The credentials stand behind the comma that ends the phrase.
            whole = next(mentions_in(prose, chosen.start, limit), chosen)
            return with_titles(prose, whole, before, limit)
    return None


def _ends_phrase(behind: str) -> bool:
    behind = behind.strip(" .’s")
    return not behind or behind.startswith(_OF_WHERE)


_OF_WHERE = ("of ", "at ", "from ", "aus ", "von ", "vom ", "bei ", "de ", "du ", "à ", "on ")


def _leads_to_name(before: str, name: Mention) -> bool:
    """Whether words before a name tell what somebody is; "of the clinic in" leads to a place."""
    if _PREPOSITION.search(before):
        return False
    last = before.rsplit(maxsplit=1)[-1] if before and not name.honorific else ""
    if last in ORGANIZATION_WORDS or last in _HOUSES:
        return False  # "by the consumer charity Fair Basket"
    if not before or (name.honorific and before.lower() not in ("the", "a", "an")):
        return True
    return has_role(before) or _describes(before) or before.endswith("’s")


_HOUSES = frozenset(
    "charity nonprofit retailer brand label maker manufacturer firm startup start-up giant chain"
    " app site website blog outlet magazine newspaper watchdog regulator body business".split()
)
_PREPOSITION = re.compile(
    r"\b(?:of|at|from|in|for|with|near|to|by|and|on|via|over)(?: the| an?)?\Z"
)


def _describes(before: str) -> bool:
    """Lower-case words before a name say what somebody is: "aesthetic godmother"."""
    words = before.split()
    return (
        1 <= len(words) <= 12
        and words[-1].islower()
        and words[0].lower() not in ("the", "in", "of", "it")
    )


def with_titles(prose: str, mention: Mention, before: str, limit: int) -> Mention:
    """The mention with the role and organization told before and behind the name."""
    told = title_of(before) if before and not before.endswith("’s") else None
    behind, end = appositive(prose, mention.end, limit)
    role = (told and told.role) or mention.role
    organization = (told and told.organization) or mention.organization
    if behind:
        # "dermatologist Dr. A, founder of B": both are what A is.
        parts = [one for one in (role, behind.role) if one]
        role = ", ".join(dict.fromkeys(parts)) or None
        organization = organization or behind.organization
    if not organization:
        organization = _works_at(prose, end, limit)
    if not role:
        field = _FIELD.match(prose, end, limit)
        role = field[1] if field else None
    described = bool(behind) or bool(_ASIDE.match(prose, mention.end, limit))
    return replace(mention, end=end, role=role, organization=organization, described=described)


# ", who teaches at Eastmere College", ", who leads the team at the contract lab Bluegate Botanica"
_WORKS = re.compile(
    r"(?:,?\swho|(?<=[a-z])|(?<=[A-Z.]),)\s(?:also\s)?(?:teaches|works|practi[sc]es|leads|runs|heads|directs|chairs"
    r"|consults|lectures|researches|trains|sees patients)\b[^,.;:“”\n]{0,120}"
)


_WHO = re.compile(r",?\swho\s[^,.;:“”\n]{0,140}")
# ", who heads pediatric dermatology at B": what somebody does is what they are.
_FIELD = re.compile(
    r",?\swho\s(?:also\s)?(?:teaches|leads|heads|directs|chairs|practi[sc]es)\s(?:the\s)?"
    r"((?:[a-z-]+\s){0,2}(?:[a-z]+ology|medicine|surgery|chemistry))\b"
)


def _works_at(prose: str, start: int, limit: int) -> str | None:
    """The organization a relative clause behind a name or its role tells."""
    clause = _WORKS.match(prose, start, limit)
    if not clause:
        told = _WHO.match(prose, start, limit)
        return institution_in(told[0]) if told else None
    words = re.sub(r"^,?\s?who\b", "", clause[0])
    verb = words.split()[0]
    named = title_of(words)
    if named.organization or verb not in ("runs", "leads", "heads", "directs", "chairs"):
        return named.organization
    owned = re.search(
        r"(?:runs|leads|heads|directs|chairs)\s(?:the\s)?((?:[A-Z][\w’&-]*\s?)+)", clause[0]
    )
    return owned[1].strip() if owned else None


AGE = re.compile(r"(?:,\s(?:who is\s|aged?\s)?[1-9][0-9]\b(?!\s?%)|\s\((?:aged?\s)?[1-9][0-9]\))")
# "Marisela, a baker who tested it": a name alone that is told about is somebody.
_ASIDE = re.compile(rf"{AGE.pattern}|,\s(?:an?|the|our|who)\s[a-z]")
_APPOSITIVE = re.compile(r"\s?(?:,|\(|\s[–—-])\s?")
_MORE_ROLES = re.compile(
    r",\s(?:and )?(?=(?:an? |the )?(?:co-?founder|founder|founding|director|author|owner|ceo"
    r"|clinical"
    r"|assistant"
    r"|associate|adjunct|professor|head|chief|medical|president|creator)\b)",
    re.IGNORECASE,
)
_APPOSITIVE_END = re.compile(
    rf"[;:)(]|{MASK}|,|\swho\s|\s[–—]\s|—|(?<![A-Z])(?<!\bSt)(?<!\bDr)(?<!\bMt)[.!?](?=\s|\Z)"
)


def appositive(prose: str, start: int, limit: int) -> tuple[Title | None, int]:
    """Role and organization behind a name, ", a dermatologist at …", and where that ends."""
    direct = _DIRECTLY.match(prose[start : start + 14])
    opening = _APPOSITIVE.match(prose, start, limit)
    if not direct and not opening:
        return None, start
    begin = opening.end() if opening else start
    end = _apposition_end(prose, begin, limit)
    words = prose[begin:end]
    if len(words) > 400 or not (_is_title(words) or direct):
        return None, start
    told = title_of(words)
    house = None if told.organization else _HOUSE_BEHIND.match(prose, end, limit)
    if house and not ORGANIZATION_WORDS.isdisjoint(house[1].lower().split()):
        # "a dermatologist, Fern Skin Clinic"
        return replace(told, organization=house[1].strip(" .")), house.end()
    return told, end


_HOUSE_BEHIND = re.compile(
    r",\s(?:the\s)?([A-Z][\w’&-]*(?:\s(?:of|the|and|for|&|des|der|[A-Z][\w’&-]*)){1,7})(?=[,.;:)—\n]|\s\(|\s*\Z)"
)


def _apposition_end(prose: str, begin: int, limit: int) -> int:
    end = _APPOSITIVE_END.search(prose, begin, limit)
    stop = end.start() if end else limit
    for _ in range(4):
        more = _MORE_ROLES.match(prose, stop, limit)
        if not more:
            break
        end = _APPOSITIVE_END.search(prose, more.end(), limit)
        stop = end.start() if end else limit
    return stop


def _is_title(words: str) -> bool:
    if _OF_HOUSE.match(words):
        return True
    head = " ".join(words.split()[:14])
    return bool(words) and has_role(head) and not _NO_TITLE.match(words)


_CLAUSE = re.compile(
    rf"[,;:.!?—–{MASK}]\s?|\b(?:as|but|and then|while|because|so|where|when|that|if)\s"
)


def clause_before(prose: str, begin: int, end: int) -> str:
    """The words right before a name that may be a role, without what a sentence starts with."""
    words = prose[begin:end]
    cut = _CLAUSE.split(words)[-1]
    verbs = list(speech_verbs_in(cut, 0, len(cut)))
    cut = (cut[verbs[-1].end() :] if verbs else cut).strip()
    if cut.endswith((" and", " &")):  # "Dermatologists Iona Bell and": she is one, too
        return ""
    return cut if has_role(cut) and len(cut) < 160 else ""
