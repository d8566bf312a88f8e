"""
What an article's form holds, and merging two people's work on it: plain data, no request.

A *state* is the form as the database would fill it:

    {"fields": {name: text}, "rows": {prefix: {key: {field: text}}}}

`prefix` is the formset's, `key` the row's id as text. `Typed` is the same as somebody posted it:
new rows have keys like "new-0", and what was ticked for deletion stands in `removed`.

`Merge(base, theirs, mine)` goes by three states: what the editor's form was opened on, what is
saved now, what the editor posted. Whatever one side alone changed is taken from that side and
listed; whatever both changed is a question: theirs, mine, or both. Nothing goes unless a side that
saw it took it out, or an answer says so. Without a base every difference is a question.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models
from taggit.managers import TaggableManager

from articles.models import BLOCKS, Article, ArticleQuote, ArticleSource, Byline, Correction
from core.richtext import RichTextField, comparable_html
from core.tags import tags_from_string

THEIRS, MINE, BOTH = "theirs", "mine", "both"
_PLACE = {"ordering", "region"}  # where a block stands, no words of it


# The parts of the form


def _editable(model, parent=""):
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
    """One kind of row beside an article's fields."""

    def __init__(self, model, *, is_block):
        parent = next(f for f in model._meta.fields if f.related_model is Article)
        self.model, self.is_block = model, is_block
        self.prefix = parent.remote_field.get_accessor_name()
        self.label = str(model._meta.verbose_name)
        self.fields = _editable(model, parent.name)
        self.content = {name: f for name, f in self.fields.items() if name not in _PLACE}
        self.identity = next(
            (
                name
                for constraint in model._meta.constraints
                if isinstance(constraint, models.UniqueConstraint)
                and parent.name in constraint.fields
                for name in constraint.fields
                if name != parent.name
            ),
            None,
        )  # the field whose value no other row of the article may have

    def same(self, one, other):
        """Whether two rows say the same, as far as both say it; wherever they stand."""
        if one is None or other is None:
            return one is other
        shared = [name for name in self.content if name in one and name in other]
        return all(same(self.content[name], one[name], other[name]) for name in shared)


FIELDS = {**_editable(Article), "tags": Article._meta.get_field("tags")}
PARTS = {
    part.prefix: part
    for part in [
        Part(Byline, is_block=False),
        *(Part(model, is_block=True) for model in BLOCKS.values()),
        Part(ArticleQuote, is_block=False),
        Part(ArticleSource, is_block=False),
        Part(Correction, is_block=False),
    ]
}
_BLOCK_RANK = {part.prefix: rank for rank, part in enumerate(PARTS.values()) if part.is_block}


# Texts and when they are the same


def comparable(model_field, text):
    """`text` of that field such that two texts are equal when nobody changed anything."""
    if isinstance(model_field, RichTextField):
        return comparable_html(text)
    if isinstance(model_field, TaggableManager):
        return ", ".join(sorted(tags_from_string(text)))
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def same(model_field, one, other):
    return one == other or comparable(model_field, one) == comparable(model_field, other)


def _stored(model_field, row):
    value = getattr(row, model_field.attname)
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


# What the database holds


def with_rows(articles):
    """The queryset with all that `form_state` and the frozen content ask for beside the blocks."""
    return articles.prefetch_related(
        "tags", *(part.prefix for part in PARTS.values() if not part.is_block)
    )


def form_state(article, blocks=None):
    """
    The state of `article`. Without queries for one that came `with_rows`, given its blocks.
    """
    from articles.content import blocks_of  # noqa: PLC0415 -- it reads the models, as we do

    blocks = blocks_of(article) if blocks is None else blocks
    fields = {
        name: _stored(each, article)
        for name, each in FIELDS.items()
        if not isinstance(each, TaggableManager)
    }
    fields["tags"] = ", ".join(sorted(tag.name for tag in article.tags.all()))
    rows = {prefix: {} for prefix in PARTS}
    prefix_of = {part.model: prefix for prefix, part in PARTS.items()}
    beside = [
        row
        for prefix, part in PARTS.items()
        if not part.is_block
        for row in getattr(article, prefix).all()
    ]
    for row in [*beside, *blocks]:
        prefix = prefix_of[type(row)]
        texts = {name: _stored(each, row) for name, each in PARTS[prefix].fields.items()}
        rows[prefix][str(row.pk)] = texts
    return {"fields": fields, "rows": rows}


# What somebody posted


