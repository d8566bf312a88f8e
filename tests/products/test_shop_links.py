"""Addresses at shops: what they lead to, and whose affiliate tag is in them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from products.display_policy import PRESETS
from products.models import Offer, Retailer, RetailerDomain
from products.shop_links import affiliate_link, is_search_or_front, tag_problem
from tests.admin_forms import fields
from tests.factories import make_offer, make_product, make_retailer, signed_in, staff


@pytest.mark.parametrize(
    "url",
    [
        "https://www.amazon.com/s?k=retinol",
        "https://www.amazon.com/s/ref=nb_sb?field-keywords=retinol",
        "https://www.amazon.com/gp/search?keywords=retinol&tag=x-20",
        "https://www.walmart.com/search?q=retinol",
        "https://www.nordstrom.com/sr?keyword=retinol",
        "https://www.chanel.com/us/en/",
        "https://www.chanel.com",
        "https://shop.example/?utm_source=us&tag=x",
        "https://shop.example/?s=retinol",
        "https://shop.example/en-us/catalogsearch/result/?q=retinol",
        "https://shop.example/search/retinol?q=retinol",
        "https://shop.example/index.html",
    ],
)
def test_searches_and_front_pages(url):
    assert is_search_or_front(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.amazon.com/dp/B0ABCDEFGH",
        "https://www.amazon.com/Retinol-Serum/dp/B0ABCDEFGH/ref=sr_1_1?keywords=retinol&qid=1",
        "https://www.nordstrom.com/s/skin-serumizer/7213456",
        "https://www.walmart.com/ip/retinol/123",
        "https://shop.example/?p=123",
        "https://shop.example/?product=123",
        "https://shop.example/index.php?id=12",
        "https://shop.example/p/research-serum",
        "https://shop.example/us/retinol-serum",
    ],
)
def test_pages_of_products(url):
    assert not is_search_or_front(url)


@pytest.mark.parametrize(
    ("url", "query", "link"),
    [
        (
            "https://www.amazon.com/dp/B0?tag=theirs-20&th=1",
            "",
            "https://www.amazon.com/dp/B0?th=1",
        ),
        ("https://amazon.de/dp/B0?TAG=x-21", "tag=ours-21", "https://amazon.de/dp/B0?tag=ours-21"),
        ("https://shop.example/p?tag=blue", "", "https://shop.example/p?tag=blue"),
        ("https://shop.example/p?a=&b=%20#x", "", "https://shop.example/p?a=&b=%20#x"),
        ("https://shop.example/p?a=&b=1", "c=2", "https://shop.example/p?a=&b=1&c=2"),
        ("https://notamazon.com/p?tag=blue", "", "https://notamazon.com/p?tag=blue"),
    ],
)
def test_only_our_own_affiliate_tag_is_in_a_link(url, query, link):
    assert affiliate_link(url, query) == link


@pytest.mark.parametrize(
    ("query", "market", "is_refused"),
    [
        ("tag=ours-20", "US", False),
        ("tag=ours-20", "GB", True),
        ("tag=ours-21", "DE", False),
        ("tag=ours-21", "US", True),
        ("tag=ours-22", "JP", False),
        ("ref=ours-21", "US", False),
        ("", "GB", False),
    ],
)
def test_a_tag_of_another_market_is_refused(query, market, is_refused):
    assert bool(tag_problem(query, market)) is is_refused


@pytest.mark.django_db
def test_amazons_tag_fits_its_market_whichever_is_typed_last():
    shop = make_retailer(market="GB", currency="GBP", affiliate_query="tag=ours-20")
    domain = RetailerDomain(retailer=shop, domain="amazon.co.uk")
    with pytest.raises(ValidationError, match="end in “-21”"):
        domain.full_clean()

    domain.save()
    with pytest.raises(ValidationError, match="end in “-21”"):
        shop.full_clean()


@pytest.mark.django_db
def test_a_tag_earns_so_the_shop_pays():
    with pytest.raises(IntegrityError):
        make_retailer(pays_commission=False, affiliate_query="tag=ours-20")


@pytest.mark.django_db
def test_a_short_address_is_refused_where_the_shops_terms_forbid_it():
    shop = make_retailer()
    shop.release(["amzn.to"])
    offer = make_offer(retailer=shop, url="https://amzn.to/3xyz")
    offer.full_clean()
    assert Offer.objects.shown().exists()

    shop.display_policy = PRESETS["amazon_associates"].policy
    with pytest.raises(ValidationError, match="hides where its links lead"):
        shop.full_clean()
    shop.save()

    with pytest.raises(ValidationError, match="hides where its links lead"):
        offer.full_clean()
    assert not Offer.objects.shown().exists()


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["bit.ly", "go.skimresources.com", "awin1.com"])
def test_a_redirector_of_others_is_refused_whatever_the_terms(host):
    with pytest.raises(ValidationError):
        make_retailer().release([host])


@pytest.mark.django_db
def test_a_preset_is_chosen_in_the_form_of_a_retailer():
    shop = make_retailer("Amazon", market="US")
    make_offer(product=make_product(), retailer=shop)
    client = signed_in(staff("change_retailer", "view_retailer", "release_retailer"))
    address = reverse("admin:products_retailer_change", args=[shop.pk])
    form = fields(client.get(address))
    form["preset"] = "amazon_associates"

    response = client.post(address, form)

    assert response.status_code == 302
    shop = Retailer.objects.get()
    assert shop.display_policy == PRESETS["amazon_associates"].policy


@pytest.mark.django_db
def test_what_was_typed_beside_a_preset_is_kept_and_said():
    client = signed_in(staff("change_retailer", "view_retailer", "release_retailer"))
    shop = make_retailer()
    address = reverse("admin:products_retailer_change", args=[shop.pk])
    form = fields(client.get(address))

    client.post(address, {**form, "preset": "amazon_associates", "policy_max_age_hours": "12"})

    shop.refresh_from_db()
    assert (shop.policy_max_age_hours, shop.policy_shows_typed) == (12, False)
    says = "those of “Amazon Associates, strict”, but for: hours a price is shown for"
    assert says in client.get(address).text
