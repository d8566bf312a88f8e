"""
People told by lines: a name set on a line of its own, what it is on the next, and whose section
the lines below are.

`Dr. Iona Bell` · `Iona Bell` above `(School nurse, Leeds)` · `The expert: Iona Bell, pharmacist`
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from .introductions import WRITES
from .people import Mention, People, Person, mentions_in, surname
from .plan import Span
from .quotation_marks import MASK
from .titled_names import AGE, with_titles
from .titles import has_role, title_of

_MAX_LINE = 160
_MAX_ROLE = 140
_FEW = 8  # words
_DOCTORAL = ("Dr", "Prof", "Assoc", "Nurse")
_OPENING = re.compile(
    r"[^\w\t\n]*(?:\d{1,2}[.)]?\s)?"
    r"(?:(?:[Mm]eet|[Ii]n conversation with|[Ww]ith)\s|[\w’ -]{2,30}:\s)?"
)
# A price, a size, words in marks, or a sentence's end: no line that only tells who somebody is.
_NO_ROLE = re.compile(
    rf"[0-9$€£]|{MASK}|[a-z][.?!](?:\s|\Z)"
    r"|\b(?:[Ww]hat|[Ww]hy|[Hh]ow|[Yy]ours?|[Ww]hen|[Aa]re|[Ww]ants?|[Nn]eeds?|[Tt]hat|[Tt]o)\b"
)
# "Title: cosmetic chemist", on a line below the name
_TITLED = re.compile(r"(?:title|role|job|job title|profession|occupation|position)\s?:\s", re.I)
_APART = re.compile(r"\s*[|·•:,(\t\n–—-]\s*")


def name_lines(prose: str, lines: Sequence[Span]) -> Iterator[tuple[Span, Mention]]:
    """Each line that is somebody's name, or a name with what they are, and who is told by it."""
    for at, (start, end) in enumerate(lines):
        cells = prose.find(MASK, start, end) if "\t" in prose[start:end] else -1
        stop = cells if cells >= 0 else end
        if stop - start > _MAX_LINE:
            continue
        opening = _OPENING.match(prose, start, stop)
        first = opening.end() if opening else start
        mention = next(mentions_in(prose, first, stop), None)
        if mention and mention.start == first:
            above = prose[slice(*lines[at - 1])] if at else ""
            below = lines[at + 1] if at + 1 < len(lines) else None
            label = prose[start : mention.start].strip(" :") or above
            told = _told(prose, mention, stop, label, below)
            if told and not (told.role and WRITES.search(told.role) and not told.credentials):
                yield (start, end), told


def _told(prose: str, mention: Mention, end: int, label: str, below: Span | None) -> Mention | None:
    """Who a line tells that begins with a name; what they are stands behind it, above or below."""
    aged = AGE.match(prose, mention.end, end)
    rest = prose[aged.end() if aged else mention.end : end]
    if not rest.strip(" .:)"):
        return _alone(prose, mention, label, below)
    apart = _APART.match(rest)
    if not apart or not mention.is_full:
        return None
    parts = [part.strip(" )") for part in re.split(r"[\t\n;|]", rest[apart.end() :])[:2]]
    parts = [_TITLED.sub("", part) for part in parts]
    for part in parts:
        if has_role(" ".join(part.split()[:6])) and not _NO_ROLE.search(part):
            titled = with_titles(prose, mention, "", end)
            told = title_of(part)
            role, house = titled.role or told.role, titled.organization or told.organization
            return replace(titled, role=role, organization=house)
    is_place = len(parts) == 1 and parts[0].istitle() and not _NO_ROLE.search(parts[0])
    return _alone(prose, mention, label, None) if is_place else None


def _alone(prose: str, mention: Mention, label: str, below: Span | None) -> Mention | None:
    """A name and nothing else: a title tells that it is one, or the line below or above."""
    role = _role_line(prose[slice(*below)]) if below else None
    if not role and len(label) < _MAX_LABEL and _IS_LABEL.match(label):
        role = _role_line(label)
    is_titled = (mention.honorific or "").startswith(_DOCTORAL) or mention.credentials
    if not mention.is_full or not (role or is_titled):
        return None
    told = title_of(role) if role else None
    if told and told.role:
        return replace(mention, role=told.role, organization=told.organization)
    return mention


