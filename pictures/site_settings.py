"""The logo, one of the pictures of the library."""

from typing import Any

from django import forms
from django.db.models import BigIntegerField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from backoffice.models import SiteSettings
from backoffice.site_settings import SettingsGroup, register
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
    """The version that holds; every page shows its logo."""
    newest = SiteSettings.objects.order_by("-version").values("pk")[:1]
    logo = Cast(KT("values__logo__picture"), BigIntegerField())
    return SiteSettings.objects.filter(pk__in=newest).annotate(logo=logo)
