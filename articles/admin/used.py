"""How the places in articles and editions are told where something says where it is used."""

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
from backoffice.references import DESK, FILE, LIVE, PAST, PLANNED, owned, owner
from core.timezones import moment_text


def _standing(path):
    """Whether the edition at the end of `path` is live, planned or past, now."""
    now = timezone.now()
    return Case(
        When(is_live(now, path), then=Value(LIVE)),
        When(**{f"{path}live_from__gt": now}, then=Value(PLANNED)),
        default=Value(PAST),
    )


def _page_of_edition(edition):
    """What readers saw, or the desk where they saw nothing."""
    if edition.withdrawn:
        return reverse("admin:articles_edition_change", args=[edition.pk])
    return reverse("admin:articles_article_edition", args=[edition.article_id, edition.number])


owner(Article, group=DESK, order=("-saved_at",))
owner(
    Edition,
    group=_standing,
    related=("article",),
    defer=("content",),
    order=("-live_from",),
    name=lambda edition: f"{edition.title}, edition {edition.number}",
    address=_page_of_edition,
    watched=lambda edition: edition.article,
    detail=lambda edition: f"from {moment_text(edition.live_from)}",
)
owner(Quote, related=("speaker",))
owned(EditionPerson, detail=lambda link: link.get_role_display())
owned(EditionPicture, title="picture on its page")
owned(ProductPick, detail=lambda pick: pick.best_for)
owned(
    Review, group=FILE, title="sign-off"
)  # what was signed stays signed, whatever the desk says now
