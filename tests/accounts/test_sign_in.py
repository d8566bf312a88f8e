"""Signing in: who gets through the door, for how long, and what nobody may do to an account."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.urls import urlpatterns
from tests.accounts.signing_in import ADMIN, PASSWORD, code_of, is_in, sign_in
from tests.factories import (
    make_article,
    make_authenticator_app,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["anna", "anna@skin.example", "Anna@Skin.Example"])
def test_user_name_and_email_both_lead_to_the_admin(client, anna, name):
    response = sign_in(client, name)

    assert response.headers["Location"] == ADMIN
    assert is_in(client)


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong"), ("nobody", PASSWORD), ("no@skin.example", PASSWORD)]
)
def test_wrong_log_in_says_the_same_whoever_it_names(client, anna, name, password):
    response = sign_in(client, name, password)

    assert "Username and password don’t match. Check both and try again." in response.text
    assert f'value="{name}"' in response.text
    assert not is_in(client)


def test_the_admins_own_door_leads_to_ours_and_keeps_where_somebody_was_going(client, anna):
    going = f"{reverse('admin:articles_article_changelist')}?q=milia"

    way = client.get(going, follow=True)
    response = sign_in(client, next=going)

    assert way.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert f'name="next" value="{going}"' in way.text
    assert response.headers["Location"] == going


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_away_from_the_site(client, anna, target):
    before = client.get(reverse("admin:login"), {"next": target})
    after = sign_in(client, next=target)
    signed_in = client.get(reverse("admin:login"), {"next": target})

    assert "evil" not in before.headers["Location"]
    assert after.headers["Location"] == ADMIN
    assert signed_in.headers["Location"] == ADMIN


def test_the_admins_door_takes_no_password_itself(client, anna):
    client.post(reverse("admin:login"), {"username": "anna", "password": PASSWORD})

    assert not is_in(client)


def test_an_account_without_the_admin_is_told_so_and_not_sent_in_circles(client):
    make_user("reader", is_staff=False)
    sign_in(client, "reader")

    response = client.get(ADMIN, follow=True)

    assert response.status_code == 403
    assert "This account can't open the admin" in response.text


def test_switched_off_account_stays_outside(client, anna):
    anna.is_active = False
    anna.save()

    response = sign_in(client)

    assert not is_in(client)
    assert response.status_code in {200, 302}


def test_signing_in_begins_a_new_session(client, anna):
    client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    before = client.session.session_key

    sign_in(client)

    assert before
    assert client.session.session_key != before


def test_signing_out_ends_the_session_and_asks_for_a_post(client, anna):
    sign_in(client)
    key = client.session.session_key

    client.get(reverse("account_logout"))
    still_in = is_in(client)
    response = client.post(reverse("admin:logout"), follow=True)
    client.cookies["sessionid"] = key

    assert still_in
    assert "You’re signed out." in response.text
    assert not is_in(client)


@pytest.mark.parametrize(
    ("admins", "ours"),
    [("password_change", "account_change_password"), ("password_change_done", "account_home")],
)
def test_the_admins_password_pages_lead_to_ours(client, anna, admins, ours):
    client.force_login(anna)

    response = client.get(reverse(f"admin:{admins}"))

    assert response.headers["Location"] == reverse(ours)


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_request_login_code"])
def test_what_is_closed_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_readers_get_no_cookie_and_pay_nothing_for_the_log_in(client):
    article = make_article()
    address = reverse("articles:detail", args=[article.slug])

    for path in (address, "/", "/articles/", "/robots.txt", "/no-such-page/"):
        response = client.get(path)
        assert not response.cookies, path
        assert "Cookie" not in response.headers.get("Vary", ""), path
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get("/articles/")
    tables = ("django_session", "auth_user", "usersessions", "mfa_", "skinsite_cache")

    assert asked.captured_queries
    assert not [q["sql"] for q in asked if any(table in q["sql"] for table in tables)]


def test_no_public_page_leads_to_the_log_in_and_robots_are_told(client):
    article = make_article()

    for path in ("/", "/articles/", reverse("articles:detail", args=[article.slug])):
        assert reverse("account_home") not in client.get(path).text
    assert f"Disallow: {reverse('account_home')}\n" in client.get("/robots.txt").text


SIGNED_OUT = {"account_login", "account_reset_password", "account_inactive"}
WITHOUT_KEYS = [p for p in urlpatterns if "<" not in str(p.pattern)]


@pytest.mark.parametrize("pattern", WITHOUT_KEYS, ids=lambda pattern: pattern.name)
def test_pages_of_an_account_are_kept_from_caches_and_search_engines(client, anna, pattern):
    address = reverse(pattern.name)

    outside = client.get(address)
    client.force_login(anna)
    inside = client.get(address)

    for response in (outside, inside):
        assert response.headers["Cache-Control"] == "no-store, private"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert response.status_code < 500


PRIVATE = [
    p.name for p in WITHOUT_KEYS if re.match(r"(pass|app|codes|sess|confirm|$)", str(p.pattern))
]


@pytest.mark.parametrize("name", sorted({name for name in PRIVATE if "reset" not in name}))
def test_pages_of_an_account_are_for_its_owner(client, name):
    for response in (client.get(reverse(name)), client.post(reverse(name))):
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_login"))


def test_guessing_is_stopped_even_with_the_right_password_at_last(client, anna):
    for _ in range(5):
        sign_in(client, password="a guess")  # noqa: S106

    response = sign_in(client)
    somebody_else = sign_in(Client(), make_user("ben").username)

    assert "Wait five minutes and try again." in response.text
    assert not is_in(client)
    assert somebody_else.status_code == 302


def test_attempts_from_one_address_are_counted_over_all_names(client, anna):
    for n in range(10):
        sign_in(client, f"name{n}", "a guess")

    assert "Wait five minutes" in sign_in(client).text


def test_behind_a_proxy_the_count_is_by_what_the_proxy_saw(client, settings, anna):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def attempt(forwarded, name):
        address = reverse("account_login")
        data = {"login": name, "password": "a guess"}
        return client.post(address, data, headers={"X-Forwarded-For": forwarded}).text

    for n in range(10):  # what the client itself put before it changes nothing
        attempt(f"198.51.100.{n}, 203.0.113.7", f"name{n}")

    assert "Wait five minutes" in attempt("198.51.100.99, 203.0.113.7", "another")
    assert "Wait five minutes" not in attempt("203.0.113.7, 203.0.113.8", "another")


def test_without_a_proxy_nobody_chooses_the_address_they_are_counted_by(client, anna):
    def attempt(n):
        data = {"login": f"name{n}", "password": "a guess"}
        headers = {"X-Forwarded-For": f"198.51.100.{n}"}
        return client.post(reverse("account_login"), data, headers=headers).text

    assert "Wait five minutes" in [attempt(n) for n in range(11)][-1]


def test_the_count_is_kept_in_the_database_for_all_processes(client, settings, anna):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "skinsite_cache",
        }
    }

    for _ in range(5):
        sign_in(client, password="a guess")  # noqa: S106
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM skinsite_cache")
        kept = cursor.fetchone()[0]

    assert kept
    assert "Wait five minutes" in sign_in(client).text


def test_codes_cannot_be_guessed_either(client, anna):
    secret = make_authenticator_app(anna)
    sign_in(client)
    right = code_of(secret)
    wrong = "000000" if right != "000000" else "111111"

    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": wrong})
    response = client.post(reverse("mfa_authenticate"), {"code": right})

    assert "Wait five minutes" in response.text
    assert not is_in(client)


def test_account_of_before_signs_in_as_before(client):
    """The tables of the login are new; a user and a password hash that were there stay good."""
    user = make_user("old", last_login=timezone.now() - timedelta(days=400))

    sign_in(client, "old")

    assert is_in(client)
    assert not Authenticator.objects.filter(user=user).exists()
