"""Shops and hosts that nobody has released yet: readers see nothing of them, whoever made them."""

from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.publishing.schedule import publish
from products.models import Offer, Product, Retailer
from products.releases import retailers_waiting
from products.shop_hosts import host_of
from tests.factories import (
    make_article,
    make_member,
    make_offer,
    make_product,
    make_retailer,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


def offer_at(url, *, shop="Amazon", domain="amazon.com", released=True):
    """A product with an article that sells it at this address of a shop with this domain."""
    retailer = make_retailer(shop, **({} if released else {"released_at": None}))
    if domain:
        retailer.domains.create(domain=domain)
    product = make_product("Peel")
    # As an import or SQL leaves it: the forms would refuse some of these.
    offer = Offer.objects.create(product=product, retailer=retailer, url=url)
    return make_article(products=[product], publish=False), offer


def pages_of(article, product):
    addresses = [
        "/",
        "/products/",
        article.get_absolute_url(),
        product.get_absolute_url(),
        product.brand.get_absolute_url(),
    ]
    return [seen(address) for address in addresses]


def seen(address):
    """What a reader gets there."""
    return Client().get(address).content.decode()


def test_shop_that_waits_is_on_no_page_until_it_is_released():
    article, offer = offer_at("https://new.example/x", shop="New Shop", domain=None, released=False)
    publish(article)

    assert not any(
        "New Shop" in page or "new.example" in page for page in pages_of(article, offer.product)
    )
    assert "New Shop" not in seen("/products/?retailer=new-shop")

    offer.retailer.release(["new.example"])

    assert all("New Shop" in page for page in pages_of(article, offer.product)[1:])


def test_address_at_a_host_nobody_added_to_the_shop_is_on_no_page():
    product = make_offer("19.00").product
    article = make_article(products=[product])
    shop = Retailer.objects.get()
    Offer.objects.update(url=f"https://{shop.slug}.example.evil.example/x")

    assert not any("evil.example" in page for page in pages_of(article, product))
    assert list(retailers_waiting()) == [shop]


def test_one_host_that_waits_is_found_among_all_of_a_shop():
    shop = make_retailer("Amazon")
    shop.domains.create(domain="amazon.com")
    hosts = ["amazon.com", "m.amazon.com", "evil.example", "www.amazon.com"]
    offers = [_offer(shop, f"https://{host}/{n}") for host in hosts for n in range(2)]
    Offer.objects.bulk_create([*offers, _offer(make_retailer("Sephora"), "")])

    assert list(retailers_waiting()) == [shop]
    Offer.objects.filter(host="evil.example").update(withdrawn_at=timezone.now())
    assert not retailers_waiting().exists()


def _offer(shop, url):
    return Offer(product=make_product(), retailer=shop, url=url)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts the steps of SQLite's machine")
def test_a_thousand_offers_at_one_host_are_not_looked_at_one_by_one():
    shop, product = make_retailer("Amazon"), make_product()
    shop.domains.create(domain="amazon.com")
    kept = {"product": product, "retailer": shop}

    def steps_with(numbers):
        made = (Offer(**kept, variant=str(n), url=f"https://www.amazon.com/{n}") for n in numbers)
        Offer.objects.bulk_create(made)
        asked = []
        connection.connection.set_progress_handler(lambda: asked.append(1), 1)
        try:
            assert not retailers_waiting().exists()
        finally:
            connection.connection.set_progress_handler(None, 1)
        return len(asked)

    assert steps_with(range(10, 1_000)) == steps_with(range(1_000, 1_010))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("", ""),
        ("https://www.Shop.example", "www.shop.example"),
        ("http://shop.example:8080/x?y#z", "shop.example"),
        ("https://shop.example?x=https://evil.example/", "shop.example"),
        ("https://shop.example#@evil.example", "shop.example"),
        ("https://shop.example/a//b:c?d", "shop.example"),
    ],
)
def test_database_reads_the_host_as_we_do(url, host):
    offer = make_offer(None, url=url)

    offer.refresh_from_db()

    assert offer.host == host
    assert offer.host.removeprefix("www.") == host_of(url)


@pytest.mark.parametrize(
    "url", ["https://shop.example@evil.example/", "https://evil.example\\.shop.example"]
)
def test_database_refuses_an_address_that_is_read_in_two_ways(url):
    offer = make_offer(None)

    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(url=url)


