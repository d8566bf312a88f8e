"""Two versions of an article side by side, and putting an old one back."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode

from articles.admin.history import history_entries, history_page, history_url
from articles.admin.publishing import article_to_publish
from articles.compare import compare as compared
from articles.compare import summary
from articles.content import Content
from articles.content.formats import addressed_content, left_out, read_content
from articles.content.references import names_in
from articles.content.restore import restorable
from articles.content.snapshot import draft_snapshot
from articles.drafts.revisions import restore
from articles.models import Article, Edition, Revision
from articles.plan_changes import note_words_saved
from articles.publishing.checks import can_publish
from articles.publishing.schedule import live_edition
from backoffice.decisions import decides
from backoffice.model_admin import BaseAdmin
from backoffice.widgets import parse_pk
from core.timezones import moment_text


@dataclass(frozen=True)
class Version:
    """One side of a comparison."""

    key: str  # as in the address: "draft", "live", "edition-3", "revision-12"
    label: str
    content: Content
    left_out: list[str] = field(default_factory=list)  # sentences about what it lacks

    @classmethod
    def of(cls, key: str, label: str, row: Edition | Revision) -> "Version":
        content = addressed_content(row) if isinstance(row, Edition) else read_content(row)
        return cls(key, label, content, left_out(row))


def compare(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions, `?a=` the earlier and `?b=` the later; an address to be passed on."""
    article = model_admin.get_or_404(request, str(pk), permission="view")
    before = _version(article, request.GET.get("a") or "live")
    after = _version(article, request.GET.get("b") or "draft")
    if before is None or after is None:
        missing = request.GET.get("a" if before is None else "b")
        model_admin.message_user(request, _not_found(missing), messages.WARNING)
        return redirect("admin:articles_article_versions", article.pk)
    for sentence in dict.fromkeys([*before.left_out, *after.left_out]):
        model_admin.message_user(request, sentence, messages.WARNING)
    changes = compared(before.content, after.content, names_in(before.content, after.content))
    is_side = request.GET.get("view") == "side"
    keys = {"a": before.key, "b": after.key}
    return history_page(
        model_admin,
        request,
        article,
        "compare",
        title=f"What changed in “{article}”",
        before=before,
        after=after,
        changes=changes,
        different=[change for change in changes if not change.is_same],
        summary=summary(changes),
        side=is_side,
        other_view=urlencode(keys if is_side else keys | {"view": "side"}),
        swapped=urlencode({"a": after.key, "b": before.key}),
        neighbors=_neighbors(article, before, after),
    )


def _version(article: Article, key: str) -> Version | None:
    """The version that an address names, or None."""
    if key == "draft":
        return Version(key, "the current draft", draft_snapshot(article))
    if key == "live":
        edition = live_edition(article)
        label = f"what is live, edition {edition.number}" if edition else ""
        return edition and Version.of(key, label, edition)
    kind, _, text = key.partition("-")
    number = parse_pk(text)
    if number is None or number >= 2**31 or kind not in {"edition", "revision"}:
        return None
    if kind == "edition":
        edition = article.editions.filter(number=number, withdrawn=False).first()
        label = f"edition {number}, from {moment_text(edition.planned_for)}" if edition else ""
        return edition and Version.of(key, label, edition)
    revision = article.revisions.select_related("saved_by").filter(number=number).first()
    label = f"{revision.label}, {moment_text(revision.saved_at)}" if revision else ""
    return revision and Version.of(key, label, revision)


def _not_found(key: str | None) -> str:
    if key is None or key == "live":
        return "The article is not live, so there is nothing live to compare with."
    return (
        f"There is no “{key[:40]}” of this article to compare. Revisions without a name are "
        f"deleted once there are {Revision.MAX_UNNAMED} newer ones."
    )


def _neighbors(article: Article, before: Version, after: Version) -> dict[str, str]:
    """Queries for the pair before and the pair after, where both stand next to each other."""
    entries = history_entries(article, is_all=True)
    keys = [entry.key for entry in entries if entry.key][::-1]
    if before.key not in keys or after.key not in keys:
        return {}
    low, high = sorted((keys.index(before.key), keys.index(after.key)))
    if high - low != 1:
        return {}
    found = {}
    if low > 0:
        found["earlier"] = urlencode({"a": keys[low - 1], "b": keys[low]})
    if high + 1 < len(keys):
        found["later"] = urlencode({"a": keys[high], "b": keys[high + 1]})
    return found


# Putting an old version back


@decides
def edition_restore(
    model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int
) -> HttpResponse:
    article = article_to_publish(model_admin, request, pk)
    source = get_object_or_404(article.editions, number=number, withdrawn=False)
    return _restore(model_admin, request, article, source)


@decides
def revision_restore(
    model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int
) -> HttpResponse:
    article = model_admin.get_or_404(request, str(pk), permission="change")
    source = get_object_or_404(article.revisions, number=number)
    return _restore(model_admin, request, article, source)


def _restore(
    model_admin: BaseAdmin, request: HttpRequest, article: Article, source: Edition | Revision
) -> HttpResponse:
    """The page that shows what would change in the draft, and the change itself."""
    if request.method == "POST":
        return _restored(model_admin, request, article, source)
    draft = draft_snapshot(article)
    content, missing = restorable(source, draft)
    changes = compared(draft, content, names_in(draft, content))
    return history_page(
        model_admin,
        request,
        article,
        "restore",
        title=f"Restore {source.label}",
        back=history_url(article, "versions"),
        source=source,
        missing=missing,
        changes=changes,
        summary=summary(changes),
    )


def _restored(
    model_admin: BaseAdmin, request: HttpRequest, article: Article, source: Edition | Revision
) -> HttpResponse:
    seen = parse_pk(request.POST.get("version"))
    if seen is None:
        model_admin.message_user(request, "Review what would change first.", messages.WARNING)
        return redirect(request.path)
    try:
        missing = restore(
            article, source, by=request.user, seen=seen, keeps_ready=can_publish(request.user)
        )
    except ValidationError as error:
        model_admin.show_errors(request, error)
        return redirect(request.path)
    note_words_saved(article)
    model_admin.log_change(request, article, f"Restored {source.label}.")
    for sentence in missing:
        model_admin.message_user(request, sentence, messages.WARNING)
    text = (
        f"Restored {source.label}. What readers see has not changed, and the previous draft is "
        "kept among the versions."
    )
    model_admin.message_user(request, text, messages.SUCCESS)
    return redirect(model_admin.change_url(article))


VIEWS = {
    "compare": ("compare/", compare),
    "edition_restore": ("editions/<int:number>/restore/", edition_restore),
    "revision_restore": ("revisions/<int:number>/restore/", revision_restore),
}
