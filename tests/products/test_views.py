"""Products as readers see them: prices that can be heard, links that say who pays."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.html import strip_tags

from products.display_policy import Show
from products.models import Availability, ListPriceKind, PriceKind, Retailer
from tests.factories import (
    make_article,
    make_brand,
    make_offer,
    make_product,
    make_quote,
    make_retailer,
    make_unchecked_offer,
    set_price,
)

pytestmark = pytest.mark.django_db


def make_public_product(name=None, **fields):
    return make_product(name, released_at=timezone.now(), **fields)


def offer_on_page(client, offer):
    """The HTML of the one offer on its product's page."""
    html = client.get(offer.product.get_absolute_url()).text
    return re.search(r'<div class="offer">.*?</li>', html, re.DOTALL)[0]


def words(html):
    return " ".join(strip_tags(html).split())


@pytest.fixture
def pads():
    return make_public_product("Zero Pore Pads", slug="zero-pore-pads")


@pytest.fixture
def amazon():
    return make_retailer("Amazon")


def test_a_price_is_spoken_with_what_it_is(client, pads, amazon):
    checked_at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    offer = make_offer(
        "19.00", product=pads, retailer=amazon, list_price="31.00", checked_at=checked_at
    )

    html = offer_on_page(client, offer)

    assert "Current price: $19, Originally $31, as reported, at Amazon" in words(html)
    assert "checked 22 Nov 2026" in words(html)
    assert "Originally <s>$31</s>, as reported" in html


def test_a_makers_list_price_is_not_called_a_former_one(client, pads, amazon):
    offer = make_offer(
        "19.00",
        product=pads,
        retailer=amazon,
        list_price="31.00",
        list_price_kind=ListPriceKind.RRP,
    )

    assert "Current price: $19, List price $31, at Amazon" in words(offer_on_page(client, offer))


def test_a_range_has_no_original_price(client, pads, amazon):
    offer = make_offer(
        "19.00", product=pads, retailer=amazon, list_price="31.00", price_kind=PriceKind.FROM
    )

    text = words(offer_on_page(client, offer))

    assert "Current price: from $19, at Amazon" in text
    assert "Original" not in text


def test_links_of_shops_that_pay_are_sponsored_and_named_apart(client, pads, amazon):
    make_offer(product=pads, retailer=amazon, url="https://amazon.example/pads")
    free = make_retailer("Free Shop", pays_commission=False)
    make_offer(product=pads, retailer=free, url="https://free.example/pads")

    html = client.get(pads.get_absolute_url()).text

    paid = '<a class="shop-link" href="https://amazon.example/pads" rel="sponsored">'
    name = '<span class="visually-hidden">: Zero Pore Pads</span></a>'
    assert f"{paid}View at Amazon{name}" in html
    unpaid = '<a class="shop-link" href="https://free.example/pads">'
    assert f"{unpaid}View at Free Shop{name}" in html
    assert "_blank" not in html
    assert html.index(settings.AFFILIATE_DISCLOSURE) < html.index(paid)


def test_the_affiliate_tag_is_added_to_the_link(client, pads):
    shop = make_retailer("Shop", affiliate_query="tag=ours-20")
    make_offer(product=pads, retailer=shop, url="https://shop.example/p?a=1&tag=theirs")

    html = client.get(pads.get_absolute_url()).text

    assert 'href="https://shop.example/p?a=1&amp;tag=ours-20"' in html


def test_an_offer_without_a_link_is_told_in_words(client, pads, amazon):
    offer = make_offer("19.00", product=pads, retailer=amazon, url="")

    html = offer_on_page(client, offer)

    assert "Current price: $19, at Amazon" in words(html)
    assert "shop-link" not in html
    assert settings.AFFILIATE_DISCLOSURE not in client.get(pads.get_absolute_url()).text


@pytest.mark.parametrize("reason", ["not known", "hidden by policy"])
def test_where_no_price_may_be_shown_readers_are_sent_to_check_it(client, pads, reason):
    policy = Show.CHECK if reason == "hidden by policy" else Show.EXACT
    shop = make_retailer("Amazon", policy_show=policy)
    price = "19.00" if reason == "hidden by policy" else None
    offer = make_offer(price, product=pads, retailer=shop)

    html = offer_on_page(client, offer)

    assert "Check price at Amazon for Zero Pore Pads" in words(html)
    assert "$" not in html
    assert "Current price" not in html
    assert "checked" not in html


def test_what_cannot_be_had_is_said_in_words(client, pads, amazon):
    offer = make_offer(
        "19.00", product=pads, retailer=amazon, availability=Availability.OUT_OF_STOCK
    )

    assert "Out of stock" in words(offer_on_page(client, offer))


