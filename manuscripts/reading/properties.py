"""
The properties of a manuscript at its head, as Notion and planning boards export them: "Owner: …",
"Status: In review". They are notes, never text.
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
_FIRST = 4  # passages from the top within which they begin


def is_property(line: str) -> bool:
    """Whether a line may be a property; alone it is only one that boards are known to have."""
    return bool(_KNOWN.match(line) and _PROPERTY.match(line.rstrip()))


def properties_as_notes(text: str, passages: list[Passage]) -> list[Passage]:
    """The passages, with two or more properties in a row near the top as notes."""
    for first in range(min(_FIRST, len(passages))):
        end = first
        while end < len(passages) and _PROPERTY.match(text, passages[end].body, passages[end].end):
            end += 1
        lines = [passages[at].words(text) for at in range(first, end)]
        if len(lines) > 1 and sum(map(is_property, lines)) * 2 >= len(lines):
            return [
                replace(piece, kind="note", table=None, cells=())
                if first <= at < end and piece.kind != "around"
                else piece
                for at, piece in enumerate(passages)
            ]
    return passages
