"""The page on which a site's owner changes the settings, sees who did before, and goes back."""

from typing import cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from backoffice import site_settings
from backoffice.models import SiteSettings
from backoffice.navigation import any_permission
from backoffice.site import admin_page

MAX_LISTED = 20  # versions below the form


@site_settings.register
class Identity(site_settings.SettingsGroup):
    key, title = "identity", "Name"
    name = forms.CharField(
        max_length=60,
        initial=lambda: settings.SITE_NAME,
        help_text="Appears in the header, in page titles, and when a page is shared.",
    )


class VersionForm(forms.Form):
    """Which version the page was opened on, and why it is changed."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    note = forms.CharField(
        max_length=200, required=False, label="Why", help_text="For anyone reading the history."
    )


def save_site_settings(
    values: dict[str, dict[str, object]], *, form_versions: int, user: User, note: str
) -> SiteSettings:
    """
    Save the settings as the version after `form_versions` (0: none yet).

    `ValidationError` where somebody saved a version since: nothing of theirs is overwritten.
    """
    row = SiteSettings(version=form_versions + 1, values=values, note=note, saved_by=user)
    newest = SiteSettings.objects.newest()
    try:
        if (newest.version if newest else 0) != form_versions:
            raise IntegrityError
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(
            "Somebody saved the settings after you opened this page. What you typed is kept: "
            "compare it with the newest version below, and save again."
        ) from error
    site_settings.forget_current()
    return row


@admin_page(
    "site-settings/",
    name="site_settings",
    title="Site settings",
    has_permission=any_permission("backoffice.change_sitesettings"),
)
def site_settings_page(request: HttpRequest) -> HttpResponse:
    """Every group as a fieldset, saved together; `?version=` fills in an older version."""
    newest = SiteSettings.objects.newest()
    shown = newest
    if wanted := request.GET.get("version", ""):
        shown = get_object_or_404(SiteSettings, version=wanted if wanted.isdecimal() else 0)
    initial = site_settings.values_of(shown)
    posted = request.POST or None
    forms_ = [
        group(posted, prefix=group.key, initial=initial[group.key])
        for group in site_settings.groups()
    ]
    about = VersionForm(posted, initial={"version": newest.version if newest else 0})
    are_valid = [form.is_valid() for form in [*forms_, about]]  # each says what is wrong with it
    if posted and all(are_valid):
        try:
            save_site_settings(
                {form.key: form.stored_values() for form in forms_},
                form_versions=about.cleaned_data["version"],
                user=cast(User, request.user),  # `admin_page` lets nobody else in
                note=about.cleaned_data["note"],
            )
        except ValidationError as error:
            about.add_error(None, error)
            about.data = request.POST.dict() | {"version": newest.version if newest else 0}
        else:
            messages.success(request, "Site settings saved. Readers see them from now on.")
            return redirect("admin:site_settings")
    context = {
        **admin.site.each_context(request),
        "title": "Site settings",
        "forms": forms_,
        "about": about,
        "shown": shown if shown != newest else None,
        "versions": SiteSettings.objects.select_related("saved_by")[:MAX_LISTED],
        "media": sum((form.media for form in forms_), about.media),
    }
    return TemplateResponse(request, "admin/site_settings.html", context)
