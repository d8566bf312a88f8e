"""
Characters nobody sees that make a text read as another one.

Overrides turn “gpj.exe” round, a zero-width space parts “Amazon” for a search and for no reader.
What right-to-left text needs stays: its marks, joiners, and isolates that are closed again.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.functional import cached_property

_OVERRIDES = "\u202a-\u202e"  # and embeddings, which isolates replaced
_ISOLATES = "\u2066-\u2069"
_ZERO_WIDTH = "\u200b\u2060\ufeff"
HIDDEN = f"{_OVERRIDES}{_ISOLATES}{_ZERO_WIDTH}\u200c\u200d\u200e\u200f\u061c\u00ad"  # for a class
_NEVER = re.compile(f"[{_OVERRIDES}{_ZERO_WIDTH}\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ANY_HIDDEN = re.compile(f"[{HIDDEN}]")
_BREAKS = re.compile(r"([\n\r\u2029]+)")
_END_ISOLATE = "\u2069"


def without_hidden(text: str) -> str:
    """Without any of them: for addresses, where none is meant."""
    return _ANY_HIDDEN.sub("", text) if not text.isascii() else text


def without_spoofs(text: str) -> str:
    """
    The same words, in which nothing hidden changes what a reader sees.

    Isolates stay where each is closed in its own paragraph; otherwise they turn what follows.
    """
    text = _NEVER.sub("", text)
    if not re.search(f"[{_ISOLATES}]", text):
        return text
    return "".join(
        part if _is_balanced(part) else re.sub(f"[{_ISOLATES}]", "", part)
        for part in _BREAKS.split(text)
    )


def _is_balanced(line: str) -> bool:
    depth = 0
    for character in re.findall(f"[{_ISOLATES}]", line):
        depth += -1 if character == _END_ISOLATE else 1
        if depth < 0:
            return False
    return depth == 0


class _Words(models.Field):
    """What several fields of plain words share; a migration sees Django's own field."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return without_spoofs(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return without_spoofs(value) if isinstance(value, str) else value

    def get_col(self, alias: str, output_field: Any = None) -> Any:
        """In a query it is Django's own field, which joins with another one (`Concat`)."""
        return super().get_col(alias, output_field or self._plain)

    @cached_property
    def _plain(self) -> models.Field:
        kind = models.TextField if isinstance(self, models.TextField) else models.CharField
        return kind(max_length=self.max_length)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{type(self._plain).__name__}", args, kwargs


class LineField(_Words, models.CharField):
    """A `CharField` for a name or title that readers see: kept without spoofs, however written."""


class WordsField(_Words, models.TextField):
    """A `TextField` for plain words that readers see, kept in the same way."""
