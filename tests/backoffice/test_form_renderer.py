"""What is written without the template engine is what Django's templates would have written."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from backoffice.form_renderer import AdminFormRenderer

NASTY = '<b>"it\'s" & so</b>'


class Everything(forms.Form):
    text = forms.CharField(label=NASTY, help_text="Help", max_length=9)
    hidden = forms.CharField(widget=forms.HiddenInput)
    number = forms.IntegerField(required=False, min_value=0)
    area = forms.CharField(widget=forms.Textarea(attrs={"data-x": NASTY, "readonly": True}))
    choice = forms.ChoiceField(choices=[("a", NASTY)], widget=forms.RadioSelect)
    one = forms.ChoiceField(choices=[("", NASTY), ("G" + NASTY, [("1", "b"), (2, NASTY)])])
    yes = forms.BooleanField(required=False)
    off = forms.CharField(required=False, widget=forms.TextInput(attrs={"disabled": False}))
    sure = forms.CharField(label=mark_safe("<i>Sure</i>"), required=False)


@pytest.mark.parametrize(
    "typed",
    [
        None,
        {},
        {"text": NASTY, "hidden": NASTY, "number": "0", "area": f"\n{NASTY}\r\n ", "choice": "a"},
        {"one": "2", "yes": "on"},
        {"text": "", "number": "x", "area": "", "off": "0"},
    ],
)
def test_forms_come_out_as_django_writes_them(typed):
    ours = Everything(typed, renderer=AdminFormRenderer())
    theirs = Everything(typed, renderer=DjangoTemplates())

    for mine, django in zip(ours, theirs, strict=True):
        assert str(mine) == str(django)
        assert mine.label_tag() == django.label_tag()
        assert str(mine.errors) == str(django.errors)
    assert str(ours) == str(theirs)
    assert NASTY not in str(ours)