def test_variants_of_one_shop_are_told_apart(client, pads, amazon):
    make_offer("19.00", product=pads, retailer=amazon)
    make_offer("9.00", product=pads, retailer=amazon, variant="travel size")

    text = words(client.get(pads.get_absolute_url()).text)

    assert "View at Amazon: Zero Pore Pads" in text
    assert "View at Amazon: Zero Pore Pads (travel size)" in text


def test_withdrawn_offers_are_shown_to_nobody(client, pads, amazon):
    offer = make_offer("19.00", product=pads, retailer=amazon)
    offer.withdrawn_at = timezone.now()
    offer.save()

    assert "Amazon" not in client.get(pads.get_absolute_url()).text
    assert "Amazon" not in client.get("/products/").text


def test_an_address_with_a_script_never_becomes_a_link(client, pads, amazon):
    """
    The database refuses it; what the page prints is checked all the same (docs/rules.md 8.15).
    """
    offer = make_offer(product=pads, retailer=amazon, url='https://x.example/"><script>')

    html = client.get(pads.get_absolute_url()).text

    assert "><script>" not in html
    assert offer.url.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;") in html


def test_a_product_names_the_articles_that_show_it(client, pads):
    article = make_article("Shows the pads", products=[pads])
    make_article("Shows something else", products=[make_product()])

    text = client.get(pads.get_absolute_url()).text

    assert str(article) in text
    assert "Shows something else" not in text


@pytest.mark.parametrize("filters", ["tag=milia", "brand={brand}", "retailer={retailer}"])
def test_each_filter_narrows_the_list(client, filters):
    brand, retailer = make_brand(), make_retailer()
    wanted = make_public_product("Wanted Serum", brand=brand, tags=["milia"])
    make_offer(product=wanted, retailer=retailer)
    make_offer(product=make_public_product("Other Serum", tags=["acne"]))

    text = client.get("/products/?" + filters.format(brand=brand.slug, retailer=retailer.slug)).text

    assert "Wanted Serum" in text
    assert "Other Serum" not in text


def test_filters_can_be_combined_and_keep_their_order(client):
    brand, retailer = make_brand(), make_retailer()
    for name, tags in (("Wanted Serum", ["milia", "retinol"]), ("Other Serum", ["milia"])):
        product = make_public_product(name, brand=brand, tags=tags)
        make_offer(product=product, retailer=retailer)

    query = f"tag=milia&tag=retinol&brand={brand.slug}&retailer={retailer.slug}"
    html = client.get(f"/products/?{query}").text

    assert "Wanted Serum" in html
    assert "Other Serum" not in html
    assert client.get(f"/products/?{'&'.join(reversed(query.split('&')))}").url == (
        f"/products/?{query}"
    )


def test_a_card_names_the_best_offer(client, pads, amazon):
    make_offer("25.00", product=pads, retailer=make_retailer("Dear Shop"))
    make_offer("19.00", product=pads, retailer=amazon)

    text = words(client.get("/products/").text)

    assert "Current price: $19, at Amazon" in text
    assert "$25" not in text


@pytest.mark.parametrize("path", ["/products/", "/brands/{brand}/"])
def test_lists_disclose_before_the_first_paid_link(client, pads, path):
    path = path.format(brand=pads.brand.slug)
    assert settings.AFFILIATE_DISCLOSURE not in client.get(path).text

    make_offer(product=pads)
    html = client.get(path).text

    assert html.index(settings.AFFILIATE_DISCLOSURE) < html.index('rel="sponsored"')


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    brand, retailer = make_brand(), make_retailer()
    for _ in range(count):
        product = make_public_product(brand=brand, tags=["milia", "retinol"])
        make_offer(product=product, retailer=retailer)
        make_offer(product=product)

    query = f"tag=milia&brand={brand.slug}&retailer={retailer.slug}&sort=price"
    # settings, terms of shops, all that is counted, products with brand, offers
    with django_assert_num_queries(5):
        client.get(f"/products/?{query}")


@pytest.mark.parametrize("count", [1, 3])
def test_a_product_asks_a_fixed_number_of_queries(client, django_assert_num_queries, pads, count):
    for _ in range(count):
        make_offer(product=pads)
        make_article(products=[pads], quotes=[make_quote()])
        other = make_public_product(tags=["milia"])
        make_offer("30.00", product=other)
    pads.tags.add(*["milia", "retinol", "acne"][:count])

    # product with brand and settings, offers with retailer and price, tags, price log, editions,
    # their quotes, ties to the brand, terms of shops, alternatives, their offers
    with django_assert_num_queries(10):
        client.get(pads.get_absolute_url())


@pytest.mark.parametrize("count", [1, 3])
def test_a_brand_asks_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    brand = make_brand()
    for _ in range(count):
        make_offer(product=make_public_product(brand=brand))

    # settings, brand, count, products with brand, offers with retailer and price, how many
    # articles, the newest (none, so no bylines)
    with django_assert_num_queries(7):
        client.get(brand.get_absolute_url())


