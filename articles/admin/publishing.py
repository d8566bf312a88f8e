"""From the desk to the readers: preview, publish, take down."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from articles.content import frozen, obstacles
from articles.desk import PublishForm, TakeDownForm, may_publish
from articles.models import Article
from articles.views import article_response
from skinsite.desk import moment_text


class PublishingSteps:
    """Mixed into the article's admin: pages below one article that change what readers see."""

    def steps(self):
        return {
            **super().steps(),
            "preview": ("preview/", self.preview),
            "publish": ("publish/", self.publish),
            "take_down": ("take-down/", self.take_down),
            "cancel": ("editions/<int:number>/cancel/", require_POST(self.cancel)),
        }

    def _article(self, request, pk, *, permission="view"):
        return self.found(request, str(pk), permission=permission)

    def _article_to_publish(self, request, pk):
        article = self._article(request, pk, permission="change")
        if not may_publish(request.user):
            raise PermissionDenied
        return article

    def preview(self, request, pk):
        """The desk as readers would see it, by the very code that renders what they see."""
        article = self._article(request, pk)
        return article_response(request, article.preview_edition(), is_preview=True)

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
                return redirect(self.change_address(article))
        return self.step(
            request,
            article,
            title="Publish the article",
            button="Publish",
            form=form,
            obstacles=[] if form.errors else obstacles(article, frozen(article)),
            sentences=["Readers will see what is saved at the desk now."],
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
            return now.publish(by=user, **options)

    def _say_published(self, request, article, edition):
        if edition.live_from > timezone.now():
            text = f"Edition {edition.number} goes live on {moment_text(edition.live_from)}."
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
                article.take_down(by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_change(request, article, "Took it down.")
                text = "Readers no longer see the article. All of it is still at the desk."
                self.message_user(request, text, messages.SUCCESS)
                return redirect(self.change_address(article))
        return self.step(
            request,
            article,
            title="Take the article down",
            button="Take it down",
            form=form,
            danger=True,
            sentences=["Readers no longer see it from now on. The desk keeps everything."],
        )

    def cancel(self, request, pk, number):
        article = self._article_to_publish(request, pk)
        edition = article.editions.filter(number=number).first()
        if edition is None:
            raise Http404
        try:
            article.cancel(edition)
        except ValidationError as error:
            self.say(request, error)
        else:
            self.log_change(request, article, f"Cancelled planned edition {number}.")
            self.message_user(request, "What was planned is cancelled.", messages.SUCCESS)
        return redirect(self.change_address(article))
