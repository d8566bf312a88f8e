"""The cache in which attempts are counted: a table of the database, for all processes."""

from datetime import datetime
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, router, transaction

from core.busy import is_busy, unless_busy, waiting_at_most

LOCK_SECONDS = 2


class AttemptsCache(DatabaseCache):
    """
    Django's, which says when the database is busy.

    Django's answers “not added” then, which reads as “too many attempts” to whoever counts.
    """

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = None) -> bool:
        database = router.db_for_write(self.cache_model_class)
        met: list[DatabaseError] = []

        def noting(execute: Any, *statement: Any) -> Any:
            try:
                return execute(*statement)
            except DatabaseError as error:
                met.append(error)
                raise

        with (
            waiting_at_most(LOCK_SECONDS),
            transaction.atomic(using=database),
            connections[database].execute_wrapper(noting),
        ):
            # Not in the stubs: the one method by which Django's `set` and `add` write.
            is_set = bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        if not is_set and met and is_busy(met[-1]):
            raise met[-1]  # which Django's own has swallowed
        return is_set

    def _base_delete_many(self, keys: list[str]) -> bool:
        """Old counts and those of who signed in end by themselves: no reason to fail a request."""
        with unless_busy(LOCK_SECONDS):
            # Not in the stubs either: `get_many` takes away with it what is too old.
            return bool(super()._base_delete_many(keys))  # type: ignore[misc]
        return False

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        """
        Forget what is over, then what ends soonest: a third, as Django does.

        Django's own goes by the alphabet: whoever tries many names would choose what is forgotten.
        """
        quote = connections[db].ops.quote_name
        table = quote(self._table)  # type: ignore[attr-defined]  # not in the stubs
        expires = quote("expires")
        moment = connections[db].ops.adapt_datetimefield_value(now)
        cursor.execute(f"DELETE FROM {table} WHERE {expires} < %s", [moment])  # noqa: S608 -- our own names
        left = num - cursor.rowcount
        if left > self._max_entries:
            cursor.execute(
                f"DELETE FROM {table} WHERE cache_key IN "  # noqa: S608 -- our own names
                f"(SELECT cache_key FROM {table} ORDER BY {expires} LIMIT %s)",
                [left // self._cull_frequency],
            )
