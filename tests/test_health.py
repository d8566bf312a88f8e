"""What monitoring is told, by /readyz."""

import os
import select
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from django.db import connection

from core import heartbeat
from core.heartbeat import Heart, give_sign, sign
from skinsite import health
from skinsite.health import checks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _worker_at_work():
    give_sign()


def told(client):
    checks.forget()
    response = client.get("/readyz")
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    return response.status_code, response.json()


def test_all_is_well(client):
    assert told(client) == (
        200,
        {
            "ready": True,
            "database": "The database answers.",
            "disk": "There is room on the disk.",
            "files": "Files are there and can be written.",
            "worker": "The worker is at work.",
        },
    )


def silent_for(seconds):
    os.utime(sign(), (time.time() - seconds,) * 2)


def test_a_worker_that_died_is_missed_within_half_a_minute(client):
    silent_for(30 - health.KEPT)

    status, said = told(client)

    assert (status, said["ready"]) == (503, False)
    assert said["worker"] == "The worker is silent: start manage.py run_huey."
    give_sign()
    assert told(client)[0] == 200


def until(happens):
    deadline = time.monotonic() + 10
    while not happens():
        assert time.monotonic() < deadline
        select.select([], [], [], 0.01)


def test_a_worker_gives_signs_within_a_long_job_until_it_must_be_stuck(monkeypatch):
    silent_for(1000)
    heart = Heart(every=0.01)
    until(heartbeat.is_alive)
    long_job = heart.is_working()

    monkeypatch.setattr(heartbeat, "STUCK", 0)

    heart.end()

    assert (long_job, heart.is_working()) == (True, False)
    assert heartbeat.EVERY * 3 < heartbeat.SILENT


def test_a_full_disk_is_said(client, settings):
    settings.READY_FREE_MB = 10**9

    status, said = told(client)

    assert status == 503
    assert "The disk of the pictures is nearly full: free some space." in said["disk"]


def test_a_database_that_is_away_is_said_and_not_made(client, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "NAME", "away")

    status, said = told(client)

    assert (status, said["database"]) == (503, "The database does not answer.")
    assert not Path("away").exists()


@pytest.mark.parametrize("setting", ["MEDIA_ROOT", "PUBLIC_MEDIA_ROOT"])
def test_a_place_that_takes_no_pictures_is_said(client, settings, setting):
    setattr(settings, setting, Path("/proc/self"))  # not even root writes there

    status, said = told(client)

    assert status == 503
    assert "pictures lie: look at disk and rights." in said["files"]


def test_missing_styles_and_scripts_are_said(client, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "skinsite.static_files.Storage"},
    }

    assert "run manage.py collectstatic" in told(client)[1]["files"]
    (tmp_path / "staticfiles.json").write_text('{"paths": {}, "version": "1.1"}')
    assert told(client)[0] == 200


def test_asking_often_costs_one_look_and_one_thread():
    looks, is_over = [], Event()

    def look():
        looks.append(1)
        assert is_over.wait(10)
        return {"ready": True}

    kept = health.Kept(look, {"ready": False})
    with ThreadPoolExecutor(1) as other:
        first = other.submit(kept.answer)
        until(lambda: looks)
        meanwhile = kept.answer()
        is_over.set()
        answers = [first.result(), kept.answer(), kept.answer()]

    assert meanwhile == {"ready": False}
    assert answers == [{"ready": True}] * 3
    assert looks == [1]
