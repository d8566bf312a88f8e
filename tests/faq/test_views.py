"""Questions and answers as readers see them."""

import re

import pytest
from django.utils import timezone

from articles.content.sections import section_digests
from articles.content.snapshot import snapshot
from articles.models import Quote
from articles.publishing.schedule import publish
from core.redaction import NOTICE
from tests.factories import make_article, make_person, make_question, make_quote

pytestmark = pytest.mark.django_db


def make_public_question(question=None, **fields):
    return make_question(question, published_at=timezone.now(), **fields)


def test_questions_open_without_script(client):
    make_public_question("Can I pop it?", answer="<p>Better <strong>not</strong>.</p>")

    html = client.get("/faq/").text

    assert '<summary dir="auto">Can I pop it?</summary>' in html
    assert "<p>Better <strong>not</strong>.</p>" in html


def test_several_tags_mean_all_of_them(client):
    make_public_question("Both of them?", tags=["milia", "retinol"])
    make_public_question("Milia alone?", tags=["milia"])

    text = client.get("/faq/?tag=milia&tag=retinol").text

    assert "Both of them?" in text
    assert "Milia alone?" not in text


def test_a_question_stands_alone_wherever_its_article_is_not_beside_it(client):
    question = make_question(
        "Will it go away?", standalone="Will rosacea go away?", tags=["rosacea"]
    )
    article = make_article("Gentle care", topic="Redness", questions=[question])

    page = client.get(question.get_absolute_url()).text
    for text in (page, client.get("/faq/").text, client.get("/tags/rosacea/").text):
        assert "Will rosacea go away?" in text
        assert "Will it go away?" not in text
    assert "Will it go away?" in client.get(f"/articles/{article.slug}/").text
    assert '<a href="/tags/rosacea/" dir="auto">rosacea</a>' in page
    assert re.search(r'From <a href="[^"]*">Gentle care</a> by Person \d+, in Redness', page)


def make_reviewed_article(question, reviewer):
    article = make_article(questions=[question], publish=False)
    digests = section_digests(snapshot(article))
    article.reviews.create(reviewer=reviewer, digests=list(digests))
    publish(article)
    return article


def test_a_page_of_one_sentence_is_found_once_somebody_reviewed_it(client):
    noindex = '<meta name="robots" content="noindex">'
    thin = make_question("Short?", answer="<p>Yes, it is.</p>")
    long = make_public_question("Long?", answer="<p>Yes, it is. It has been for long.</p>")
    reviewer = make_person("Anna Lind", honorific="Dr.", credentials="MD")
    make_article(questions=[thin])

    def sitemap():
        return client.get("/sitemap-questions.xml").text

    assert noindex in client.get(thin.get_absolute_url()).text
    assert noindex not in client.get(long.get_absolute_url()).text
    assert thin.get_absolute_url() not in sitemap()
    assert long.get_absolute_url() in sitemap()

    make_reviewed_article(thin, reviewer)

    page = client.get(thin.get_absolute_url()).text
    assert noindex not in page
    assert re.search("Medically reviewed by <a [^>]*>Dr. Anna Lind, MD</a>", page)
    assert thin.get_absolute_url() in sitemap()

    thin.answer = "<p>No, it is not.</p>"  # which nobody has reviewed
    thin.save()

    assert "Anna Lind" not in client.get(thin.get_absolute_url()).text
    assert thin.get_absolute_url() not in sitemap()


def test_an_unanswered_question_is_not_shown(client):
    question = make_question("What now?", answer="")
    make_article(questions=[question])

    assert "What now?" not in client.get("/faq/").text
    assert client.get(question.get_absolute_url()).status_code == 404


def test_a_question_names_the_live_articles_it_comes_up_in(client):
    question = make_question("Can I pop it?")
    make_article("Live article", questions=[question])
    make_article("Draft article", questions=[question], publish=False)

    text = client.get(question.get_absolute_url()).text

    assert "Live article" in text
    assert "Draft article" not in text


def test_whoever_answered_is_named_once_public(client):
    person = make_person("Anna Lind", honorific="Dr.", credentials="MD")
    question = make_public_question(answered_by=person)
    assert "Anna Lind" not in client.get(question.get_absolute_url()).text

    person.released_at = timezone.now()
    person.save()

    assert "Dr. Anna Lind, MD" in client.get(question.get_absolute_url()).text


def test_withdrawn_words_leave_the_answer(client):
    quote = make_quote("Leave it alone")
    question = make_question(answer="<p>“Leave it alone,” she says. It heals.</p>")
    make_article(questions=[question], quotes=[quote])
    assert "Leave it alone" in client.get("/faq/").text

    quote.permission = Quote.Permission.WITHDRAWN
    quote.save()

    for path in ("/faq/", question.get_absolute_url()):
        text = client.get(path).text
        assert "Leave it alone" not in text
        assert NOTICE in text
        assert "It heals." in text


def test_an_answer_is_sanitized_again_when_it_is_shown(client):
    question = make_public_question()
    type(question).objects.filter(pk=question.pk).update(
        answer='<p onclick="x()">Fine.<script>alert(1)</script></p>'
    )

    for path in ("/faq/", question.get_absolute_url()):
        html = client.get(path).text
        assert "<p>Fine.</p>" in html
        assert "alert" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    for _ in range(count):
        make_public_question(tags=["milia", "retinol"])

    # settings, all that is counted, questions, words withdrawn from them
    with django_assert_num_queries(4):
        client.get("/faq/?tag=milia")


@pytest.mark.parametrize("count", [1, 3])
def test_a_question_asks_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    question = make_public_question(
        answered_by=make_person(), tags=["milia", "retinol", "acne"][:count]
    )
    for number in range(count):
        question.sources.create(title=f"Source {number}", url="https://journal.example/")
        make_article(questions=[question])

    # settings, question, who answered, tags, sources, withdrawn words, editions with article,
    # bylines, reviews
    with django_assert_num_queries(9):
        client.get(question.get_absolute_url())
