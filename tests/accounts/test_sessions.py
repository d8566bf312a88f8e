"""Sessions: how long one lasts, and who ends whose."""

import re
import time

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.accounts.signing_in import PASSWORD, is_in, sign_in
from tests.factories import (
    make_user,
)

pytestmark = pytest.mark.django_db

MOZILLA, WEBKIT = "Mozilla/5.0", "AppleWebKit/537.36 (KHTML, like Gecko)"


def later(monkeypatch, seconds):
    now = time.time()
    monkeypatch.setattr("accounts.sessions.time.time", lambda: now + seconds)


def test_idle_session_ends(client, anna, monkeypatch, settings):
    sign_in(client)
    assert is_in(client)

    later(monkeypatch, settings.SESSION_IDLE_AGE + 1)

    assert not is_in(client)


def test_session_in_use_goes_on_until_its_age(client, anna, monkeypatch, settings):
    sign_in(client)
    step = settings.SESSION_IDLE_AGE - 60
    now = time.time()

    lasted = 0
    for lasted in range(step, settings.SESSION_COOKIE_AGE * 2, step):
        monkeypatch.setattr("accounts.sessions.time.time", lambda at=now + lasted: at)
        if not is_in(client):
            break

    assert settings.SESSION_COOKIE_AGE < lasted <= settings.SESSION_COOKIE_AGE + step


def test_ordinary_page_of_the_admin_writes_nothing_to_the_session(client, anna):
    sign_in(client)
    is_in(client)

    with CaptureQueriesContext(connection) as asked:
        is_in(client)

    assert not [q["sql"] for q in asked if re.match("UPDATE|INSERT|DELETE", q["sql"])]


def test_one_session_or_all_others_can_be_ended(anna):
    here, there, elsewhere = Client(), Client(), Client()
    for client in (here, there, elsewhere):
        sign_in(client)
    page = here.get(reverse("usersessions_list")).text
    row = UserSession.objects.get(session_key=there.session.session_key)

    here.post(reverse("account_end_session", args=[row.pk]))
    one_ended = (is_in(there), is_in(elsewhere))
    here.post(reverse("usersessions_list"))

    assert page.count(">End<") == 2
    assert one_ended == (False, True)
    assert not is_in(elsewhere)
    assert is_in(here)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (
            f"{MOZILLA} (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Windows",
        ),
        (f"{MOZILLA} (X11; Linux x86_64) {WEBKIT} Chrome/156.0 Safari/537.36", "Chrome on Linux"),
        (
            f"{MOZILLA} (Windows NT 10.0) {WEBKIT} Chrome/156.0 Safari/537.36 Edg/156",
            "Edge on Windows",
        ),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("curl/8.5 <b>", "curl/8.5 &lt;b&gt;"),
        ("", "Unknown browser"),
    ],
)
def test_sessions_are_named_by_their_browser(client, anna, header, name):
    client.force_login(anna)

    page = client.get(reverse("usersessions_list"), headers={"User-Agent": header})

    assert f"<strong>{name}</strong>" in page.text


def test_nobody_ends_a_session_of_somebody_else(client, anna):
    make_user("ben")
    other = Client()
    sign_in(other, "ben")
    sign_in(client)
    row = UserSession.objects.get(user__username="ben")

    response = client.post(reverse("account_end_session", args=[row.pk]))

    assert response.status_code == 404
    assert is_in(other)


def test_changing_the_password_ends_the_other_sessions_only(client, anna):
    other = Client()
    sign_in(client)
    sign_in(other)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "a longer horse", "password2": "a longer horse"},
    )

    assert is_in(client)
    assert not is_in(other)


def test_weak_new_password_is_refused_beside_its_field(client, anna):
    client.force_login(anna)

    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "short", "password2": "short"},
    )

    assert "at least 12 characters" in response.text
    assert sign_in(Client()).status_code == 302


def test_switching_an_account_off_ends_its_sessions_for_good(client, anna):
    ben = make_user("ben")
    his = Client()
    sign_in(his, "ben")
    client.force_login(anna)
    address = reverse("admin:auth_user_change", args=[ben.pk])
    form = {
        "username": "ben",
        "is_staff": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "10:00",
    }

    client.post(address, form)
    while_off = is_in(his)
    client.post(address, {**form, "is_active": "on"})
    ben.refresh_from_db()

    assert ben.is_active
    assert not while_off
    assert not is_in(his)
