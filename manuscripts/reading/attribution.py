"""
Who says it: the attributions of a sentence.

Read with the quotations blanked out, so that only the writer's words are left:
`“…,” explains Dr. A, a chemist at B` · `A, a chemist, tells C: “…”` · `she adds`
`According to A, …` · · `A: “…”` · `“…” — A, chemist` (docs/rules.md 4.15, 4.16).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from .bystanders import bystanders, opens
from .people import Mention, mentions_in, pronoun_of
from .quotation_marks import MASK
from .sentences import MAX_SENTENCE, Sentence
from .titled_names import AGE, appositive, clause_before, phrase_end, phrase_mention, with_titles
from .titles import has_role
from .vocabulary import (
    ACCORDING,
    PARAPHRASE_VERBS,
    ROLE_NOUNS,
    any_of,
    leading_verb,
    speech_verbs_in,
)

_LY = re.compile(r"\s[a-z]+ly\b")
_LAST_WORD = re.compile(r"(?:\b[Tt]he (?:[a-z-]+ )?)?([A-Za-z-]+)\Z")
_ADVERBS = re.compile(
    r"(?:\s(?:also|then|further|previously|recently|always|often|later|quickly|once|even|still|now|simply"
    r"|usually|generally|typically|has|had|have|will|likes to|is quick to|goes on to"
    r"|went on to|similarly|herself|himself"
    r"|therefore|however|likewise|first|instead|[a-z]{3,}ly),?){1,3}\Z"
)
_ACCORDING = re.compile(rf"\b(?:(?i:{any_of(ACCORDING)})\s|[Pp]er (?=Dr|Prof))")
_OUTLET = re.compile(r"\s(?:to )?((?:The\s)?[A-Z][\w&’.+]*(?:\s(?:of\s)?[A-Z0-9][\w&’+]*){0,3})")
_NO_OUTLET = frozenset("That It Dr Prof I In You We Us".split())
_INTERVIEW = re.compile(
    r"\b(?:in an? (?:interview|conversation|chat) with|speaking to|spoke to|told|tells"
    r"|in a piece for|writing in|wrote in)"
    r"\s((?:The\s)?[A-Z][\w&’.+]*(?:\s[A-Z0-9][\w&’+]*){0,3})(?:\s(?:in|last|earlier|magazine|back)\b)?"
)
_BARE_NAME = re.compile(r"\s*(?:[—–-]{1,2}|\()\s*(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Attribution:
    """
    An act of speech: `mention` names its speaker, `pronoun` stands for one; or nobody is named.

    `start` to `end` is the attribution itself; `outlet` to whom it was said, if not to the writer.
    """

    start: int
    end: int
    verb: str
    mention: Mention | None = None
    pronoun: str | None = None
    outlet: str | None = None
    paraphrases: bool = False
    described: str | None = None  # "the professor from Santa Clareta"
    joint: tuple[Mention, ...] = ()  # "Bell and Carr say": either may have said it
    is_weak: bool = False  # the name stands beside the words, and is no subject


def attributions(prose: str, sentence: Sentence) -> list[Attribution]:
    """Every attribution of a sentence, in order; none where it is too long to be one."""
    if sentence.end - sentence.start > MAX_SENTENCE:
        return []
    found = [*_according(prose, sentence), *_in_the_view_of(prose, sentence)]
    leading = leading_verb(prose, sentence.start, sentence.end)
    if leading and MASK in prose[sentence.start : sentence.end]:
        found += [one for one in (_inverted(prose, sentence, leading),) if one]
    for verb in islice(speech_verbs_in(prose, sentence.start, sentence.end), 8):
        if found and found[-1].start <= verb.start() < found[-1].end:
            continue
        one = (
            _direct(prose, sentence, verb)
            or _inverted(prose, sentence, verb)
            or _nobody(prose, sentence, verb)
        )
        if one:
            found.append(one)
    found = found or list(_named_beside(prose, sentence)) or list(_in_a_word(prose, sentence))
    return sorted(found, key=lambda one: one.start)


def _according(prose: str, sentence: Sentence) -> Iterator[Attribution]:
    for match in _ACCORDING.finditer(prose, sentence.start, sentence.end):
        end = phrase_end(prose, match.end(), sentence.end)
        pronoun = pronoun_of(prose[match.end() : end].strip(" ."))
        mention = None if pronoun else phrase_mention(prose, match.end(), end, sentence.end)
        # "Laut Dr. Weiss hilft Geduld": no comma parts the name from what it says.
        mention = mention or next(_named_at(prose, match.end(), end), None)
        if mention or pronoun:
            stop = mention.end if mention else end
            yield Attribution(match.start(), stop, "according", mention, pronoun, paraphrases=True)


def _named_at(prose: str, start: int, end: int) -> Iterator[Mention]:
    """The name that stands right here, where a title tells that it is one."""
    for mention in islice(mentions_in(prose, start, end), 1):
        if mention.start == start and mention.honorific:
            yield mention


def _in_the_view_of(prose: str, sentence: Sentence) -> Iterator[Attribution]:
    """ "In Dr. Bell’s view, …" · "In Bell’s words a mask is “…”" """
    for view in _VIEW.finditer(prose, sentence.start, sentence.end):
        mentions = mentions_in(prose, view.start(1), view.end(1))
        for mention in islice(mentions, 1):
            if mention.start == view.start(1):
                yield Attribution(view.start(), view.end(), "according", mention, paraphrases=True)


_VIEW = re.compile(
    r"\b[Ii]n ((?:Dr|Prof|Mr|Ms|Mrs)?\.?\s?[A-Z][\w’-]*(?: [A-Z][\w’-]*){0,3})’s? (?:own )?"
    r"(?:words|view|opinion|experience|book|eyes)\b"
)


def _direct(prose: str, sentence: Sentence, verb: re.Match) -> Attribution | None:
    """Speaker first: "Dr. Bell says", "she adds", "Iona Bell, MD, a dermatologist, told C"."""
    begin = max(sentence.start, verb.start() - 500)
    mask = prose.rfind(MASK, begin, verb.start())
    begin = mask + 1 if mask >= 0 else begin
    before = prose[begin : verb.start()].rstrip()
    adverbs = _ADVERBS.search(before)
    before = before[: adverbs.start()] if adverbs else before
    subject_end = begin + len(before)
    last = _LAST_WORD.search(before)
    pronoun = _stand_in(last[0]) if last else None
    if last and pronoun:
        spoken = _speech(prose, sentence, verb, begin + last.start(), pronoun=pronoun)
        return replace(spoken, described=_described(last[0]))
    if last and _HOUSE.fullmatch(last[0]):
        return _speech(prose, sentence, verb, begin + last.start())
    mention = _subject(prose, begin, subject_end)
    if not mention:
        return None
    both = _together(prose, begin, mention)
    if both:
        return replace(_speech(prose, sentence, verb, both[0].start), joint=both)
    return _speech(prose, sentence, verb, mention.start, mention=mention)


def _together(prose: str, begin: int, mention: Mention) -> tuple[Mention, ...]:
    """ "Bell and Carr" before "say": two who can't both have said it."""
    if not prose[begin : mention.start].endswith((" and ", " & ")):
        return ()
    before = list(mentions_in(prose, begin, mention.start))
    is_beside = before and not prose[before[-1].end : mention.start].replace("and", "&").strip(
        " &,"
    )
    return (*before, mention) if is_beside else ()