def titled_headings(prose: str, headings: Iterable[Span]) -> Iterator[Mention]:
    """ "Q&A with Dr. Iona Bell", "Dr. Iona Bell on hats": who a heading says is asked."""
    for start, end in headings:
        if end - start > _MAX_LINE or _PRICED.search(prose, start, end):
            continue
        for mention in mentions_in(prose, start, end):
            is_titled = (mention.honorific or "").startswith(_DOCTORAL)
            leads = _TO_NAME.search(prose, start, mention.start) or mention.start == start
            if (
                is_titled
                and mention.is_full
                and leads
                and _FROM_NAME.match(prose, mention.end, end)
            ):
                yield mention


_PRICED = re.compile(r"[$€£]|\bml\b")
_TO_NAME = re.compile(r"(?:[:–—]|\b(?:with|from|meet|for|and|to|asks?|ask|per))\s\Z", re.IGNORECASE)
_FROM_NAME = re.compile(
    r"\s*\Z|[,:?]|’s\b|\s(?:on|and|answers?|explains?|says|tells|shares)\b|\s[–—-]"
)
# "The nurse", above a name: an article, or a single word.
_IS_LABEL = re.compile(r"(?:the|our|an?)\s|\S+(?:\s\d+)?\Z", re.IGNORECASE)
_MAX_LABEL = 40
_LOWEST = 9  # below every heading


def _role_line(line: str) -> str | None:
    """ "(Community pharmacist, Nenagh)": a short line that begins with what somebody is."""
    words = _TITLED.sub("", line.strip().strip("()"))
    first = re.split(r"[,;.–—|]", words, maxsplit=1)[0]
    is_short = len(words) <= _MAX_ROLE and MASK not in words and not words.endswith(("?", "!"))
    if words.endswith("."):  # "Dermatologist and mother of three."
        is_short = is_short and len(words.split()) <= _FEW and has_role(" ".join(words.split()[:3]))
    return words if is_short and has_role(first) else None


def sections(
    prose: str,
    headings: Mapping[Span, int],
    lines: Sequence[Span],
    told: Container[Span],
    people: People,
) -> Iterator[Person | None]:
    """
    For each of these paragraphs whose section it stands in, if the heading or name above tells:
    "Dr. Iona Bell" · "Q&A with Dr. Iona Bell" · "Dr Bell’s beach bag". Headings below it, and
    questions, are its own. Of names that follow each other in a list none has a section.
    """
    owner: Person | None = None
    owned_at = _LOWEST
    is_list = False  # a name was set, and nothing was said below it yet
    for span in sorted({*headings, *lines}):
        is_short = span[1] - span[0] <= _MAX_LINE
        named = list(_named(prose, span, people)) if is_short else []
        is_name = len(named) == 1 and len(prose[slice(*span)].strip()) <= len(named[0][0]) + 2
        is_name = is_name or span in told and "\t" not in prose[slice(*span)]
        if span in headings or is_name:
            level = headings.get(span, _LOWEST)
            if level > _LOWEST:
                continue
            if len(named) == 1 and level == owned_at == _LOWEST and is_list:
                owner = None
            elif len(named) == 1:
                owner, owned_at, is_list = named[0][1], level, True
            elif level <= owned_at and not _is_below(prose[slice(*span)]):
                owner = None
        is_list = is_list and MASK not in prose[slice(*span)]
        if span not in headings:
            yield owner


def _is_below(heading: str) -> bool:
    """A question, or what the person of the heading above is: it begins no section of its own."""
    return heading.rstrip().endswith("?") or _role_line(heading) is not None


def _named(prose: str, span: Span, people: People) -> Iterator[tuple[str, Person]]:
    """Who is named in a line, each with all the words of the name."""
    for mention in mentions_in(prose, *span):
        words = re.split(r"[’']s\b", mention.words)[0]
        same = people.named(words) or people.named(surname(words))
        if len(same) == 1 and (mention.honorific or " " in words or surname(same[0].name) == words):
            yield prose[mention.start : mention.end], same[0]
