"""
Merging two people's work on one article: plain data, no request.

`Merge(base, theirs, ours)` goes by three states of the form (articles/drafts/form_state.py): what
the editor's form was opened on, what is saved now, what the editor posted. Whatever one side alone
changed is taken from that side and listed; whatever both changed is a question: theirs, ours, or
both. Nothing goes unless a side that saw it took it out, or an answer says so. Without a base every
difference is a question.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db import models
from taggit.managers import TaggableManager

from articles.drafts.form_state import FIELDS, PARTS, FormState, FormSubmission, Part, Row, same
from core.tags import tags_from_string

THEIRS, OURS, BOTH = "theirs", "ours", "both"

RowKey = tuple[str, str]  # (prefix, id or "new-0") of a row
MergedRow = tuple[str | None, Row, bool]  # (id or None for a new one, texts, whether it is removed)
_BLOCK_RANK = {prefix: rank for rank, (prefix, part) in enumerate(PARTS.items()) if part.is_block}
_LAST = 10**9  # where a block stands whose place can't be read


@dataclass
class MergeField:
    """
    One field, one row, or the order of the blocks, as the three sides have it (None: not there).

    `options` are the answers an editor may give; without any, `taken` says from which side it comes
    because the other one didn't touch it, or is None where both say the same.
    """

    key: str
    label: str
    part: Part | None
    base: Row | None
    theirs: Row | None
    ours: Row | None
    taken: str | None = None
    options: tuple[str, ...] = ()
    answer: str | None = None
    is_base_known: bool = True

    @property
    def is_question(self) -> bool:
        return bool(self.options)

    @property
    def is_open(self) -> bool:
        return self.is_question and self.answer is None

    @property
    def outcome(self) -> str | None:
        return self.answer if self.is_question else (self.taken or THEIRS)


class Merge:
    """
    `fields` are all fields and rows that differ anywhere, and the one for the blocks' order.

    `answers` maps a field's key to "theirs", "ours" or "both"; what is no answer to it is ignored.
    """

    def __init__(
        self,
        base: FormState | None,
        theirs: FormState,
        ours: FormSubmission,
        answers: Mapping[str, str] | None = None,
    ) -> None:
        self.base, self.theirs, self.ours = base, theirs, ours
        self.answers = answers or {}
        self.has_base = base is not None
        self.fields: list[MergeField] = []
        self._outcomes: dict[RowKey, MergeField] = {}
        self._merge_fields()
        self._our_rows: dict[RowKey, Row] = {}
        self._base_rows: dict[str, dict[str, Row]] = {}
        for prefix in PARTS:
            self._merge_rows(prefix)
        self._merge_order()

    @property
    def questions(self) -> list[MergeField]:
        return [each for each in self.fields if each.is_question]

    @property
    def is_decided(self) -> bool:
        return not any(each.is_open for each in self.fields)

    @property
    def has_ours(self) -> bool:
        """Whether there is anything of ours that is not saved yet."""
        return any(each.is_question or each.taken == OURS for each in self.fields)

    def rows_of(self, side: str) -> dict[RowKey, Row]:
        """Texts of the rows of one side."""
        if side == OURS:
            return self._our_rows
        theirs = self.theirs["rows"].items()
        return {(prefix, key): row for prefix, rows in theirs for key, row in rows.items()}

    def taken(self, side: str) -> list[MergeField]:
        """What comes from that side because the other one didn't touch it."""
        return [each for each in self.fields if each.taken == side]

    # Deciding

    def _decide(
        self,
        each: MergeField,
        is_same: Callable[[Row | None, Row | None], bool],
        options: tuple[str, ...],
        preselected: str | None,
    ) -> MergeField:
        """Whose it is, by who changed it; a question where both did."""
        if is_same(each.theirs, each.ours):
            return each
        each.is_base_known = self.has_base
        if self.has_base and is_same(each.ours, each.base):
            each.taken = THEIRS
        elif self.has_base and is_same(each.theirs, each.base):
            each.taken = OURS
        else:
            each.options = options
            given = self.answers.get(each.key)
            each.answer = given if given in options else preselected
        self.fields.append(each)
        return each

    def _merge_fields(self) -> None:
        base = self.base["fields"] if self.base else {}
        for name, model_field in FIELDS.items():
            if name not in self.ours.fields or name not in self.theirs["fields"]:
                continue
            each = MergeField(
                key=name,
                label=str(getattr(model_field, "verbose_name", name)),
                part=None,
                base={name: base[name]} if name in base else None,
                theirs={name: self.theirs["fields"][name]},
                ours={name: self.ours.fields[name]},
            )
            can_be_both = isinstance(model_field, (models.TextField, TaggableManager))
            self._outcomes["", name] = self._decide(
                each,
                _is_same_field(name, model_field),
                options=(THEIRS, OURS, BOTH) if can_be_both else (THEIRS, OURS),
                preselected=BOTH if can_be_both else None,
            )

    def _merge_rows(self, prefix: str) -> None:
        part = PARTS[prefix]
        base = dict(self.base["rows"].get(prefix, {})) if self.base else {}
        theirs = self.theirs["rows"].get(prefix, {})
        removed = {key for place, key in self.ours.removed if place == prefix}
        ours = dict(self.ours.rows.get(prefix, {}))
        _pair(part, base, theirs, ours, removed)
        self._base_rows[prefix] = base
        for key in [*dict.fromkeys([*theirs, *base, *ours])]:
            original, saved = base.get(key), theirs.get(key)
            if key in removed:
                typed = None
            elif key in ours:
                typed = {**(original or saved or {}), **ours[key]}
            else:
                typed = original if self.has_base else saved
            if typed is not None:
                self._our_rows[prefix, key] = typed
            each = MergeField(f"{prefix}-{key}", part.label, part, original, saved, typed)
            options, preselected = _options(part, saved, typed)
            self._outcomes[prefix, key] = self._decide(each, part.same, options, preselected)

    def _merge_order(self) -> None:
        theirs = _sequence(self.theirs["rows"])
        base = _sequence(self._base_rows)
        rows: dict[str, dict[str, Row]] = {}
        for (prefix, key), row in self._our_rows.items():
            rows.setdefault(prefix, {})[key] = row
        ours = _sequence(rows)
        shared = set(theirs) & set(ours) & (set(base) if self.has_base else set(theirs))
        their_order, our_order, old_order = (
            [key for key in keys if key in shared] for keys in (theirs, ours, base)
        )
        each = MergeField("order", "order of the blocks", None, None, None, None)
        each.is_base_known = self.has_base
        if their_order == our_order:
            pass
        elif self.has_base and our_order == old_order:
            each.taken = THEIRS
        elif self.has_base and their_order == old_order:
            each.taken = OURS
        else:
            each.options = (THEIRS, OURS)
            given = self.answers.get("order")
            each.answer = given if given in each.options else OURS
        if each.taken or each.options:
            self.fields.append(each)
        self.orders = {THEIRS: theirs, OURS: ours}
        main, other = (ours, theirs) if each.outcome == OURS else (theirs, ours)
        self.sequence = _interleaved(main, other)

    # What comes of it

    @cached_property
    def rows(self) -> dict[RowKey, list[MergedRow]]:
        """The rows as the answers have them: up to two in the place of one."""
        return {
            place: _merged(place, each)
            for place, each in self._outcomes.items()
            if place[0] in PARTS
        }

    def posted(self, **more: object) -> dict[str, list[str]]:
        """The merged form as a browser would post it (name → list of strings), ready to save."""
        result = {name: list(values) for name, values in self.ours.rest.items()}
        for name, saved in self.theirs["fields"].items():
            each = self._outcomes.get(("", name))
            text = _field_text(name, each) if each else saved
            if text or not isinstance(FIELDS[name], models.BooleanField):
                result[name] = [text]
        ranks = {key: rank for rank, key in enumerate(self.sequence)}
        places = sorted(self.rows, key=lambda place: ranks.get(place, -1))
        ordering = 0
        listed: dict[str, list[MergedRow]] = {prefix: [] for prefix in PARTS}
        for prefix, key in places:
            for pk, texts, is_removed in self.rows[prefix, key]:
                ordering += 10
                listed[prefix].append((pk, {**texts, **_place(prefix, ordering)}, is_removed))
        for prefix, rows in listed.items():
            result.update(_formset(prefix, rows))
        return result | {name: [str(value)] for name, value in more.items()}


