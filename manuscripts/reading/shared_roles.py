"""Several people introduced with one role: "Iona Bell and Bo Carr, dermatologists in Reno"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .people import Mention
from .sentences import Sentence
from .titled_names import appositive
from .titles import Title, is_of_many, of_one, title_of

_AND = re.compile(r",?\s(?:and|&)\s|,\s")
_BEFORE = re.compile(r"(?:[\w’-]+\s){0,2}[\w’-]+(?=,?\s\Z)")
_NEAR = 60  # characters before the first name


def shared_roles(prose: str, sentence: Sentence, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Each of the people who are named together and told by one role in the plural."""
    for group in _groups(prose, mentions):
        told, end = appositive(prose, group[-1].end, sentence.end)
        if not told or not is_of_many(told.role) or _goes_on(prose[group[-1].end : end]):
            told, end = _before(prose, sentence, group[0]), group[-1].end
        if told:
            role = of_one(told.role)
            *others, last = group
            ends = [*(one.end for one in others), end]
            for one, stop in zip(group, ends, strict=True):
                organization = one.organization or told.organization
                yield replace(one, end=stop, role=role, organization=organization, described=True)


def _goes_on(words: str) -> bool:
    """Whether the role in these words has a verb: "dermatologists in Texas agree"."""
    last = words.rsplit(maxsplit=1)[-1]
    return last[0].islower() and not is_of_many(last)


def _groups(prose: str, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    group: list[Mention] = []
    for one in mentions:
        if not (one.is_full or one.honorific):
            continue
        if group and _AND.fullmatch(prose, group[-1].end, one.start):
            group.append(one)
            continue
        if len(group) > 1:
            yield group
        group = [one]
    if len(group) > 1:
        yield group


def _before(prose: str, sentence: Sentence, first: Mention) -> Title | None:
    """ "Dermatologists Iona Bell and Bo Carr", "two cosmetic chemists, Iona Bell and Bo Carr"."""
    if is_of_many(first.role):
        return Title(first.role)
    words = _BEFORE.search(prose[max(sentence.start, first.start - _NEAR) : first.start])
    told = title_of(words[0].split(" ", 1)[-1]) if words else None
    return told if told and is_of_many(told.role) else None
