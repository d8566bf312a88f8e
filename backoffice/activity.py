"""
What happened in the admin lately, as sentences: “Anna Lim published edition 3 of “Milia””.

It reads Django's log of the admin, which every save, deletion and step of the admin writes to. Each
package says how its own notes read:

    log_line(Article, r"Published edition (\\d+)\\.", "published edition {0} of")

A note without a line of its own stands behind “changed”. Nobody is told of rows they may not see.
What has a log of its own is told from there, whatever door it came by:

    @activity_source
    def price_activity(request, site, most): ...  # the newest `Activity`s the viewer may see
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin import AdminSite
from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

SHOWN = 12
LOOKED_AT = 400  # of the newest entries: what is older is not lately

_sources: list[Callable[[HttpRequest, AdminSite, int], list["Activity"]]] = []
_log_lines: dict[type[Model], list[tuple[re.Pattern[str], str]]] = defaultdict(list)


def log_line(model, note, words):
    """A note (pattern of the whole note) of `model` reads as `words`; `{0}` is its first group."""
    _log_lines[model].append((re.compile(note), words))


def activity_source(function):
    """Decorator: what the function tells stands among the recent activity."""
    _sources.append(function)
    return function


@dataclass(frozen=True)
class Activity:
    who: str
    did: str  # “published edition 3 of”
    what: str  # the name of the row, as it was called then
    address: str  # "" where the row is gone
    note: str  # what else was noted, a sentence or two
    at: datetime


def recent_activity(request, site, *, most=SHOWN):
    """The newest `Activity` the viewer may see: two queries, one a kind of row, the sources'."""
    kinds = {
        ContentType.objects.get_for_model(model).pk: model_admin
        for model, model_admin in site._registry.items()
        if model_admin.has_view_permission(request)
    }
    entries = _entries(kinds, most)
    seen = _seen(request, entries, kinds)
    changes = []
    for entry in entries:
        is_there = entry.object_id in seen[entry.content_type_id]
        if is_there or entry.action_flag == DELETION:
            changes.append(_change(entry, kinds[entry.content_type_id], is_there=is_there))
    for told in _sources:
        changes += told(request, site, most)
    return sorted(changes, key=lambda change: change.at, reverse=True)[:most]


def _entries(kinds, most):
    # By key and not by moment, which has no index; the two go together.
    newest = LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    entries = LogEntry.objects.filter(pk__gt=newest - LOOKED_AT, content_type__in=list(kinds))
    # Rows that are gone or hidden drop out later, so some more are looked at.
    return list(entries.select_related("user").order_by("-pk")[: 4 * most])


def _seen(request, entries, kinds):
    """Content type → keys (as text) of the rows in `entries` that are there and may be seen."""
    asked = defaultdict(set)
    for entry in entries:
        asked[entry.content_type_id].add(entry.object_id)
    seen = defaultdict(set)
    for kind, keys in asked.items():
        rows = kinds[kind].get_queryset(request).order_by()
        pks = rows.filter(pk__in=[key for key in keys if key.isdigit()]).values_list(
            "pk", flat=True
        )
        seen[kind] = {str(pk) for pk in pks}
    return seen


def _change(entry, model_admin, *, is_there):
    opts = model_admin.opts
    address = ""
    if is_there:
        address = reverse(
            f"admin:{opts.app_label}_{opts.model_name}_change", args=[entry.object_id]
        )
    did, note = _words(entry, model_admin.model)
    who = entry.user.get_full_name() or entry.user.get_username()
    return Activity(who, did, entry.object_repr, address, note, entry.action_time)


def _words(entry, model):
    kind = model._meta.verbose_name
    if entry.action_flag == ADDITION:
        return f"added the {kind}", ""
    if entry.action_flag == DELETION:
        return f"deleted the {kind}", ""
    note = entry.get_change_message()
    for pattern, words in _log_lines[model]:
        if found := pattern.fullmatch(note):
            return words.format(*found.groups()), ""
    return f"changed the {kind}", note
