"""What was before: versions, what is different between two of them, and the way back."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from articles.compare import compare, summary
from articles.content.references import names_in
from articles.content.restore import restorable
from articles.content.snapshot import draft_snapshot
from articles.drafts.revisions import restore
from articles.forms import PointInTimeForm, RevisionNameForm
from articles.models import Edition
from articles.point_in_time import NOT_RECORDED, page_at
from articles.publishing.checks import can_publish
from articles.publishing.schedule import live_edition
from articles.views import article_response
from backoffice.widgets import parse_pk
from core.timezones import moment_text

PER_PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One line of an article's history: an edition, a take-down or a save."""

    end: str  # how an address names it: "edition-3", "save-12"; "" for a take-down
    row: object
    at: object  # when it begins, or when it was saved
    is_save: bool
    state: str  # live, planned, past, taken down, planned take-down, at the desk, kept

    @property
    def by(self):
        return self.row.saved_by if self.is_save else self.row.made_by


@dataclass(frozen=True)
class End:
    """One side of a comparison."""

    key: str  # as in the address: "desk", "live", "edition-3", "save-12"
    label: str
    content: dict


class HistorySteps:
    """Mixed into the article's admin: pages below one article that show what was before."""

    def extra_views(self):
        return {
            **super().extra_views(),
            "versions": ("versions/", self.versions),
            "version": ("versions/<int:number>/", self.version),
            "version_name": ("versions/<int:number>/name/", require_POST(self.version_name)),
            "version_restore": ("versions/<int:number>/restore/", self.version_restore),
            "compare": ("compare/", self.compare),
            "as_of": ("as-of/", self.as_of),
            "editions": ("editions/", self.editions),
            "edition": ("editions/<int:number>/", self.edition),
            "restore": ("editions/<int:number>/restore/", self.restore),
        }

    def _step_address(self, article, name, *args, **query):
        address = reverse(f"admin:articles_article_{name}", args=[article.pk, *args])
        return f"{address}?{urlencode(query)}" if query else address

    def _page(self, request, article, template, **context):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "media": self.media,
            "can_change": self.has_change_permission(request, article),
            "can_publish": can_publish(request.user),
            **context,
        }
        return TemplateResponse(request, f"admin/articles/{template}.html", context)

    # The list

    def editions(self, request, pk):
        """Where the list stood before: addresses in old notes go on working."""
        return redirect("admin:articles_article_versions", self._article(request, pk).pk)

    def versions(self, request, pk):
        article = self._article(request, pk)
        is_all = request.GET.get("all") == "1"
        entries = _entries(article, is_all=is_all)
        page = Paginator(entries, PER_PAGE).get_page(request.GET.get("p"))
        live = live_edition(article)
        return self._page(
            request,
            article,
            "versions",
            title=f"Versions of “{article}”",
            page=page,
            is_all=is_all,
            unnamed=article.revisions.filter(note="").count(),
            live=live,
            chosen=_first_choice(page, live),
        )

    def version_name(self, request, pk, number):
        article = self._article(request, pk, permission="change")
        version = get_object_or_404(article.revisions, number=number)
        form = RevisionNameForm(request.POST)
        if not form.is_valid():
            self.show_errors(request, ValidationError(form.errors["note"].as_data()))
        elif form.cleaned_data["note"] != version.note:
            version.note = form.cleaned_data["note"]
            version.save(update_fields=["note"])
            said = f"the name “{version.note}”" if version.note else "no name any more"
            self.log_change(request, article, f"Gave save {number} {said}.")
            self.message_user(request, f"Save {number} has {said}.", messages.SUCCESS)
        return redirect("admin:articles_article_versions", article.pk)

    # One version

    def edition(self, request, pk, number):
        """An edition as it was, with today's facts."""
        article = self._article(request, pk)
        edition = get_object_or_404(article.editions, number=number, withdrawn=False)
        return article_response(request, edition, is_preview=True)

    def version(self, request, pk, number):
        """A save as readers would have seen it, with today's facts."""
        article = self._article(request, pk)
        version = get_object_or_404(article.revisions, number=number)
        content, _ = restorable(version, draft_snapshot(article))
        content |= {name: version.content[name] for name in ("review", "corrections")}
        edition = Edition(article=article, live_from=version.saved_at)
        edition.published_at = edition.modified_at = version.saved_at
        edition.fill(content)
        notice = f"This is {version.label} of {moment_text(version.saved_at)}, "
        return article_response(
            request,
            edition,
            is_preview=True,
            notice=f"{notice}with the prices and people of today. Readers did not see it.",
        )

    def as_of(self, request, pk):
        """The page as it stood at `?at=2026-03-12T14:00`, or the form that asks for a moment."""
        article = self._article(request, pk)
        form = PointInTimeForm(request.GET if "at" in request.GET else None)
        edition = None
        if form.is_valid():
            at = form.cleaned_data["at"]
            edition = article.editions.live(at).select_related("article").first()
        if edition is not None:
            return article_response(
                request,
                edition,
                is_preview=True,
                page=page_at(edition, at),
                notice=f"This is the page as it stood on {moment_text(at)}: edition "
                f"{edition.number}, with the prices, names and credentials of then. {NOT_RECORDED}",
                notice_links=self._around(article, edition),
            )
        if form.is_valid():
            form.add_error("at", f"Readers did not see this article on {moment_text(at)}.")
        return self._page(
            request,
            article,
            "as_of",
            title=f"“{article}” as it stood on …",
            form=form,
            editions=article.editions.filter(live_from__lte=timezone.now()).defer("content"),
        )

    def _around(self, article, edition):
        links = [
            (
                "The edition with today's facts",
                self._step_address(article, "edition", edition.number),
            )
        ]
        if live_edition(article):
            compared = {"a": f"edition-{edition.number}", "b": "live"}
            links += [
                ("Today's page", article.get_absolute_url()),
                ("What is different today", self._step_address(article, "compare", **compared)),
            ]
        return [*links, ("Another moment", self._step_address(article, "as_of"))]

    # Two versions

    def compare(self, request, pk):
        """Two versions, `?a=` the earlier and `?b=` the later; an address to be passed on."""
        article = self._article(request, pk)
        before = self._end(article, request.GET.get("a") or "live")
        after = self._end(article, request.GET.get("b") or "desk")
        for end, name in ((before, request.GET.get("a")), (after, request.GET.get("b"))):
            if end is None:
                self.message_user(request, _not_there(name), messages.WARNING)
                return redirect("admin:articles_article_versions", article.pk)
        changes = compare(before.content, after.content, names_in(before.content, after.content))
        is_side = request.GET.get("view") == "side"
        ends = {"a": before.key, "b": after.key}
        return self._page(
            request,
            article,
            "compare",
            title=f"What is different in “{article}”",
            before=before,
            after=after,
            changes=changes,
            different=[change for change in changes if not change.is_same],
            summary=summary(changes),
            side=is_side,
            other_view=urlencode(ends if is_side else ends | {"view": "side"}),
            turned=urlencode({"a": after.key, "b": before.key}),
            steps=self._pairs_beside(article, before, after),
        )

    def _end(self, article, key):
        """The `End` that an address names, or None."""
        if key == "desk":
            return End(key, "the desk as it is now", draft_snapshot(article))
        if key == "live":
            edition = live_edition(article)
            return edition and End(key, f"what is live, edition {edition.number}", edition.content)
        kind, _, number = key.partition("-")
        number = parse_pk(number)
        if number is None or number >= 2**31 or kind not in {"edition", "save"}:
            return None
        if kind == "edition":
            edition = article.editions.filter(number=number, withdrawn=False).first()
            return edition and End(
                key, f"edition {number}, from {moment_text(edition.live_from)}", edition.content
            )
        version = article.revisions.select_related("saved_by").filter(number=number).first()
        return version and End(
            key, f"{version.label}, {moment_text(version.saved_at)}", version.content
        )

    def _pairs_beside(self, article, before, after):
        """Addresses of the pair before and the pair after, where both ends stand in the list."""
        keys = [entry.end for entry in _entries(article, is_all=True) if entry.end][::-1]
        if before.key not in keys or after.key not in keys:
            return {}
        i, j = keys.index(before.key), keys.index(after.key)
        if abs(i - j) != 1:
            return {}
        low = min(i, j)
        found = {}
        if low > 0:
            found["earlier"] = urlencode({"a": keys[low - 1], "b": keys[low]})
        if low + 2 < len(keys):
            found["later"] = urlencode({"a": keys[low + 1], "b": keys[low + 2]})
        return found

    # Back to the desk

    def restore(self, request, pk, number):
        article = self._article_to_publish(request, pk)
        return self._restore(
            request, article, get_object_or_404(article.editions, number=number, withdrawn=False)
        )

    def version_restore(self, request, pk, number):
        article = self._article(request, pk, permission="change")
        return self._restore(request, article, get_object_or_404(article.revisions, number=number))

    def _restore(self, request, article, source):
        """The page that shows what would change at the desk, and the change itself."""
        if request.method == "POST":
            return self._put_back(request, article, source)
        desk = draft_snapshot(article)
        content, missing = restorable(source, desk)
        changes = compare(desk, content, names_in(desk, content))
        return self._page(
            request,
            article,
            "restore",
            title=f"Put {source.label} back on the desk",
            back=self._step_address(article, "versions"),
            source=source,
            missing=missing,
            changes=changes,
            summary=summary(changes),
        )

    def _put_back(self, request, article, source):
        seen = parse_pk(request.POST.get("version"))
        if seen is None:
            self.message_user(request, "Look at what would change first.", messages.WARNING)
            return redirect(request.path)
        try:
            missing = restore(
                article, source, by=request.user, seen=seen, keeps_ready=can_publish(request.user)
            )
        except ValidationError as error:
            self.show_errors(request, error)
            return redirect(request.path)
        self.log_change(request, article, f"Put {source.label} back on the desk.")
        for sentence in missing:
            self.message_user(request, sentence, messages.WARNING)
        said = f"{source.label[0].upper()}{source.label[1:]} is back on the desk."
        self.message_user(
            request,
            f"{said} What readers see has not changed, and what stood here is kept among the "
            "versions.",
            messages.SUCCESS,
        )
        return redirect(self.change_url(article))


