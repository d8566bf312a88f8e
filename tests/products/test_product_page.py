"""What a product's page tells beside its offers, and a brand's of its products."""

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from articles.models import Quote
from articles.publishing.schedule import publish
from people.models import BrandTie
from products.models import Product
from tests.factories import (
    make_article,
    make_block,
    make_brand,
    make_offer,
    make_person,
    make_product,
    make_quote,
)

pytestmark = pytest.mark.django_db
NOINDEX = '<meta name="robots" content="noindex">'


def words(html):
    return " ".join(strip_tags(html.partition("<main")[2].partition("</main")[0]).split())


def make_public_product(name=None, **fields):
    return make_product(name, released_at=timezone.now(), **fields)


def test_a_product_tells_what_live_articles_say_and_who_names_it(client):
    product = make_product("Slow Retinol Serum", released_at=timezone.now())
    make_offer(product=product)
    naming = make_quote("I use Slow Retinol Serum myself.", speaker=make_person("Anna Lind"))
    silent = make_quote("Sleep more.", speaker=make_person("Ben Quiet"))
    article = make_article("Begin slowly", quotes=[naming, silent], publish=False)
    make_block(
        "product_pick", article, product=product, best_for="Best for beginners",
        note="It goes slowly.", pros="Gentle", cons="Thin",
    )  # fmt: skip
    page = product.get_absolute_url()
    assert "Begin slowly" not in client.get(page).text

    publish(article)

    text = words(client.get(page).text)
    for said in ("Best for beginners It goes slowly. Our pick in Begin slowly", "Gentle", "Thin"):
        assert said in text
    assert "“I use Slow Retinol Serum myself.” Named by Anna Lind" in text
    assert "Ben Quiet" not in text
    naming.permission = Quote.Permission.WITHDRAWN
    naming.save()
    assert "Anna Lind" not in client.get(page).text


def test_who_is_paid_by_the_brand_is_disclosed_beside_what_they_say(client):
    product = make_public_product("Slow Retinol Serum")
    doctor = make_person("Anna Lind")
    BrandTie.objects.create(person=doctor, brand=product.brand, kind=BrandTie.Kind.PAID)
    make_article(products=[product], quotes=[make_quote("Slow Retinol Serum!", speaker=doctor)])

    text = words(client.get(product.get_absolute_url()).text)

    assert f"Disclosure: Anna Lind is paid by {product.brand}." in text


def test_no_expert_recommends_a_medicine_beside_its_offers_in_europe(client):
    product = make_public_product("Slow Retinol Serum", regulatory_class="otc")
    offer = make_offer(product=product)
    make_article(
        products=[product],
        quotes=[make_quote("Slow Retinol Serum!", speaker=make_person("Anna Lind"))],
    )
    assert "Anna Lind" in client.get(product.get_absolute_url()).text

    type(offer.retailer).objects.update(market="DE")

    assert "Anna Lind" not in client.get(product.get_absolute_url()).text


def test_alternatives_are_of_its_kind_at_another_price_in_its_currency(client):
    def sold(name, price, *, currency="USD", **fields):
        product = make_public_product(name, **({"category": "Serum"} | fields))
        make_offer(price, product=product, currency=currency)
        return product

    product = sold("Middle Serum", "20.00")
    sold("Dear Serum", "60.00")
    sold("Less Dear Serum", "30.00")
    sold("Cheap Serum", "5.00")
    sold("Same Serum", "20.00")
    sold("Euro Serum", "4.00", currency="EUR")
    sold("Cheap Mask", "4.00", category="Mask")
    make_offer("3.00", product=make_product("Draft Serum", category="Serum"))

    text = words(client.get(product.get_absolute_url()).text).partition("At another price")[2]

    assert text.index("Cheap Serum") < text.index("Less Dear Serum") < text.index("Dear Serum For")
    for other in ("Same Serum", "Euro Serum", "Cheap Mask", "Draft Serum"):
        assert other not in text


def test_a_brand_says_what_it_costs_and_where_it_is_written_about(client):
    brand = make_brand("Oat & Ember")
    product = make_public_product(brand=brand)
    make_offer("19.00", product=product)
    make_offer("24.00", product=product)
    make_article("Oats explained", products=[product])
    make_article("Oats in secret", products=[product], publish=False)

    html = client.get(brand.get_absolute_url()).text

    assert "1 product, in 1 article" in words(html)
    assert "2 shops, $19 to $24" in words(html)
    assert "Oats explained" in html
    assert "Oats in secret" not in html


def test_thin_pages_say_so_and_stand_in_no_sitemap(client):
    brand = make_brand()
    products = [make_public_product(brand=brand)]

    def is_thin(row, section):
        html = client.get(row.get_absolute_url()).text
        is_in = row.get_absolute_url() in client.get(f"/sitemap-{section}.xml").text
        assert is_in != (NOINDEX in html) == ("There isn’t much here yet" in html)
        return not is_in

    assert is_thin(brand, "brands")
    assert is_thin(products[0], "products")
    make_offer(product=products[0])
    assert not is_thin(products[0], "products")
    products += [make_public_product(brand=brand) for _ in range(2)]
    assert not is_thin(brand, "brands")
    assert is_thin(products[1], "products")
    Product.objects.update(description="It is a cream.")
    assert not is_thin(products[1], "products")
