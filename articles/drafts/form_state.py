"""
What an article's form holds, as plain data: as it is saved, and as somebody posted it.

A *state* is the form as the database would fill it:

    {"fields": {name: text}, "rows": {prefix: {key: {field: text}}}}

`prefix` is the formset's, `key` the row's id as text. A `FormSubmission` is the same as somebody
posted it: new rows have keys like "new-0", and what was ticked for deletion stands in `removed`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypedDict

from django.db import models
from taggit.managers import TaggableManager

from articles.block_types import BLOCK_TYPES
from articles.content import Content
from articles.content.restore import restore_fields
from articles.content.snapshot import draft_snapshot
from articles.models import Article, ArticleQuote, ArticleSource, Byline, Correction
from articles.models.blocks import LinesField, lines_of
from core.richtext import RichTextField, comparable_html
from core.tags import tags_from_string

Row = dict[str, str]
Posted = Mapping[str, list[str]]


class FormState(TypedDict):
    fields: dict[str, str]
    rows: dict[str, dict[str, Row]]


_PLACE = {"ordering", "region"}  # where a block stands, no words of it
_MAX_ROWS = 2000


# The parts of the form


def _editable(model: type[models.Model], parent: str = "") -> dict[str, Any]:
    """Field name → field, as far as an editor types it. Files are never typed."""
    return {
        each.name: each
        for each in model._meta.concrete_fields
        if each.editable
        and not each.primary_key
        and each.name != parent
        and not isinstance(each, models.FileField)
    }


class Part:
    """One kind of row beside an article's fields; `identity` is the field that tells them apart."""

    def __init__(self, model: type[models.Model], *, is_block: bool) -> None:
        parent: Any = next(f for f in model._meta.fields if f.related_model is Article)
        self.model, self.is_block = model, is_block
        self.prefix: str = parent.remote_field.get_accessor_name()
        self.label = str(model._meta.verbose_name)
        self.fields = _editable(model, parent.name)
        self.content = {name: f for name, f in self.fields.items() if name not in _PLACE}
        # Where there is one, no other row of the article may have the same value in it.
        self.identity: str | None = next(
            (
                name
                for constraint in model._meta.constraints
                if isinstance(constraint, models.UniqueConstraint)
                and parent.name in constraint.fields
                for name in constraint.fields
                if name != parent.name
            ),
            None,
        )

    def read(self, name: str, text: str) -> str:
        """The text of a field such that two are equal when nobody changed anything."""
        return comparable(self.content[name], text)

    def same(
        self, one: Row | None, other: Row | None, read: Callable[[str, str], str] | None = None
    ) -> bool:
        """
        Whether two rows say the same, as far as both say it; wherever they stand.

        Who compares many with many hands in a `read` that remembers.
        """
        read = read or self.read
        if one is None or other is None:
            return one is other
        shared = [name for name in self.content if name in one and name in other]
        return all(
            one[name] == other[name] or read(name, one[name]) == read(name, other[name])
            for name in shared
        )


FIELDS: dict[str, Any] = {**_editable(Article), "tags": Article._meta.get_field("tags")}
PARTS: dict[str, Part] = {
    part.prefix: part
    for part in [
        Part(Byline, is_block=False),
        *(Part(block_type.model, is_block=True) for block_type in BLOCK_TYPES.values()),
        Part(ArticleQuote, is_block=False),
        Part(ArticleSource, is_block=False),
        Part(Correction, is_block=False),
    ]
}
_PREFIX_OF = {part.model: prefix for prefix, part in PARTS.items()}


# Texts and when they are the same


def comparable(model_field: Any, text: str) -> str:
    """`text` of that field such that two texts are equal when nobody changed anything."""
    if isinstance(model_field, RichTextField):
        return comparable_html(text)
    if isinstance(model_field, TaggableManager):
        return ", ".join(sorted(tags_from_string(text)))
    if isinstance(model_field, LinesField):
        return "\n".join(lines_of(text))
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def same(model_field: Any, one: str, other: str) -> bool:
    """Whether nobody changed anything between these two texts of that field."""
    return one == other or comparable(model_field, one) == comparable(model_field, other)


# What is saved


def form_state(article: Article) -> FormState:
    """The state of `article` as it is saved now. As many queries as a snapshot."""
    return state_of(draft_snapshot(article))


def state_of(content: Content) -> FormState:
    """The state that a form has of a draft snapshot: a revision's, or of now. No query."""
    article = Article(slug=content["slug"], status=content["status"])
    restore_fields(article, content)
    article.image_alt, article.image_caption = content["image_alt"], content["image_caption"]
    fields = _texts(FIELDS, article)
    fields["tags"] = ", ".join(content["tags"])
    rows: dict[str, dict[str, Row]] = {prefix: {} for prefix in PARTS}
    for key, row in [*_blocks(content), *_rows_beside(content)]:
        prefix = _PREFIX_OF[type(row)]
        rows[prefix][key] = _texts(PARTS[prefix].fields, row)
    return {"fields": fields, "rows": rows}


