"""The form on which a reader says what is wrong."""

from typing import Any

from django import forms

from reports.kinds import Thing

MAX_TEXT = 3000


class ReportForm(forms.Form):
    """What is typed. `website` is for programs alone: people don't see it."""

    text = forms.CharField(
        max_length=MAX_TEXT,
        error_messages={
            "required": "Say what is wrong, in a sentence or two.",
            "max_length": "This is %(show_value)s characters long. Keep it to %(limit_value)s: "
            "the page, what it says, and what it should say.",
        },
    )
    part = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": "The article no longer has that part. Choose again."},
    )
    reply_to = forms.EmailField(
        required=False,
        max_length=254,
        error_messages={
            "invalid": "This is no mail address we could answer to. Correct it, or leave it empty.",
        },
    )
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, thing: Thing | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts: Any = self.fields["part"]
        parts.choices = [("", "All of it, or I’m not sure"), *(thing.parts if thing else ())]

    def clean_website(self) -> str:
        """Refuse what no person typed."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                "The field “Leave this empty” was filled in, as programs do. It is empty again: "
                "if you are a person, just send it once more."
            )
        return ""
