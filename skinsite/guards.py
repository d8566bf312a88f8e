"""
Rules that a check constraint can't say, kept by the database itself: triggers, as migrations.

    Guard("pricepoint_is_never_changed", table="products_pricepoint", event="UPDATE",
          message="A price point is never changed; …")

refuses the event, on SQLite and PostgreSQL alike, with an `IntegrityError` that carries the
message. `refuse_when` narrows it: SQL over OLD and NEW in words both databases understand
(`{now}` is the database's clock). SQLite forgets the triggers of a table that a later migration
rebuilds: such a migration repeats the guard, and tests/test_guards.py notices when it does not.
"""

from django.db.migrations.operations.base import Operation

_SQLITE = """
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN ({refuse_when})
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
_POSTGRESQL = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
    IF ({refuse_when}) THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = '{message}';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $guard$;
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
_NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}


class Guard(Operation):
    """A trigger that refuses `event` ("INSERT", "UPDATE", "UPDATE OF column", "DELETE")."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, name, *, table, event, message, refuse_when="1 = 1"):
        self.name = name
        self.table = table
        self.event = event
        self.message = message
        self.refuse_when = refuse_when

    def deconstruct(self):
        kwargs = {key: getattr(self, key) for key in ("table", "event", "message", "refuse_when")}
        return self.__class__.__name__, [self.name], kwargs

    def state_forwards(self, app_label, state):
        """A trigger changes no model."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        template = _SQLITE if schema_editor.connection.vendor == "sqlite" else _POSTGRESQL
        sql = template.format(
            name=self.name,
            table=self.table,
            event=self.event,
            message=self.message.replace("'", "''"),
            refuse_when=self.refuse_when.format(now=_NOW[schema_editor.connection.vendor]),
        )
        # Triggers must not be cut at the semicolons inside them, so no splitting into statements.
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(sql)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        with schema_editor.connection.cursor() as cursor:
            if schema_editor.connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {self.name}")
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {self.name}() CASCADE")

    def describe(self):
        return f"Guard {self.table}: {self.message}"
