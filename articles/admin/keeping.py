"""Nothing typed is lost: autosaves, the merge of two people's work, and who else is at it."""

import copy
import hashlib
import json
import re
import secrets

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_GET, require_POST

from articles.admin.merging import Shown
from articles.compare import compare
from articles.content.references import names_in
from articles.drafts.form_state import FormSubmission, form_state
from articles.drafts.merge import Merge
from articles.drafts.revisions import ensure_revision, form_states
from articles.models import Article, Autosave, Presence
from articles.publishing.checks import can_publish
from backoffice.widgets import parse_pk

_TAB = re.compile(r"[A-Za-z0-9_-]{8,40}")
_BUTTONS = ("_save", "_continue", "_preview", "_publish")
_NOT_TYPED = {"csrfmiddlewaretoken", "tab", "sequence", "seen_version", "preview_only"}
MAX_BYTES = 2 * 1024 * 1024


class Refused(Exception):
    """A request of the browser that can't be done: a sentence and an HTTP status."""

    def __init__(self, sentence, status):
        super().__init__(sentence)
        self.sentence, self.status = sentence, status


def new_tab():
    return secrets.token_urlsafe(15)


def clock(at):
    """“20:41”, with the day before it where it is not today's."""
    at = timezone.localtime(at)
    return f"{at:%H:%M}" if at.date() == timezone.localdate() else f"{at:%d %b, %H:%M}"


def name_of(user):
    return (user.get_full_name() or user.get_username()) if user else "Somebody"


def _whole_number(text):
    return int(text) if re.fullmatch(r"[0-9]{1,16}", str(text)) else 0


def _whole(value):
    """
    Text that every database and page can hold: without NUL, and without half a pair of surrogates,
    which a browser sends of an emoji that was cut in two.
    """
    return str(value).replace("\x00", "").encode(errors="ignore").decode()


def _typed_fields(posted):
    """What an editor typed of a posted form: name → list of strings."""
    return {
        _whole(name): [_whole(value) for value in posted.getlist(name)]
        for name in posted
        if name not in _NOT_TYPED and not name.startswith(("_", "merge-"))
    }


def _digest(fields):
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


