"""
The second factor: who needs one, who has one, and keeping the admin shut without it.

Where the site asks for it (`SECOND_FACTOR_REQUIRED`), nothing of the admin opens to somebody who
may change anything and has neither passkey nor app.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.roles import may_change_anything
from accounts.sessions import end_sessions

AnyUser = AbstractUser | AnonymousUser


def second_factors(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Any]:
    """Authenticators that are a second factor by themselves: passkeys and the app, not codes."""

    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user_id=user.pk, type__in=kinds)


def needs_second_factor(user: AnyUser) -> bool:
    """Whether the site asks this user for a second factor, be it there or not."""
    if not settings.SECOND_FACTOR_REQUIRED or not user.is_authenticated:
        return False
    return may_change_anything(user)


def owes_second_factor(user: AnyUser) -> bool:
    """Whether the admin stays shut until this user sets a second factor up."""
    if not settings.SECOND_FACTOR_REQUIRED or not user.is_authenticated:
        return False
    return not second_factors(user).exists() and needs_second_factor(user)


def reset_second_factor(user: AbstractBaseUser) -> None:
    """For a lost phone: forget every factor and code of `user`, and end their sessions."""

    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)


class SecondFactorMiddleware:
    """
    Below the admin's address nothing answers somebody who owes a second factor.

    By address, so that no view can forget it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self._shut if self._is_shut(request) else self.get_response
        return answer(request)

    @staticmethod
    def _is_shut(request: HttpRequest) -> bool:
        if not settings.SECOND_FACTOR_REQUIRED:
            return False
        if not request.path.startswith(reverse("admin:index")):
            return False
        open_pages = (reverse("admin:login"), reverse("admin:logout"))
        return request.path not in open_pages and owes_second_factor(request.user)

    @staticmethod
    def _shut(request: HttpRequest) -> HttpResponse:
        is_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        if request.method in {"GET", "HEAD"} and is_page:
            return redirect("account_home")
        # What was typed is still in the window the form was sent from.
        return render(request, "account/second_factor_required.html", status=403)
