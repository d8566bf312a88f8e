"""Which shop owns a host."""

import pytest

from products.models import Retailer
from products.shop_hosts import domains_of, host_of
from tests.factories import make_retailer


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Shop.example/x?y", "shop.example"),
        ("http://uk.shop.example:8080", "uk.shop.example"),
        ("https://shop.example./x", "shop.example"),
        ("http://[::1", ""),
        ("no address", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_host_of_an_address(url, host):
    assert host_of(url) == host


def test_a_host_stands_below_its_domains_but_never_below_a_top_level_one():
    assert domains_of("www.uk.shop.example") == ["uk.shop.example", "shop.example"]
    assert domains_of("localhost") == []


@pytest.mark.django_db
def test_shops_are_found_by_host_in_one_query(django_assert_num_queries):
    shop, outlet = make_retailer("Shop"), make_retailer("Outlet")
    shop.domains.create(domain="shop.example")
    outlet.domains.create(domain="outlet.shop.example")
    hosts = ["shop.example", "uk.shop.example", "de.outlet.shop.example", "workshop.example"]

    with django_assert_num_queries(1):
        found = Retailer.objects.by_host(hosts)

    assert found == {
        "shop.example": shop,
        "uk.shop.example": shop,
        "de.outlet.shop.example": outlet,
    }
    assert shop.owns_host("uk.shop.example")
    assert not shop.owns_host("workshop.example")
    assert make_retailer().owns_host("any.example"), "none on file yet: any will do"
