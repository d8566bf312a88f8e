"""Finished databases kept as files: an SQLite file, or an archive of pg_dump."""

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection

from .database import Refusal, drop_everything, sqlite_file

_ENVIRONMENT = {
    "NAME": "PGDATABASE",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "HOST": "PGHOST",
    "PORT": "PGPORT",
}


class KeptFile:
    """The database that a key stands for, in a folder. What is half written has another name."""

    def __init__(self, folder: Path, key: str) -> None:
        ending = "sqlite3" if connection.vendor == "sqlite" else "dump"
        self.path = folder / f"bench-{key}.{ending}"
        if folder.exists() and not folder.is_dir():
            raise Refusal(f"--keep wants a folder, and {folder} is a file.")
        if connection.vendor == "postgresql" and not shutil.which("pg_dump"):
            raise Refusal("--keep needs the programs pg_dump and pg_restore beside PostgreSQL.")

    def exists(self) -> bool:
        return self.path.exists()

    def save(self) -> None:
        """Keep the database as it is now."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        half = self.path.with_name(self.path.name + ".part")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            shutil.copyfile(sqlite_file(), half)
        else:
            _run("pg_dump", "--format=custom", "--compress=1", "--no-owner", f"--file={half}")
        half.replace(self.path)

    def restore(self) -> None:
        """Make the database what was kept; whatever is in it goes."""
        drop_everything()
        if connection.vendor == "sqlite":
            target = sqlite_file()
            half = target.with_name(target.name + ".part")
            shutil.copyfile(self.path, half)
            half.replace(target)
            return
        name = connection.settings_dict["NAME"]
        _run(
            *("pg_restore", "--jobs=2", "--no-owner", "--exit-on-error", f"--dbname={name}"),
            str(self.path),
        )


def _run(*command: str) -> None:
    """Run a program of PostgreSQL's on the database of the settings."""
    settings = connection.settings_dict
    given = {
        variable: str(settings[name]) for name, variable in _ENVIRONMENT.items() if settings[name]
    }
    connection.close()
    done = subprocess.run(
        command, env=os.environ | given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing."]
        raise Refusal(f"{command[0]} failed: {lines[-1]}")
