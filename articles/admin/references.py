"""How articles, editions and quotes are shown where something says what refers to it."""

from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils import timezone

from articles.models import (
    Article,
    Edition,
    EditionPerson,
    EditionPicture,
    ProductPick,
    Quote,
    Review,
)
from articles.models.edition import is_live
from backoffice.references import DRAFTS, LIVE, ON_RECORD, PAST, PLANNED, describe_references
from core.timezones import moment_text


def _section(path: str) -> Case:
    """Whether the edition at the end of `path` is live, planned or past, now."""
    now = timezone.now()
    return Case(
        When(is_live(now, path), then=Value(LIVE)),
        When(**{f"{path}live_from__gt": now}, then=Value(PLANNED)),
        default=Value(PAST),
    )


def _page_of_edition(edition: Edition) -> str:
    """The page readers saw, or the takedown’s own page where they saw nothing."""
    if edition.withdrawn:
        return reverse("admin:articles_edition_change", args=[edition.pk])
    return reverse("admin:articles_article_edition", args=[edition.article_id, edition.number])


describe_references(Article, section=DRAFTS, order=("-saved_at",))
describe_references(
    Edition,
    section=_section,
    related=("article",),
    defer=("content",),
    order=("-live_from",),
    name=lambda edition: f"{edition.title}, edition {edition.number}",
    url=_page_of_edition,
    visible_by=lambda edition: edition.article,
    public_url=Edition.get_absolute_url,
    detail=lambda edition: f"from {moment_text(edition.planned_for)}",
)
describe_references(Quote, related=("speaker",))
describe_references(EditionPerson, detail=lambda link: link.get_role_display())
describe_references(EditionPicture, title="picture on its page")
describe_references(ProductPick, detail=lambda pick: pick.best_for)
# What was signed stays signed, whatever the draft says now.
describe_references(Review, section=ON_RECORD, title="sign-off")
