"""Signing in: who gets through the door, for how long, and what nobody may do to an account."""

import re
import time
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from huey.contrib.djhuey import HUEY

from accounts.urls import urlpatterns
from articles.publishing.schedule import live_edition
from tests.factories import (
    make_article,
    make_authenticator_app,
    make_member,
    make_passkey,
    make_user,
    signed_in,
    staff,
)
from tests.worker import work

pytestmark = pytest.mark.django_db

MOZILLA, WEBKIT = "Mozilla/5.0", "AppleWebKit/537.36 (KHTML, like Gecko)"
PASSWORD = "correct horse battery"  # noqa: S105
DESK = "/admin/"


@pytest.fixture
def anna():
    return make_user("anna", is_superuser=True, email="anna@skin.example")


def sign_in(client, username="anna", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": username, "password": password, **more})


def is_in(client):
    return client.get(DESK).status_code == 200


def confirm(client, password=PASSWORD):
    """Type the password once more, as before every change of a factor."""
    return client.post(reverse("account_reauthenticate"), {"password": password})


def code_of(secret, at=None):
    return f"{hotp_value(secret, int((at or time.time()) // 30)):06}"


# The door


@pytest.mark.parametrize("name", ["anna", "anna@skin.example", "Anna@Skin.Example"])
def test_user_name_and_e_mail_both_lead_to_the_desk(client, anna, name):
    response = sign_in(client, name)

    assert response.headers["Location"] == DESK
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
    assert after.headers["Location"] == DESK
    assert signed_in.headers["Location"] == DESK


def test_the_admins_door_takes_no_password_itself(client, anna):
    client.post(reverse("admin:login"), {"username": "anna", "password": PASSWORD})

    assert not is_in(client)


def test_an_account_without_a_desk_is_told_so_and_not_sent_in_circles(client):
    make_user("reader", is_staff=False)
    sign_in(client, "reader")

    response = client.get(DESK, follow=True)

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


# Readers


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


# Too many attempts


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


# Sessions


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


def test_ordinary_page_of_the_desk_writes_nothing_to_the_session(client, anna):
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


# The second factor


def test_app_is_set_up_and_asked_for(client, anna, settings):
    settings.MFA_TOTP_TOLERANCE = 1
    sign_in(client)
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]

    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    other = Client()
    onboarding_step = sign_in(other, next="/admin/faq/question/")
    between = is_in(other)
    row = Authenticator.objects.get(type="totp")
    next_code = code_of(secret, time.time() + 30)
    second_step = other.post(reverse("mfa_authenticate"), {"code": next_code})

    assert "data:image/svg+xml" in page.text
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert secret not in str(row.data)
    assert onboarding_step.headers["Location"] == reverse("mfa_authenticate")
    assert not between
    assert second_step.headers["Location"] == "/admin/faq/question/"
    assert is_in(other)


def test_code_works_once(client, anna):
    secret = make_authenticator_app(anna)
    code = code_of(secret)
    first, second = Client(), Client()

    for browser in (first, second):
        sign_in(browser)
        browser.post(reverse("mfa_authenticate"), {"code": code})

    assert is_in(first)
    assert not is_in(second)


def test_recovery_code_lets_in_once(anna):
    make_authenticator_app(anna)
    code = RecoveryCodes.activate(anna).generate_codes()[0]
    first, second = Client(), Client()

    for browser in (first, second):
        sign_in(browser)
        browser.post(reverse("mfa_authenticate"), {"code": code})

    assert is_in(first)
    assert not is_in(second)


def test_secrets_under_a_lost_key_let_nobody_in_and_break_nothing(client, settings, anna):
    secret = make_authenticator_app(anna)
    sign_in(client)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    rotated = "another key of at least fifty characters for the whole site"

    settings.SECRET_KEY = rotated
    browser = Client()
    sign_in(browser)
    kept = browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    settings.SECRET_KEY_FALLBACKS = []
    lost = Client()
    sign_in(lost)
    refused = lost.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert kept.status_code == 302
    assert refused.status_code == 200
    assert not is_in(lost)


@pytest.mark.parametrize("make", [make_authenticator_app, make_passkey])
def test_factors_change_only_after_the_password_once_more(client, anna, make):
    make(anna)
    client.force_login(anna)
    row = Authenticator.objects.get()
    addresses = [
        reverse("mfa_activate_totp"),
        reverse("mfa_add_webauthn"),
        reverse("mfa_generate_recovery_codes"),
    ]
    if row.type == "totp":
        addresses = [reverse("mfa_deactivate_totp")]
    else:
        addresses += [reverse(f"mfa_{verb}_webauthn", args=[row.pk]) for verb in ("edit", "remove")]

    for address in addresses:
        for response in (client.get(address), client.post(address)):
            assert response.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.count() == 1


