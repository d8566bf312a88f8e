"""Preview, publish, plan, take down, restore: what each step does, and for whom."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, TextBlock
from articles.publishing.schedule import live_edition, planned_editions
from products.models import Product
from tests.admin_forms import opened, page
from tests.factories import (
    make_article,
    make_product,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


def test_preview_shows_the_draft_and_is_kept_from_caches_and_readers(desk):
    article = make_article(html="<p>Published words.</p>")
    TextBlock.objects.filter(parent=article).update(html="<p>Words of the draft.</p>")

    response = desk.get(reverse("admin:articles_article_preview", args=[article.pk]))
    public = Client().get(article.get_absolute_url())

    assert "Words of the draft." in response.text
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert "Words of the draft." not in public.text


@pytest.mark.parametrize(
    "name", ["preview", "versions", "compare", "point_in_time", "publish", "take_down"]
)
def test_steps_of_an_article_are_for_those_who_may(name):
    article = make_article()
    address = reverse(f"admin:articles_article_{name}", args=[article.pk])

    assert Client().get(address).status_code == 302
    assert signed_in(staff("change_question")).get(address).status_code == 403
    rights = ("change_article", "publish_article")
    assert signed_in(staff(*rights)).get(address).status_code == 200


def test_publishing_puts_the_draft_before_readers(desk, anna):
    article = make_article("Old title")
    Article.objects.filter(pk=article.pk).update(title="New title")
    address = reverse("admin:articles_article_publish", args=[article.pk])

    posted = opened(desk, address) | {"change": "advice", "note": "New advice"}
    before = Client().get(article.get_absolute_url()).text
    response = desk.post(address, posted, follow=True)

    edition = live_edition(article)
    assert "New title" not in before
    assert "New title" in Client().get(article.get_absolute_url()).text
    assert (edition.made_by, edition.change, edition.note) == (anna, "advice", "New advice")
    assert f"Edition {edition.number} is live" in response.text


def test_what_stops_publishing_is_said_in_sentences(desk):
    article = make_article(publish=False)
    article.bylines.all().delete()
    address = reverse("admin:articles_article_publish", args=[article.pk])

    asked = desk.get(address)
    posted = desk.post(address, {"change": "text", "version": article.version})

    for response in (asked, posted):
        assert "It has no author." in response.text
    assert not article.editions.exists()


def test_publishing_what_somebody_changed_meanwhile_is_refused(desk):
    article = make_article(publish=False)
    address = reverse("admin:articles_article_publish", args=[article.pk])
    posted = opened(desk, address)
    change = page(Article, "change", article.pk)
    desk.post(change, opened(desk, change) | {"title": "Not what she looked at"})

    response = desk.post(address, posted)

    assert "Somebody saved the article after you opened this page." in response.text
    assert not article.editions.exists()


def test_edition_can_be_planned_and_canceled(desk):
    article = make_article(publish=False)
    address = reverse("admin:articles_article_publish", args=[article.pk])
    moment = timezone.now() + timedelta(days=3)

    posted = opened(desk, address) | {"at_0": f"{moment:%Y-%m-%d}", "at_1": "09:30:00"}
    desk.post(address, posted)
    planned = planned_editions(article).get()
    shown = desk.get(page(Article, "change", article.pk)).text
    listed = desk.get(page(Article, "changelist"), {"publication": "scheduled"}).text
    cancel = reverse("admin:articles_article_cancel", args=[article.pk, planned.number])
    by_get = desk.get(cancel)
    desk.post(cancel)

    assert f"don&#x27;t see it until {planned.live_from:%-d %b %Y}, 09:30; then edition 1" in shown
    assert f"scheduled for {planned.live_from:%-d %b %Y}, 09:30" in listed
    assert by_get.status_code == 405
    assert not planned_editions(article).exists()


def test_taking_down_and_restoring(desk):
    article = make_article(html="<p>First words.</p>")
    take_down = reverse("admin:articles_article_take_down", args=[article.pk])
    restore = reverse("admin:articles_article_edition_restore", args=[article.pk, 1])
    TextBlock.objects.filter(parent=article).update(html="<p>Later words.</p>")

    desk.get(take_down)
    still_there = Client().get(article.get_absolute_url()).status_code
    desk.post(take_down, {"note": "Wrong dose"})
    posted = opened(desk, restore)
    untouched = TextBlock.objects.get(parent=article).html
    desk.post(restore, posted)

    assert still_there == 200
    assert Client().get(article.get_absolute_url()).status_code == 404
    assert untouched == "<p>Later words.</p>"
    assert TextBlock.objects.get(parent=article).html == "<p>First words.</p>"
    assert (
        "Wrong dose" in desk.get(reverse("admin:articles_article_versions", args=[article.pk])).text
    )


def test_forged_posts_publish_nothing_without_the_permission():
    article = make_article(publish=False)
    live = make_article()
    forger = signed_in(staff("view_article", "change_question"))

    answers = [
        forger.post(
            reverse("admin:articles_article_publish", args=[article.pk]),
            {"change": "text", "version": article.version},
        ),
        forger.post(reverse("admin:articles_article_take_down", args=[live.pk])),
        forger.post(reverse("admin:articles_article_edition_restore", args=[live.pk, 1])),
        forger.post(reverse("admin:articles_article_cancel", args=[live.pk, 1])),
        forger.post(page(Article, "change", article.pk), {"title": "Forged"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert not article.editions.exists()
    assert live_edition(live)


def test_writer_may_change_what_only_a_publisher_shows_to_readers():
    article = make_article(publish=False)
    address = reverse("admin:articles_article_publish", args=[article.pk])
    wish = {"change": "text", "version": article.version}

    writer = signed_in(staff("view_article", "change_article")).post(address, wish)
    assert not article.editions.exists()
    publisher = signed_in(staff("view_article", "change_article", "publish_article"))
    publisher.post(address, wish)

    assert writer.status_code == 403
    assert live_edition(article)


def test_what_an_edition_shows_cannot_be_deleted_and_the_page_says_why(desk):
    product = make_product()
    article = make_article(products=[product])
    address = page(Product, "delete", product.pk)

    asked = desk.get(address)
    desk.post(address, {"post": "yes"})

    assert "is in use. To delete it, first remove it from:" in asked.text
    assert f"{article.title}, edition 1" in asked.text
    assert Product.objects.filter(pk=product.pk).exists()
