"""The page for a forgotten password tells nobody who has an account, and waits for no server."""

import sqlite3
from contextlib import closing

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.task_queue import LETTERS
from tests.factories import make_user
from tests.mail_server import mail_server
from tests.worker import waiting, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def with_mail(settings):
    settings.MAIL_IS_CONFIGURED = True
    settings.EMAIL_TIMEOUT, settings.EMAIL_DEADLINE = 0.2, 0.4
    LETTERS.flush()


def ask(address):
    client = Client(raise_request_exception=False)
    return client.post(reverse("account_reset_password"), {"email": address})


@pytest.mark.parametrize("kind", ["down", "silent"])
def test_mail_server_is_none_of_the_pages_business(settings, kind):
    settings.EMAIL_BACKEND = "core.mail.backend.QueueBackend"
    settings.EMAIL_DELIVERY_BACKEND = "core.mail.smtp.EmailBackend"
    make_user("anna", email="anna@skin.example")

    with mail_server(kind, settings) as server:
        known, unknown = ask("anna@skin.example"), ask("nobody@skin.example")
        called = server.callers
        work()

    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"]
    assert called == 0
    assert waiting() == 1  # the one with an account waits for another try


def test_page_does_the_same_whoever_is_asked_about():
    make_user("anna", email="anna@skin.example")
    done = {}
    for name in ("anna", "nobody"):
        with CaptureQueriesContext(connection) as asked:
            ask(f"{name}@skin.example")
        done[name] = ([query["sql"] for query in asked], LETTERS.pending_count())
        LETTERS.flush()

    assert done["anna"] == done["nobody"]
    assert mail.outbox == []


def test_no_link_is_ever_in_the_queue():
    make_user("anna", email="anna@skin.example")

    ask("anna@skin.example")
    queued = b"".join(LETTERS.storage.enqueued_items())
    work()

    assert b"anna@skin.example" in queued
    assert b"/password/reset/" not in queued
    assert "/password/reset/" in mail.outbox[0].body


def test_queue_that_takes_nothing_is_said_to_whoever_asks():
    LETTERS.storage.conn.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(LETTERS.storage.filename)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = ask("anna@skin.example")
        other.rollback()
    LETTERS.storage.conn.execute("PRAGMA busy_timeout = 5000")

    assert answer.status_code == 503
    assert "The site is busy. Try again in a moment." in answer.text
