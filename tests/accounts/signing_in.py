"""What somebody does at the sign-in form, step by step."""

import time

from allauth.mfa.totp.internal.auth import hotp_value
from django.urls import reverse

PASSWORD = "correct horse battery"  # noqa: S105
ADMIN = "/admin/"


def sign_in(client, username="anna", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": username, "password": password, **more})


def is_in(client):
    return client.get(ADMIN).status_code == 200


def confirm(client, password=PASSWORD):
    """Type the password once more, as before every change of a factor."""
    return client.post(reverse("account_reauthenticate"), {"password": password})


def code_of(secret, at=None):
    return f"{hotp_value(secret, int((at or time.time()) // 30)):06}"
