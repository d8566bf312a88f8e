"""When the database can't be written to just now: somebody else writes, or the disk is full."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, OperationalError, connection

RETRY_AFTER = 5  # seconds: what a visitor is asked to wait

# SQLite's primary result codes: busy, locked, read-only, input/output, full, can't open.
_SQLITE_CODES = {5, 6, 8, 10, 13, 14}
_READ_ONLY = "25006"  # PostgreSQL's; it is no operational error there


def is_busy(error: BaseException | None) -> bool:
    """Whether trying again later may help, as the fault is neither the request's nor the code's."""
    if not isinstance(error, DatabaseError | sqlite3.Error):
        return False
    code = getattr(error.__cause__ or error, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_CODES
    is_read_only = getattr(error.__cause__, "sqlstate", None) == _READ_ONLY
    return is_read_only or isinstance(error, OperationalError)


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """
    Within, a write gives up after `seconds` where another process holds SQLite's one lock.

    PostgreSQL's writers wait for those of the same row alone, so nothing is changed there.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    usual = connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
    try:
        yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {usual}")
