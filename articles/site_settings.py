"""What a site decides about publishing."""

from django import forms

from articles.models import Edition
from articles.plan_changes import hold_what_changed
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
        help_text="A held article doesn't go live before an editor has released it. Plans that "
        "changed already, and nobody has said yes to, are held from the moment you save this. "
        "“Never” releases none.",
    )

    def standing(self) -> list[str]:
        """How many plans are held now."""
        held = Edition.objects.planned().exclude(held_from=None).filter(withdrawn=False).count()
        return [f"{_plans(held)} held now."]

    def saved(self) -> list[str]:
        """Hold what changed before the site wanted it held."""
        held = hold_what_changed()
        return [f"{_plans(held)} held now, for what changed before."] if held else []


def _plans(count: int) -> str:
    return "1 plan is" if count == 1 else f"{count or 'No'} plans are"
