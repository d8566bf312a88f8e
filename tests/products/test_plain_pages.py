"""A seeded year of prices: every page beside the plain model, at each boundary."""

import random
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from articles.models import Edition
from articles.point_in_time import page_at
from articles.views import article_response
from backoffice.models import SiteSettings
from products.models import Offer, PriceBatch, PriceChange, PricePoint
from tests.factories import make_article, make_offer, make_product, make_retailer
from tests.products import plain_display as plain
from tests.products.plain_display import Facts, Site

pytestmark = pytest.mark.django_db
BEGIN = datetime(2025, 3, 1, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)
POLICIES = [
    {},
    {"pays": False},
    {"show": "check", "pays": False},
    {"show": "never"},
    {
        "hours": 24,
        "stamp": "moment",
        "typed": False,
        "disclaimer": "Prices on {site} count.",
        "statement": "As a partner we earn.",
    },
    {"hours": 168, "availability": False},
    {"hours": 2000, "only_lows": True},
    {"market": "DE", "shop_currency": "EUR"},
    {"market": "GB", "shop_currency": "KWD", "pays": False},
]
SHOP = (
    *("shop", "market", "shop_currency", "pays", "show", "hours", "stamp", "typed"),
    *("availability", "only_lows", "disclaimer", "statement"),
)
POINT = (
    *("price", "price_kind", "price_max", "list_price", "list_price_kind", "currency"),
    *("checked_at", "reported_on", "recorded_at", "source"),
)
CLASSES = ["cosmetic", "cosmetic", "rx", "otc"]


@dataclass
class World:
    """Rows in the database, and the facts they were made from."""

    rng: random.Random
    site: Site
    shops: dict = field(default_factory=dict)
    products: dict = field(default_factory=dict)  # its row → facts of its offers
    rows: dict = field(default_factory=dict)  # id of an offer → its row
    past: list = field(default_factory=list)  # (moment, product → facts then)
    points: dict = field(default_factory=dict)


def make_world(seed, products=6):
    rng = random.Random(seed)  # noqa: S311 -- to be repeated
    site = rng.choice([Site(), Site(), Site("FR", "EUR")])
    values = {"market": {"country": site.country, "currency": site.currency}}
    SiteSettings.objects.create(version=1, values=values)
    world = World(rng, site)
    for number, policy in enumerate(POLICIES):
        shop = Facts(shop=f"Shop{number}", **policy)
        world.shops[shop.shop] = (
            shop,
            make_retailer(
                shop.shop,
                released_at=BEGIN,
                market=shop.market,
                currency=shop.shop_currency,
                pays_commission=shop.pays,
                policy_show=shop.show,
                policy_max_age_hours=shop.hours,
                policy_stamp=shop.stamp,
                policy_shows_typed=shop.typed,
                policy_shows_availability=shop.availability,
                policy_strikes_only_lows=shop.only_lows,
                policy_disclaimer=shop.disclaimer,
                policy_statement=shop.statement,
            ),
        )
    for number in range(products):
        kind = CLASSES[number % len(CLASSES)]
        row = make_product(
            f"Serum {number}", tags=["milia"], released_at=BEGIN, regulatory_class=kind
        )
        world.products[row] = [_offer(world, row) for _ in range(rng.randint(2, 5))]
    return world


def _offer(world, product):
    rng = world.rng
    facts, shop = rng.choice(list(world.shops.values()))
    url = rng.choice(["product", "product", "search", "front", ""])
    facts = replace(
        facts,
        regulatory_class=product.regulatory_class,
        variant_kind=rng.choice(["full", "full", *plain.VARIANTS]),
        variant=f"size {len(world.rows)}",
        source="",
        url=url,
    )
    offer = make_offer(None, product=product, retailer=shop, variant=facts.variant, url="")
    facts.offer = offer.pk
    host = f"{facts.shop.lower()}.example"
    shop.domains.get_or_create(domain=host)
    Offer.objects.filter(pk=offer.pk).update(url=facts.address, variant_kind=facts.variant_kind)
    world.rows[offer.pk] = offer
    return facts


def step(world, at):
    """Somebody sets some of the prices at that moment; one or the other is undone."""
    for product, offers in world.products.items():
        world.products[product] = [_changed(world, facts, at) for facts in offers]
    world.past.append((at, {row.pk: list(facts) for row, facts in world.products.items()}))


def _changed(world, facts, at):
    roll = world.rng.random()
    if roll < 0.55:
        return _new_price(world, facts, at)
    return _undo(world, facts, at) if roll < 0.65 and facts.offer in world.points else facts


def _new_price(world, facts, at):
    rng = world.rng
    currency = rng.choice([facts.shop_currency] * 3 + ["USD", "EUR", "KWD"])
    price = Decimal(rng.randint(1100, 9900)) / 100
    kind = rng.choice(["exact", "exact", "exact", "from", "range", "about"])
    list_price = rng.choice([None, price * 2, price * 20, price - 1, price])
    looked = rng.random() < 0.7
    facts = replace(
        facts,
        source=rng.choice(["admin", "file", "feed", "feed", "manuscript"]),
        price=rng.choice([price, price, price, None]),
        price_kind=kind,
        currency=currency,
        list_price=list_price,
        list_price_kind=rng.choice(["was", "rrp", "reported"]) if list_price else "",
        stock=rng.choice(["", "InStock", "OutOfStock", "SoldOut"]),
        checked_at=at if looked else None,
        reported_on=None if looked or rng.random() < 0.5 else at.date() - timedelta(days=3),
        recorded_at=at,
    )
    if facts.price is None:
        facts.price_kind = "exact"
    facts.price_max = facts.price + 5 if facts.price_kind == "range" else None
    _move(world, facts, at, facts.source)
    return facts


