"""
An edit conflict in an article: whoever saves second merges the two.

`before_save` stands between a posted form and the save. It answers with the page on which the
editor decides, or makes the request that of a form in which both sides are merged.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET

from articles.admin.editing_session import as_posted, autosave_posted, digest_of, end_session
from articles.admin.merge_page import MergePage
from articles.admin.presence import clock_time, display_name
from articles.compare import compare
from articles.content.formats import left_out, read_content
from articles.content.references import names_in
from articles.drafts.form_state import FormSubmission, form_state
from articles.drafts.merge import Merge
from articles.drafts.revisions import ensure_revision, form_states
from articles.models import Article, Autosave
from articles.publishing.checks import can_publish
from backoffice.model_admin import BaseAdmin
from backoffice.widgets import parse_pk

# The buttons of the form; the one that was pressed is carried through the merge.
BUTTONS = ("_save", "_continue", "_preview", "_publish")


def before_save(
    model_admin: BaseAdmin, request: HttpRequest, article: Article
) -> HttpResponse | None:
    """
    The response that stands before the save, or None where the form may go on to it.

    `article` is locked, and stays so until the save.
    """
    if "merge" in request.POST:
        return _answered(model_admin, request, article)
    if parse_pk(request.POST.get("seen_version")) == article.version:
        ensure_revision(article)
        return None
    autosave = autosave_posted(request, article)
    merge = merge_of(model_admin, request, article, autosave)
    if not merge.has_ours:
        return _nothing_to_save(model_admin, request, article, autosave, merge)
    return _page(model_admin, request, article, autosave, merge)


def _answered(
    model_admin: BaseAdmin, request: HttpRequest, article: Article
) -> HttpResponse | None:
    """The editor has decided; once more where something came in between."""
    own = Autosave.objects.of(request.user, article).recoverable()
    autosave = own.filter(tab=request.POST["merge"]).first()
    if autosave is None:
        text = "There is nothing left to merge: it has already been saved or discarded."
        model_admin.message_user(request, text, messages.WARNING)
        return redirect(model_admin.change_url(article))
    answers = {
        name.removeprefix("merge-"): value
        for name, value in request.POST.items()
        if name.startswith("merge-")
    }
    merge = merge_of(model_admin, request, article, autosave, answers)
    decided_on = request.POST.get("onto"), request.POST.get("digest")
    if decided_on != (str(article.version), digest_of(autosave.fields)):
        news = "There is now a newer revision, or you typed more. Please review it again."
        return _page(model_admin, request, article, autosave, merge, news=news)
    if not merge.is_decided:
        news = "Choose for everything marked below. Nothing has been saved yet."
        return _page(model_admin, request, article, autosave, merge, news=news)
    _go_on(request, article, autosave, merge)
    return None


def _nothing_to_save(
    model_admin: BaseAdmin,
    request: HttpRequest,
    article: Article,
    autosave: Autosave,
    merge: Merge,
) -> HttpResponse | None:
    """For a form in which nothing was typed that is not saved already, perhaps but a name."""
    if merge.ours.rest.get("revision_name", [""])[-1].strip():
        _go_on(request, article, autosave, merge)
        return None
    end_session(request.user, autosave.tab, autosave.sequence, article)
    text = (
        "Nothing to save: someone saved the article in the meantime, and you changed nothing in it."
    )
    model_admin.message_user(request, text)
    return model_admin.next_step(request, article) or redirect(model_admin.change_url(article))


def _go_on(request: HttpRequest, article: Article, autosave: Autosave, merge: Merge) -> None:
    """Make the request that of a form in which everything is merged."""
    posted = merge.posted(
        seen_version=article.version,
        tab=autosave.tab,
        sequence=autosave.sequence,
        **{_button(request): "1"},
    )
    if posted.get("status") == [Article.Status.READY] and not can_publish(request.user):
        # As in a form that is opened: the words are ready no longer when they save.
        posted["status"] = [Article.Status.IN_REVIEW]
    request.POST = as_posted(posted)
    ensure_revision(article)


def _button(request: HttpRequest) -> str:
    return next((name for name in BUTTONS if name in request.POST), "_save")


def merge_of(
    model_admin: BaseAdmin,
    request: HttpRequest,
    article: Article,
    autosave: Autosave,
    answers: dict[str, str] | None = None,
) -> Merge:
    return next(merges_of(model_admin, request, article, [autosave], answers))


def merges_of(
    model_admin: BaseAdmin,
    request: HttpRequest,
    article: Article,
    autosaves: list[Autosave],
    answers: dict[str, str] | None = None,
) -> Iterator[Merge]:
    """A merge for each of the autosaves; what they all merge with is read once."""
    numbers = {row.base_version for row in autosaves} - {None}
    bases = form_states(article, numbers)
    theirs = form_state(article)
    offered = _offered_fields(model_admin, request, article)
    for row in autosaves:
        ours = FormSubmission.read(row.fields, offered)
        yield Merge(bases.get(row.base_version), theirs, ours, answers)


def unsaved(
    model_admin: BaseAdmin, request: HttpRequest, article: Article | None, rows: list[Autosave]
) -> list[Autosave]:
    """Those of the autosaves that hold something which is saved nowhere."""
    if article is None or not rows:
        return [row for row in rows if row.fields]
    merges = merges_of(model_admin, request, article, rows)
    return [row for row, merge in zip(rows, merges, strict=True) if merge.has_ours]


def _offered_fields(
    model_admin: BaseAdmin, request: HttpRequest, article: Article
) -> dict[str, set[str]]:
    """The names of the fields this editor's form has, as `FormSubmission.read` asks for them."""
    fieldsets = model_admin.get_fieldsets(request, article)
    form = model_admin.get_form(request, article, change=True, fields=flatten_fieldsets(fieldsets))
    offered = {"": set(form.base_fields)}
    for formset, inline in model_admin.get_formsets_with_inlines(request, article):
        names = set(formset.form.base_fields) | ({"DELETE"} if formset.can_delete else set())
        if inline.has_change_permission(request, article):
            offered[formset.get_default_prefix()] = names
    return offered


