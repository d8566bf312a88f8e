"""Questions and answers as readers see them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from core.list_parameters import ListParameters, list_view
from core.page_url import page_url
from core.redaction import Redaction
from faq.models import Question
from faq.question_list import FILTERS, SORTS, QuestionList
from faq.reviews import review_of
from people.models import Person


@list_view(*FILTERS, sorts=SORTS)
def question_list(request: HttpRequest, parameters: ListParameters) -> HttpResponse:
    listed = QuestionList(parameters, timezone.now())
    page = parameters.filtered_page(listed.rows(), listed.facets(), counted=listed.questions())
    redact_withdrawn_quotes(page.rows)
    return parameters.render("faq/question_list.html", page, {})


def question_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    public = Question.objects.public(at)
    # Who answered is named only where readers can see the person anyway.
    found = public.prefetch_related(  # type: ignore[misc]  # taggit's tags
        Prefetch("answered_by", Person.objects.public(at)), "tags", "sources"
    )
    question = found.filter(slug=slug).first()
    if question is None:
        joined = public.filter(joined__slug=slug)
        return redirect(get_object_or_404(joined), permanent=True)
    redact_withdrawn_quotes([question])
    links = question.edition_links.model.objects.filter(
        question__in=Question.objects.one_with(question)
    )
    editions = question.editions.model.objects.live(at)
    context = {
        "question": question,
        "articles": list(editions.filter(pk__in=links.values("edition")).for_cards().with_topic()),
        "review": review_of(question, at),
    }
    # Thin ones live on their topic's page.
    context["is_noindex"] = question.is_short and context["review"] is None
    context["crumbs"] = _crumbs(question, context["articles"])
    return render(request, "faq/question_detail.html", context)


def _crumbs(question: Question, articles: Iterable[Any]) -> list[tuple[str, str]]:
    """The topic of its article, where the questions on it stand together; else a tag of its own."""
    for edition in articles:
        if edition.topic_slug:
            topic = (edition.topic_name, page_url("topics:detail", edition.topic_slug))
            return [("Topics", page_url("topics:list")), topic]
    tags = [(tag.name, page_url("tags:detail", tag.slug)) for tag in [*question.tags.all()][:1]]
    return [("Questions", page_url("faq:list")), *tags]


def redact_withdrawn_quotes(questions: Iterable[Question]) -> list[Question]:
    """
    The questions with `redacted_question`, as it stands alone, and `redacted_answer`, HTML to be
    printed as it is.

    An answer may hold somebody's words; once the permission for them is withdrawn, they are shown
    nowhere (docs/rules.md 4.21). One query, whatever the number of questions.
    """
    questions = list(questions)
    sanitize = Question._meta.get_field("answer").sanitize
    withdrawn = Question.objects.withdrawn_passages(questions)
    question: Any
    for question in questions:
        redaction = Redaction(withdrawn[question.pk])
        question.redacted_question = redaction.of_text(question.full_question)
        answer = sanitize(question.answer)
        question.redacted_answer = redaction.of_html(answer) if redaction else answer
    return questions
