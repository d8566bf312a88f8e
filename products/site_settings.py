"""The market a site writes for, and what it says about paid links."""

from django import forms
from django.conf import settings

from backoffice.site_settings import SettingsGroup, register
from products.currencies import MINOR_UNITS


@register
class Market(SettingsGroup):
    key, title = "market", "Market"
    country = forms.RegexField(
        r"^[A-Z]{2}$",
        initial="US",
        help_text="Two letters: US, GB, DE (ISO 3166). Readers' prices come from there first.",
    )
    currency = forms.ChoiceField(
        choices=[(code, code) for code in sorted(MINOR_UNITS)],
        initial="USD",
        help_text="Prices in this currency come before prices in others.",
    )
    disclosure = forms.CharField(
        max_length=400,
        initial=lambda: settings.AFFILIATE_DISCLOSURE,
        widget=forms.Textarea({"rows": 3}),
        help_text="Shown above the first paid link of a page (docs/rules.md 3.5–3.7).",
    )
