"""
The sample shops. Real ones pay us nothing, so their links are no paid ones; the invented ones show
what a shop that pays looks like, and every policy that a shop may have.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus

from django.contrib.auth.models import User
from django.utils import timezone

from products.display_policy import PRESETS
from products.models import (
    PRICE_FACTS,
    Observation,
    Offer,
    PriceBatch,
    PriceSource,
    Product,
    Retailer,
)
from samples.price_year import write_year
from samples.recording import is_sample, sample_keys

# Where a shop's own search finds the product; elsewhere a real shop's link leads to its first page.
_SEARCH = {"amazon.com": "/s?k=", "walmart.com": "/search?q="}
_TERMS = ("market", "currency", "pays_commission", "affiliate_query")
_FACTS = ("price_kind", "list_price_kind", "availability")
_AMOUNTS = ("price", "price_max", "list_price")


def complete_shops(
    retailers: Sequence[dict[str, Any]], offers: Sequence[dict[str, Any]], by: User | None
) -> None:
    """
    Give the shops their terms and domains, add offers, and make all links lead somewhere.

    The invented ones get a year of prices, which ends in those of today.
    """
    looks: list[Observation] = []
    for wanted in retailers:
        retailer = _retailer(wanted, by)
        ours = Offer.objects.filter(retailer=retailer, pk__in=sample_keys("products.offer"))
        for offer in ours.select_related("product__brand", "current"):
            offer.url = _address(wanted, offer.product)
            offer.save()
            if wanted["invented"]:
                looks.append(_look_at(offer))
    _add_offers(offers, {row["name"]: row for row in retailers}, looks, by)


def _look_at(offer: Offer) -> Observation:
    """What its manuscript says, found at the shop today."""
    point = offer.current
    facts = {name: getattr(point, name) for name in PRICE_FACTS}
    return Observation(offer=offer, checked_at=timezone.now(), **facts)


def _retailer(wanted: dict[str, Any], by: User | None) -> Retailer:
    """The shop with its terms; one that people put on file stays as it is."""
    slug = wanted["domain"].rpartition(".")[0]
    retailer = Retailer.objects.filter(name=wanted["name"]).first()
    if retailer and not is_sample(retailer):
        if retailer.released_at:
            retailer.release([wanted["domain"]], by=by)
        return retailer
    retailer = retailer or Retailer(name=wanted["name"], slug=slug)
    retailer.display_policy = PRESETS[wanted.get("preset", "open")].policy
    for name in _TERMS:
        setattr(retailer, name, wanted.get(name, getattr(retailer, name)))
    for name, value in wanted.get("terms", {}).items():
        setattr(retailer, name, value)
    retailer.full_clean()
    retailer.save()
    retailer.release([wanted["domain"]], by=by)
    return retailer


def _address(wanted: dict[str, Any], product: Product) -> str:
    if wanted["invented"]:
        return f"{wanted['url']}/{product.slug}"
    search = _SEARCH.get(wanted["domain"], "")
    return wanted["url"] + (f"{search}{quote_plus(str(product))}" if search else "/")


def _add_offers(
    rows: Sequence[dict[str, Any]],
    retailers: dict[str, dict[str, Any]],
    looks: list[Observation],
    by: User | None,
) -> None:
    """Prices as somebody or a feed saw them when the samples were loaded, with those of `looks`."""
    now = timezone.now()
    fed: list[Observation] = []
    for row in rows:
        product = Product.objects.select_related("brand").get(slug=row["product"])
        offer = Offer.objects.create(
            product=product,
            retailer=Retailer.objects.get(name=row["retailer"]),
            variant=row.get("variant", ""),
            variant_kind=row.get("variant_kind", "full"),
            url=_address(retailers[row["retailer"]], product),
        )
        facts: dict[str, Any] = {name: row[name] for name in _FACTS if name in row}
        facts |= {name: Decimal(row[name]) for name in _AMOUNTS if name in row}
        observation = Observation(
            offer=offer, currency=row.get("currency", "USD"), checked_at=now, **facts
        )
        (fed if row.get("source") == PriceSource.FEED else looks).append(observation)
    write_year(looks, by)
    batch = PriceBatch(author=by, source=PriceSource.FEED, reason="Sample prices")
    batch.apply(fed, all_or_nothing=True)
