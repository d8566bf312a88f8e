"""A changed slug leaves a way to where the page is now."""

import pytest
from django.urls import reverse
from taggit.models import Tag

from articles.visibility import public_tags
from backoffice.tag_admin import merge_tags
from core.models import Redirect
from tests.factories import (
    make_article,
    make_brand,
    make_person,
    make_product,
    make_question,
    make_user,
    signed_in,
)

pytestmark = pytest.mark.django_db


def test_old_address_leads_to_the_new_one_and_keeps_the_filter(client):
    article = make_article(slug="before")

    article.slug = "after"
    article.save()
    response = client.get("/articles/before/?page=2")

    assert response.status_code == 301
    assert response.headers["Location"] == "/articles/after/?page=2"
    assert client.get("/articles/after/").status_code == 200


def test_way_is_never_a_chain_nor_a_circle(client):
    product = make_product(slug="one")
    make_article(products=[product])

    for slug in ("two", "three", "one"):
        product.slug = slug
        product.save()

    assert client.get("/products/one/").status_code == 200
    for slug in ("two", "three"):
        location = client.get(f"/products/{slug}/").headers["Location"]
        assert location == "/products/one/"
    assert not Redirect.objects.filter(old_path="/products/one/").exists()


def test_every_kind_of_page_leaves_its_way():
    brand = make_brand()
    product, person, question = make_product(brand=brand), make_person(), make_question()
    make_article(products=[product], author=person, questions=[question])

    for row in (brand, product, person, question):
        old = row.get_absolute_url()
        row.slug = f"after-{row.slug}"
        row.save()

        assert Redirect.objects.get(old_path=old).new_path == row.get_absolute_url()


def test_page_nobody_could_see_tells_nobody_where_it_went(client):
    draft = make_article(slug="before", publish=False)

    draft.slug = "secret-plan"
    draft.save()

    assert client.get("/articles/before/").status_code == 404
    assert not Redirect.objects.exists()


def test_page_that_is_there_is_never_overshadowed(client):
    article = make_article(slug="before")
    article.slug = "after"
    article.save()
    make_article("The newer one", slug="before")

    assert "The newer one" in client.get(reverse("articles:detail", args=["before"])).text


def rename_tag(tag, slug):
    address = reverse("admin:taggit_tag_change", args=[tag.pk])
    signed_in(make_user(is_superuser=True)).post(address, {"name": tag.name, "slug": slug})
    assert Tag.objects.get(pk=tag.pk).slug == slug


@pytest.mark.parametrize("make", [make_article, make_question])
def test_a_topic_with_another_address_is_found_by_the_old_one(client, make):
    row = make(tags=["milia"])
    if make is make_question:
        make_article(questions=[row])

    rename_tag(Tag.objects.get(), "milk-spots")

    assert client.get("/tags/milia/").headers["Location"] == "/tags/milk-spots/"
    assert client.get("/tags/milk-spots/").status_code == 200


def test_the_page_of_a_merged_topic_leads_to_the_one_that_stays(client):
    make_article(tags=["milia", "millia"])

    merge_tags(Tag.objects.all(), Tag.objects.get(name="milia"))

    assert client.get("/tags/millia/").headers["Location"] == "/tags/milia/"


def test_a_topic_of_drafts_alone_leaves_no_way():
    make_article(tags=["secret"], publish=False)

    rename_tag(Tag.objects.get(), "more-secret")

    assert not public_tags().exists()
    assert not Redirect.objects.exists()
