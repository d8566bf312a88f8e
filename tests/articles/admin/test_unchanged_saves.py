"""A save in which nothing changed: nobody is told that something did."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles.models import Article, ProductPick, TextBlock
from articles.publishing.schedule import publish
from tests.admin_forms import PICK, TEXT, opened, page
from tests.factories import make_article, make_offer

pytestmark = pytest.mark.django_db

LIST = "<ul><li>One</li><li>Two</li></ul>"


@pytest.fixture
def article():
    """A live article whose pick has several lines in each of its texts."""
    article = make_article(
        "Three creams", publish=False, html=LIST, products=[make_offer("19.00").product]
    )
    Article.objects.filter(pk=article.pk).update(dek="Line one.\nLine two.")
    ProductPick.objects.update(note="First.\nSecond.", pros="Light\nCheap", cons="Thin\nSmall")
    article.refresh_from_db()
    publish(article)
    return article


def address_of(article):
    return page(Article, "change", article.pk)


def as_a_browser_sends_it(client, article):
    """What is posted when somebody opens the form and presses Save: lines end in CR LF."""
    return {
        name: [text.replace("\r\n", "\n").replace("\n", "\r\n") for text in values]
        for name, values in opened(client, address_of(article)).items()
    }


def test_saving_without_a_change_leaves_no_draft_that_readers_do_not_see(article, admin_client):
    posted = as_a_browser_sends_it(admin_client, article)

    response = admin_client.post(address_of(article), posted)

    assert response.status_code == 302
    shown = admin_client.get(address_of(article)).text
    assert "The draft has changed since" not in shown
    assert not Article.objects.changed_since_live().exists()
    assert "draft changed since" not in admin_client.get(page(Article, "changelist")).text
    assert not LogEntry.objects.filter(object_id=str(article.pk)).exists()
    before = article.version
    article.refresh_from_db()
    assert article.version == before
    assert article.revisions.count() == 1


def test_title_that_is_the_first_again_is_no_change(article, admin_client):
    title, seen = article.title, []
    for typed in ("Another", title):
        admin_client.post(
            address_of(article), as_a_browser_sends_it(admin_client, article) | {"title": typed}
        )
        seen += [
            "The draft has changed since" in admin_client.get(address_of(article)).text,
            "draft changed since" in admin_client.get(page(Article, "changelist")).text,
            Article.objects.changed_since_live().exists(),
        ]

    assert seen == [True] * 3 + [False] * 3


def test_the_editor_of_rich_text_writing_its_own_tags_is_no_change(article, admin_client):
    posted = as_a_browser_sends_it(admin_client, article)
    posted[f"{TEXT}-0-html"] = ["<ul><li><p>One</p></li><li><p>Two</p></li></ul>"]

    admin_client.post(address_of(article), posted)

    assert not Article.objects.changed_since_live().exists()
    assert TextBlock.objects.get().html == LIST


def test_the_log_names_only_the_field_that_changed(article, admin_client):
    posted = as_a_browser_sends_it(admin_client, article)
    posted[f"{PICK}-0-note"] = ["First.\r\nThird."]

    admin_client.post(address_of(article), posted)

    line = LogEntry.objects.get(object_id=str(article.pk)).get_change_message()
    assert line.startswith("Changed Note for product pick")
    assert ProductPick.objects.get().pros == "Light\nCheap"
    assert Article.objects.changed_since_live().get() == article


def test_a_name_given_without_a_change_is_kept(article, admin_client):
    for name in ("As the lawyers read it", "As the doctor read it"):
        posted = as_a_browser_sends_it(admin_client, article) | {"revision_name": [name]}
        admin_client.post(address_of(article), posted)

    versions = admin_client.get(reverse("admin:articles_article_versions", args=[article.pk])).text
    assert "As the lawyers read it" in versions
    assert "As the doctor read it" in versions
    assert not Article.objects.changed_since_live().exists()


def test_a_change_of_nothing_but_the_status_is_a_change(article, admin_client):
    posted = as_a_browser_sends_it(admin_client, article) | {"status": ["in_review"]}

    admin_client.post(address_of(article), posted)

    article.refresh_from_db()
    assert article.version == 2
