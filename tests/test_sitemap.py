"""What search engines are told: robots and sitemap."""

import re

import pytest
from django.conf import settings
from django.utils import timezone

from articles.publishing.schedule import live_edition
from skinsite import sitemaps
from tests.factories import (
    make_product,
)
from tests.public_pages import KINDS, LISTS, address

pytestmark = pytest.mark.django_db


def test_robots_are_told_where_the_sitemap_is(client):
    lines = client.get("/robots.txt").text.splitlines()

    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in lines
    assert "Disallow: /admin/" in lines
    assert "Disallow: /" not in lines


def locations(text):
    """The paths that a sitemap, or the index of them, names."""
    return re.findall(rf"<loc>{settings.BASE_URL}(.*?)</loc>", text)


def files_of_the_sitemap(client):
    """What stands in the files that the index names."""
    return [client.get(path).text for path in locations(client.get("/sitemap.xml").text)]


def test_the_sitemap_lists_every_public_page_with_its_last_change(client, live):
    text = "".join(files_of_the_sitemap(client))

    for name, slug in [("home", None), *((name, None) for name in [*LISTS, "corrections"]), *KINDS]:
        assert f"<loc>{settings.BASE_URL}{address(name, slug)}</loc>" in text
    modified_at = live_edition(live["article"]).modified_at
    assert f"<lastmod>{modified_at.isoformat()}</lastmod>" in text
    assert text.count("<lastmod>") == 1


def test_every_address_of_the_sitemap_opens(client, live):
    paths = locations("".join(files_of_the_sitemap(client)))

    assert paths
    for path in paths:
        assert client.get(path).status_code == 200, path


def test_the_sitemap_holds_every_address_however_many_there_are(client, monkeypatch):
    monkeypatch.setattr(sitemaps.Products, "limit", 3)
    products = [make_product(released_at=timezone.now(), description="It is.") for _ in range(7)]

    files = locations(client.get("/sitemap.xml").text)
    held = [path for text in files_of_the_sitemap(client) for path in locations(text)]

    found = [path for path in held if re.fullmatch("/products/[^/]+/", path)]
    assert sorted(found) == sorted(product.get_absolute_url() for product in products)
    assert [path for path in files if "products" in path] == [
        "/sitemap-products.xml",
        "/sitemap-products.xml?p=2",
        "/sitemap-products.xml?p=3",
    ]


def test_the_sitemap_names_no_empty_file_and_no_other_host(client):
    files = locations(client.get("/sitemap.xml", headers={"host": "localhost"}).text)

    assert files == ["/sitemap-pages.xml"]
    assert client.get("/sitemap-nonsense.xml").status_code == 404
    assert client.get("/sitemap-pages.xml?p=2").status_code == 404
    text = client.get("/sitemap-pages.xml", headers={"host": "localhost"}).text
    assert f"<loc>{settings.BASE_URL}/</loc>" in text