@dataclass
class Typed:
    fields: dict
    rows: dict
    removed: set = field(default_factory=set)  # of (prefix, key)
    rest: dict = field(default_factory=dict)  # name → list: what belongs to no field of the article

    @classmethod
    def read(cls, posted, offered=None):
        """
        What stands in `posted` (name → list of strings).

        `offered` maps "" and each prefix to the names of the fields that the form has (and
        "DELETE" where a row may be removed); what else is posted there is nobody's typing.
        """
        offered = offered or _everything_offered()
        typed = cls(fields={}, rows={})
        for name, model_field in FIELDS.items():
            if name in offered[""] and (text := _text(model_field, posted, name)) is not None:
                typed.fields[name] = text
        for prefix in PARTS:
            if prefix in offered:
                typed.rows[prefix] = dict(typed._rows(posted, prefix, offered[prefix]))
        ours = tuple(f"{prefix}-" for prefix in PARTS)
        typed.rest = {
            name: list(values)
            for name, values in posted.items()
            if name not in FIELDS and not name.startswith(ours)
        }
        return typed

    def _rows(self, posted, prefix, offered):
        for place in places_in(posted, prefix):
            key = _one(posted, f"{prefix}-{place}-id").strip()
            is_new = not re.fullmatch(r"[0-9]{1,18}", key)
            key = f"new-{place}" if is_new else key
            if "DELETE" in offered and _one(posted, f"{prefix}-{place}-DELETE"):
                if not is_new:
                    self.removed.add((prefix, key))
                continue
            row = {
                name: text
                for name, model_field in PARTS[prefix].fields.items()
                if name in offered
                and (text := _text(model_field, posted, f"{prefix}-{place}-{name}")) is not None
            }
            if row:
                yield key, row


def _everything_offered():
    return {"": FIELDS} | {prefix: {*part.fields, "DELETE"} for prefix, part in PARTS.items()}


def places_in(posted, prefix):
    """The numbers of the rows posted under a prefix, in order; what is forged is passed over."""
    total = _one(posted, f"{prefix}-TOTAL_FORMS")
    most = min(int(total), 2000) if re.fullmatch(r"[0-9]{1,6}", total) else 0
    pattern = re.compile(rf"{re.escape(prefix)}-([0-9]{{1,6}})-")
    named = {int(match[1]) for name in posted if (match := pattern.match(name))}
    return sorted(place for place in named if place < most)


def _one(posted, name):
    values = posted.get(name) or [""]
    return str(values[-1])


def _text(model_field, posted, name):
    if isinstance(model_field, models.BooleanField):
        return "on" if name in posted else ""
    return _one(posted, name) if name in posted else None


# Merging


@dataclass
class Unit:
    """
    One field, one row, or the order of the blocks, as the three sides have it (None: not there).

    `options` are the answers an editor may give; without any, `taken` says from which side it comes
    because the other one didn't touch it, or is None where both say the same.
    """

    key: str
    label: str
    part: Part | None
    base: dict | None
    theirs: dict | None
    mine: dict | None
    taken: str | None = None
    options: tuple = ()
    answer: str | None = None
    is_base_known: bool = True

    @property
    def is_question(self):
        return bool(self.options)

    @property
    def is_open(self):
        return self.is_question and self.answer is None

    @property
    def outcome(self):
        return self.answer if self.is_question else (self.taken or THEIRS)

    @property
    def fields(self):
        return self.part.content if self.part else {n: FIELDS[n] for n in FIELDS if n in self.names}

    @property
    def names(self):
        return [
            *dict.fromkeys(
                name for side in (self.theirs, self.mine, self.base) if side for name in side
            )
        ]


