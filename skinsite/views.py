"""The frame around the rooms: home, what machines ask for, uploaded pictures, errors."""

import sys
from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import SuspiciousFileOperation
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils._os import safe_join
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from taggit.models import Tag

from articles.models import Edition
from core.busy import RETRY_AFTER, is_busy
from core.models import Redirect
from faq.models import Question
from people.models import Person
from pictures.decoding import FORMATS
from pictures.models import Picture
from products.models import Product, with_offers

NEWEST_ARTICLES = 7
TOPICS = 16
PRODUCTS = EXPERTS = 4
QUESTIONS = 5
PICTURE_TYPES = {f".{ending}": f"image/{name.lower()}" for name, ending in FORMATS.items()}
YEAR = 31_536_000  # seconds
PICTURE_TYPES[".jpeg"] = PICTURE_TYPES[".jpg"]


def home(request):
    articles = list(Edition.objects.live().for_cards()[:NEWEST_ARTICLES])
    topics = Tag.objects.filter(editions__in=Edition.objects.live())
    most_used = topics.annotate(uses=Count("pk")).order_by("-uses", "name")[:TOPICS]
    experts = Person.objects.public().exclude(credentials="")
    context = {
        "lead": articles[0] if articles else None,
        "articles": articles[1:],
        "topics": sorted(most_used, key=lambda tag: tag.name),
        "products": with_offers(Product.objects.public()).order_by("-pk")[:PRODUCTS],
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
        "",
        f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def healthz(request):
    """Whether the process answers; touches neither session nor database."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_safe
def media(request, name):
    """
    An uploaded picture, from the one machine's own disk.

    Only pictures below MEDIA_ROOT, after following links; anything else is a 404. Names are never
    used twice, so what was fetched once may be kept: for a year, or as long as its license lasts.
    One query; afterwards only the admin still sees a picture, and two more ask who it is.
    """
    path = _path_of(name)
    until = Picture.license_end_of(name)
    is_over = until is not None and until < timezone.localdate()
    if is_over and not request.user.has_perm("pictures.view_picture"):
        raise Http404("There is no such picture.")
    content_type = PICTURE_TYPES[path.suffix.lower()]
    response = FileResponse(path.open("rb"), content_type=content_type)
    response["Cache-Control"] = "private, no-store" if is_over else _kept_for(until)
    response["Last-Modified"] = http_date(path.stat().st_mtime)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _path_of(name):
    try:
        path = settings.MEDIA_ROOT.joinpath(safe_join(settings.MEDIA_ROOT, name)).resolve()
        is_ours = path.is_relative_to(settings.MEDIA_ROOT.resolve()) and path.is_file()
    except (SuspiciousFileOperation, ValueError, OSError) as error:  # a way out, a NUL, too long
        raise Http404("There is no such picture.") from error
    if not is_ours or path.suffix.lower() not in PICTURE_TYPES:
        raise Http404("There is no such picture.")
    return path


def _kept_for(until):
    """How long caches may keep a picture whose license ends with that day (None: it has no end)."""
    if until is None:
        return f"public, max-age={YEAR}, immutable"
    after = datetime.combine(until + timedelta(days=1), time(), timezone.get_current_timezone())
    left = int((after - timezone.now()).total_seconds())
    return f"public, max-age={max(0, min(left, YEAR))}"


def not_found(request, exception):
    """A page that moved leads on; asked only where nothing else answers."""
    path = request.path.replace("\x00", "")  # PostgreSQL takes no NUL, not even in a question
    if moved := Redirect.objects.filter(old_path=path).first():
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(moved.new_path + (f"?{query}" if query else ""))
    if _is_at_the_desk(request):
        return _desk_says(request, "We can't find that page", "admin/404.html", status=404)
    return render(request, "404.html", {"canonical": ""}, status=404)


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


def server_error(request):
    """Without request, context processors and database: any of them may be what failed."""
    if is_busy(sys.exc_info()[1]):
        page = render_to_string("503.html", {"site_name": settings.SITE_NAME})
        return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})
    is_desk = request.path.startswith(reverse("admin:index"))
    template = "admin/500.html" if is_desk else "500.html"
    page = render_to_string(template, {"site_name": settings.SITE_NAME})
    return HttpResponse(page, status=500)
