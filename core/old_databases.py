"""A database whose tables were made by other migrations than these is refused with a sentence.

Before the first release migrations are written anew instead of being carried along, so an old
database can't be brought up to date: `migrate` would stumble half way, over a table that is there
already. Nobody has one to keep; sample content is loaded again in a minute.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.loader import MigrationLoader

# Apps of ours that are gone: what they recorded is in no migration of today.
FORMER_APPS = {"skinsite"}


def check_recorded_migrations(
    *, databases: Iterable[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """An error for each database that records migrations of ours which are not on disk.

    A check of databases: `migrate` runs it before it touches anything.
    """
    return [
        Error(
            "This database was made by an earlier version of skinsite, whose migrations "
            f"({', '.join(foreign[:3])}{' …' if len(foreign) > 3 else ''}) are no longer here. "
            f"Start anew: {advice(alias)}, then run migrate and load_samples.",
            id="core.E001",
        )
        for alias in databases or ()
        if (foreign := foreign_migrations(alias))
    ]


def foreign_migrations(alias: str) -> list[str]:
    """Recorded migrations of our apps that the code does not have: `["skinsite.0001_initial"]`."""
    loader = MigrationLoader(connections[alias])
    ours = FORMER_APPS | {
        config.label
        for config in apps.get_app_configs()
        if Path(config.path).parent == settings.BASE_DIR
    }
    known = loader.disk_migrations.keys() | {
        replaced for one in loader.disk_migrations.values() for replaced in one.replaces
    }
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in ours and (app, name) not in known
    )


def advice(alias: str) -> str:
    database = connections[alias].settings_dict
    if connections[alias].vendor == "sqlite":
        return f"delete {database['NAME']}"
    return f"drop the database {database['NAME']} and create it empty"