class Merge:
    """
    `units` are all fields and rows that differ anywhere, `order` is the one for the blocks' order.

    `answers` maps a unit's key to "theirs", "mine" or "both"; what is no answer to it is ignored.
    """

    def __init__(self, base, theirs, mine, answers=None):
        self.base, self.theirs, self.mine = base, theirs, mine
        self.answers = answers or {}
        self.has_base = base is not None
        self.units = []
        self._outcomes = {}  # (prefix, key) → unit
        self._merge_fields()
        self._mine_rows, self._base_rows = {}, {}
        for prefix in PARTS:
            self._merge_rows(prefix)
        self._merge_order()

    @property
    def questions(self):
        return [unit for unit in self.units if unit.is_question]

    @property
    def is_decided(self):
        return not any(unit.is_open for unit in self.units)

    @property
    def has_mine(self):
        """Whether there is anything of mine that is not saved yet."""
        return any(unit.is_question or unit.taken == MINE for unit in self.units)

    def rows_of(self, side):
        """(prefix, key) → texts of the rows of one side."""
        if side == MINE:
            return self._mine_rows
        theirs = self.theirs["rows"].items()
        return {(prefix, key): row for prefix, rows in theirs for key, row in rows.items()}

    def taken(self, side):
        return [unit for unit in self.units if unit.taken == side]

    # Deciding

    def _decide(self, unit, is_same, options, preselected):
        """Whose it is, by who changed it; a question where both did."""
        if is_same(unit.theirs, unit.mine):
            return unit
        unit.is_base_known = self.has_base
        if self.has_base and is_same(unit.mine, unit.base):
            unit.taken = THEIRS
        elif self.has_base and is_same(unit.theirs, unit.base):
            unit.taken = MINE
        else:
            unit.options = options
            given = self.answers.get(unit.key)
            unit.answer = given if given in options else preselected
        self.units.append(unit)
        return unit

    def _merge_fields(self):
        base = self.base["fields"] if self.has_base else {}
        for name, model_field in FIELDS.items():
            if name not in self.mine.fields or name not in self.theirs["fields"]:
                continue
            unit = Unit(
                key=name,
                label=str(getattr(model_field, "verbose_name", name)),
                part=None,
                base={name: base[name]} if name in base else None,
                theirs={name: self.theirs["fields"][name]},
                mine={name: self.mine.fields[name]},
            )
            can_be_both = isinstance(model_field, (models.TextField, TaggableManager))
            self._outcomes["", name] = self._decide(
                unit,
                lambda one, other, name=name, model_field=model_field: (
                    one is not None
                    and other is not None
                    and same(model_field, one[name], other[name])
                ),
                options=(THEIRS, MINE, BOTH) if can_be_both else (THEIRS, MINE),
                preselected=BOTH if can_be_both else None,
            )

    def _merge_rows(self, prefix):
        part = PARTS[prefix]
        base = dict(self.base["rows"].get(prefix, {})) if self.has_base else {}
        theirs = self.theirs["rows"].get(prefix, {})
        removed = {key for place, key in self.mine.removed if place == prefix}
        mine = dict(self.mine.rows.get(prefix, {}))
        self._pair(part, base, theirs, mine, removed)
        self._base_rows[prefix] = base
        for key in [*dict.fromkeys([*theirs, *base, *mine])]:
            original, saved = base.get(key), theirs.get(key)
            if key in removed:
                typed = None
            elif key in mine:
                typed = {**(original or saved or {}), **mine[key]}
            else:
                typed = original if self.has_base else saved
            if typed is not None:
                self._mine_rows[prefix, key] = typed
            unit = Unit(f"{prefix}-{key}", part.label, part, original, saved, typed)
            options, preselected = self._options(part, saved, typed)
            self._outcomes[prefix, key] = self._decide(unit, part.same, options, preselected)

    def _options(self, part, theirs, mine):
        if theirs is None or mine is None:
            return (THEIRS, MINE), MINE if theirs is None else THEIRS
        name = part.identity
        if name and theirs.get(name) == mine.get(name):
            return (THEIRS, MINE), None
        return (THEIRS, MINE, BOTH), BOTH

    def _pair(self, part, base, theirs, mine, removed):
        """
        Give the rows of `base`, `mine` and `removed` the keys under which they are saved now.

        Putting an old edition back writes every row anew; a form that was sent twice posts rows as
        new that are saved already; and a row that was removed is a new one in a form that was taken
        back. What says the same is the same row.
        """
        known = {*base, *mine, *removed}
        anew = {key: row for key, row in theirs.items() if key not in known}
        for key in [*dict.fromkeys([*base, *mine])]:
            if key in theirs or key.startswith("new-"):
                continue
            if twin := _twin(part, base.get(key) or mine[key], anew):
                anew.pop(twin)
                _rename(key, twin, base, mine, removed)
        gone = {key: row for key, row in base.items() if key not in {*theirs, *mine, *removed}}
        for key in [key for key in mine if key.startswith("new-")]:
            candidates = anew if _twin(part, mine[key], anew) else gone
            if twin := _twin(part, mine[key], candidates):
                candidates.pop(twin)
                mine[twin] = mine.pop(key)

    # The order of the blocks

    def _merge_order(self):
        theirs = _sequence(self.theirs["rows"])
        base = _sequence(self._base_rows)
        rows = {}
        for (prefix, key), row in self._mine_rows.items():
            rows.setdefault(prefix, {})[key] = row
        mine = _sequence(rows)
        shared = set(theirs) & set(mine) & (set(base) if self.has_base else set(theirs))
        their_order, my_order, old_order = (
            [key for key in keys if key in shared] for keys in (theirs, mine, base)
        )
        unit = Unit("order", "order of the blocks", None, None, None, None)
        unit.is_base_known = self.has_base
        if their_order == my_order:
            pass
        elif self.has_base and my_order == old_order:
            unit.taken = THEIRS
        elif self.has_base and their_order == old_order:
            unit.taken = MINE
        else:
            unit.options = (THEIRS, MINE)
            given = self.answers.get("order")
            unit.answer = given if given in unit.options else MINE
        if unit.taken or unit.options:
            self.units.append(unit)
        self.orders = {THEIRS: theirs, MINE: mine}
        main, other = (mine, theirs) if unit.outcome == MINE else (theirs, mine)
        self.sequence = _woven(main, other)

    # What comes of it

    @cached_property
    def rows(self):
        """(prefix, key) → list of (id or None, texts, is_removed) as the answers have it."""
        return {
            place: self._row(place, unit)
            for place, unit in self._outcomes.items()
            if place[0] in PARTS
        }

    def _row(self, place, unit):
        key = place[1] if unit.theirs is not None else None
        if unit.outcome == THEIRS:
            return [(key, unit.theirs, False)] if key else []
        if unit.outcome == BOTH:
            return [(key, unit.theirs, False), (None, unit.mine, False)]
        if unit.mine is None:
            return [(key, unit.theirs, True)] if key else []
        return [(key, {**(unit.theirs or {}), **unit.mine}, False)]

    def posted(self, **more):
        """The merged form as a browser would post it (name → list of strings), ready to save."""
        result = {name: list(values) for name, values in self.mine.rest.items()}
        for name, saved in self.theirs["fields"].items():
            unit = self._outcomes.get(("", name))
            text = _field_text(name, unit) if unit else saved
            if text or not isinstance(FIELDS[name], models.BooleanField):
                result[name] = [text]
        ranks = {key: rank for rank, key in enumerate(self.sequence)}
        places = sorted(self.rows, key=lambda place: ranks.get(place, -1))
        ordering = 0
        listed = {prefix: [] for prefix in PARTS}
        for prefix, key in places:
            for pk, texts, is_removed in self.rows[prefix, key]:
                ordering += 10
                listed[prefix].append((pk, {**texts, **self._place(prefix, ordering)}, is_removed))
        for prefix, rows in listed.items():
            result.update(_formset(prefix, rows))
        return result | {name: [str(value)] for name, value in more.items()}

    @staticmethod
    def _place(prefix, ordering):
        if not PARTS[prefix].is_block:
            return {}
        return {"ordering": str(ordering), "region": "main"}


