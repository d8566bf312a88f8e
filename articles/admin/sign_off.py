"""The medical reviewer's page: the words as they are saved, and a signature below them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from articles.models import Article
from articles.sign_off import can_sign, section_states, sign, sign_off_checks
from backoffice.decisions import decides
from backoffice.model_admin import BaseAdmin
from backoffice.widgets import parse_pk
from people.models import Person


@decides
def sign_off(model_admin: BaseAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show each section with who signed it, and sign what was ticked."""
    article = model_admin.get_or_404(request, str(pk), permission="view")
    if not can_sign(request.user):
        raise PermissionDenied
    person = Person.objects.filter(account=request.user).first()
    if request.method == "POST":
        if _sign(model_admin, request, article, person):
            return redirect(model_admin.change_url(article))
        # Only the row itself tells the version that is saved by now.
        article = Article.objects.get(pk=article.pk)
    response = model_admin.confirm(
        request,
        article,
        title="Sign off",
        button="I have checked the ticked sections",
        failed_checks=sign_off_checks(person, article),
        states=section_states(article),
        reviewer=person,
        version=article.version,
        ticked=request.POST.getlist("section"),
    )
    response.template_name = "admin/articles/sign_off.html"
    return response


def _sign(model_admin: BaseAdmin, request: HttpRequest, article: Article, person: Any) -> bool:
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
        model_admin.show_errors(request, error)
        return False
    count = len(review.digests)
    noun = "section" if count == 1 else "sections"
    model_admin.log_change(request, article, f"Signed off {count} {noun} as {person.name}.")
    text = (
        f"Signed: {count} {noun}. Once every section is signed, readers are told with the next "
        "edition that is published."
    )
    model_admin.message_user(request, text, messages.SUCCESS)
    return True


VIEWS = {"sign_off": ("sign-off/", sign_off)}
