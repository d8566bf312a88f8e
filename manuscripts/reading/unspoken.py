"""
Speakers told without a verb of speech.

`Dr. A: “…”` · `“…” — Dr. A, chemist` · `Dr. A's verdict? “…”` · `Dr. A is blunt: “…”`
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from .bystanders import bystanders, opens
from .people import Mention, mentions_in
from .quotation_marks import MASK
from .sentences import Sentence
from .speech import OWNERS, Attribution
from .titled_names import AGE, appositive, clause_before, with_titles
from .vocabulary import speech_verbs_in

_BARE_NAME = re.compile(r"\s*(?:[—–-]{1,2}|\()\s*(?=[A-Z])")

# "Bell again:", "Bell’s advice:", "Bell on retinol:" lead to words like "Bell:" does.
_TIMED = re.compile(r"\s?[\[(][\d:., –-]{1,12}[\])]")  # "Iona Bell [04:52]:"
_AGAIN = re.compile(
    r"(?:’s)?,?\s(?:again|adds|once more|on [\w -]{2,40}|for (?:his|her|their) part"
    r"|(?:[a-z]+ )?(?:advice|answer|rule|tip|verdict|view|take|point|reply|warning|word))(?=\s?:)"
)


def named_beside(prose: str, sentence: Sentence) -> Iterator[Attribution]:
    """No verb at all: "Dr. Bell: “…”" and "“…” — Dr. Bell, dermatologist"."""
    words = prose[sentence.start : sentence.end]
    first = words.find(MASK)
    if first < 0:
        return
    before = words[:first].rstrip()
    if before.endswith(":"):
        for mention in list(mentions_in(prose, sentence.start, sentence.start + len(before)))[:1]:
            _, stop = appositive(prose, mention.end, sentence.start + len(before))
            aged = AGE.match(prose, stop, sentence.start + len(before))
            stop = aged.end() if aged else stop
            again = _AGAIN.match(prose, stop, sentence.start + len(before))
            stop = again.end() if again else stop
            timed = _TIMED.match(prose, stop, sentence.start + len(before))
            stop = timed.end() if timed else stop
            if stop >= sentence.start + len(before) - 1:
                full = with_titles(
                    prose, mention, clause_before(prose, sentence.start, mention.start), stop
                )
                before_name = prose[sentence.start : mention.start]
                # "[00:12] Iona Bell:" is hers as well
                is_weak = any(map(str.isalpha, before_name)) and not opens(
                    prose, sentence, mention.start
                )
                # "One patient told Bell: “…”"
                is_told = is_weak and any(
                    prose[one.end : mention.start].strip(" ,")
                    for one in bystanders(prose, Sentence(sentence.start, mention.start))
                )
                yield Attribution(
                    sentence.start,
                    sentence.start + first,
                    "label",
                    None if is_told else full,
                    is_weak=is_weak,
                )
    last = sentence.start + words.rfind(MASK) + 1
    if _BARE_NAME.match(prose, last, sentence.end):
        signed = last + len(prose[last : sentence.end]) - len(prose[last : sentence.end].lstrip())
        yield from signature(prose, signed, sentence.end)


_WORDS = r"(?:advice|answer|rule|tip|verdict|view|take|point|reply|warning|word|motto|mantra|test)"
_OWN_WORDS = re.compile(
    rf"(?P<whose>[Hh]is|[Hh]er|[Tt]heir|’s)(?:\s[a-z-]+){{0,2}}\s{_WORDS}\b[^.:?!;{MASK}]{{0,40}}[:?]\s?\Z"
)
# "Bell is blunt:", "Bell has a word for it:"
_BLUNT = re.compile(rf"\s(?:is|was|has|had)\s[^.:?!;{MASK}]{{2,60}}:\s?\Z")


def in_a_word(prose: str, sentence: Sentence) -> Iterator[Attribution]:
    """ "Bell's verdict? “Overrated.”", "Her advice is simple: “…”", "Bell is blunt: “…”"."""
    mask = prose.find(MASK, sentence.start, sentence.end)
    stop = mask if mask >= 0 else sentence.end
    if stop - sentence.start > 240 or prose[sentence.start : stop].rstrip()[-1:] not in ":?":
        return
    own = _OWN_WORDS.search(prose, sentence.start, stop)
    if own and own["whose"] != "’s" and own.start() - sentence.start < 5:
        pronoun = OWNERS[own["whose"].lower()]
        yield Attribution(sentence.start, stop, "verdict", pronoun=pronoun)
        return
    for mention in islice(mentions_in(prose, sentence.start, stop), 1):
        if prose[sentence.start : mention.start].strip() not in _BUT:
            return
        end = mention.end - 2 if prose[mention.end - 2 : mention.end] == "’s" else mention.end
        blunt = mask >= 0 and _BLUNT.match(prose, mention.end, stop)
        if blunt or own and own.start() == end:
            yield Attribution(sentence.start, stop, "verdict", mention)
        elif mask >= 0 and end == mention.end and _leads_on(prose, sentence, mention, stop):
            titled = with_titles(prose, mention, "", stop)
            yield Attribution(sentence.start, stop, "verdict", titled, is_weak=True)


_BUT = ("", "But", "And", "Yet", "So", "Still,", "–", "—")


def _leads_on(prose: str, sentence: Sentence, mention: Mention, stop: int) -> bool:
    """ "Greg, who teaches the under-sevens, goes through one a month: “…”"."""
    before = prose[sentence.start : stop].rstrip()
    if not before.endswith(":"):
        return False
    last = sentence.start + len(before) - 1
    told = appositive(prose, mention.end, stop)[1]
    others = bystanders(prose, Sentence(sentence.start, stop))
    return not any(one.start >= told and (one.leads or one.end >= last) for one in others)


_DASH = re.compile(r"(?:[—–-]{1,2}\s?|\(|(?:[A-Z][A-Za-z]+|[Bb]y)\s?(?:by)?:\s)(?=[A-Z@])")
_INITIALS = re.compile(r"(?:[A-Z]\.\s?){2,3}")
# "— Dr. Iona Bell, at our November evening", "— Iona Bell, voice note three"
_ASIDE = re.compile(r"[,(–—-]?\s?[^.;:?!]{3,70}")
_DOES = re.compile(r"\s(?:who|that|is|was|has|had)\b")


def _is_aside(behind: str, titled: Mention, *, is_signed: bool) -> bool:
    """Where or when it was said, behind the name that signs it; a sentence is none."""
    is_named = is_signed or titled.is_full and (titled.honorific or titled.credentials)
    is_sentence = behind.rstrip().endswith(".") or _DOES.search(behind)
    verbs = any(verb[0][-1] in "sd" for verb in speech_verbs_in(behind, 0, len(behind)))
    return bool(is_named and not is_sentence and not verbs and _ASIDE.fullmatch(behind.strip(" )")))


_INSTITUTION = re.compile(r"[A-Z][\w’&-]*(?: (?:of|the|and|for|&|[A-Z][\w’&-]*)){0,7}")


def signature(prose: str, start: int, end: int) -> Iterator[Attribution]:
    """
    A name that stands below or behind a quote: "Dr. Iona Bell, dermatologist at B", or the same
    "— Iona Bell".
    """
    dash = _DASH.match(prose, start, end)
    start = dash.end() if dash else start
    initials = _INITIALS.fullmatch(prose[start:end].strip(" )"))
    if initials:
        words = initials[0].replace(" ", "")
        yield Attribution(start, end, "says", Mention(start, end, words))
        return
    for mention in list(mentions_in(prose, start, end))[:1]:
        if mention.start != start:
            return
        titled = with_titles(prose, mention, "", end)
        rest = prose[titled.end : end].strip(" .),")
        if rest and not titled.organization and _INSTITUTION.fullmatch(rest):
            # "— Dr. Iona Bell, dermatologist, Tidewater Skin Institute"
            titled, rest = replace(titled, organization=rest), ""
        if not rest or _is_aside(prose[titled.end : end], titled, is_signed=dash is not None):
            yield Attribution(start, end, "says", titled)
