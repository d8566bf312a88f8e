"""
Rules that a check constraint can't say, kept by the database itself: triggers, as migrations.

    ProtectTrigger("pricepoint_is_never_changed", table="products_pricepoint", event="UPDATE",
          message="A price point is never changed; …")

refuses the event, on SQLite and PostgreSQL alike, with an `IntegrityError` that carries the
message. `refuse_when` narrows it: SQL over OLD and NEW in words both databases understand
(`{now}` is the database's clock).

    SyncTrigger("edition_begun_ends_the_one_before", table=…, event="INSERT", statement="UPDATE …")

runs the statement after the event: for a column that repeats what other rows say.

SQLite forgets the triggers of a table that a later migration rebuilds: such a migration repeats
them, and tests/core/test_triggers.py notices when it does not.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_GUARD = {
    "sqlite": """
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN ({refuse_when})
BEGIN SELECT RAISE(ABORT, '{message}'); END
""",
    "postgresql": """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
    IF ({refuse_when}) THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = '{message}';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $guard$;
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
""",
}
_UPKEEP = {
    "sqlite": """
CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW BEGIN {statement}; END
""",
    "postgresql": """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $upkeep$
BEGIN
    {statement};
    RETURN NULL;
END $upkeep$;
CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
""",
}
# Name, table, and on SQLite the statement that makes it anew. 10 is “before” and “delete”.
_GUARDS_OF_DELETION = {
    "sqlite": """
SELECT name, tbl_name, sql FROM sqlite_master
WHERE type = 'trigger' AND sql LIKE '% BEFORE DELETE ON %'
""",
    "postgresql": """
SELECT tgname, relname, '' FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND tgtype & 10 = 10
""",
}
_NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}


class Trigger(Operation):
    """What guards and upkeep share: one trigger on one table, and no change to any model."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, name: str, *, table: str, event: str) -> None:
        self.name = name
        self.table = table
        self.event = event

    def sql(self, vendor: str) -> str:
        """The statements that make the trigger on "sqlite" or "postgresql"."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """A trigger changes no model."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._drop(schema_editor)  # a migration may repeat one that changed, or that is still there
        # Not through the schema editor: it would cut a trigger at the semicolons inside it.
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(self.sql(schema_editor.connection.vendor))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._drop(schema_editor)

    def _drop(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        with schema_editor.connection.cursor() as cursor:
            if schema_editor.connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {self.name}")
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {self.name}() CASCADE")


class DropTrigger(Trigger):
    """The end of a trigger: its rule no longer holds, or its table is made anew on SQLite."""

    reversible = False

    def __init__(self, name: str, *, table: str) -> None:
        super().__init__(name, table=table, event="")

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._drop(schema_editor)

    def describe(self) -> str:
        return f"DropTrigger {self.name}"


class ProtectTrigger(Trigger):
    """A trigger that refuses `event` ("INSERT", "UPDATE", "UPDATE OF column", "DELETE")."""

    def __init__(
        self, name: str, *, table: str, event: str, message: str, refuse_when: str = "1 = 1"
    ) -> None:
        super().__init__(name, table=table, event=event)
        self.message = message
        self.refuse_when = refuse_when

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs = {key: getattr(self, key) for key in ("table", "event", "message", "refuse_when")}
        return self.__class__.__name__, [self.name], kwargs

    def sql(self, vendor: str) -> str:
        return _GUARD[vendor].format(
            name=self.name,
            table=self.table,
            event=self.event,
            message=self.message.replace("'", "''"),
            refuse_when=self.refuse_when.format(now=_NOW[vendor]),
        )

    def describe(self) -> str:
        return f"ProtectTrigger {self.table}: {self.message}"


class SyncTrigger(Trigger):
    """A trigger that runs `statement` (or several) after `event`, for each row."""

    def __init__(self, name: str, *, table: str, event: str, statement: str) -> None:
        super().__init__(name, table=table, event=event)
        self.statement = statement

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs = {key: getattr(self, key) for key in ("table", "event", "statement")}
        return self.__class__.__name__, [self.name], kwargs

    def sql(self, vendor: str) -> str:
        return _UPKEEP[vendor].format(
            name=self.name, table=self.table, event=self.event, statement=self.statement
        )

    def describe(self) -> str:
        return f"Keep {self.table} up after {self.event}: {self.name}"


@contextmanager
def without_guards_of_deletion(tables: Collection[str]) -> Iterator[None]:
    """
    For the one command that takes rows away which never were a site's own (samples/removal.py).

    Inside a transaction, in which nobody else sees the tables without their guards: an error rolls
    these back with the rest.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Guards are lifted inside a transaction alone.")
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(_GUARDS_OF_DELETION[connection.vendor])
        guards = [row for row in cursor.fetchall() if row[1] in tables]
        for name, table, _ in guards:
            lift = (
                f"DROP TRIGGER {name}"
                if is_sqlite
                else f"ALTER TABLE {table} DISABLE TRIGGER {name}"
            )
            cursor.execute(lift)
        yield
        connection.check_constraints()  # PostgreSQL alters no table with checks to come
        for name, table, sql in guards:
            cursor.execute(sql if is_sqlite else f"ALTER TABLE {table} ENABLE TRIGGER {name}")
