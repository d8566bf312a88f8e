"""Rows whose words pages show: what a save changes in them is told to whoever asked to know."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from django.db import models, transaction

from core.richtext import RichTextField, plain_text
from core.timezones import moment_text


class FactChange(NamedTuple):
    """What a save changed: which field, from what words to what; "" for nothing."""

    field: str
    before: str
    after: str


Told = Sequence[tuple[models.Model, list[FactChange]]]
Listener = Callable[[Told], None]
_listeners: list[Listener] = []
Writer = Callable[[Sequence[models.Model]], None]
_writers: list[Writer] = []


def on_change(listener: Listener) -> Listener:
    """Decorator: call it with rows and their changes, in the transaction that changes them."""
    _listeners.append(listener)
    return listener


def tell_change(row: models.Model, changes: list[FactChange]) -> None:
    """For what is no `ShownFact`, such as a tag."""
    tell_changes([(row, changes)])


def tell_changes(told: Told) -> None:
    """The same of several rows that change together; for what is written past `save()`, too."""
    changed = [(row, changes) for row, changes in told if changes]
    for listener in _listeners if changed else ():
        listener(changed)


def on_write(listener: Writer) -> Writer:
    """Decorator: call it with rows just written, new ones included, in that transaction."""
    _writers.append(listener)
    return listener


def tell_written(rows: Sequence[models.Model]) -> None:
    """For rows that are no `ShownFact`, or are written past `save()`, or whose tags are."""
    for listener in _writers if rows else ():
        listener(rows)


def facts_key(model: type[models.Model], ids: Iterable[Any]) -> str:
    """Another one when anything that pages show of these rows, or of their parts, has changed."""
    ids = list(ids)
    told = [_shown_values(model, pk__in=ids)]
    for relation in model._meta.related_objects:
        part, whole = relation.related_model, relation.field.name
        if getattr(part, "fact_of", "") == whole:
            told.append(_shown_values(part, **{f"{whole}__in": ids}))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _shown_values(model: type[models.Model], **which: Any) -> list[Any]:
    unseen = getattr(model, "unseen_fields", ())
    names = [field.attname for field in model._meta.concrete_fields if field.name not in unseen]
    return list(model._base_manager.filter(**which).order_by("pk").values_list(*names))


class ShownFact(models.Model):
    """
    Every `save()` and `delete()` of a row tells what it changed; a new row is shown nowhere yet.

    `fact_of` names the key of the row that a part belongs to (a person's tie to a brand): its
    coming and going is a change of that row.
    """

    fact_of: ClassVar[str] = ""
    unseen_fields: ClassVar[frozenset[str]] = frozenset()  # what no page shows

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            before = None
            if not self._state.adding:
                before = type(self)._base_manager.filter(pk=self.pk).first()
            super().save(*args, **kwargs)
            self.after_save(before)
            tell_written([self])

    def after_save(self, before: Any) -> None:
        """What follows from a save; `before` is the row as it was, None for a new one."""
        if before is not None:
            self._tell(list(_differences(before, self)))
        elif self.fact_of:
            self._tell([self.coming])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            if self.fact_of:
                self._tell([self.coming._replace(before=self.fact_words(), after="")])
            return super().delete(*args, **kwargs)

    @property
    def coming(self) -> FactChange:
        """A part that is there now, as a change of its whole."""
        return FactChange(str(self._meta.verbose_name), "", self.fact_words())

    def fact_words(self) -> str:
        """What is told of a part that comes or goes."""
        return str(self)

    def fact_label(self, field: Any) -> str:
        """What a field is called where its change is told."""
        return str(field.verbose_name)

    def _tell(self, changes: list[FactChange]) -> None:
        tell_change(getattr(self, self.fact_of) if self.fact_of else self, changes)


def _differences(before: Any, after: Any) -> Iterator[FactChange]:
    for field in after._meta.concrete_fields:
        if field.primary_key or field.name in after.unseen_fields:
            continue
        if getattr(before, field.attname) != getattr(after, field.attname):
            yield FactChange(after.fact_label(field), _words(before, field), _words(after, field))


def _words(row: Any, field: Any) -> str:
    value = getattr(row, field.name)
    if isinstance(field, RichTextField):
        return plain_text(value)
    if isinstance(value, list):
        return " … ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment_text(value)
    value = dict(field.flatchoices).get(value, value)
    return "" if value is None else str(value)
