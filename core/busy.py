"""
When nothing can be written just now: somebody else writes, or the disk is full or read-only.

Reading goes on meanwhile. Who reads waits for no lock, who writes waits for a while and is told
(docs/decisions/0033).
"""

import errno
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, HttpResponse

RETRY_AFTER = 5  # seconds: what a visitor is asked to wait

BUSY = "The site is busy. Try again in a moment."
FULL = "The server’s disk is full. Tell whoever runs this site, then try again."
READ_ONLY = "The server can’t write to its disk. Tell whoever runs this site, then try again."

# SQLite's primary result codes: busy, locked, read-only, input/output, full, can't open. Trying
# again mends neither a file that may not grow nor a disk that fails.
_SQLITE = {5: BUSY, 6: BUSY, 8: READ_ONLY, 10: READ_ONLY, 13: FULL, 14: READ_ONLY}
# PostgreSQL's, of which not all are operational errors; any other of those is a lock that was not
# had in time, a deadlock, or a server that is away or stops.
_POSTGRESQL = {"25006": READ_ONLY, "53100": FULL, "58030": READ_ONLY}
_FILES = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EFBIG: READ_ONLY,
    errno.EIO: READ_ONLY,
}

# A request that only reads may have to write a little all the same. It has one of the few threads
# on which all readers wait (skinsite/asgi.py), so it hardly waits.
READ_SECONDS = 0.2
WRITE_SECONDS = 20  # the queue for a thread counts
CAME_AT = "skinsite.came_at"  # in a request's environment: time.monotonic() as it was complete

# How long this thread may wait now; None: as the settings say.
lock_seconds: ContextVar[float | None] = ContextVar("lock_seconds", default=None)


def why_busy(error: BaseException | None) -> str:
    """A sentence, where trying again later may help; "" where request or code are at fault."""
    if isinstance(error, OSError):
        return _FILES.get(error.errno or 0, "")
    if not isinstance(error, DatabaseError | sqlite3.Error):
        return ""
    cause = error.__cause__ or error
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF, "")
    is_operational = isinstance(error, OperationalError)
    state = getattr(cause, "sqlstate", None) or ""
    return _POSTGRESQL.get(state, BUSY if is_operational else "")


def is_busy(error: BaseException | None) -> bool:
    return bool(why_busy(error))


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """
    Within, a statement gives up after `seconds` where somebody else holds the lock it needs.

    SQLite has one lock for whoever writes; PostgreSQL's writers wait for those of the same row.
    One inside another never waits longer than the outer.
    """
    outer = lock_seconds.get()
    token = lock_seconds.set(seconds if outer is None else min(seconds, outer))
    try:
        if connection.vendor != "sqlite":
            connection.ensure_connection()  # core/sqlite3 tells a connection that opens later
        tell_lock_seconds(connection.connection)
        yield
    finally:
        lock_seconds.reset(token)
        tell_lock_seconds(connection.connection)


def tell_lock_seconds(opened: Any) -> None:
    """Let a driver's connection know how long it may wait now."""
    if opened is None:
        return
    seconds = lock_seconds.get()
    if connection.vendor == "sqlite":
        usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
        wait = usual if seconds is None else seconds
        opened.execute(f"PRAGMA busy_timeout = {round(wait * 1000)}")
        return
    # 0 would be for ever. A transaction that failed takes no more, and its end undoes this anyhow.
    wait = "DEFAULT" if seconds is None else max(1, round(seconds * 1000))
    with suppress(DatabaseError), connection.wrap_database_errors:
        opened.execute(f"SET lock_timeout = {wait}")


@contextmanager
def unless_busy(seconds: float = 0) -> Iterator[None]:
    """What needn't be written now is left out while the database is busy."""
    try:
        with waiting_at_most(seconds):
            yield
    except DatabaseError as error:
        if not is_busy(error):
            raise


class WaitingMiddleware:
    """Who reads waits for nobody's lock; who writes waits at most `WRITE_SECONDS` in all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # PostgreSQL's readers write so little that the lock_timeout of the settings is enough.
        if connection.vendor != "sqlite":
            return self.get_response(request)
        with waiting_at_most(_seconds_for(request)):
            return self.get_response(request)


def _seconds_for(request: HttpRequest) -> float:
    if request.method in {"GET", "HEAD"}:
        return READ_SECONDS
    now = time.monotonic()
    return max(READ_SECONDS, WRITE_SECONDS - (now - request.META.get(CAME_AT, now)))
