"""From the draft to the readers: preview, publish, reschedule, cancel, take down."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from articles.calendar import ScheduleEntry, publication_status
from articles.content.snapshot import snapshot
from articles.forms import PublishForm, ReleaseForm, ReplanForm, RescheduleForm, TakeDownForm
from articles.models import Article, Edition
from articles.plan_changes import facts_state
from articles.publishing import schedule
from articles.publishing.checks import can_publish, offers_in, publish_checks
from articles.publishing.ends import end_of, newer_than
from articles.views import article_response
from backoffice.decisions import State, decides, refuse_stale
from backoffice.model_admin import BaseAdmin
from backoffice.rights import people_to_ask
from core.timezones import moment_text
from products import releases
from products.releases import RELEASE, WaitingHost, can_release_retailers, waiting_hosts


def article_to_publish(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> Article:
    """The article of this address; 403 for who may not decide what readers see."""
    article = model_admin.get_or_404(request, str(pk), permission="change")
    if not can_publish(request.user):
        raise PermissionDenied
    return article


def preview(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as readers would see it, by the very code that renders what they see."""
    article = model_admin.get_or_404(request, str(pk), permission="view")
    return article_response(request, schedule.preview_edition(article), is_preview=True)


def publication_state(article: Article) -> State:
    """What the pages that decide about an article show of it; see `backoffice.decisions`."""
    status = publication_status(article)
    planned = [(f"{moment_text(entry.at)}: {entry.what}", entry) for entry in status.planned]
    return {
        "Readers": (status.sentence, str(status.live and status.live.pk)),
        "Scheduled": (
            "; ".join(words for words, _ in planned) or "nothing",
            " ".join(entry.key for _, entry in planned),
        ),
    }


def _decided(
    request: HttpRequest,
    article: Article,
    act: Callable[[], Any],
    state: Callable[[Article], State] = publication_state,
) -> Any:
    """What `act` returns, done on the state that the page showed; `ValidationError` on another."""
    with transaction.atomic():
        schedule.lock(article)
        refuse_stale(request, state(article))
        return act()


