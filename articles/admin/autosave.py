"""Nothing typed is lost: autosaves, taken from the page's script and offered on return."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET, require_POST

from articles.admin import merge, presence
from articles.admin.editing_session import (
    NOT_TYPED,
    TAB,
    new_tab,
    other_drafts,
    storable,
)
from articles.admin.merge_page import MergePage
from articles.drafts.form_state import FormSubmission
from articles.drafts.merge import Merge
from articles.drafts.revisions import ensure_revision
from articles.models import Article, Autosave
from backoffice.model_admin import BaseAdmin
from backoffice.row_counts import MOST_ROWS, rows_claimed
from core.busy import waiting_at_most
from core.request_bodies import MEGABYTE, allow_body

MAX_BYTES = 2 * MEGABYTE
# Autosaves give way: the browser holds the words, and its script sends them again.
LOCK_SECONDS = 2
for name in ("autosave", "autosave_new"):
    allow_body(f"admin:articles_article_{name}", settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


class Refused(Exception):
    """A request of the page's script that can't be done: a sentence and an HTTP status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.sentence, self.status = sentence, status


def _article_to_write(
    model_admin: BaseAdmin, request: HttpRequest, pk: int | None
) -> Article | None:
    """The article of this address, None for a new one; 403 for who may not write it."""
    if pk is not None:
        return model_admin.get_or_404(request, str(pk), permission="change")
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    return None


# What the page's script sends


@method_decorator(require_POST)
def autosave(model_admin: BaseAdmin, request: HttpRequest, pk: int | None = None) -> JsonResponse:
    """Store what stands in a form; the answer says when, and who else has the article open."""
    article = _article_to_write(model_admin, request, pk)
    try:
        sent = _payload(request)
        with waiting_at_most(LOCK_SECONDS):
            answer = _store(model_admin, request, article, sent)
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=refused.status)
    if article and not sent["late"]:
        answer |= presence.report(request, article, sent["tab"], sent["base"])
    return JsonResponse(answer)


def _store(
    model_admin: BaseAdmin, request: HttpRequest, article: Article | None, sent: dict[str, Any]
) -> dict[str, Any]:
    own = Autosave.objects.filter(user=request.user, tab=sent["tab"])
    values = {
        "sequence": sent["sequence"],
        "base_version": sent["base"],
        "fields": sent["fields"],
        "device": _device(request),
        "state": Autosave.State.RECOVERABLE,
        "typed_at": timezone.now(),
    }
    row = Autosave(user=request.user, article=article, tab=sent["tab"], **values)
    if sent["late"] and not merge.unsaved(model_admin, request, article, [row]):
        return {"kept": False}
    older = own.filter(article=article, sequence__lt=sent["sequence"])
    if older.update(**values) or _store_first(request, row) or older.update(**values):
        return {"kept": True, "at": presence.clock_time(values["typed_at"])}
    stored = own.first()
    if stored and _is_stale(row, stored):
        return {"kept": False}
    if stored is None or stored.article_id != row.article_id:
        raise Refused("This page belongs to another article. Reload it.", 409)
    is_kept = stored.state == Autosave.State.RECOVERABLE
    return {"kept": is_kept, "at": presence.clock_time(timezone.now())}


def _is_stale(row: Autosave, stored: Autosave) -> bool:
    """Whether it was sent by the page of a new article before that was saved."""
    is_saved = stored.state == Autosave.State.SAVED and row.article is None
    return is_saved and row.sequence <= stored.sequence


def _store_first(request: HttpRequest, row: Autosave) -> bool:
    """Whether it was the first of its tab, and is stored."""
    own = Autosave.objects.filter(user=request.user)
    if own.filter(tab=row.tab).exists():
        return False
    if own.recoverable().filter(article=row.article).count() >= Autosave.MAX_PER_ARTICLE:
        raise Refused(
            f"You have {Autosave.MAX_PER_ARTICLE} unsaved drafts of this article already. "
            "Recover or discard one of them.",
            409,
        )
    own.delete_expired()
    try:
        with transaction.atomic():
            _ensure_base(row)
            row.save(force_insert=True)
    except IntegrityError:  # the same page sent two at once
        return False
    return True


def _ensure_base(row: Autosave) -> None:
    """What this autosave begins on is kept as a revision, while it still is what is saved."""
    saved = Article.objects.select_for_update(of=("self",)).filter(pk=row.article_id).first()
    if saved and saved.version == row.base_version:
        ensure_revision(saved)


def _payload(request: HttpRequest) -> dict[str, Any]:
    """What the script sent, checked: tab, sequence, base, late, fields. Raises `Refused`."""
    text = request.POST.get("payload", "")
    if len(text) > MAX_BYTES:
        raise Refused("This is too long to autosave on the server.", 413)
    try:
        sent = json.loads(text)
        fields = {
            storable(name): [storable(value) for value in values]
            for name, values in sent["fields"].items()
        }
        checked = {
            "tab": sent["tab"],
            "sequence": int(sent["sequence"]),
            "base": int(sent["base"]) if sent.get("base") else None,
            "late": bool(sent.get("late")),
            "fields": {name: values for name, values in fields.items() if name not in NOT_TYPED},
        }
        is_right = TAB.fullmatch(checked["tab"]) and 0 <= checked["sequence"] < 2**62
        is_right = is_right and (checked["base"] is None or 0 < checked["base"] < 2**31)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        is_right = False
    if not is_right:
        raise Refused("The page sent something that can't be read. Reload it.", 400)
    totals = ((name, values[-1]) for name, values in checked["fields"].items() if values)
    if rows_claimed(totals) > MOST_ROWS:
        raise Refused("These are too many rows to autosave on the server.", 413)
    if sent.get("user") != request.user.pk:
        raise Refused("Someone else is signed in now.", 409)
    return checked


