"""Who sells it."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import timedelta
from typing import Protocol

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from core import visibility
from core.constraints import capitals_constraint, known_choices
from core.http_urls import ascii_host
from core.shown_facts import ShownFact
from core.slugs import PageSlugField
from core.visibility import Moment
from products.currencies import MINOR_UNITS, UNKNOWN_CURRENCY
from products.display_policy import STALE_AFTER, DisplayPolicy, Show, Stamp
from products.market import COUNTRIES, UNKNOWN_MARKET
from products.money import currency_constraint
from products.shop_hosts import SHOP_SHORTENERS, domain_problem, domains_of, owner_of
from products.shop_links import is_amazon, tag_problem

from .brand import NamedInManuscripts

MAX_AGE_HOURS = 24 * 366
# A policy's values that are fields of a retailer as they are: `policy_show` and so on.
_POLICY = [field.name for field in fields(DisplayPolicy) if field.name != "max_age"]
POLICY_FIELDS = [
    *("policy_show", "policy_max_age_hours", "policy_stamp", "policy_shows_typed"),
    *("policy_shows_availability", "policy_strikes_only_lows", "policy_allows_cloaked_links"),
    *("policy_disclaimer", "policy_statement"),
]


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


@known_choices("policy_show", "policy_stamp")
class Retailer(NamedInManuscripts, ShownFact):
    unseen_fields = frozenset({"normalized_name", "other_names", "slug", "released_by"})

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
    # The shop's terms (products/display_policy.py).
    policy_show = models.CharField(
        "prices are shown as", max_length=10, choices=Show.choices, default=Show.EXACT
    )
    policy_max_age_hours = models.PositiveIntegerField(
        "hours a price is shown for",
        default=round(STALE_AFTER / timedelta(hours=1)),
        help_text="Counted from the last look at the shop; then only “Check price at …”. "
        "720 are 30 days.",
    )
    policy_stamp = models.CharField(
        "says when by", max_length=10, choices=Stamp.choices, default=Stamp.DAY
    )
    policy_shows_typed = models.BooleanField(
        "shows prices that people entered",
        default=True,
        help_text="Typed, from a manuscript or from a file. If not, only what the shop's own "
        "feed says.",
    )
    policy_shows_availability = models.BooleanField("says what is sold out", default=True)
    policy_strikes_only_lows = models.BooleanField(
        "strikes through only the lowest price of 30 days",
        default=False,
        help_text="Always so where the shop or the site is in the European Union.",
    )
    policy_allows_cloaked_links = models.BooleanField(
        "its own short links may be used",
        default=True,
        help_text="Where the shop has short addresses of its own, such as amzn.to. Redirects of "
        "others are never used.",
    )
    policy_disclaimer = models.TextField(
        "sentence beside prices",
        blank=True,
        help_text="As the shop wants it, word for word; “{site}” is replaced by its site.",
    )
    policy_statement = models.CharField(
        "sentence above paid links",
        max_length=300,
        blank=True,
        help_text="Beside our own disclosure: “As an Amazon Associate I earn from qualifying "
        "purchases.”",
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
            capitals_constraint(
                "market", 2, name="retailer_market_is_a_code", message=UNKNOWN_MARKET
            ),
            models.CheckConstraint(
                condition=Q(policy_max_age_hours__range=(1, MAX_AGE_HOURS)),
                name="retailer_policy_max_age_is_a_span",
                violation_error_message="A price is shown for at least one hour, and for a year "
                f"({MAX_AGE_HOURS} hours) at most.",
            ),
            models.CheckConstraint(
                condition=Q(affiliate_query="") | Q(pays_commission=True),
                name="retailer_with_tag_pays_commission",
                violation_error_message="Links with an affiliate tag earn us money. Say that the "
                "shop pays a commission, or remove the tag.",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_at=None),
                name="retailer_released_by_somebody_is_released",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse codes of no currency or country, and a tag or short links the shop forbids."""
        super().clean()
        if self.currency not in MINOR_UNITS:
            raise ValidationError({"currency": UNKNOWN_CURRENCY})
        if self.market not in COUNTRIES:
            raise ValidationError({"market": UNKNOWN_MARKET})
        allows = self.policy_allows_cloaked_links
        for row in self.domains.all() if self.pk else ():
            if problem := self.tag_problem(row.domain):
                raise ValidationError({"affiliate_query": problem})
            if problem := domain_problem(row.domain, allows_cloaked=allows):
                raise ValidationError({"policy_allows_cloaked_links": problem})

    def tag_problem(self, domain: str) -> str:
        """Why its affiliate tag earns nothing at this domain of its own; "" where it does."""
        return tag_problem(self.affiliate_query, self.market) if is_amazon(domain) else ""

    @property
    def display_policy(self) -> DisplayPolicy:
        """What pages may say of its prices."""
        return DisplayPolicy(
            max_age=timedelta(hours=self.policy_max_age_hours),
            **{name: getattr(self, f"policy_{name}") for name in _POLICY},
        )

    @display_policy.setter
    def display_policy(self, policy: DisplayPolicy) -> None:
        self.policy_max_age_hours = round(policy.max_age / timedelta(hours=1))
        for name in _POLICY:
            setattr(self, f"policy_{name}", getattr(policy, name))

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
        """
        Domain → the retailer that it belongs to. One query, for `check_address`.

        A shop's shortener is left out where the shop's terms forbid cloaked links.
        """
        return {
            row.domain: row.retailer
            for row in self.select_related("retailer")
            if row.domain not in SHOP_SHORTENERS or row.retailer.policy_allows_cloaked_links
        }


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
        shop = self.retailer
        allows_cloaked = shop.policy_allows_cloaked_links
        if problem := domain_problem(self.domain, allows_cloaked=allows_cloaked):
            raise ValidationError({"domain": problem})
        if problem := shop.tag_problem(self.domain):
            raise ValidationError({"domain": problem})
