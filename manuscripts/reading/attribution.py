"""
Who says it: the attributions of a sentence.

Read with the quotations blanked out, so that only the writer's words are left:
`“…,” explains Dr. A, a chemist at B` · `A, a chemist, tells C: “…”` · `she adds`
`According to A, …` · · `A: “…”` · `“…” — A, chemist` (docs/rules.md 4.15, 4.16).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from .bystanders import bystanders
from .people import Mention, mentions_in, pronoun_of
from .quotation_marks import MASK
from .sentences import MAX_SENTENCE, Sentence
from .speech import OWNERS, Attribution
from .titled_names import appositive, clause_before, phrase_end, phrase_mention, with_titles
from .titles import has_role
from .unspoken import in_a_word, named_beside
from .vocabulary import (
    ACCORDING,
    PARAPHRASE_VERBS,
    ROLE_NOUNS,
    SPEECH_VERBS,
    any_of,
    leading_verb,
    speech_verbs_in,
)

_LY = re.compile(r"\s[a-z]+ly\b")
_LAST_WORD = re.compile(r"(?:\b[Tt]he (?:[\w-]+ )?)?([A-Za-z-]+)\Z")
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


def attributions(prose: str, sentence: Sentence) -> list[Attribution]:
    """Every attribution of a sentence, in order; none where it is too long to be one."""
    if sentence.end - sentence.start > MAX_SENTENCE:
        return []
    found = [*_according(prose, sentence), *_in_the_view_of(prose, sentence)]
    leading = leading_verb(prose, sentence.start, sentence.end)
    if leading and MASK in prose[sentence.start : sentence.end]:
        one = _inverted(prose, sentence, leading)
        # "Asked for a rule, Bell doesn’t hesitate: “…”"
        is_told = one and (one.mention or one.pronoun or not leading[0].endswith("ed"))
        found += [one] if one and is_told else []
    for verb in islice(speech_verbs_in(prose, sentence.start, sentence.end), 8):
        if found and found[-1].start <= verb.start() < found[-1].end:
            continue
        one = (
            _direct(prose, sentence, verb)
            or _inverted(prose, sentence, verb)
            or _nobody(prose, sentence, verb)
        )
        if one and not _signs(prose, sentence, verb, one):
            found.append(one)
    found = found or list(named_beside(prose, sentence)) or list(in_a_word(prose, sentence))
    return sorted(found, key=lambda one: one.start)


def _signs(prose: str, sentence: Sentence, verb: re.Match, one: Attribution) -> bool:
    """ "Give them a reason to come in, writes Ada Moss": a byline, and nobody who is asked."""
    if verb[0] not in _BY_LINE or MASK in prose[sentence.start : sentence.end]:
        return False
    named = one.mention
    is_told = named and (named.honorific or named.credentials or named.role)
    return named is not None and not is_told and not prose[one.end : sentence.end].strip(" .")


_BY_LINE = ("writes", "reports", "asks", "explains", "reveals")


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
        elif MASK in prose[sentence.start : sentence.end]:  # "According to a study …, “…”"
            yield Attribution(match.start(), end, "according")


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
    own = _IN_OWN_WORDS.search(prose, sentence.start, sentence.end)
    if own and MASK in prose[sentence.start : sentence.end]:
        pronoun = OWNERS[own[1].lower()]
        yield Attribution(own.start(), own.end(), "verdict", pronoun=pronoun)


_IN_OWN_WORDS = re.compile(r"\b[Ii]n (his|her|their) (?:own )?words\b")
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
        return _further_on(prose, sentence, verb, before)
    both = _together(prose, begin, mention) or _of_many(prose, begin, verb, is_led=bool(adverbs))
    if both:
        return replace(_speech(prose, sentence, verb, both[0].start), joint=both)
    return _speech(prose, sentence, verb, mention.start, mention=mention)


def _further_on(prose: str, sentence: Sentence, verb: re.Match, before: str) -> Attribution | None:
    """ "Bell keeps one in the shower and one in the car, and says": its subject is Bell still."""
    if not before.endswith((" and", " but", " then")) or MASK in before:
        return None
    told = Sentence(sentence.start, verb.start())
    stand_in = _THIRD.match(prose, sentence.start, verb.start())
    mentions = list(mentions_in(prose, told.start, told.end))
    if any(one.leads for one in bystanders(prose, told)) or len(mentions) > 1:
        return None
    if mentions and mentions[0].start == sentence.start:
        return _speech(prose, sentence, verb, verb.start(), mention=mentions[0])
    if stand_in and not mentions:
        return _speech(prose, sentence, verb, verb.start(), pronoun=stand_in[0].lower())
    return None


_THIRD = re.compile(r"(?:He|She|They)\b")


def _together(prose: str, begin: int, mention: Mention) -> tuple[Mention, ...]:
    """ "Bell and Carr" before "say": two who can't both have said it."""
    if not prose[begin : mention.start].endswith((" and ", " & ")):
        return ()
    before = list(mentions_in(prose, begin, mention.start))
    is_beside = before and not prose[before[-1].end : mention.start].replace("and", "&").strip(
        " &,"
    )
    return (*before, mention) if is_beside else ()


