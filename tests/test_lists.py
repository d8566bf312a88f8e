"""Public lists and the first page: tidy addresses, filters, pages, fixed queries."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import (
    make_article,
    make_offer,
    make_person,
    make_product,
    make_question,
    make_quote,
)
from tests.public_pages import LISTS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/articles/", "/tags/", "/products/", "/experts/", "/faq/"])
def test_pages_that_are_none_are_not_found(client, live, path):
    for page in (
        "0",
        "x",
        "-1",
        "999",
        "2",
        "01",
        "٢",
        "1&page=2",
        "9" * 20,
        "%00",
        "",
        "1.0",
        "+1",
    ):
        assert client.get(f"{path}?page={page}").status_code == 404, page


@pytest.mark.parametrize("path", ["/articles/", "/products/", "/faq/"])
def test_tags_that_are_none_are_not_found(client, live, path):
    for query in (
        "tag=no-such",
        "tag=%00",
        "tag=a%00b",
        "tag=%27+or+1%3D1",
        "tag=milia&tag=no-such",
        "tag=" + "x" * 300,
        "&".join(f"tag=t{n}" for n in range(50)),
    ):
        assert client.get(f"{path}?{query}").status_code == 404, query


def test_shops_and_brands_that_are_none_are_not_found(client, live):
    for query in (
        "brand=no-such",
        "retailer=no-such",
        "brand=%00",
        "brand=live-brand&brand=other",
        "price=1-2",
        "stock=no",
        "sort=dearest",
    ):
        assert client.get(f"/products/?{query}").status_code == 404, query


@pytest.mark.parametrize(
    ("asked", "tidy"),
    [
        ("/articles/?page=1", "/articles/"),
        ("/articles/?page=1&tag=milia", "/articles/?tag=milia"),
        ("/products/?brand=&retailer=", "/products/"),
        (
            "/products/?brand=live-brand&retailer=&tag=milia",
            "/products/?tag=milia&brand=live-brand",
        ),
        ("/faq/?tag=", "/faq/"),
        ("/articles/?tag=Milia", "/articles/?tag=milia"),
        ("/articles/?tag=+Eye+care%20&tag=eye-care", "/articles/?tag=eye-care"),
        ("/articles/?tag=retinol&tag=milia", "/articles/?tag=milia&tag=retinol"),
        ("/articles/?section=A&tag=milia&sort=Newest", "/articles/?tag=milia&section=a"),
        ("/articles/?utm_source=x&tag=Milia", "/articles/?tag=milia&utm_source=x"),
    ],
)
def test_untidy_addresses_lead_to_the_tidy_one(client, live, asked, tidy):
    response = client.get(asked)

    assert response.status_code == 301
    assert response["Location"] == tidy


def test_tracking_parameters_are_left_out_of_the_canonical_address(client, live):
    html = client.get("/articles/?utm_source=letter&tag=milia").text

    assert f'rel="canonical" href="{settings.BASE_URL}/articles/?tag=milia"' in html


def test_what_we_do_not_know_is_named_unless_it_tracks(client, live):
    asked = "/articles/?utm_source=letter&fbclid=1&colour=%3Cred%3E&tag=milia&col%3Cb%3E=2"

    html = client.get(asked).text

    assert re.findall("the filter “([^”]*)”", html) == ["colour", "col&lt;b&gt;"]
    assert f'rel="canonical" href="{settings.BASE_URL}/articles/?tag=milia"' in html


def test_links_that_filter_are_followed_by_no_robot(client, live):
    for path in ("/articles/", "/products/", "/faq/", "/products/?tag=milia&sort=newest"):
        links = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>', client.get(path).text)
        filtering = [link for link in links if re.search(r"[?;](?!page=)[a-z]+=", link)]
        for link in filtering:
            found = re.search(rf'<a [^>]*href="{re.escape(link)}"[^>]*>', client.get(path).text)
            assert 'rel="nofollow"' in found[0]
    robots = client.get("/robots.txt").text
    assert "Disallow: /*?*&tag=\n" in robots
    assert "Disallow: /*?*&sort=\n" in robots
    # A page that robots may not read is nobody's canonical address.
    assert 'rel="canonical"' not in client.get("/products/?tag=milia&sort=newest").text


def test_lists_have_no_fields_that_could_say_something_else_than_the_list(client, live):
    for path in ("/articles/", "/products/?tag=milia", "/faq/"):
        content = client.get(path).text.partition("<main")[2]
        assert not re.search("<(?:form|select|input)", content)


@pytest.mark.parametrize("path", ["/articles/", "/products/", "/faq/"])
def test_filtered_lists_are_kept_out_of_search_engines(client, live, path):
    noindex = '<meta name="robots" content="noindex">'

    assert noindex in client.get(f"{path}?tag=milia").text
    assert noindex not in client.get(path).text


def test_filters_that_find_nothing_offer_a_way_back(client, live):
    make_article(tags=["retinol"])

    response = client.get("/articles/?tag=milia&tag=retinol")

    assert response.status_code == 404
    assert 'href="/articles/?tag=retinol"' in response.text
    assert 'href="/articles/?tag=milia"' in response.text
    assert 'href="/articles/"' in response.text


def test_the_second_page_has_an_address_of_its_own(client):
    for _ in range(25):
        make_article()

    first, second = client.get("/articles/"), client.get("/articles/?page=2")

    assert first.text.count('class="card article-card"') == 24
    assert second.text.count('class="card article-card"') == 1
    assert 'href="/articles/?page=2"' in first.text
    assert f'rel="canonical" href="{settings.BASE_URL}/articles/?page=2"' in second.text
    assert client.get("/articles/?page=3").status_code == 404


def test_a_page_behind_the_last_keeps_the_filters_and_leads_back(client):
    for _ in range(25):
        make_article(tags=["milia"])
    make_article(tags=["acne"])

    response = client.get("/articles/?tag=milia&page=3")

    assert response.status_code == 404
    assert "This list has 2 pages." in response.text
    assert 'href="/articles/?tag=milia">the first' in response.text
    assert 'href="/articles/?tag=milia&amp;page=2">the last' in response.text
    assert "milia" in re.search('<ul class="chips chosen".*?</ul>', response.text, re.DOTALL)[0]


def test_home_shows_the_newest_first(client):
    old, new = make_article("Older headline"), make_article("Newer headline")

    text = client.get("/").text

    assert text.index(str(new)) < text.index(str(old))


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    for _ in range(count):
        product = make_product()
        make_offer(product=product)
        make_article(
            tags=["milia"],
            products=[product],
            questions=[make_question()],
            quotes=[make_quote(speaker=make_person(credentials="MD"))],
        )

    # editions, bylines, tags, products with brand, offers with retailer and price, experts,
    # questions
    with django_assert_num_queries(8):
        client.get("/")


def test_an_empty_site_says_so(client):
    for name in ["home", *LISTS]:
        response = client.get(reverse(name))
        assert response.status_code == 200
        assert "Nothing has been published here yet." in response.text
