"""What a product's page shows beside its offers, and whether it is worth finding."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.thin import reaches_enough, says_something
from core.visibility import counted, shown_count
from products.market import site_country
from products.medicines import may_not_be_recommended
from products.models import Offer, Product, TaggedProduct, with_offers
from products.offer_facts import OfferFacts
from products.offer_lines import OfferLine, attach_lines
from products.recommendations import Recommendation, recommendations_of

MOST_WEIGHED = 200  # of a category, the newest
EACH_WAY = 3


def worth_finding(at: datetime) -> Q:
    """A `Q`: it says something, is sold somewhere, or stands in enough articles (core/thin.py)."""
    sold = Q(Exists(Offer.objects.shown().filter(product=OuterRef("pk")).order_by()))
    return says_something("description") | sold | reaches_enough(shown_count(Product, at))


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Others of its kind in the site's currency, nearest first."""

    cheaper: list[Product]
    dearer: list[Product]


def alternatives_to(product: Product, at: datetime) -> Alternatives:
    """
    Of the same category, or with a tag of it where it has none, at another price. Three queries.

    None where no price of it is shown in the site's currency, and none to a prescription medicine.
    """
    line = product.offer_lines[0] if product.offer_lines else None
    facts = OfferFacts(at) if line and line["price"] and not product.is_prescription else None
    if facts is None or line is None or line["currency"] != facts.market.currency:
        return Alternatives([], [])
    amount = line["amount"]
    price = facts.leading_price(Offer.objects.shown())
    rows = Product.objects.filter(pk__in=_of_its_kind(product, at)).annotate(
        leading=price, shared=_shared_tags(product)
    )
    below = rows.filter(leading__lt=amount).order_by("-shared", "-leading", "pk")[:EACH_WAY]
    above = rows.filter(leading__gt=amount).order_by("-shared", "leading", "pk")[:EACH_WAY]
    chosen = Q(pk__in=below.values("pk")) | Q(pk__in=above.values("pk"))
    found = with_offers(Product.objects.filter(chosen)).order_by("pk")
    told = [(one, one.offer_lines[0]) for one in attach_lines(found, at=at) if one.offer_lines]
    priced = [(one, line["amount"]) for one, line in told if line["amount"] is not None]
    priced.sort(key=lambda pair: abs(pair[1] - amount))
    return Alternatives(
        [one for one, its_amount in priced if its_amount < amount],
        [one for one, its_amount in priced if its_amount > amount],
    )


def _of_its_kind(product: Product, at: datetime) -> QuerySet[Any]:
    rows = Product.objects.public(at).filter(regulatory_class=product.regulatory_class)
    if product.category:
        rows = rows.filter(category=product.category)
    else:
        tagged = TaggedProduct.objects.filter(tag__in=[tag.pk for tag in product.tags.all()])
        rows = rows.filter(pk__in=tagged.values("content_object"))
    return rows.exclude(pk=product.pk).order_by("-pk").values("pk")[:MOST_WEIGHED]


def _shared_tags(product: Product) -> Any:
    tags = [tag.pk for tag in product.tags.all()]
    own = TaggedProduct.objects.filter(content_object=OuterRef("pk"), tag__in=tags)
    return counted(own, "content_object")


def said_of(product: Product, at: datetime) -> list[Recommendation]:
    """
    What live articles say of it.

    Without experts where they may not recommend a medicine beside its offers (docs/rules.md 3.18).
    """
    markets = {line["market"] for line in product.offer_lines} | {site_country()}
    said = recommendations_of(product, at)
    if product.is_prescription or may_not_be_recommended(product, *markets):
        for one in said:
            one.named_by.clear()
    return said


def attach_spans(products: list[Product]) -> None:
    """Give products, which have their `offer_lines`, their `span`."""
    for product in products:
        product.span = price_span(product.offer_lines)


@dataclass(frozen=True, slots=True)
class PriceSpan:
    """What a product costs at the shops that sell it in one currency."""

    lowest: str
    highest: str
    shops: int


def price_span(lines: list[OfferLine]) -> PriceSpan | None:
    """
    Of its offers like the leading one; None where fewer than two shops tell a price.

    A price that a shop wants words beside is in no span (docs/rules.md 3.20, 5.5).
    """
    if not lines or not lines[0]["price"]:
        return None
    leading = lines[0]
    alike = [
        line
        for line in lines
        if line["amount"] is not None
        and (line["currency"], line["variant_kind"], line["variant"])
        == (leading["currency"], leading["variant_kind"], leading["variant"])
        and not (line["disclaimer"] or line["not_available"] or line["stamp"] == "moment")
    ]
    by_amount = sorted(alike, key=lambda line: line["amount"])
    shops = len({line["retailer"] for line in alike})
    if shops < 2:
        return None
    return PriceSpan(by_amount[0]["price"], by_amount[-1]["price"], shops)