def _is_same_field(name: str, model_field: Any) -> Callable[[Row | None, Row | None], bool]:
    def is_same(one: Row | None, other: Row | None) -> bool:
        if one is None or other is None:
            return False
        return same(model_field, one[name], other[name])

    return is_same


def _options(
    part: Part, theirs: Row | None, ours: Row | None
) -> tuple[tuple[str, ...], str | None]:
    """The answers there may be to a question about a row, and the one to begin with."""
    if theirs is None or ours is None:
        return (THEIRS, OURS), OURS if theirs is None else THEIRS
    name = part.identity
    if name and theirs.get(name) == ours.get(name):
        return (THEIRS, OURS), None
    return (THEIRS, OURS, BOTH), BOTH


# Which row is which


def _pair(
    part: Part,
    base: dict[str, Row],
    theirs: dict[str, Row],
    ours: dict[str, Row],
    removed: set[str],
) -> None:
    """
    Give the rows of `base`, `ours` and `removed` the keys under which they are saved now.

    Restoring writes rows anew; a form that was sent twice posts rows as new that are saved already;
    and a row that was removed is a new one in a form that was taken back. What says the same is the
    same row.
    """
    read = cache(part.read)  # each text once, however many it is compared with
    known = {*base, *ours, *removed}
    anew = {key: row for key, row in theirs.items() if key not in known}
    for key in [*dict.fromkeys([*base, *ours])]:
        if key in theirs or key.startswith("new-"):
            continue
        if twin := _twin(part, base.get(key) or ours[key], anew, read):
            anew.pop(twin)
            _rename(key, twin, base, ours, removed)
    gone = {key: row for key, row in base.items() if key not in {*theirs, *ours, *removed}}
    for key in [key for key in ours if key.startswith("new-")]:
        for candidates in (anew, gone):
            if twin := _twin(part, ours[key], candidates, read):
                candidates.pop(twin)
                ours[twin] = ours.pop(key)
                break


