"""Who sells it."""

from collections.abc import Iterable
from typing import Protocol

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from core import visibility
from core.constraints import known_choices
from core.visibility import Moment
from products.currencies import MINOR_UNITS, UNKNOWN_CURRENCY
from products.money import currency_constraint
from products.shop_hosts import domains_of, owner_of

from .brand import NamedInManuscripts


class SoldAtRetailer(Protocol):
    """Something with a retailer, as `attach_retailers` takes it."""

    retailer: "Retailer"
    retailer_id: int


class RetailerQuerySet(models.QuerySet["Retailer"]):
    def public(self, at: Moment | None = None) -> "RetailerQuerySet":
        """Retailers follow the offers that readers see (models/offer.py)."""
        return self.filter(visibility.visible(Retailer, at or timezone.now()))

    def by_host(self, hosts: Iterable[str]) -> "dict[str, Retailer]":
        """Host → the retailer it belongs to, for those that belong to one of these. One query."""
        hosts = set(hosts)
        names = {name for host in hosts for name in domains_of(host)}
        if not names:
            return {}
        domains = RetailerDomain.objects.filter(domain__in=names, retailer__in=self.order_by())
        owners = {row.domain: row.retailer for row in domains.select_related("retailer")}
        found = {host: owner_of(host, owners) for host in hosts}
        return {host: retailer for host, retailer in found.items() if retailer}


@known_choices("price_policy")
class Retailer(NamedInManuscripts):
    class PricePolicy(models.TextChoices):
        OPEN = "open", "Show prices with the day they were checked"
        NO_PRICE = "no_price", "Never show a price, only “Check price at …”"

    slug = models.SlugField(max_length=120, unique=True)
    market = models.CharField(
        max_length=2, default="US", help_text="The country it sells to: “US”, “GB”, “DE”."
    )
    currency = models.CharField(
        max_length=3,
        default="USD",
        help_text="The currency of its prices, as an ISO 4217 code: “USD”.",
    )
    pays_commission = models.BooleanField(
        default=True,
        help_text="We may earn a commission when a reader buys there: its links are marked as "
        "sponsored, and the page discloses it.",
    )
    affiliate_query = models.CharField(
        "affiliate tag",
        max_length=200,
        blank=True,
        help_text="Added to its links: “tag=example-20”.",
    )
    price_policy = models.CharField(
        max_length=20, choices=PricePolicy.choices, default=PricePolicy.OPEN
    )

    objects = RetailerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            currency_constraint("retailer_currency_is_a_code"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a code that no currency has."""
        super().clean()
        if self.currency not in MINOR_UNITS:
            raise ValidationError({"currency": UNKNOWN_CURRENCY})

    def owns_host(self, host: str) -> bool:
        """Whether a host name is one of the retailer's own; any host when none are on file."""
        domains = {row.domain: self for row in self.domains.all()}
        return not domains or owner_of(host, domains) is not None


def attach_retailers(offers: Iterable[SoldAtRetailer]) -> None:
    """
    Give the offers their retailers with domains: two queries, and one object for each retailer.

    A price file names ten retailers a hundred thousand times; `select_related` would make as many.
    """
    offers = list(offers)
    known = Retailer.objects.prefetch_related("domains")
    retailers = known.in_bulk({offer.retailer_id for offer in offers})
    for offer in offers:
        offer.retailer = retailers[offer.retailer_id]


class RetailerDomain(models.Model):
    retailer = models.ForeignKey(Retailer, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True, help_text="“sephora.com”")

    class Meta:
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain

    def clean(self) -> None:
        """Keep the bare name of the site."""
        self.domain = self.domain.strip().lower().removeprefix("www.")
        if "/" in self.domain or "." not in self.domain:
            raise ValidationError(
                {"domain": "Enter the domain without “https://” or a path: “sephora.com”."}
            )