def _blocks(content: Content) -> Iterator[tuple[str, models.Model]]:
    for place, block in enumerate(content["blocks"], 1):
        block_type = BLOCK_TYPES[block["kind"]]
        row = block_type.model(region="main", ordering=place * 10)
        block_type.restore(row, block)
        yield block["key"].removeprefix(f"{block['kind']}-"), row


def _rows_beside(content: Content) -> Iterator[tuple[str, models.Model]]:
    rows: dict[str, list[models.Model]] = {
        "bylines": [
            Byline(person_id=pk, position=position)
            for pk, position in zip(content["authors"], content["positions"], strict=True)
        ],
        "quote_uses": [ArticleQuote(quote_id=quote["id"]) for quote in content["quotes"]],
        "sources": [ArticleSource(**source) for source in content["sources"]],
        "corrections": [
            Correction(
                noted_on=date.fromisoformat(row["on"]),
                text=row["text"],
                kind=row.get("kind", Correction.Kind.CORRECTION),
            )
            for row in content["corrections"]
        ],
    }
    for prefix, keys in content["keys"].items():
        yield from zip(map(str, keys), rows[prefix], strict=True)


def _texts(fields: Mapping[str, Any], row: models.Model) -> Row:
    return {
        name: _stored(each, row)
        for name, each in fields.items()
        if not isinstance(each, TaggableManager)
    }


def _stored(model_field: Any, row: models.Model) -> str:
    value = getattr(row, model_field.attname)
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


# What somebody posted


@dataclass
class FormSubmission:
    fields: dict[str, str]
    rows: dict[str, dict[str, Row]]
    removed: set[tuple[str, str]] = field(default_factory=set)  # of (prefix, key)
    rest: dict[str, list[str]] = field(default_factory=dict)  # what is no field of the article

    @classmethod
    def read(
        cls, posted: Posted, offered: Mapping[str, set[str]] | None = None
    ) -> "FormSubmission":
        """
        What stands in `posted` (name → list of strings).

        `offered` maps "" and each prefix to the names of the fields that the form has (and
        "DELETE" where a row may be removed); what else is posted there is nobody's typing.
        """
        offered = offered or _everything_offered()
        submission = cls(fields={}, rows={})
        for name, model_field in FIELDS.items():
            if name in offered[""] and (text := _text(model_field, posted, name)) is not None:
                submission.fields[name] = text
        for prefix in PARTS:
            if prefix in offered:
                rows = submission._rows(posted, prefix, offered[prefix])
                submission.rows[prefix] = dict(rows)
        ours = tuple(f"{prefix}-" for prefix in PARTS)
        submission.rest = {
            name: list(values)
            for name, values in posted.items()
            if name not in FIELDS and not name.startswith(ours)
        }
        return submission

    def _rows(self, posted: Posted, prefix: str, offered: set[str]) -> Iterator[tuple[str, Row]]:
        for number in row_numbers(posted, prefix):
            key = _one(posted, f"{prefix}-{number}-id").strip()
            is_new = not re.fullmatch(r"[0-9]{1,18}", key)
            key = f"new-{number}" if is_new else key
            if "DELETE" in offered and _one(posted, f"{prefix}-{number}-DELETE"):
                if not is_new:
                    self.removed.add((prefix, key))
                continue
            row = {
                name: text
                for name, model_field in PARTS[prefix].fields.items()
                if name in offered
                and (text := _text(model_field, posted, f"{prefix}-{number}-{name}")) is not None
            }
            if row:
                yield key, row


def _everything_offered() -> dict[str, set[str]]:
    return {"": {*FIELDS}} | {prefix: {*part.fields, "DELETE"} for prefix, part in PARTS.items()}


def row_numbers(posted: Posted, prefix: str) -> list[int]:
    """The numbers of the rows posted under a prefix, in order; what is forged is passed over."""
    total = _one(posted, f"{prefix}-TOTAL_FORMS")
    end = min(int(total), _MAX_ROWS) if re.fullmatch(r"[0-9]{1,6}", total) else 0
    pattern = re.compile(rf"{re.escape(prefix)}-([0-9]{{1,6}})-")
    named = {int(match[1]) for name in posted if (match := pattern.match(name))}
    return sorted(number for number in named if number < end)


def _one(posted: Posted, name: str) -> str:
    values = posted.get(name) or [""]
    return str(values[-1])


def _text(model_field: Any, posted: Posted, name: str) -> str | None:
    if isinstance(model_field, models.BooleanField):
        return "on" if name in posted else ""
    return _one(posted, name) if name in posted else None
