"""From the draft to the readers: preview, publish, take down. What is planned: plans.py."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html

from articles.calendar import ScheduleEntry, publication_status
from articles.content import Content
from articles.content.snapshot import snapshot
from articles.forms import PublishForm, TakeDownForm
from articles.models import Article, Edition
from articles.plan_changes import facts_state
from articles.publishing import schedule
from articles.publishing.checks import can_publish, offers_in, publish_checks
from articles.views import article_response
from backoffice.decisions import State, answers_once, once, refuse_stale
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


def decided(
    request: HttpRequest,
    article: Article,
    act: Callable[[], HttpResponse],
    state: Callable[[Article], State] = publication_state,
) -> HttpResponse:
    """`act()`, once, on the state that the page showed; `ValidationError` on another."""

    def on_that_state() -> HttpResponse:
        schedule.lock(article)
        refuse_stale(request, state(article))
        return act()

    return once(request, on_that_state)


@answers_once
def publish(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Publish what is saved, now or at a moment in the future."""
    article = article_to_publish(model_admin, request, pk)
    content = snapshot(article)
    waiting = waiting_hosts(offers_in(content))
    releasable = waiting if can_release_retailers(request.user) else []
    initial = {"version": article.version}
    form = PublishForm(request.POST or None, initial=initial, waiting=releasable)
    if request.method == "POST" and form.is_valid():
        try:
            return _publish(model_admin, request, article, form, releasable)
        except ValidationError as error:
            form.add_error(None, error)
            # What the page shows from here on is what is saved now.
            form.data = form.data.copy()
            form.data["version"] = article.version
    return model_admin.confirm(
        request,
        article,
        title="Publish the article",
        button="Publish",
        form=form,
        failed_checks=[] if form.errors else _in_the_way(article, content, releasable),
        sentences=[
            f"Readers will see the article as it is saved now. {_status(article)}",
            *_last_take_down(article),
            *_new_address(article),
        ],
        rows={**scheduled(article), **_unseen(waiting, releasable)},
        state=_publish_state(article, content),
    )


def _publish_state(article: Article, content: Content) -> State:
    return {**publication_state(article), **facts_state(content)}


def _in_the_way(article: Article, content: Content, releasable: list[WaitingHost]) -> list[str]:
    return [
        *schedule.nothing_new(article, content),
        *publish_checks(article, content, releasing={one.key for one in releasable}),
    ]


def _publish(
    model_admin: BaseAdmin,
    request: HttpRequest,
    article: Article,
    form: PublishForm,
    releasable: list[WaitingHost],
) -> HttpResponse:
    options = form.cleaned_data
    keys, version = options.pop("release", ()), options.pop("version")

    def act() -> HttpResponse:
        releases.release([one for one in releasable if one.key in keys], by=request.user)
        now = Article.objects.get(pk=article.pk)
        if now.version != version:
            raise ValidationError(
                "Somebody saved the article after you opened this page. "
                "Check the preview again before you publish it."
            )
        if unchanged := schedule.nothing_new(now, snapshot(now)):
            raise ValidationError(unchanged)
        edition = schedule.publish(now, by=request.user, **options)
        did = "Planned" if edition.live_from > timezone.now() else "Published"
        model_admin.log_change(request, article, f"{did} edition {edition.number}.")
        model_admin.message_user(request, published_sentence(article, edition), messages.SUCCESS)
        return redirect(model_admin.change_url(article))

    return decided(
        request, article, act, lambda article: _publish_state(article, snapshot(article))
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


def _status(article: Article) -> str:
    return publication_status(article).sentence


def scheduled(article: Article) -> dict[str, list[str]]:
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


def published_sentence(article: Article, edition: Edition) -> str:
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


@answers_once
def take_down(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """End what is live, now or at a moment in the future."""
    article = article_to_publish(model_admin, request, pk)
    form = TakeDownForm(request.POST or None)

    def act() -> HttpResponse:
        edition = schedule.take_down(article, by=request.user, **form.cleaned_data)
        line, text = _taken_down(edition)
        model_admin.log_change(request, article, line)
        model_admin.message_user(request, text, messages.SUCCESS)
        return redirect(model_admin.change_url(article))

    if request.method == "POST" and form.is_valid():
        try:
            return decided(request, article, act)
        except ValidationError as error:
            form.add_error(None, error)
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
        rows=scheduled(article),
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


VIEWS = {
    "preview": ("preview/", preview),
    "publish": ("publish/", publish),
    "take_down": ("takedown/", take_down),
}
