"""
Who may sign in, how, and for how long: the rules of the desk's log-in over allauth's machinery.

Nobody signs up: a superuser makes accounts in the admin. A session ends at its age or when nobody
uses it; where the site asks for a second factor, nothing of the desk opens without one.
"""

import base64
import hashlib
import time
from urllib.parse import quote, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

# Rights whose misuse readers would see, or that give such rights; superusers have them all.
GUARDED_RIGHTS = (
    "articles.publish_article",
    "articles.grant_quote",
    "articles.add_review",
    "faq.publish_question",
    "people.release_person",
    "products.release_product",
    "products.add_pricebatch",
    *("products.change_offer", "products.change_retailer", "products.change_brand"),
    *("auth.add_user", "auth.change_user", "auth.delete_user"),
    *("auth.add_group", "auth.change_group"),
)
SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
SEEN_EVERY = 60  # seconds: how exactly a session knows when it was last used


# --- Sessions -------------------------------------------------------------------------------------


def user_within_limits(request):
    """
    The signed-in user, or nobody where the session is too old or was idle for too long.

    Asked only when something asks for `request.user`, so that public pages stay as cheap as before.
    A session without these marks was begun elsewhere; its cookie's own age ends it.
    """
    user = get_user(request)
    if not user.is_authenticated:
        return user
    now, session = int(time.time()), request.session
    too_old = now - session.get(SIGNED_IN_AT, now) > settings.SESSION_COOKIE_AGE
    seen_at = session.get(SEEN_AT, now)
    if too_old or now - seen_at > settings.SESSION_IDLE_AGE:
        session.flush()
        return AnonymousUser()
    if now - seen_at > SEEN_EVERY:
        session[SEEN_AT] = now
        _note_activity(session.session_key)
    return user


def _note_activity(session_key):
    from allauth.usersessions.models import UserSession  # noqa: PLC0415 -- models aren't loaded yet

    UserSession.objects.filter(session_key=session_key).update(last_seen_at=timezone.now())


class SessionLimits(AuthenticationMiddleware):
    """Django's, with a user who is signed in only within the limits of their session."""

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: user_within_limits(request))


def end_sessions(user, *, but=None):
    """
    Sign `user` out everywhere; returns how many sessions ended. `but`: a session key that stays.

    Goes through all sessions: one begun before sessions were listed must end too.
    """
    from allauth.usersessions.models import UserSession  # noqa: PLC0415
    from django.contrib.sessions.models import Session  # noqa: PLC0415

    ended = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).exclude(pk=but):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
            ended += 1
    UserSession.objects.filter(user=user).exclude(session_key=but).delete()
    return ended


# --- The second factor ----------------------------------------------------------------------------


def factors_of(user):
    """Authenticators that are a second factor by themselves: passkeys and the app, not codes."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415

    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user_id=user.pk, type__in=kinds)


def needs_second_factor(user):
    """Whether the site asks this user for a second factor, be it there or not."""
    if not settings.SECOND_FACTOR_REQUIRED or not user.is_authenticated:
        return False
    return any(user.has_perm(right) for right in GUARDED_RIGHTS)


def owes_second_factor(user):
    """Whether the desk stays shut until this user sets a second factor up."""
    if not settings.SECOND_FACTOR_REQUIRED or not user.is_authenticated:
        return False
    return not factors_of(user).exists() and needs_second_factor(user)


def reset_second_factor(user):
    """For a lost phone: forget every factor and code of `user`, and end their sessions."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415

    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)


class DeskDoor:
    """
    Two rules by address, so that no view can forget them.

    Below the desk's address nothing answers somebody who owes a second factor; the pages of one's
    account are kept from caches and search engines.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = self._shut if self._is_shut(request) else self.get_response
        response = answer(request)
        if request.path.startswith(reverse("account_home")):
            response["Cache-Control"] = "no-store, private"
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    @staticmethod
    def _is_shut(request):
        if not settings.SECOND_FACTOR_REQUIRED:
            return False
        if not request.path.startswith(reverse("admin:index")):
            return False
        doors = (reverse("admin:login"), reverse("admin:logout"))
        return request.path not in doors and owes_second_factor(request.user)

    @staticmethod
    def _shut(request):
        is_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        if request.method in {"GET", "HEAD"} and is_page:
            response = redirect("account_home")
        else:
            # What was typed is still in the window the form was sent from.
            response = render(request, "account/second_factor_required.html", status=403)
        response["Cache-Control"] = "no-store, private"
        return response


# --- allauth's adapters ---------------------------------------------------------------------------


def is_own_address(url):
    """Whether a `next=` leads to this site; anything else must not be followed."""
    hosts = {urlsplit(settings.BASE_URL).netloc}
    return url_has_allowed_host_and_scheme(url, hosts, require_https=settings.HTTPS)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is switched off. Ask whoever looks after the site.",
        "email_password_mismatch": "These don’t belong together. Check both and try again.",
        "enter_current_password": "This is not your current password.",
        "incorrect_code": "This code is not right, or its time is over. Type the newest one.",
        "incorrect_password": "This is not your password.",
        "invalid_password_reset": "This link no longer works.",
        "rate_limited": "That was too often. Wait a few minutes and try again.",
        "too_many_login_attempts": "That was too often. Wait five minutes and try again.",
        "username_password_mismatch": "These don’t belong together. Check both and try again.",
    }

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        return is_own_address(url)

    def login(self, request, user):
        super().login(request, user)
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(time.time())

    def get_password_change_redirect_url(self, request):
        return reverse("account_home")

    def get_reset_password_from_key_url(self, key):
        # From the configured address: the Host of the request is anybody's (domain.md 8.13).
        names = {"uidb36": "UID", "key": "KEY"}
        path = reverse("account_reset_password_from_key", kwargs=names)
        return settings.BASE_URL + path.replace("UID-KEY", quote(key))

    def get_reauthentication_methods(self, user):
        words = {
            "reauthenticate": "Use your password",
            "mfa_reauthenticate": "Use a code",
            "mfa_reauthenticate:webauthn": "Use a passkey",
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": (
            "The desk asks you for a second factor, and this is your only one. "
            "Set up another first."
        ),
        "cannot_generate_recovery_codes": "Set up a passkey or an app first.",
        "incorrect_code": "This code is not right, or its time is over. Type the newest one.",
    }

    def get_totp_issuer(self):
        return settings.SITE_NAME

    def get_totp_label(self, user):
        return user.get_username()

    def get_public_key_credential_rp_entity(self):
        return {"id": urlsplit(settings.BASE_URL).hostname, "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user):
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {
            "name": user.get_username(),
            "display_name": user.get_full_name() or user.get_username(),
        }

    def generate_authenticator_name(self, user, type):  # noqa: A002 -- the library's name for it
        count = factors_of(user).filter(type=type).count()
        return "Passkey" if not count else f"Passkey {count + 1}"

    def can_delete_authenticator(self, authenticator):
        others = factors_of(authenticator.user).exclude(pk=authenticator.pk)
        return others.exists() or not needs_second_factor(authenticator.user)

    # Secrets of apps and codes: a copy of the database alone gives none of them away.

    def encrypt(self, text):
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # Written under a key that is gone. No code fits then; a superuser resets the factor.
            return base64.b32encode(Fernet.generate_key()[:20]).decode()


def _cipher():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factor:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
