"""Saving an article: everything typed is kept, and nobody's newer save is overwritten."""

import pytest

from articles.content.size import rows_in
from articles.content.snapshot import draft_snapshot
from articles.models import Article, ProductPick, Quote, TextBlock
from tests.admin_forms import PICK, TEXT, block, errors_of, fields, new_article, opened, page
from tests.factories import (
    make_article,
    make_product,
    make_quote,
    make_user,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


def test_article_is_saved_with_its_blocks_and_tags(desk):
    response = desk.post(page(Article, "add"), new_article(desk, tags="eye care, Milia"))

    article = Article.objects.get()
    assert response.status_code == 302, errors_of(response)
    assert article.slug == "milia-or-whiteheads"
    assert sorted(tag.name for tag in article.tags.all()) == ["eye care", "milia"]
    assert TextBlock.objects.get(parent=article).html == "<p>Small white bumps.</p>"
    assert ProductPick.objects.get(parent=article).best_for == "Best for eyes"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"tags": "eye care, <b>milia</b>"},
            "has characters that can&#x27;t be used in an address",
        ),
        ({"tags": ",".join(f"tag {n}" for n in range(51))}, "These are 51 tags. Use at most 50."),
        ({"slug": "no words like these"}, "Enter a valid “slug”"),
        (
            {"sources-TOTAL_FORMS": 1, "sources-0-title": "A", "sources-0-url": "javascript:x()"},
            "Enter a full web address that starts with https:// or http://.",
        ),
        ({f"{PICK}-0-product": ""}, "This field is required."),
    ],
)
def test_refused_article_keeps_everything_typed(desk, typed, sentence):
    posted = new_article(desk, tags="eye care", dek="What they are.") | typed

    response = desk.post(page(Article, "add"), posted)

    assert sentence in response.text
    kept = fields(response)
    for name in ["title", "dek", f"{PICK}-0-best_for", f"{TEXT}-0-html", f"{TEXT}-0-ordering"]:
        assert kept[name] == [str(posted[name])], name
    for name, value in typed.items():
        assert kept[name] == ([str(value)] if value else []), name
    assert not Article.objects.exists()


def test_sanitizer_takes_out_what_the_editor_does_not_offer(desk):
    posted = new_article(desk) | {f"{TEXT}-0-html": '<p onclick="x()">Hi<script>x()</script></p>'}

    desk.post(page(Article, "add"), posted)

    assert TextBlock.objects.get().html == "<p>Hi</p>"


def two_windows(anna):
    """An article that Anna and Ben have both opened; what each would post."""
    article = make_article("Milia", html="<p>First words.</p>", products=[make_product()])
    ben = make_user("ben", is_superuser=True)
    address = page(Article, "change", article.pk)
    windows = [(client, opened(client, address)) for client in map(signed_in, (anna, ben))]
    return article, address, windows


def test_newer_save_is_not_overwritten_and_nothing_typed_is_lost(anna):
    article, address, [(anna_desk, annas), (ben_desk, bens)] = two_windows(anna)
    anna_desk.post(address, annas | {"title": "Anna's title", f"{TEXT}-0-DELETE": "on"})

    typed = bens | {"title": "Ben's title", f"{TEXT}-0-html": "<p>Ben's own words.</p>"}
    response = ben_desk.post(address, typed)
    again = opened(ben_desk, response.context["back"])

    article.refresh_from_db()
    assert article.title == "Anna's title"
    assert not TextBlock.objects.filter(parent=article).exists()
    assert "Anna Lim saved this article" in response.text
    assert "Your changes aren’t saved yet" in response.text
    assert again["title"] == ["Ben's title"]
    assert again[f"{TEXT}-0-html"] == ["<p>Ben's own words.</p>"]


