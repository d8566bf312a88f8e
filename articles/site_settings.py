"""What a site decides about publishing."""

from django import forms

from backoffice.site_settings import SettingsGroup, register


@register
class Planning(SettingsGroup):
    key, title = "planning", "Planning"
    hold = forms.ChoiceField(
        label="Hold a plan",
        required=False,
        initial="",
        choices=[
            ("", "Never: planners and editors are told"),
            ("facts", "When a fact that it shows was changed"),
            ("all", "When a fact was changed, or the draft was saved, after planning"),
        ],
        help_text="A held article doesn't go live before an editor has released it.",
    )