def test_nobody_touches_a_passkey_of_somebody_else(client, anna):
    passkey = make_passkey(make_user("ben"))
    client.force_login(anna)
    confirm(client)

    for verb in ("edit", "remove"):
        address = reverse(f"mfa_{verb}_webauthn", args=[passkey.pk])
        assert client.post(address, {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get().wrap().name == "Passkey"


THREE = ("eA", "eA", "eA")
RESPONSE = '{"clientDataJSON": "%s", "attestationObject": "%s", "authenticatorData": "%s"}'
FORGERIES = [
    "",
    "x",
    "{}",
    "[]",
    "null",
    '{"id": "x"}',
    "9" * 5000,
    "[" * 100_000,
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": %s}'
    % (RESPONSE % (("eA",) * 3)),
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": null}',
]


@pytest.mark.parametrize("credential", FORGERIES, ids=range(len(FORGERIES)))
@pytest.mark.parametrize("name", ["mfa_login_webauthn", "mfa_add_webauthn"])
def test_forged_passkeys_are_refused_without_a_fault(client, anna, name, credential):
    if name == "mfa_add_webauthn":
        client.force_login(anna)
        confirm(client)
        client.get(reverse(name))

    response = client.post(reverse(name), {"credential": credential})

    assert response.status_code in {200, 302}
    assert not Authenticator.objects.exists()


@pytest.fixture
def strict(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    return settings


@pytest.mark.parametrize("role", ["Writer", "Editor", "Medical reviewer", "Price admin", None])
def test_desk_is_shut_until_a_second_factor_is_there(client, strict, role):
    user = make_member(role) if role else make_user(is_superuser=True)
    client.force_login(user)

    shut = client.get(DESK, follow=True)
    make_passkey(user)
    with_factor = is_in(client)

    assert shut.redirect_chain == [(reverse("account_home"), 302)]
    assert "One more step before you can open the admin." in shut.text
    assert with_factor


@pytest.mark.parametrize(
    "right",
    [
        *("pictures.add_picture", "pictures.delete_picture", "products.delete_retailer"),
        *("articles.publish_article", "articles.delete_correction", "auth.change_group"),
    ],
)
@pytest.mark.parametrize("by_a_group", [True, False])
def test_rights_ask_for_a_second_factor_whoever_gives_them(client, strict, right, by_a_group):
    user = make_user()
    app, codename = right.split(".")
    permission = Permission.objects.get(content_type__app_label=app, codename=codename)
    if by_a_group:
        group = Group.objects.create(name="Chief editors")
        group.permissions.add(permission)
        user.groups.add(group)
    else:
        user.user_permissions.add(permission)
    client.force_login(user)

    assert not is_in(client)


def test_name_of_a_group_asks_for_nothing(client, strict):
    user = make_user()
    user.groups.add(Group.objects.get_or_create(name="Editor")[0])
    Group.objects.get(name="Editor").permissions.clear()
    client.force_login(user)

    assert is_in(client)


def test_whoever_only_looks_needs_no_second_factor(strict):
    assert is_in(signed_in(staff("view_article", "view_picture")))


def test_without_the_setting_nobody_is_asked(client, anna):
    client.force_login(anna)

    assert is_in(client)


def test_recovery_codes_alone_are_no_second_factor(client, strict, anna):
    RecoveryCodes.activate(anna)
    client.force_login(anna)

    assert not is_in(client)


def addresses_of_the_desk():
    for pattern in admin.site.get_urls():
        for part in getattr(pattern, "url_patterns", [pattern]):
            prefix = str(pattern.pattern) if part is not pattern else ""
            route = prefix + str(part.pattern)
            yield DESK + re.sub(r"<[^>]+>", "1", re.sub(r"[\^$]|\(\?P.*?\)", "", route))


def test_nothing_of_the_desk_gets_past_the_shut_door(client, strict, anna):
    """Pages, JSON views, side views and forged POSTs alike: whatever stands below its address."""
    article = make_article(publish=False)
    client.force_login(anna)
    doors = {reverse("admin:login"), reverse("admin:logout")}
    addresses = {*addresses_of_the_desk(), f"{DESK}no-such-page/"} - doors

    for address in addresses:
        assert client.get(address).headers.get("Location") == reverse("account_home"), address
        assert client.post(address).status_code == 403, address
        fetched = client.get(address, headers={"Sec-Fetch-Mode": "cors"})
        assert fetched.status_code == 403, address
    client.post(reverse("admin:articles_article_publish", args=[article.pk]))

    assert len(addresses) > 50
    assert live_edition(article) is None


@pytest.mark.parametrize(
    ("make", "name"), [(make_authenticator_app, "totp"), (make_passkey, "key")]
)
def test_last_factor_that_is_required_can_not_be_removed(client, strict, anna, make, name):
    make(anna)
    client.force_login(anna)
    confirm(client)
    row = Authenticator.objects.get()
    remove = (
        reverse("mfa_deactivate_totp")
        if name == "totp"
        else reverse("mfa_remove_webauthn", args=[row.pk])
    )

    refused = client.post(remove)
    make_passkey(anna)
    client.post(remove)

    assert "this is your only one" in refused.text
    assert not Authenticator.objects.filter(pk=row.pk).exists()


# What a superuser does for others


@pytest.mark.parametrize("step", ["end_sessions", "reset_second_factor"])
def test_superuser_helps_after_a_loss_and_it_is_logged(client, anna, step):
    ben = make_user("ben")
    make_passkey(ben)
    RecoveryCodes.activate(ben)
    his = Client()
    his.force_login(ben)
    client.force_login(anna)
    address = reverse(f"admin:auth_user_{step}", args=[ben.pk])

    asked = client.get(address)
    nothing_yet = is_in(his)
    client.post(address)

    assert "ben" in asked.text
    assert nothing_yet
    assert not is_in(his)
    assert Authenticator.objects.filter(user=ben).exists() == (step == "end_sessions")
    assert LogEntry.objects.get(object_id=str(ben.pk)).user == anna


@pytest.mark.parametrize("step", ["end_sessions", "reset_second_factor"])
def test_only_a_superuser_touches_the_sessions_and_factors_of_others(client, anna, step):
    make_passkey(anna)
    hers = Client()
    hers.force_login(anna)
    ben = make_user("ben")
    ben.user_permissions.set(_permissions("change_user", "view_user"))
    client.force_login(ben)
    address = reverse(f"admin:auth_user_{step}", args=[anna.pk])

    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403
    assert Client().post(address).status_code == 302
    assert is_in(hers)
    assert Authenticator.objects.exists()


def _permissions(*names):
    from django.contrib.auth.models import Permission  # noqa: PLC0415

    return Permission.objects.filter(codename__in=names)


def test_secrets_have_no_page_in_the_admin():
    registered = {model._meta.label for model in admin.site._registry}

    assert "auth.User" in registered
    assert not {label for label in registered if label.startswith(("mfa.", "usersessions."))}


def test_second_factor_can_be_reset_from_the_terminal(anna):
    make_passkey(anna)
    out = StringIO()

    call_command("reset_second_factor", "anna", stdout=out)

    assert out.getvalue() == "anna now signs in with just a password.\n"
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="There is no user 'nobody'"):
        call_command("reset_second_factor", "nobody")


# A forgotten password


def test_where_no_mail_goes_out_the_page_promises_none(client, anna):
    address = reverse("account_reset_password")

    page = client.get(address)
    client.post(address, {"email": anna.email})

    assert "This site doesn’t send email" in page.text
    assert mail.outbox == []


@pytest.fixture
def with_mail(settings):
    settings.MAIL_IS_CONFIGURED = True
    HUEY.flush()


def test_link_in_the_letter_sets_a_new_password_once(client, with_mail, anna):
    signed_in = Client()
    signed_in.force_login(anna)

    client.post(
        reverse("account_reset_password"), {"email": anna.email}, headers={"Host": "localhost"}
    )
    work()
    link = re.search(r"http\S+", mail.outbox[0].body).group()
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    data = {"password1": "a longer horse", "password2": "a longer horse"}
    client.post(form.redirect_chain[-1][0], data)
    again = Client().get(link.removeprefix("http://testserver"), follow=True)

    assert mail.outbox[0].subject == "[skinsite] A new password"
    assert link.startswith("http://testserver/account/password/reset/")
    assert sign_in(Client(), password="a longer horse").status_code == 302  # noqa: S106
    assert not is_in(signed_in)
    assert "This link no longer works" in again.text


def test_reset_tells_nobody_who_has_an_account(client, with_mail, anna):
    known = client.post(reverse("account_reset_password"), {"email": anna.email}, follow=True)
    unknown = client.post(reverse("account_reset_password"), {"email": "x@y.example"}, follow=True)
    work()

    assert len(mail.outbox) == 1
    assert known.redirect_chain == unknown.redirect_chain
    assert "If there is an account with that address" in unknown.text


def test_letters_are_throttled(client, with_mail, anna):
    for _ in range(6):
        response = client.post(reverse("account_reset_password"), {"email": anna.email})
    work()

    assert response.status_code == 429
    assert "Too many attempts" in response.text
    assert len(mail.outbox) == 5


def test_account_of_before_signs_in_as_before(client):
    """The tables of the login are new; a user and a password hash that were there stay good."""
    user = make_user("old", last_login=timezone.now() - timedelta(days=400))

    sign_in(client, "old")

    assert is_in(client)
    assert not Authenticator.objects.filter(user=user).exists()


def test_totp_is_what_phones_compute():
    """RFC 6238, appendix B, at 59 s: 94287082 with eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 -- the RFC's own

    assert code_of(secret, at=59) == "287082"
    assert len(generate_totp_secret()) == 32
    assert TOTP
