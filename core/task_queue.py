"""
The queue of jobs for the worker (`manage.py run_huey`), a file of its own beside the database.

A message in it mostly makes prompt what a periodic sweep finds anyhow, so a web process that can't
write to it goes on. A letter is found by no sweep: a job that is tried again when it fails is tried
again, too, when the worker was killed within it. Nothing is opened before the first job: importing
the settings of a fresh copy, where `var/` is not there yet, must not fail.
"""

import logging
import time
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from huey import Huey
from huey.api import Task
from huey.storage import SqliteStorage

from core.private_files import make_private

logger = logging.getLogger(__name__)

LEFT_BEHIND = 300  # seconds after which a taken job is nobody's: a letter has 30 (EMAIL_DEADLINE)


class QueueStorage(SqliteStorage):
    """
    A queue whose file and tables are made when the first job comes.

    A job that the worker takes stays on file, as taken, until it is done.
    """

    table_taken = (
        "create table if not exists taken (id integer not null primary key, "
        "queue text not null, data blob not null, taken_at real not null)"
    )
    ddl = (*SqliteStorage.ddl, table_taken)

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

    def take(self) -> tuple[int, bytes] | None:
        """The next job with the number under which it is taken."""
        if not self.queue_size():
            return None  # without the lock: the worker asks all the time
        with self.db(commit=True) as cursor:
            cursor.execute(
                "select id, data from task where queue = ? order by priority desc, id limit 1",
                (self.name,),
            )
            if not (row := cursor.fetchone()):
                return None
            job, data = row
            cursor.execute("delete from task where id = ?", (job,))
            cursor.execute(
                "insert into taken (queue, data, taken_at) values (?, ?, ?)",
                (self.name, data, time.time()),
            )
            return int(cursor.lastrowid or 0), data

    def done(self, number: int) -> None:
        self.sql("delete from taken where id = ?", (number,), commit=True)

    def taken_before(self, moment: float) -> list[tuple[int, bytes]]:
        rows: list[tuple[int, bytes]] = self.sql(
            "select id, data from taken where queue = ? and taken_at < ?",
            (self.name, moment),
            results=True,
        )
        return rows

    def read_schedule(self, ts: datetime) -> list[bytes]:
        """Queue what is due, in one step; huey would hold it in memory in between."""
        due = (self.name, ts.timestamp())
        with self.db(commit=True) as cursor:
            cursor.execute(
                "insert into task (queue, data) select queue, data from schedule "
                "where queue = ? and timestamp <= ? order by timestamp, id",
                due,
            )
            cursor.execute("delete from schedule where queue = ? and timestamp <= ?", due)
        return []

    def flush_queue(self) -> None:
        super().flush_queue()
        self.sql("delete from taken where queue = ?", (self.name,), commit=True)


class TaskQueue(Huey):
    storage_class = QueueStorage

    def dequeue(self) -> Task | None:
        if taken := self.storage.take():
            number, data = taken
            task = self.deserialize_task(data)
            task.taken_as = number
            return task
        return None

    def execute(self, task: Task, timestamp: datetime | None = None) -> Any:
        """As huey does; by the end the job is done, or waits for another try."""
        value = super().execute(task, timestamp)
        self.storage.done(task.taken_as)
        return value

    def take_up_again(self, seconds: float = LEFT_BEHIND) -> None:
        """Queue what a killed worker left behind; that was one of the tries a job has."""
        for number, data in self.storage.taken_before(time.time() - seconds):
            for task in self._deserialize_all([data]):
                if task.retries:
                    logger.warning("The worker was killed within %s: another try.", task.name)
                    task.retries -= 1
                    self.enqueue(task)
                elif task.default_retries:
                    logger.error("The worker was killed within %s: gave up.", task.name)
            self.storage.done(number)