def _of_many(prose: str, begin: int, verb: re.Match, *, is_led: bool) -> tuple[Mention, ...]:
    """ "Dr. Bell, a chemist, and Dr. Carr, who teaches, agree": a verb that no one person has."""
    if is_led or f"{verb[0]}s" not in SPEECH_VERBS:
        return ()
    told = [one for one in mentions_in(prose, begin, verb.start()) if one.is_full or one.honorific]
    return tuple(told) if len(told) > 1 and " and " in prose[begin : told[-1].start] else ()


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
    if not parts:  # only white space stands between the verb and the mark
        return None
    if parts[0] == "the" and len(parts) > 1:
        return "they" if parts[-1] in ROLE_NOUNS else None
    return None if parts[-1] in ("him", "her", "them") else pronoun_of(parts[-1])


def _subject(prose: str, begin: int, end: int) -> Mention | None:
    apart = end > begin and prose[end - 1] in ",)–—"  # something is told between name and verb
    final = prose[max(prose.rfind(" ", begin, end) + 1, begin) : end]
    if not apart and final[:1].islower() and not final.startswith("u/"):
        return None
    mentions = list(mentions_in(prose, begin, end))
    if apart and len(mentions) > 1 and _opens_apart(prose, begin, mentions[0]):
        # "Iona Bell, a dermatologist who advised on it and works at the Fern Clinic, said"
        return with_titles(prose, mentions[0], "", end)
    while len(mentions) > 1 and _OF.fullmatch(prose[mentions[-2].end : mentions[-1].start]):
        mentions.pop()  # "Iona Bell of Fern Retail puts it"
        end = mentions[-1].end if not apart else end
    if mentions and (mentions[-1].end >= end or not prose[mentions[-1].end : end].strip()):
        before = clause_before(prose, begin, mentions[-1].start)
        return with_titles(prose, mentions[-1], before, mentions[-1].end)
    return _told_between(prose, begin, end, mentions) if apart and mentions else None


_OF = re.compile(r"\s(?:of|at|from|with|for)\s(?:the\s)?")


def _opens_apart(prose: str, begin: int, first: Mention) -> bool:
    is_told = first.is_full or first.honorific
    opens = not prose[begin : first.start].strip(" ,;–—")
    return bool(is_told and opens and prose.startswith(",", first.end))


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
    begin = max(sentence.start, verb.start() - 12) + subject.start()
    beside = prose[max(sentence.start, begin - 3) : begin].rstrip(" ,").endswith(MASK)
    is_ours = subject[1] in ("I", "we") and beside
    return _speech(prose, sentence, verb, verb.start()) if is_ours else None


# "Rest matters, says Dr. Bell", "as Dr. Bell puts it"
_TURNED = re.compile(r"(?:[,;:.?!)–—-]|\b(?:as|so|than|what|and|but))\s*(?:\w+ly\s)?\Z")
_SUBJECT_BEFORE = re.compile(r"\b(I|[Ww]e|you|he|she|they|who)(?:[’']ve|[’']d)?\s(?:\w+ly\s)?\Z")
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
    rf"(?:\A|{MASK}|[.,;:—–-]|\b(?:and|but|that|[Aa]s|[Ww]hen|what|while|how|because|says))\s?"
    r"((?:[Oo]ne|[Aa]n?|[Aa]nother|[Tt]he|[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|[Ss]ome|[Mm]ost|[Mm]any"
    r"|[A-Z][\w-]*(?:\s[A-Z][\w-]*)?’s|[Pp]eople|[Pp]atients|[Rr]eaders|[Cc]lients|[Cc]ustomers)"
    r"((?:\s(?:of\s)?[\w’-]+){0,7}?(?:\s[a-z][a-z’-]*)?))\s\Z"
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
        paraphrases=verb[0] in PARAPHRASE_VERBS
        and not _NO_REPORT.match(prose, verb.start())
        and not _FORETOLD.search(prose, max(sentence.start, start - 10), start),
    )


_FORETOLD = re.compile(r"\b(?:what|whatever|how|all)\s\Z")  # "Okafor knows what they will say"

# "Bell points to the numbers", "when Bell says it", "Bell says goodbye": nothing is told.
_NO_REPORT = re.compile(
    r"point(?:s|ed)?\s(?!out\b)"
    r"|[a-z]+\s(?:it|so|this|as much|goodbye|hello|nothing|little|yes|no|thanks)"
    r"(?=[.,;:]|\s\w+\s?[.,])"
)
