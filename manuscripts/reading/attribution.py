"""
Who says it: the attributions of a sentence.

Read with the quotations blanked out, so that only the writer's words are left:
`“…,” explains Dr. A, a chemist at B` · `A, a chemist, tells C: “…”` · `she adds`
`According to A, …` · · `A: “…”` · `“…” — A, chemist` (domain.md 4.15, 4.16).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from .marks import MASK
from .people import Mention, has_role, mentions_in, pronoun_of, title_of
from .vocabulary import ACCORDING, PARAPHRASE_VERBS, ROLE_NOUNS, SPEECH_VERBS, any_of

_LY = re.compile(r"\s[a-z]+ly\b")
_LAST_WORD = re.compile(r"(?:\b[Tt]he (?:[a-z-]+ )?)?([A-Za-z-]+)\Z")
_NO_TITLE = re.compile(r"(?:and|but|or|so|while|which|says?|said|explains?|tells?|told)\s")
_OF_HOUSE = re.compile(r"(?:of|at) (?:the )?[A-Z]")
_DIRECTLY = re.compile(r"\s(?:of|at|from)\s(?:the\s)?(?=[A-Z])")
_WORD = re.compile(r"\b[a-zà-öø-ÿ]+(?:’[a-z]+)?\b(?!-)")
_ADVERBS = re.compile(
    r"(?:\s(?:also|then|further|previously|recently|always|often|later|quickly|once|even|still|now|simply"
    r"|usually|generally|typically|has|had|have|will|likes to|is quick to|goes on to"
    r"|went on to|similarly|herself|himself"
    r"|therefore|however|likewise|first|instead|[a-z]{3,}ly),?){1,3}\Z"
)
_NP_END = re.compile(
    rf"[,;:(){MASK}\n]|\s[–—-]\s|—|\s(?:who|that|which|while|as|when|because|but|to|before|after|during|if|how|why|about|via"
    r"|noting|adding|pointing|referring)\s|(?<![A-Z])(?<!\b[DMS]r)(?<!Mrs)(?<!Prof)(?<!\bM)(?<!\bSt)\.(?=\s|\Z)"
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
_SENTENCE_END = re.compile(
    rf"[.!?…](?:[”\"’)\]]*)(?=\s+[A-Z0-9À-Þ{MASK}“\"‘«(])|(?<=[a-z]{{2}})[.!?](?=[A-Z][a-z]|{MASK})|\n"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:Drs?|Prof|Mrs?|Ms|Mx|St|Mt|No|vs|approx|Jr|Sr|Inc|Co|Ltd|e\.g|i\.e|etc|U\.S|U\.K|a\.m|p\.m|Rev|Gen"
    r"|M\.D|Ph\.D|D\.O|F\.A\.A\.D|R\.N|L\.E)|\b[A-Z])\.?\Z"
)


_LONGEST_SENTENCE = 4000  # characters; hostile input, or a page without a full stop


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


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int


def sentences(
    text: str, prose: str, start: int, end: int, quote_ends: dict[int, int]
) -> Iterator[Sentence]:
    """
    Sentences of a paragraph. `prose` is the text with its quotations blanked; `quote_ends` leads
    from the end of a quotation's marks to the end of its words: a sentence may end inside them.
    """
    ends = [
        match.end()
        for match in _SENTENCE_END.finditer(prose, start, end)
        if not _abbreviates(prose, match, start)
    ]
    for outer, inner in quote_ends.items():
        following = prose[outer : min(end, outer + 3)].lstrip()
        closed = text[inner - 1] in ".!?…" if inner else False
        if closed and following and (following[0].isupper() or following[0] == MASK):
            ends.append(outer)
    begin = start
    for at in [*sorted(set(ends)), end]:
        if prose[begin:at].strip():
            while prose[begin].isspace():
                begin += 1
            yield Sentence(begin, at)
            begin = at


def _abbreviates(prose: str, match: re.Match, start: int) -> bool:
    if prose[match.start()] != ".":
        return False
    return bool(_ABBREVIATED.search(prose, max(start, match.start() - 8), match.start()))


# "he goes on", "Bell cuts in": verbs of speech with the word behind them only.
_PHRASAL = frozenset("go goes went cut cuts chime chimes chip chips chipped chimed".split())


def _verbs(prose: str, start: int, end: int) -> Iterator[re.Match]:
    """The verbs of speech between these places."""
    for word in _WORD.finditer(prose, start, end):
        if word[0] in SPEECH_VERBS or (
            word[0] in _PHRASAL and prose[word.end() : word.end() + 3] in (" on", " in")
        ):
            yield word


def attributions(prose: str, sentence: Sentence) -> list[Attribution]:
    """Every attribution of a sentence, in order; none where it is too long to be one."""
    if sentence.end - sentence.start > _LONGEST_SENTENCE:
        return []
    found = [*_according(prose, sentence), *_in_the_view_of(prose, sentence)]
    for verb in islice(_verbs(prose, sentence.start, sentence.end), 8):
        if found and found[-1].start <= verb.start() < found[-1].end:
            continue
        one = (
            _direct(prose, sentence, verb)
            or _inverted(prose, sentence, verb)
            or _nobody(prose, sentence, verb)
        )
        if one:
            found.append(one)
    found = found or list(_named_beside(prose, sentence))
    return sorted(found, key=lambda one: one.start)


def _according(prose: str, sentence: Sentence) -> Iterator[Attribution]:
    for match in _ACCORDING.finditer(prose, sentence.start, sentence.end):
        end = _phrase_end(prose, match.end(), sentence.end)
        pronoun = pronoun_of(prose[match.end() : end].strip(" ."))
        mention = None if pronoun else _phrase_mention(prose, match.end(), end, sentence.end)
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


def _phrase_end(prose: str, start: int, limit: int) -> int:
    end = _NP_END.search(prose, start, limit)
    return end.start() if end else limit


def _phrase_mention(prose: str, start: int, end: int, limit: int) -> Mention | None:
    """The person a noun phrase ends in: "Leeds-based dermatologist Dr. Iona Bell"."""
    if prose[start:end].islower():  # most phrases behind a verb have no name in them
        return None
    mentions = list(mentions_in(prose, start, end))
    titled = [one for one in mentions if one.honorific]
    for chosen in titled[:1] or reversed(mentions):
        before = prose[start : chosen.start].strip(" ,")
        if _ends_phrase(prose[chosen.end : end]) and _leads_to_name(before, chosen):
            # The credentials stand behind the comma that ends the phrase.
            whole = next(mentions_in(prose, chosen.start, limit), chosen)
            return _with_titles(prose, whole, before, limit)
    return None


def _ends_phrase(behind: str) -> bool:
    behind = behind.strip(" .’s")
    return not behind or behind.startswith(("of ", "at ", "from ", "aus ", "de ", "à "))


def _leads_to_name(before: str, name: Mention) -> bool:
    """Whether words before a name tell what somebody is; "of the clinic in" leads to a place."""
    if _PREPOSITION.search(before):
        return False
    if not before or (name.honorific and before.lower() not in ("the", "a", "an")):
        return True
    return has_role(before) or _describes(before)


_PREPOSITION = re.compile(r"\b(?:of|at|from|in|for|with|near|to|by|and)(?: the| an?)?\Z")


def _describes(before: str) -> bool:
    """Lower-case words before a name say what somebody is: "aesthetic godmother"."""
    words = before.split()
    return (
        1 <= len(words) <= 12
        and words[-1].islower()
        and words[0].lower() not in ("the", "in", "of", "it")
    )


def _with_titles(prose: str, mention: Mention, before: str, limit: int) -> Mention:
    """The mention with the role and organization told before and behind the name."""
    told = title_of(before) if before else None
    behind, end = _appositive(prose, mention.end, limit)
    role = (told and told.role) or mention.role
    organization = told and told.organization
    if behind:
        # "dermatologist Dr. A, founder of B": both are what A is.
        parts = [one for one in (role, behind.role) if one]
        role = ", ".join(dict.fromkeys(parts)) or None
        organization = organization or behind.organization
    if not organization:
        organization = _works_at(prose, end, limit)
    described = bool(behind) or bool(_ASIDE.match(prose, mention.end, limit))
    return replace(mention, end=end, role=role, organization=organization, described=described)


# ", who teaches at Eastmere College", ", who leads the team at the contract lab Bluegate Botanica"
_WORKS = re.compile(
    r"(?:,?\swho|(?<=[a-z]))\s(?:also\s)?(?:teaches|works|practi[sc]es|leads|runs|heads|directs|chairs"
    r"|consults|lectures|researches|trains|sees patients)\b[^,.;:“”\n]{0,120}"
)


def _works_at(prose: str, start: int, limit: int) -> str | None:
    """The organization a relative clause behind a name or its role tells."""
    clause = _WORKS.match(prose, start, limit)
    if not clause:
        return None
    words = re.sub(r"^,?\s?who\b", "", clause[0])
    verb = words.split()[0]
    named = title_of(words)
    if named.organization or verb not in ("runs", "leads", "heads", "directs", "chairs"):
        return named.organization
    owned = re.search(
        r"(?:runs|leads|heads|directs|chairs)\s(?:the\s)?((?:[A-Z][\w’&-]*\s?)+)", clause[0]
    )
    return owned[1].strip() if owned else None


_AGE = re.compile(r",\s(?:who is\s|aged?\s)?[1-9][0-9]\b(?!\s?%)")
# "Marisela, a baker who tested it": a name alone that is told about is somebody.
_ASIDE = re.compile(rf"{_AGE.pattern}|,\s(?:an?|the|our|who)\s[a-z]")
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


def _appositive(prose: str, start: int, limit: int):
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
    return title_of(words), end


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
    if pronoun:
        spoken = _speech(prose, sentence, verb, begin + last.start(), pronoun=pronoun)
        return replace(spoken, described=_described(last[0]))
    if last and _HOUSE.fullmatch(last[0]):
        return _speech(prose, sentence, verb, begin + last.start())
    mention = _subject(prose, begin, subject_end)
    return mention and _speech(prose, sentence, verb, mention.start, mention=mention)


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
    if not apart and final[:1].islower():
        return None
    mentions = list(mentions_in(prose, begin, end))
    if mentions and (mentions[-1].end >= end or not prose[mentions[-1].end : end].strip()):
        before = _clause_before(prose, begin, mentions[-1].start)
        return _with_titles(prose, mentions[-1], before, mentions[-1].end)
    return _told_between(prose, begin, end, mentions) if apart and mentions else None


def _told_between(prose: str, begin: int, end: int, mentions: list[Mention]) -> Mention | None:
    """ "Iona Bell, MD, a dermatologist at C," up to the verb."""
    for mention in mentions:
        full = mention.is_full or mention.honorific
        behind, stop = _appositive(prose, mention.end, end)
        if full and behind and stop >= end - 2:
            return _with_titles(prose, mention, _clause_before(prose, begin, mention.start), end)
        if full and not prose[mention.end : end].strip(" ,"):
            return _with_titles(prose, mention, _clause_before(prose, begin, mention.start), end)
    first = mentions[0]
    if (first.is_full or first.honorific) and prose[first.end : first.end + 1] == ",":
        return _with_titles(prose, first, _clause_before(prose, begin, first.start), end)
    return None


_CLAUSE = re.compile(
    rf"[,;:.!?—–{MASK}]\s?|\b(?:as|but|and then|while|because|so|where|when|that|if)\s"
)


def _clause_before(prose: str, begin: int, end: int) -> str:
    """The words right before a name that may be a role, without what a sentence starts with."""
    words = prose[begin:end]
    cut = _CLAUSE.split(words)[-1]
    verbs = list(_verbs(cut, 0, len(cut)))
    cut = (cut[verbs[-1].end() :] if verbs else cut).strip()
    return cut if has_role(cut) and len(cut) < 160 else ""


def _inverted(prose: str, sentence: Sentence, verb: re.Match) -> Attribution | None:
    """Verb first: "says Dr. Bell", "explains board-certified dermatologist Iona Bell, MD"."""
    if verb[0] in ("tell", "tells", "told"):
        return None
    mask_near = MASK in prose[max(sentence.start, verb.start() - 3) : verb.start()]
    start = verb.end()
    adverb = _LY.match(prose[start : start + 20])
    start += adverb.end() if adverb else 0
    end = _phrase_end(prose, start, sentence.end)
    words = prose[start:end].strip(" .")
    pronoun = _stand_in(words) if mask_near and words else None
    if pronoun:
        spoken = _speech(prose, sentence, verb, verb.start(), pronoun=pronoun, end=end)
        return replace(spoken, described=_described(words))
    if mask_near and _DESCRIBED.match(words):
        spoken = _speech(prose, sentence, verb, verb.start(), pronoun="they", end=end)
        return replace(spoken, described=words)
    mention = _phrase_mention(prose, start, end, sentence.end)
    if not mention and mask_near and has_role(words) and prose[end : end + 2] == ", ":
        # "says our practice nurse, Wilhelmina Pugh, whose patients are mostly your age"
        named = next(mentions_in(prose, end + 2, sentence.end), None)
        if named and named.start == end + 2 and named.is_full:
            mention = _with_titles(prose, named, words, sentence.end)
    if mention:
        return _speech(prose, sentence, verb, verb.start(), mention=mention, end=mention.end)
    if mask_near and words:
        return _speech(prose, sentence, verb, verb.start(), end=end)
    return None


# "the professor from Santa Clareta", "the dermatologist": somebody who was named elsewhere.
_DESCRIBED = re.compile(
    rf"the (?:[a-z-]+ ){{0,3}}(?:{'|'.join(sorted(ROLE_NOUNS))})"
    r"(?: (?:from|at|of|in|with) .{2,60})?\Z"
)


def _nobody(prose: str, sentence: Sentence, verb: re.Match) -> Attribution | None:
    """ "Expert says: “…”": somebody speaks, and it isn't told who."""
    leads = re.match(rf"\s?[,:]\s?{MASK}", prose[verb.end() : verb.end() + 4])
    return _speech(prose, sentence, verb, verb.start()) if leads else None


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
            _, stop = _appositive(prose, mention.end, sentence.start + len(before))
            again = _AGAIN.match(prose, stop, sentence.start + len(before))
            stop = again.end() if again else stop
            if stop >= sentence.start + len(before) - 1:
                full = _with_titles(
                    prose, mention, _clause_before(prose, sentence.start, mention.start), stop
                )
                yield Attribution(sentence.start, sentence.start + first, "says", full)
    last = sentence.start + words.rfind(MASK) + 1
    dash = _BARE_NAME.match(prose, last, sentence.end)
    if dash:
        yield from signature(prose, dash.end(), sentence.end)


