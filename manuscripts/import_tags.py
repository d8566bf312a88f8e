"""The tags of a manuscript: those that may be used, and what is wrong with the others."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from taggit.models import ItemBase, Tag

from core.shown_facts import tell_written
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


def give_tags(through: type[ItemBase], rows: Sequence[Model], tags: Sequence[Tag]) -> None:
    """New rows get all of these tags, by the rows of their table `through`."""
    links: Any = through
    links.objects.bulk_create(links(content_object=row, tag=tag) for row in rows for tag in tags)
    tell_written(rows)
