"""Form fields of a review, and how a group of them is written."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.timezones import FIRST_MOMENT, site_day
from manuscripts.models import Manuscript


class HandedInForm(forms.Form):
    """The day on which a manuscript was handed in."""

    day = forms.DateField(
        label="Handed in on",
        help_text=str(Manuscript._meta.get_field("handed_in_on").help_text),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Enter the day as 2026-03-31."},
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not FIRST_MOMENT.date() <= day <= site_day():
            raise ValidationError("Choose a day between 2000 and today.")
        return day


def words_field(
    label: str, max_length: int, *, required: bool = False, **attrs: str
) -> forms.CharField:
    """One line of words."""
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=max_length, required=required, widget=widget)


def text_field(
    label: str, *, rows: int, max_length: int | None = None, required: bool = False
) -> forms.CharField:
    """Several lines of words."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=max_length, required=required, widget=widget)


def fields_html(fields: Iterable[BoundField]) -> SafeString:
    """Fields in their grid, written without a template: a long review has hundreds of them."""
    rows = format_html_join(
        "",
        '<div class="f f-{}"><label for="{}">{}</label>{}{}</div>',
        ((f.name, f.id_for_label, f.label, f, f.errors if f.errors else "") for f in fields),
    )
    return format_html('<div class="fields">{}</div>', rows)