_INSTITUTION = re.compile(r"[A-Z][\w’&-]*(?: (?:of|the|and|for|&|[A-Z][\w’&-]*)){0,7}")


def signature(prose: str, start: int, end: int) -> Iterator[Attribution]:
    """A name that stands below or behind a quote: "Dr. Iona Bell, dermatologist at B"."""
    for mention in list(mentions_in(prose, start, end))[:1]:
        if mention.start != start:
            return
        titled = _with_titles(prose, mention, "", end)
        rest = prose[titled.end : end].strip(" .),")
        if rest and not titled.organization and _INSTITUTION.fullmatch(rest):
            # "— Dr. Iona Bell, dermatologist, Tidewater Skin Institute"
            titled, rest = replace(titled, organization=rest), ""
        if not rest:
            yield Attribution(start, end, "says", titled)


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
    if sentence.end - sentence.start > _LONGEST_SENTENCE:
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
        _clause_before(prose, max(sentence.start, mention.start - 200), mention.start)
    )
    if not (before and before.split()[-1].lower() in ROLE_NOUNS):
        before = ""
    titled = _with_titles(prose, mention, before, sentence.end)
    # "Odo Fell, 41, a porter, has a cream in each pocket." A reader who may be quoted next.
    aged = _AGE.match(prose, mention.end, sentence.end)
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
    told = title_of(prose[is_a.end() : _phrase_end(prose, is_a.end(), sentence.end)])
    if told.role and has_role(told.role) and not _WRITES.search(told.role):
        return replace(mention, role=told.role, organization=told.organization)
    return None


# "Bronte Fairweather is a writer in Hove": a by-line at the end, and nobody who is asked.
_WRITES = re.compile(r"\b(?:writer|journalist|reporter|columnist|editor|contributor|freelancer)\b")
_IS_A = re.compile(r"\s(?:is|was)\s(?=(?:an?|the)\s)")


def _noun_phrase(before: str) -> str:
    """Of "We spoke to board-certified dermatologist" the part that is a role."""
    words = re.split(r"\b(?:to|with|asked|by|from|the|a|an|meet|our|and|for)\s", before)[-1]
    verb = list(_verbs(words, 0, len(words)))
    return words[verb[-1].end() :].strip() if verb else words
