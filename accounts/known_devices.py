"""
Browsers in which somebody signed in before: wrong passwords from elsewhere don't shut them out.

A signed cookie that goes to the pages of an account alone holds a number for the browser, and a
mark for each account that signed in there; a new password makes an account's mark void. It opens
nothing: with it wrong passwords are counted apart (`accounts/attempts.py`). docs/decisions/0034
"""

import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

COOKIE = "known_device"
AGE = 365 * 24 * 60 * 60
MOST_ACCOUNTS = 10  # of a browser that several people use


def device_of(request: HttpRequest, accounts: Iterable[tuple[int, str]]) -> str:
    """This browser's number, where one of `accounts` (key, stored password) signed in; or ""."""
    cookie = _read(request)
    for pk, password in accounts:
        if cookie["marks"].get(str(pk)) == _mark(password):
            return str(cookie["device"])
    return ""


def remember_device(request: HttpRequest, response: HttpResponse, user: AbstractBaseUser) -> None:
    """From now on this browser is known to `user`, who has just proven to be that."""
    cookie = _read(request)
    cookie["marks"].pop(str(user.pk), None)
    marks = [*cookie["marks"].items(), (str(user.pk), _mark(user.password))][-MOST_ACCOUNTS:]
    response.set_cookie(
        COOKIE,
        signing.dumps({**cookie, "marks": dict(marks)}, salt=COOKIE, compress=True),
        max_age=AGE,
        path=reverse("account_home"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    """A cookie that isn't ours, or is too old, is as none."""
    try:
        cookie: dict[str, Any] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=AGE
        )
    except signing.BadSignature:
        return {"device": secrets.token_hex(16), "marks": {}}
    return cookie


def _mark(password: str) -> str:
    return salted_hmac(COOKIE, password).hexdigest()[:16]
