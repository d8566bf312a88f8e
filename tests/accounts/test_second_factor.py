"""The second factor: set up, asked for, lost, and never gone around."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from articles.publishing.schedule import live_edition
from tests.accounts.signing_in import ADMIN, code_of, confirm, is_in, sign_in
from tests.factories import (
    make_article,
    make_authenticator_app,
    make_member,
    make_passkey,
    make_user,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


def test_app_is_set_up_and_asked_for(client, anna):
    sign_in(client)
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]

    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    other = Client()
    onboarding_step = sign_in(other, next="/admin/faq/question/")
    between = is_in(other)
    row = Authenticator.objects.get(type="totp")
    second_step = other.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

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
def test_admin_is_shut_until_a_second_factor_is_there(client, strict, role):
    user = make_member(role) if role else make_user(is_superuser=True)
    client.force_login(user)

    shut = client.get(ADMIN, follow=True)
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


def addresses_of_the_admin():
    for pattern in admin.site.get_urls():
        for part in getattr(pattern, "url_patterns", [pattern]):
            prefix = str(pattern.pattern) if part is not pattern else ""
            route = prefix + str(part.pattern)
            yield ADMIN + re.sub(r"<[^>]+>", "1", re.sub(r"[\^$]|\(\?P.*?\)", "", route))


def test_nothing_of_the_admin_gets_past_the_shut_door(client, strict, anna):
    """Pages, JSON views, side views and forged POSTs alike: whatever stands below its address."""
    article = make_article(publish=False)
    client.force_login(anna)
    doors = {reverse("admin:login"), reverse("admin:logout")}
    addresses = {*addresses_of_the_admin(), f"{ADMIN}no-such-page/"} - doors

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


def test_totp_is_what_phones_compute():
    """RFC 6238, appendix B, at 59 s: 94287082 with eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 -- the RFC's own

    assert code_of(secret, at=59) == "287082"
    assert len(generate_totp_secret()) == 32
    assert TOTP
