"""Who else has an article open, and whether somebody saved it meanwhile."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from articles.admin.editing_session import TAB, whole_number
from articles.models import Article, Presence
from backoffice.model_admin import BaseAdmin
from core.busy import unless_busy


def clock_time(at: Any) -> str:
    """“20:41”, with the day before it where it is not today's."""
    at = timezone.localtime(at)
    return f"{at:%H:%M}" if at.date() == timezone.localdate() else f"{at:%d %b, %H:%M}"


def display_name(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else "Somebody"


@method_decorator(require_POST)
def presence(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> JsonResponse:
    """A heartbeat of an open form; the answer says who else is there."""
    article = model_admin.get_or_404(request, str(pk), permission="change")
    tab = request.POST.get("tab", "")
    if not TAB.fullmatch(tab):
        return JsonResponse({"sentence": "This page has no name. Reload it."}, status=400)
    return JsonResponse(report(request, article, tab, whole_number(request.POST.get("base"))))


@method_decorator(require_POST)
def presence_end(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> JsonResponse:
    """The form was left."""
    article = model_admin.get_or_404(request, str(pk), permission="change")
    tab = request.POST.get("tab", "")
    with unless_busy():  # without it the tab counts as left after `Presence.TIMEOUT`
        Presence.objects.filter(user=request.user, article=article, tab=tab).delete()
    return JsonResponse({})


def report(request: HttpRequest, article: Article, tab: str, base: int | None) -> dict[str, Any]:
    """
    Note that this tab is there, unless somebody writes just now; say who else is (`others`) and
    what was saved since `base` (`newer`, or None).
    """
    now = timezone.now()
    own = Presence.objects.filter(user=request.user, tab=tab)
    with unless_busy():
        if not own.update(seen_at=now):
            Presence.objects.filter(seen_at__lt=now - Presence.TIMEOUT).delete()
            Presence.objects.get_or_create(
                user=request.user, tab=tab, defaults={"article": article}
            )
    others = Presence.objects.present().filter(article=article).exclude(tab=tab)
    return {
        "others": [
            {
                "name": display_name(other.user),
                "since": clock_time(other.since),
                "is_me": other.user_id == request.user.pk,
            }
            for other in others.select_related("user")
        ],
        "newer": _newer_revision(request, article, base or 0),
    }


def _newer_revision(request: HttpRequest, article: Article, base: int) -> dict[str, Any] | None:
    if article.version <= base:
        return None
    last = article.revisions.select_related("saved_by").defer("content").first()
    return {
        "by": display_name(last.saved_by if last else None),
        "is_me": bool(last and last.saved_by_id == request.user.pk),
        "at": clock_time(article.saved_at),
        "address": reverse("admin:articles_article_changes_since", args=[article.pk, base]),
    }


VIEWS = {
    "presence": ("presence/", presence),
    "presence_end": ("presence/end/", presence_end),
}
