"""Guessing: an account is counted once, whatever it is called, and a name tells nothing."""

import unicodedata

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.urls import reverse

from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"  # noqa: S105
WAIT = "Wait five minutes and try again."


def sign_in(name, password="a guess", **more):  # noqa: S107
    return Client().post(reverse("account_login"), {"login": name, "password": password}, **more)


def test_account_is_counted_once_whatever_it_is_called(settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    make_user("anna", email="anna@skin.example")
    named = ["anna", " ANNA ", "Anna@Skin.example", "anna@skin.example"]

    for name in named:
        assert WAIT not in sign_in(name).text
    sign_in("ａｎｎａ", headers={"Host": "localhost"})

    for name in ("anna", "anna@skin.example"):
        assert WAIT in sign_in(name, PASSWORD).text


def test_name_in_another_unicode_form_signs_in():
    make_user("zoë")

    assert sign_in(unicodedata.normalize("NFD", "zoë"), PASSWORD).status_code == 302


def test_accounts_that_share_an_address_are_counted_as_one():
    make_user("anna", email="desk@skin.example")
    make_user("ben", email="desk@skin.example")

    for name in ("ben", "anna", "ben", "desk@skin.example", "ben"):
        sign_in(name)

    assert WAIT in sign_in("ben", PASSWORD).text


def test_name_that_nobody_has_is_limited_like_any_other():
    for name in ("nobody", "NoBody", " nobody", "ｎobody", "nobody "):
        assert WAIT not in sign_in(name).text

    assert WAIT in sign_in("nobody").text


checked = []


class CountingHasher(PBKDF2PasswordHasher):
    algorithm = "counting"
    iterations = 1

    def encode(self, password, salt, iterations=None):
        checked.append(password)
        return super().encode(password, salt, iterations)


def test_every_wrong_password_costs_one_check(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    make_user("anna", email="anna@skin.example")
    costs = {}

    for name in ("anna", "anna@skin.example", "nobody", "nobody@skin.example"):
        checked.clear()
        sign_in(name)
        costs[name] = len(checked)

    assert set(costs.values()) == {1}, costs