def test_choosing_mine_is_a_decision_and_brings_removed_blocks_back(anna):
    article, address, [(anna_desk, annas), (ben_desk, bens)] = two_windows(anna)
    added = {f"{PICK}-TOTAL_FORMS": 2} | block(PICK, 1, product=make_product().pk, ordering=99)
    anna_desk.post(address, annas | added | {"title": "Anna's title", f"{TEXT}-0-DELETE": "on"})
    typed = bens | {"title": "Ben's title", f"{TEXT}-0-html": "<p>Ben's own words.</p>"}
    asked = fields(ben_desk.post(address, typed))

    undecided = ben_desk.post(address, asked)
    article.refresh_from_db()
    untouched = article.title
    response = ben_desk.post(address, asked | {"merge-title": "ours"})

    article.refresh_from_db()
    assert "Nothing has been saved yet" in undecided.text
    assert untouched == "Anna's title"
    assert response.status_code == 302, errors_of(response)
    assert article.title == "Ben's title"
    assert TextBlock.objects.get(parent=article).html == "<p>Ben's own words.</p>"
    assert ProductPick.objects.filter(parent=article).count() == 2


def test_choosing_against_one_version_does_not_save_over_a_newer_one(anna):
    article, address, [(anna_desk, annas), (ben_desk, bens)] = two_windows(anna)
    anna_desk.post(address, annas | {"title": "Anna's title"})
    asked = fields(ben_desk.post(address, bens | {"title": "Ben's title"}))
    anna_desk.post(address, opened(anna_desk, address) | {"title": "Anna's second title"})

    response = ben_desk.post(address, asked | {"merge-title": "ours"})

    article.refresh_from_db()
    assert article.title == "Anna's second title"
    assert "second" in response.text
    assert fields(response)["merge-title"] == ["ours"]


def test_saving_twice_in_a_row_is_no_conflict(desk):
    article = make_article()
    address = page(Article, "change", article.pk)

    for title in ("One", "Two"):
        desk.post(address, opened(desk, address) | {"title": title})

    article.refresh_from_db()
    assert article.title == "Two"


def test_words_of_a_quote_are_kept_to_the_character(desk):
    quote = make_quote(" “Well” — don’t,\u00a0ever.", "No.")
    address = page(Quote, "change", quote.pk)

    desk.post(address, opened(desk, address) | {"outlet": "", "said_on": "2026-01-02"})
    untouched = Quote.objects.get().segments
    desk.post(address, opened(desk, address) | {"segments": "One  two \r\n\r\nthree"})

    assert untouched == [" “Well” — don’t,\u00a0ever.", "No."]
    assert Quote.objects.get().segments == ["One  two ", "three"]


@pytest.mark.parametrize(
    ("total", "sentence"),
    [
        ("500", "The form says that it has 500 rows and brought 1."),
        ("5000", "The form has 5,002 rows, and takes 1,000 at most."),
        (" 5000 ", "The form has 5,002 rows, and takes 1,000 at most."),
        ("9" * 30, "The form has 1,000,000,000 rows, and takes 1,000 at most."),
    ],
)
def test_rows_that_did_not_come_are_not_built(desk, total, sentence):
    answer = desk.post(page(Article, "add"), new_article(desk) | {f"{PICK}-TOTAL_FORMS": total})

    assert answer.status_code == 400
    assert sentence in answer.text
    assert not Article.objects.exists()


def test_rows_that_a_form_does_not_show_count_too(monkeypatch):
    article = make_article(html="<p>One.</p>", products=[make_product()], publish=False)
    rows = rows_in(draft_snapshot(article))
    monkeypatch.setattr("articles.content.size.MOST_ROWS", rows)
    editor = signed_in(staff("change_article", "add_textblock", "change_textblock"))
    address = page(Article, "change", article.pk)
    added = {f"{TEXT}-TOTAL_FORMS": 2} | block(TEXT, 1, html="<p>Two.</p>")

    answer = editor.post(address, opened(editor, address) | added, follow=True)

    assert f"this one would have {rows + 1}: make two articles of it." in answer.text
    assert TextBlock.objects.count() == 1


def test_article_of_too_many_rows_is_refused_with_all_that_was_typed(desk, monkeypatch):
    monkeypatch.setattr("articles.content.size.MOST_ROWS", 2)
    posted = new_article(desk)

    refused = desk.post(page(Article, "add"), posted)
    assert "at most 2 blocks, authors, quotes, and sources in all, and this one would have 3" in (
        refused.text
    )
    assert fields(refused)[f"{TEXT}-0-html"] == ["<p>Small white bumps.</p>"]
    assert not Article.objects.exists()

    assert desk.post(page(Article, "add"), posted | {f"{PICK}-0-DELETE": "on"}).status_code == 302
