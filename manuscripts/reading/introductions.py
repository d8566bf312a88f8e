"""People introduced without a word of theirs, so that a surname or a pronoun finds them later."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .people import Mention
from .sentences import MAX_SENTENCE, Sentence
from .shared_roles import shared_roles
from .titled_names import AGE, clause_before, phrase_end, with_titles
from .titles import begins_with_many, has_role, institution_in, title_of
from .vocabulary import (
    LAY_NOUNS,
    PERSON_NOUNS,
    ROLE_NOUNS,
    speech_verbs_in,
)

_COUPLE = re.compile(
    r"(?<![\w’-])([A-Z][\w’-]{1,30}) and ([A-Z][\w’-]{1,30}) "
    r"((?:(?:de|van|von|der|di|la) ){0,2}[A-Z][\w’-]{1,40})\b"
)


_FIRST_NAME = re.compile(r"\b[A-Z][\w.’-]*\s\Z")


def couples(prose: str, sentence: Sentence) -> Iterator[tuple[Mention, Mention]]:
    """ "Jago and Merryn Trevanion-Hale": two who share a surname."""
    for pair in _COUPLE.finditer(prose, sentence.start, sentence.end):
        if _FIRST_NAME.search(prose, sentence.start, pair.start()):
            continue  # "Jun Baek and Ann Lee" share none
        yield (
            Mention(pair.start(1), pair.end(1), f"{pair[1]} {pair[3]}"),
            Mention(pair.start(2), pair.end(3), f"{pair[2]} {pair[3]}"),
        )


def introductions(prose: str, sentence: Sentence, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """
    People introduced without a word of theirs: "We asked Dr. A, a dermatologist at B, …".

    A full name with credentials, with a role beside it, or with "is a dermatologist" behind it.
    """
    if sentence.end - sentence.start > MAX_SENTENCE:
        return
    mentions = list(mentions)
    told_until = sentence.start
    for mention in shared_roles(prose, sentence, mentions):
        told_until = mention.end
        yield mention
    for mention in mentions:
        if mention.start < told_until:
            continue
        if mention.is_full:
            titled = _introduced(prose, sentence, mention)
        else:
            titled = _by_one_name(prose, sentence, mention)
        if titled:
            told_until = titled.end
            yield titled


# "my sister Tilly", "her colleague, Bell": somebody who may be quoted next.
_KIN = re.compile(
    r"\b(?:my|her|his|our|their)\s(?:[a-z]+ )?(?:friend|buddy|sister|brother|mother|father|mum|mom"
    r"|dad|husband|wife|partner|daughter|son|cousin|aunt|uncle|neighbou?r|roommate|flatmate|colleague"
    r"|assistant|boss|editor|co-founder|coach),?\s\Z",
    re.IGNORECASE,
)
# "a reader named Bea", "one tester, Bea, …", "reader Bea"
_CALLED = re.compile(r"([a-z]+)(,\s|\s(?:named|called)\s|\s)\Z")
_ONE_AGED = re.compile(
    r",\s(?:aged\s)?[1-9][0-9](?=[,.;:)]|\sand\b|\sfrom\b)|\s\((?:aged?\s)?[1-9][0-9]\)"
)


def _by_one_name(prose: str, sentence: Sentence, mention: Mention) -> Mention | None:
    """ "A reader, Bea, 34, disagrees": somebody of one name, told by what stands beside it."""
    begin = max(sentence.start, mention.start - 40)
    called = _CALLED.search(prose, begin, mention.start)
    nouns = PERSON_NOUNS if mention.honorific or called and "ed " in called[2] else LAY_NOUNS
    told = (
        called is not None
        and called[1] in nouns
        and (called[2] != ", " or prose[mention.end : mention.end + 1] == ",")
    )
    aged = _ONE_AGED.match(prose, mention.end, sentence.end)
    is_new = bool(told or aged or _KIN.search(prose, begin, mention.start))
    titled = with_titles(prose, mention, _apposed(prose, sentence, mention), sentence.end)
    # "Bell, who teaches at Fern College": more about somebody, if Bell is one.
    return replace(titled, described=is_new) if is_new or titled.role else None


def _introduced(prose: str, sentence: Sentence, mention: Mention) -> Mention | None:
    before = _noun_phrase(
        clause_before(prose, max(sentence.start, mention.start - 200), mention.start)
    )
    if not (before and before.split()[-1].lower() in ROLE_NOUNS):
        before = _apposed(prose, sentence, mention)
    titled = with_titles(prose, mention, before, sentence.end)
    # "Odo Fell, 41, a porter, has a cream in each pocket." A reader who may be quoted next.
    aged = AGE.match(prose, mention.end, sentence.end)
    near = _KIN.search(prose, max(sentence.start, mention.start - 40), mention.start)
    if near:
        return replace(titled, described=True)
    if titled.role and WRITES.search(titled.role) and not titled.credentials:
        return None
    # "Snail Mucin, dermatologists in Texas agree"
    is_one = _ONE_OF.match(prose, mention.end, sentence.end) or titled.honorific
    if titled.role and begins_with_many(titled.role) and not (is_one or titled.credentials):
        return None
    if titled.credentials or aged or (titled.role and has_role(titled.role)):
        return titled
    if titled.organization and (titled.honorific or "").startswith(_DOCTORAL):
        return titled
    told_before = _THAT_IS.search(prose, max(sentence.start, mention.start - 80), mention.start)
    if told_before and has_role(told_before[1]):  # "That facialist is Ann Lee"
        return replace(titled, role=told_before[1].strip(), described=True)
    return _by_its_verb(prose, sentence, mention, titled)


def _by_its_verb(
    prose: str, sentence: Sentence, mention: Mention, titled: Mention
) -> Mention | None:
    """ "Iona Bell is a dermatologist", "Dr. Ottilie Grange sees the other end of it"."""
    is_a = _IS_A.match(prose, mention.end, sentence.end)
    if is_a:
        told = title_of(prose[is_a.end() : phrase_end(prose, is_a.end(), sentence.end)])
        if told.role and has_role(told.role) and not WRITES.search(told.role):
            return replace(mention, role=told.role, organization=told.organization)
    if not _is_subject(prose, sentence, titled):
        return None
    house = institution_in(prose[titled.end : min(sentence.end, titled.end + 160)])
    return replace(titled, organization=titled.organization or house)


_ONE_OF = re.compile(r",?\s(?:\(|– |— )?one of\b")


# "The clinic’s director, Bo Carr, …": what somebody is stands before the name, and a comma.
_APPOSED = re.compile(
    r"(?:\A|\s)(?:[Tt]he|[Aa]n?|[Oo]ur|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Mm]y|(?:[\w-]+\s){0,2}[\w-]+’s)\s"
    r"([a-z][\w-]*(?:\s[\w&’-]+){0,9}),\s\Z"
)


def _apposed(prose: str, sentence: Sentence, mention: Mention) -> str:
    before = prose[max(sentence.start, mention.start - 90) : mention.start]
    found = _APPOSED.search(before) if before.endswith(", ") else None
    return found[1] if found and has_role(found[1]) else ""


_THAT_IS = re.compile(
    r"\b(?:[Tt]h(?:at|e|is)|[Oo]ur|[Mm]y|[Hh]er|[Hh]is)\s((?:[a-z-]+\s){1,4})(?:is|was)\s\Z"
)
_DOCTORAL = ("Dr", "Prof", "Assoc", "Nurse")
_ACTS = re.compile(
    r"(?!\s\w+\s(?:(?:now|only|just|about|around|from|for)\s)?[$€£0-9])(?:,?\swho\b|,?\s(?:(?:[a-z]+ly|also|both|still|often|never|always|once)\s)?"
    r"(?!(?:as|this|his|its|hers|across|perhaps|besides|towards|plus|versus|unless|us|yes|less)\b)"
    r"(?:(?:[a-z]+n’t|is|was|will|can|could|would)\b(?!\s[$€£0-9])|[a-z]+(?:s|ed)|saw|kept|gave|took|made|knew|told|said|wrote|put|began|found|ran|wore|spent"
    r"|taught|thought|spoke|had|have|are|were|keep|use|see|treat)\b)"
)


def _is_subject(prose: str, sentence: Sentence, titled: Mention) -> bool:
    """ "Dr. Ottilie Grange sees the other end of it": a doctor who does anything is there."""
    is_named_after = prose[max(sentence.start, titled.start - 4) : titled.start].lower() == "the "
    is_titled = (titled.honorific or "").startswith(_DOCTORAL)
    if not is_titled or is_named_after:
        return False
    before = prose[sentence.start : titled.start]
    beside = before.endswith("and ") or prose.startswith(" and Dr", titled.end)
    return (
        bool(_ACTS.match(prose, titled.end, sentence.end))
        or bool(_MET.search(before) or _RANG.fullmatch(before))
        or (beside and bool(_PLURAL.match(prose, titled.end, sentence.end)))
    )


# "Next I rang Dr. Ann Lee"
_MET = re.compile(r"\b(?:I|[Ww]e)(?:’ve| have|’d| had)?\s(?:[a-z]+\s){1,4}\Z")
# "Messaged Dr. Ann Lee": the writer did, in a diary.
_RANG = re.compile(r"(?:[A-Z][a-z]+(?:ed|ang|et|ote|oke)|[A-Z][a-z]+ing)\s(?:to\s|with\s)?")
_PLURAL = re.compile(r"\s[a-z]+")


# "Bronte Fairweather is a writer in Hove": a byline at the end, and nobody who is asked.
WRITES = re.compile(
    r"\b(?:writer|journalist|reporter|columnist|editor|contributor|freelancer|photographer|illustrator|producer)\b"
)
_IS_A = re.compile(
    r"\s(?:is|was|has been|became|(?:trained|worked|works|qualified|retrained) as)\s"
    r"(?=(?:an?|the|one of the)\s)"
)


def _noun_phrase(before: str) -> str:
    """Of "We spoke to board-certified dermatologist" the part that is a role."""
    words = re.split(r"\b(?:to|with|asked|by|from|the|a|an|meet|our|and|for)\s", before)[-1]
    verb = list(speech_verbs_in(words, 0, len(words)))
    return words[verb[-1].end() :].strip() if verb else words
