"""From the desk to the readers: preview, publish, take down."""

from datetime import UTC

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from articles.calendar import ScheduleEntry, publication_status
from articles.content.snapshot import snapshot
from articles.forms import PublishForm, RescheduleForm, TakeDownForm
from articles.models import Article
from articles.publishing.checks import can_publish, publish_checks
from articles.publishing.schedule import cancel, preview_edition, publish, reschedule, take_down
from articles.views import article_response
from core.timezones import moment_text


class PublishingSteps:
    """Mixed into the article's admin: pages below one article that change what readers see."""

    def extra_views(self):
        return {
            **super().extra_views(),
            "preview": ("preview/", self.preview),
            "publish": ("publish/", self.publish),
            "take_down": ("take-down/", self.take_down),
            "move": ("editions/<int:number>/move/", self.move),
            "cancel": ("editions/<int:number>/cancel/", require_POST(self.cancel)),
        }

    def _article(self, request, pk, *, permission="view"):
        return self.get_or_404(request, str(pk), permission=permission)

    def _article_to_publish(self, request, pk):
        article = self._article(request, pk, permission="change")
        if not can_publish(request.user):
            raise PermissionDenied
        return article

    def preview(self, request, pk):
        """The desk as readers would see it, by the very code that renders what they see."""
        article = self._article(request, pk)
        return article_response(request, preview_edition(article), is_preview=True)

    def publish(self, request, pk):
        article = self._article_to_publish(request, pk)
        form = PublishForm(request.POST or None, initial={"version": article.version})
        if request.method == "POST" and form.is_valid():
            try:
                edition = self._publish(article, request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_change(request, article, f"Published edition {edition.number}.")
                self._say_published(request, article, edition)
                return redirect(self.change_url(article))
        return self.confirm(
            request,
            article,
            title="Publish the article",
            button="Publish",
            form=form,
            obstacles=[] if form.errors else publish_checks(article, snapshot(article)),
            sentences=[
                "Readers will see what is saved at the desk now. "
                + publication_status(article).sentence,
                *self._taken_down(article),
            ],
            rows=self._plan(article),
        )

    @staticmethod
    def _publish(article, user, *, version, **options):
        with transaction.atomic():
            now = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
            if now.version != version:
                raise ValidationError(
                    "Somebody saved the article after this page was opened. "
                    "Look at the preview again before you publish it."
                )
            return publish(now, by=user, **options)

    @staticmethod
    def _plan(article):
        """What is planned, in sentences under a heading."""
        planned = publication_status(article).planned
        return {"Planned": [f"{moment_text(turn.at)}: {turn.what}" for turn in planned]}

    @staticmethod
    def _taken_down(article):
        """Whoever brings back what was withdrawn should know why it was."""
        last = article.editions.begun().defer("content").select_related("made_by").first()
        if last is None or not last.withdrawn:
            return []
        why = f": “{last.note}”" if last.note else ""
        return [
            f"{last.made_by or 'A command'} took it down on {moment_text(last.live_from)}{why}. "
            "Publishing it brings it back."
        ]

    def _say_published(self, request, article, edition):
        until = article.editions.filter(live_from__gt=edition.live_from).order_by("live_from")
        ending = until.defer("content").first()
        if edition.live_from > timezone.now():
            text = f"Edition {edition.number} goes live on {moment_text(edition.live_from)}."
            if ending:
                text += f" {ScheduleEntry(ending, edition.number, has_passed=False).sentence}"
        elif ending:
            text = format_html(
                'Edition {} is live. {} <a href="{}">See the page</a>.',
                edition.number,
                ScheduleEntry(ending, edition.number, has_passed=False).sentence,
                article.get_absolute_url(),
            )
        else:
            text = format_html(
                'Edition {} is live. <a href="{}">See the page</a>.',
                edition.number,
                article.get_absolute_url(),
            )
        self.message_user(request, text, messages.SUCCESS)

    def take_down(self, request, pk):
        article = self._article_to_publish(request, pk)
        form = TakeDownForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                edition = take_down(article, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self._say_taken_down(request, article, edition)
                return redirect(self.change_url(article))
        return self.confirm(
            request,
            article,
            title="Take the article down",
            button="Take it down",
            form=form,
            danger=True,
            sentences=[
                publication_status(article).sentence,
                "From the moment you choose readers no longer see it. The desk keeps everything.",
            ],
            rows=self._plan(article),
        )

    def _say_taken_down(self, request, article, edition):
        if edition.live_from > timezone.now():
            self.log_change(request, article, f"Planned edition {edition.number}, a take-down.")
            text = f"Readers see it until {moment_text(edition.live_from)}; then it comes down."
        else:
            self.log_change(request, article, "Took it down.")
            text = "Readers no longer see the article. All of it is still at the desk."
        self.message_user(request, text, messages.SUCCESS)

    def _planned(self, article, number):
        edition = article.editions.filter(number=number).defer("content").first()
        if edition is None:
            raise Http404
        return edition

    def move(self, request, pk, number):
        """Another moment for what is planned; nothing else of it changes."""
        article = self._article_to_publish(request, pk)
        edition = self._planned(article, number)
        form = RescheduleForm(request.POST or None, initial={"at": edition.live_from})
        if request.method == "POST" and form.is_valid():
            try:
                old = reschedule(article, edition, form.cleaned_data["at"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                new = form.cleaned_data["at"]
                moved = " to ".join(f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" for at in (old, new))
                self.log_change(request, article, f"Moved edition {number} from {moved} UTC.")
                self.message_user(request, f"Moved to {moment_text(new)}.", messages.SUCCESS)
                return redirect(self.change_url(article))
        what = "take-down" if edition.withdrawn else f"edition {number}"
        return self.confirm(
            request,
            article,
            title=f"Move the planned {what}",
            button="Move it",
            form=form,
            sentences=[
                f"It is planned for {moment_text(edition.live_from)}. Its words, its note and who "
                "planned it stay as they are."
            ],
            rows=self._plan(article),
        )

    def cancel(self, request, pk, number):
        article = self._article_to_publish(request, pk)
        edition = self._planned(article, number)
        try:
            if request.POST.get("edition", str(edition.pk)) != str(edition.pk):
                raise ValidationError("It was cancelled already; what is planned now is another.")
            also = cancel(article, edition)
        except ValidationError as error:
            self.show_errors(request, error)
        else:
            self.log_change(request, article, f"Cancelled planned edition {number}.")
            text = "What was planned is cancelled"
            text += ", and the take-down that would have ended it." if also else "."
            self.message_user(request, text, messages.SUCCESS)
        if request.POST.get("back") == "calendar":
            return redirect("admin:calendar")
        return redirect(self.change_url(article))
