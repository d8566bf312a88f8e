"""Lists of articles, and tags with what they gather."""

import re

import pytest

from articles.models import (
    QuestionBlock,
)
from tests.articles.test_views import words
from tests.factories import (
    make_article,
    make_offer,
    make_product,
    make_question,
)

pytestmark = pytest.mark.django_db


def test_several_tags_mean_all_of_them(client):
    both = make_article("Both of them", tags=["milia", "retinol"])
    one = make_article("Milia alone", tags=["milia"])
    other = make_article("Retinol alone", tags=["retinol"])

    text = client.get("/articles/?tag=milia&tag=retinol").text

    assert str(both) in text
    assert str(one) not in text
    assert str(other) not in text


def test_chips_add_and_remove_a_tag(client):
    make_article(tags=["milia", "retinol"])
    make_article(tags=["retinol"])
    make_article(tags=["acne"])

    html = client.get("/articles/?tag=retinol").text

    assert 'href="/articles/?tag=milia&amp;tag=retinol"' in html
    assert re.search(r'href="/articles/"[^>]*>.*retinol</span><span[^>]*> \(remove this', html)
    assert "acne" not in html


def test_lists_never_open_the_frozen_words(client, django_assert_num_queries):
    make_article(tags=["milia"])

    with django_assert_num_queries(4) as asked:
        client.get("/articles/")

    assert not any('"content"' in query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    for _ in range(count):
        make_article(tags=["milia", "retinol"])

    # settings, all that is counted, editions with article, bylines
    with django_assert_num_queries(4):
        client.get("/articles/?tag=milia")


@pytest.mark.parametrize("count", [1, 3])
def test_the_tags_ask_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    make_article(tags=["milia", "retinol", "acne"][:count])

    # count, tags with the number of their articles
    with django_assert_num_queries(3):
        client.get("/tags/")


def test_the_tags_count_live_articles_alone(client):
    make_article(tags=["milia"])
    make_article(tags=["milia"])
    make_article(tags=["milia"], publish=False)
    make_product(tags=["zinc"])

    text = words(client.get("/tags/").text)

    assert "milia 2 articles" in text
    assert "zinc" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_a_tag_asks_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    for _ in range(count):
        product = make_product(tags=["milia"])
        make_offer(product=product)
        question = make_question(tags=["milia"])
        make_article(tags=["milia"], products=[product], questions=[question])

    # settings, tag, editions with article, bylines, products with brand, offers, questions, words
    # withdrawn from their answers, topics
    with django_assert_num_queries(9):
        client.get("/tags/milia/")


def test_a_tag_gathers_articles_products_and_questions(client):
    product, question = make_product(tags=["milia"]), make_question(tags=["milia"])
    article = make_article(tags=["milia"], products=[product], questions=[question])
    QuestionBlock.objects.filter(parent=article)

    text = client.get("/tags/milia/").text

    assert str(article) in text
    assert product.name in text
    assert question.question in text
