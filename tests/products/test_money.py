"""Amounts of two currencies are never compared, sorted or added: not in Python, not in a query."""

import ast
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest
from django.core.exceptions import FieldError

from backoffice.models import SiteSettings
from products.models import Offer, PricePoint
from products.money import MixedCurrencies, Money
from products.offer_lines import displays_of
from tests.factories import make_offer, make_product, make_retailer

ROOT = Path(__file__).parents[2]
DOLLAR, DINAR = Money(Decimal("2.90"), "USD"), Money(Decimal("1.000"), "KWD")


@pytest.mark.parametrize(
    "mix",
    [
        lambda: DOLLAR < DINAR,
        lambda: DOLLAR <= DINAR,
        lambda: DOLLAR > DINAR,
        lambda: DOLLAR >= DINAR,
        lambda: min(DOLLAR, DINAR),
        lambda: sorted([DOLLAR, DINAR]),
        lambda: DOLLAR + DINAR,
        lambda: DOLLAR - DINAR,
        lambda: sum([DOLLAR, DINAR]),
        lambda: DOLLAR.ratio_to(DINAR),
    ],
)
def test_two_currencies_are_not_mixed(mix):
    with pytest.raises(MixedCurrencies, match="USD"):
        mix()


def test_money_is_not_compared_with_a_number():
    with pytest.raises(TypeError):
        DOLLAR < 3  # noqa: B015


def test_one_currency_is_compared_and_added():
    three = Money(Decimal("3.10"), "USD")

    assert min(three, DOLLAR) == DOLLAR
    assert sum([DOLLAR, three]) == Money(Decimal("6.00"), "USD")
    assert Money(Decimal(1), "USD") != Money(Decimal(1), "KWD")
    assert str(three) == "$3.10"


@pytest.fixture
def dear_product(db):
    """A product at three shops: $2.90, $3.10 and KWD 1 (about $3.25)."""
    product = make_product()
    make_offer("2.90", product=product)
    make_offer("3.10", product=product)
    make_offer("1.000", currency="KWD", product=product, retailer=make_retailer("Kuwait Shop"))
    make_offer(None, product=product)
    return product


def prices_shown():
    return [one.price for one in displays_of(Offer.objects.for_display())]


def test_best_price_is_one_of_the_sites_own_currency(dear_product):
    assert prices_shown() == ["$2.90", "$3.10", "", "KWD1"]


def test_site_of_another_market_puts_its_own_currency_first(dear_product):
    SiteSettings.objects.create(version=1, values={"market": {"currency": "KWD"}})

    assert prices_shown()[0] == "KWD1"


def test_the_order_is_the_same_however_offers_come(dear_product):
    shown = prices_shown()

    for offers in permutations(Offer.objects.for_display()):
        assert [one.price for one in displays_of(offers)] == shown


def test_filter_by_price_stays_within_its_currency(dear_product):
    cheap = Offer.objects.filter(current__price__lte=Money(Decimal(3), "USD"))
    other = Offer.objects.filter(current__price__lte=Money(Decimal(3), "KWD"))

    assert [offer.current.text for offer in cheap] == ["$2.90"]
    assert [offer.current.currency for offer in other] == ["KWD"]
    assert PricePoint.objects.exclude(price__gt=Money(Decimal(3), "USD")).count() == 2


@pytest.mark.parametrize("lookup", ["", "__lt", "__lte", "__gt", "__gte"])
def test_query_with_a_bare_number_is_refused(db, lookup):
    with pytest.raises(FieldError, match="within one currency"):
        Offer.objects.filter(**{f"current__price{lookup}": Decimal(3)})


# What neither Python nor Django can refuse: an ORDER BY or an aggregate over amounts.

_AMOUNTS = ("price", "price_max", "list_price")
_ORDERS = {"order_by", "earliest", "latest", "F", "Min", "Max", "Sum", "Avg", "StdDev", "Variance"}


def sources():
    packages = "articles backoffice core faq manuscripts people pictures products samples skinsite"
    for package in packages.split():
        yield from (
            path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
        )


def name_of(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def orders_amounts(tree):
    """Calls that order, aggregate or refer to a column of amounts by its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node) in _ORDERS:
            for argument in node.args:
                text = argument.value if isinstance(argument, ast.Constant) else ""
                if isinstance(text, str) and text.lstrip("-").split("__")[-1] in _AMOUNTS:
                    yield node.lineno, text


def compares_amounts(tree):
    """`min`, `max`, `sorted`, `sum` over something's `.price` and not its `.money`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node) in {"min", "max", "sorted", "sum", "sort"}:
            for part in ast.walk(node):
                if isinstance(part, ast.Attribute) and part.attr in _AMOUNTS:
                    yield node.lineno, part.attr


def test_no_query_orders_or_sums_prices_across_currencies():
    found = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in sources()
        for check in (orders_amounts, compares_amounts)
        for line, what in check(ast.parse(path.read_text("utf-8")))
    ]

    # Two amounts of one row share their currency, and so do the offers of the market's own.
    own = ("products/models/price_point.py", "products/offer_facts.py")
    assert [one for one in found if not one.startswith(own)] == []


@pytest.mark.parametrize(
    "code",
    [
        'Offer.objects.order_by("current__price")',
        'Product.objects.order_by("-offers__current__price", "pk")',
        'points.aggregate(low=Min("price"))',
        'Offer.objects.annotate(low=Max("current__list_price"))',
        'offers.order_by(F("current__price").asc())',
        "min(offers, key=lambda offer: offer.current.price)",
        "sum(point.price for point in points)",
    ],
)
def test_the_search_for_mixed_currencies_finds_them(code):
    tree = ast.parse(code)

    assert [*orders_amounts(tree), *compares_amounts(tree)]
