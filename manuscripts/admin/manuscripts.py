"""Manuscripts in the admin: their list, uploading one, and its review."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from backoffice.model_admin import ReadOnlyAdmin, count_related
from backoffice.worklist import onboarding_step, worklist
from manuscripts.admin.review import ReviewMixin
from manuscripts.admin.review_marks import MarksMixin
from manuscripts.admin.review_page import can_decide
from manuscripts.admin.undo import UndoMixin
from manuscripts.admin.upload import UploadMixin
from manuscripts.models import Manuscript, ManuscriptQuerySet, Proposal


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"
    empty_texts = {"review": "No manuscript is in review. New uploads appear here."}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("review", "in review"), ("imported", "imported")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "review":
            return queryset.in_review()
        return queryset.exclude(article=None) if self.value() == "imported" else queryset


@admin.register(Manuscript)
class ManuscriptAdmin(UploadMixin, MarksMixin, ReviewMixin, UndoMixin, ReadOnlyAdmin):
    """What writers submitted. A manuscript itself is never edited: what was read in it is."""

    hidden_name = "a draft article"
    search_label = "name"
    search_order = 80
    nav_group = "Manuscripts"
    nav_icon = "manuscript"
    nav_order = 10
    empty_text = (
        "No manuscripts yet. Paste one or choose a file: quotes, people, products with prices and "
        "questions are found in it, and you decide about each."
    )
    actions = None
    change_list_template = "admin/manuscripts/list.html"
    date_hierarchy = "uploaded_at"
    list_display = ["title", "state", "name", "uploaded_at", "uploaded_by"]
    list_filter = [StateFilter, "format"]
    list_select_related = ["article", "uploaded_by"]
    search_fields = ["name", "article__title"]
    allows_adding = True
    fields = ("name",)  # its page is the review
    readonly_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Manuscript]:
        doubtful = Proposal.objects.filter(decision="open", unchanged=False).exclude(doubts=[])
        rows = cast(ManuscriptQuerySet, super().get_queryset(request))
        return rows.without_files().annotate(
            its_title=KT("plan__article__title"),
            doubts_left=count_related(doubtful, "manuscript"),
        )

    @admin.display(description="title", ordering="its_title")
    def title(self, manuscript: Any) -> str:
        return manuscript.its_title or manuscript.name

    @admin.display(description="state", ordering="article")
    def state(self, manuscript: Any) -> str:
        if manuscript.article_id:
            address = reverse("admin:articles_article_change", args=[manuscript.article_id])
            return format_html('imported as <a href="{}">{}</a>', address, manuscript.article)
        doubts = manuscript.doubts_left
        left = f"{doubts} doubt{'' if doubts == 1 else 's'} left" if doubts else "no doubts left"
        return f"in review, {left}"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a manuscript is its review."""
        manuscript = self.get_or_404(request, object_id, permission="view")
        if request.method == "POST":
            raise PermissionDenied
        return redirect(self.review_url(manuscript))


worklist(
    Manuscript,
    "in_review",
    title="Manuscripts in review",
    rows=lambda rows, user: rows.in_review(),
    has_permission=can_decide,
    place=50,
    order=("uploaded_at", "pk"),
    defer=("original", "plan"),
    detail=lambda manuscript: f"uploaded {naturaltime(manuscript.uploaded_at)}",
)

onboarding_step(
    "Upload a manuscript",
    text="Paste an article or choose a file: its text, quotes, products and questions are found, "
    "you review them, and a draft is created.",
    page="admin:manuscripts_manuscript_add",
    has_permission=lambda user: user.has_perm("manuscripts.add_manuscript"),
    place=20,
)
