"""Which shop owns a host."""

import pytest

from products.models import Retailer
from products.shop_hosts import Standing, check_address, domain_problem, domains_of, host_of
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


OWNERS = {"amazon.com": "Amazon", "sephora.com": "Sephora", "xn--mller-kva.example": "Müller"}


@pytest.mark.parametrize(
    ("url", "standing"),
    [
        ("https://amazon.com/x", Standing.OWN),
        ("HTTPS://WWW.AMAZON.COM:8443/x?y#z", Standing.OWN),
        ("https://smile.amazon.com", Standing.OWN),
        ("https://www.sephora.com/x", Standing.OTHER),
        ("https://amazon.com.evil.example/x", Standing.PRETENDS),
        ("https://amazon-com.example/x", Standing.PRETENDS),
        ("https://amazon.com.evil.com.au/x", Standing.PRETENDS),
        ("https://amazon.com.au/x", Standing.UNKNOWN),
        ("https://amazon.co/x", Standing.UNKNOWN),
        ("https://notamazon.com/x", Standing.UNKNOWN),
        ("https://xn--mazon-3ve.com/x", Standing.NEVER),
        ("https://\u0430mazon.com/x", Standing.NEVER),
        ("https://amazon.com@evil.example/x", Standing.NEVER),
        ("https://evil.example\\@amazon.com/x", Standing.NEVER),
        ("https://evil.example\\.amazon.com/x", Standing.NEVER),
        ("https://ama\u200bzon.com/x", Standing.NEVER),
        ("https://amazon.com\t.evil.example/x", Standing.NEVER),
        ("https://amazon.com./x", Standing.NEVER),
        ("https://amazon.com:https/x", Standing.NEVER),
        ("https:amazon.com/x", Standing.NEVER),
        ("https:///amazon.com/x", Standing.NEVER),
        ("//amazon.com/x", Standing.NEVER),
        ("ftp://amazon.com/x", Standing.NEVER),
        ("https://127.0.0.1/x", Standing.NEVER),
        ("https://[::1]/x", Standing.NEVER),
        ("https://2130706433/x", Standing.NEVER),
        ("https://localhost/x", Standing.NEVER),
        ("https://amzn.to/3xyz", Standing.NEVER),
        ("https://go.skimresources.com/?url=https://amazon.com", Standing.NEVER),
        ("https://co.uk/x", Standing.NEVER),
        ("https://myshopify.com/x", Standing.NEVER),
        ("https://amazon.myshopify.com/x", Standing.UNKNOWN),
    ],
)
def test_how_an_address_stands_to_amazon(url, standing):
    check = check_address(url, "Amazon", OWNERS)

    assert check.standing is standing
    assert bool(check.sentence("Amazon")) == (standing is not Standing.OWN)


@pytest.mark.parametrize("domain", ["com", "co.uk", "com.au", "github.io", "rstyle.me", "1.2.3.4"])
def test_what_everybody_shares_is_no_shops_domain(domain):
    assert domain_problem(domain)


@pytest.mark.django_db
def test_a_domain_is_kept_as_the_name_system_has_it():
    shop = make_retailer()

    shop.release(["WWW.Müller.example"])

    assert shop.domains.get().domain == "xn--mller-kva.example"


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
