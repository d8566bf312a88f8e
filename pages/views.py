"""The site's own pages as readers see them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from pages.models import Page


def page_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return page_response(request, get_object_or_404(Page.objects.public(), slug=slug))


def page_response(
    request: HttpRequest, page: Page, *, is_preview: bool = False, problems: tuple[str, ...] = ()
) -> HttpResponse:
    """The page, saved or only typed: one path for readers and for a preview."""
    # Cleaned again: a row may have been written by SQL (docs/rules.md 8.15).
    body = Page._meta.get_field("body").sanitize(page.body)
    context = {"page": page, "body": body, "is_preview": is_preview, "problems": problems}
    if is_preview:
        context |= {"canonical": "", "is_noindex": True}
    return render(request, "pages/page_detail.html", context)