# "the brand says": a house speaks, and no person.
_HOUSE = re.compile(
    r"[Tt]he (?:[a-z-]+ )?(?:brand|company|label|firm|maker|manufacturer|board|agency"
    r"|hospital|clinic"
    r"|retailer|shop|store|team|study|survey|report|website|site|packaging|leaflet)"
)


def _described(words: str) -> str | None:
    """ "the dermatologist" tells more than "she": it is looked for among the roles."""
    return words.lower() if words.lower().startswith("the ") else None


def _stand_in(words: str) -> str | None:
    """The pronoun a subject amounts to: "she", or "they" for "the dermatologist"."""
    parts = words.lower().split()
    if parts[0] == "the" and len(parts) > 1:
        return "they" if parts[-1] in ROLE_NOUNS else None
    return None if parts[-1] in ("him", "her", "them") else pronoun_of(parts[-1])


def _subject(prose: str, begin: int, end: int) -> Mention | None:
    apart = end > begin and prose[end - 1] in ",)–—"  # something is told between name and verb
    final = prose[max(prose.rfind(" ", begin, end) + 1, begin) : end]
    if not apart and final[:1].islower() and not final.startswith("u/"):
        return None
    mentions = list(mentions_in(prose, begin, end))
    if mentions and (mentions[-1].end >= end or not prose[mentions[-1].end : end].strip()):
        before = clause_before(prose, begin, mentions[-1].start)
        return with_titles(prose, mentions[-1], before, mentions[-1].end)
    return _told_between(prose, begin, end, mentions) if apart and mentions else None


