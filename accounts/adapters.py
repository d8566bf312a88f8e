"""allauth's adapters: nobody signs up, links stay on this site, secrets are encrypted."""

import base64
import hashlib
import time
from typing import Any
from urllib.parse import quote, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AbstractUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.attempts import WAIT, count_attempt
from accounts.known_devices import remember_device
from accounts.second_factor import needs_second_factor, second_factors
from accounts.sessions import SEEN_AT, SIGNED_IN_AT
from core.site_name import site_name, subject


def is_own_url(url: str | None) -> bool:
    """Whether a `next=` leads to this site; anything else must not be followed."""
    hosts = {urlsplit(settings.BASE_URL).netloc}
    return url_has_allowed_host_and_scheme(url, hosts, require_https=settings.HTTPS)


# One sentence for both, so that nobody learns which of the two was wrong.
MISMATCH = "Username and password don’t match. Check both and try again."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is deactivated. Ask a site administrator.",
        "email_password_mismatch": MISMATCH,
        "enter_current_password": "That isn't your current password.",
        "incorrect_code": "That code is wrong or has expired. Enter the newest one.",
        "incorrect_password": "That isn't your password.",
        "invalid_password_reset": "This link no longer works.",
        "rate_limited": "Too many attempts. Wait a few minutes and try again.",
        "too_many_login_attempts": WAIT,
        "username_password_mismatch": MISMATCH,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        return is_own_url(url)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        # allauth counts each spelling, and each Host of ours, apart, and a name for all addresses.
        name = credentials.get("email") or credentials.get("username") or ""
        self._login_failed_rl_usage = count_attempt(request, name)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **more)
        remember_device(request, response, user)
        return response

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(time.time())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_home")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # allauth's asks the request for its Host; the worker has none.
        self.render_mail(template_prefix, email, context).send()

    def format_email_subject(self, text: str) -> str:
        return subject(text)

    def get_reset_password_from_key_url(self, key: str) -> str:
        # From the configured address: the Host of the request is anybody's (docs/rules.md 8.13).
        names = {"uidb36": "UID", "key": "KEY"}
        path = reverse("account_reset_password_from_key", kwargs=names)
        return settings.BASE_URL + path.replace("UID-KEY", quote(key))

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
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
            "The admin requires a second factor, and this is your only one. Set up another first."
        ),
        "cannot_generate_recovery_codes": "Set up a passkey or an app first.",
        "incorrect_code": "That code is wrong or has expired. Enter the newest one.",
    }

    def get_totp_issuer(self) -> str:
        return site_name()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        return {"id": urlsplit(settings.BASE_URL).hostname, "name": site_name()}

    def get_public_key_credential_user_entity(self, user: AbstractUser) -> dict[str, Any]:
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {
            "name": user.get_username(),
            "display_name": user.get_full_name() or user.get_username(),
        }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002 -- the library's name for it
        count = second_factors(user).filter(type=type).count()
        return "Passkey" if not count else f"Passkey {count + 1}"

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        others = second_factors(authenticator.user).exclude(pk=authenticator.pk)
        return others.exists() or not needs_second_factor(authenticator.user)

    # Secrets of apps and codes: a copy of the database alone gives none of them away.

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # Written under a key that is gone. No code fits then; a superuser resets the factor.
            return base64.b32encode(Fernet.generate_key()[:20]).decode()


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"second factor:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
