"""What waits for somebody among articles, editions and quotes, and how notes about them read."""

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.urls import reverse

from articles.models import Article, Edition, Quote
from articles.publishing.checks import can_publish
from backoffice.activity import log_line
from backoffice.worklist import onboarding_step, worklist
from core.timezones import moment_text


def _may_write(user):
    return user.has_perm("articles.change_article")


def _may_review(user):
    return _may_write(user) or user.has_perm("articles.add_review")


def _saved(article):
    return f"saved {naturaltime(article.saved_at)}"


def _what_begins(edition):
    verb = "comes down" if edition.withdrawn else "goes live"
    return f"{verb} {moment_text(edition.live_from)}"


def _article_of(edition):
    return reverse("admin:articles_article_change", args=[edition.article_id])


worklist(
    Article,
    "mine",
    title="My drafts",
    rows=lambda rows, user: rows.drafts_of(user),
    has_permission=_may_write,
    place=10,
    order=("-saved_at", "-pk"),  # where one left off
    detail=_saved,
)
worklist(
    Article,
    "review",
    title="Waiting for review",
    rows=lambda rows, user: rows.in_review(),
    has_permission=_may_review,
    place=20,
    order=("saved_at", "pk"),
    detail=_saved,
)
worklist(
    Edition,
    "planned",
    title="Scheduled",
    rows=lambda rows, user: rows.planned(),
    has_permission=can_publish,
    place=30,
    order=("live_from", "pk"),
    detail=_what_begins,
    address=_article_of,
    beside="calendar",
)
worklist(
    Article,
    "changed",
    title="Changed since they went live",
    rows=lambda rows, user: rows.changed_since_live(),
    has_permission=_may_write,
    place=40,
    order=("saved_at", "pk"),
    detail=_saved,
)
worklist(
    Quote,
    "open",
    title="Quotes with open speaker",
    rows=lambda rows, user: rows.without_speaker(),
    has_permission=lambda user: user.has_perm("articles.change_quote"),
    place=60,
    related=("speaker",),
    asked=("speaker", "open"),
)

onboarding_step(
    "Write the first article",
    text="A title is enough to begin with. Readers see nothing before you publish it.",
    page="admin:articles_article_add",
    has_permission=lambda user: user.has_perm("articles.add_article"),
    place=10,
)

log_line(Article, r"Published edition (\d+)\.", "published edition {0} of")
log_line(Article, r"Took it down\.", "took down")
log_line(Article, r"Cancelled planned edition (\d+)\.", "cancelled the planned edition {0} of")
log_line(Article, r"Put (.+) back on the desk\.", "put {0} back on the desk of")
