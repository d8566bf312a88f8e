"""What a merge looks like on a page: both sides in words, marked against what was there."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import Truncator, capfirst
from taggit.managers import TaggableManager

from articles.drafts.form_state import FIELDS, PARTS, Part
from articles.drafts.merge import BOTH, OURS, THEIRS, Merge, MergeField
from core.richtext import RichTextField, plain_text
from core.text_diff import diff_html, diff_text


@dataclass(frozen=True)
class SideLine:
    """One field of one side: its label ("" where it needs none) and its marked passages."""

    label: str
    passages: tuple[Any, ...]
    notes: tuple[str, ...]


Side = tuple[str, list[SideLine] | None]  # its name, and its lines or None where it is not there


@dataclass(frozen=True)
class AnswerOption:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class MergeRow:
    """A `MergeField` for a template."""

    key: str
    heading: str
    sides: tuple[Side, ...]
    options: tuple[AnswerOption, ...]
    is_open: bool
    action: str = ""  # what one side did, in a word

    @property
    def name(self) -> str:
        return f"merge-{self.key}"


class MergePage:
    """The fields of a `Merge` for a template. A query for each kind of record they name."""

    def __init__(self, merge: Merge, *, whose: str, yours: str = "Yours") -> None:
        self.merge, self.whose, self.yours = merge, whose, yours
        self._names = _names(merge)
        self.questions = [self._row(field) for field in merge.questions]
        self.theirs = [self._row(field) for field in merge.taken(THEIRS)]
        self.ours = [self._row(field) for field in merge.taken(OURS)]

    def _row(self, field: MergeField) -> MergeRow:
        if field.key == "order":
            sides = tuple((name, self._order(side)) for side, name in self._sides(field))
        else:
            sides = tuple((name, self._lines(field, side)) for side, name in self._sides(field))
        return MergeRow(
            key=field.key,
            heading=self._heading(field),
            sides=sides,
            options=tuple(
                AnswerOption(value, self._answer(field, value), value == field.answer)
                for value in field.options
            ),
            is_open=field.is_open,
            action=_action(field),
        )

    def _sides(self, field: MergeField) -> list[tuple[str, str]]:
        names = {THEIRS: f"{self.whose} (saved)", OURS: self.yours}
        return [(field.taken, "")] if field.taken else list(names.items())

    def _answer(self, field: MergeField, value: str) -> str:
        if value == BOTH:
            return "Both" if field.part is None else "Keep both: yours after theirs"
        whose = "theirs" if value == THEIRS else "yours"
        if field.part is None or (field.theirs and field.ours):
            return f"Take {whose}"
        if getattr(field, value) is None:
            return "Leave it out" if value == THEIRS else "Remove it, as you did"
        return "Keep it as they have it" if value == THEIRS else "Keep it as you have it"

    def _heading(self, field: MergeField) -> str:
        if field.part is None:
            return capfirst(field.label)
        row = field.ours or field.theirs or field.base
        return f"{capfirst(field.label)}: {self._excerpt(field.part, row)}"

    def _excerpt(self, part: Part, row: dict[str, str]) -> str:
        texts = (self._words(part.content[name], row.get(name, "")) for name in part.content)
        words = next((plain_text(text) for text in texts if text.strip()), "")
        return f"“{Truncator(words).words(8)}”" if words else "empty"

    def _order(self, side: str) -> list[SideLine]:
        rows = self.merge.rows_of(side)
        return [
            SideLine("", diff_text(text, text).passages, ())
            for prefix, key in self.merge.orders[side]
            if (row := rows.get((prefix, key)))
            for text in [f"{capfirst(PARTS[prefix].label)}: {self._excerpt(PARTS[prefix], row)}"]
        ]

    def _lines(self, field: MergeField, side: str) -> list[SideLine] | None:
        """The lines of a side, marked against what was there; against theirs where nobody knows."""
        texts = getattr(field, side)
        if texts is None:
            return None
        before = field.base if field.is_base_known else field.theirs
        fields = field.part.content if field.part else {field.key: FIELDS[field.key]}
        return [
            self._line(model_field, (before or {}).get(name, ""), texts.get(name, ""), field)
            for name, model_field in fields.items()
            if (before or {}).get(name, "").strip() or texts.get(name, "").strip()
        ]

    def _line(self, model_field: Any, before: str, after: str, field: MergeField) -> SideLine:
        is_html = isinstance(model_field, RichTextField)
        before, after = self._words(model_field, before), self._words(model_field, after)
        wording = (diff_html if is_html else diff_text)(before, after)
        label = str(getattr(model_field, "verbose_name", model_field.name))
        needs_label = field.part is not None and len(field.part.content) > 1
        return SideLine(capfirst(label) if needs_label else "", wording.passages, wording.notes)

    def _words(self, model_field: Any, text: str) -> str:
        """What the editor reads for a text that stands in a form: names instead of ids."""
        if isinstance(model_field, models.ForeignKey):
            return self._names.get(model_field.related_model, {}).get(text.strip(), text)
        if isinstance(model_field, TaggableManager):
            return text
        return str(dict(model_field.flatchoices).get(text, text)) if text else ""


def _action(field: MergeField) -> str:
    if field.part is None:
        return "moved" if field.key == "order" else "changed"
    side = field.theirs if field.taken == THEIRS else field.ours
    if side is None:
        return "removed"
    return "changed" if field.base else "added"


def _names(merge: Merge) -> dict[Any, dict[str, str]]:
    """Model → {id as text: name} of all records that the units name."""
    wanted: dict[Any, set[str]] = {}
    for field in merge.fields:
        fields = field.part.content if field.part else {field.key: FIELDS.get(field.key)}
        for name, model_field in fields.items():
            if isinstance(model_field, models.ForeignKey):
                ids = {(side or {}).get(name, "").strip() for side in _all_sides(field)}
                wanted.setdefault(model_field.related_model, set()).update(ids)
    if any(field.key == "order" for field in merge.fields):
        for (prefix, _), row in [*merge.rows_of(THEIRS).items(), *merge.rows_of(OURS).items()]:
            for name, model_field in PARTS[prefix].content.items():
                if isinstance(model_field, models.ForeignKey):
                    wanted.setdefault(model_field.related_model, set()).add(row.get(name, ""))
    return {model: _called(model, ids) for model, ids in wanted.items()}


def _all_sides(field: MergeField) -> tuple[dict[str, str] | None, ...]:
    return field.base, field.theirs, field.ours


def _called(model: Any, ids: set[str]) -> dict[str, str]:
    keys = [int(text) for text in ids if text.isascii() and text.isdigit() and len(text) < 19]
    related = [each.name for each in model._meta.fields if each.many_to_one]
    rows = model._default_manager.select_related(*related) if related else model._default_manager
    return {str(pk): str(row) for pk, row in rows.in_bulk(keys).items()}
