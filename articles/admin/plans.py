"""What is planned: moving it, putting the saved draft into it, releasing and canceling it."""

from collections.abc import Iterable
from datetime import UTC

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from articles.admin.publishing import (
    article_to_publish,
    decided,
    publication_state,
    published_sentence,
    scheduled,
)
from articles.calendar import ScheduleEntry, publication_status
from articles.content.snapshot import snapshot
from articles.forms import PlanReleaseForm, ReplanForm, RescheduleForm
from articles.models import Article, Edition
from articles.plan_changes import facts_state
from articles.publishing import schedule
from articles.publishing.checks import publish_checks
from articles.publishing.ends import end_of, newer_than
from articles.publishing.schedule import live_edition
from backoffice.decisions import State, answers_once
from backoffice.model_admin import BaseAdmin
from core.timezones import moment_text

MAX_PUT_IN = 10  # plans on a page that are put in by one button


def offer_to_put_in(entries: Iterable[ScheduleEntry]) -> None:
    """
    Give the first plans that lack what was saved since the state for a button that puts it in.

    It holds the facts that the words would show, which takes some thirty queries each; the others
    are put in on a page that asks.
    """
    for entry in [entry for entry in entries if entry.lacks_words][:MAX_PUT_IN]:
        entry.edition.put_in = _state_to_put_in(entry)  # type: ignore[attr-defined]  # for the page


def _state_to_put_in(entry: ScheduleEntry) -> State:
    article = Article.objects.get(pk=entry.edition.article_id)
    saved = f"saved {moment_text(article.saved_at)}"
    return {
        **entry.state,
        "Draft": (saved, str(article.version)),
        **facts_state(snapshot(article)),
        **_state_of_changes(entry.edition),
    }


def _entry_of(article: Article, edition: Edition) -> ScheduleEntry | None:
    planned = publication_status(article).planned
    return next((entry for entry in planned if entry.edition.pk == edition.pk), None)


def _state_of_replan(article: Article, edition: Edition) -> State:
    entry = _entry_of(article, edition)
    return _state_to_put_in(entry) if entry else {}


def _state_of_plan(article: Article, edition: Edition) -> State:
    entry = _entry_of(article, edition)
    return entry.state if entry else {}


def _state_to_move(article: Article, edition: Edition) -> State:
    return {**publication_state(article), **_state_of_changes(edition)}


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


def _has_begun(
    model_admin: BaseAdmin, request: HttpRequest, article: Article, edition: Edition
) -> HttpResponse | None:
    """The page for what has begun and can't be planned any more, and what can be done; or None."""
    if edition.live_from > timezone.now():
        return None
    advice = "To change what readers see, publish the draft or take the article down."
    if live_edition(article) is None:
        advice = "Readers don't see the article. To bring it back, publish the draft."
    return model_admin.confirm(
        request,
        article,
        title="It has begun" if edition.withdrawn else f"Edition {edition.number} has begun",
        button="",
        sentences=[f"{_standing(edition)[0]} It can't be planned for another time now.", advice],
        rows=scheduled(article),
    )


@answers_once
def reschedule(model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Another date and time for what is scheduled; nothing else of it changes."""
    article = article_to_publish(model_admin, request, pk)
    edition = _planned_edition(article, number)
    if page := _has_begun(model_admin, request, article, edition):
        return page
    form = RescheduleForm(request.POST or None, initial={"at": edition.planned_for})

    def act() -> HttpResponse:
        new = form.cleaned_data["at"]
        old = schedule.reschedule(article, edition, new)
        moved = " to ".join(f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" for at in (old, new))
        model_admin.log_change(request, article, f"Moved edition {number} from {moved} UTC.")
        text = f"Rescheduled for {moment_text(new)}.{_still_held(edition)}"
        model_admin.message_user(request, text, messages.SUCCESS)
        return redirect(model_admin.change_url(article))

    if request.method == "POST" and form.is_valid():
        try:
            return decided(request, article, act, lambda row: _state_to_move(row, edition))
        except ValidationError as error:
            form.add_error(None, error)
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
        rows={**scheduled(article), **_changed_since(edition)},
        state=_state_to_move(article, edition),
    )


@answers_once
def replan(model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put what was saved since into what is scheduled, for the same moment or another one."""
    article = article_to_publish(model_admin, request, pk)
    edition = _planned_edition(article, number)
    if page := _has_begun(model_admin, request, article, edition):
        return page
    form = ReplanForm(request.POST or None, initial={"at": edition.planned_for})
    if request.method == "POST" and form.is_valid():
        try:
            return _put_in(model_admin, request, article, edition, form)
        except ValidationError as error:
            form.add_error(None, error)
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
        rows={**scheduled(article), **_changed_since(edition)},
        state=_state_of_replan(article, edition),
    )


