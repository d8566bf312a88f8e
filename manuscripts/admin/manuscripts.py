"""Manuscripts at the desk: their list, handing one in, and its review."""

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.core.exceptions import PermissionDenied
from django.db.models.fields.json import KT
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from backoffice.model_admin import ReadOnlyAdmin, count_related
from backoffice.worklist import onboarding_step, worklist
from manuscripts.admin.handing_in import HandingIn
from manuscripts.admin.reviewing import Reviewing, can_decide
from manuscripts.models import Manuscript, Proposal


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"
    empty_texts = {"review": "No manuscript is in review. Those handed in come here."}

    def lookups(self, request, model_admin):
        return [("review", "in review"), ("imported", "imported")]

    def queryset(self, request, queryset):
        if self.value() == "review":
            return queryset.in_review()
        return queryset.exclude(article=None) if self.value() == "imported" else queryset


@admin.register(Manuscript)
class ManuscriptAdmin(HandingIn, Reviewing, ReadOnlyAdmin):
    """What writers handed in. A manuscript itself is never edited: what was read in it is."""

    search_label = "name"
    search_order = 80
    nav_group = "Manuscripts"
    nav_icon = "manuscript"
    nav_order = 10
    empty_text = (
        "No manuscripts yet. Paste one or choose its file: quotes, people, products with prices "
        "and questions are read out of it, and you decide about each."
    )
    actions = None
    change_list_template = "admin/manuscripts/list.html"
    date_hierarchy = "imported_at"
    list_display = ["title", "state", "name", "imported_at", "imported_by"]
    list_filter = [StateFilter, "format"]
    list_select_related = ["article", "imported_by"]
    search_fields = ["name", "article__title"]
    allows_adding = True
    fields = readonly_fields = ["name"]  # its page is the review

    def get_queryset(self, request):
        doubtful = Proposal.objects.filter(decision="open", unchanged=False).exclude(doubts=[])
        return (
            super()
            .get_queryset(request)
            .without_files()
            .annotate(
                its_title=KT("plan__article__title"),
                doubts_left=count_related(doubtful, "manuscript"),
            )
        )

    @admin.display(description="title", ordering="its_title")
    def title(self, manuscript):
        return manuscript.its_title or manuscript.name

    @admin.display(description="state", ordering="article")
    def state(self, manuscript):
        if manuscript.article_id:
            address = reverse("admin:articles_article_change", args=[manuscript.article_id])
            return format_html('imported as <a href="{}">{}</a>', address, manuscript.article)
        doubts = manuscript.doubts_left
        left = f"{doubts} doubt{'' if doubts == 1 else 's'} left" if doubts else "no doubts left"
        return f"in review, {left}"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page of a manuscript is its review."""
        manuscript = self.get_or_404(request, object_id, permission="view")
        if request.method == "POST":
            raise PermissionDenied
        return redirect(self.review_address(manuscript))


worklist(
    Manuscript,
    "handed_in",
    title="Manuscripts in review",
    rows=lambda rows, user: rows.in_review(),
    has_permission=can_decide,
    place=50,
    order=("imported_at", "pk"),
    defer=("original", "plan"),
    detail=lambda manuscript: f"handed in {naturaltime(manuscript.imported_at)}",
)

onboarding_step(
    "Hand in a manuscript",
    text="Paste an article or choose its file: prose, quotes, products and questions are read out "
    "of it, you look through them, and a draft is made.",
    page="admin:manuscripts_manuscript_add",
    has_permission=lambda user: user.has_perm("manuscripts.add_manuscript"),
    place=20,
)
