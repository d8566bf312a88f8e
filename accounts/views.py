"""The pages of one's own account that allauth has not, and those it has with a rule of ours."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView

from accounts.forms import RemovePasskeyForm
from accounts.known_devices import remember_device
from accounts.second_factor import owes_second_factor


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Your account: passkeys, app, codes, password and sessions at a glance."""
    authenticators = Authenticator.objects.filter(user=request.user).order_by("created_at")
    by_kind = {kind: [row for row in authenticators if row.type == kind] for kind in _KINDS}
    codes = by_kind[Authenticator.Type.RECOVERY_CODES]
    context = {
        "passkeys": by_kind[Authenticator.Type.WEBAUTHN],
        "app": next(iter(by_kind[Authenticator.Type.TOTP]), None),
        "has_codes": bool(codes),
        "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else 0,
        "session_count": len(UserSession.objects.purge_and_list(request.user)),
        "owes_second_factor": owes_second_factor(request.user),
    }
    return render(request, "account/home.html", context)


_KINDS = (
    Authenticator.Type.WEBAUTHN,
    Authenticator.Type.TOTP,
    Authenticator.Type.RECOVERY_CODES,
)


def browser_in(user_agent: str) -> str:
    """
    "Firefox on Windows": what a person calls the browser that sends this header.

    The order matters, as most browsers name others, too. An unknown one is shown as it came.
    """
    browsers = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows"}
    browsers |= {"CriOS": "Chrome", "FxiOS": "Firefox", "Safari": "Safari"}
    systems |= {"Mac OS X": "Mac", "CrOS": "ChromeOS", "Linux": "Linux"}
    browser = next((name for mark, name in browsers.items() if mark in user_agent), "")
    system = next((name for mark, name in systems.items() if mark in user_agent), "")
    return f"{browser} on {system}" if browser and system else user_agent or "Unknown browser"


class RemovePasskeyView(webauthn.RemoveWebAuthnView):
    form_class = RemovePasskeyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.get_object()}


remove_passkey = RemovePasskeyView.as_view()


class SessionsView(ListUserSessionsView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            # A session begun before sessions were listed joins the list here.
            UserSession.objects.create_from_request(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for session in context["sessions"]:
            session.browser = browser_in(session.user_agent)
        return context


sessions = SessionsView.as_view()


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End another session of one's own; ending the one in use is signing out."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.session_key == request.session.session_key:
        return account.logout(request)
    session.end()
    messages.success(request, "That session has ended.")
    return redirect("usersessions_list")


class ResetByMailView(account.PasswordResetView):
    """Where no mail can be sent, the page says who helps instead of promising a letter."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.MAIL_IS_CONFIGURED:
            return render(request, "account/password_reset_elsewhere.html")
        return super().dispatch(request, *args, **kwargs)


password_reset = ResetByMailView.as_view()


class KnownBrowser(FormView):
    """Mixed into allauth's views of a new password: the old one's mark is void in this browser."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        remember_device(self.request, response, form.user)
        return response


class ChangePasswordView(KnownBrowser, account.PasswordChangeView): ...


class SetPasswordView(KnownBrowser, account.PasswordSetView): ...


class PasswordByLinkView(KnownBrowser, account.PasswordResetFromKeyView): ...


password_change = ChangePasswordView.as_view()
password_set = SetPasswordView.as_view()
password_by_link = PasswordByLinkView.as_view()


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """What allauth answers with when somebody tries too often."""
    return render(request, "429.html", status=429)


def no_access(request: HttpRequest) -> HttpResponse:
    """Signed in, and still without access to the admin."""
    return render(request, "account/no_access.html", status=403)
