"""
People without a name: "a spokeswoman for Dove", "one reader", "Ito's mother", "another doctor".

Who speaks of one ends the claim of whoever was named before: the words behind are that person's,
or may be (docs/manuscript-plan.md, "Never guess").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .people import Mention
from .quotation_marks import MASK
from .sentences import Sentence
from .vocabulary import PERSON_NOUNS, SPEECH_VERBS


@dataclass(frozen=True, slots=True)
class Bystander:
    """
    Somebody without a name, `start` to `end`, or with one that nobody introduced.

    `leads` tells that a sentence begins with this person, as its subject; `noun` what they are;
    `first` the word it begins with: "the dermatologist" may mean somebody who was named.
    """

    start: int
    end: int
    noun: str
    leads: bool
    first: str = ""

    @property
    def is_house(self) -> bool:
        return self.noun in _HOUSES


_HOUSES = frozenset(
    "brand company label firm maker manufacturer board agency hospital retailer shop store".split()
)
_NOUNS = PERSON_NOUNS | _HOUSES
_WORD = re.compile(r"(?<![\w’-])(?:[A-Za-zé]+(?:-[a-zé]+)*|\d{1,2}-year-old)(?![\w’-])")
# "a colleague of Ito’s", "a spokeswoman for the brand"
_OF_WHOM = re.compile(r"(?:\s(?:of|for|at|from|to|with)\s(?:the\s)?(?:[A-Z][\w’.&-]*\s?){1,4})")
_SOMEONE = frozenset({"someone", "somebody"})
_FIRST = frozenset(
    "a an one another some the my his her their our its this that second third other".split()
)
_ALL = frozenset("every each any no".split())  # "every patient" is nobody in particular
# "a customer service line", "an expert panel": the word tells what a thing is.
_THING = re.compile(
    r"\s(?:service|care|reviews?|favou?rites?|mail|survey|number|advice|tips?|opinion|panel"
    r"|information|leaflet|base|experience|education|feedback|data)\b"
)
# "a good dermatologist will ask": what any of them does.
_ANY = re.compile(r"\s(?:can|could|should|will|would|may|might|must|needs?)\b")
_IS = re.compile(
    r"(?:’s|\b(?:am|is|are|was|were|as|became|becomes|being|like|than|\w+n[’']t))"
    r"(?: \w+ly| also| now| not)?\Z"
)
# "It was the pharmacist who changed my mind", "There is another doctor", "At the till is a nurse"
_IT_IS = re.compile(
    r"\b(?:[Ii]t|[Tt]here|[Hh]ere)(?:’s| is| was)(?: also| now| only)?\Z"
    r"|\A(?:Down|In|At|On|Next|Beside|Behind|Also|Across|Near|Among|With|Opposite|Upstairs|Downstairs)\b"
    r"[^,;:]{0,40} (?:is|was)\Z"
)
_OPENING = re.compile(
    r"(?:\A|[,;:.?!–—-]|\b(?:[Aa]nd|[Bb]ut|[Ss]o|[Yy]et|[Tt]hen|[Mm]eanwhile|[Ss]till|[Ll]ater|[Oo]r|[Ww]hen"
    r"|[Ww]hile|[Oo]nly|[Ee]ven|[Nn]ow|[Hh]ere|[Oo]nce|[Tt]here(?:’s| is| was)|[Ii]t (?:is|was)"
    r"|[Mm]eet|[Aa]ccording to))\s?\Z"
)
_OURS = re.compile(r"\b(?:I|[Ww]e)\b")
_THEIRS = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|[A-Z][a-z]+ (?:[a-z]+s|told|said))\b")
_MOST_BEFORE = 70  # characters before the noun that may be its own
_MOST_WORDS = 6
_MOST_LEAD = 500  # characters before a name that tell whether it opens a clause


def bystanders(prose: str, sentence: Sentence) -> Iterator[Bystander]:
    """The people of a sentence that are told of without a name."""
    for word in _WORD.finditer(prose, sentence.start, sentence.end):
        if word[0].lower() in _SOMEONE:
            yield _bystander(prose, sentence, word.start(), word.end(), word[0])
        elif _is_somebody(word[0]) and not _THING.match(prose, word.end()):
            begin = _begin(prose, sentence.start, word.start())
            before = _lead(prose, sentence, begin or 0)
            if begin is not None and not (_IS.search(before) and not _IT_IS.search(before)):
                yield _bystander(prose, sentence, begin, word.end(), word[0])
    other = _OTHER.match(prose, sentence.start, sentence.end)
    if other and other[1] in SPEECH_VERBS:
        yield Bystander(sentence.start, other.start(1), "one", leads=True)


def _is_somebody(word: str) -> bool:
    return word in _NOUNS or word[0].isdigit()  # "my 14-year-old"


# "One told me", "Another, who works nights, says".
_OTHER = re.compile(r"(?:One|Another|The other|A second)(?:, who [^,]{3,60},)?\s([a-z]+)\b")


def _begin(prose: str, start: int, end: int) -> int | None:
    """Where "a tired old" before a noun begins; None where no such word stands there."""
    at = end
    for _ in range(_MOST_WORDS):
        before = prose.rfind(" ", max(start, end - _MOST_BEFORE), at - 1) + 1 or start
        if before >= at or at - before > 40:
            return None
        word = prose[before:at].strip(" ,").lower()
        if prose[before:at].strip()[-1:] in ".:;!?)" or MASK in word or word in _ALL:
            return None
        if word in _FIRST:
            return _whole_owner(prose, start, before)
        if word.endswith(("’s", "s’")):  # "Ana Reyes’s mother"
            named = _FIRST_NAME.search(prose, max(start, before - 40), before)
            return named.start() if named else _whole_owner(prose, start, before)
        at = before
        if at <= start:
            return None
    return None


def _whole_owner(prose: str, start: int, at: int) -> int:
    """ "the brand" of "the brand’s founder": the words before an owner that are its own."""
    owner = _OWNER.search(prose, max(start, at - 40), at)
    return owner.start() if owner else at


_OWNER = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Mm]y|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur|Dr\.?)\s(?:[\w-]+\s)?\Z"
)
_FIRST_NAME = re.compile(r"(?<![\w’])(?:Dr\.?\s)?[A-Z][\w-]*\s\Z")


def _bystander(prose: str, sentence: Sentence, start: int, end: int, noun: str) -> Bystander:
    leads = opens(prose, sentence, start) and not _ANY.match(prose, end)
    first = prose[start:end].split(" ", 1)[0].lower()
    whose = _OF_WHOM.match(prose, end, sentence.end)
    end = whose.end() if whose else end
    return Bystander(start, end, noun, leads, first)


def _without_title(before: str) -> str:
    """Without "Nail technician" or "Her colleague" right before a name."""
    title = _TITLE.search(before)
    if not title or title[1].lower() not in PERSON_NOUNS:
        return before
    has_verb = any(word[-1:] == "s" and word[-2:] not in ("ss", "’s") for word in title[0].split())
    return before if has_verb or _THEIRS.search(title[0]) else before[: title.start()]


_TITLE = re.compile(r"(?:[\w’-]+\s){0,5}([\w-]+)\Z")


def _lead(prose: str, sentence: Sentence, start: int) -> str:
    """What stands before in the sentence; of one that never ends, its last words."""
    return prose[max(sentence.start, start - _MOST_LEAD) : start].rstrip()


def opens(prose: str, sentence: Sentence, start: int) -> bool:
    """Whether what begins here is the subject of its sentence, or of a clause in it."""
    before = _without_title(_lead(prose, sentence, start).replace(MASK, "").rstrip())
    if _OPENING.search(before) or before.rsplit(" ", 1)[-1] in SPEECH_VERBS:
        return True
    if before.endswith((" is", " was")):  # "The man behind it is Bo Carr"
        return True
    return bool(_OURS.search(before)) and not _THEIRS.search(before)


# What people do, and things don't: "Bea disagrees".
_DOES = frozenset(
    "agrees disagrees laughs laughed shrugs nods nodded swears swore thinks remembers hopes hoped"
    " wonders worries loves loved hates hated says said told writes wrote recalls sighs grins jokes"
    " admits insists".split()
)
# What a first name and a surname before it make likely to be a person's.
_PERSONAL = _DOES | frozenset(
    "sees saw keeps kept has had treats treated uses used runs ran works worked lives lived spends"
    " spent teaches taught tells knows knew likes wants wanted makes founded co-founded launched"
    " started trained learned learnt".split()
)
_VERB = re.compile(
    r"(?:,\s(?:for (?:his|her|their) part|who\s[^,.;:]{3,120}),)?\s"
    r"(?:(?:[a-z]+ly|also|still|often|never|always|once)\s)?([a-z-]+)\b"
)


def acts(prose: str, mention: Mention, limit: int) -> bool:
    """Whether a name does behind it what only people do: "Bea disagrees", "Bo Carr keeps"."""
    verb = _VERB.match(prose, mention.end, limit)
    return verb is not None and verb[1] in (_PERSONAL if mention.is_full else _DOES)
