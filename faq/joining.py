"""
Joining two questions that are one, and separating them again.

The second keeps its words in its articles; its answer and its address give way to the first one's.
Nothing else changes, so that separating them undoes it whole.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from faq.models import Question


def join(question: Question, into: Question) -> Question:
    """
    Let `into` answer `question`, and what was joined into that before; returns what answers it.

    Raises `ValidationError` where they are one already, and where `into` has no answer.
    """
    with transaction.atomic():
        keys = [question.pk, into.answering.pk]
        rows = {row.pk: row for row in Question.objects.select_for_update().filter(pk__in=keys)}
        if len(rows) < 2:
            raise ValidationError("These are one question already.")
        question, kept = rows[question.pk], rows[into.answering.pk]
        if question.joined_into_id == kept.pk or kept.joined_into_id:
            raise ValidationError("These are one question already.")
        if not kept.answer:
            raise ValidationError(f"“{kept}” has no answer to give. Write it first.")
        for one in [*Question.objects.filter(joined_into=question), question]:
            one.joined_into = kept
            one.save(update_fields=["joined_into"])
    return kept


def separate(question: Question) -> None:
    """Let a joined question answer for itself again, at its own address."""
    question.joined_into = None
    question.save(update_fields=["joined_into"])
