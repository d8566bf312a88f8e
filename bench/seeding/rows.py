"""
Rows by the million: `executemany` on SQLite, `COPY` on PostgreSQL, models only for what they know.

    rows = Rows(Edition, "id", "article_id", "title")
    rows.write([(1, 7, "Milia"), …])

Fields that are not named get their default. `save`, `pre_save` and signals are passed over;
constraints and triggers are not. tests/bench shows that the result is what the site's own ways
would have written.
"""

from collections.abc import Callable, Iterable, Sequence

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max


class Rows:
    """One kind of row, written by tuples of the named attributes (`article_id`, not `article`)."""

    def __init__(self, model: type[models.Model], *attributes: str) -> None:
        by_attribute = {field.attname: field for field in model._meta.concrete_fields}
        given = [by_attribute[name] for name in attributes]
        rest = [
            field
            for field in by_attribute.values()
            if field not in given and not field.primary_key and not field.generated
        ]
        self._convert = [(place, _converter(field)) for place, field in enumerate(given)]
        self._convert = [(place, convert) for place, convert in self._convert if convert]
        self._defaults = tuple(
            field.get_db_prep_save(field.get_default(), connection) for field in rest
        )
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in (*given, *rest))
        self._into = f"{quote(model._meta.db_table)} ({columns})"
        self._places = ", ".join(["%s"] * (len(given) + len(rest)))

    def write(self, rows: Iterable[Sequence]) -> None:
        if connection.vendor == "postgresql":
            self._copy(rows)
            return
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self._into} VALUES ({self._places})",  # noqa: S608 -- our own names
                (self._prepared(row) for row in rows),
            )

    def _copy(self, rows: Iterable[Sequence]) -> None:
        with connection.cursor() as cursor, cursor.copy(f"COPY {self._into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(self._prepared(row))

    def _prepared(self, row: Sequence) -> tuple:
        if not self._convert:
            return (*row, *self._defaults)
        values = [*row, *self._defaults]
        for place, convert in self._convert:
            values[place] = convert(values[place])
        return tuple(values)


def _converter(field: models.Field) -> Callable | None:
    """What makes a database value of a Python one, where the driver needs help with it."""
    if isinstance(field, models.DateTimeField | models.DateField | models.DecimalField):
        return lambda value: field.get_db_prep_save(value, connection)
    if isinstance(field, models.JSONField):
        return lambda value: connection.ops.adapt_json_value(value, field.encoder)
    return None


def next_id(model: type[models.Model]) -> int:
    """The id that the first new row may take: whoever writes ids calls `settle_ids` afterwards."""
    return (model._base_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def settle_ids(written: Iterable[type[models.Model]]) -> None:
    """Let the database go on behind the ids that we gave. SQLite does by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(written)):
            cursor.execute(statement)
