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

from collections.abc import Callable
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any, TypeVar

from django import forms
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse

from backoffice.models import SiteSettings

_groups: dict[str, type["SettingsGroup"]] = {}
_of_request: ContextVar[dict[str, SimpleNamespace] | None] = ContextVar("site_settings")


class SettingsGroup(forms.Form):
    """One fieldset of the settings page. `key` names it in code, `title` on the page."""

    key = title = ""

    @classmethod
    def initial_values(cls) -> dict[str, Any]:
        """Field → what holds as long as nobody decided otherwise."""
        fields = cls.base_fields.items()
        return {
            name: field.initial() if callable(field.initial) else field.initial
            for name, field in fields
        }

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


def _complete(values: dict[str, dict[str, Any]] | None) -> dict[str, dict[str, Any]]:
    stored = values or {}
    return {
        key: {
            name: stored.get(key, {}).get(name, value)
            for name, value in group.initial_values().items()
        }
        for key, group in _groups.items()
    }


def current() -> SimpleNamespace:
    """The settings that hold now, as `current().group.field`. One query, once a request."""
    holder = _of_request.get(None)
    if holder is not None and "now" in holder:
        return holder["now"]
    newest = SiteSettings.objects.newest()
    return remember(newest.values if newest else None)


def stored() -> Subquery:
    """An expression for `annotate()`: the newest values as they are stored, for `remember`."""
    return Subquery(SiteSettings.objects.order_by("-version").values("values")[:1])


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
