"""Questions and answers as readers see them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.list_parameters import ListParameters, list_view
from core.redaction import Redaction
from faq.models import Question
from faq.question_list import FILTERS, SORTS, QuestionList
from people.models import Person


@list_view(*FILTERS, sorts=SORTS)
def question_list(request: HttpRequest, parameters: ListParameters) -> HttpResponse:
    listed = QuestionList(parameters, timezone.now())
    page = parameters.filtered_page(listed.rows(), listed.facets(), counted=listed.questions())
    redact_withdrawn_quotes(page.rows)
    return parameters.render("faq/question_list.html", page, {})


def question_detail(request: HttpRequest, slug: str) -> HttpResponse:
    # Who answered is named only where readers can see the person anyway.
    public = Question.objects.public().prefetch_related(  # type: ignore[misc]  # taggit's tags
        Prefetch("answered_by", Person.objects.public()), "tags", "sources"
    )
    (question,) = redact_withdrawn_quotes([get_object_or_404(public, slug=slug)])
    context = {"question": question, "articles": question.editions.live().for_cards()}
    return render(request, "faq/question_detail.html", context)


def redact_withdrawn_quotes(questions: Iterable[Question]) -> list[Question]:
    """
    The questions with `redacted_question` and `redacted_answer`, HTML to be printed as it is.

    An answer may hold somebody's words; once the permission for them is withdrawn, they are shown
    nowhere (docs/rules.md 4.21). One query, whatever the number of questions.
    """
    questions = list(questions)
    sanitize = Question._meta.get_field("answer").sanitize
    withdrawn = Question.objects.withdrawn_passages(questions)
    question: Any
    for question in questions:
        redaction = Redaction(withdrawn[question.pk])
        question.redacted_question = redaction.of_text(question.question)
        answer = sanitize(question.answer)
        question.redacted_answer = redaction.of_html(answer) if redaction else answer
    return questions
