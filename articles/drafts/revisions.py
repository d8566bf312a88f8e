"""
Revisions: the draft kept at every save, and put back.

Each function takes the article; the ones that write are atomic.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import capfirst

from articles.content.formats import read_content
from articles.content.restore import restorable, restore_rows
from articles.content.size import rows_in, too_large
from articles.content.snapshot import draft_snapshot
from articles.drafts.form_state import FormState, state_of
from articles.models import Article, Edition, Revision
from articles.models.content_digest import content_digest
from articles.models.edition import CONTENT_FORMAT


def save_revision(article: Article, *, by: User | None = None, note: str = "") -> Revision:
    """
    Keep the draft as it is saved now as the `Revision` of this very `version`.

    Called after every save, in its transaction. About sixteen queries; the oldest revisions that
    nobody named go. Raises `ValidationError` where the article has become too large.
    """
    current = Article.objects.select_related("picture").get(pk=article.pk)
    content = draft_snapshot(current)
    if sentence := too_large(rows_in(content)):
        raise ValidationError(sentence)
    digest = content_digest(content, current.slug)
    revision, _ = article.revisions.update_or_create(
        number=article.version,
        defaults={"content": content, "digest": digest, "saved_by": by, "note": note},
    )
    unnamed = article.revisions.filter(note="").order_by("-number")
    old = unnamed.values_list("pk", flat=True)[Revision.MAX_UNNAMED :]
    article.revisions.filter(pk__in=list(old)).delete()
    return revision


def keep_sign_off(article: Article) -> None:
    """Write down in the revision of what is saved who has signed all of it by now, if anybody."""
    ensure_revision(article)
    revision = article.revisions.get(number=article.version)
    revision.content["review"] = draft_snapshot(article)["review"]
    revision.save(update_fields=["content"])


def is_as_before(article: Article) -> bool:
    """Whether the save that made this `version` left the draft as the version before had it."""
    kept = _readable(article, (article.version - 1, article.version))
    contents = [{**read_content(revision), "review": None} for revision in kept]
    return len(contents) == 2 and contents[0] == contents[1]


def _readable(article: Article, numbers: Iterable[int]) -> QuerySet[Revision]:
    """The revisions with these numbers whose format this program knows."""
    return article.revisions.filter(number__in=numbers, content_format__lte=CONTENT_FORMAT)


def unmake_save(article: Article, *, saved_at: datetime) -> None:
    """
    Take back a save that changed nothing: its revision, its version and its moment.

    A name it was given goes to the revision before; where that one has another, both are kept.
    """
    last, before = article.revisions.filter(number__gte=article.version - 1)
    article.saved_at = saved_at
    if not (last.note and before.note):
        before.note = last.note or before.note
        before.content = last.content  # which knows who has signed meanwhile
        before.content_format = last.content_format
        before.save(update_fields=["note", "content", "content_format"])
        last.delete()
        article.version = before.number
    row = Article.objects.filter(pk=article.pk)
    row.update(version=article.version, saved_at=article.saved_at)


def ensure_revision(article: Article) -> None:
    """Keep what is saved now, should it not be, so that the next merge knows its base."""
    if not article.revisions.filter(number=article.version).exists():
        save_revision(article)


def form_states(article: Article, numbers: Iterable[int]) -> dict[int, FormState]:
    """
    The states of the form in the revisions with these numbers, as far as they are kept.

    A revision that was written in bulk doesn't know the keys of its rows, and one in a newer format
    can't be read: no merge can begin on them.
    """
    revisions = _readable(article, numbers)
    contents = {revision.number: read_content(revision) for revision in revisions}
    return {number: state_of(each) for number, each in contents.items() if "keys" in each}


def restore(
    article: Article,
    source: Edition | Revision,
    *,
    by: User | None = None,
    seen: int | None = None,
    keeps_ready: bool = True,
) -> list[str]:
    """
    Put an old edition or revision back into the draft; what is live stays live.

    The draft as it stands is kept first, under a name, so nothing is lost. `seen` is the version
    the editor saw. Without `keeps_ready` a draft that was ready goes back to review. Returns
    sentences about what could not be restored. Raises `ValidationError` where somebody saved since,
    and for what is no content of this article.
    """
    if source.article_id != article.pk or source.content is None:
        raise ValidationError("Only an edition or revision of this very article can be restored.")
    with transaction.atomic():
        _lock_and_reload(article)
        if seen is not None and seen != article.version:
            raise ValidationError(
                "Somebody saved the article after you opened this page. Review what would "
                "change now, then restore it."
            )
        content, missing = restorable(source, draft_snapshot(article))
        _keep_before(article, by=by, note=f"Before {source.label} was restored")
        restore_rows(article, content)
        if article.status == Article.Status.READY and not keeps_ready:
            article.status = Article.Status.IN_REVIEW
        article.version += 1
        article.save()
        save_revision(article, by=by, note=f"{capfirst(source.label)} restored")
    return missing


def _lock_and_reload(article: Article) -> None:
    """As `refresh_from_db`, which would read the picture's file: that one may be gone."""
    row = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    article.__dict__.update(row.__dict__)


def _keep_before(article: Article, *, by: User | None, note: str) -> None:
    """Keep the draft under this name; a revision that has a name already keeps that one."""
    kept = article.revisions.filter(number=article.version).first()
    if kept is not None:
        by, note = kept.saved_by, kept.note or note
    save_revision(article, by=by, note=note)
