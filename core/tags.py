"""
Tags: one vocabulary for the whole site (django-taggit's), a through table per model.

Only a comma divides two tags: "eye care, milia" are two, "eye care" is one. Tags are kept in lower
case, because readers filter by them and "Milia" and "milia" must not be two lists.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import slugify
from taggit.forms import TagField

_ALLOWED = re.compile(r"[\w&+%’'\- ]+")
_LONGEST = 100
MOST_TAGS = 50  # of one thing; each new one is a row, written while others wait


def tags_from_string(text: str | None) -> list[str]:
    """`"Eye care,  milia ,"` → `["eye care", "milia"]`: in order of first mention, none twice."""
    names = (" ".join(part.split()).lower() for part in (text or "").split(","))
    return list(dict.fromkeys(name for name in names if name))


def string_from_tags(tags: Iterable[Any]) -> str:
    """The reverse of `tags_from_string`, in alphabetical order."""
    return ", ".join(sorted(tag.name for tag in tags))


def validate_tag_names(names: Iterable[str]) -> None:
    """Refuse, in a sentence, too many names and those that would make no readable address."""
    names = list(names)
    if len(names) > MOST_TAGS:
        raise ValidationError(f"These are {len(names)} tags. Use at most {MOST_TAGS}.")
    for name in names:
        if not _ALLOWED.fullmatch(name) or not slugify(name):
            raise ValidationError(
                f"The tag “{name}” has characters that can't be used in an address. "
                "Use letters, digits, spaces and hyphens, and separate tags with commas."
            )
        if len(name) > _LONGEST:
            raise ValidationError(
                f"The tag “{name[:30]}…” is too long. Use at most {_LONGEST} characters."
            )


if TYPE_CHECKING:
    Rows = QuerySet[Any]
else:
    Rows = object  # a queryset comes after this class among the bases


class CommaTagField(TagField):
    """The form field for tags: django-taggit's, with our rules for names."""

    def clean(self, value: Any) -> list[str]:
        names = tags_from_string(value if isinstance(value, str) else "")
        if self.required and not names:
            raise ValidationError(self.error_messages["required"], code="required")
        validate_tag_names(names)
        return names


class TaggedQuerySet(Rows):
    """Mixed into the queryset of everything that readers filter by tag."""

    def tagged(self, slugs: Iterable[str]) -> Self:
        """Those that carry all of these tags (`?tag=milia&tag=retinol` means both)."""
        narrowed = self
        for slug in slugs:
            carriers = self.model._default_manager.filter(pk=OuterRef("pk"), tags__slug=slug)
            narrowed = narrowed.filter(Exists(carriers))
        return narrowed