def test_a_filter_by_shop_shows_that_shops_offer(client, pads, amazon):
    dear = make_retailer("Dear Shop")
    make_offer("25.00", product=pads, retailer=dear)
    make_offer("19.00", product=pads, retailer=amazon)

    text = words(client.get(f"/products/?retailer={dear.slug}").text)

    assert "Current price: $25, at Dear Shop" in text
    assert "$19" not in text


def test_a_shop_that_wants_its_own_words_gets_them_where_its_paid_link_is(client, pads):
    shop = make_retailer("Row", policy_statement="As a partner I earn.", policy_stamp="moment")
    Retailer.objects.update(policy_disclaimer="Prices on {site} count.")
    at = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
    make_offer("19.00", product=pads, retailer=shop, url="https://row.example/1", checked_at=at)

    html = client.get(pads.get_absolute_url()).text

    assert html.index("As a partner I earn.") < html.index('rel="sponsored"')
    assert re.search(r"as of <time [^>]*>22 Nov 2026, \d\d:05 \w+</time>", html)
    assert "Prices on row.example count." in html
    assert "As a partner" not in client.get("/").text


def test_a_link_to_a_search_says_so(client, pads, amazon):
    make_offer("19.00", product=pads, retailer=amazon, url="https://a.example/s?k=pads")

    text = words(client.get(pads.get_absolute_url()).text)

    assert "Search at Amazon: Zero Pore Pads" in text
    assert "View at" not in text


def test_a_reported_price_says_that_nobody_looked(client, pads):
    offer = make_unchecked_offer(product=pads)

    assert "$19, at" in words(offer_on_page(client, offer))
    assert "not checked yet" in words(offer_on_page(client, offer))


@pytest.mark.parametrize("path", ["/", "/products/", "{product}", "/tags/milia/"])
def test_a_hidden_price_is_nowhere_on_a_page(client, path):
    product = make_public_product("Serum", tags=["milia"])
    shop = make_retailer(policy_show=Show.CHECK)
    make_offer("19.77", product=product, retailer=shop, list_price="31.88")

    response = client.get(path.format(product=product.get_absolute_url()))

    assert "Serum" in response.text
    assert not re.search(r"19[.,]77|31[.,]88|1977|3188", response.text)
    assert response["Cache-Control"] == "no-cache"


def test_in_europe_the_lowest_price_of_thirty_days_is_struck_through(client, pads):
    shop = make_retailer("Laden", market="DE", currency="EUR")
    now = timezone.now()
    offer = make_offer(None, product=pads, retailer=shop)
    facts = {"currency": "EUR", "list_price": "31.00"}
    for days, price in ((40, "25.00"), (33, "24.00"), (26, "25.00"), (19, "25.00"), (12, "25.00")):
        set_price(offer, price, checked_at=now - timedelta(days=days), **facts)
    set_price(offer, "20.00", checked_at=now - timedelta(days=5), **facts)

    text = words(offer_on_page(client, offer))

    assert "Current price: €20, Lowest in the 30 days before: €24, at Laden" in text
    assert "31" not in text


def test_words_that_readers_cannot_know_are_explained_beside_the_price(client, pads, amazon):
    manuscript = {"reported_on": timezone.localdate() - timedelta(days=3), "looked": False}
    offer = make_offer("19.00", product=pads, retailer=amazon, list_price="31.00", **manuscript)

    terms = words(re.search(r"<p>“As.*?</details>", offer_on_page(client, offer), re.DOTALL)[0])

    assert terms.startswith("“As reported”: somebody told us of this earlier")
    assert "“From the manuscript”: the price as our writer handed it in on that day." in terms


def test_the_disclosure_names_who_pays(client, pads):
    for name in ("Zorb", "Alder Shop"):
        make_offer("19.00", product=pads, retailer=make_retailer(name))
    free = make_retailer("Free", pays_commission=False)
    make_offer("19.00", product=pads, retailer=free)

    html = client.get(pads.get_absolute_url()).text

    assert "On this page we may earn from links to Alder Shop and Zorb." in html


@pytest.mark.parametrize(
    ("shop", "reads"),
    [
        ({}, "Sold at Kosmetik Müller Check the price there."),
        ({"policy_show": Show.NEVER}, "Sold at Kosmetik Müller"),
    ],
)
def test_a_price_that_stepped_down_leaves_whole_words_without_an_address(client, pads, shop, reads):
    retailer = make_retailer("Kosmetik Müller", **shop)
    old = timezone.now() - timedelta(days=40)
    offer = make_offer("19.00", product=pads, retailer=retailer, url="", checked_at=old)

    assert words(offer_on_page(client, offer)) == reads
