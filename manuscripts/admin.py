from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from manuscripts.models import Manuscript
from skinsite.desk import KeptAdmin
from skinsite.waiting import first_step


@admin.register(Manuscript)
class ManuscriptAdmin(KeptAdmin):
    """What a writer handed in and what was read out of it; made by importing, never edited."""

    found_as = "name"
    found_place = 80
    nav_group = "Manuscripts"
    nav_icon = "manuscript"
    nav_place = 10
    empty_text = (
        "No manuscripts yet. Each one handed in by “manage.py import_manuscript” is kept here."
    )
    empty_link = ("Go to the articles", "articles_article_changelist")
    actions = None
    date_hierarchy = "imported_at"
    list_display = ["name", "format", "article", "warning_count", "imported_at", "imported_by"]
    list_filter = ["format"]
    list_select_related = ["article", "imported_by"]
    search_fields = ["name", "article__title"]
    fields = readonly_fields = [
        "name",
        "format",
        "draft",
        "imported_at",
        "imported_by",
        "warnings",
        "unplaced",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("original")

    @admin.display(description="the draft")
    def draft(self, manuscript):
        if manuscript.article is None:
            return "The article was deleted."
        address = reverse("admin:articles_article_change", args=[manuscript.article_id])
        return format_html('<a href="{}">{}</a>', address, manuscript.article)

    @admin.display(description="warnings")
    def warning_count(self, manuscript):
        return len(manuscript.plan.get("warnings", []))

    @admin.display
    def warnings(self, manuscript):
        found = [
            {"text": warning["message"], "where": self._words(manuscript, warning)}
            for warning in manuscript.plan.get("warnings", [])
        ]
        return self._list(found, "Nothing to look at.")

    @admin.display(description="words without a place")
    def unplaced(self, manuscript):
        found = [
            {"text": piece.get("reason", ""), "where": piece["text"]}
            for piece in manuscript.plan.get("unplaced", [])
        ]
        return self._list(found, "Every word found its place.")

    @staticmethod
    def _list(found, nothing):
        context = {"found": found, "nothing": nothing}
        return render_to_string("admin/manuscripts/found.html", context)

    @staticmethod
    def _words(manuscript, warning):
        """The words of the manuscript that a warning is about."""
        if not warning.get("span"):
            return ""
        start, end = warning["span"]
        return manuscript.plan.get("source", {}).get("text", "")[start:end][:300]


first_step(
    "Import a manuscript",
    text="“manage.py import_manuscript FILE” on the server reads prose, quotes, products and "
    "questions out of what a writer handed in, and makes a draft of it.",
    page="admin:manuscripts_manuscript_changelist",
    may=lambda user: user.has_perm("manuscripts.view_manuscript"),
    place=20,
)
