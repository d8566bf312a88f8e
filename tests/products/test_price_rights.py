"""Who sets a price, and who may read what a product costs."""

import re

import pytest
from django.utils import timezone

from products.models import Offer, PricePoint, Product
from tests.admin_forms import errors_of, fields, opened, page
from tests.factories import (
    ROLES,
    make_article,
    make_member,
    make_offer,
    make_product,
    make_retailer,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["Writer", "Editor", "Medical reviewer"])
def test_no_price_is_set_beside_a_product(role):
    offer = make_offer("19.00")
    retailer = make_retailer()
    client = signed_in(make_member(role))
    address = page(Product, "change", offer.product_id)
    forged = {"offers-TOTAL_FORMS": 2, "offers-INITIAL_FORMS": 1, "offers-0-id": offer.pk}
    forged |= {"offers-0-product": offer.product_id, "offers-0-retailer": offer.retailer_id}
    forged |= {"offers-0-price": "1.00", "offers-0-url": "https://forged.example/"}
    forged |= {"offers-0-look": "same", "offers-0-withdrawn_at_0": "2026-01-02"}
    forged |= {"offers-1-retailer": retailer.pk, "offers-1-price": "1.00", "offers-1-id": ""}

    client.post(address, fields(client.get(address)) | forged)

    offer.refresh_from_db()
    assert offer.current.text == "$19"
    assert offer.url != "https://forged.example/"
    assert offer.withdrawn_at is None
    assert (Offer.objects.count(), PricePoint.objects.count()) == (1, 1)


@pytest.mark.parametrize("released", [False, True])
def test_price_admin_sets_the_price_beside_the_retailer_and_changes_nothing_of_the_product(
    released,
):
    product = make_product("Real name", released_at=timezone.now() if released else None)
    offer = make_offer("19.00", product=product)
    records = product.history.count()
    client = signed_in(make_member("Price admin"))
    address = page(Product, "change", product.pk)
    typed = opened(client, address)

    forged = {"name": "Forged", "slug": "forged", "tags": "forged", "released_at_0": "2026-01-02"}
    response = client.post(address, typed | {"offers-0-price": "18.00"} | forged)

    offer.refresh_from_db()
    product.refresh_from_db()
    assert typed["offers-0-price"] == ["19.00"]
    assert response.status_code == 302, errors_of(response)
    assert offer.current.text == "$18"
    assert (product.name, product.history.count()) == ("Real name", records)
    assert not product.tags.exists()


def test_price_admin_sets_prices_at_the_offer():
    offer = make_offer("19.00")
    client = signed_in(make_member("Price admin"))
    address = page(Offer, "change", offer.pk)

    client.post(address, opened(client, address) | {"price": "18.00"})

    offer.refresh_from_db()
    assert offer.current.text == "$18"


def test_price_admin_sees_which_articles_show_an_offer():
    offer = make_offer("19.00", product=make_product("Barrier Cream"))
    live = make_article("A cream for winter", products=[offer.product])
    make_article("A cream nobody knows of", products=[offer.product], publish=False)
    client = signed_in(make_member("Price admin"))
    address = page(Offer, "change", offer.pk)

    shown = client.get(address).text
    Offer.objects.update(withdrawn_at=timezone.now())
    withdrawn = client.get(address).text

    assert (
        f'<a href="{live.editions.get().get_absolute_url()}">A cream for winter, edition 1</a>'
        in shown
    )
    assert "nobody knows of" not in shown
    assert 'Product pick <span class="quiet">(2)</span>' in shown
    assert "Readers don’t see this offer" not in shown
    assert "Readers don’t see this offer: it is withdrawn." in withdrawn


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("released", [False, True])
def test_whoever_reads_a_product_reads_what_it_costs(role, released):
    product = make_product(released_at=timezone.now() if released else None)
    make_offer("19.00", product=product, retailer=make_retailer("Some Shop"))

    response = signed_in(make_member(role)).get(page(Product, "change", product.pk))

    text = response.text
    read_only = re.findall(r'<div class="readonly">(.*?)</div>', text, re.DOTALL)
    if role == "Price admin":
        assert 'name="offers-0-price" value="19.00"' in text
    else:
        assert any(one.strip().startswith("$19, checked") for one in read_only)
    assert not [one for one in read_only if one.strip() in {"None", "not stated"}]