class KeepingSteps:
    """
    Mixed into the article's admin. A page of the form has a `tab` of its own; what is typed in it
    waits in its `Autosave` until the form is saved.
    """

    def extra_views(self):
        return {
            **super().extra_views(),
            "autosave": ("autosave/", require_POST(self.autosave)),
            "offers": ("offers/", require_GET(self.offers)),
            "here": ("here/", require_POST(self.here)),
            "left": ("left/", require_POST(self.left)),
            "since": ("since/<int:number>/", require_GET(self.since)),
        }

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            ("add/autosave/", require_POST(self.autosave), "autosave_new"),
            ("add/offers/", require_GET(self.offers), "offers_new"),
            ("kept/<int:pk>/", require_GET(self.kept), "kept"),
            ("kept/<int:pk>/take/", require_POST(self.take), "kept_take"),
            ("kept/<int:pk>/discard/", self.discard, "kept_discard"),
            ("kept/<int:pk>/undo/", require_POST(self.undo_discard), "kept_undo"),
        ]
        paths = [path(at, wrap(view), name=f"articles_article_{name}") for at, view, name in own]
        return [*paths, *super().get_urls()]

    # Saving: a newer save in between leads to the merge

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            with transaction.atomic():  # holds the row's lock from the merge to the save
                merging = self._merge_first(request, object_id) if object_id else None
                if merging is not None:
                    return merging
                return super().changeform_view(request, object_id, form_url, extra_context)
        return super().changeform_view(
            self._showing_kept(request, object_id), object_id, form_url, extra_context
        )

    def _merge_first(self, request, object_id):
        """The response that stands before the save, or None where the form may go on to it."""
        article = self.get_object(request, unquote(object_id))
        if article is None or not self.has_change_permission(request, article):
            return None
        if "merge" in request.POST:
            return self._answer_merge(request, article)
        if parse_pk(request.POST.get("seen_version")) == article.version:
            ensure_revision(article)
            return None
        kept = self._keep_posted(request, article)
        merge = self._merge(request, article, kept)
        if not merge.has_ours:
            return self._nothing_to_save(request, article, kept, merge)
        return self._merge_page(request, article, kept, merge)

    def _answer_merge(self, request, article):
        kept = Autosave.objects.of(request.user, article).recoverable()
        kept = kept.filter(tab=request.POST["merge"]).first()
        if kept is None:
            text = "There is nothing left to merge: it is saved or discarded already."
            self.message_user(request, text, messages.WARNING)
            return redirect(self.change_url(article))
        answers = {
            name.removeprefix("merge-"): value
            for name, value in request.POST.items()
            if name.startswith("merge-")
        }
        merge = self._merge(request, article, kept, answers)
        shown = request.POST.get("onto"), request.POST.get("digest")
        if shown != (str(article.version), _digest(kept.fields)):
            news = "Meanwhile there is a newer save, or you typed more: look at it once more."
            return self._merge_page(request, article, kept, merge, news=news)
        if not merge.is_decided:
            news = "Choose for everything that is marked below; nothing is saved yet."
            return self._merge_page(request, article, kept, merge, news=news)
        self._go_on(request, article, kept, merge)
        return None

    def _nothing_to_save(self, request, article, kept, merge):
        """For a form in which nothing was typed that is not saved already, perhaps but a name."""
        if merge.ours.rest.get("revision_name", [""])[-1].strip():
            self._go_on(request, article, kept, merge)
            return None
        self._settle(request.user, kept.tab, kept.sequence, article)
        text = "Nothing to save: the article was saved meanwhile, and you changed nothing in it."
        self.message_user(request, text)
        return self._next_step(request, article) or redirect(self.change_url(article))

    def _go_on(self, request, article, kept, merge):
        """Make the request that of a form in which everything is merged."""
        button = next((name for name in _BUTTONS if name in request.POST), "_save")
        posted = merge.posted(
            seen_version=article.version, tab=kept.tab, sequence=kept.sequence, **{button: "1"}
        )
        if posted.get("status") == [Article.Status.READY] and not can_publish(request.user):
            # As in a form that is opened: the words are ready no longer when they save.
            posted["status"] = [Article.Status.IN_REVIEW]
        request.POST = _query_dict(posted)
        ensure_revision(article)

    def _keep_posted(self, request, article):
        """What was posted as the autosave of its tab: the merge begins and ends with it."""
        tab = request.POST.get("tab", "")
        tab = tab if _TAB.fullmatch(tab) else new_tab()
        row = Autosave.objects.select_for_update().filter(user=request.user, tab=tab).first()
        if row is not None and row.article_id != article.pk:
            row, tab = None, new_tab()
        row = row or Autosave(user=request.user, tab=tab, article=article)
        row.sequence = max(row.sequence, _whole_number(request.POST.get("sequence")))
        row.base_version = parse_pk(request.POST.get("seen_version")) or None
        row.base_version = row.base_version if (row.base_version or 0) < 2**31 else None
        row.fields = _typed_fields(request.POST)
        row.state, row.typed_at = Autosave.State.RECOVERABLE, timezone.now()
        row.save()
        return row

    def _merge(self, request, article, kept, answers=None):
        return next(self._merges(request, article, [kept], answers))

    def _merges(self, request, article, rows, answers=None):
        """A merge for each of the autosaves; what they all merge with is read once."""
        numbers = {row.base_version for row in rows} - {None}
        bases = form_states(article, numbers)
        theirs = form_state(
            get_object_or_404(Article.objects.select_related("picture"), pk=article.pk)
        )
        offered = self._offered(request, article)
        for row in rows:
            yield Merge(
                bases.get(row.base_version),
                theirs,
                FormSubmission.read(row.fields, offered),
                answers,
            )

    def _offered(self, request, article):
        """The names of the fields that this editor's form has, for `FormSubmission.read`."""
        fieldsets = self.get_fieldsets(request, article)
        form = self.get_form(request, article, change=True, fields=flatten_fieldsets(fieldsets))
        offered = {"": set(form.base_fields)}
        for formset, inline in self.get_formsets_with_inlines(request, article):
            names = set(formset.form.base_fields) | ({"DELETE"} if formset.can_delete else set())
            if inline.has_change_permission(request, article):
                offered[formset.get_default_prefix()] = names
        return offered

    def _merge_page(self, request, article, kept, merge, *, news=""):
        last = article.revisions.select_related("saved_by").defer("content").first()
        whose = name_of(last.saved_by if last and last.number == article.version else None)
        if last and last.saved_by_id == request.user.pk:
            whose = "You, in another window"
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": "Two people’s work on one article",
            "shown": Shown(merge, whose=whose),
            "has_base": merge.has_base,
            "whose": whose,
            "saved_at": clock(article.saved_at),
            "kept": kept,
            "digest": _digest(kept.fields),
            "button": next((name for name in _BUTTONS if name in request.POST), "_save"),
            "news": news,
            "files": [upload.name for upload in request.FILES.values()],
            "back": f"{self.change_url(article)}?kept={kept.tab}",
        }
        return TemplateResponse(request, "admin/articles/merge.html", context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        tab = request.POST.get("tab", "")
        if _TAB.fullmatch(tab):
            sequence = _whole_number(request.POST.get("sequence"))
            self._settle(request.user, tab, sequence, form.instance)

    @staticmethod
    def _settle(user, tab, sequence, article):
        """The words of this tab are saved: its autosave goes, and stragglers find it settled."""
        settled = {
            "state": Autosave.State.SAVED,
            "fields": {},
            "sequence": sequence,
            "article": article,
            "typed_at": timezone.now(),
        }
        Autosave.objects.update_or_create(user=user, tab=tab, defaults=settled)
        Presence.objects.filter(user=user, tab=tab).delete()

    # Taking back what is kept

    def _showing_kept(self, request, object_id):
        """
        The request, or where the address says `?kept=` one that shows the form with those words.

        The form is bound to them as if they had been posted, and `preview_only` keeps it unsaved.
        """
        tab = request.GET.get("kept", "")
        kept = Autosave.objects.recoverable().filter(
            user=request.user, tab=tab, article=parse_pk(object_id) if object_id else None
        )
        kept = kept.first() if tab else None
        if kept is None:
            return request
        shown = copy.copy(request)
        shown.method = "POST"
        shown.POST = _query_dict(
            {
                **kept.fields,
                "seen_version": [str(kept.base_version or "")],
                "tab": [kept.tab],
                "preview_only": ["1"],
            }
        )
        shown._files = MultiValueDict()
        return shown

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if "preview_only" in request.POST:
            self._without_errors(context)
        if context.get("adminform") and self._may_keep(request, obj):
            context["keeping"] = self._keeping(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @staticmethod
    def _without_errors(context):
        """Nobody asked for this form to be saved yet, so nothing is wrong with it yet."""
        context["errors"] = None
        context["adminform"].form.errors.clear()
        for inline in context["inline_admin_formsets"]:
            inline.formset.non_form_errors().clear()
            for form in inline.formset.forms:
                form.errors.clear()

    def _may_keep(self, request, article):
        if article is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, article)

    def _keeping(self, request, article):
        tab = request.POST.get("tab", "")
        tab = tab if _TAB.fullmatch(tab) else new_tab()
        args = [article.pk] if article else []
        new = "" if article else "_new"

        def address(name, *more):
            return reverse(f"admin:articles_article_{name}", args=[*args, *more])

        return {
            "tab": tab,
            "user": request.user.pk,
            "article": article.pk if article else "new",
            "base": request.POST.get("seen_version") or (article.version if article else ""),
            "is_unsaved": request.method == "POST",
            "autosave": address(f"autosave{new}"),
            "offers_address": address(f"offers{new}"),
            "here": address("here") if article else "",
            "left": address("left") if article else "",
            "offers": self._offers(request, article, tab),
            "discarded": parse_pk(request.GET.get("discarded", "")),
        }

    def _offers(self, request, article, tab):
        """The kept autosaves of this editor that hold something which is saved nowhere."""
        kept = Autosave.objects.of(request.user, article).recoverable().exclude(tab=tab)
        return self._unsaved(request, article, list(kept))

    def _unsaved(self, request, article, rows):
        """Those of the autosaves that hold something which is saved nowhere."""
        if article is None or not rows:
            return [row for row in rows if row.fields]
        merges = self._merges(request, article, rows)
        return [row for row, merge in zip(rows, merges, strict=True) if merge.has_ours]

    def offers(self, request, pk=None):
        """The notice of what is kept, for a page that has just sent up what its browser had."""
        article = self._keepable(request, pk)
        context = {"keeping": {"offers": self._offers(request, article, request.GET.get("tab"))}}
        return TemplateResponse(request, "admin/articles/_offers.html", context)

    def _keepable(self, request, pk):
        if pk is not None:
            return self.get_or_404(request, str(pk), permission="change")
        if not self.has_add_permission(request):
            raise PermissionDenied
        return None

    def _own(self, request, pk, state=Autosave.State.RECOVERABLE):
        """This editor's autosave, or None with a sentence where it is in that state no more."""
        own = get_object_or_404(Autosave, user=request.user, pk=pk)
        self._keepable(request, own.article_id)
        if own.state == state:
            return own
        text = "What you typed there is saved or discarded by now, perhaps in another window."
        self.message_user(request, text, messages.WARNING)
        return None

    def _back_to_form(self, pk):
        return redirect(self._form_address(Autosave.objects.get(pk=pk).article))

    def _form_address(self, article):
        return self.change_url(article) if article else reverse("admin:articles_article_add")

    def kept(self, request, pk):
        """What an autosave has that the article has not, side by side."""
        kept = self._own(request, pk)
        if kept is None:
            return self._back_to_form(pk)
        article = kept.article
        theirs = {"fields": {}, "rows": {}}
        if article:
            merge = self._merge(request, article, kept)
        else:
            typed = FormSubmission.read(kept.fields)
            theirs["fields"] = dict.fromkeys(typed.fields, "")
            merge = Merge(theirs, theirs, typed)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": "What you typed and did not save",
            "kept": kept,
            "shown": Shown(merge, whose="Saved now", yours="FormSubmission, not saved"),
            "back": self._form_address(article),
            "at": clock(kept.typed_at),
        }
        return TemplateResponse(request, "admin/articles/kept.html", context)

    def take(self, request, pk):
        """Put it into a form of its own, still unsaved. It moves there: it is never in no place."""
        kept = self._own(request, pk)
        if kept is None:
            return self._back_to_form(pk)
        kept.tab = new_tab()
        kept.save(update_fields=["tab"])
        return redirect(f"{self._form_address(kept.article)}?kept={kept.tab}")

    def discard(self, request, pk):
        kept = self._own(request, pk)
        if kept is None:
            return self._back_to_form(pk)
        if request.method == "POST":
            kept.state = Autosave.State.DISCARDED
            kept.save(update_fields=["state"])
            return redirect(f"{self._form_address(kept.article)}?discarded={kept.pk}")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": kept.article or "New article",
            "title": "Discard what you typed and did not save",
            "button": "Discard it",
            "danger": True,
            "back": reverse("admin:articles_article_kept", args=[kept.pk]),
            "sentences": [
                f"It was typed in {kept.device or 'some browser'} and kept {clock(kept.typed_at)}.",
                "The article itself stays as it is. You can undo this right afterwards.",
            ],
        }
        return TemplateResponse(request, "admin/confirm.html", context)

    def undo_discard(self, request, pk):
        kept = self._own(request, pk, Autosave.State.DISCARDED)
        if kept is None:
            return self._back_to_form(pk)
        kept.state = Autosave.State.RECOVERABLE
        kept.save(update_fields=["state"])
        self.message_user(request, "It is back.", messages.SUCCESS)
        return redirect(self._form_address(kept.article))

    def since(self, request, pk, number):
        """What became of the article since the save an editor's form was opened on."""
        article = self.get_or_404(request, str(pk), permission="change")
        before = article.revisions.filter(number=number).first()
        now = article.revisions.first()
        if before is None or now is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": f"What changed since save {number}",
            "changes": compare(before.content, now.content, names_in(before.content, now.content)),
            "back": self.change_url(article),
        }
        return TemplateResponse(request, "admin/articles/since.html", context)

    # What the page's script sends

    def autosave(self, request, pk=None):
        article = self._keepable(request, pk)
        try:
            sent = _payload(request)
            answer = self._store(request, article, sent)
        except Refused as refused:
            return JsonResponse({"sentence": refused.sentence}, status=refused.status)
        if article and not sent["late"]:
            answer |= self._presence(request, article, sent["tab"], sent["base"])
        return JsonResponse(answer)

    def _store(self, request, article, sent):
        mine = Autosave.objects.filter(user=request.user, tab=sent["tab"])
        values = {
            "sequence": sent["sequence"],
            "base_version": sent["base"],
            "fields": sent["fields"],
            "device": _device(request),
            "state": Autosave.State.RECOVERABLE,
            "typed_at": timezone.now(),
        }
        row = Autosave(user=request.user, article=article, tab=sent["tab"], **values)
        if sent["late"] and not self._unsaved(request, article, [row]):
            return {"kept": False}
        older = mine.filter(article=article, sequence__lt=sent["sequence"])
        if not (
            older.update(**values) or self._store_first(request, row) or older.update(**values)
        ):
            standing = mine.first()
            if standing and self._is_straggler(row, standing):
                return {"kept": False}
            if standing is None or standing.article_id != row.article_id:
                raise Refused("This page belongs to another article. Reload it.", 409)
            return {
                "kept": standing.state == Autosave.State.RECOVERABLE,
                "at": clock(timezone.now()),
            }
        return {"kept": True, "at": clock(values["typed_at"])}

    @staticmethod
    def _is_straggler(row, standing):
        """Whether it was sent by the page of a new article before that was saved."""
        is_saved = standing.state == Autosave.State.SAVED and row.article is None
        return is_saved and row.sequence <= standing.sequence

    def _store_first(self, request, row):
        """Whether it was the first of its tab, and is stored."""
        own = Autosave.objects.filter(user=request.user)
        if own.filter(tab=row.tab).exists():
            return False
        if own.recoverable().filter(article=row.article).count() >= Autosave.MAX_PER_ARTICLE:
            raise Refused(
                f"{Autosave.MAX_PER_ARTICLE} unsaved versions of yours are kept of this article "
                "already. Take one back or discard it.",
                409,
            )
        own.delete_expired()
        try:
            with transaction.atomic():
                self._keep_ground(row)
                row.save(force_insert=True)
        except IntegrityError:  # the same page sent two at once
            return False
        return True

    def _keep_ground(self, row):
        """What this autosave begins on, while it still is what is saved; in a transaction."""
        standing = Article.objects.select_for_update(of=("self",)).filter(pk=row.article_id).first()
        if standing and standing.version == row.base_version:
            ensure_revision(standing)

    def here(self, request, pk):
        article = self.get_or_404(request, str(pk), permission="change")
        tab = request.POST.get("tab", "")
        if not _TAB.fullmatch(tab):
            return JsonResponse({"sentence": "This page has no name. Reload it."}, status=400)
        return JsonResponse(
            self._presence(request, article, tab, _whole_number(request.POST.get("base")))
        )

    def left(self, request, pk):
        article = self.get_or_404(request, str(pk), permission="change")
        Presence.objects.filter(
            user=request.user, article=article, tab=request.POST.get("tab", "")
        ).delete()
        return JsonResponse({})

    def _presence(self, request, article, tab, base):
        now = timezone.now()
        own = Presence.objects.filter(user=request.user, tab=tab)
        if not own.update(seen_at=now):
            Presence.objects.filter(seen_at__lt=now - Presence.TIMEOUT).delete()
            Presence.objects.get_or_create(
                user=request.user, tab=tab, defaults={"article": article}
            )
        others = Presence.objects.present().filter(article=article).exclude(tab=tab)
        told = {
            "others": [
                {
                    "name": name_of(other.user),
                    "since": clock(other.since),
                    "is_me": other.user_id == request.user.pk,
                }
                for other in others.select_related("user")
            ],
            "newer": None,
        }
        if article.version > (base or 0):
            last = article.revisions.select_related("saved_by").defer("content").first()
            told["newer"] = {
                "by": name_of(last.saved_by if last else None),
                "is_me": bool(last and last.saved_by_id == request.user.pk),
                "at": clock(article.saved_at),
                "address": reverse("admin:articles_article_since", args=[article.pk, base or 0]),
            }
        return told


