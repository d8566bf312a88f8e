"""The frame around the rooms: home, what machines ask for, errors."""

import logging
import sys

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_safe

from articles.models import Edition
from core.busy import RETRY_AFTER, why_busy
from core.list_parameters import FILTERS
from core.models import Redirect
from faq.models import Question
from pages.models import URL_NAME, Page
from people.models import Person
from products.models import Product, with_offers
from products.offer_lines import attach_lines
from topics.models import Topic

logger = logging.getLogger(__name__)

NEWEST_ARTICLES = 7
TOPICS = 16
PRODUCTS = EXPERTS = 4
QUESTIONS = 5


def home(request):
    articles = list(Edition.objects.live().for_cards()[:NEWEST_ARTICLES])
    experts = Person.objects.public().exclude(credentials="")
    context = {
        "lead": articles[0] if articles else None,
        "articles": articles[1:],
        "topics": Topic.objects.public()[:TOPICS],
        "products": attach_lines(with_offers(Product.objects.public()).order_by("-pk")[:PRODUCTS]),
        "experts": experts.select_related("picture").order_by("-pk")[:EXPERTS],
        "questions": Question.objects.public().order_by("-pk")[:QUESTIONS],
    }
    return render(request, "home.html", context)


@require_safe
def robots_txt(request):
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        f"Disallow: {reverse('account_home')}",
        f"Disallow: {reverse('reports:report')}",
        # Filters combined: one article with 24 tags would open a million addresses.
        *(f"Disallow: /*?*&{name}=" for name in FILTERS),
        "",
        f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def not_found(request, exception):
    """A page that moved leads on; asked only where nothing else answers."""
    path = request.path.replace("\x00", "")  # PostgreSQL takes no NUL, not even in a question
    small = path.lower()
    moved = Redirect.objects.filter(old_path=small).first()
    if moved or (small != path and _is_of_a_page(small)):
        query = request.META.get("QUERY_STRING", "")
        to = moved.new_path if moved else small
        return HttpResponsePermanentRedirect(to + (f"?{query}" if query else ""))
    if _is_at_the_desk(request):
        return _desk_says(request, "We can't find that page", "admin/404.html", status=404)
    return render(request, "404.html", {"canonical": ""}, status=404)


def _is_of_a_page(path):
    try:
        found = resolve(path)
    except Resolver404:
        return False
    if found.view_name == URL_NAME:  # any word may be the address of a page of our own
        return Page.objects.public().filter(slug=found.kwargs["slug"]).exists()
    return "slug" in found.kwargs


def forbidden(request, exception):
    if _is_at_the_desk(request):
        title = "You don't have permission"
        return _desk_says(request, title, "admin/403.html", status=403, reason=str(exception))
    return render(request, "403.html", {"canonical": ""}, status=403)


def _is_at_the_desk(request):
    user = getattr(request, "user", None)
    below = request.path.startswith(reverse("admin:index"))
    return below and user is not None and admin.site.has_permission(request)


def _desk_says(request, title, template, *, status, **context):
    context |= {**admin.site.each_context(request), "title": title}
    return render(request, template, context, status=status)


def bad_request(request, exception):
    """
    Without a form's tokens: Django's own asks for them, reads the body again, and fails again.

    Django tells its suspicions itself, in one line (core/log_lines.py).
    """
    if not isinstance(exception, SuspiciousOperation):
        logger.warning("Refused as unreadable: %s", exception)
    sentence = "The request can't be read. Reload the page and try again."
    return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")


def server_error(request):
    """Without request, context processors and database: any of them may be what failed."""
    if sentence := why_busy(sys.exc_info()[1]):
        return _busy(request, sentence)
    is_desk = request.path.startswith(reverse("admin:index"))
    template = "admin/500.html" if is_desk else "500.html"
    page = render_to_string(template, {"site_name": settings.SITE_NAME})
    return HttpResponse(page, status=500)


def _busy(request, sentence):
    """As a page, which a reload sends again with all that was typed; or for the page's script."""
    options = {"status": 503, "headers": {"Retry-After": RETRY_AFTER}}
    if "text/html" not in request.headers.get("Accept", "text/html"):
        return JsonResponse({"sentence": sentence}, **options)
    context = {
        "site_name": settings.SITE_NAME,
        "sentence": sentence,
        "was_sent": request.method == "POST",
    }
    return HttpResponse(render_to_string("503.html", context), **options)
