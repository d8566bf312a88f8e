"""
Remembers what loading the samples adds: `with recorded():` around each step.

A row is new where its key is higher than the highest before. Nobody else's can be: SQLite lets one
write at a time, and PostgreSQL shows the step the database as it was when it began.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Max, Model
from simple_history.models import HistoricalChanges

from samples.models import SampleRow

AnyModel = type[Model]

# What loading samples makes nothing of by itself, or what follows its rows by triggers.
_OTHERS = {
    *("account", "accounts", "admin", "auth", "backoffice", "contenttypes", "mfa", "reports"),
    *("samples", "search", "sessions", "usersessions"),
}
# What the worker writes, and no person.
_BY_MACHINE = {
    "pictures.picture": {
        *("rendered_at", "rendered_recipe", "rendered_x", "rendered_y", "renditions"),
        *("render_tried_at", "render_error"),
    },
}
_AT_ONCE = 500


@cache
def watched() -> dict[str, AnyModel]:
    """Label → model of the tables that samples may be in; record histories go with their rows."""
    return {
        model._meta.label_lower: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in _OTHERS
        and model._meta.managed
        and not issubclass(model, HistoricalChanges)
        and isinstance(model._meta.pk, (models.AutoField, models.BigAutoField))
    }


@contextmanager
def recorded() -> Iterator[None]:
    """One transaction; what it adds is a sample, and what it changes of samples is as it should."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        newest = {label: _newest(model) for label, model in watched().items()}
        on_record = recorded_digests()
        unchanged = {key for key, digest in digests_now().items() if digest == on_record[key]}
        yield
        _add_newer_than(newest)
        _renew(unchanged)


def is_sample(row: Model) -> bool:
    """Whether loading the samples made this row."""
    label = row._meta.label_lower
    return SampleRow.objects.filter(model=label, row=row.pk).exists()


def sample_keys(label: str) -> Any:
    """The keys of the samples in a table, for `pk__in`."""
    return SampleRow.objects.filter(model=label).values("row")


def digests_now() -> dict[tuple[str, int], str]:
    """(label, key) → digest of each sample that is still there, as it stands now."""
    found: dict[tuple[str, int], str] = {}
    for label in SampleRow.objects.order_by().values_list("model", flat=True).distinct():
        if label in watched():
            rows = watched()[label]._base_manager.filter(pk__in=sample_keys(label))
            found |= {(label, pk): digest for pk, digest in _digests(label, rows)}
    return found


def recorded_digests() -> dict[tuple[str, int], str]:
    """(label, key) → digest of each sample as loading left it."""
    rows = SampleRow.objects.order_by().values_list("model", "row", "digest")
    return {(label, row): digest for label, row, digest in rows}


def _newest(model: AnyModel) -> int:
    newest: int | None = model._base_manager.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def _digests(label: str, rows: Any) -> Iterator[tuple[int, str]]:
    meta = watched()[label]._meta
    passed_over = _BY_MACHINE.get(label, set())
    names = [field.attname for field in meta.concrete_fields if field.attname not in passed_over]
    for row in rows.order_by().values(*names).iterator(chunk_size=_AT_ONCE):
        said = repr(sorted(row.items()))
        yield row[meta.pk.attname], hashlib.sha256(said.encode()).hexdigest()


def _add_newer_than(newest: dict[str, int]) -> None:
    for label, model in watched().items():
        new = model._base_manager.filter(pk__gt=newest[label])
        SampleRow.objects.bulk_create(
            (SampleRow(model=label, row=pk, digest=digest) for pk, digest in _digests(label, new)),
            batch_size=_AT_ONCE,
        )


def _renew(keys: set[tuple[str, int]]) -> None:
    """Note what these samples say by now: the loader itself completed them."""
    now = digests_now()
    changed = []
    for row in SampleRow.objects.all():
        key = row.model, row.row
        if key in keys and key in now and row.digest != now[key]:
            row.digest = now[key]
            changed.append(row)
    SampleRow.objects.bulk_update(changed, ["digest"], batch_size=_AT_ONCE)
