"""
A code of an authenticator app is good for one time (RFC 6238, 5.2; docs/rules.md 8.2).

allauth notes used codes in the cache, which may be emptied, culled or another process's, and not
the one that set the app up. `UsedCode` has a row for each app.
"""

import time
from typing import TYPE_CHECKING

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.totp.views import ActivateTOTPView
from django import forms
from django.db import transaction
from django.http import HttpResponse

from accounts.models import UsedCode

if TYPE_CHECKING:
    Form = forms.Form
else:
    Form = object  # one of allauth's forms that ask for a code comes after it among the bases


def take_code(authenticator: Authenticator, code: str) -> bool:
    """Use up a code that was found to be right a moment ago; false where it was used before."""
    adapter, late = get_adapter(), app_settings.TOTP_TOLERANCE
    secret = adapter.decrypt(authenticator.data["secret"])
    now = int(time.time()) // app_settings.TOTP_PERIOD
    digits = "".join(filter(str.isdecimal, code))
    # One more step back: it may have been right at the very end of its half minute.
    for step in range(now + late, now - late - 2, -1):
        if format_hotp_value(hotp_value(secret, step)) == digits:
            return UsedCode.take(authenticator, step)
    return False


class TakesCodesOnce(Form):
    """Mixed into allauth's forms that ask for a code."""

    authenticator: Authenticator  # set by `clean_code`

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # allauth's
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not take_code(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SetUpAppView(ActivateTOTPView):
    """The code that proves the app works is used up by that."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            app = Authenticator.objects.get(
                user_id=self.request.user.pk, type=Authenticator.Type.TOTP
            )
            take_code(app, form.cleaned_data["code"])
        return response


set_up_app = SetUpAppView.as_view()
