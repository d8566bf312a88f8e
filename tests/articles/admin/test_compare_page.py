"""Any two versions side by side, the changed words marked."""

import pytest

from articles.models import Article, ProductPick, TextBlock
from tests.articles.admin.article_pages import read, rewrite, step
from tests.factories import (
    make_article,
    make_product,
    make_question,
    make_quote,
)

pytestmark = pytest.mark.django_db


def test_any_two_versions_are_compared_with_words_marked(desk):
    product = make_product("Night Cream")
    article = make_article("Milia", html="<p>Wash it twice a day.</p>", products=[product])
    rewrite(article, "<p>Wash it once a day.</p>", note="Softer")
    ProductPick.objects.all().delete()
    article.title = "Milia at home"
    article.save()

    page = desk.get(step(article, "compare"), {"a": "edition-1", "b": "draft"})

    assert "removed: twice" in read(page)
    assert "added: once" in read(page)
    assert f"Product pick: {product}" in page.text
    assert "Title changed, 1 text changed, 1 product removed." in page.text
    assert page.context["before"].label.startswith("edition 1")
    for pair in (
        ("live", "draft"),
        ("revision-2", "draft"),
        ("edition-1", "revision-2"),
        ("draft", "live"),
    ):
        assert desk.get(step(article, "compare"), dict(zip("ab", pair, strict=True))).context[
            "summary"
        ]


def test_unchanged_blocks_are_folded(desk):
    article = make_article(products=[make_product(), make_product()])

    page = desk.get(step(article, "compare"), {"a": "live", "b": "draft"})

    assert "3 unchanged blocks" in page.text
    assert "Nothing is different." in page.text


def test_comparison_leads_to_the_steps_before_and_after(desk):
    article = make_article()
    for words in "abc":
        rewrite(article, f"<p>{words}</p>")

    page = desk.get(step(article, "compare"), {"a": "revision-2", "b": "revision-3"})

    assert page.context["neighbors"] == {
        "earlier": "a=edition-1&b=revision-2",
        "later": "a=revision-3&b=revision-4",
    }


@pytest.mark.parametrize(
    "end",
    [
        "revision-99",
        "edition-x",
        "edition--1",
        "’; DROP",
        "revision-" + "9" * 40,
        "edition-²",
        "live-1",
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(desk, end):
    article = make_article()

    page = desk.get(step(article, "compare"), {"a": end, "b": "draft"}, follow=True)

    assert "of this article to compare" in page.text
    assert page.redirect_chain[0][0] == step(article, "versions")


def test_draft_that_was_never_live_has_nothing_live_to_compare(desk):
    article = make_article(publish=False)

    page = desk.get(step(article, "compare"), follow=True)

    assert "there is nothing live to compare with" in page.text


def test_comparison_shows_hostile_words_as_words(desk):
    article = make_article("Old")
    Article.objects.filter(pk=article.pk).update(title="<script>alert(1)</script>")
    TextBlock.objects.update(html='<p><img src=x onerror="alert(1)">&lt;b onclick&gt;</p>')

    page = desk.get(step(article, "compare"), {"a": "live", "b": "draft"})

    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<img src=x" not in page.text
    assert "&lt;b onclick&gt;" in page.text


def test_comparing_costs_the_same_for_many_blocks(desk, django_assert_max_num_queries):
    counts = []
    for size in (1, 15):
        article = make_article(
            products=[make_product() for _ in range(size)],
            questions=[make_question() for _ in range(size)],
            quotes=[make_quote() for _ in range(size)],
        )
        ProductPick.objects.filter(parent=article).update(note="Better")
        with django_assert_max_num_queries(42) as asked:
            desk.get(step(article, "compare"), {"a": "live", "b": "draft"})
        counts.append(len(asked))

    assert counts[0] == counts[1]