def _move(world, facts, at, source, point=None, kind="changed"):
    """Write the rows that a price batch writes, as of that moment."""
    offer = world.rows[facts.offer]
    batch = PriceBatch.objects.create(source=source, created_at=at)
    known = world.points.setdefault(facts.offer, [])
    if point is None:
        values = {name: getattr(facts, name) for name in POINT}
        point = PricePoint.objects.create(
            offer=offer, batch=batch, availability=facts.stock, **values
        )
    before = known[-1][0] if known else None
    PriceChange.objects.create(
        batch=batch,
        offer=offer,
        before=before,
        after=point,
        kind=kind,
        state="applied",
        url_before=facts.address,
        url_after=facts.address,
    )
    batch.state = PriceBatch.State.APPLIED
    batch.save()
    Offer.objects.filter(pk=offer.pk).update(current=point, price_checked_at=point.checked_at)
    known.append((point, facts))


def _undo(world, facts, at):
    """Back to the point before."""
    known = world.points[facts.offer]
    if len(known) < 2 or known[-2][0] == known[-1][0]:
        return facts
    point, then = known[-2]
    _move(world, then, at, "undo", point, kind="restored")
    return then


# What the model expects


def lines(world, offers, at, **how):
    ordered = plain.in_order(offers, at, world.site)
    return [plain.line(one, at, world.site, **how) for one in ordered]


def edges(world):
    """Moments just before and after a price of now stops being shown, or gets stale."""
    found = set()
    for offers in world.products.values():
        for facts in offers:
            if facts.source:
                for edge in (facts.ends, facts.begins + timedelta(days=30)):
                    found |= {edge, edge + SECOND}
    return sorted(found)


def check_pages(world, client, at, article):
    """Read every kind of page at that moment, and compare it with the model."""
    shown = {row: lines(world, offers, at) for row, offers in world.products.items()}
    for row, expected in shown.items():
        html = client.get(row.get_absolute_url()).text
        assert plain.read_lines(html) == expected
        check_disclosure(world, html, world.products[row], expected)
    cards = [expected[0] for _, expected in sorted(shown.items(), key=by_brand)]
    for path, has_links in (("/products/", True), ("/tags/milia/", False)):
        assert plain.read_lines(client.get(path).text) == [
            card if has_links else {**card, **NO_LINK} for card in cards
        ]
    name, (_, shop) = world.rng.choice(list(world.shops.items()))
    at_shop = [
        lines(world, own, at)[0]
        for _, offers in sorted(world.products.items(), key=by_brand)
        if (own := [one for one in offers if one.shop == name])
    ]
    if at_shop:
        html = client.get(f"/products/?retailer={shop.slug}").text
        assert plain.read_lines(html) == at_shop
    html = client.get(article.get_absolute_url()).text
    assert plain.read_lines(html) == [one for expected in shown.values() for one in expected]
    check_nothing_else(html, world, at)


NO_LINK = {"link": "", "no link": "", "href": "", "is_paid": False}


def by_brand(item):
    return item[0].brand.name, item[0].name


def check_disclosure(world, html, offers, expected):
    assert ('class="disclosure"' in html) == any(one["is_paid"] for one in expected)
    paid = {one["shop"] for one in expected if one["is_paid"]}
    statements = {facts.statement for facts in offers if facts.shop in paid} - {""}
    assert all(statement in html for statement in statements)
    assert "As a partner" not in html or statements


def check_nothing_else(html, world, at):
    """No amount that may not be shown stands anywhere, in whatever part of the page."""
    shown = {
        plain.seen(text)
        for offers in world.products.values()
        for one in lines(world, offers, at)
        for text in (one["price"].split("–") + [one["strike"].replace("30 days", "")])
        if text
    }
    for offers in world.products.values():
        for facts in offers:
            for amount in {facts.price, facts.price_max, facts.list_price} - {None, *shown}:
                assert not re.search(rf"\D{re.escape(f'{amount:.2f}')}(?!\d)", html)


def live_through_a_year(seed, monkeypatch, *, steps, per_step):
    monkeypatch.setattr(timezone, "now", lambda: BEGIN)
    world, client, at = make_world(seed), Client(), BEGIN
    article = make_article("Year", products=list(world.products))
    for _ in range(steps):
        step(world, at)
        until = at + timedelta(days=365) / steps
        inside = [edge for edge in edges(world) if at <= edge < until]
        for moment in [at, *world.rng.sample(inside, min(per_step, len(inside)))]:
            monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
            check_pages(world, client, moment, article)
        at = until
    monkeypatch.undo()
    check_the_past(world, article)


def check_the_past(world, article):
    """The page as it stood says what the model says of the offers that had a price by then."""
    edition = Edition.objects.get(article=article)
    request = RequestFactory().get("/")
    ends = [begun for begun, _ in world.past[1:]]
    for (begun, then), end in zip(world.past, ends, strict=False):
        for at in (begun, begun + (end - begun) * world.rng.random(), end - SECOND):
            html = article_response(
                request, edition, is_preview=True, page=page_at(edition, at)
            ).text
            assert plain.read_lines(html) == [
                line
                for offers in then.values()
                for line in lines(
                    world,
                    [one for one in offers if one.source or one.offer not in world.points],
                    at,
                )
            ]


@pytest.mark.parametrize("seed", [1])
def test_a_year_of_pages_says_what_the_plain_model_says(seed, monkeypatch):
    live_through_a_year(seed, monkeypatch, steps=4, per_step=2)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
def test_ten_years_of_pages_say_what_the_plain_model_says(seed, monkeypatch):
    live_through_a_year(seed, monkeypatch, steps=12, per_step=40)
