"""Questions and answers as readers see them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from taggit.models import Tag

from core.list_parameters import ListParameters, list_view
from core.redaction import Redaction
from faq.models import Question
from people.models import Person


@list_view("tag")
def question_list(request: HttpRequest, parameters: ListParameters) -> HttpResponse:
    public = Question.objects.public()
    questions = public.tagged(parameters.tags)
    tags = Tag.objects.filter
    context = {
        "chosen_tags": parameters.chosen_tags(tags(tagged_questions__content_object__in=public)),
        "more_tags": parameters.more_tags(tags(tagged_questions__content_object__in=questions)),
    }
    page = parameters.page_of(questions)
    page.object_list = redact_withdrawn_quotes(page.object_list)
    return parameters.render("faq/question_list.html", page, context)


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
