"""An edition or revision back in the draft: what it says first, what it leaves out."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from articles.drafts.revisions import restore, save_revision
from articles.models import Article, CallOut, ProductPick, TextBlock
from articles.publishing.schedule import live_edition, preview_edition
from tests.articles.admin.article_pages import posted_by, put_back, read, rewrite, step
from tests.factories import (
    make_article,
    make_picture,
    make_product,
    make_question,
    make_quote,
)

pytestmark = pytest.mark.django_db


def test_restoring_shows_first_what_changes_and_loses_nothing(desk):
    article = make_article("First", html="<p>First words.</p>")
    rewrite(article, "<p>Later words.</p>")
    address = step(article, "edition_restore", 1)

    asked = desk.get(address)
    done = put_back(desk, address)
    article.refresh_from_db()

    assert "added: First" in read(asked)
    assert "removed: Later" in read(asked)
    assert "Restored edition 1." in done.text
    assert TextBlock.objects.get(parent=article).html == "<p>First words.</p>"
    assert [version.note for version in article.revisions.all()] == [
        "Edition 1 restored",
        "Before edition 1 was restored",
    ]
    assert article.version == 3


def test_what_stood_in_the_draft_can_be_put_back_again(desk):
    article = make_article(
        "First",
        html="<p>First words. “So it is.”</p>",
        products=[make_product()],
        questions=[make_question()],
        quotes=[make_quote()],
        quotes_in_text=[make_quote("So it is.")],
        call_out="<p>Take care.</p>",
        tags=["milia"],
        picture=make_picture(),
        image_alt="A picture",
    )
    rewrite(article, "<p>Later words.</p>")
    ProductPick.objects.update(note="Our favorite")
    CallOut.objects.update(tone="doctor")
    article.tags.add("retinol")
    before = preview_edition(article).content

    put_back(desk, step(article, "edition_restore", 1))
    between = preview_edition(Article.objects.get()).content
    put_back(desk, step(article, "revision_restore", 2))

    assert between == live_edition(article).content
    assert preview_edition(Article.objects.get()).content == before


def test_what_no_form_could_show_is_not_restored(desk, monkeypatch):
    article = make_article("First", html="<p>First words.</p>", products=[make_product()])
    rewrite(article, "<p>Later words.</p>")
    ProductPick.objects.all().delete()
    monkeypatch.setattr("articles.content.size.MOST_ROWS", 1)

    done = put_back(desk, step(article, "edition_restore", 1))

    assert "An article has at most 1 blocks" in done.text
    assert TextBlock.objects.get(parent=article).html == "<p>Later words.</p>"


def test_restored_blocks_keep_their_rows(desk):
    article = make_article(html="<p>First words of the article.</p>", call_out="<p>Care.</p>")
    text, call_out = TextBlock.objects.get(), CallOut.objects.get()
    TextBlock.objects.update(html="<p>First words of an article.</p>")

    put_back(desk, step(article, "edition_restore", 1))

    assert TextBlock.objects.get().pk == text.pk
    assert TextBlock.objects.get().html == "<p>First words of the article.</p>"
    assert CallOut.objects.get().pk == call_out.pk


def test_a_name_given_before_outlives_a_restore(desk):
    article = make_article()
    rewrite(article, "<p>Clean.</p>", note="Clean copy")

    put_back(desk, step(article, "edition_restore", 1))

    assert article.revisions.get(number=2).note == "Clean copy"


def test_restoring_over_a_newer_save_is_refused_with_a_sentence(desk):
    article = make_article(html="<p>First.</p>")
    address = step(article, "edition_restore", 1)
    posted = posted_by(desk.get(address))
    rewrite(article, "<p>Saved meanwhile.</p>")

    page = desk.post(address, posted, follow=True)

    assert "Somebody saved the article after you opened this page." in page.text
    assert TextBlock.objects.get().html == "<p>Saved meanwhile.</p>"
    assert desk.post(address, {"version": "x"}, follow=True).status_code == 200
    assert TextBlock.objects.get().html == "<p>Saved meanwhile.</p>"


def test_restoring_says_what_is_gone_and_leaves_it_out(desk):
    product, question = make_product(), make_question()
    article = make_article(
        publish=False,
        products=[product],
        questions=[question],
        tags=["milia"],
        picture=make_picture(),
        image_alt="A picture",
    )
    save_revision(article, note="With everything")
    ProductPick.objects.all().delete()
    gone = product.pk
    product.delete()
    article.tags.all().first().delete()
    default_storage.delete(article.picture.file.name)
    article.version += 1
    article.picture = None
    article.image_alt = ""
    article.save()
    address = step(article, "revision_restore", 1)

    asked = desk.get(address)
    done = put_back(desk, address)
    article = Article.objects.get()

    for page in (asked, done):
        assert f"The product no. {gone} is no longer on file" in page.text
        assert "The tag “milia” no longer exists." in page.text
        assert "is gone; it is left out." in page.text
    assert not article.picture
    assert not ProductPick.objects.exists()


def test_restoring_an_edition_whose_picture_file_is_gone_leaves_the_picture_out(desk):
    article = make_article(picture=make_picture(), image_alt="A picture", html="<p>First.</p>")
    default_storage.delete(article.picture.file.name)
    rewrite_text = TextBlock.objects.filter(parent=article)
    rewrite_text.update(html="<p>Later.</p>")

    page = put_back(desk, step(article, "edition_restore", 1))

    assert "is gone; it is left out." in page.text
    assert TextBlock.objects.get().html == "<p>First.</p>"
    assert not Article.objects.get().picture


def test_only_words_of_the_very_article_are_put_back():
    article, other = make_article(), make_article()

    with pytest.raises(ValidationError, match="very article"):
        restore(article, live_edition(other))