def _told_between(prose: str, begin: int, end: int, mentions: list[Mention]) -> Mention | None:
    """ "Iona Bell, MD, a dermatologist at C," up to the verb."""
    for mention in mentions:
        full = mention.is_full or mention.honorific
        behind, stop = appositive(prose, mention.end, end)
        if behind and stop >= end - 2:
            titled = with_titles(prose, mention, clause_before(prose, begin, mention.start), end)
            # "Bell, the dermatologist, says": a surname alone makes nobody known.
            return titled if full else replace(titled, described=False)
        if full and not prose[mention.end : end].strip(" ,"):
            return with_titles(prose, mention, clause_before(prose, begin, mention.start), end)
    first = mentions[0]
    if (first.is_full or first.honorific) and prose[first.end : first.end + 1] == ",":
        return with_titles(prose, first, clause_before(prose, begin, first.start), end)
    return None


def _inverted(prose: str, sentence: Sentence, verb: re.Match) -> Attribution | None:
    """Verb first: "says Dr. Bell", "explains board-certified dermatologist Iona Bell, MD"."""
    if verb[0] in ("tell", "tells", "told"):
        return None
    subject = _SUBJECT_BEFORE.search(prose[max(sentence.start, verb.start() - 12) : verb.start()])
    if subject:
        return _ours(prose, sentence, verb, subject)
    mask_near = _is_beside(prose, sentence, verb)
    if mask_near or _TURNED.search(prose[verb.start() - 8 : verb.start()]):
        return _behind(prose, sentence, verb, mask_near=mask_near)
    return None  # "a dog called Biscuit", "will put a version of its Forever Mask"


def _behind(
    prose: str, sentence: Sentence, verb: re.Match, *, mask_near: bool
) -> Attribution | None:
    """Who stands behind a verb of speech."""
    start = verb.end()
    adverb = _LY.match(prose[start : start + 20])
    start += adverb.end() if adverb else 0
    end = phrase_end(prose, start, sentence.end)
    words = prose[start:end].strip(" .")
    is_told = bool(_DESCRIBED.match(words))
    pronoun = (_stand_in(words) or ("they" if is_told else None)) if mask_near and words else None
    if pronoun:
        spoken = _speech(prose, sentence, verb, verb.start(), pronoun=pronoun, end=end)
        return replace(spoken, described=words if is_told else _described(words))
    mention = phrase_mention(prose, start, end, sentence.end)
    if not mention and mask_near and has_role(words) and prose[end : end + 2] == ", ":
        # "says our practice nurse, Wilhelmina Pugh, whose patients are mostly your age"
        named = next(mentions_in(prose, end + 2, sentence.end), None)
        if named and named.start == end + 2 and named.is_full:
            mention = with_titles(prose, named, words, sentence.end)
    if mention:
        return _speech(prose, sentence, verb, verb.start(), mention=mention, end=mention.end)
    if mask_near and words:
        return _speech(prose, sentence, verb, verb.start(), end=end)
    return None


