"""What a product's page says of past prices: a line at each offer, and the charts."""

from datetime import datetime

from products.models import Product
from products.price_chart import PriceChart, Series, charts_of
from products.price_history import deal_line, looks_of
from products.price_kinds import PriceKind


def attach_history(product: Product, at: datetime) -> list[PriceChart]:
    """
    Give the product's `offer_lines` their `deal`, and return its charts.

    Only of offers whose price is shown at that moment; of one that is sold out no deal is told.
    A prescription medicine has neither: nothing invites to buy it (docs/rules.md 3.18).
    """
    if product.is_prescription:
        return []
    offers = {offer.pk: offer for offer in product.offers.all()}
    priced = [line for line in product.offer_lines if line["price"]]
    read = looks_of([offers[line["offer"]] for line in priced], at)
    series = []
    for line in priced:
        looks, current = read.get(line["offer"], []), offers[line["offer"]].current
        exact = current.money if current and current.price_kind == PriceKind.EXACT else None
        line["deal"] = "" if line["not_available"] else deal_line(looks, at, price=exact)
        name = ", ".join(filter(None, [line["retailer"], line["variant"]]))
        series.append(Series(name, looks))
    return charts_of(series, at)