@pytest.mark.parametrize("field", ["product", "retailer", "variant", "variant_kind"])
def test_offer_with_a_price_keeps_what_the_price_is_of(field):
    offer = make_offer("19.00")
    others = {"product": make_product, "retailer": make_retailer}
    other = others[field]() if field in others else "sample"
    client = signed_in(make_member("Price admin"))
    address = reverse("admin:products_offer_change", args=[offer.pk])
    form = client.get(address).context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields} | {
        field: getattr(other, "pk", other),
        "url": "",
    }

    answer = client.post(address, typed)

    assert "add a new offer" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(**{field: other})


def test_offer_without_a_price_may_still_be_put_right():
    offer = make_offer(None)

    Offer.objects.filter(pk=offer.pk).update(product=make_product())


# Who releases, and where


def release_page(retailer):
    return reverse("admin:products_retailer_release", args=[retailer.pk])


@pytest.mark.parametrize("role", ["Editor", "Price admin"])
def test_release_shows_the_address_and_takes_what_is_ticked(role):
    _, offer = offer_at("https://new.example/x", shop="New Shop", domain=None, released=False)
    shop, member = offer.retailer, make_member(role)
    client = signed_in(member)

    assert "Shops that wait for release" in client.get("/admin/").content.decode()
    assert (
        release_page(shop)
        in client.get(reverse("admin:products_retailer_change", args=[shop.pk])).content.decode()
    )
    assert (
        "New Shop (new): new.example, https://new.example/x"
        in client.get(release_page(shop)).content.decode()
    )
    client.post(release_page(shop), {"hosts": f"{shop.pk}:new.example"})

    shop.refresh_from_db()
    assert shop.released_by == member
    assert [row.domain for row in shop.domains.all()] == ["new.example"]
    assert not retailers_waiting().exists()


def test_shop_whose_only_host_is_anothers_has_nothing_to_release():
    make_retailer("Sephora").domains.create(domain="sephora.com")
    _, offer = offer_at("https://sephora.com/x", shop="New Shop", domain=None, released=False)
    shop, client = offer.retailer, signed_in(make_member("Editor"))

    shown = client.get(reverse("admin:products_retailer_change", args=[shop.pk])).text
    answer = client.post(release_page(shop), {"hosts": []})

    shop.refresh_from_db()
    assert release_page(shop) not in shown
    assert shop.released_at is None
    assert "sephora.com belongs to Sephora, not to New Shop." in answer.text
    assert 'value="Release"' not in answer.text


@pytest.mark.parametrize("is_any_its_own", [False, True])
def test_of_many_hosts_that_are_anothers_the_first_are_named(is_any_its_own):
    shop = make_retailer("New Shop", released_at=None)
    other = make_retailer("Sephora")
    for number in range(47):
        other.domains.create(domain=f"s{number}.example")
        url = f"https://s{number}.example/x"
        Offer.objects.create(product=make_product(), retailer=shop, url=url)
    if is_any_its_own:
        Offer.objects.create(product=make_product(), retailer=shop, url="https://new.example/x")

    text = signed_in(make_member("Editor")).get(release_page(shop)).text

    assert text.count("belongs to Sephora, not to New Shop.") == 10
    assert ("and 37 more" if is_any_its_own else "And 37 more of its hosts are like these.") in text
    assert ('value="Release"' in text) == is_any_its_own


@pytest.mark.parametrize("more", [False, True])
def test_second_who_releases_a_shop_reads_that_it_was_released(more):
    _, offer = offer_at("https://new.example/x", shop="New Shop", domain=None, released=False)
    shop, ada = offer.retailer, make_member("Editor", first_name="Ada", last_name="Lim")
    signed_in(ada).post(release_page(shop), {"hosts": f"{shop.pk}:new.example"})
    if more:
        other = make_product()
        Offer.objects.create(product=other, retailer=shop, url="https://newer.example/x")

    second = signed_in(make_member("Editor"))
    answer = second.post(release_page(shop), {"hosts": f"{shop.pk}:new.example"})

    told = "What you ticked was released already" if more else "was released already, by Ada Lim."
    assert told in answer.text
    assert "Select a valid choice" not in answer.text