def _page(
    model_admin: BaseAdmin,
    request: HttpRequest,
    article: Article,
    autosave: Autosave,
    merge: Merge,
    *,
    news: str = "",
) -> TemplateResponse:
    last = article.revisions.select_related("saved_by").defer("content").first()
    whose = display_name(last.saved_by if last and last.number == article.version else None)
    if last and last.saved_by_id == request.user.pk:
        whose = "You, in another window"
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "original": article,
        "title": "Merge two people’s changes",
        "merge_page": MergePage(merge, whose=whose),
        "has_base": merge.has_base,
        "whose": whose,
        "saved_at": clock_time(article.saved_at),
        "autosave": autosave,
        "digest": digest_of(autosave.fields),
        "button": _button(request),
        "news": news,
        "files": [upload.name for upload in request.FILES.values()],
        "back": f"{model_admin.change_url(article)}?recover={autosave.tab}",
    }
    return TemplateResponse(request, "admin/articles/merge.html", context)


@method_decorator(require_GET)
def changes_since(
    model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int
) -> TemplateResponse:
    """What became of the article since the revision an editor's form was opened on."""
    article = model_admin.get_or_404(request, str(pk), permission="change")
    revision = article.revisions.filter(number=number).first()
    newest = article.revisions.first()
    if revision is None or newest is None:
        raise Http404
    before, after = read_content(revision), read_content(newest)
    for sentence in [*left_out(revision), *left_out(newest)]:
        model_admin.message_user(request, sentence, messages.WARNING)
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "original": article,
        "title": f"What changed since revision {number}",
        "changes": compare(before, after, names_in(before, after)),
        "back": model_admin.change_url(article),
    }
    return TemplateResponse(request, "admin/articles/changes_since.html", context)


VIEWS = {"changes_since": ("changes-since/<int:number>/", changes_since)}
