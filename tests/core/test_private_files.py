"""Nobody else on the machine reads the database or the queue of letters."""

import os
import stat
from contextlib import closing

import pytest
from django.conf import settings
from django.db.utils import ConnectionHandler

from core.task_queue import QueueStorage


@pytest.fixture(autouse=True)
def open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.django_db
def test_database_with_all_its_files_is_its_owners_alone(tmp_path):
    path = tmp_path / "site.sqlite3"
    options = {"init_command": "PRAGMA journal_mode=WAL"}
    new = {"ENGINE": "core.sqlite3", "NAME": str(path), "OPTIONS": options}

    with closing(ConnectionHandler({"default": new})["default"]) as connection:
        connection.ensure_connection()
        connection.connection.execute("CREATE TABLE t (a)")
        names = [file.name for file in tmp_path.iterdir()]
        modes = {name: mode(tmp_path / name) for name in names}

    assert modes == dict.fromkeys(["site.sqlite3", "site.sqlite3-wal", "site.sqlite3-shm"], 0o600)
    if "sqlite3" in settings.DATABASES["default"]["ENGINE"]:
        assert settings.DATABASES["default"]["ENGINE"] == "core.sqlite3"


def test_queue_and_its_folder_are_their_owners_alone_and_forget_what_is_done(tmp_path):
    path = tmp_path / "var" / "queue.sqlite3"
    queue = QueueStorage("letters", filename=str(path), journal_mode="delete")

    queue.enqueue(b"a letter with a link")
    written = b"a letter" in path.read_bytes()
    number, _ = queue.take()
    kept = b"a letter" in path.read_bytes()
    queue.done(number)

    assert mode(path.parent) == 0o700
    assert mode(path) == 0o600
    assert (written, kept) == (True, True)
    assert b"a letter" not in path.read_bytes()
