"""Filters of lists: each option is true, leads where it says, and governs what is shown."""

import re
from html import unescape

import pytest
from django.db import transaction
from django.utils import timezone

from articles.content.sections import section_digests
from articles.content.snapshot import snapshot
from articles.models import Review
from articles.publishing.schedule import publish
from products.models import Availability
from tests.factories import (
    make_article,
    make_brand,
    make_offer,
    make_person,
    make_product,
    make_question,
    make_quote,
    make_retailer,
)

pytestmark = pytest.mark.django_db

_OPTION = re.compile(
    r'<li><a href="([^"]*)" rel="nofollow"(?: aria-current="true")?><span dir="auto">([^<]*)</span>'
    r'.*?<span class="count">(\d+)</span>'
)


def options_on(html):
    """(address, label, how many it says there are) for all filters of a page."""
    return [(unescape(url), label, int(count)) for url, label, count in _OPTION.findall(html)]


def found_on(html):
    return int(re.search(r'class="found" role="status">(\d+)', html)[1])


@pytest.fixture(scope="class")
def catalog(django_db_setup, django_db_blocker):
    """Made once: each test only reads it."""
    with django_db_blocker.unblock(), transaction.atomic():
        furnish()
        yield
        transaction.set_rollback(True)


def furnish():
    """Products that share some of everything, articles and questions around them."""
    brands = [make_brand(f"Brand {letter}") for letter in "AB"]
    shops = [make_retailer(f"Shop {letter}") for letter in "AB"]
    expert = make_person("Anna Lind", released_at=timezone.now())
    for n in range(6):
        product = make_product(
            brand=brands[n % 2],
            category=["Serum", "Eye cream", "eye cream"][n % 3],
            tags=["retinol", "milia", "acne"][: n % 4],
            released_at=timezone.now(),
        )
        make_offer(
            ["9.00", "19.00", "120.00"][n % 3],
            product=product,
            retailer=shops[n % 2],
            availability=[Availability.IN_STOCK, Availability.SOLD_OUT][n % 2],
            list_price=[None, "200.00"][n // 4],
        )
        if n == 1:
            make_offer("60.00", product=product, retailer=shops[0])
        question = make_question(
            tags=["retinol", "milia"][: n % 3], answered_by=expert if n % 2 else None
        )
        make_article(
            tags=["retinol", "sun"][: n % 3],
            topic=["Eyes", "Sun"][n % 2],
            products=[product],
            questions=[question],
            quotes=[make_quote(speaker=expert)] if n % 3 == 0 else [],
        )
    make_offer("5.00", product=make_product(), retailer=make_retailer("Shop of a draft"))


@pytest.mark.usefixtures("catalog")
class TestCatalog:
    @pytest.mark.parametrize(
        "path",
        [
            "/products/",
            "/articles/",
            "/faq/",
            "/products/?tag=retinol",
            "/products/?retailer=shop-a",
            "/articles/?section=eyes",
            "/faq/?about=retinol",
        ],
    )
    def test_every_option_leads_to_as_many_as_it_says(self, client, path):
        if "shop-a" in path:
            path = next(
                url
                for url, label, _ in options_on(client.get("/products/").text)
                if label == "Shop A"
            )
        html = client.get(path).text
        options = options_on(html)

        assert len(options) > 3
        assert "Shop of a draft" not in html
        for url, label, count in options:
            response = client.get(url)
            if "aria-current" in html and url == path.partition("?")[0]:
                continue  # it takes the filter away, and says how many have it
            assert (response.status_code, count > 0) == (200, True), label
            is_wider = re.search(
                r"(brand|retailer|category|price|topic|section|expert|about)=.*&\1=", url
            )
            if not is_wider:
                assert found_on(response.text) == count, (path, label)

    def test_values_of_one_filter_widen_and_tags_narrow(self, client):
        one = found_on(client.get("/products/?category=serum").text)
        both = found_on(client.get("/products/?category=eye-cream&category=serum").text)
        assert (one, both) == (2, 6)

        wide = found_on(client.get("/products/?tag=retinol").text)
        narrow = found_on(client.get("/products/?tag=milia&tag=retinol").text)
        assert (wide, narrow) == (4, 2)


def test_filters_of_offers_are_met_by_the_offer_that_is_shown(client):
    near, far = make_retailer("Near Shop"), make_retailer("Far Shop")
    for name, cheap in (("Both at once", near), ("One at each", far)):
        product = make_product(name, released_at=timezone.now())
        make_offer("9.00", product=product, retailer=cheap, variant_kind="travel")
        make_offer("45.00", product=product, retailer=near if cheap is far else far)

    text = client.get(f"/products/?retailer={near.slug}&price=under-10").text

    assert "Both at once" in text
    assert "One at each" not in text
    assert "$9" in text
    assert "$45" not in text


def test_a_product_is_listed_under_its_own_tags_and_under_its_articles_apart(client):
    with_it = make_product("Night Serum", tags=["retinol"])
    without = make_product("Gentle Cream")
    make_article(tags=["retinol"], products=[with_it, without])

    own = client.get("/products/?tag=retinol").text
    around = client.get("/products/?about=retinol").text

    assert "Night Serum" in own
    assert "Gentle Cream" not in own
    assert "Gentle Cream" in around


def test_a_draft_gives_no_filter(client):
    make_article(tags=["secret"], topic="Secret", products=[make_product()], publish=False)

    for path in ("/products/?about=secret", "/articles/?tag=secret", "/articles/?section=secret"):
        assert client.get(path).status_code == 404
        assert "ecret" not in client.get(path.partition("?")[0]).text


def test_the_order_by_price_is_that_of_the_prices_shown(client):
    shop = make_retailer()
    for price, small in (("30.00", "5.00"), ("20.00", "15.00"), ("40.00", None)):
        product = make_product(released_at=timezone.now())
        make_offer(price, product=product, retailer=shop)
        if small:  # the full size leads
            make_offer(small, product=product, retailer=shop, variant_kind="travel")
    make_product("Without a price", released_at=timezone.now())

    html = client.get("/products/?sort=price").text

    assert re.findall(r'class="price">([^<]*)', html) == ["$20", "$30", "$40"]
    assert html.index("$40") < html.index("Without a price")


def test_reviewed_articles_can_be_asked_for(client):
    reviewed, _ = make_article("Reviewed piece"), make_article("Other piece")
    digests = section_digests(snapshot(reviewed))
    Review.objects.create(
        article=reviewed, reviewer=make_person(credentials="MD"), digests=list(digests)
    )
    publish(reviewed)

    text = client.get("/articles/?reviewed=yes").text

    assert "Reviewed piece" in text
    assert "Other piece" not in text
