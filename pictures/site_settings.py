"""The logo, one of the pictures of the library."""

from django import forms

from backoffice.site_settings import SettingsGroup, register
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
