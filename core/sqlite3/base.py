"""Django's SQLite backend, whose files are open to their owner alone."""

import sqlite3
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from core.private_files import make_private


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        name = str(conn_params["database"])
        if not name.startswith(("file:", ":memory:")):
            make_private(Path(name))
        return super().get_new_connection(conn_params)
