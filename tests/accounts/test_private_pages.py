"""No answer of the admin or of an account stays in a cache, whatever the answer is."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_picture, make_user, signed_in, staff

pytestmark = pytest.mark.django_db

HOUSE = {"Cache-Control": "no-store, private", "X-Robots-Tag": "noindex, nofollow"}


def picture_page():
    return reverse("admin:pictures_picture_change", args=[make_picture().pk])


def shown(response):
    return {name: response.headers.get(name) for name in HOUSE}


def test_refusals_redirects_and_faults_are_kept_by_nobody(settings):
    desk = signed_in(make_user(is_superuser=True))
    answers = {
        "page": desk.get("/admin/"),
        "missing": desk.get("/admin/no-such-page/"),
        "forbidden": signed_in(staff("view_article")).get(picture_page()),
        "log-in": Client().get("/admin/"),
        "no slash": Client().get("/admin"),
        "no token": Client(enforce_csrf_checks=True).post(reverse("account_login"), {}),
        "foreign host": Client().get("/admin/", headers={"Host": "evil.example"}),
        "account missing": Client().get("/account/no-such-page/"),
    }
    settings.SECURE_SSL_REDIRECT = True
    answers["insecure"] = Client().get(reverse("account_login"))

    assert {name: shown(answer) for name, answer in answers.items()} == dict.fromkeys(
        answers, HOUSE
    )
    statuses = [answer.status_code for answer in answers.values()]
    assert statuses == [200, 404, 403, 302, 301, 403, 400, 404, 301]


def test_pages_of_readers_may_be_kept(client):
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    assert "no-store" not in client.get("/accounting/").headers.get("Cache-Control", "")