def _rename(
    old: str, new: str, base: dict[str, Row], ours: dict[str, Row], removed: set[str]
) -> None:
    for side in (base, ours):
        if old in side:
            side[new] = side.pop(old)
    if old in removed:
        removed.add(new)


def _twin(
    part: Part, row: Row, candidates: Mapping[str, Row], read: Callable[[str, str], str]
) -> str | None:
    """The key of the candidate that says the same, or is about the same one and only thing."""
    for key, candidate in candidates.items():
        if part.same(row, candidate, read):
            return key
    if part.identity and row.get(part.identity):
        for key, candidate in candidates.items():
            if candidate.get(part.identity) == row[part.identity]:
                return key
    return None


def _sequence(rows: Mapping[str, Mapping[str, Row]]) -> list[RowKey]:
    """All blocks from top to bottom."""

    def place(item: tuple[RowKey, Row]) -> tuple[int, int, tuple[bool, int]]:
        (prefix, key), row = item
        text = row.get("ordering", "").strip()
        number = int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else _LAST
        return number, _BLOCK_RANK[prefix], (key.startswith("new-"), int(key.split("-")[-1]))

    blocks = {
        (prefix, key): row for prefix in _BLOCK_RANK for key, row in rows.get(prefix, {}).items()
    }
    return [key for key, _ in sorted(blocks.items(), key=place)]


def _interleaved(main: list[RowKey], other: list[RowKey]) -> list[RowKey]:
    """`main` with what `other` has beside it, each after its neighbor there."""
    merged = list(main)
    present = set(main)
    before: RowKey | None = None
    for key in other:
        if key not in present:
            merged.insert(merged.index(before) + 1 if before else 0, key)
            present.add(key)
        before = key
    return merged


# The merged form


def _merged(place: RowKey, each: MergeField) -> list[MergedRow]:
    theirs, ours = each.theirs, each.ours
    key = place[1] if theirs is not None else None
    saved = [] if theirs is None else [(key, theirs, False)]
    if each.outcome == THEIRS:
        return saved
    if ours is None:
        return [] if theirs is None else [(key, theirs, True)]
    if each.outcome == BOTH:
        return [*saved, (None, ours, False)]
    return [(key, {**(theirs or {}), **ours}, False)]


def _field_text(name: str, each: MergeField) -> str:
    theirs, ours = (each.theirs or {}).get(name, ""), (each.ours or {}).get(name, "")
    if each.outcome == OURS:
        return ours
    if each.outcome == THEIRS:
        return theirs
    if isinstance(FIELDS[name], TaggableManager):
        return ", ".join(dict.fromkeys(tags_from_string(f"{theirs},{ours}")))
    return "\n".join(text for text in (theirs.rstrip(), ours) if text)


def _place(prefix: str, ordering: int) -> Row:
    return {"ordering": str(ordering), "region": "main"} if PARTS[prefix].is_block else {}


def _formset(prefix: str, rows: list[MergedRow]) -> Iterator[tuple[str, list[str]]]:
    """Rows as a formset posts them: those that are saved come first."""
    saved = [row for row in rows if row[0] is not None]
    ordered = saved + [row for row in rows if row[0] is None]
    yield f"{prefix}-TOTAL_FORMS", [str(len(ordered))]
    yield f"{prefix}-INITIAL_FORMS", [str(len(saved))]
    yield f"{prefix}-MIN_NUM_FORMS", ["0"]
    yield f"{prefix}-MAX_NUM_FORMS", ["1000"]
    for number, (pk, texts, is_removed) in enumerate(ordered):
        yield f"{prefix}-{number}-id", [pk or ""]
        for name, text in texts.items():
            yield f"{prefix}-{number}-{name}", [text]
        if is_removed:
            yield f"{prefix}-{number}-DELETE", ["on"]
