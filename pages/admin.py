"""Pages in the admin: written by many, published by editors."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from backoffice.changelist import filled_filter
from backoffice.model_admin import HistoryAdmin
from backoffice.worklist import worklist
from pages.models import Page
from pages.views import page_response


@admin.register(Page)
class PageAdmin(HistoryAdmin):
    search_label = "title"
    search_order = 60
    nav_group = "Pages"
    nav_icon = "page"
    nav_order = 10
    empty_text = (
        "No pages yet. Readers look for: About, How we choose, Editorial policy, Affiliate "
        "disclosure, Privacy, Contact."
    )
    field_permissions = {
        "published_at": ("pages.publish_page", "Set by people who can publish pages."),
    }
    release_permission = "pages.publish_page"
    release_reason = "Only people who can publish pages can change it"
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary", "body"]}),
        ("Where it stands", {"fields": [("place", "order")]}),
        ("Standing", {"fields": ["reviewed_on", "is_sample", "published_at"]}),
    ]
    list_display = ["title", "slug", "place", "order", "reviewed_on", "published_at"]
    list_filter = [
        "place",
        filled_filter("published_at", "draft", "published"),
        "is_sample",
    ]
    prepopulated_fields = {"slug": ["title"]}
    search_fields = ["title", "slug", "body"]

    def view_on_site(self, obj: Page) -> str | None:
        """No link where readers get a 404."""
        is_public = Page.objects.public().filter(pk=obj.pk).exists()
        return obj.get_absolute_url() if is_public else None

    def extra_views(self) -> dict[str, Any]:
        return {**super().extra_views(), "preview": ("preview/", self.preview)}

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as readers would see it; posted, with what is typed and not saved."""
        page = self.get_or_404(request, str(pk), permission="view")
        problems: tuple[str, ...] = ()
        if request.method == "POST" and self.has_change_permission(request, page):
            form = self.get_form(request, page, change=True)(request.POST, instance=page)
            if not form.is_valid():
                problems = tuple(
                    f"{form.fields[name].label if name in form.fields else 'Page'}: {sentence}"
                    for name, sentences in form.errors.items()
                    for sentence in sentences
                )
        return page_response(request, page, is_preview=True, problems=problems)


worklist(
    Page,
    "sample-texts",
    title="Sample texts that readers still see",
    rows=lambda rows, user: rows.public().filter(is_sample=True),
    has_permission=lambda user: user.has_perm("pages.publish_page"),
    place=95,
    order=("order", "pk"),
)
