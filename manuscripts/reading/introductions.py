"""People introduced without a word of theirs, so that a surname or a pronoun finds them later."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .people import Mention, has_role, title_of
from .sentences import MAX_SENTENCE, Sentence
from .titled_names import AGE, clause_before, phrase_end, with_titles
from .vocabulary import (
    ROLE_NOUNS,
    speech_verbs_in,
)

_COUPLE = re.compile(
    r"(?<![\w’-])([A-Z][\w’-]{1,30}) and ([A-Z][\w’-]{1,30}) "
    r"((?:(?:de|van|von|der|di|la) ){0,2}[A-Z][\w’-]{1,40})\b"
)


def couples(prose: str, sentence: Sentence) -> Iterator[tuple[Mention, Mention]]:
    """ "Jago and Merryn Trevanion-Hale": two who share a surname."""
    for pair in _COUPLE.finditer(prose, sentence.start, sentence.end):
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
    told_until = sentence.start
    for mention in mentions:
        kin = _KIN.search(prose, max(sentence.start, mention.start - 40), mention.start)
        if not (mention.is_full or kin) or mention.start < told_until:
            continue
        titled = _introduced(prose, sentence, mention)
        if titled:
            told_until = titled.end
            yield titled


# "my sister Tilly", "her colleague Bell": somebody who may be quoted next.
_KIN = re.compile(
    r"\b(?:my|her|his|our|their)\s(?:[a-z]+ )?(?:friend|buddy|sister|brother|mother|father|mum|mom"
    r"|dad|husband|wife|partner|daughter|son|cousin|aunt|uncle|neighbou?r|roommate|flatmate|colleague"
    r"|assistant|boss|editor|co-founder|coach),?\s\Z",
    re.IGNORECASE,
)


def _introduced(prose: str, sentence: Sentence, mention: Mention) -> Mention | None:
    before = _noun_phrase(
        clause_before(prose, max(sentence.start, mention.start - 200), mention.start)
    )
    if not (before and before.split()[-1].lower() in ROLE_NOUNS):
        before = ""
    titled = with_titles(prose, mention, before, sentence.end)
    # "Odo Fell, 41, a porter, has a cream in each pocket." A reader who may be quoted next.
    aged = AGE.match(prose, mention.end, sentence.end)
    near = _KIN.search(prose, max(sentence.start, mention.start - 40), mention.start)
    if near:
        return replace(titled, described=True)
    if titled.role and _WRITES.search(titled.role) and not titled.credentials:
        return None
    if titled.credentials or aged or (titled.role and has_role(titled.role)):
        return titled
    is_a = _IS_A.match(prose, mention.end, sentence.end)
    if not is_a:
        return None
    told = title_of(prose[is_a.end() : phrase_end(prose, is_a.end(), sentence.end)])
    if told.role and has_role(told.role) and not _WRITES.search(told.role):
        return replace(mention, role=told.role, organization=told.organization)
    return None


# "Bronte Fairweather is a writer in Hove": a by-line at the end, and nobody who is asked.
_WRITES = re.compile(r"\b(?:writer|journalist|reporter|columnist|editor|contributor|freelancer)\b")
_IS_A = re.compile(r"\s(?:is|was)\s(?=(?:an?|the)\s)")


def _noun_phrase(before: str) -> str:
    """Of "We spoke to board-certified dermatologist" the part that is a role."""
    words = re.split(r"\b(?:to|with|asked|by|from|the|a|an|meet|our|and|for)\s", before)[-1]
    verb = list(speech_verbs_in(words, 0, len(words)))
    return words[verb[-1].end() :].strip() if verb else words