def _first_choice(page, live):
    """What the list offers to compare the desk with: what is live, or the newest on the page."""
    ends = [entry.end for entry in page if entry.end]
    wanted = f"edition-{live.number}" if live else None
    return wanted if wanted in ends else next(iter(ends), None)


def _not_there(key):
    if key is None or key == "live":
        return "The article is not live, so there is nothing live to compare with."
    return (
        f"There is no “{key[:40]}” of this article to compare. Saves without a name go when fifty "
        "newer ones are there."
    )


def _entries(article, *, is_all):
    """The history of an article, the newest first; saves without a name only where `is_all`."""
    now = timezone.now()
    live = live_edition(article)
    editions = article.editions.select_related("made_by").defer("content")
    found = [
        Entry(
            "" if edition.withdrawn else f"edition-{edition.number}",
            edition,
            edition.live_from,
            is_save=False,
            state=_standing(edition, live, now),
        )
        for edition in editions
    ]
    saves = article.revisions.select_related("saved_by").defer("content")
    for version in saves if is_all else saves.named():
        is_desk = version.number == article.version
        found.append(
            Entry(
                f"save-{version.number}",
                version,
                version.saved_at,
                is_save=True,
                state="at the desk" if is_desk else "kept",
            )
        )
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _standing(edition, live, now):
    if edition.live_from > now:
        return "planned take-down" if edition.withdrawn else "planned"
    if edition.withdrawn:
        return "taken down"
    return "live" if live is not None and edition.pk == live.pk else "past"
