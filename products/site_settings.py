"""The market a site writes for, and what it says about paid links."""

import re

from django import forms
from django.conf import settings

from backoffice.site_settings import SettingsGroup, register
from products.currencies import MINOR_UNITS
from products.market import COUNTRIES, UNKNOWN_MARKET

_SAYS_IT_PAYS = re.compile(
    r"(?i)\b(commission|earn|paid|pay|advert|ad:|ads?\b|sponsor|affiliate|werbung|anzeige|provision)"
)


@register
class Market(SettingsGroup):
    key, title = "market", "Market"
    country = forms.CharField(
        max_length=2,
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
        initial=settings.AFFILIATE_DISCLOSURE,
        widget=forms.Textarea({"rows": 3}),
        help_text="Shown above the first paid link of a page. Say that you earn from it.",
    )

    def clean_country(self) -> str:
        """A code that is no country's would switch off the rules that hold there."""
        country: str = self.cleaned_data["country"]
        if country not in COUNTRIES:
            raise forms.ValidationError(UNKNOWN_MARKET)
        return country

    def clean_disclosure(self) -> str:
        """Plain text: readers would see markup as it was typed."""
        text: str = self.cleaned_data["disclosure"]
        if re.search(r"<[a-zA-Z/]", text):
            raise forms.ValidationError("Enter plain text, no HTML: readers would see the tags.")
        return text

    def warnings(self) -> list[str]:
        """A disclosure has to say that links earn money (docs/rules.md 3.6)."""
        if _SAYS_IT_PAYS.search(self.cleaned_data["disclosure"]):
            return []
        return [
            "The disclosure doesn't seem to say that you earn money from links. Readers must be "
            "able to tell: check its wording."
        ]


@register
class Prices(SettingsGroup):
    key, title = "prices", "Prices"
    types = {"second_person": (bool,)}
    second_person = forms.BooleanField(
        label="Held prices need a second person",
        required=False,
        initial=False,
        help_text="Nobody lets through a held price that they entered themselves.",
    )
