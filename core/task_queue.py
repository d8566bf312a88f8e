"""
The queue of jobs for the worker (`manage.py run_huey`), a file of its own beside the database.

A message in it only makes prompt what a periodic sweep finds anyhow, so it may be lost, and a web
process that can't write to it goes on. Nothing is opened before the first job: importing the
settings of a fresh copy, where `var/` is not there yet, must not fail.
"""

from functools import partial
from pathlib import Path
from sqlite3 import Connection

from huey import Huey
from huey.storage import SqliteStorage

from core.private_files import make_private


class QueueStorage(SqliteStorage):
    """A queue whose file and tables are made when the first job comes."""

    def initialize_schema(self) -> None:
        """Not at import: with the first connection."""

    def _create_connection(self) -> Connection:
        path = Path(self.filename)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_private(path)  # letters wait in it
        connection = super()._create_connection()
        connection.execute("PRAGMA secure_delete = ON")  # what is done leaves no trace in the file
        for statement in self.ddl:
            connection.execute(statement)
        return connection


TaskQueue = partial(Huey, storage_class=QueueStorage)
