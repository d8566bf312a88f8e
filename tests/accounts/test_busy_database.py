"""Signing in and reading while somebody else holds the database's one lock."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from tests.databases import locked
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def counted_in_the_database(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "core.attempts_cache.AttemptsCache",
            "LOCATION": "skinsite_cache",
        }
    }


def sign_in(client):
    data = {"login": "anna", "password": "correct horse battery"}
    return client.post(reverse("account_login"), data)


def test_busy_database_is_no_attempt_too_many(counted_in_the_database, monkeypatch):
    monkeypatch.setattr("core.attempts_cache.LOCK_SECONDS", 0)
    make_user("anna")
    client = Client(raise_request_exception=False)

    with locked("skinsite_cache"):
        shown = client.get(reverse("account_login"))
        answers = [sign_in(client) for _ in range(7)]
    after = sign_in(client)

    assert shown.status_code == 200
    assert {answer.status_code for answer in answers} == {503}
    assert "The site is busy. Try again in a moment." in answers[0].text
    assert answers[0].headers["Retry-After"] == "5"
    assert after.status_code == 302


def test_page_is_read_though_nobody_can_note_that_it_was(monkeypatch):
    client = Client()
    client.force_login(make_user(is_superuser=True))
    session = client.session
    seen = int(time.time()) - 100
    session["seen_at"] = seen
    session.save()

    with locked("django_session", "usersessions_usersession"):
        answer = client.get(reverse("account_home"))
        kept = client.session["seen_at"]
    client.get(reverse("account_home"))

    assert answer.status_code == 200
    assert kept == seen
    assert client.session["seen_at"] > seen
