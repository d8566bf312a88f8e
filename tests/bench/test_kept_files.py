"""`seed_bench --keep` at a terminal: built once, and a copy in seconds the next time."""

import os
import shutil
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.databases import KEPT, mark

pytestmark = pytest.mark.once


@pytest.fixture
def seed_bench(tmp_path):
    """The command in a process of its own, on a database of its own."""

    def run(database, *options):
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{tmp_path / database}",
            "DJANGO_SETTINGS_MODULE": "skinsite.settings",
        }
        command = [sys.executable, settings.BASE_DIR / "manage.py", "seed_bench", *options]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def migrated(django_db_setup, tmp_path):
    """Copies a database with its tables, which takes the migrations many times as long to make."""
    return lambda name: shutil.copy(KEPT / f"{mark()}.sqlite3", tmp_path / name)


def articles_in(path):
    with sqlite3.connect(path) as database:
        return database.execute("SELECT id, title, content FROM articles_edition").fetchall()


def test_a_second_database_is_a_copy_of_the_kept_one(seed_bench, tmp_path, migrated):
    options = ["--articles", "3", "--keep", str(tmp_path / "kept")]
    migrated("one.sqlite3")

    first = seed_bench("one.sqlite3", *options)
    assert first.stdout.startswith("Wrote 3 articles, "), first.stderr
    second = seed_bench("two.sqlite3", *options)
    assert second.stdout.startswith("Restored 3 articles, "), second.stderr

    assert articles_in(tmp_path / "one.sqlite3") == articles_in(tmp_path / "two.sqlite3") != []
    assert len(list((tmp_path / "kept").iterdir())) == 1

    # Other options are another file; what stands in the way is only replaced when told so.
    other = ["--articles", "2", *options[2:]]
    refused = seed_bench("two.sqlite3", *other)
    assert refused.returncode == 2
    assert "Add --replace" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    migrated("three.sqlite3")
    third = seed_bench("three.sqlite3", *other)
    assert third.stdout.startswith("Wrote 2 articles, "), third.stderr
    replaced = seed_bench("two.sqlite3", *other, "--replace")
    assert replaced.stdout.startswith("Restored 2 articles, "), replaced.stderr
    assert len(articles_in(tmp_path / "two.sqlite3")) == 2


@pytest.mark.long
def test_a_file_that_is_not_there_is_made_and_one_that_is_replaced_made_anew(seed_bench, tmp_path):
    first = seed_bench("one.sqlite3", "--articles", "3")
    replaced = seed_bench("one.sqlite3", "--articles", "2", "--replace")

    assert first.stdout.startswith("Wrote 3 articles, "), first.stderr
    assert replaced.stdout.startswith("Wrote 2 articles, "), replaced.stderr
    assert len(articles_in(tmp_path / "one.sqlite3")) == 2


def test_help_says_what_is_kept_and_what_is_filled(seed_bench):
    answer = seed_bench("none.sqlite3", "--help")

    assert answer.returncode == 0
    for words in ("--articles N", "--keep FOLDER", "taken from there in", "holds nothing"):
        assert words in " ".join(answer.stdout.split())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--articles", "many"], "must be a whole number, not 'many'"),
        (["--date", "yesterday"], "must be a day such as 2026-01-31"),
        (["--articles", "0"], "--articles must be from 1 to"),
        (["--keep", __file__], "--keep wants a folder"),
    ],
)
def test_what_can_not_be_done_is_said_in_a_line(options, sentence, db):
    with pytest.raises(CommandError) as refused:
        call_command("seed_bench", *options)

    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_folder_that_is_not_there_is_said_in_a_line(seed_bench):
    answer = seed_bench("no/such/folder.sqlite3", "--articles", "1")

    assert answer.returncode == 2
    assert answer.stderr.startswith("CommandError: The database could not be filled: ")
    assert len(answer.stderr.splitlines()) == 1


def test_without_development_nobody_can_call_it(tmp_path):
    environment = os.environ | {
        "BENCH": "0",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "skinsite.settings",
    }
    command = [sys.executable, settings.BASE_DIR / "manage.py", "seed_bench"]

    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert answer.returncode == 1
    assert "Unknown command: 'seed_bench'" in answer.stderr