def _is_beside(prose: str, sentence: Sentence, verb: re.Match) -> bool:
    """Right behind words in marks, or at the front of its sentence: "Says one reader: “…”"."""
    begin = max(sentence.start, verb.start() - 3)
    return verb.start() == sentence.start or MASK in prose[begin : verb.start()]


def _ours(prose: str, sentence: Sentence, verb: re.Match, subject: re.Match) -> Attribution | None:
    """ "“Is it safe?” I asked Dr. Bell": the writer speaks, and no doctor."""
    is_ours = subject[1] in ("I", "we") and MASK in prose[sentence.start : verb.start()]
    return _speech(prose, sentence, verb, verb.start()) if is_ours else None


# "Rest matters, says Dr. Bell", "as Dr. Bell puts it"
_TURNED = re.compile(r"(?:[,;:.?!)–—-]|\b(?:as|so|than|what|and|but))\s*(?:\w+ly\s)?\Z")
_SUBJECT_BEFORE = re.compile(r"\b(I|[Ww]e|you|he|she|they|who)\s(?:\w+ly\s)?\Z")
# "the professor from Santa Clareta", "the dermatologist": somebody who was named elsewhere.
_DESCRIBED = re.compile(
    rf"the (?:[a-z-]+ ){{0,3}}(?:{'|'.join(sorted(ROLE_NOUNS))})"
    r"(?: (?:from|at|of|in|with) .{2,60})?\Z"
)


def _nobody(prose: str, sentence: Sentence, verb: re.Match) -> Attribution | None:
    """ "Expert says: “…”": somebody speaks, and it isn't told who."""
    leads = re.match(rf"\s?[,:]\s?{MASK}", prose[verb.end() : verb.end() + 4])
    if leads:
        return _speech(prose, sentence, verb, verb.start())
    if MASK not in prose[sentence.start : sentence.end]:
        return None
    begin = max(sentence.start, verb.start() - 90)
    subject = _SOMEBODY.search(prose[begin : verb.start()])
    if not subject or not _HEADS.isdisjoint(subject[2].split()):
        return None
    return _speech(prose, sentence, verb, begin + subject.start(1))


# "“…,” one rival says", "Her patients tell her, “…”": no name, and no pronoun.
_SOMEBODY = re.compile(
    rf"(?:\A|{MASK}|[.,;:—–-]|\b(?:and|but|that|as|when|what|while|how|because|says))\s?"
    r"((?:[Oo]ne|[Aa]n?|[Aa]nother|[Tt]he|[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|[Ss]ome|[Mm]ost|[Mm]any"
    r"|[A-Z][\w-]*(?:\s[A-Z][\w-]*)?’s|[Pp]eople|[Pp]atients|[Rr]eaders|[Cc]lients|[Cc]ustomers)"
    r"((?:\s[a-z][a-z’-]*){0,7}))\s\Z"
)
_HEADS = frozenset("he she they i we you it who which".split())


def _speech(
    prose: str,
    sentence: Sentence,
    verb: re.Match,
    start: int,
    *,
    mention: Mention | None = None,
    pronoun: str | None = None,
    end: int | None = None,
) -> Attribution:
    end = end or verb.end()
    outlet = None
    if verb[0] in ("tells", "told", "tell"):
        found = _OUTLET.match(prose, verb.end(), sentence.end)
        if found and found[1].split()[0] not in _NO_OUTLET:
            outlet, end = found[1], found.end()
    if not outlet:
        interview = _INTERVIEW.search(prose, start, min(sentence.end, end + 80))
        outlet = interview[1] if interview else None
    return Attribution(
        start,
        end,
        verb[0],
        mention,
        pronoun,
        outlet=outlet.rstrip(".’") if outlet else None,
        paraphrases=verb[0] in PARAPHRASE_VERBS,
    )


