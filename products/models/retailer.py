"""Who sells it."""

from collections.abc import Collection, Iterable
from typing import Protocol

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from core import visibility
from core.constraints import known_choices
from core.http_urls import ascii_host
from core.shown_facts import ShownFact
from core.slugs import PageSlugField
from core.visibility import Moment
from products.currencies import MINOR_UNITS, UNKNOWN_CURRENCY
from products.money import currency_constraint
from products.shop_hosts import domain_problem, domains_of, owner_of

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
        owners = domains.owners()
        found = {host: owner_of(host, owners) for host in hosts}
        return {host: retailer for host, retailer in found.items() if retailer}


@known_choices("price_policy")
class Retailer(NamedInManuscripts, ShownFact):
    unseen_fields = frozenset(
        {"normalized_name", "other_names", "slug", "market", "currency", "released_by"}
    )

    class PricePolicy(models.TextChoices):
        OPEN = "open", "Show prices with the day they were checked"
        NO_PRICE = "no_price", "Never show a price, only “Check price at …”"

    slug = PageSlugField(max_length=120, unique=True)
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
    released_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="Until then readers see none of its offers: nobody who may has seen its address.",
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="released_retailers",
        help_text="Empty where a command on the server did it.",
    )

    objects = RetailerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        permissions = [
            ("release_retailer", "Can release retailers and decide which hosts are theirs")
        ]
        constraints = [
            currency_constraint("retailer_currency_is_a_code"),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_at=None),
                name="retailer_released_by_somebody_is_released",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a code that no currency has."""
        super().clean()
        if self.currency not in MINOR_UNITS:
            raise ValidationError({"currency": UNKNOWN_CURRENCY})

    def release(self, hosts: Iterable[str] = (), *, by: User | None = None) -> None:
        """
        Let readers see its offers, those at these hosts too; by whoever has seen the addresses.

        Raises `ValidationError` for a host that can't be its own. Twice does no harm.
        """
        with transaction.atomic():
            on_file = {*self.domains.values_list("domain", flat=True)}
            for host in sorted({*hosts} - on_file):
                domain = RetailerDomain(retailer=self, domain=host)
                domain.full_clean()
                domain.save()
            if self.released_at is None:
                self.released_at, self.released_by = timezone.now(), by
                self.save(update_fields=["released_at", "released_by"])


def attach_retailers(offers: Iterable[SoldAtRetailer]) -> None:
    """
    Give the offers their retailers: one query, and one object for each retailer.

    A price file names ten retailers a hundred thousand times; `select_related` would make as many.
    """
    offers = list(offers)
    retailers = Retailer.objects.in_bulk({offer.retailer_id for offer in offers})
    for offer in offers:
        offer.retailer = retailers[offer.retailer_id]


class RetailerDomainQuerySet(models.QuerySet["RetailerDomain"]):
    def owners(self) -> dict[str, Retailer]:
        """Domain → the retailer that it belongs to. One query, for `check_address`."""
        return {row.domain: row.retailer for row in self.select_related("retailer")}


class RetailerDomain(ShownFact):
    """A host of a shop's own; those below it are, too. To add one is to release it to readers."""

    fact_of = "retailer"

    retailer = models.ForeignKey(Retailer, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True, help_text="“sephora.com”")

    objects = RetailerDomainQuerySet.as_manager()

    class Meta:
        ordering = ["domain"]
        constraints = [
            models.CheckConstraint(
                condition=Q(domain=Lower("domain")) & Q(domain__contains="."),
                name="retailerdomain_is_a_host",
                violation_error_message="Enter the domain in small letters: “sephora.com”.",
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Keep the bare name of the site, as the name system has it."""
        self.domain = ascii_host(self.domain.strip()).removeprefix("www.") or self.domain
        super().clean_fields(exclude)

    def clean(self) -> None:
        """Refuse what can't be one shop's own, or is another's already."""
        if problem := domain_problem(self.domain):
            raise ValidationError({"domain": problem})
