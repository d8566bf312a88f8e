"""Shops that wait, on the pages that publish."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from articles.publishing.schedule import publish
from products.models import Offer, Retailer
from products.releases import MAX_BOXES, release, retailers_waiting, waiting_hosts
from products.shop_hosts import host_of
from tests.admin_forms import opened
from tests.factories import (
    make_member,
    make_plan,
    make_retailer,
    signed_in,
    staff,
)
from tests.products.test_releases import offer_at, release_page, seen

pytestmark = pytest.mark.django_db


def publish_page(article):
    return reverse("admin:articles_article_publish", args=[article.pk])


def published(client, article, **typed):
    typed = {"change": "text", "version": article.version, **typed}
    return unescape(client.post(publish_page(article), typed).content.decode())


def test_publishing_releases_the_new_shops_that_are_ticked():
    article, offer = offer_at("https://new.example/x", shop="New Shop", domain=None, released=False)
    other = make_retailer("Other Shop", released_at=None)
    Offer.objects.create(product=offer.product, retailer=other)
    editor = make_member("Editor")
    client = signed_in(editor)

    assert (
        "New Shop (new): new.example, https://new.example/x"
        in client.get(publish_page(article)).content.decode()
    )
    published(client, article, release=[f"{offer.retailer.pk}:new.example", f"{other.pk}:"])

    assert {shop.released_by for shop in Retailer.objects.all()} == {editor}
    assert "New Shop" in seen(article.get_absolute_url())


def test_new_shop_that_is_not_ticked_is_published_unseen():
    article, _ = offer_at("https://new.example/x", shop="New Shop", domain=None, released=False)

    published(signed_in(make_member("Editor")), article)

    page = seen(article.get_absolute_url())
    assert "Peel" in page
    assert "New Shop" not in page


def test_strange_host_of_a_known_shop_stands_in_the_way_until_it_is_ticked():
    article, offer = offer_at("https://amazon.example/x")
    client = signed_in(make_member("Editor"))

    offered = unescape(client.get(publish_page(article)).content.decode())
    page = published(client, article)

    assert "Amazon: amazon.example, not one of Amazon's hosts (amazon.com), https" in offered
    assert "amazon.example isn't one of Amazon's domains" in page
    assert not article.editions.exists()
    published(client, article, release=f"{offer.retailer.pk}:amazon.example")
    assert article.editions.exists()


def test_shop_of_a_live_article_is_released_though_no_word_changed():
    article, offer = offer_at("")
    publish(article)
    shop = make_retailer("New Shop", released_at=None)
    Offer.objects.create(product=offer.product, retailer=shop, url="https://new.example/x")
    client = signed_in(make_member("Editor"))
    address = publish_page(article)

    asked = client.get(address)
    refused = client.post(address, opened(client, address))
    client.post(address, opened(client, address) | {"release": f"{shop.pk}:new.example"})

    assert "Nothing has changed since" in asked.text
    assert 'value="Release"' in asked.text
    assert "Tick at least one host." in refused.text
    assert "New Shop" in seen(article.get_absolute_url())
    assert article.editions.count() == 1


def test_host_that_waits_is_released_where_the_draft_is_put_into_its_plan():
    article, offer = offer_at("https://amazon.com/x")
    make_plan(article, at=timezone.now() + timedelta(days=3))
    offer.url = "https://amazon.example/x"
    offer.save()
    client = signed_in(make_member("Editor"))
    address = reverse("admin:articles_article_replan", args=[article.pk, 1])

    posted = opened(client, address)
    refused = client.post(address, posted)
    ticked = opened(client, address) | {"release": f"{offer.retailer.pk}:amazon.example"}
    answer = client.post(address, ticked)

    assert "or release the host here: tick it under “Release shops”" in refused.text
    assert answer.status_code == 302, answer.text
    assert offer.retailer.domains.filter(domain="amazon.example").exists()


def test_hosts_beyond_what_a_page_holds_come_when_the_first_are_released():
    article, offer = offer_at("")
    shop = make_retailer("New Shop", released_at=None)
    Offer.objects.bulk_create(
        Offer(product=offer.product, retailer=shop, variant=f"{n}", url=f"https://n{n:03}.example/")
        for n in range(MAX_BOXES + 20)
    )
    client = signed_in(make_member("Editor"))

    pages = [client.get(address).text for address in (publish_page(article), release_page(shop))]

    for page in pages:
        assert len(re.findall(r'value="[^"]*\.example"', page)) == MAX_BOXES
        assert f"the first {MAX_BOXES} of {MAX_BOXES + 20}" in page


PRETENDING = [
    "https://amazon.com.evil.example/x",
    "https://amazon-com.example/x",
    "https://xn--mazon-3ve.com/x",
]


@pytest.mark.parametrize("url", PRETENDING)
def test_address_that_pretends_is_a_problem_and_has_no_button(url):
    article, offer = offer_at(url)
    shop, editor, host = offer.retailer, signed_in(make_member("Editor")), host_of(url)

    pages = [editor.get(address).text for address in (publish_page(article), release_page(shop))]
    editor.post(release_page(shop), {"hosts": f"{shop.pk}:{host}"})
    [waiting] = waiting_hosts(Offer.objects.all())
    with pytest.raises(ValidationError):
        release([waiting], by=None)

    for text in pages:
        assert host in text
        assert f'value="{shop.pk}:{host}"' not in text
    assert "Fix this first" in pages[0]
    assert 'value="Publish"' not in pages[0]
    assert not shop.domains.filter(domain=host).exists()


@pytest.mark.parametrize(
    "url", ["https://sephora.com/x", "https://amzn.to/x", "https://10.0.0.1/x", *PRETENDING]
)
def test_address_that_can_not_be_the_shops_is_never_published(url):
    make_retailer("Sephora").domains.create(domain="sephora.com")
    article, offer = offer_at(url)
    client = signed_in(make_member("Editor"))

    page = client.get(publish_page(article)).content.decode()
    published(client, article, release=f"{offer.retailer.pk}:{host_of(url)}")

    assert f"It is the address of an offer at Amazon in this article: {url}" in page
    assert not article.editions.exists()


@pytest.mark.parametrize("url", ["https://sephora.com/x", "https://evil.example/x"])
def test_editor_is_told_who_corrects_the_address_of_an_offer(url):
    make_retailer("Sephora").domains.create(domain="sephora.com")
    article, _ = offer_at(url)
    client = signed_in(make_member("Editor", first_name="Ada", last_name="Lim"))
    make_member("Price admin", first_name="Bo", last_name="Tan")

    shown = published(client, article)

    release = ", or release the host here: tick it under “Release" if "evil" in url else "."
    assert f"Ask Bo Tan to correct the address{release}" in shown
    assert "Correct the address" not in shown


def test_publisher_who_may_not_release_is_told_whom_to_ask():
    article, offer = offer_at("https://new.example/x", shop="New Shop", domain=None, released=False)
    client = signed_in(staff("publish_article", "change_article", "view_article"))
    make_member("Editor", username="ada")

    page = client.get(publish_page(article)).content.decode()
    published(client, article, release=f"{offer.retailer.pk}:new.example")

    assert "ask ada" in page
    assert retailers_waiting().exists()
    assert article.editions.exists()
