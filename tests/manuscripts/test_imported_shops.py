"""The shops and addresses that a manuscript brings: doubted, left out, or waiting for release."""

import pytest

from manuscripts.importer import apply_plan
from manuscripts.proposals import proposals_of, receive
from manuscripts.reading import read
from products.models import Offer, PriceChange
from products.releases import retailers_waiting
from tests.factories import make_article, make_member, make_product, make_retailer, staff

pytestmark = pytest.mark.django_db

WORDS = """# Peels we like

## To buy

- CeraVe Peel: $19 at [{shop}]({url})
"""


def words(shop, url):
    return WORDS.format(shop=shop, url=url).encode()


def imported(shop, url, *, by=None):
    data = words(shop, url)
    return apply_plan(read(data, "peels.md"), data, by=by)


def doubts(shop, url):
    manuscript, _ = receive(words(shop, url), "peels.md")
    return " ".join(proposals_of(manuscript).get(kind="product").doubts)


@pytest.fixture
def amazon():
    shop = make_retailer("Amazon")
    shop.domains.create(domain="amazon.com")
    return shop


def test_own_address_is_no_doubt_and_seen(amazon):
    assert not doubts("Amazon", "https://www.amazon.com/dp/1")

    imported("Amazon", "https://www.amazon.com/dp/1")

    assert Offer.objects.shown().count() == 1


@pytest.mark.parametrize(
    "url", ["https://amazon.com.evil.example/x", "https://xn--mazon-3ve.com/x", "https://amzn.to/x"]
)
def test_strange_address_under_a_known_name_is_doubted_with_the_address(amazon, url):
    told = doubts("Amazon", url)

    assert url in told
    imported("Amazon", url)
    assert not Offer.objects.shown().exclude(url="").exists()


def test_address_of_another_shop_is_left_out_and_noted(amazon):
    make_retailer("Sephora").domains.create(domain="sephora.com")

    assert "sephora.com belongs to Sephora, not to Amazon" in doubts(
        "Amazon", "https://sephora.com/x"
    )
    outcome = imported("Amazon", "https://sephora.com/x")

    assert Offer.objects.get().url == ""
    assert any("https://sephora.com/x was left out" in note for note in outcome.notes)


@pytest.mark.parametrize("role", ["Writer", "Editor"])
def test_new_shop_waits_whoever_imports_it(role):
    assert "The retailer Peel House is new" in doubts("Peel House", "https://evil.example/x")

    imported("Peel House", "https://evil.example/x", by=make_member(role))

    assert [shop.name for shop in retailers_waiting()] == ["Peel House"]
    assert not Offer.objects.shown().exists()


def test_who_may_add_offers_and_set_no_prices_has_a_price_in_print_held(amazon):
    make_article(products=[make_product("CeraVe Peel", brand=None)])

    imported("Amazon", "https://amazon.com/x", by=staff("add_offer"))

    assert Offer.objects.get().current is None
    assert PriceChange.objects.get().state == "held"
