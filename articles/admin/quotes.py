"""Quotes: who said what, and whether we may print it."""

import json

from django.contrib import admin, messages

from articles.forms import QuoteForm
from articles.models import Quote
from backoffice.model_admin import BaseAdmin


class SpeakerFilter(admin.SimpleListFilter):
    title = "speaker"
    parameter_name = "speaker"
    empty_texts = {
        "open": "No quotes with an open speaker. They come here when an import can't tell who "
        "spoke."
    }

    def lookups(self, request, model_admin):
        return [("open", "nobody could tell yet"), ("known", "known")]

    def queryset(self, request, queryset):
        if self.value() == "open":
            return queryset.without_speaker()
        return queryset.exclude(speaker=None) if self.value() == "known" else queryset


@admin.register(Quote)
class QuoteAdmin(BaseAdmin):
    search_label = "segments"
    search_order = 50
    nav_group = "Articles"
    nav_icon = "quote"
    nav_order = 20
    empty_text = "No quotes yet. They come here when a manuscript is imported, and by hand."
    autocomplete_fields = ["speaker", "candidates"]
    date_hierarchy = "said_on"
    form = QuoteForm
    field_permissions = {
        "permission": ("articles.grant_quote", "Noted by those who ask speakers for it."),
    }
    release_permission = "articles.grant_quote"
    release_reason = "Readers see this already: it is changed by those who note permissions."
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
    def format_search_label(text):
        return " … ".join(json.loads(text))

    def before_save(self, request, obj, form, change):
        super().before_save(request, obj, form, change)
        if obj.permission == Quote.Permission.GRANTED:
            # A permission is for the very words (domain.md 4.21).
            if "permission" in form.changed_data:
                obj.approved_digest = obj.digest
            elif obj.approved_digest != obj.digest and "segments" in form.changed_data:
                obj.permission = Quote.Permission.NOT_ASKED
                text = "The permission was for the words before: note it again for these."
                self.message_user(request, text, messages.WARNING)
