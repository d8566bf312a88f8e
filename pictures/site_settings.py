"""The logo, one of the pictures of the library."""

from typing import Any

from django import forms
from django.db.models import BigIntegerField, QuerySet, Value

from backoffice.models import SiteSettings
from backoffice.site_settings import SettingsGroup, current, register
from core import visibility
from core.visibility import Moment
from pictures.models import Picture


@register
class Logo(SettingsGroup):
    key, title = "logo", "Logo"
    types = {"picture": (int, type(None))}
    picture = forms.ModelChoiceField(
        Picture.objects.all(),
        required=False,
        help_text="A picture from the library, shown beside the name in the header. Without one, "
        "the header shows a drop.",
    )


@visibility.register(Picture, by="logo")
def settings_with_the_logo(at: Moment) -> QuerySet[Any]:
    """The version that holds; every page shows its logo. Costs a query for the settings."""
    newest = SiteSettings.objects.order_by("-version").values("pk")[:1]
    logo = Value(current().logo.picture, output_field=BigIntegerField())
    return SiteSettings.objects.filter(pk__in=newest).annotate(logo=logo)
