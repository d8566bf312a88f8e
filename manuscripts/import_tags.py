"""The tags of a manuscript: those that may be used, and what is wrong with the others."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from core.tags import MOST_TAGS, validate_tag_names


def valid_tags(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """`(names that may be used, a sentence about each other one)`."""
    valid: list[str] = []
    notes: list[str] = []
    for name in names:
        try:
            validate_tag_names([name])
            valid.append(name)
        except ValidationError as error:
            notes += error.messages
    if left := valid[MOST_TAGS:]:
        notes.append(f"Left out, for an article has at most {MOST_TAGS} tags: {', '.join(left)}.")
    return valid[:MOST_TAGS], notes
