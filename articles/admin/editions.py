"""Editions: looked at, never edited."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles.calendar import BEGINS
from articles.models import Edition
from backoffice.model_admin import ReadOnlyAdmin


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    """What readers saw, and when; made by publishing, never edited."""

    nav_group = "Articles"
    nav_icon = "edition"
    nav_order = 30
    empty_text = "No editions yet. Publishing an article creates the first one."
    empty_link = ("Go to the articles", "articles_article_changelist")
    actions = None
    date_hierarchy = "made_at"  # what is held begins at the end of time
    list_display = ["title", "number", "begins", "withdrawn", "change", "made_by", "note"]
    list_filter = ["withdrawn", "change"]
    list_select_related = ["made_by"]
    search_fields = ["title", "note"]
    fields = readonly_fields = [
        "article",
        "number",
        "begins",
        "withdrawn",
        "title",
        "dek",
        "published_at",
        "modified_at",
        "made_by",
        "made_at",
        "change",
        "note",
        "as_read",
    ]
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("content")

    def get_object(self, request: HttpRequest, *args: Any, **named: Any) -> Edition | None:
        """For its page, which changes nothing of it."""
        edition = super().get_object(request, *args, **named)
        return edition and edition.dated_as_planned()

    @admin.display(description="live from", ordering=BEGINS)
    def begins(self, edition: Edition) -> datetime | str:
        if not edition.is_held:
            return edition.live_from
        return edition.held_words

    @admin.display(description="the page")
    def as_read(self, edition: Edition) -> str:
        if edition.withdrawn:
            return "Readers saw nothing: the article had been taken down."
        address = reverse(
            "admin:articles_article_edition", args=[edition.article_id, edition.number]
        )
        return format_html('<a href="{}">See this edition</a>', address)