@decides
def publish(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Publish what is saved, now or at a moment in the future."""
    article = article_to_publish(model_admin, request, pk)
    content = snapshot(article)
    waiting = waiting_hosts(offers_in(content))
    releasable = waiting if can_release_retailers(request.user) else []
    initial = {"version": article.version}
    form = PublishForm(request.POST or None, initial=initial, waiting=releasable)
    if request.method == "POST" and form.is_valid():
        options = form.cleaned_data
        try:
            keys = options.pop("release", ())
            ticked = [one for one in releasable if one.key in keys]
            edition = _decided(
                request,
                article,
                lambda: _publish(article, request.user, release=ticked, **options),
                lambda article: {**publication_state(article), **facts_state(snapshot(article))},
            )
        except ValidationError as error:
            form.add_error(None, error)
            # What the page shows from here on is what is saved now.
            form.data = form.data.copy()
            form.data["version"] = article.version
        else:
            did = "Planned" if edition.live_from > timezone.now() else "Published"
            model_admin.log_change(request, article, f"{did} edition {edition.number}.")
            text = _published(article, edition)
            model_admin.message_user(request, text, messages.SUCCESS)
            return redirect(model_admin.change_url(article))
    return model_admin.confirm(
        request,
        article,
        title="Publish the article",
        button="Publish",
        form=form,
        failed_checks=[]
        if form.errors
        else [
            *schedule.nothing_new(article, content),
            *publish_checks(article, content, releasing={one.key for one in releasable}),
        ],
        sentences=[
            f"Readers will see the article as it is saved now. {_status(article)}",
            *_last_take_down(article),
            *_new_address(article),
        ],
        rows={**_scheduled(article), **_unseen(waiting, releasable)},
        state={**publication_state(article), **facts_state(content)},
    )


def _unseen(waiting: list[WaitingHost], releasable: list[WaitingHost]) -> dict[str, list[str]]:
    """Shops that readers won't see, for whoever can't release them, and whom to ask."""
    if releasable or not waiting:
        return {}
    ask = f"To have them released, ask {people_to_ask(RELEASE)}."
    return {"Shops readers won't see yet": [*(one.label for one in waiting), ask]}


def _new_address(article: Article) -> list[str]:
    live = schedule.live_edition(article)
    if live is None or live.slug == article.slug:
        return []
    return [f"Its address becomes “{article.slug}”; readers who have “{live.slug}” are led there."]


def _publish(
    article: Article, user: Any, *, version: int, release: list[WaitingHost], **options: Any
) -> Edition:
    releases.release(release, by=user)
    now = Article.objects.get(pk=article.pk)
    if now.version != version:
        raise ValidationError(
            "Somebody saved the article after you opened this page. "
            "Check the preview again before you publish it."
        )
    if unchanged := schedule.nothing_new(now, snapshot(now)):
        raise ValidationError(unchanged)
    return schedule.publish(now, by=user, **options)


def _status(article: Article) -> str:
    return publication_status(article).sentence


def _scheduled(article: Article) -> dict[str, list[str]]:
    """What is scheduled, in sentences under a heading."""
    planned = publication_status(article).planned
    return {"Scheduled": [f"{moment_text(entry.at)}: {entry.what}" for entry in planned]}


def _last_take_down(article: Article) -> list[str]:
    """Whoever brings back what was withdrawn should know why it was."""
    last = article.editions.begun().defer("content").select_related("made_by").first()
    if last is None or not last.withdrawn:
        return []
    why = f": “{last.note}”" if last.note else ""
    return [
        f"{last.made_by or 'A command'} took it down on {moment_text(last.live_from)}{why}. "
        "Publishing it brings it back."
    ]


def _published(article: Article, edition: Edition) -> str:
    """What the editor is told after publishing."""
    later = article.editions.filter(live_from__gt=edition.live_from).order_by("live_from")
    following = later.defer("content").first()
    ending = ""
    if following:
        ending = f" {ScheduleEntry(following, edition.number, has_passed=False).sentence}"
    if edition.live_from > timezone.now():
        return f"Edition {edition.number} goes live on {moment_text(edition.live_from)}.{ending}"
    return format_html(
        'Edition {} is live.{} <a href="{}">See the page</a>.',
        edition.number,
        ending,
        edition.get_absolute_url(),
    )


@decides
def take_down(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """End what is live, now or at a moment in the future."""
    article = article_to_publish(model_admin, request, pk)
    form = TakeDownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edition = _decided(
                request,
                article,
                lambda: schedule.take_down(article, by=request.user, **form.cleaned_data),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            line, text = _taken_down(edition)
            model_admin.log_change(request, article, line)
            model_admin.message_user(request, text, messages.SUCCESS)
            return redirect(model_admin.change_url(article))
    return model_admin.confirm(
        request,
        article,
        title="Take the article down",
        button="Take it down",
        form=form,
        danger=True,
        sentences=[
            _status(article),
            "From the time you choose, readers will no longer see it. The draft and its "
            "history are kept.",
        ],
        rows=_scheduled(article),
        state=publication_state(article),
    )


def _taken_down(edition: Edition) -> tuple[str, str]:
    """The line for the log, and what the editor is told."""
    if edition.live_from > timezone.now():
        return (
            f"Scheduled edition {edition.number}, a takedown.",
            f"Readers see it until {moment_text(edition.live_from)}; then it comes down.",
        )
    return "Took it down.", "Readers no longer see the article. The draft is still here."


def _state_of_plan(article: Article, edition: Edition) -> State:
    planned = publication_status(article).planned
    return next((entry.replan_state for entry in planned if entry.edition.pk == edition.pk), {})


def _state_of_replan(article: Article, edition: Edition) -> State:
    facts = facts_state(snapshot(article))
    return {**_state_of_plan(article, edition), **facts, **_state_of_changes(edition)}


def _state_of_changes(edition: Edition) -> State:
    told = "; ".join(_changed_since(edition)["Changed since"]) or "nothing"
    keys = " ".join(str(change.pk) for change in edition.plan_changes.unseen())
    return {"Changed since": (told, keys)}


def _changed_since(edition: Edition) -> dict[str, list[str]]:
    """What changed since it was planned and nobody has said yes to, under a heading."""
    changes = edition.plan_changes.unseen().select_related("changed_by")
    return {"Changed since": [change.sentence for change in changes]}


def _still_held(edition: Edition) -> str:
    return " It is held, and stays so until somebody releases it." if edition.is_held else ""


def _planned_edition(article: Article, number: int) -> Edition:
    edition = article.editions.filter(number=number).defer("content").first()
    if edition is None:
        raise Http404
    return edition


@decides
def reschedule(model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Another date and time for what is scheduled; nothing else of it changes."""
    article = article_to_publish(model_admin, request, pk)
    edition = _planned_edition(article, number)
    form = RescheduleForm(request.POST or None, initial={"at": edition.planned_for})
    if request.method == "POST" and form.is_valid():
        try:
            old = _decided(
                request,
                article,
                lambda: schedule.reschedule(article, edition, form.cleaned_data["at"]),
                lambda article: {**publication_state(article), **_state_of_changes(edition)},
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            new = form.cleaned_data["at"]
            moved = " to ".join(f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" for at in (old, new))
            model_admin.log_change(request, article, f"Moved edition {number} from {moved} UTC.")
            text = f"Rescheduled for {moment_text(new)}.{_still_held(edition)}"
            model_admin.message_user(request, text, messages.SUCCESS)
            return redirect(model_admin.change_url(article))
    what = "takedown" if edition.withdrawn else f"edition {number}"
    return model_admin.confirm(
        request,
        article,
        title=f"Reschedule the {what}",
        button="Reschedule",
        form=form,
        sentences=[
            f"It is scheduled for {moment_text(edition.planned_for)}. Its text, its note, and who "
            f"scheduled it won't change.{_still_held(edition)}"
        ],
        rows={**_scheduled(article), **_changed_since(edition)},
        state={**publication_state(article), **_state_of_changes(edition)},
    )


@decides
def replan(model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put what was saved since into what is scheduled, for the same moment or another one."""
    article = article_to_publish(model_admin, request, pk)
    edition = _planned_edition(article, number)
    form = ReplanForm(request.POST or None, initial={"at": edition.planned_for})
    if request.method == "POST" and form.is_valid():
        at = form.cleaned_data["at"]
        try:
            fresh = _decided(
                request,
                article,
                lambda: schedule.replan(article, edition, by=request.user, at=at),
                lambda article: _state_of_replan(article, edition),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            line = f"Put the saved draft into scheduled edition {number}."
            model_admin.log_change(request, article, line)
            text = f"Edition {number} has the words as saved, for {moment_text(fresh.planned_for)}."
            text += _still_held(fresh)
            for heading, lines in _changed_since(fresh).items():
                text += " ".join(["", f"{heading}:", *lines]) if lines else ""
            model_admin.message_user(request, text, messages.SUCCESS)
            if request.POST.get("back") == "calendar":
                return redirect("admin:calendar")
            return redirect(model_admin.change_url(article))
    return model_admin.confirm(
        request,
        article,
        title=f"Put the saved draft into edition {number}",
        button="Put it in",
        form=form,
        failed_checks=[] if form.errors else publish_checks(article, snapshot(article)),
        sentences=[
            f"It is scheduled for {moment_text(edition.planned_for)} as it was saved on "
            f"{moment_text(edition.made_at)}. Readers will see the article as it is saved now."
            f"{_still_held(edition)}"
        ],
        rows={**_scheduled(article), **_changed_since(edition)},
        state=_state_of_replan(article, edition),
    )


@decides
def plan_changes(
    model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int
) -> HttpResponse:
    """What changed since it was planned, and the button that lets it go live all the same."""
    article = article_to_publish(model_admin, request, pk)
    edition = _planned_edition(article, number)
    end = end_of(edition) if edition.is_held else None
    at = max(edition.planned_for, timezone.now())
    newer = newer_than(edition, at) if edition.is_held else []
    form = ReleaseForm(request.POST or None, end=end, is_newer=bool(newer))
    if form.is_valid():
        try:
            row = _decided(
                request,
                article,
                lambda: schedule.release(article, edition, by=request.user, **form.cleaned_data),
                lambda article: {**publication_state(article), **_state_of_changes(edition)},
            )
        except ValidationError as error:
            model_admin.show_errors(request, error)
        else:
            model_admin.log_change(request, article, f"Released scheduled edition {number}.")
            model_admin.message_user(request, _published(article, row), messages.SUCCESS)
            return redirect(model_admin.change_url(article))
    sentence, button = _standing(edition)
    return model_admin.confirm(
        request,
        article,
        title=f"What changed since edition {number} was planned",
        button=button,
        form=form if form.fields else None,
        sentences=[sentence, *_passed(end), *newer],
        rows={**_changed_since(edition), **_scheduled(article)},
        state={**publication_state(article), **_state_of_changes(edition)},
    )


def _standing(edition: Edition) -> tuple[str, str]:
    """Where a plan stands, in a sentence, and what may be said to it; "" once it has begun."""
    at, now = moment_text(edition.planned_for), timezone.now()
    if edition.is_held:
        return f"It is held; its time was {at}.", "Release it"
    if edition.live_from > now:
        return f"It goes live on {at}.", "It may go live"
    if (end := edition.live_until) and end <= now:
        return f"It was live from {at} to {moment_text(end)}.", ""
    return f"It went live on {at}.", ""


def _passed(end: Edition | None) -> list[str]:
    if end is None or end.planned_for > timezone.now():
        return []
    return [f"Its end, {moment_text(end.planned_for)}, has passed. Choose a new one."]


@method_decorator(require_POST)
@decides
def cancel(model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Drop what is scheduled, and a takedown that would have ended it."""
    article = article_to_publish(model_admin, request, pk)
    edition = _planned_edition(article, number)
    try:
        if request.POST.get("edition", str(edition.pk)) != str(edition.pk):
            raise ValidationError("It was already canceled; a different edition is scheduled now.")
        also = _decided(
            request,
            article,
            lambda: schedule.cancel(article, edition),
            lambda article: _state_of_plan(article, edition),
        )
    except ValidationError as error:
        model_admin.show_errors(request, error)
    else:
        model_admin.log_change(request, article, f"Canceled scheduled edition {number}.")
        text = "Canceled"
        text += ", along with the takedown that would have ended it." if also else "."
        model_admin.message_user(request, text, messages.SUCCESS)
    if request.POST.get("back") == "calendar":
        return redirect("admin:calendar")
    return redirect(model_admin.change_url(article))


VIEWS = {
    "preview": ("preview/", preview),
    "publish": ("publish/", publish),
    "take_down": ("takedown/", take_down),
    "reschedule": ("editions/<int:number>/reschedule/", reschedule),
    "plan_changes": ("editions/<int:number>/changes/", plan_changes),
    "replan": ("editions/<int:number>/replan/", replan),
    "cancel": ("editions/<int:number>/cancel/", cancel),
}
