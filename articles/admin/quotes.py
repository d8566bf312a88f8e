"""Quotes: who said what, and whether we may print it."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest

from articles.forms import QuoteForm
from articles.models import Quote
from backoffice.model_admin import BaseAdmin


class SpeakerFilter(admin.SimpleListFilter):
    title = "speaker"
    parameter_name = "speaker"
    empty_texts = {
        "unknown": "No quotes without a speaker. They appear here when an import can't tell who "
        "spoke."
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("unknown", "not known yet"), ("known", "known")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "unknown":
            return queryset.without_speaker()
        return queryset.exclude(speaker=None) if self.value() == "known" else queryset


@admin.register(Quote)
class QuoteAdmin(BaseAdmin):
    search_label = "segments"
    search_order = 50
    nav_group = "Articles"
    nav_icon = "quote"
    nav_order = 20
    empty_text = "No quotes yet. They come from imported manuscripts, or you add them here."
    autocomplete_fields = ["speaker", "candidates"]
    date_hierarchy = "said_on"
    form = QuoteForm
    field_permissions = {
        "permission": (
            "articles.grant_quote",
            "Only people who record permissions can change this.",
        ),
    }
    release_permission = "articles.grant_quote"
    release_reason = "Only people who record permissions can change it"
    list_display = ["text", "speaker", "kind", "permission", "said_on"]
    list_filter = [SpeakerFilter, "permission", "kind", "source"]
    list_select_related = ["speaker"]
    search_fields = ["segments", "speaker__name", "outlet"]
    fields = [
        "segments",
        "speaker",
        "candidates",
        "kind",
        ("source", "outlet"),
        "said_on",
        "permission",
    ]

    @staticmethod
    def format_search_label(text: str) -> str:
        return " … ".join(json.loads(text))

    def before_save(self, request: HttpRequest, obj: Quote, form: Form, change: bool) -> None:  # noqa: FBT001 -- Django's order
        super().before_save(request, obj, form, change)
        if obj.permission == Quote.Permission.GRANTED:
            # A permission is for the very words (docs/rules.md 4.21).
            if "permission" in form.changed_data:
                obj.approved_digest = obj.digest
            elif obj.approved_digest != obj.digest and "segments" in form.changed_data:
                obj.permission = Quote.Permission.NOT_ASKED
                text = "The permission was for the previous wording. Record it for the new one."
                self.message_user(request, text, messages.WARNING)
