"""What SQL says of offers is what `display_of` says of them."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from products.display_policy import Show
from products.models import Availability, Offer, PriceKind, Product, with_offers
from products.offer_facts import OfferFacts
from products.offer_lines import attach_lines
from products.price_kinds import VariantKind
from tests.factories import make_offer, make_product, make_retailer, set_price

pytestmark = pytest.mark.django_db


def make_shops():
    return [
        make_retailer(),
        make_retailer(market="GB", currency="GBP"),
        make_retailer(market="DE", currency="EUR"),
        make_retailer(policy_shows_typed=False),
        make_retailer(policy_show=Show.CHECK),
        make_retailer(policy_shows_availability=False),
        make_retailer(policy_max_age_hours=24),
        make_retailer(policy_max_age_hours=24 * 90),
    ]


def make_some_offer(product, shop, chance):
    price = chance.choice(["9.00", "19.00", "19.00", None])
    offer = make_offer(
        price,
        product=product,
        retailer=shop,
        variant_kind=chance.choice(VariantKind.values[:2]),
        currency=chance.choice([shop.currency, "USD"]),
        availability=chance.choice(["", Availability.SOLD_OUT, Availability.IN_STOCK]),
        list_price=chance.choice([None, "31.00", "500.00"]) if price else None,
        price_kind=chance.choice([PriceKind.EXACT, PriceKind.FROM]) if price else PriceKind.EXACT,
        looked=chance.choice([True, True, False]),
        checked_at=None,
    )
    return offer


def test_filters_and_order_agree_with_what_pages_show():
    chance = random.Random(45)  # noqa: S311 -- the same offers each time
    shops = make_shops()
    for _ in range(12):
        product = make_product(released_at=timezone.now())
        for shop in chance.sample(shops, 3):
            make_some_offer(product, shop, chance)
    lowered = make_offer("31.00", retailer=shops[2], currency="EUR")
    set_price(lowered, "19.00", currency="EUR")

    for at in (timezone.now(), timezone.now() + timedelta(days=40)):
        facts = OfferFacts(at)
        shown = Offer.objects.shown()
        prices = dict(
            Product.objects.annotate(price=facts.leading_price(shown)).values_list("pk", "price")
        )
        lines = [
            (product, line)
            for product in attach_lines(with_offers(Product.objects.all()), at=at)
            for line in product.offer_lines
        ]
        keys = {line["offer"] for _, line in lines}
        assert keys
        for said, condition in (
            ("price", facts.priced),
            ("not_available", facts.unavailable),
            ("strike", facts.reduced),
        ):
            asked = set(shown.filter(condition).values_list("pk", flat=True))
            assert asked == {line["offer"] for _, line in lines if line[said]}, said
        for product in {product for product, _ in lines}:
            first = product.offer_lines[0]
            is_ours = first["price"] and first["currency"] == "USD"
            assert prices[product.pk] == (first["amount"] if is_ours else None)
