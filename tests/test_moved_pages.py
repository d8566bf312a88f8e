"""A changed slug leaves a way to where the page is now."""

import pytest
from django.urls import reverse

from skinsite.models import MovedPage
from tests.factories import make_article, make_brand, make_person, make_product, make_question

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
    assert not MovedPage.objects.filter(old_path="/products/one/").exists()


@pytest.mark.parametrize(
    "make", [make_article, make_brand, make_person, make_product, make_question]
)
def test_every_kind_of_page_leaves_its_way(make):
    row = make(slug="before") if make is not make_brand else make()
    old = row.get_absolute_url()

    row.slug = "after"
    row.save()

    assert MovedPage.objects.get(old_path=old).new_path == row.get_absolute_url()


def test_page_that_is_there_is_never_overshadowed(client):
    article = make_article(slug="before")
    article.slug = "after"
    article.save()
    make_article("The newer one", slug="before")

    assert "The newer one" in client.get(reverse("articles:detail", args=["before"])).text
