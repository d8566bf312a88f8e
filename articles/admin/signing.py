"""A medical reviewer's door: the words as they stand, and a signature below them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect

from articles.models import Article
from articles.sign_off import can_sign, section_states, sign, sign_off_checks
from backoffice.widgets import parse_pk
from people.models import Person


class SigningSteps:
    """Mixed into the article's admin: the page on which one article is signed off."""

    def extra_views(self):
        return {**super().extra_views(), "sign_off": ("sign-off/", self.sign_off)}

    def sign_off(self, request, pk):
        article = self._article(request, pk)
        if not can_sign(request.user):
            raise PermissionDenied
        person = Person.objects.filter(account=request.user).first()
        if request.method == "POST":
            if self._sign(request, article, person):
                return redirect(self.change_url(article))
            # Only the row itself tells the version that stands at the desk by now.
            article = Article.objects.get(pk=article.pk)
        response = self.confirm(
            request,
            article,
            title="Sign off",
            button="I have checked these sections",
            obstacles=sign_off_checks(person, article),
            states=section_states(article),
            reviewer=person,
            version=article.version,
            is_posted=request.method == "POST",
            ticked=request.POST.getlist("section"),
        )
        response.template_name = "admin/articles/sign_off.html"
        return response

    def _sign(self, request, article, person):
        """Whether what was ticked is signed now; where it is not, the page says why."""
        try:
            review = sign(
                article,
                by=person,
                # All that were on the page, which need not be all that there are by now.
                digests=request.POST.getlist("shown" if "all" in request.POST else "section"),
                version=parse_pk(request.POST.get("version", "")),
            )
        except ValidationError as error:
            self.show_errors(request, error)
            return False
        count = len(review.digests)
        noun = "section" if count == 1 else "sections"
        self.log_change(request, article, f"Signed off {count} {noun} as {person.name}.")
        text = f"Signed: {count} {noun}. Readers are told once every section is signed, with the "
        self.message_user(request, f"{text}next edition that is published.", messages.SUCCESS)
        return True
