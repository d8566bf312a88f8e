"""
The lines at a manuscript's head that are notes and never text: properties, as Notion and planning
boards export them ("Owner: …"), and what a page shows around its title: the section, a byline
without "By", the day, "6 min read", "Share".
"""

import re
from dataclasses import replace

from .segmentation import Passage

_PROPERTY = re.compile(r"[A-Z][\w &/()-]{0,30}(?:: ?|\t)(?![^\n]*[“”\"])\S.{0,150}\Z")
# One of these tells that the lines around it are properties as well.
_KNOWN = re.compile(
    r"(?:owner|status|due(?: date)?|channel|assigned(?: to)?|assignee|created(?: by| time)?"
    r"|last edited(?: by| time)?|priority|stage|project|vertical|section|publish(?:ed|ing)?(?: date"
    r"| on)?|publication(?: date)?|word ?count|deadline|issue|desk|client|platform|reviewer|slug"
    r"|content type|type|format|version|campaign|fact[- ]checker|draft|commissioned by|editor"
    r"|author|writer|tags?|url|date)(?: ?:|\t)",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?"
    rf"(?:, \d{{4}})?|{_MONTH} \d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})"
)
_DAY = re.compile(
    rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?{_DATE}"
    r"(?:,? (?:at )?\d{1,2}[:.]\d\d\s?(?:[ap]\.?m\.?)?(?: [A-Z]{2,4})?)?\Z"
    r"|(?:\d{1,2}|an?|one|two|three) (?:minutes?|hours?|days?|weeks?|months?) ago\Z"
    r"|\d{1,3}[- ]min(?:ute)?s?(?: read)?\Z|(?:reading|read) time\b.{0,20}\Z",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"(?:follow(?:ing)?|listen|share|save|subscribe|comments?|print|email|pin(?:terest)?|facebook"
    r"|twitter|x|copy link|open in app|member[- ]only story|skip to content|advertisement"
    r"|\d{1,5}(?: (?:comments?|claps?|likes?|shares?|views?))?|-{2}"
    r"|(?:published )?in [A-Z][\w ]{2,30})\Z",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s[·•|/–—]\s|\s?[·•|]\s?")
_NAME = r"[A-Z][\w.’'-]*(?: (?:(?:de|van|von|la|le|bin|al) )?[A-Z][\w.’'-]*){1,3}"
_BY_LINE = re.compile(rf"{_NAME}(?:,? (?:and|&) {_NAME})?(?:, [^.!?:;“]{{3,60}})?\Z")
_POST = re.compile(
    r", .{0,30}\b(?:editors?|writers?|reporters?|correspondents?|contributors?|contributing|staff"
    r"|columnists?|journalists?)\b",
    re.IGNORECASE,
)
# "Issue 41: Sunscreens that …" below the name of a letter.
ISSUE = re.compile(
    r"(?:issue|edition|letter|no\.|vol\.|#)\s?#?\d{1,4}\s*[:|·–—-]\s*", re.IGNORECASE
)
_MAX_HEAD = 14  # passages in which the head ends
_SENTENCE = 8  # words of a paragraph with which the article has begun
_FIRST = 4  # passages from the top within which they begin


def is_property(line: str) -> bool:
    """Whether a line may be a property; alone it is only one that boards are known to have."""
    return bool(_KNOWN.match(line) and _PROPERTY.match(line.rstrip()))


def properties_as_notes(text: str, passages: list[Passage]) -> list[Passage]:
    """The passages, with two or more properties in a row near the top as notes."""
    for first in range(min(_FIRST, len(passages))):
        end = first
        if passages[first].level == 1 and passages[first].kind == "heading":
            continue
        while end < len(passages) and _PROPERTY.match(text, passages[end].body, passages[end].end):
            end += 1
        lines = [passages[at].words(text) for at in range(first, end)]
        if len(lines) > 1 and sum(map(is_property, lines)) >= min(2, len(lines) / 2):
            return [
                replace(piece, kind="note", table=None, cells=())
                if first <= at < end and piece.kind != "around"
                else piece
                for at, piece in enumerate(passages)
            ]
    return passages


def head_as_notes(text: str, passages: list[Passage]) -> list[Passage]:
    """The passages, with all lines of the head as notes that are no text."""
    passages = properties_as_notes(text, passages)
    head = _head(text, passages)
    said = {at: passages[at].words(text) for at in head}
    notes = {at for at, words in said.items() if _is_furniture(words)}
    found = set(notes)
    for at, words in said.items():
        named = at > 0 and bool(_BY_LINE.match(words)) and passages[at].level > 1
        if named and (_POST.search(words) or {at - 1, at + 1, at + 2} & notes):
            found.add(at)
    found |= _above_title(text, passages, head)
    return [
        replace(piece, kind="note")
        if at in found and piece.kind in ("prose", "heading", "item")
        else piece
        for at, piece in enumerate(passages)
    ]


def _head(text: str, passages: list[Passage]) -> range:
    """The passages before the first paragraph of the article."""
    for at, piece in enumerate(passages[:_MAX_HEAD]):
        words = piece.words(text)
        if piece.kind not in ("around", "note") and (
            words[-1:] in tuple('.!?”"') and words.count(" ") >= _SENTENCE
        ):
            return range(at)
    return range(min(_MAX_HEAD, len(passages)) if len(passages) > _MAX_HEAD else 0)


def _is_furniture(words: str) -> bool:
    parts = [part.strip() for part in _PARTED.split(words) if part.strip()]
    if not parts or len(words) > 120:
        return False
    known = [bool(_DAY.match(part) or _BUTTON.match(part)) for part in parts]
    return all(known) or (any(known) and len(parts) > 1 and bool(_BY_LINE.match(parts[0])))


def _above_title(text: str, passages: list[Passage], head: range) -> set[int]:
    """The section's name above a title: "BEAUTY" above more words, or what is above a first H1."""
    shown = [at for at in head if passages[at].kind in ("heading", "prose")]
    first = next((at for at in shown if passages[at].level == 1), None)
    if first is not None and passages[first].kind == "heading":
        return {at for at in shown if at < first and len(passages[at].words(text)) <= 40}
    if len(shown) > 1 and shown[0] == 0:
        words, following = (passages[at].words(text) for at in shown[:2])
        parts = words.split()
        is_title = passages[shown[1]].kind == "heading" and len(following.split()) >= 4
        if is_title and len(parts) <= 2 and words.isupper() and passages[0].closed:
            return {0}
        if ISSUE.match(following) and len(parts) <= 6:
            return {0}
    return set()
