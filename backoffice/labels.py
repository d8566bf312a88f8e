"""
What a thing is called to somebody: by its name where they may view it, else by its kind alone.

A name is never copied into a row that others see as well: whoever names something there keeps a
mention of it, and whoever shows the text asks what this viewer may be told (docs/rules.md 8.23):

    batch.source_name = mention(manuscript)         # "manuscripts.manuscript:12"
    told(request, admin.site, batch.source_name)    # “Milia, at last”, or “a draft article”

The admin of a model says as `hidden_name` what its rows are to those who may not view them.
"""

import re

from django.apps import apps
from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import HttpRequest

_MENTION = re.compile(r"([a-z_]+\.[a-z_]+):(\d{1,18})")


def mention(row: Model) -> str:
    """A saved row as text that names nothing."""
    return f"{row._meta.label_lower}:{row.pk}"


def is_mention(text: str) -> bool:
    return _MENTION.fullmatch(text) is not None


def may_view(request: HttpRequest, site: AdminSite, row: Model) -> bool:
    """Whether the viewer may be told the name of a row; nobody is, of what the admin hasn't."""
    model_admin = site._registry.get(type(row))
    return model_admin is not None and model_admin.has_view_permission(request, row)


def told(request: HttpRequest, site: AdminSite, text: str) -> str:
    """The text, or, where it is a mention, what the viewer may be told of the row."""
    found = _MENTION.fullmatch(text)
    if found is None:
        return text
    model = apps.get_model(found[1])
    row = model._default_manager.filter(pk=found[2]).first()
    if row is None:
        return f"a {model._meta.verbose_name} that was deleted"
    if may_view(request, site, row):
        return str(row)
    hidden_name: str = getattr(site._registry.get(model), "hidden_name", "")
    return hidden_name or f"a {model._meta.verbose_name}"
