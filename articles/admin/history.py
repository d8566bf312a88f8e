"""What an article was before: its editions and revisions, and the page of a moment in the past."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from articles.content.formats import left_out, read_content
from articles.content.restore import restorable
from articles.content.snapshot import draft_snapshot
from articles.forms import PointInTimeForm, RevisionNameForm
from articles.models import Article, Edition
from articles.point_in_time import NOT_RECORDED, page_at
from articles.publishing.checks import can_publish
from articles.publishing.schedule import live_edition
from articles.views import article_response
from backoffice.model_admin import BaseAdmin
from core.timezones import moment_text

PER_PAGE = 50


@dataclass(frozen=True)
class HistoryEntry:
    """One line of an article's history: an edition, a takedown or a revision."""

    key: str  # how an address names it: "edition-3", "revision-12"; "" for a takedown
    row: Any
    at: Any  # when it begins, or when it was saved
    is_revision: bool
    state: str  # live, scheduled, past, taken down, scheduled takedown, draft, saved

    @property
    def by(self) -> Any:
        return self.row.saved_by if self.is_revision else self.row.made_by


def history_url(article: Article, name: str, *args: Any, **query: Any) -> str:
    address = reverse(f"admin:articles_article_{name}", args=[article.pk, *args])
    return f"{address}?{urlencode(query)}" if query else address


def history_page(
    model_admin: BaseAdmin, request: HttpRequest, article: Article, template: str, **context: Any
) -> TemplateResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "original": article,
        "media": model_admin.media,
        "can_change": model_admin.has_change_permission(request, article),
        "can_publish": can_publish(request.user),
        **context,
    }
    return TemplateResponse(request, f"admin/articles/{template}.html", context)


# The list


def versions(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """All editions and the revisions with a name, the newest first; `?all=1`: every revision."""
    article = model_admin.get_or_404(request, str(pk), permission="view")
    is_all = request.GET.get("all") == "1"
    entries = history_entries(article, is_all=is_all)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("p"))
    live = live_edition(article)
    return history_page(
        model_admin,
        request,
        article,
        "versions",
        title=f"Versions of “{article}”",
        page=page,
        is_all=is_all,
        unnamed=article.revisions.filter(note="").count(),
        live=live,
        chosen=_first_choice(page, live),
    )


def history_entries(article: Article, *, is_all: bool) -> list[HistoryEntry]:
    """The history of an article, the newest first; unnamed revisions only where `is_all`."""
    now = timezone.now()
    live = live_edition(article)
    editions = article.editions.select_related("made_by").defer("content")
    found = [
        HistoryEntry(
            "" if edition.withdrawn else f"edition-{edition.number}",
            edition,
            edition.planned_for,
            is_revision=False,
            state=_state_of(edition, live, now),
        )
        for edition in editions
    ]
    revisions = article.revisions.select_related("saved_by").defer("content")
    found += [
        HistoryEntry(
            f"revision-{revision.number}",
            revision,
            revision.saved_at,
            is_revision=True,
            state="draft" if revision.number == article.version else "saved",
        )
        for revision in (revisions if is_all else revisions.named())
    ]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _state_of(edition: Edition, live: Edition | None, now: Any) -> str:
    if edition.is_held:
        return "held"
    if edition.live_from > now:
        return "scheduled takedown" if edition.withdrawn else "scheduled"
    if edition.withdrawn:
        return "taken down"
    return "live" if live is not None and edition.pk == live.pk else "past"


def _first_choice(page: Page, live: Edition | None) -> str | None:
    """What the list offers to compare the draft with: what is live, or the newest on the page."""
    keys = [entry.key for entry in page if entry.key]
    wanted = f"edition-{live.number}" if live else None
    return wanted if wanted in keys else next(iter(keys), None)


@method_decorator(require_POST)
def revision_name(
    model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int
) -> HttpResponse:
    """Name or rename a revision afterwards; an empty name takes the old one away."""
    article = model_admin.get_or_404(request, str(pk), permission="change")
    row = get_object_or_404(article.revisions, number=number)
    form = RevisionNameForm(request.POST)
    if not form.is_valid():
        model_admin.show_errors(request, ValidationError(form.errors["note"].as_data()))
    elif form.cleaned_data["note"] != row.note:
        row.note = form.cleaned_data["note"]
        row.save(update_fields=["note"])
        if row.note:
            line = f"Named revision {number} “{row.note}”."
        else:
            line = f"Removed the name of revision {number}."
        model_admin.log_change(request, article, line)
        model_admin.message_user(request, line, messages.SUCCESS)
    return redirect("admin:articles_article_versions", article.pk)


# One version


def edition(model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An edition as it was, with today's facts."""
    article = model_admin.get_or_404(request, str(pk), permission="view")
    row = get_object_or_404(article.editions, number=number, withdrawn=False)
    return article_response(request, row.dated_as_planned(), is_preview=True)


def revision(model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A revision as readers would have seen it, with today's facts."""
    article = model_admin.get_or_404(request, str(pk), permission="view")
    row = get_object_or_404(article.revisions, number=number)
    content, _ = restorable(row, draft_snapshot(article))
    saved = read_content(row)
    content |= {name: saved[name] for name in ("review", "corrections")}
    unsaved = Edition(article=article, slug=article.slug, live_from=row.saved_at)
    unsaved.published_at = unsaved.modified_at = row.saved_at
    unsaved.fill(content)
    return article_response(
        request,
        unsaved,
        is_preview=True,
        notice=" ".join(
            [
                f"This is {row.label} of {moment_text(row.saved_at)}, with the prices and people "
                "of today. Readers did not see it.",
                *left_out(row),
            ]
        ),
    )


def point_in_time(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it was at `?at=2026-03-12T14:00`, or the form that asks for a moment."""
    article = model_admin.get_or_404(request, str(pk), permission="view")
    form = PointInTimeForm(request.GET if "at" in request.GET else None)
    row = None
    if form.is_valid():
        at = form.cleaned_data["at"]
        row = article.editions.live(at).select_related("article").first()
    if row is not None:
        return article_response(
            request,
            row,
            is_preview=True,
            page=page_at(row, at),
            notice=f"This is the page as it stood on {moment_text(at)}: edition {row.number}, "
            f"with the prices, names and credentials of that moment. {NOT_RECORDED}",
            notice_links=_links_beside(article, row),
        )
    if form.is_valid():
        form.add_error("at", f"Readers did not see this article on {moment_text(at)}.")
    return history_page(
        model_admin,
        request,
        article,
        "point_in_time",
        title=f"“{article}” at a point in time",
        form=form,
        editions=article.editions.filter(live_from__lte=timezone.now()).defer("content"),
    )


def _links_beside(article: Article, edition: Edition) -> list[tuple[str, str]]:
    links = [
        ("The edition with today's facts", history_url(article, "edition", edition.number)),
    ]
    if live := live_edition(article):
        compared = {"a": f"edition-{edition.number}", "b": "live"}
        links += [
            ("Today's page", live.get_absolute_url()),
            ("What has changed since", history_url(article, "compare", **compared)),
        ]
    return [*links, ("Another date and time", history_url(article, "point_in_time"))]


VIEWS = {
    "versions": ("versions/", versions),
    "revision": ("revisions/<int:number>/", revision),
    "revision_name": ("revisions/<int:number>/name/", revision_name),
    "edition": ("editions/<int:number>/", edition),
    "point_in_time": ("point-in-time/", point_in_time),
}