def _query_dict(values):
    posted = QueryDict(mutable=True)
    for name, texts in values.items():
        posted.setlist(name, [str(text) for text in texts])
    return posted


def _payload(request):
    """What the script sent, checked: tab, sequence, base, late, fields. Raises `Refused`."""
    text = request.POST.get("payload", "")
    if len(text) > MAX_BYTES:
        raise Refused("This is too long to keep on the server; it stays in this browser.", 413)
    try:
        sent = json.loads(text)
        fields = {
            _whole(name): [_whole(value) for value in values]
            for name, values in sent["fields"].items()
        }
        checked = {
            "tab": sent["tab"],
            "sequence": int(sent["sequence"]),
            "base": int(sent["base"]) if sent.get("base") else None,
            "late": bool(sent.get("late")),
            "fields": {name: values for name, values in fields.items() if name not in _NOT_TYPED},
        }
        is_right = _TAB.fullmatch(checked["tab"]) and 0 <= checked["sequence"] < 2**62
        is_right = is_right and (checked["base"] is None or 0 < checked["base"] < 2**31)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        is_right = False
    if not is_right:
        raise Refused("What the page sent can't be read. Reload the page.", 400)
    if sent.get("user") != request.user.pk:
        raise Refused("Somebody else is signed in now; it stays in this browser.", 409)
    return checked


def _device(request):
    """“Firefox on Windows”: enough to tell one's own two machines apart."""
    agent = request.headers.get("User-Agent", "")
    browsers = [
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]
    systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]
    browser = next((name for mark, name in browsers if mark in agent), "")
    system = next((name for mark, name in systems if mark in agent), "")
    return " on ".join(filter(None, [browser, system]))
