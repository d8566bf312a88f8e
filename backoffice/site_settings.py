"""
Declares and reads the site settings: what a site's owner decides about it.

A package declares a group of its own, beside its models, as a form:

    @register
    class Market(SettingsGroup):
        key, title = "market", "Market"
        currency = forms.CharField(initial="USD")

and asks `current().market.currency`. What nobody decided yet has the field's `initial` value. The
settings are one row that is saved as a new version each time, so that it can be told who changed
what and when, and an older version can be put back. They are read once a request.
"""

import unicodedata
from collections.abc import Callable
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any, ClassVar, TypeVar

from django import forms
from django.db.models import Model, Subquery
from django.http import HttpRequest, HttpResponse

from backoffice.models import SiteSettings

_groups: dict[str, type["SettingsGroup"]] = {}
_of_request: ContextVar[dict[str, SimpleNamespace] | None] = ContextVar("site_settings")


def _has_visible(text: str) -> bool:
    return any(unicodedata.category(char)[0] in "LNPS" for char in text)


class SettingsGroup(forms.Form):
    """One fieldset of the settings page. `key` names it in code, `title` on the page."""

    key = title = ""
    # Field → the types its stored value may have, where that is no text.
    types: ClassVar[dict[str, tuple[type, ...]]] = {}

    def clean(self) -> dict[str, Any]:
        """Refuse texts in which there is nothing to see: invisible characters hide a disclosure."""
        data = super().clean() or self.cleaned_data
        for name, value in list(data.items()):
            if isinstance(value, str) and value and not _has_visible(value):
                self.add_error(name, "There is nothing to see in this text. Type it anew.")
        return data

    def warnings(self) -> list[str]:
        """Sentences about a valid form that somebody should look at once it is saved."""
        return []

    def standing(self) -> list[str]:
        """Sentences about how things stand by now, shown above the fields."""
        return []

    def saved(self) -> list[str]:
        """What follows from what holds now, in the transaction that saved it; told in sentences."""
        return []

    def stored_values(self) -> dict[str, Any]:
        """What is written down of a valid form: texts, numbers and the keys of rows."""
        return {name: getattr(value, "pk", value) for name, value in self.cleaned_data.items()}


Group = TypeVar("Group", bound=type[SettingsGroup])


def register(group: Group) -> Group:
    """Class decorator: put a group on the settings page, in the order of registration."""
    if group.key in _groups:
        raise ValueError(f"A group of settings is called {group.key!r} already.")
    _groups[group.key] = group
    return group


def groups() -> list[type[SettingsGroup]]:
    """The registered groups in their order."""
    return list(_groups.values())


def values_of(settings: SiteSettings | None) -> dict[str, dict[str, Any]]:
    """Group → field → value of a version (None: nobody decided anything); unknown fields drop."""
    return _complete(settings.values if settings else None)


def _complete(values: Any) -> dict[str, dict[str, Any]]:
    """What is stored, as far as it is valid; the rest as if nobody had decided it."""
    stored = values if isinstance(values, dict) else {}
    return {key: _group_values(group, stored.get(key)) for key, group in _groups.items()}


def _group_values(group: type[SettingsGroup], stored: Any) -> dict[str, Any]:
    initial = {name: field.initial for name, field in group.base_fields.items()}
    known = stored if isinstance(stored, dict) else {}
    values = initial | {name: known[name] for name in initial.keys() & known.keys()}
    # A row may have been written by SQL: one odd value must not end every page. Only the types
    # are looked at, which asks no database; what a form refuses was never saved by one.
    return {
        name: value if isinstance(value, group.types.get(name, str)) else initial[name]
        for name, value in values.items()
    }


def current() -> SimpleNamespace:
    """The settings that hold now, as `current().group.field`. One query, once a request."""
    holder = _of_request.get(None)
    if holder is not None and "now" in holder:
        return holder["now"]
    newest = SiteSettings.objects.first()
    return remember(newest.values if newest else None)


def choices_of(model: type[Model]) -> list[tuple[type[SettingsGroup], Any]]:
    """
    (group, key of a row) for each row of `model` that the settings hold now.

    They are read only where a group has a field for such rows.
    """
    fields = [
        (group, name)
        for group in _groups.values()
        for name, field in group.base_fields.items()
        if getattr(getattr(field, "queryset", None), "model", None) is model
    ]
    return [(group, getattr(getattr(current(), group.key), name)) for group, name in fields]


def stored() -> Subquery:
    """An expression for `annotate()`: the newest values as they are stored, for `remember`."""
    return Subquery(SiteSettings.objects.values("values")[:1])


def remember(values: dict[str, dict[str, Any]] | None) -> SimpleNamespace:
    """Take these stored values for the rest of the request, instead of asking for them."""
    groups_now = {key: SimpleNamespace(**group) for key, group in _complete(values).items()}
    now = SimpleNamespace(**groups_now)
    if (holder := _of_request.get(None)) is not None:
        holder["now"] = now
    return now


def forget_current() -> None:
    """Read the settings anew: they were saved during this request."""
    if (holder := _of_request.get(None)) is not None:
        holder.clear()


class SiteSettingsMiddleware:
    """Gives each request one reading of the settings, made when something first asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _of_request.set({})
        try:
            return self.get_response(request)
        finally:
            _of_request.reset(token)
