"""Shops and their addresses are facts of a plan; a price is not, for it is live by design."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, PlanChange
from backoffice.models import SiteSettings
from manuscripts.importer import apply_plan
from manuscripts.reading import read
from products.models import Observation, Offer, PriceBatch, PriceSource, Product, Retailer
from tests.admin_forms import offer_form, opened, page
from tests.factories import (
    make_article,
    make_member,
    make_offer,
    make_picture,
    make_plan,
    make_product,
    make_retailer,
    set_price,
    signed_in,
)

pytestmark = pytest.mark.django_db
MANUSCRIPT = b"# Peels\n\n## To buy\n\n- Peel: $19 at [Amazon](https://amazon.com/new)\n"


@pytest.fixture
def offer():
    """Of a planned article's product, at the one Amazon."""
    shop = make_retailer("Amazon")
    shop.domains.create(domain="amazon.com")
    product = make_product("Peel", brand=None)
    offer = make_offer("19.00", product=product, retailer=shop, url="https://amazon.com/1")
    article = make_article("Milia", products=[product], publish=False)
    make_plan(article, at=timezone.now() + timedelta(days=3), by=make_member("Editor"))
    return offer


@pytest.fixture
def bo():
    return signed_in(make_member("Price admin", first_name="Bo", last_name="Tan"))


def told():
    return [change.sentence for change in PlanChange.objects.all()]


def at_the_desk(client, row, **typed):
    address = page(type(row), "change", row.pk)
    answer = client.post(address, opened(client, address) | typed)
    assert answer.status_code == 302, answer.text


def test_name_of_a_shop_and_what_its_links_pay_are_told(offer, bo):
    form = page(Retailer, "change", offer.retailer.pk)
    posted = opened(bo, form) | {"name": "Amazone", "affiliate_query": "tag=evil-20"}

    bo.post(form, posted)

    assert told() == [
        "Retailer Amazone, name: “Amazon” → “Amazone”, by Bo Tan.",
        "Retailer Amazone, affiliate tag: nothing → “tag=evil-20”, by Bo Tan.",
    ]


def test_address_typed_at_the_offer_is_told_and_its_price_is_not(offer, bo):
    form = offer_form(bo, offer, url="https://amazon.com/2", price="18.00")
    bo.post(page(Offer, "change", offer.pk), form)

    offer.refresh_from_db()
    assert offer.current.price == Decimal("18.00")
    assert told() == [
        "Product Peel, address (Amazon): “https://amazon.com/1” → “https://amazon.com/2”, "
        "by Bo Tan."
    ]


def test_addresses_that_a_price_file_moves_are_told_once_with_the_batch(
    offer, django_capture_on_commit_callbacks
):
    product = Product.objects.get()
    second = make_offer("9.00", product=product, retailer=offer.retailer, variant="set")
    PlanChange.objects.all().delete()
    make_member("Editor", email="ada@example.org")
    seen = [
        Observation(offer=each, price=Decimal(price), currency="USD", url=f"https://amazon.com/{n}")
        for n, (each, price) in enumerate([(offer, "19.00"), (second, "9.00")], 7)
    ]

    with django_capture_on_commit_callbacks(execute=True):
        batch = PriceBatch(source=PriceSource.FILE)
        batch.apply(seen)

    assert len(told()) == 2
    assert "address (Amazon): “https://amazon.com/1” → “https://amazon.com/7”" in told()[0]
    assert len(mail.outbox) == 1
    batch.undo()
    assert "“https://amazon.com/7” → “https://amazon.com/1”" in told()[2]


@pytest.mark.parametrize("change", ["added", "withdrawn", "deleted", "host"])
def test_offers_that_come_and_go_are_told(offer, bo, change):
    if change == "added":
        other = make_retailer("Sephora")
        Offer.objects.create(product=offer.product, retailer=other, url="https://sephora.com/1")
    elif change == "withdrawn":
        at_the_desk(bo, offer, withdrawn_at_0="2026-01-02", withdrawn_at_1="10:00:00")
    elif change == "deleted":
        extra = Offer.objects.create(product=offer.product, retailer=offer.retailer, variant="set")
        PlanChange.objects.all().delete()
        extra.delete()
    else:
        offer.retailer.domains.create(domain="amazon.example")

    expected = {
        "added": "Product Peel, offer: nothing → “Peel at Sephora: https://sephora.com/1”",
        "withdrawn": "Product Peel, withdrawn at (Amazon): nothing → “2 Jan 2026",
        "deleted": "Product Peel, offer: “Peel at Amazon (set)” → nothing",
        "host": "Retailer Amazon, retailer domain: nothing → “amazon.example”",
    }
    [sentence] = told()
    assert sentence.startswith(expected[change])


def test_offer_that_an_import_makes_is_told():
    shop = make_retailer("Amazon")
    shop.domains.create(domain="amazon.com")
    product = make_product("Peel", brand=None)
    article = make_article(products=[product], publish=False)
    make_plan(article, at=timezone.now() + timedelta(days=3))
    owner = make_member("Editor", "Price admin")

    apply_plan(read(MANUSCRIPT, "peels.md"), MANUSCRIPT, by=owner)

    assert Offer.objects.get().product == product
    assert "offer: nothing → “Peel at Amazon: https://amazon.com/new”" in told()[0]


def test_shop_that_is_released_is_told_and_prices_never_are(offer):
    shop = make_retailer("New Shop", released_at=None)
    Offer.objects.create(product=offer.product, retailer=shop, url="https://new.example/1")
    PlanChange.objects.all().delete()

    set_price(offer, "12.00", list_price="30.00", list_price_kind="rrp")
    after_price = told()
    shop.release(["new.example"])

    assert after_price == []
    assert any(each.startswith("Retailer New Shop, released at: nothing → ") for each in told())


def test_shop_that_changes_while_a_page_asks_is_asked_about_again(offer):
    article, client = Article.objects.get(), signed_in(make_member("Editor"))
    address = reverse("admin:articles_article_publish", args=[article.pk])
    posted = opened(client, address)
    Retailer.objects.update(name="Amazone")

    answer = client.post(address, posted)

    assert "Retailers: What it shows of them has changed" in answer.text
    assert article.editions.count() == 1


def test_credit_of_the_logo_is_no_change_of_a_plan(offer):
    picture = make_picture()
    SiteSettings.objects.create(version=1, values={"logo": {"picture": picture.pk}})

    picture.credit = "Ana"
    picture.save()

    assert told() == []