# "Bell again:", "Bell’s advice:", "Bell on retinol:" lead to words like "Bell:" does.
_AGAIN = re.compile(
    r"(?:’s)?,?\s(?:again|adds|once more|on [\w -]{2,40}|for (?:his|her|their) part"
    r"|(?:[a-z]+ )?(?:advice|answer|rule|tip|verdict|view|take|point|reply|warning|word))(?=\s?:)"
)


def _named_beside(prose: str, sentence: Sentence) -> Iterator[Attribution]:
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
            if stop >= sentence.start + len(before) - 1:
                full = with_titles(
                    prose, mention, clause_before(prose, sentence.start, mention.start), stop
                )
                is_weak = not opens(prose, sentence, mention.start)
                # "One patient told Bell: “…”"
                is_told = is_weak and any(bystanders(prose, sentence))
                yield Attribution(
                    sentence.start,
                    sentence.start + first,
                    "says",
                    None if is_told else full,
                    is_weak=is_weak,
                )
    last = sentence.start + words.rfind(MASK) + 1
    dash = _BARE_NAME.match(prose, last, sentence.end)
    if dash:
        yield from signature(prose, dash.end(), sentence.end)


_WORDS = r"(?:advice|answer|rule|tip|verdict|view|take|point|reply|warning|word|motto|mantra|test)"
_OWN_WORDS = re.compile(
    rf"(?P<whose>[Hh]is|[Hh]er|[Tt]heir|’s)(?:\s[a-z-]+){{0,2}}\s{_WORDS}\b[^.:?!;{MASK}]{{0,40}}[:?]\s?\Z"
)
# "Bell is blunt:", "Bell has a word for it:"
_BLUNT = re.compile(rf"\s(?:is|was|has|had)\s[^.:?!;{MASK}]{{2,60}}:\s?\Z")


def _in_a_word(prose: str, sentence: Sentence) -> Iterator[Attribution]:
    """ "Bell's verdict? “Overrated.”", "Her advice is simple: “…”", "Bell is blunt: “…”"."""
    mask = prose.find(MASK, sentence.start, sentence.end)
    stop = mask if mask >= 0 else sentence.end
    if stop - sentence.start > 240 or prose[sentence.start : stop].rstrip()[-1:] not in ":?":
        return
    own = _OWN_WORDS.search(prose, sentence.start, stop)
    if own and own["whose"] != "’s" and own.start() - sentence.start < 5:
        pronoun = {"his": "he", "her": "she", "their": "they"}[own["whose"].lower()]
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


_DASH = re.compile(r"[—–-]{1,2}\s?(?=[A-Z@])")
_INSTITUTION = re.compile(r"[A-Z][\w’&-]*(?: (?:of|the|and|for|&|[A-Z][\w’&-]*)){0,7}")


def signature(prose: str, start: int, end: int) -> Iterator[Attribution]:
    """
    A name that stands below or behind a quote: "Dr. Iona Bell, dermatologist at B", or the same
    "— Iona Bell".
    """
    dash = _DASH.match(prose, start, end)
    start = dash.end() if dash else start
    for mention in list(mentions_in(prose, start, end))[:1]:
        if mention.start != start:
            return
        titled = with_titles(prose, mention, "", end)
        rest = prose[titled.end : end].strip(" .),")
        if rest and not titled.organization and _INSTITUTION.fullmatch(rest):
            # "— Dr. Iona Bell, dermatologist, Tidewater Skin Institute"
            titled, rest = replace(titled, organization=rest), ""
        if not rest:
            yield Attribution(start, end, "says", titled)
