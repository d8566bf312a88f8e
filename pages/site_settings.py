"""What a site's owner says in the menu and the footer of every page."""

from typing import Any

from django import forms

from backoffice.site_settings import SettingsGroup, register
from pages.frame import refuse_what_is_no_link

_SENTENCES = (
    "This is journalism, not medical advice. For questions about your own skin, ask a doctor or "
    "pharmacist.\n"
    "Every price says when it was checked, or that it wasn’t yet. Retailers may change prices at "
    "any time."
)
_ONE_A_LINE = "One link a line: the words, an upright line, the address: “About us | /about/”."


def _links(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        initial="",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=f"{_ONE_A_LINE} {help_text}",
        validators=[refuse_what_is_no_link],
    )


@register
class Frame(SettingsGroup):
    key, title = "frame", "Menu and footer"
    menu = _links(
        "Menu", "Leave empty for the site's own: articles, topics, products, experts, questions."
    )
    footer = _links(
        "More links in the footer", "Pages you publish stand there by themselves: see “Pages”."
    )
    sentences = forms.CharField(
        label="Sentences in the footer",
        required=False,
        initial=_SENTENCES,
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Plain text, a paragraph a line. Say that you give no medical advice.",
    )

    def warnings(self) -> list[str]:
        """What the footer of a health magazine should say."""
        text: Any = self.cleaned_data["sentences"]
        if "medical advice" in text.lower():
            return []
        return ["The footer no longer says that this is no medical advice. Check its sentences."]
