"""Addresses in small letters: capitals make no second page, and lead to the one there is."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article
from articles.publishing.schedule import publish
from faq.models import Question
from people.models import Person
from products.models import Brand, Product, Retailer
from tests.admin_forms import opened, page
from tests.factories import (
    make_article,
    make_offer,
    make_person,
    make_product,
    make_question,
)

pytestmark = pytest.mark.django_db


def test_capitals_of_an_old_address_are_no_free_one(desk):
    known = make_article("Known", slug="six-new")
    known.slug = "seven"
    known.save()
    publish(known)
    other = make_article("Other", publish=False)
    address = page(Article, "change", other.pk)

    for slug, sentence in (("SIX-NEW", "is or was the address of “Known”"), ("-", "Use a letter")):
        refused = desk.post(address, opened(desk, address) | {"slug": slug})
        assert sentence in refused.text

    saved = desk.post(address, opened(desk, address) | {"slug": "Eight"})
    other.refresh_from_db()
    assert (saved.status_code, other.slug) == (302, "eight")


def test_capitals_lead_to_the_page(client):
    make_product(slug="milia-cream", released_at=timezone.now())
    make_article("Known", slug="six-new")

    for path in ("/products/milia-cream/", "/articles/six-new/"):
        first, slug = path.split("/")[1:3]
        answer = client.get(f"/{first}/{slug.upper()}/?a=B")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{path}?a=B")
    assert client.get("/PRODUCTS-OF/").status_code == 404


@pytest.mark.parametrize("model", [Article, Person, Question, Brand, Product, Retailer, Tag])
def test_the_database_takes_no_other_address(model):
    make_article("Milia", tags=["eyes"], publish=False)
    make_offer()
    make_person()
    make_question()
    with connection.cursor() as cursor:
        for slug in ("Six", "-"):
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(f"UPDATE {model._meta.db_table} SET slug = %s", [slug])


def test_tag_is_typed_in_small_letters(desk):
    sent = {"name": "milia", "slug": "MILIA"}

    assert desk.post(reverse("admin:taggit_tag_add"), sent).status_code == 302
    assert Tag.objects.get().slug == "milia"
