"""A question is not its sentence: two of the same words are two, until an editor joins them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from articles.models import Edition, QuestionBlock
from articles.publishing.schedule import publish
from faq.joining import join, separate
from faq.models import Question
from tests.factories import make_article, make_member, make_question, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return signed_in(make_member("Editor"))


@pytest.fixture
def both():
    """The same words in two articles, with two answers."""
    rosacea = make_question("Will it go away?", answer="<p>It stays, but it can be calm.</p>")
    spots = make_question("Will it go away?", answer="<p>Slowly, with sunscreen.</p>")
    make_article("Rosacea", questions=[rosacea])
    make_article("Sunspots", questions=[spots])
    return rosacea, spots


def test_each_article_keeps_its_own_answer(client, both):
    rosacea, spots = both

    assert "it can be calm" not in client.get(spots.get_absolute_url()).text
    assert set(Question.objects.in_the_same_words()) == {rosacea, spots}


def test_joining_shows_both_answers_and_leads_on(client, desk, both):
    rosacea, spots = both
    page = desk.post(
        reverse("admin:faq_question_changelist"),
        {"action": "join", "_selected_action": [rosacea.pk, spots.pk]},
        follow=True,
    )
    assert "it can be calm" in page.text
    assert "Slowly, with sunscreen" in page.text
    assert "Rosacea" in page.text

    (address, _), *_ = page.redirect_chain[::-1]
    desk.post(address, {"into": rosacea.pk})

    response = client.get(spots.get_absolute_url())
    assert (response.status_code, response.url) == (301, rosacea.get_absolute_url())
    text = client.get(rosacea.get_absolute_url()).text
    assert "Rosacea" in text
    assert "Sunspots" in text
    assert not Question.objects.in_the_same_words().exists()
    # What readers have in the article is as it was, until an editor publishes it again.
    assert "Slowly, with sunscreen" in client.get("/articles/" + _slug("Sunspots") + "/").text
    assert Edition.objects.with_old_answers().get().title == "Sunspots"


def _slug(title):
    return Edition.objects.get(title=title).slug


def test_separating_undoes_it_whole(client, both):
    rosacea, spots = both
    join(spots, rosacea)

    separate(Question.objects.get(pk=spots.pk))

    assert "Slowly" in client.get(spots.get_absolute_url()).text
    assert "Sunspots" not in client.get(rosacea.get_absolute_url()).text
    assert not Edition.objects.with_old_answers().exists()


def test_a_joined_question_is_published_with_the_answer_that_stays(client, both):
    rosacea, spots = both
    join(spots, rosacea)
    article = QuestionBlock.objects.get(question=spots).parent

    publish(article)

    html = client.get(f"/articles/{article.slug}/").text
    assert "it can be calm" in html
    assert f'href="{rosacea.get_absolute_url()}"' in html
    assert not Edition.objects.with_old_answers().exists()


def test_nothing_is_joined_into_what_is_joined_itself(both):
    first, second = both
    third = make_question("Does it stay?")
    join(second, third)

    join(third, first)

    assert {row.joined_into for row in Question.objects.exclude(pk=first.pk)} == {first}
    with pytest.raises(ValidationError, match="one question already"):
        join(first, second)
    for row, into in ((first, second), (first, first)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.filter(pk=row.pk).update(joined_into=into)


def test_a_changed_answer_names_the_live_articles_with_the_old_one(desk, both):
    rosacea, _ = both
    page = reverse("admin:faq_question_change", args=[rosacea.pk])
    form = desk.get(page).context["adminform"].form
    typed = {name: form[name].value() or "" for name in ("question", "standalone", "slug")}
    management = {"sources-TOTAL_FORMS": 0, "sources-INITIAL_FORMS": 0}

    told = desk.post(
        page, {**typed, **management, "answer": "<p>No.</p>", "tags": ""}, follow=True
    ).text

    assert "Readers still see the old answer in “Rosacea”" in told
    worklist = desk.get(reverse("admin:articles_edition_changelist") + "?worklist=old-answers").text
    assert "Rosacea" in worklist
    assert "Sunspots" not in worklist

    publish(QuestionBlock.objects.get(question=rosacea).parent)

    assert not Edition.objects.with_old_answers().exists()