def _rename(old, new, base, mine, removed):
    for side in (base, mine):
        if old in side:
            side[new] = side.pop(old)
    if old in removed:
        removed.add(new)


def _twin(part, row, candidates):
    """The key of the candidate that says the same, or is about the same one and only thing."""
    for key, candidate in candidates.items():
        if part.same(row, candidate):
            return key
    if part.identity and row.get(part.identity):
        for key, candidate in candidates.items():
            if candidate.get(part.identity) == row[part.identity]:
                return key
    return None


def _field_text(name, unit):
    if unit.outcome == MINE:
        return unit.mine[name]
    if unit.outcome == THEIRS:
        return unit.theirs[name]
    theirs, mine = unit.theirs[name], unit.mine[name]
    if isinstance(FIELDS[name], TaggableManager):
        return ", ".join(dict.fromkeys(tags_from_string(f"{theirs},{mine}")))
    return "\n".join(text for text in (theirs.rstrip(), mine) if text)


def _sequence(rows):
    """(prefix, key) of all blocks from top to bottom."""

    def place(item):
        (prefix, key), row = item
        text = row.get("ordering", "").strip()
        number = int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else 10**9
        return number, _BLOCK_RANK[prefix], (key.startswith("new-"), int(key.split("-")[-1]))

    blocks = {
        (prefix, key): row for prefix in _BLOCK_RANK for key, row in rows.get(prefix, {}).items()
    }
    return [place_ for place_, _ in sorted(blocks.items(), key=place)]


def _woven(main, other):
    """`main` with what `other` has beside it, each after its neighbour there."""
    woven = list(main)
    present = set(main)
    before = None
    for key in other:
        if key not in present:
            woven.insert(woven.index(before) + 1 if before else 0, key)
            present.add(key)
        before = key
    return woven


def _formset(prefix, rows):
    """Rows as a formset posts them: those that are saved come first."""
    saved = [row for row in rows if row[0] is not None]
    ordered = saved + [row for row in rows if row[0] is None]
    yield f"{prefix}-TOTAL_FORMS", [str(len(ordered))]
    yield f"{prefix}-INITIAL_FORMS", [str(len(saved))]
    yield f"{prefix}-MIN_NUM_FORMS", ["0"]
    yield f"{prefix}-MAX_NUM_FORMS", ["1000"]
    for place, (pk, texts, is_removed) in enumerate(ordered):
        yield f"{prefix}-{place}-id", [pk or ""]
        for name, text in texts.items():
            yield f"{prefix}-{place}-{name}", [text]
        if is_removed:
            yield f"{prefix}-{place}-DELETE", ["on"]
