"""The logo, one of the pictures of the library."""

from django import forms

from backoffice.site_settings import SettingsGroup, register
from pictures.models import Picture


@register
class Logo(SettingsGroup):
    key, title = "logo", "Logo"
    picture = forms.ModelChoiceField(
        Picture.objects.all(),
        required=False,
        help_text="Appears beside the name in the header. Leave empty to use the drop.",
    )
