"""What somebody may read and not change is shown as its readers see it."""

import pytest
from django.urls import reverse

from tests.factories import make_question, signed_in, staff

pytestmark = pytest.mark.django_db


def test_rich_text_one_may_only_read_is_shown_as_text():
    question = make_question("Do they go away?", answer="<p>Most <strong>do</strong>.</p>")

    address = reverse("admin:faq_question_change", args=[question.pk])
    text = signed_in(staff("view_question")).get(address).text

    assert "<p>Most <strong>do</strong>.</p>" in text
    assert "&lt;p&gt;" not in text


def test_rich_text_that_came_by_sql_is_made_clean_first():
    question = make_question("Do they go away?")
    type(question).objects.filter(pk=question.pk).update(answer="<p onclick=x()>Yes</p><script>")

    address = reverse("admin:faq_question_change", args=[question.pk])
    text = signed_in(staff("view_question")).get(address).text

    assert "<p>Yes</p>" in text
    assert "onclick" not in text
