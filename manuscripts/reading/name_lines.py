"""
People told by lines: a name set on a line of its own, what it is on the next, and whose section
the lines below are.

`Dr. Iona Bell` · `Iona Bell` above `(School nurse, Leeds)` · `The expert: Iona Bell, pharmacist`
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .people import Mention, People, Person, mentions_in, surname
from .plan import Span
from .quotation_marks import MASK
from .titled_names import with_titles
from .titles import has_role, title_of

_MAX_LINE = 160
_MAX_ROLE = 140
_DOCTORAL = ("Dr", "Prof", "Assoc", "Nurse")
_OPENING = re.compile(r"\W*(?:(?:[Mm]eet|[Ii]n conversation with|[Ww]ith|[Bb]y)\s|[\w’ -]{2,30}:\s)?")
# A price, a size, words in marks, or a sentence's end: no line that only tells who somebody is.
_NO_ROLE = re.compile(rf"[0-9$€£]|{MASK}|[.?!]\s*\Z")
_APART = re.compile(r"[\s|·•:,(–—-]+")


def name_lines(prose: str, lines: Sequence[Span]) -> Iterator[Mention]:
    """Who is told by a line that is somebody's name, or a name with what they are."""
    for at, (start, end) in enumerate(lines):
        if end - start > _MAX_LINE:
            continue
        mention = next(mentions_in(prose, start, end), None)
        opening = _OPENING.match(prose, start, end)
        if mention and opening and mention.start in (start, opening.end()):
            below = lines[at + 1] if at + 1 < len(lines) else None
            told = _told(prose, mention, end, below)
            if told:
                yield told


def _told(prose: str, mention: Mention, end: int, below: Span | None) -> Mention | None:
    rest = prose[mention.end : end]
    if not rest.strip(" .:)"):
        return _alone(prose, mention, below)
    apart = _APART.match(rest)
    if not apart or not mention.is_full or _NO_ROLE.search(rest):
        return None
    words = re.split(r"[\t\n;|]", rest[apart.end() :], maxsplit=1)[0].strip(" )")
    if not has_role(" ".join(words.split()[:6])):
        return None
    titled = with_titles(prose, mention, "", end)
    told = title_of(words)
    return titled if titled.role else replace(titled, role=told.role, organization=told.organization)


def _alone(prose: str, mention: Mention, below: Span | None) -> Mention | None:
    """A name and nothing else: a title tells that it is one, or the line below."""
    role = _role_line(prose, below) if below else None
    is_titled = (mention.honorific or "").startswith(_DOCTORAL) or mention.credentials
    if not mention.is_full or not (role or is_titled):
        return None
    told = title_of(role) if role else None
    return (
        replace(mention, role=told.role, organization=told.organization)
        if told and told.role
        else mention
    )


def _role_line(prose: str, below: Span) -> str | None:
    """ "(Community pharmacist, Nenagh)": a short line that begins with what somebody is."""
    words = prose[slice(*below)].strip().strip("()")
    first = re.split(r"[,;.–—|]", words, maxsplit=1)[0]
    is_short = len(words) <= _MAX_ROLE and MASK not in words and not words.endswith((".", "?", "!"))
    return words if is_short and has_role(first) else None


def sections(
    prose: str, headings: Sequence[Span], lines: Sequence[Span], people: People
) -> Iterator[Person | None]:
    """
    For each of these paragraphs whose section it stands in, if the heading or name above tells:
    "Dr. Iona Bell" · "Q&A with Dr. Iona Bell" · "Dr Bell’s beach bag".
    """
    marks = set(headings)
    owner: Person | None = None
    for span in sorted({*headings, *lines}):
        is_short = span[1] - span[0] <= _MAX_LINE
        named = list(_named(prose, span, people)) if is_short else []
        is_name = len(named) == 1 and len(prose[slice(*span)].strip()) <= len(named[0][0]) + 2
        if span in marks or is_name:
            owner = named[0][1] if len(named) == 1 else None
        if span not in marks:
            yield owner


def _named(prose: str, span: Span, people: People) -> Iterator[tuple[str, Person]]:
    """Who is named in a line, each with all the words of the name."""
    for mention in mentions_in(prose, *span):
        words = re.split(r"[’']s\b", mention.words)[0]
        same = people.named(words) or people.named(surname(words))
        if len(same) == 1 and (mention.honorific or " " in words or surname(same[0].name) == words):
            yield prose[mention.start : mention.end], same[0]
