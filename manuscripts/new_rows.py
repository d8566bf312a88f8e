"""Rows that an import is going to make: thought out one by one, written all at once."""

from typing import TypeVar

from django.db.models import Model
from simple_history.utils import bulk_create_with_history

from core.shown_facts import tell_written

Row = TypeVar("Row", bound=Model)
_AT_ONCE = 500


class NewRows:
    """Unsaved rows by model; they may name each other, and `save` is told the order of that."""

    def __init__(self) -> None:
        self._rows: dict[type[Model], list[Model]] = {}
        self.saved: dict[type[Model], list[Model]] = {}

    def add(self, row: Row) -> Row:
        """Remember a row, and return it."""
        self._rows.setdefault(type(row), []).append(row)
        return row

    def of(self, model: type[Row]) -> list[Row]:
        """The rows of a model that are still to be saved."""
        return self._rows.get(model, [])  # type: ignore[return-value]

    def save(self, *models: type[Model]) -> None:
        """Write the rows of these models, and their record history where they have one."""
        for model in models:
            rows = self._rows.pop(model, [])
            self.saved.setdefault(model, []).extend(rows)
            if rows and hasattr(model, "history"):
                bulk_create_with_history(rows, model, batch_size=_AT_ONCE)
            elif rows:
                model._default_manager.bulk_create(rows, batch_size=_AT_ONCE)
            tell_written(rows)


def key_of(row: Model) -> int:
    """What tells a row from the others of its model, saved or not."""
    return row.pk or -id(row)