_BROWSERS = {"Firefox/": "Firefox", "Edg/": "Edge", "Chrome/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def _device(request: HttpRequest) -> str:
    """“Firefox on Windows”: enough to tell one's own two machines apart."""
    agent = request.headers.get("User-Agent", "")
    found = [
        next((name for mark, name in marks.items() if mark in agent), "")
        for marks in (_BROWSERS, _SYSTEMS)
    ]
    return " on ".join(filter(None, found))


@method_decorator(require_GET)
def recoverable(
    model_admin: BaseAdmin, request: HttpRequest, pk: int | None = None
) -> TemplateResponse:
    """The notice of what can be recovered, for a page that just sent up what its browser had."""
    article = _article_to_write(model_admin, request, pk)
    others = other_drafts(request, article, request.GET.get("tab", ""))
    drafts = merge.unsaved(model_admin, request, article, others)
    context = {"autosave": {"recoverable": drafts}}
    return TemplateResponse(request, "admin/articles/_recoverable.html", context)


# The pages of one autosave


def _own(
    model_admin: BaseAdmin,
    request: HttpRequest,
    pk: int,
    state: str = Autosave.State.RECOVERABLE,
) -> Autosave | None:
    """This editor's autosave, or None with a sentence where it is in that state no more."""
    own = get_object_or_404(Autosave, user=request.user, pk=pk)
    _article_to_write(model_admin, request, own.article_id)
    if own.state == state:
        return own
    text = "That draft has already been saved or discarded, perhaps in another window."
    model_admin.message_user(request, text, messages.WARNING)
    return None


def _back_to_form(model_admin: BaseAdmin, pk: int) -> HttpResponse:
    return redirect(_form_url(model_admin, Autosave.objects.get(pk=pk).article))


def _form_url(model_admin: BaseAdmin, article: Article | None) -> str:
    if article is None:
        return reverse("admin:articles_article_add")
    return model_admin.change_url(article)


@method_decorator(require_GET)
def autosave_diff(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """What an autosave has that the article has not, side by side."""
    own = _own(model_admin, request, pk)
    if own is None:
        return _back_to_form(model_admin, pk)
    article = own.article
    if article:
        merged = merge.merge_of(model_admin, request, article, own)
    else:
        typed = FormSubmission.read(own.fields)
        nothing = {"fields": dict.fromkeys(typed.fields, ""), "rows": {}}
        merged = Merge(nothing, nothing, typed)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "original": article,
        "title": "Your unsaved draft",
        "autosave": own,
        "merge_page": MergePage(merged, whose="Saved", yours="Unsaved"),
        "back": _form_url(model_admin, article),
        "at": presence.clock_time(own.typed_at),
    }
    return TemplateResponse(request, "admin/articles/autosave_diff.html", context)


@method_decorator(require_POST)
def autosave_recover(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Put it into a form of its own, still unsaved. It moves there, so that it is never lost."""
    own = _own(model_admin, request, pk)
    if own is None:
        return _back_to_form(model_admin, pk)
    own.tab = new_tab()
    own.save(update_fields=["tab"])
    return redirect(f"{_form_url(model_admin, own.article)}?recover={own.tab}")


def autosave_discard(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first; afterwards it can be undone."""
    own = _own(model_admin, request, pk)
    if own is None:
        return _back_to_form(model_admin, pk)
    if request.method == "POST":
        own.state = Autosave.State.DISCARDED
        own.save(update_fields=["state"])
        return redirect(f"{_form_url(model_admin, own.article)}?discarded={own.pk}")
    typed_at = presence.clock_time(own.typed_at)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "original": own.article or "New article",
        "title": "Discard your unsaved draft",
        "button": "Discard",
        "danger": True,
        "back": reverse("admin:articles_article_autosave_diff", args=[own.pk]),
        "sentences": [
            f"Typed in {own.device or 'an unknown browser'}; last change: {typed_at}.",
            "The article itself won't change. You can undo this right afterward.",
        ],
    }
    return TemplateResponse(request, "admin/confirm.html", context)


@method_decorator(require_POST)
def autosave_undo_discard(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a discarded autosave again."""
    own = _own(model_admin, request, pk, Autosave.State.DISCARDED)
    if own is None:
        return _back_to_form(model_admin, pk)
    own.state = Autosave.State.RECOVERABLE
    own.save(update_fields=["state"])
    model_admin.message_user(request, "Your unsaved draft is back.", messages.SUCCESS)
    return redirect(_form_url(model_admin, own.article))


VIEWS = {
    "autosave": ("autosave/", autosave),
    "recoverable": ("recoverable/", recoverable),
}
# Below the address of all articles, not of one.
LIST_VIEWS = {
    "autosave_new": ("add/autosave/", autosave),
    "recoverable_new": ("add/recoverable/", recoverable),
    "autosave_diff": ("autosaves/<int:pk>/", autosave_diff),
    "autosave_recover": ("autosaves/<int:pk>/recover/", autosave_recover),
    "autosave_discard": ("autosaves/<int:pk>/discard/", autosave_discard),
    "autosave_undo_discard": ("autosaves/<int:pk>/undo-discard/", autosave_undo_discard),
}
