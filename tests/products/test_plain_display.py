"""Pages beside a plain model of what they may say: every policy, kind and state, every boundary."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from products.display import display_of
from products.leading_offer import in_leading_order
from products.models import Offer, PricePoint, Product, Retailer
from products.money import Money
from tests.products import plain_display as plain
from tests.products.plain_display import Facts, Site

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
_AGES = [
    *(timedelta(hours=hours) for hours in (0, 1, 23, 24, 25, 168, 719, 720, 721, 2000, 9000)),
    timedelta(minutes=-9),
]
_NUDGES = [
    timedelta(),
    *(timedelta(**{unit: n}) for unit in ("microseconds", "seconds") for n in (-1, 1)),
]
_AMOUNTS = ["0.01", "1", "4.00", "19.00", "19.50", "31", "40.00", "1000.100", "1000.400", "999999"]
_DECIMALS = {"USD": 2, "EUR": 2, "KWD": 3, "IQD": 3, "JPY": 0}


def _fits(amount, currency):
    return Decimal(amount).quantize(Decimal(1).scaleb(-_DECIMALS[currency])) or Decimal(1)


@st.composite
def facts(draw, offer=1):
    """An offer in any state that the database lets it be in."""
    one = Facts(
        offer=offer,
        shop=draw(st.sampled_from(["Alder", "Birch", "Cedar"])),
        market=draw(st.sampled_from(["US", "US", "CA", "GB", "DE"])),
        shop_currency=draw(st.sampled_from(["USD", "EUR", "KWD"])),
        pays=draw(st.booleans()),
        show=draw(st.sampled_from(["exact", "exact", "exact", "check", "never"])),
        hours=draw(st.sampled_from([24, 168, 720, 720, 2000])),
        stamp=draw(st.sampled_from(["day", "moment"])),
        typed=draw(st.sampled_from([True, True, False])),
        availability=draw(st.sampled_from([True, True, False])),
        only_lows=draw(st.sampled_from([False, False, True])),
        disclaimer=draw(st.sampled_from(["", "Prices on {site} count."])),
        regulatory_class=draw(st.sampled_from(["cosmetic", "otc", "rx"])),
        variant_kind=draw(st.sampled_from(list(plain.VARIANTS))),
        variant=draw(st.sampled_from(["", "15 ml"])),
        url=draw(st.sampled_from(list(plain.URLS))),
        source=draw(st.sampled_from(["", "admin", "file", "manuscript", "feed", "feed"])),
    )
    return draw(_priced(one))


@st.composite
def _priced(draw, one):
    currency = one.currency = draw(st.sampled_from(list(_DECIMALS)))
    amount = st.sampled_from(_AMOUNTS).map(lambda text: _fits(text, currency))
    one.price = draw(st.one_of(amount, amount, st.none()))
    if one.price is not None:
        one.price_kind = draw(st.sampled_from(["exact", "exact", "from", "range", "about"]))
    if one.price_kind == "range":
        one.price_max = one.price + draw(amount)
    factor = st.sampled_from(["0.5", "1", "1.01", "2", "9.99", "10", "11"]).map(Decimal)
    near = factor.map(lambda by: _fits((one.price or 5) * by, currency))
    one.list_price = draw(st.one_of(st.none(), near, amount))
    if one.list_price is not None:
        one.list_price_kind = draw(st.sampled_from(["was", "reported", "rrp"]))
    one.stock = draw(st.sampled_from(["", "InStock", "PreOrder", *plain.GONE]))
    began = NOW - draw(st.sampled_from(_AGES))
    one.recorded_at = began
    one.checked_at = draw(st.sampled_from([began, began, None]))
    one.reported_on = draw(st.sampled_from([None, began.date(), date(2026, 2, 18)]))
    return one


def rows_of(one):
    """The same as rows that nobody saved."""
    retailer = Retailer(
        pk=one.offer,
        name=one.shop,
        market=one.market,
        currency=one.shop_currency,
        pays_commission=one.pays,
        policy_show=one.show,
        policy_max_age_hours=one.hours,
        policy_stamp=one.stamp,
        policy_shows_typed=one.typed,
        policy_shows_availability=one.availability,
        policy_strikes_only_lows=one.only_lows,
        policy_disclaimer=one.disclaimer,
        policy_statement=one.statement,
    )
    point = PricePoint(
        source=one.source,
        availability=one.stock,
        **{
            name: getattr(one, name)
            for name in (
                *("price", "price_kind", "price_max", "list_price", "list_price_kind"),
                *("currency", "checked_at", "reported_on", "recorded_at"),
            )
        },
    )
    return Offer(
        pk=one.offer,
        product=Product(pk=1, name="Serum", regulatory_class=one.regulatory_class),
        retailer=retailer,
        current=point if one.source else None,
        url=one.address,
        variant=one.variant,
        variant_kind=one.variant_kind,
    )


def moments(offers):
    """Moments around those at which something of these offers stops being shown, or gets stale."""
    edges = [NOW]
    for one in offers:
        if one.source:
            edges += [one.ends, one.begins + timedelta(days=30), one.begins]
    return st.builds(lambda edge, by: edge + by, st.sampled_from(edges), st.sampled_from(_NUDGES))


def html_of(offers, at, site, lows):
    """What a page would show of these offers."""
    market = SimpleNamespace(country=site.country, currency=site.currency)
    displays = [
        display_of(
            rows_of(one),
            at,
            lows[one.offer] and Money(lows[one.offer], one.currency),
            market=market,
        )
        for one in offers
    ]
    context = {"product": {"name": "Serum"}}
    return "".join(
        render_to_string("products/_offer.html", {**context, "offer": one.as_line()})
        for one in in_leading_order(displays, market=market)
    )


def compare(offers, at, site, lows):
    """Assert that we say of these offers what the model says, and betray nothing else."""
    html = html_of(offers, at, site, lows)
    assert plain.read_lines(html) == [
        plain.line(one, at, site, low=lows[one.offer]) for one in plain.in_order(offers, at, site)
    ]
    others = [replace(one, **_OTHER_PRICE) for one in offers]
    hidden = [
        one if plain.price(other, at) else other for one, other in zip(offers, others, strict=True)
    ]
    assert html_of(hidden, at, site, lows) == html


_OTHER_PRICE = {
    "price": Decimal("7.77"),
    "price_kind": "exact",
    "price_max": None,
    "list_price": Decimal("9.99"),
    "list_price_kind": "was",
    "currency": "GBP",
}


# What offers of a product differ in, here; prices that are alike show what decides between them.
_GROUPS = [
    ("market", "shop_currency"),
    ("stock", "availability"),
    ("variant_kind", "variant"),
    ("show", "typed", "source"),
    ("checked_at", "reported_on", "recorded_at", "hours"),
    ("price", "price_kind", "price_max", "list_price", "list_price_kind", "currency"),
]


@st.composite
def _like(draw, first, offer):
    """Another offer that differs from the first in some of the groups."""
    other = draw(facts(offer))
    groups = draw(st.lists(st.sampled_from(_GROUPS), min_size=1, max_size=2, unique=True))
    changed = {name: getattr(other, name) for group in groups for name in group}
    return replace(first, offer=offer, shop=other.shop, url=other.url, **changed)


@st.composite
def scenes(draw):
    first = draw(facts())
    offers = [first, *(draw(_like(first, offer)) for offer in range(2, draw(st.integers(2, 4))))]
    lows = {
        one.offer: draw(
            st.one_of(
                st.none(),
                st.sampled_from(["0.5", "1", "1.5", "10"]).map(
                    lambda by, one=one: _fits((one.price or 1) * Decimal(by), one.currency)
                ),
            )
        )
        for one in offers
    }
    site = draw(
        st.builds(Site, st.sampled_from(["US", "US", "FR"]), st.sampled_from(["USD", "EUR"]))
    )
    return offers, draw(moments(offers)), site, lows


@settings(max_examples=100, deadline=None, derandomize=True)
@given(scenes())
def test_offers_say_what_the_plain_model_says(scene):
    compare(*scene)


@pytest.mark.long
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenes())
def test_twenty_thousand_scenes_say_what_the_plain_model_says(scene):
    compare(*scene)
