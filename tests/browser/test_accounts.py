"""Signing in with a real browser: passkeys, codes, sessions, and how each page of it looks."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.looks import EVERY_WINDOW, WINDOWS, look_at
from tests.factories import make_authenticator_app, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture
def window(page, complaints):
    page.set_default_timeout(20_000)
    yield page
    assert complaints == []


def on_the_desk(window):
    expect(window.locator("#user-menu")).to_be_visible()
    expect(window).to_have_url(re.compile("/admin/$"))


def to_account(window):
    """From the admin, by the menu of the user."""
    window.locator("#user-menu summary").click()
    window.get_by_role("link", name="Your account").click()


def confirm(window):
    window.get_by_label("Password:").fill(PASSWORD)
    window.get_by_role("button", name="Continue").click()


def code_of(secret, later=0):
    return f"{hotp_value(secret, int(time.time() // 30) + later):06}"


def test_passkey_is_set_up_and_then_signs_in_alone(window, keyring, sign_in):
    make_user("anna", is_superuser=True)
    sign_in(window, "anna")
    on_the_desk(window)

    to_account(window)
    window.get_by_role("link", name="Add a passkey").click()
    confirm(window)
    window.get_by_label("Name:").fill("Work laptop")
    window.get_by_role("button", name="Add the passkey").click()
    expect(window.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(window.locator(".account-codes li")).to_have_count(10)
    window.get_by_role("button", name="Sign out").click()
    expect(window.get_by_text("You’re signed out.")).to_be_visible()
    window.get_by_role("button", name="Sign in with a passkey").click()

    on_the_desk(window)
    passkey = Authenticator.objects.get(type="webauthn")
    assert passkey.wrap().name == "Work laptop"
    assert passkey.wrap().is_passwordless
    assert passkey.last_used_at


def test_passkey_is_the_second_factor_after_a_password_and_can_be_removed(
    window, keyring, sign_in, live_server
):
    make_user("anna", is_superuser=True)
    sign_in(window, "anna", to=reverse("mfa_add_webauthn"))
    confirm(window)
    window.get_by_role("button", name="Add the passkey").click()
    expect(window.get_by_role("heading", name="Recovery codes")).to_be_visible()
    window.get_by_role("button", name="Sign out").click()
    sign_in(window, "anna")
    expect(window.get_by_role("heading", name="Your second factor")).to_be_visible()

    window.get_by_role("button", name="Use a passkey").click()
    on_the_desk(window)
    window.goto(live_server.url + reverse("mfa_list_webauthn"))
    window.get_by_role("link", name="Rename Passkey").click()
    window.get_by_role("link", name="Use a passkey").click()
    window.get_by_role("button", name="Use a passkey").click()
    window.get_by_label("Name:").fill("Blue key")
    window.get_by_role("button", name="Save").click()
    window.get_by_role("link", name="Remove Blue key").click()
    window.get_by_role("button", name="Remove the passkey").click()

    expect(window.get_by_text("Passkey removed.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_passkey_that_is_not_given_leaves_the_other_ways_open(window, keyring, sign_in):
    """The device holds none for this site, so the browser gives nothing back."""
    make_user("anna", is_superuser=True)
    window.goto(sign_in.address(reverse("account_login")))

    window.get_by_role("button", name="Sign in with a passkey").click()

    expect(window.get_by_text("No passkey was used.")).to_be_visible()
    sign_in(window, "anna")
    on_the_desk(window)


def test_app_is_set_up_by_its_code_and_asked_for_at_the_log_in(window, sign_in, settings):
    settings.MFA_TOTP_TOLERANCE = 1  # the half minute may end while the browser types
    make_user("anna", is_superuser=True)
    sign_in(window, "anna", to=reverse("mfa_activate_totp"))
    confirm(window)
    picture = window.get_by_role("img", name="QR code of the key below")
    seen = picture.evaluate("image => image.complete && image.naturalWidth")
    secret = window.get_by_label("Enter this key in the app").input_value()

    window.get_by_label("Code:").fill("123")
    window.get_by_role("button", name="Set up").click()
    expect(window.get_by_text("That code is wrong or has expired")).to_be_visible()
    kept = window.get_by_label("Enter this key in the app").input_value()
    window.get_by_label("Code:").fill(code_of(secret))
    window.get_by_role("button", name="Set up").click()
    expect(window.get_by_text("Authenticator app set up.")).to_be_visible()
    window.get_by_role("button", name="Sign out").click()
    sign_in(window, "anna")
    window.get_by_label("Code:").fill(code_of(secret, later=1))
    window.get_by_role("button", name="Sign in", exact=True).click()

    on_the_desk(window)
    assert seen
    assert kept == secret


def test_admin_opens_after_the_second_factor_is_set_up(window, keyring, sign_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    make_user("anna", is_superuser=True)
    sign_in(window, "anna")
    expect(window.get_by_text("One more step before you can open the admin.")).to_be_visible()

    window.get_by_role("link", name="Add a passkey").click()
    confirm(window)
    window.get_by_role("button", name="Add the passkey").click()
    expect(window.get_by_role("heading", name="Recovery codes")).to_be_visible()
    window.get_by_role("link", name="Home").click()

    on_the_desk(window)


def test_session_ended_elsewhere_is_really_out(window, browser, sign_in, live_server):
    make_user("anna", is_superuser=True)
    other = browser.new_context().new_page()
    sign_in(other, "anna")
    on_the_desk(other)
    sign_in(window, "anna", to=reverse("usersessions_list"))

    window.get_by_role("button", name=re.compile("^End the session in")).click()
    expect(window.get_by_text("That session has ended.")).to_be_visible()
    other.goto(f"{live_server.url}/admin/faq/question/")

    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    other.context.close()


def test_guessing_is_stopped_with_a_sentence(window, sign_in):
    make_user("anna", is_superuser=True)

    for _ in range(6):
        sign_in(window, "anna", "a guess", to=reverse("account_login"))
        expect(window.locator(".errornote")).to_be_visible()

    expect(window.locator(".errornote")).to_contain_text("Wait five minutes and try again.")


SIGNED_OUT = ["account_login", "account_reset_password", "account_inactive"]
MAIL = ["account_reset_password", "account_reset_password_done"]
SIGNED_IN = [
    "account_home",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_change_password",
    "account_logout",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "usersessions_list",
]


@pytest.fixture
def looked_at(window, live_server, complaints):
    """Opens an address and looks at it: on a phone and a desk, by day and by night."""

    def look(address=None):
        if address:
            window.goto(live_server.url + address)
        windows = EVERY_WINDOW if address == reverse("account_login") else WINDOWS
        assert look_at(window, window.url, complaints, windows=windows) == []

    return look


def test_every_page_of_signing_in_is_accessible_and_keeps_the_policy(
    window, keyring, looked_at, sign_in, settings
):
    anna = make_user("anna", is_superuser=True)
    for name in SIGNED_OUT:
        looked_at(reverse(name))
    settings.MAIL_IS_CONFIGURED = True
    for name in MAIL:
        looked_at(reverse(name))
    looked_at("/account/password/reset/1-nothing/")
    sign_in(window, "anna", "wrong", to=reverse("account_login"))
    expect(window.locator(".errornote")).to_be_visible()
    looked_at()

    sign_in(window, "anna", to=reverse("mfa_activate_totp"))
    confirm(window)
    expect(window.get_by_role("img", name="QR code")).to_be_visible()
    looked_at()
    looked_at(reverse("account_home"))
    window.goto(sign_in.address(reverse("mfa_add_webauthn")))
    window.get_by_role("button", name="Add the passkey").click()
    expect(window.get_by_role("heading", name="Recovery codes")).to_be_visible()
    passkey = Authenticator.objects.get(type="webauthn")
    make_authenticator_app(anna)
    for name in SIGNED_IN:
        looked_at(reverse(name))
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        looked_at(reverse(name, args=[passkey.pk]))
    window.goto(sign_in.address(reverse("account_logout")))
    window.locator("#content").get_by_role("button", name="Sign out").click()
    expect(window.get_by_text("You’re signed out.")).to_be_visible()
    looked_at()
    sign_in(window, "anna")
    expect(window.get_by_role("heading", name="Your second factor")).to_be_visible()
    looked_at()
