"""A question ends in a question mark, in whatever script it is asked."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from faq.models import Question
from faq.question_marks import as_question, ends_in_question_mark

ASKED = [
    "Can I pop a milium?",
    "ニキビは潰してもいいですか？",
    "هل يمكنني استخدامه يوميا؟",
    "Μπορώ να το χρησιμοποιώ;",
    "Μπορώ να το χρησιμοποιώ\u037e",
    "Really⁈",
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ASKED)
def test_what_a_form_takes_the_database_takes(text):
    question = Question(question=text, slug="question", answer="<p>Yes.</p>")

    question.full_clean()
    question.save()

    assert ends_in_question_mark(text)
    assert as_question(f" {text} ") == text


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Pop a milium", "Pop a milium.", "Pop it; or not", "Pop it? No"])
def test_what_does_not_ask_is_refused_with_a_sentence(text):
    with pytest.raises(ValidationError, match=r"A question ends in a question mark\."):
        Question(question=text, slug="question", answer="<p>Yes.</p>").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(question=text, slug="question")


def test_semicolon_is_a_question_mark_in_greek_alone():
    assert not ends_in_question_mark("Pop a milium;")
    assert as_question("Can I pop a milium.") == "Can I pop a milium?"
    assert as_question("Can I pop a milium") == "Can I pop a milium?"
