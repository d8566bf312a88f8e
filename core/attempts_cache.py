"""The cache in which attempts are counted: a table of the database, for all processes."""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import router, transaction

from core.busy import waiting_at_most

LOCK_SECONDS = 2


class AttemptsCache(DatabaseCache):
    """
    Django's, which says when the database is busy.

    Django's answers “not added” then, which reads as “too many attempts” to whoever counts.
    """

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = None) -> bool:
        database = router.db_for_write(self.cache_model_class)
        with waiting_at_most(LOCK_SECONDS), transaction.atomic(using=database):
            return super()._base_set(mode, key, value, timeout)