def test_release_of_no_host_is_refused_and_what_is_seen_is_said():
    _, offer = offer_at("https://new.example/x", shop="New Shop", domain=None, released=False)
    shop, client = offer.retailer, signed_in(make_member("Editor"))

    refused = client.post(release_page(shop), {})

    assert "Tick at least one host." in refused.text
    assert retailers_waiting().exists()
    done = client.post(release_page(shop), {"hosts": f"{shop.pk}:new.example"}, follow=True)
    assert "New Shop that are at its own hosts: new.example." in done.text


def test_shop_without_an_address_is_released_by_its_name():
    _, offer = offer_at("", shop="New Shop", domain=None, released=False)
    shop, client = offer.retailer, signed_in(make_member("Editor"))

    asked = client.get(release_page(shop))
    done = client.post(release_page(shop), {}, follow=True)

    assert "None of its offers has an address that can be released" in asked.text
    assert "Readers see the offers at New Shop that are without an address." in done.text
    assert Offer.objects.shown().exists()


@pytest.mark.parametrize("role", ["Writer", "Medical reviewer"])
def test_nobody_else_releases(role):
    _, offer = offer_at("https://new.example/x", shop="New Shop", domain=None, released=False)
    client = signed_in(make_member(role))

    answer = client.post(
        release_page(offer.retailer), {"hosts": f"{offer.retailer.pk}:new.example"}
    )

    assert answer.status_code == 403
    assert "Shops that wait for release" not in client.get("/admin/").content.decode()
    assert retailers_waiting().exists()


@pytest.mark.parametrize(
    ("rights", "is_released"),
    [
        (["add_retailer", "view_retailer"], False),
        (["add_retailer", "view_retailer", "release_retailer"], True),
    ],
)
def test_shop_made_in_the_admin_is_released_by_the_right_alone(rights, is_released):
    client = signed_in(staff(*rights, *("add_retailerdomain", "view_retailerdomain")))
    typed = {
        "name": "Typed",
        "slug": "typed",
        "market": "US",
        "currency": "USD",
        "preset": "open",
    }
    typed |= {
        "domains-TOTAL_FORMS": 1,
        "domains-INITIAL_FORMS": 0,
        "domains-0-domain": "typed.example",
    }

    client.post(reverse("admin:products_retailer_add"), typed)

    shop = Retailer.objects.get()
    assert (shop.released_at is not None, shop.domains.exists()) == (is_released, is_released)


def test_released_shop_changes_by_who_may_release_it():
    shop = make_retailer("Amazon")
    client = signed_in(staff("view_retailer", "change_retailer", "delete_retailer"))
    address = reverse("admin:products_retailer_change", args=[shop.pk])

    client.post(address, {"name": "Evil", "slug": "evil", "market": "US", "currency": "USD"})

    shop.refresh_from_db()
    assert shop.name == "Amazon"


def typed_offer(client, url, **more):
    """Type an offer of the one product at the one Amazon; returns the page."""
    shop = Retailer.objects.filter(name="Amazon").first() or make_retailer("Amazon")
    shop.domains.get_or_create(domain="amazon.com")
    product = Product.objects.first() or make_product()
    typed = {"product": product.pk, "retailer": shop.pk, "url": url, "price_kind": "exact"}
    answer = client.post(reverse("admin:products_offer_add"), typed | more)
    return unescape(answer.content.decode())


def test_new_host_is_added_by_a_tick_of_who_may():
    client = signed_in(make_member("Price admin"))

    page = typed_offer(client, "https://amazon.example/x")

    assert "amazon.example isn't one of Amazon's domains" in page
    typed_offer(client, "https://amazon.example/x", adds_host="on")
    assert Offer.objects.shown().get().host == "amazon.example"


def test_tick_of_who_may_not_adds_no_host():
    client = signed_in(staff("add_offer", "view_offer"))

    typed_offer(client, "https://amazon.example/x", adds_host="on")

    assert not Offer.objects.exists()


def test_tick_adds_no_other_shops_host():
    make_retailer("Sephora").domains.create(domain="sephora.com")
    client = signed_in(make_member("Price admin"))

    page = typed_offer(client, "https://sephora.com/x", adds_host="on")

    assert "sephora.com belongs to Sephora, not to Amazon" in page


# Publishing