def _put_in(
    model_admin: BaseAdmin,
    request: HttpRequest,
    article: Article,
    edition: Edition,
    form: ReplanForm,
) -> HttpResponse:
    def act() -> HttpResponse:
        at = form.cleaned_data["at"]
        fresh = schedule.replan(article, edition, by=request.user, at=at)
        line = f"Put the saved draft into scheduled edition {fresh.number}."
        model_admin.log_change(request, article, line)
        when = moment_text(fresh.planned_for)
        text = f"Edition {fresh.number} has the words as saved, for {when}.{_still_held(fresh)}"
        for heading, lines in _changed_since(fresh).items():
            text += " ".join(["", f"{heading}:", *lines]) if lines else ""
        model_admin.message_user(request, text, messages.SUCCESS)
        return _back(model_admin, request, article)

    return decided(request, article, act, lambda row: _state_of_replan(row, edition))


def _back(model_admin: BaseAdmin, request: HttpRequest, article: Article) -> HttpResponse:
    """To the page on which the button was pressed."""
    if request.POST.get("back") == "calendar":
        return redirect("admin:calendar")
    return redirect(model_admin.change_url(article))


@answers_once
def plan_changes(
    model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int
) -> HttpResponse:
    """What changed since it was planned, and the button that lets it go live all the same."""
    article = article_to_publish(model_admin, request, pk)
    edition = _planned_edition(article, number)
    end = end_of(edition) if edition.is_held else None
    at = max(edition.planned_for, timezone.now())
    newer = newer_than(edition, at) if edition.is_held else []
    form = PlanReleaseForm(request.POST or None, end=end, is_newer=bool(newer))

    def act() -> HttpResponse:
        row = schedule.release(article, edition, by=request.user, **form.cleaned_data)
        model_admin.log_change(request, article, f"Released scheduled edition {number}.")
        model_admin.message_user(request, published_sentence(article, row), messages.SUCCESS)
        return redirect(model_admin.change_url(article))

    if form.is_valid():
        try:
            return decided(request, article, act, lambda row: _state_to_move(row, edition))
        except ValidationError as error:
            model_admin.show_errors(request, error)
    sentence, button = _standing(edition)
    return model_admin.confirm(
        request,
        article,
        title=f"What changed since edition {number} was planned",
        button=button,
        form=form if form.fields else None,
        sentences=[sentence, *_passed(end), *newer],
        rows={**_changed_since(edition), **scheduled(article)},
        state=_state_to_move(article, edition),
    )


def _standing(edition: Edition) -> tuple[str, str]:
    """Where a plan stands, in a sentence, and what may be said to it; "" once it has begun."""
    at, now = moment_text(edition.planned_for), timezone.now()
    if edition.is_held:
        return f"It is held; its time was {at}.", "Release it"
    verb = "comes down" if edition.withdrawn else "goes live"
    if edition.live_from > now:
        return f"It {verb} on {at}.", "It may go live"
    if edition.withdrawn:
        return f"The article came down on {at}.", ""
    if (end := edition.live_until) and end <= now:
        return f"It was live from {at} to {moment_text(end)}.", ""
    return f"It went live on {at}.", ""


def _passed(end: Edition | None) -> list[str]:
    if end is None or end.planned_for > timezone.now():
        return []
    return [f"Its end, {moment_text(end.planned_for)}, has passed. Choose a new one."]


@method_decorator(require_POST)
@answers_once
def cancel(model_admin: BaseAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Drop what is scheduled, and a takedown that would have ended it."""
    article = article_to_publish(model_admin, request, pk)
    edition = _planned_edition(article, number)

    def act() -> HttpResponse:
        also = schedule.cancel(article, edition)
        model_admin.log_change(request, article, f"Canceled scheduled edition {number}.")
        text = "Canceled"
        text += ", along with the takedown that would have ended it." if also else "."
        model_admin.message_user(request, text, messages.SUCCESS)
        return _back(model_admin, request, article)

    try:
        if request.POST.get("edition", str(edition.pk)) != str(edition.pk):
            raise ValidationError("It was already canceled; a different edition is scheduled now.")
        return decided(request, article, act, lambda row: _state_of_plan(row, edition))
    except ValidationError as error:
        model_admin.show_errors(request, error)
    return _back(model_admin, request, article)


VIEWS = {
    "reschedule": ("editions/<int:number>/reschedule/", reschedule),
    "plan_changes": ("editions/<int:number>/changes/", plan_changes),
    "replan": ("editions/<int:number>/replan/", replan),
    "cancel": ("editions/<int:number>/cancel/", cancel),
}
