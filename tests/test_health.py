"""What monitoring is told, by /readyz."""

import os
from pathlib import Path

import pytest
from django.db import connection

from core.heartbeat import SILENT, give_sign, sign
from core.tasks import beat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _worker_at_work():
    beat.call_local()


def told(client):
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
            "worker": "The worker is at work.",
        },
    )


def test_a_worker_that_died_is_missed(client):
    last = sign().stat().st_mtime - SILENT - 1
    os.utime(sign(), (last, last))

    status, said = told(client)

    assert (status, said["ready"]) == (503, False)
    assert said["worker"] == "The worker is silent: start manage.py run_huey."
    give_sign()
    assert told(client)[0] == 200


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
