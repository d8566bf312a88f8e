"""Questions with their answers, as readers can report them."""

from faq.models import Question
from faq.views import redact_withdrawn_quotes
from reports.kinds import Thing, reportable


@reportable("question", noun="answer", model=Question, mended_by="faq.change_question")
def answer_as_seen(pk: int) -> Thing | None:
    for question in redact_withdrawn_quotes(Question.objects.public().filter(pk=pk)):
        words = question.redacted_question  # type: ignore[attr-defined]  # added for pages
        return Thing(f"The answer to “{words}”", question.get_absolute_url())
    return None
