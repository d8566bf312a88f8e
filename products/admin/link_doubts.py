"""What an editor is told of the links in texts that were just saved."""

from collections.abc import Iterable

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest

from core.richtext import RichTextField
from products.link_doubts import link_doubts

MOST = 10  # sentences above one page


def say_link_doubts(request: HttpRequest, forms: Iterable[ModelForm]) -> None:
    """Warn of links, in rich texts changed by these valid forms, that lead past their words."""
    texts = [
        form.cleaned_data.get(field.name) or ""
        for form in forms
        for field in form._meta.model._meta.fields
        if isinstance(field, RichTextField) and field.name in form.changed_data
    ]
    doubts = link_doubts(texts)
    for doubt in doubts[:MOST]:
        messages.warning(request, doubt.sentence)
    if len(doubts) > MOST:
        messages.warning(request, f"{len(doubts) - MOST} more links are like these.")
