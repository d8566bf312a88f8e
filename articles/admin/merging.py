"""What a merge looks like on a page: each unit's sides in words, marked against what was there."""

from dataclasses import dataclass

from django.db import models
from django.utils.text import Truncator, capfirst
from taggit.managers import TaggableManager

from articles.drafts.form_state import FIELDS, PARTS
from articles.drafts.merge import BOTH, OURS, THEIRS
from core.richtext import RichTextField, plain_text
from core.text_diff import diff_html, diff_text


@dataclass(frozen=True)
class Line:
    """One field of one side: its label ("" where it needs none) and its marked passages."""

    label: str
    passages: tuple
    notes: tuple


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class UnitShown:
    key: str
    heading: str
    sides: tuple  # of (name of the side, lines or None where it is not there)
    options: tuple
    is_open: bool
    what: str = ""  # what one side did, in a word

    @property
    def name(self):
        return f"merge-{self.key}"


class Shown:
    """The units of a `Merge` for a template. A query for each kind of record they name."""

    def __init__(self, merge, *, whose, yours="Yours"):
        self.merge, self.whose, self.yours = merge, whose, yours
        self._names = _names(merge)
        self.questions = [self._unit(unit) for unit in merge.questions]
        self.theirs = [self._unit(unit) for unit in merge.taken(THEIRS)]
        self.mine = [self._unit(unit) for unit in merge.taken(OURS)]

    def _unit(self, unit):
        if unit.key == "order":
            sides = tuple((name, self._order(side)) for side, name in self._sides(unit))
        else:
            sides = tuple((name, self._lines(unit, side)) for side, name in self._sides(unit))
        return UnitShown(
            key=unit.key,
            heading=self._heading(unit),
            sides=sides,
            options=tuple(
                Option(value, self._answer(unit, value), value == unit.answer)
                for value in unit.options
            ),
            is_open=unit.is_open,
            what=_what(unit),
        )

    def _sides(self, unit):
        names = {THEIRS: f"{self.whose} (saved)", OURS: self.yours}
        return [(unit.taken, "")] if unit.taken else list(names.items())

    def _answer(self, unit, value):
        if value == BOTH:
            return "Both" if unit.part is None else "Both: yours as one of its own after theirs"
        whose = "theirs" if value == THEIRS else "yours"
        if unit.part is None or (unit.theirs and unit.ours):
            return f"Take {whose}"
        if getattr(unit, value) is None:
            return "Leave it out" if value == THEIRS else "Take it out, as you did"
        return "Keep it as they have it" if value == THEIRS else "Keep it as you have it"

    def _heading(self, unit):
        if unit.part is None:
            return capfirst(unit.label)
        row = unit.ours or unit.theirs or unit.base
        return f"{capfirst(unit.label)}: {self._excerpt(unit.part, row)}"

    def _excerpt(self, part, row):
        texts = (self._said(part.content[name], row.get(name, "")) for name in part.content)
        words = next((plain_text(text) for text in texts if text.strip()), "")
        return f"“{Truncator(words).words(8)}”" if words else "nothing typed in it"

    def _order(self, side):
        rows = self.merge.rows_of(side)
        return [
            Line("", diff_text(text, text).passages, ())
            for prefix, key in self.merge.orders[side]
            if (row := rows.get((prefix, key)))
            for text in [f"{capfirst(PARTS[prefix].label)}: {self._excerpt(PARTS[prefix], row)}"]
        ]

    def _lines(self, unit, side):
        """The lines of a side, marked against what was there; against theirs where nobody knows."""
        texts = getattr(unit, side)
        if texts is None:
            return None
        before = unit.base if unit.is_base_known else unit.theirs
        fields = unit.part.content if unit.part else {unit.key: FIELDS[unit.key]}
        return [
            self._line(model_field, (before or {}).get(name, ""), texts.get(name, ""), unit)
            for name, model_field in fields.items()
            if (before or {}).get(name, "").strip() or texts.get(name, "").strip()
        ]

    def _line(self, model_field, before, after, unit):
        is_html = isinstance(model_field, RichTextField)
        before, after = self._said(model_field, before), self._said(model_field, after)
        wording = (diff_html if is_html else diff_text)(before, after)
        label = str(getattr(model_field, "verbose_name", model_field.name))
        needs_label = unit.part is not None and len(unit.part.content) > 1
        return Line(capfirst(label) if needs_label else "", wording.passages, wording.notes)

    def _said(self, model_field, text):
        """What the editor reads for a text that stands in a form: names instead of ids."""
        if isinstance(model_field, models.ForeignKey):
            return self._names.get(model_field.related_model, {}).get(text.strip(), text)
        if isinstance(model_field, TaggableManager):
            return text
        return str(dict(model_field.flatchoices).get(text, text)) if text else ""


def _what(unit):
    if unit.part is None:
        return "moved" if unit.key == "order" else "changed"
    side = unit.theirs if unit.taken == THEIRS else unit.ours
    if side is None:
        return "removed"
    return "changed" if unit.base else "added"


def _names(merge):
    """Model → {id as text: name} of all records that the units name."""
    wanted = {}
    for unit, part in [(unit, unit.part) for unit in merge.fields]:
        fields = part.content if part else {unit.key: FIELDS.get(unit.key)}
        for name, model_field in fields.items():
            if isinstance(model_field, models.ForeignKey):
                ids = {(side or {}).get(name, "").strip() for side in _all_sides(unit)}
                wanted.setdefault(model_field.related_model, set()).update(ids)
    if any(unit.key == "order" for unit in merge.fields):
        for (prefix, _), row in [*merge.rows_of(THEIRS).items(), *merge.rows_of(OURS).items()]:
            for name, model_field in PARTS[prefix].content.items():
                if isinstance(model_field, models.ForeignKey):
                    wanted.setdefault(model_field.related_model, set()).add(row.get(name, ""))
    return {model: _called(model, ids) for model, ids in wanted.items()}


def _all_sides(unit):
    return unit.base, unit.theirs, unit.ours


def _called(model, ids):
    keys = [int(text) for text in ids if text.isascii() and text.isdigit() and len(text) < 19]
    related = [each.name for each in model._meta.fields if each.many_to_one]
    rows = model._default_manager.select_related(*related) if related else model._default_manager
    return {str(pk): str(row) for pk, row in rows.in_bulk(keys).items()}
