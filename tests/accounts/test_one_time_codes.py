"""A code of an app is good for one time, wherever it was used."""

import threading
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import UsedCode
from tests.factories import make_authenticator_app, make_user, signed_in

PASSWORD = "correct horse battery"  # noqa: S105


def code_of(secret, at):
    return f"{hotp_value(secret, int(at // 30)):06}"


@pytest.fixture
def now(monkeypatch):
    """The middle of a half minute, for as long as the test lasts."""
    moment = time.time() // 30 * 30 + 15
    monkeypatch.setattr(time, "time", lambda: moment)
    return moment


def sign_in_with(code):
    client = Client()
    client.post(reverse("account_login"), {"login": "anna", "password": PASSWORD})
    return client.post(reverse("mfa_authenticate"), {"code": code})


@pytest.mark.django_db
def test_code_is_refused_the_second_time_though_the_cache_forgot_it(now):
    code = code_of(make_authenticator_app(make_user("anna")), now)

    first = sign_in_with(code)
    cache.clear()
    again = sign_in_with(f"{code[:3]} {code[3:]}")

    assert first.status_code == 302
    assert "That code is wrong or has expired." in again.text


@pytest.mark.django_db
def test_code_that_set_the_app_up_does_not_sign_in(now):
    client = signed_in(make_user("anna"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    code = code_of(client.session["mfa.totp.secret"], now)

    client.post(reverse("mfa_activate_totp"), {"code": code})

    assert Authenticator.objects.filter(type="totp").exists()
    assert "That code is wrong or has expired." in sign_in_with(code).text


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_database_lets_one_through():
    make_authenticator_app(make_user("anna"))
    app = Authenticator.objects.get()
    start, taken = threading.Barrier(4), []

    def take():
        try:
            start.wait()
            taken.append(UsedCode.take(app, 7))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [False, False, False, True]
