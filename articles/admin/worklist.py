"""Work waiting among articles, editions and quotes, and how lines of the log about them read."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from articles.models import Article, Edition, PlanChange, Quote
from articles.publishing.checks import can_publish
from backoffice.activity import log_line
from backoffice.worklist import notice, onboarding_step, worklist
from core.heartbeat import is_alive
from core.timezones import moment_text


def _can_write(user: Any) -> bool:
    return user.has_perm("articles.change_article")


def _can_review(user: Any) -> bool:
    return _can_write(user) or user.has_perm("articles.add_review")


def _saved(article: Article) -> str:
    return f"saved {naturaltime(article.saved_at)}"


def _what_begins(edition: Edition) -> str:
    if edition.is_held:
        return edition.held_words
    verb = "comes down" if edition.withdrawn else "goes live"
    return f"{verb} {moment_text(edition.live_from)}"


def _article_of(edition: Edition) -> str:
    return reverse("admin:articles_article_change", args=[edition.article_id])


@notice(has_permission=can_publish)
def worker_is_silent() -> str:
    """Monitoring hears of it by /readyz; who waits for a picture or a letter hears of it here."""
    if is_alive():
        return ""
    return (
        "The worker is silent: letters aren't sent, and new pictures get no smaller sizes. Ask "
        "whoever runs this site to start it (manage.py run_huey); what waits is then done."
    )


worklist(
    Article,
    "mine",
    title="My drafts",
    rows=lambda rows, user: rows.drafts_of(user),
    has_permission=_can_write,
    place=10,
    order=("-saved_at", "-pk"),  # where one left off
    detail=_saved,
)
worklist(
    Article,
    "review",
    title="Waiting for review",
    rows=lambda rows, user: rows.waiting_for_review(),
    has_permission=_can_review,
    place=20,
    order=("saved_at", "pk"),
    detail=_saved,
)
worklist(
    Article,
    "signed",
    title="Signed off",
    rows=lambda rows, user: rows.in_review().signed_off(),
    has_permission=_can_write,
    place=25,
    order=("saved_at", "pk"),
    detail=_saved,
)
worklist(
    Edition,
    "planned",
    title="Scheduled",
    rows=lambda rows, user: rows.planned().filter(held_from=None),
    has_permission=can_publish,
    place=30,
    order=("live_from", "pk"),
    detail=_what_begins,
    address=_article_of,
    beside="calendar",
)
worklist(
    Edition,
    "changes",
    title="Changed since they were planned",
    rows=lambda rows, user: rows.filter(
        Exists(PlanChange.objects.unseen().of_facts().filter(edition=OuterRef("pk")))
        | Q(held_from__isnull=False, withdrawn=False)
    ).planned(),
    has_permission=can_publish,
    place=31,
    order=("live_from", "pk"),
    detail=_what_begins,
    address=lambda edition: reverse(
        "admin:articles_article_plan_changes", args=[edition.article_id, edition.number]
    ),
    beside="calendar",
)
worklist(
    Edition,
    "lacking",
    title="Plans that lack what was saved since",
    rows=lambda rows, user: rows.lacking_words(),
    has_permission=can_publish,
    place=32,
    order=("live_from", "pk"),
    detail=_what_begins,
    address=_article_of,
    beside="calendar",
)
worklist(
    Edition,
    "old-answers",
    title="Live articles with an old answer",
    rows=lambda rows, user: rows.with_old_answers(),
    has_permission=can_publish,
    place=39,
    order=("-live_from", "pk"),
    defer=("content",),
    address=_article_of,
)
worklist(
    Article,
    "changed",
    title="Changed since they went live",
    rows=lambda rows, user: rows.changed_since_live(),
    has_permission=_can_write,
    place=40,
    order=("saved_at", "pk"),
    detail=_saved,
)
worklist(
    Quote,
    "open",
    title="Quotes without a speaker",
    rows=lambda rows, user: rows.without_speaker(),
    has_permission=lambda user: user.has_perm("articles.change_quote"),
    place=60,
    related=("speaker",),
    asked=("speaker", "unknown"),
)

onboarding_step(
    "Write the first article",
    text="A title is enough to start. Readers see nothing until you publish it.",
    page="admin:articles_article_add",
    has_permission=lambda user: user.has_perm("articles.add_article"),
    place=10,
)

log_line(Article, r"Published edition (\d+)\.", "published edition {0} of")
log_line(Article, r"Planned edition (\d+)\.", "planned edition {0} of")
log_line(Article, r"Scheduled edition \d+, a takedown\.", "planned a takedown of")
log_line(Article, r"Took it down\.", "took down")
log_line(Article, r"Canceled scheduled edition (\d+)\.", "canceled scheduled edition {0} of")
log_line(
    Article,
    r"Put the saved draft into scheduled edition (\d+)\.",
    "put the saved draft into scheduled edition {0} of",
)
log_line(Article, r"Released scheduled edition (\d+)\.", "released scheduled edition {0} of")
log_line(Article, r"Restored (.+)\.", "restored {0} of")
