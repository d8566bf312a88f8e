"""allauth's forms with words and hints of ours; what they check is theirs."""

import struct
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.http import HttpRequest

from accounts.one_time_codes import TakesCodesOnce
from accounts.signing_in import typed_name
from accounts.tasks import send_reset_letters

NEW_PASSWORD = "At least 12 characters: a few unrelated words are best. Pasting works."  # noqa: S105 -- a hint, no password
NO_PASSKEY = "That passkey isn't registered here, or it timed out. Try again."
MISSING = {"required": "No passkey was used. Try again.", "invalid": NO_PASSKEY}
CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}


if TYPE_CHECKING:
    Form = forms.Form
else:
    Form = object  # one of allauth's forms comes after these classes among the bases


class LabelledForm(Form):
    """A form whose fields carry `words`: name → (label, help text, further attributes)."""

    words: ClassVar[Mapping[str, tuple[str, str, dict[str, Any]]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            label, help_text, attrs = self.words.get(name, (field.label, "", {}))
            field.label, field.help_text = label, help_text
            field.widget.attrs.update(attrs)


class LoginForm(LabelledForm, account.LoginForm):
    words = {
        "login": (
            "Username or email",
            "",
            {"autocomplete": "username", "autocapitalize": "none", "autofocus": True},
        ),
        "password": ("Password", "", {}),
    }

    def clean_login(self) -> str:
        return typed_name(self.cleaned_data["login"])


class ReauthenticateForm(LabelledForm, account.ReauthenticateForm):
    words = {"password": ("Password", "", {"autofocus": True})}


class ChangePasswordForm(LabelledForm, account.ChangePasswordForm):
    words = {
        "oldpassword": ("Current password", "", {"autofocus": True}),
        "password1": ("New password", NEW_PASSWORD, {}),
        "password2": ("Repeat new password", "", {}),
    }


class ResetPasswordForm(LabelledForm, account.ResetPasswordForm):
    words = {"email": ("Email", "", {"autofocus": True})}

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()  # whose it is, the worker finds out

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        send_reset_letters(email)
        return email


class ResetPasswordKeyForm(LabelledForm, account.ResetPasswordKeyForm):
    words = {
        "password1": ("New password", NEW_PASSWORD, {"autofocus": True}),
        "password2": ("Repeat new password", "", {}),
    }


class AuthenticateForm(TakesCodesOnce, LabelledForm, mfa.AuthenticateForm):
    words = {"code": ("Code", "Six digits from your app, or one of your recovery codes.", CODE)}


class ReauthenticateCodeForm(TakesCodesOnce, LabelledForm, mfa.ReauthenticateForm):
    words = {"code": ("Code", "Six digits from your app, or one of your recovery codes.", CODE)}


class ActivateTOTPForm(LabelledForm, totp.ActivateTOTPForm):
    words = {"code": ("Code", "The six digits in your app.", CODE)}


# What the libraries raise on a credential that no browser made.
FORGED = (
    AttributeError,
    InvalidSignature,
    LookupError,
    NotImplementedError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


class CredentialField(forms.JSONField):
    """A browser's answer about a passkey: an object of strings, a few kilobytes of JSON."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            credential = super().to_python(value)
        except (RecursionError, ValueError) as error:  # too deep, a number of 5,000 digits
            raise forms.ValidationError(NO_PASSKEY) from error
        if credential is not None and not isinstance(credential, dict):
            raise forms.ValidationError(NO_PASSKEY)
        return credential

    # An answer is good for one question: it never goes back into the page.

    def bound_data(self, data: Any, initial: Any) -> None:
        return None

    def prepare_value(self, value: Any) -> str:
        return ""


class RefusesForgedCredentials(Form):
    """Answers a forged credential with a sentence."""

    def clean_credential(self) -> Any:
        return self._refusing_forgeries(getattr(super(), "clean_credential", None))

    def clean(self) -> Any:
        return self._refusing_forgeries(super().clean)

    def _refusing_forgeries(self, step: Callable[[], Any] | None) -> Any:
        if step is None:
            return self.cleaned_data["credential"]
        try:
            return step()
        except FORGED as error:
            raise forms.ValidationError(NO_PASSKEY) from error


class LoginPasskeyForm(RefusesForgedCredentials, webauthn.LoginWebAuthnForm):
    credential = CredentialField(error_messages=MISSING)


class AuthenticatePasskeyForm(RefusesForgedCredentials, webauthn.AuthenticateWebAuthnForm):
    credential = CredentialField(error_messages=MISSING)


class ReauthenticatePasskeyForm(RefusesForgedCredentials, webauthn.ReauthenticateWebAuthnForm):
    credential = CredentialField(error_messages=MISSING)


class AddPasskeyForm(RefusesForgedCredentials, LabelledForm, webauthn.AddWebAuthnForm):
    """A passkey always signs in by itself: it is kept on the device and asks for finger or PIN."""

    credential = CredentialField(error_messages=MISSING)
    name = forms.CharField(max_length=60, required=False)
    passwordless = forms.BooleanField(widget=forms.HiddenInput, required=False, initial=True)
    words = {"name": ("Name", "To tell it from others: “Work laptop”, “Blue key”.", {})}


class RenamePasskeyForm(LabelledForm, webauthn.EditWebAuthnForm):
    name = forms.CharField(max_length=60)
    words = {"name": ("Name", "", {"autofocus": True})}


class RemovePasskeyForm(forms.Form):
    """allauth asks `can_delete_authenticator` for the app alone; a last passkey counts, too."""

    def __init__(self, *args: Any, instance: Any, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any] | None:
        if not get_adapter().can_delete_authenticator(self.instance):
            raise get_adapter().validation_error("cannot_delete_authenticator")
        return super().clean()
