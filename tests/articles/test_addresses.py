"""The address of an article belongs to its edition: it changes with the next one, like words."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Address, Article, Edition
from articles.publishing.schedule import cancel, publish, take_down
from manuscripts.slugs import FreeSlugs
from tests.admin_forms import opened, page
from tests.factories import make_article, make_member, make_plan, signed_in

pytestmark = pytest.mark.django_db


def renamed(article, slug):
    """Saved at the desk by a writer, who may do so: readers see nothing of it."""
    writer, address = signed_in(make_member("Writer")), page(Article, "change", article.pk)
    answer = writer.post(address, opened(writer, address) | {"slug": slug})
    assert answer.status_code == 302, answer.text
    article.refresh_from_db()
    return writer


def test_changed_address_takes_effect_with_the_next_edition(client):
    article = make_article("Milia", slug="before", tags=["eyes"])
    writer = renamed(article, "after")

    statuses = [client.get(f"/articles/{slug}/").status_code for slug in ("before", "after")]
    preview = writer.get(reverse("admin:articles_article_preview", args=[article.pk]))
    sitemap = reverse("sitemap_section", args=["articles"])
    pages = ["/", reverse("articles:list"), sitemap, reverse("tags:detail", args=["eyes"])]
    before = [client.get(address).text for address in pages]
    publish(article)

    moved = client.get("/articles/before/?page=2")
    after = [client.get(address).text for address in pages]
    assert statuses == [200, 404]
    assert "/articles/after/" in preview.text
    assert all("/articles/before/" in text and "/articles/after/" not in text for text in before)
    assert all("/articles/after/" in text and "/articles/before/" not in text for text in after)
    assert (moved.status_code, moved["Location"]) == (301, "/articles/after/?page=2")
    assert client.get("/articles/after/").status_code == 200


def test_old_address_never_leads_to_what_nobody_published(client):
    article = make_article(slug="before")
    take_down(article)
    renamed(article, "secret-plan")

    response = client.get("/articles/before/")

    assert response.status_code == 404
    assert "secret-plan" not in response.text


def test_old_address_leads_on_however_often_it_changed(client):
    article = make_article(slug="one")
    for slug in ("two", "three", "one"):
        renamed(article, slug)
        publish(article)

    assert client.get("/articles/one/").status_code == 200
    for slug in ("two", "three"):
        assert client.get(f"/articles/{slug}/")["Location"] == "/articles/one/"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("live", "“mine” is or was the address of “Milia”, and leads there."),
        ("planned", "“mine” is planned as the address of “Milia”."),
        ("past", "“mine” is or was the address of “Milia”, and leads there."),
    ],
)
def test_an_address_is_one_articles_alone(state, sentence):
    article = make_article("Milia", slug="mine", publish=state != "planned")
    if state == "planned":
        make_plan(article, at=timezone.now() + timedelta(days=1))
    renamed(article, "elsewhere")
    if state == "past":
        publish(article)
    other = make_article(publish=False)
    writer, address = signed_in(make_member("Writer")), page(Article, "change", other.pk)

    answer = writer.post(address, opened(writer, address) | {"slug": "mine"})

    assert answer.status_code == 200
    assert sentence in answer.text
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.create(slug="mine", article=other)
    Article.objects.filter(pk=other.pk).update(slug="mine")
    other.refresh_from_db()
    with pytest.raises(ValidationError, match="Choose another address"):
        publish(other)
    assert FreeSlugs().take(Article, "Mine") == "mine-2"


def test_a_writers_draft_keeps_no_editor_from_an_address():
    theirs = make_article("A wish", slug="milia", publish=False)
    ours = make_article("Milia", publish=False)
    editor, form = signed_in(make_member("Editor")), page(Article, "change", ours.pk)

    saved = editor.post(form, opened(editor, form) | {"slug": "milia"}, follow=True)
    told = editor.get(form).text
    step = reverse("admin:articles_article_publish", args=[ours.pk])
    published = editor.post(step, opened(editor, step))

    assert (saved.status_code, published.status_code) == (200, 302)
    assert "“milia” is the address of “A wish” in its draft, too." in told
    assert ours.editions.get().slug == "milia"

    writer, form = signed_in(make_member("Writer")), page(Article, "change", theirs.pk)
    asked = writer.get(form).text
    kept = writer.post(form, opened(writer, form) | {"dek": "Words are saved all the same."})
    step = reverse("admin:articles_article_publish", args=[theirs.pk])
    in_the_way = editor.get(step).text

    assert kept.status_code == 302
    for text in (asked, in_the_way):
        assert "“milia” is or was the address of “Milia”, and leads there. Choose another" in text
    assert 'value="Publish"' not in in_the_way


def test_what_never_was_an_address_is_free_again():
    article = make_article(slug="draft", publish=False)
    plan = make_plan(article, at=timezone.now() + timedelta(days=1))
    renamed(article, "other")
    held = set(Address.objects.values_list("slug", flat=True))

    cancel(article, plan)

    assert held == {"draft"}
    assert not Address.objects.exists()
    assert make_article(slug="draft", publish=False).pk


def test_an_edition_keeps_the_address_it_had():
    make_article()
    with pytest.raises(IntegrityError):
        Edition.objects.update(slug="forged")
