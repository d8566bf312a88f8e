"""manage.py says in a sentence what is wrong."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)

pytestmark = pytest.mark.once


# Checks run in any order, and which one meets the absence first differs from run to run.
@pytest.mark.parametrize("command", ["makemigrations", "makemigrations --dry-run", "migrate"])
def test_without_settings_a_command_says_which_one_to_set(tmp_path, command):
    shutil.copy(ROOT / "manage.py", tmp_path)
    shutil.copytree(ROOT / "skinsite", tmp_path / "skinsite")
    unset = {"SECRET_KEY", "BASE_URL", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}

    done = subprocess.run(
        [sys.executable, "manage.py", *command.split()],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("manage.py: Set SECRET_KEY in the environment or in .env")
    assert done.stderr.count("\n") == 1


def test_address_of_no_database_is_answered_with_one_that_is():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "skinsite.settings", "DATABASE_URL": "skinsite.sqlite3"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr.startswith("manage.py: DATABASE_URL must name a database, e.g. sqlite:")
    assert done.stderr.count("\n") == 1


def test_site_with_https_keeps_sessions_and_browsers_to_it():
    """As in production, where nothing says so but BASE_URL (docs/rules.md 8.1, 8.2)."""
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "DEBUG"]
    names += ["SESSION_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SAMESITE"]
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            f"""
import json
from django.conf import settings
print(json.dumps([getattr(settings, name) for name in {names}]))""",
        ],
        cwd=ROOT,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "skinsite.settings",
            "BASE_URL": "https://skin.example",
            "DEBUG": "0",
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(said.stdout) == [True, True, True, False, True, 31_536_000, "Lax"]
