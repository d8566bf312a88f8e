"""What was before: editions, and the way back to the desk."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.desk import may_publish
from articles.views import article_response


class HistorySteps:
    """Mixed into the article's admin: pages below one article that show what was before."""

    def steps(self):
        return {
            **super().steps(),
            "editions": ("editions/", self.editions),
            "edition": ("editions/<int:number>/", self.edition),
            "restore": ("editions/<int:number>/restore/", self.restore),
        }

    def editions(self, request, pk):
        article = self._article(request, pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": f"Editions of “{article}”",
            "editions": article.editions.select_related("made_by").defer("content"),
            "live": article.live_edition(),
            "now": timezone.now(),
            "may_publish": may_publish(request.user),
            "may_change": may_publish(request.user)
            and self.has_change_permission(request, article),
        }
        return TemplateResponse(request, "admin/articles/editions.html", context)

    def edition(self, request, pk, number):
        """An edition as it was, with today's facts."""
        article = self._article(request, pk)
        edition = get_object_or_404(article.editions, number=number, withdrawn=False)
        return article_response(request, edition, is_preview=True)

    def restore(self, request, pk, number):
        article = self._article_to_publish(request, pk)
        edition = get_object_or_404(article.editions, number=number)
        if request.method == "POST":
            try:
                article.restore(edition, by=request.user)
            except ValidationError as error:
                self.say(request, error)
            else:
                self.log_change(request, article, f"Put edition {number} back on the desk.")
                text = f"Edition {number} is back on the desk. What readers see has not changed."
                self.message_user(request, text, messages.SUCCESS)
            return redirect(self.change_address(article))
        return self.step(
            request,
            article,
            title=f"Put edition {number} back on the desk",
            button="Put it back",
            danger=True,
            sentences=[
                "What stands at the desk now is replaced by it; readers go on seeing what is live. "
                "Words at the desk that were never published are lost."
            ],
        )
