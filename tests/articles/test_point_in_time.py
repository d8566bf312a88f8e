"""The page as it stood at a moment: the edition of then with the facts of then."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Quote
from articles.page import ArticlePage
from articles.point_in_time import page_at
from articles.publishing.schedule import live_edition
from tests.factories import (
    make_article,
    make_offer,
    make_person,
    make_product,
    make_quote,
    set_price,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


def as_of(article, at):
    address = reverse("admin:articles_article_point_in_time", args=[article.pk])
    return f"{address}?at={timezone.localtime(at):%Y-%m-%dT%H:%M:%S}"


def facts(page):
    pick = next(section for section in page.sections if section.kind == "product_pick").items[0]
    return page.authors[0].full_name, pick["name"], pick["size"], pick["offers"][0]["price"]


def test_prices_people_and_products_are_those_of_the_moment():
    person = make_person("Anna Lind", honorific="Dr.", credentials="MD")
    product = make_product("Old Serum", size="30 ml")
    offer = make_offer("19.00", product=product)
    edition = live_edition(make_article(author=person, products=[product]))
    then = timezone.now()

    set_price(offer, "31.00")
    person.name, person.credentials = "Anna Berg", "MD, PhD"
    person.save()
    product.name, product.size = "New Serum", "50 ml"
    product.save()

    assert facts(page_at(edition, then)) == ("Dr. Anna Lind, MD", "Old Serum", "30 ml", "$19")
    assert facts(ArticlePage.of(edition)) == ("Dr. Anna Berg, MD, PhD", "New Serum", "50 ml", "$31")


def test_quote_withdrawn_since_stays_out_of_the_past():
    quote = make_quote("Use it at night, never by day.")
    edition = live_edition(make_article(quotes=[quote]))
    then = timezone.now()

    Quote.objects.update(permission=Quote.Permission.WITHDRAWN)

    kinds = [section.kind for section in page_at(edition, then).sections]
    assert "pull_quote" not in kinds


def test_moment_with_nothing_live_is_said_and_the_page_is_nobody_elses():
    article = make_article()
    before = live_edition(article).live_from - timedelta(days=1)
    viewer = signed_in(staff("view_article"))

    told = viewer.get(as_of(article, before))
    ahead = viewer.get(as_of(article, timezone.now() + timedelta(days=1)))
    shown = viewer.get(as_of(article, timezone.now()))

    assert "Readers did not see this article on" in told.text
    assert "in the future" in ahead.text
    assert "no-store" in shown["Cache-Control"] or "no-cache" in shown["Cache-Control"]
    assert Client().get(as_of(article, before)).status_code == 302
    assert signed_in(staff("view_product")).get(as_of(article, before)).status_code == 403
