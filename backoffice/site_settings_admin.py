"""The page on which a site's owner changes the settings, sees who did before, and goes back."""

from typing import Any, cast

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
from core.site_name import told_by

MAX_LISTED = 20  # versions below the form


@site_settings.register
class Identity(site_settings.SettingsGroup):
    key, title = "identity", "Name"
    name = forms.CharField(
        max_length=60,
        initial=settings.SITE_NAME,
        help_text="Appears in the header, in page titles, and when a page is shared.",
    )


@told_by
def name_of_the_site() -> str:
    name: str = site_settings.current().identity.name
    return name


class VersionForm(forms.Form):
    """Which version the page was opened on, and why it is changed."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    note = forms.CharField(
        max_length=200, required=False, label="Why", help_text="For anyone reading the history."
    )


def save_site_settings(
    values: dict[str, dict[str, object]], *, base_version: int, user: User, note: str
) -> SiteSettings:
    """
    Save the settings as a new version; `base_version` is the one the form was opened on (0: none).

    What somebody else saved since stays. `ValidationError` where both changed the same field.
    """
    newest = SiteSettings.objects.first()
    number = newest.version if newest else 0
    if number != base_version:
        values = _merged(values, SiteSettings.objects.filter(version=base_version).first(), newest)
    row = SiteSettings(version=number + 1, values=values, note=note, saved_by=user)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(
            "Somebody saved the settings at this very moment. What you typed is kept: save again."
        ) from error
    site_settings.forget_current()
    return row


def _merged(
    ours: dict[str, dict[str, object]], base: SiteSettings | None, newest: SiteSettings | None
) -> dict[str, dict[str, object]]:
    """
    What only one of two people changed since `base`, from each of them.

    `ValidationError` names what both changed, with the value on file, so that nothing is lost.
    """
    before, theirs = site_settings.values_of(base), site_settings.values_of(newest)
    merged, clashes = {}, []
    for key, group in ours.items():
        merged[key] = dict(group)
        for name, value in group.items():
            was, now = before[key].get(name), theirs[key].get(name)
            if value == was:
                merged[key][name] = now
            elif now not in (was, value):
                clashes.append(f"“{name.capitalize()}” is now “{now}”.")
    if clashes:
        raise ValidationError(
            "Somebody else changed the same settings after you opened this page: "
            f"{' '.join(clashes)} What you typed is kept: save again to use it instead."
        )
    return merged


def _version(number: str) -> SiteSettings | None:
    """That version; None for “0”, what held before anybody saved; 404 for what never was."""
    if number == "0":
        return None
    return get_object_or_404(SiteSettings, version=number if number.isdecimal() else 0)


def _save(
    request: HttpRequest, groups: list[site_settings.SettingsGroup], about: dict[str, Any]
) -> None:
    with transaction.atomic():
        save_site_settings(
            {form.key: form.stored_values() for form in groups},
            base_version=about["version"],
            user=cast(User, request.user),  # `admin_page` lets nobody else in
            note=about["note"],
        )
        followed = [text for form in groups for text in form.saved()]
    messages.success(request, "Site settings saved. Readers see them from now on.")
    for text in followed:
        messages.success(request, text)
    for sentence in (text for form in groups for text in form.warnings()):
        messages.warning(request, sentence)


@admin_page(
    "site-settings/",
    name="site_settings",
    title="Site settings",
    has_permission=any_permission("backoffice.change_sitesettings"),
)
def site_settings_page(request: HttpRequest) -> HttpResponse:
    """Every group as a fieldset, saved together; `?version=` fills in an older version."""
    newest = SiteSettings.objects.first()
    shown = newest
    is_older = "version" in request.GET
    if is_older:
        shown = _version(request.GET["version"])
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
            _save(request, forms_, about.cleaned_data)
        except ValidationError as error:
            about.add_error(None, error)
            about.data = request.POST.dict() | {"version": newest.version if newest else 0}
        else:
            return redirect("admin:site_settings")
    context = {
        **admin.site.each_context(request),
        "title": "Site settings",
        "forms": forms_,
        "about": about,
        "older": f"version {shown.version}" if shown else "the time before the first save",
        "is_older": is_older and shown != newest,
        "has_errors": bool(posted),
        "versions": SiteSettings.objects.select_related("saved_by")[:MAX_LISTED],
        "media": sum((form.media for form in forms_), about.media),
    }
    return TemplateResponse(request, "admin/site_settings.html", context)
