"""
Accounts in the admin: Django's own pages, and what a superuser does when a phone is lost.

allauth's tables stay out of the admin: they hold secrets, and each has its own way in.
"""

from typing import ClassVar

import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401 -- for what it registers
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts.second_factor import reset_second_factor, second_factors
from accounts.sessions import end_sessions
from backoffice.model_admin import SafeChangelist

for model in (EmailAddress, Authenticator, UserSession, User, Group):
    admin.site.unregister(model)


class GivesRights:
    """Who may do what is decided by superusers: else each who may change users would be one."""

    rights: ClassVar[tuple[str, ...]] = ()

    def get_readonly_fields(self, request, obj=None):
        kept = () if request.user.is_superuser else self.rights
        return (*super().get_readonly_fields(request, obj), *kept)


def _is_above(request, user):
    """Whether the account has a right that who asks lacks: a new password would hand it over."""
    if user is None or request.user.is_superuser:
        return False
    return user.is_superuser or not (
        user.get_all_permissions() <= request.user.get_all_permissions()
    )


@admin.register(Group)
class BackofficeGroupAdmin(GivesRights, SafeChangelist, GroupAdmin):
    rights = ("permissions",)


@admin.register(User)
class BackofficeUserAdmin(GivesRights, SafeChangelist, UserAdmin):
    change_form_template = "admin/auth/user/desk_change_form.html"
    rights = ("is_superuser", "groups", "user_permissions")

    def has_change_permission(self, request, obj=None):
        """Nobody changes the name, address or password of an account that may do more."""
        return super().has_change_permission(request, obj) and not _is_above(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _is_above(request, obj)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/end-sessions/", wrap(self.end_sessions), name="auth_user_end_sessions"),
            path(
                "<int:pk>/reset-second-factor/",
                wrap(self.reset_second_factor),
                name="auth_user_reset_second_factor",
            ),
            *super().get_urls(),
        ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and not obj.is_active:
            end_sessions(obj)  # else they would come back to life with the account

    def end_sessions(self, request, pk):
        return self._step(
            request,
            pk,
            done=end_sessions,
            title="End all sessions",
            button="End all sessions",
            sentences=["{user} will be signed out everywhere and will have to sign in again."],
            note="Ended all sessions.",
        )

    def reset_second_factor(self, request, pk):
        return self._step(
            request,
            pk,
            done=reset_second_factor,
            title="Reset the second factor",
            button="Reset the second factor",
            sentences=[
                "For a lost phone or key. Make sure that it is really {user} asking: call back, "
                "don’t just reply to an email.",
                "This removes their passkeys, app, and recovery codes, and ends all sessions. "
                "Their password won't change.",
            ],
            note="Reset the second factor and ended all sessions.",
        )

    def _step(self, request, pk, *, done, note, sentences, **context):
        if not request.user.is_superuser:
            raise PermissionDenied
        user = self.get_object(request, str(pk))
        if user is None:
            raise Http404
        if request.method == "POST":
            done(user)
            self.log_change(request, user, note)
            if user == request.user:
                return redirect("account_login")
            self.message_user(request, f"{user}: {note}", messages.SUCCESS)
            return redirect("admin:auth_user_change", user.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": user,
            "back": reverse("admin:auth_user_change", args=[user.pk]),
            "danger": True,
            "sentences": [sentence.format(user=user) for sentence in sentences],
            "rows": {"Set up now": [str(factor) for factor in second_factors(user)]},
            "media": self.media,
            **context,
        }
        return TemplateResponse(request, "admin/confirm.html", context)
