"""Form fields of a review, and how a group of them is written."""

from collections.abc import Iterable

from django import forms
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


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
