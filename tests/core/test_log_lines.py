"""What the log says, and what it must not."""

import io
import logging

import pytest
from django.template import Engine
from django.test import Client
from django.urls import reverse

from accounts import views


@pytest.fixture
def log():
    """What the site's own handler writes."""
    handler = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    text = io.StringIO()
    before = handler.setStream(text)
    yield text
    handler.setStream(before)


def test_foreign_host_is_one_line_however_often_it_comes(log):
    for _ in range(3):
        response = Client().get("/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert log.getvalue().count("\n") == 3
    assert log.getvalue().count("HTTP_HOST header: 'evil.example'") == 3


FORM = "application/x-www-form-urlencoded"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content_type",
    [f"{FORM}; charset=utf-16", f"{FORM}; charset=iso-8859-1", "multipart/form-data; boundary=ä"],
)
@pytest.mark.parametrize("path", ["/", "/account/login/", "/admin/"])
def test_body_that_cannot_be_read_is_one_line_and_the_sender_s_fault(log, path, content_type):
    """django#17184: the check of a form's token reads it before any view."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32

    response = client.generic("POST", path, b"a=b", content_type)

    assert (response.status_code, response["Content-Type"][:10]) == (400, "text/plain")
    assert log.getvalue().count("\n") == 1


def test_line_break_in_an_address_begins_no_line(log, monkeypatch):
    """CVE-2025-48432."""

    def broken(_):
        raise RuntimeError

    monkeypatch.setattr(Engine.get_default(), "template_context_processors", (broken,))

    Client(raise_request_exception=False).get("/no-such%0AERROR%20forged%0D%1b/")

    lines = log.getvalue().splitlines()
    assert "forged" in lines[0]
    assert not [line for line in lines[1:] if "forged" in line or "\x1b" in line]


@pytest.mark.django_db
def test_key_of_a_reset_link_is_not_in_the_log_of_a_fault(log, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("sessionid=0123456789abcdef and /account/password/reset/1-d1x2k9-aff/")

    monkeypatch.setattr(views.account.PasswordResetFromKeyView, "dispatch", broken)
    address = reverse("account_reset_password_from_key", args=["1", "d1x2k9-5f0c"])

    Client(raise_request_exception=False).get(address)

    assert "Internal Server Error: /account/password/reset/…" in log.getvalue()
    assert "Traceback" in log.getvalue()  # a fault of ours is told in full
    for secret in ("5f0c", "aff", "0123456789abcdef"):
        assert secret not in log.getvalue()
