"""
One open form of an article: its `tab`, what is typed in it, and the autosave that holds it.

A page of the form has a tab of its own; what is typed in it waits in its `Autosave` until the form
is saved.
"""

import copy
import hashlib
import json
import re
import secrets
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from articles.models import Article, Autosave, Presence
from backoffice.widgets import parse_pk

TAB = re.compile(r"[A-Za-z0-9_-]{8,40}")
# What stands in the form and nobody types.
NOT_TYPED = {"csrfmiddlewaretoken", "tab", "sequence", "seen_version", "preview_only"}


def new_tab() -> str:
    return secrets.token_urlsafe(15)


def tab_of(request: HttpRequest) -> str:
    """The tab of the page that posted the form, or a new one."""
    tab = request.POST.get("tab", "")
    return tab if TAB.fullmatch(tab) else new_tab()


def whole_number(text: object) -> int:
    """A number as scripts send it; 0 for anything else."""
    return int(str(text)) if re.fullmatch(r"[0-9]{1,16}", str(text)) else 0


def storable(value: object) -> str:
    """
    Text that every database and page can hold: without NUL, and without half a pair of surrogates,
    which a browser sends of an emoji that was cut in two.
    """
    return str(value).replace("\x00", "").encode(errors="ignore").decode()


def typed_fields(posted: QueryDict) -> dict[str, list[str]]:
    """What an editor typed of a posted form: name → list of strings."""
    return {
        storable(name): [storable(value) for value in posted.getlist(name)]
        for name in posted
        if name not in NOT_TYPED and not name.startswith(("_", "merge-"))
    }


def digest_of(fields: dict[str, list[str]]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def as_posted(values: dict[str, list[Any]]) -> QueryDict:
    """Name → list, as a request's `POST`."""
    posted = QueryDict(mutable=True)
    for name, texts in values.items():
        posted.setlist(name, [str(text) for text in texts])
    return posted


# The page of the form: what its script needs, and what it shows again


def form_context(
    request: HttpRequest, article: Article | None, tab: str, drafts: list[Autosave]
) -> dict[str, Any]:
    """What static/backoffice/autosave.js works with, and the autosaves offered above the form."""
    args = [article.pk] if article else []
    new = "" if article else "_new"

    def address(name: str) -> str:
        return reverse(f"admin:articles_article_{name}", args=args)

    return {
        "tab": tab,
        "user": request.user.pk,
        "article": article.pk if article else "new",
        "base": request.POST.get("seen_version") or (article.version if article else ""),
        "is_unsaved": request.method == "POST",
        "autosave_url": address(f"autosave{new}"),
        "recoverable_url": address(f"recoverable{new}"),
        "presence_url": address("presence") if article else "",
        "presence_end_url": address("presence_end") if article else "",
        "recoverable": drafts,
        "discarded": parse_pk(request.GET.get("discarded", "")),
    }


def recovered(request: HttpRequest, object_id: str | None) -> HttpRequest:
    """
    The request, or where the address says `?recover=` one that shows the form with those words.

    The form is bound to them as if they had been posted, and `preview_only` keeps it unsaved.
    """
    tab = request.GET.get("recover", "")
    if not tab:
        return request
    article = parse_pk(object_id) if object_id else None
    own = Autosave.objects.recoverable().filter(user=request.user, tab=tab, article=article)
    autosave = own.first()
    if autosave is None:
        return request
    form = {
        **autosave.fields,
        "seen_version": [str(autosave.base_version or "")],
        "tab": [autosave.tab],
        "preview_only": ["1"],
    }
    shown = copy.copy(request)
    shown.method, shown.POST, shown._files = "POST", as_posted(form), MultiValueDict()
    return shown


def without_errors(context: dict[str, Any]) -> None:
    """Nobody asked for a recovered form to be saved yet, so nothing is wrong with it yet."""
    context["errors"] = None
    context["adminform"].form.errors.clear()
    for inline in context["inline_admin_formsets"]:
        inline.formset.non_form_errors().clear()
        for form in inline.formset.forms:
            form.errors.clear()


def other_drafts(request: HttpRequest, article: Article | None, tab: str) -> list[Autosave]:
    """The autosaves of this editor for this article, but for that of the tab itself."""
    return list(Autosave.objects.of(request.user, article).recoverable().exclude(tab=tab))


# Saving


def autosave_posted(request: HttpRequest, article: Article) -> Autosave:
    """Keep what was posted as the autosave of its tab; a merge begins and ends with it."""
    tab = tab_of(request)
    row = Autosave.objects.select_for_update().filter(user=request.user, tab=tab).first()
    if row is not None and row.article_id != article.pk:
        row, tab = None, new_tab()
    row = row or Autosave(user=request.user, tab=tab, article=article)
    row.sequence = max(row.sequence, whole_number(request.POST.get("sequence")))
    base = parse_pk(request.POST.get("seen_version")) or 0
    row.base_version = base if 0 < base < 2**31 else None
    row.fields = typed_fields(request.POST)
    row.state, row.typed_at = Autosave.State.RECOVERABLE, timezone.now()
    row.save()
    return row


def end_session(user: Any, tab: str, sequence: int, article: Article) -> None:
    """The words of this tab are saved: its autosave goes, and stale requests find it so."""
    saved = {
        "state": Autosave.State.SAVED,
        "fields": {},
        "sequence": sequence,
        "article": article,
        "typed_at": timezone.now(),
    }
    Autosave.objects.update_or_create(user=user, tab=tab, defaults=saved)
    Presence.objects.filter(user=user, tab=tab).delete()


def end_posted_session(request: HttpRequest, article: Article) -> None:
    """As `end_session`, for the form that was just saved."""
    tab = request.POST.get("tab", "")
    if TAB.fullmatch(tab):
        sequence = whole_number(request.POST.get("sequence"))
        end_session(request.user, tab, sequence, article)
