"""
Django's SQLite backend, whose files are open to their owner alone.

Connections stay open (CONN_MAX_AGE), so that a full or read-only disk doesn't end reading: opening
the first one writes files beside the database. A file that was put in the place of another, such as
a backup, is noticed by the next request.
"""

import sqlite3
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from core.busy import lock_seconds, tell_lock_seconds
from core.private_files import make_private


class DatabaseWrapper(base.DatabaseWrapper):
    # Name, device and inode of the file that was opened last.
    _opened: tuple[str, int, int] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        name = str(conn_params["database"])
        is_file = not name.startswith(("file:", ":memory:"))
        if is_file:
            if self._opened and self._opened[0] == name and not Path(name).exists():
                # SQLite would make an empty one, and the site would seem to have lost everything.
                raise sqlite3.OperationalError(f"the database file {name} is away")
            make_private(Path(name))
        connection = super().get_new_connection(conn_params)
        if lock_seconds.get() is not None:
            tell_lock_seconds(connection)
        self._opened = _identity(name) if is_file else None
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        """
        As Django does, with a cursor that is closed even where somebody else holds the lock.

        Left to the garbage collector, it is freed by any thread, as a rule a reader's, who then
        waits for the connection's mutex: as long as its writer waits for the lock.
        """
        with self.cursor() as cursor:
            # Not in the stubs.
            mode = self.transaction_mode or ""  # type: ignore[attr-defined]
            cursor.execute(f"BEGIN {mode}")

    def close_if_unusable_or_obsolete(self) -> None:
        """As Django asks before and after each request; closes what is no longer the database."""
        if self.connection is not None and self._opened and not self.in_atomic_block:
            name = self._opened[0]
            if name == str(self.settings_dict["NAME"]) and _identity(name) != self._opened:
                self.close()
        super().close_if_unusable_or_obsolete()


def _identity(name: str) -> tuple[str, int, int] | None:
    try:
        found = Path(name).stat()
    except OSError:
        return None
    return name, found.st_dev, found.st_ino
