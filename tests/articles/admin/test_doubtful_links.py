"""Links in an article's text that say a shop's or a brand's name and lead to another's host."""

from html import unescape

import pytest
from django.urls import reverse

from articles.models import Article
from faq.models import Question
from tests.admin_forms import TEXT, opened, page
from tests.factories import (
    make_article,
    make_brand,
    make_member,
    make_question,
    make_retailer,
    signed_in,
)

pytestmark = pytest.mark.django_db
EVIL = "https://amazon.com.evil.example/x"


@pytest.fixture
def editor():
    make_retailer("Amazon").domains.create(domain="amazon.com")
    make_brand("CeraVe", website="https://cerave.example/")
    return signed_in(make_member("Editor"))


def linked(words, url):
    return f'<p>See <a href="{url}">{words}</a>.</p>'


def publish_page(article):
    return reverse("admin:articles_article_publish", args=[article.pk])


@pytest.mark.parametrize("url", [EVIL, "https://evil.example/x", "https://amzn.to/x"])
def test_shops_name_over_a_foreign_host_is_told_at_save_and_refused_at_publish(editor, url):
    article = make_article(html="<p>See.</p>", publish=False)
    form = page(Article, "change", article.pk)

    typed = {f"{TEXT}-0-html": linked("Amazon", url)}
    saved = editor.post(form, opened(editor, form) | typed, follow=True)
    asked = editor.get(publish_page(article))

    assert f"The link “Amazon” leads to {url}." in unescape(saved.text)
    assert f"The link “Amazon” leads to {url}." in unescape(asked.text)
    assert "Fix this first" in asked.text


@pytest.mark.parametrize(
    ("words", "url"), [("Amazon", "https://www.amazon.com/x"), ("amazon", EVIL), ("Amazon", "/x/")]
)
def test_own_host_a_small_letter_and_our_own_page_are_no_doubt(editor, words, url):
    article = make_article(html=linked(words, url), publish=False)

    assert "The link “" not in editor.get(publish_page(article)).text


def test_brands_name_over_a_foreign_host_is_shown_and_in_no_way(editor):
    article = make_article(html=linked("CeraVe", "https://evil.example/x"), publish=False)

    asked = editor.get(publish_page(article)).text

    assert "Links to look at" in asked
    assert 'value="Publish"' in asked


def test_answer_with_such_a_link_is_told_at_save(editor):
    question = make_question()
    form = page(Question, "change", question.pk)

    typed = {"answer": linked("Buy on Amazon", EVIL)}
    saved = editor.post(form, opened(editor, form) | typed, follow=True)

    assert f"The link “Buy on Amazon” leads to {EVIL}." in unescape(saved.text)
