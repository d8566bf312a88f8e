"""
The test database: made by the migrations once, copied by each process, put back after a test.

A copy holds all that the migrations left, the roles and permissions among it. What it was made from
is all Python of the project's packages: a change anywhere makes it anew. SQLite's is kept in `var/`
for the next run, PostgreSQL's in the server.
"""

import hashlib
import sqlite3
import sys
from contextlib import closing, contextmanager, nullcontext

import django
from django.conf import settings
from django.db import connections

import dev
from core.busy import waiting_at_most

TESTS = dev.ROOT / "tests"
KEPT = dev.VAR / "test-databases"
PREFIX = "test_skinsite_"
LOCK = 2_026_113  # any number that no other use of the server takes


def mark():
    """A name for what the migrations make of an empty database."""
    files = [file for each in dev.packages() if each != TESTS for file in each.rglob("*.py")]
    digest = hashlib.sha256(f"{sys.version} {django.VERSION} {sqlite3.sqlite_version}".encode())
    for file in [*sorted(files), dev.ROOT / "requirements.txt", TESTS / "settings.py"]:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class SQLiteCopies:
    """`restore` copies pages out of memory: milliseconds, whatever the test wrote."""

    def __init__(self, connection):
        self.connection = connection
        self.pristine = sqlite3.connect(":memory:")

    def begin(self):
        KEPT.mkdir(parents=True, exist_ok=True)
        kept = KEPT / f"{mark()}.sqlite3"
        with self.alone():
            if not kept.exists():
                self.make(kept)
            with closing(sqlite3.connect(kept)) as database:
                database.backup(self.pristine)
        use(self.connection, self.connection.creation._get_test_db_name())
        self.restore()

    @contextmanager
    def alone(self):
        """One process at a time."""
        with closing(sqlite3.connect(KEPT / "lock", timeout=300, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield

    def make(self, kept):
        for old in KEPT.glob("*.sqlite3"):
            old.unlink()
        migrate(self.connection)
        unfinished = kept.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(unfinished)) as database:
            self.connection.connection.backup(database)
        unfinished.replace(kept)

    def restore(self):
        self.connection.ensure_connection()
        self.pristine.backup(self.connection.connection)

    def end(self):
        self.connection.close()


class PostgreSQLCopies:
    """`restore` makes the database anew from a template in the same server."""

    def __init__(self, connection):
        self.connection = connection
        self.template = PREFIX + mark()

    def begin(self):
        name = self.connection.creation._get_test_db_name()
        with self.connection._nodb_cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")  # the site's own is short; making one takes long
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until this cursor is closed
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
            standing = {row[0] for row in cursor.fetchall()}
            if self.template not in standing:
                self.make(cursor, old=standing)
        use(self.connection, name)
        self.restore()

    def make(self, cursor, *, old):
        unfinished = f"{PREFIX}new"
        for name in {*old, unfinished}:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        migrate(self.connection, unfinished)
        self.connection.close()
        cursor.execute(f"ALTER DATABASE {unfinished} RENAME TO {self.template}")

    def restore(self):
        connections.close_all()
        name = self.connection.settings_dict["NAME"]
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE {self.template}')

    def end(self):
        connections.close_all()
        with self.connection._nodb_cursor() as cursor:
            name = self.connection.settings_dict["NAME"]
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def use(connection, name):
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


def migrate(connection, name=None):
    """Make the database, all by the migrations; the connection is left on it."""
    options = connection.settings_dict["TEST"]
    usual, options["NAME"] = options["NAME"], name or options["NAME"]
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        options["NAME"] = usual


def copies_of(connection):
    kind = SQLiteCopies if connection.vendor == "sqlite" else PostgreSQLCopies
    return kind(connection)


@contextmanager
def locked(*tables, patient=False):
    """
    Somebody else writes, in SQLite anything, in PostgreSQL these tables.

    Whoever is not `patient` waits no 20 s for it.
    """
    other = connections["default"].copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE" if other.vendor == "sqlite" else "BEGIN")
        if other.vendor != "sqlite":
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
        with nullcontext() if patient else waiting_at_most(0):
            yield
        cursor.execute("ROLLBACK")
