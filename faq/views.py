"""Questions and answers as readers see them."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from taggit.models import Tag

from core.list_parameters import list_view
from core.redaction import Redaction
from faq.models import Question
from people.models import Person


@list_view("tag")
def question_list(request, parameters):
    public = Question.objects.public()
    questions = public.tagged(parameters.tags)
    tags = Tag.objects.filter
    context = {
        "chosen_tags": parameters.chosen_tags(tags(tagged_questions__content_object__in=public)),
        "more_tags": parameters.more_tags(tags(tagged_questions__content_object__in=questions)),
    }
    page = parameters.page_of(questions)
    page.object_list = take_out_withdrawn_words(page.object_list)
    return parameters.render("faq/question_list.html", page, context)


def question_detail(request, slug):
    # Who answered is named only where readers can see the person anyway.
    public = Question.objects.public().prefetch_related(
        Prefetch("answered_by", Person.objects.public()), "tags", "sources"
    )
    (question,) = take_out_withdrawn_words([get_object_or_404(public, slug=slug)])
    context = {"question": question, "articles": question.editions.live().for_cards()}
    return render(request, "faq/question_detail.html", context)


def take_out_withdrawn_words(questions):
    """
    The questions with `shown_question` and `shown_answer`: HTML that templates may print as it is.

    An answer may hold somebody's words; once the permission for them is withdrawn, they are shown
    nowhere (domain.md 4.21). One query, whatever the number of questions.
    """
    questions = list(questions)
    sanitize = Question._meta.get_field("answer").sanitize
    withdrawn = Question.objects.words_withdrawn_from(questions)
    for question in questions:
        redaction = Redaction(withdrawn[question.pk])
        question.shown_question = redaction.of_text(question.question)
        answer = sanitize(question.answer)
        question.shown_answer = redaction.of_html(answer) if redaction else answer
    return questions
