"""
Who reviewed an answer: `articles` knows, as a reviewer signs an article's words.

Whoever registers gives rows with `question`, `reviewer` (a person's key) and `signed_on`, one for
each review that holds for the answer as it stands.
"""

from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from core.visibility import Links, Moment
from faq.models import Question, QuestionQuerySet
from people.models import Person

_links: list[Links] = []


class AnswerReview(NamedTuple):
    person: Person
    on: date


def register_reviews(links: Links) -> Links:
    """Decorator: the function says at a moment which answers have been reviewed."""
    _links.append(links)
    return links


def review_of(question: Question, at: Moment) -> AnswerReview | None:
    """The newest review of its answer by somebody whom readers see. Two queries at most."""
    own = Question.objects.one_with(question).order_by()
    for links in _links:
        rows = links(at).filter(question__in=own).order_by("-signed_on")
        if found := rows.values_list("reviewer", "signed_on").first():
            person = Person.objects.public(at).filter(pk=int(found[0])).first()
            return AnswerReview(person, date.fromisoformat(found[1])) if person else None
    return None


def substantial(questions: QuestionQuerySet, at: Moment) -> QuestionQuerySet:
    """Those with a page worth finding: more than a sentence, or reviewed."""
    worth = Q(is_short=False)
    for links in _links:
        for by in ("question", "question__joined_into"):
            worth |= Q(Exists(links(at).filter(**{by: OuterRef("pk")})))
    return questions.filter(worth)
