"""
A product at a retailer.

An `Offer` has no price of its own: `current` points to a `PricePoint`, and points are never
changed. Only a `PriceBatch` (price_batch.py) adds points and moves the pointer; the triggers in the
first migration make the database refuse everything else.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, Lower, Replace, StrIndex, Substr
from django.utils import timezone

from core import visibility
from core.constraints import known_choices
from core.http_urls import HttpURLField, http_url_constraint
from core.shown_facts import ShownFact
from core.timezones import site_day
from core.visibility import Moment
from products.display_policy import Show
from products.price_kinds import PriceSource, VariantKind
from products.pricing import CLOCK_SKEW
from products.shop_hosts import SHOP_SHORTENERS, AddressCheck, Standing, check_address, host_of
from products.shop_links import affiliate_link

from .price_point import PricePoint
from .product import Product, ProductQuerySet
from .retailer import Retailer, RetailerDomain

KEEPS_WHAT_IT_IS = (
    "An offer with prices keeps its product, its retailer and its variant, to the letter: they are "
    "what the prices are of. Withdraw it, and add a new offer."
)
NOT_AHEAD = (
    "This is in the future, and readers lose the offer once it is saved. Enter now, or come back "
    "then."
)
_OF_ITS_PRICES = ("product_id", "retailer_id", "variant_kind", "variant")


_SHORTENERS = sorted({name for host in SHOP_SHORTENERS for name in (host, f"www.{host}")})


def _at_its_shop() -> Q:
    """
    Whether a domain of the offer's own shop is its host, or one that it stands below.

    A shop's shortener counts only where the shop's terms allow cloaked links.
    """
    asked = Concat(Value("."), OuterRef("host"), output_field=models.CharField())
    domains = RetailerDomain.objects.filter(retailer=OuterRef("retailer")).alias(asked=asked)
    own = Exists(domains.filter(asked__endswith=Concat(Value("."), F("domain"))).order_by())
    is_direct = Q(retailer__policy_allows_cloaked_links=True) | ~Q(host__in=_SHORTENERS)
    return Q(own) & is_direct


def _host_in(url: str) -> Lower:
    """The host in a web address, “www.” and all, as SQL; what can't be read is like no domain."""
    rest: Any = Concat(Substr(url, StrIndex(url, Value("://")) + 3), Value("/"))
    for sign in "?#:":
        rest = Replace(rest, Value(sign), Value("/"))
    return Lower(Substr(rest, 1, StrIndex(rest, Value("/")) - 1))


# Shops have many offers at few hosts: an index is asked for the next host of a shop, again and
# again, instead of looking at each offer.
_ONE_OF_EACH_HOST = """
WITH RECURSIVE pair(retailer_id, host) AS (
    SELECT id, '' FROM products_retailer
    UNION ALL
    SELECT retailer_id, (
        SELECT MIN(offer.host) FROM products_offer offer WHERE offer.withdrawn_at IS NULL
        AND offer.retailer_id = pair.retailer_id AND offer.host > pair.host)
    FROM pair WHERE host IS NOT NULL
)
SELECT (
    SELECT offer.id FROM products_offer offer WHERE offer.withdrawn_at IS NULL
    AND offer.retailer_id = pair.retailer_id AND offer.host = pair.host LIMIT 1)
FROM pair WHERE host IS NOT NULL
"""


# Where nothing that somebody sees by hand may be shown.
_NO_LOOK_HELPS = Q(retailer__policy_shows_typed=False) | (
    ~Q(retailer__policy_show=Show.EXACT) & Q(retailer__policy_shows_availability=False)
)


def too_old(at: datetime, ages: Iterable[int] | None = None) -> Q:
    """
    Whether a price is older than its shop's terms show it (`DisplayPolicy.covers`).

    A query, where the shops' ages in hours aren't at hand.
    """
    if ages is None:
        ages = Retailer.objects.order_by().values_list("policy_max_age_hours", flat=True).distinct()
    found = Q(pk__in=[])
    for hours in ages:
        aged = aged_before(at - timedelta(hours=hours))
        found |= Q(retailer__policy_max_age_hours=hours) & aged
    return found


def aged_before(moment: datetime) -> Q:
    """Whether the age of a price counts from before then (`PricePoint.aged_from`)."""
    last_day = site_day(moment - timedelta(microseconds=1))  # the last to begin before then
    of_old_report = Q(current__reported_on__lte=last_day) | Q(
        current__reported_on=None, current__recorded_at__lt=moment
    )
    return Q(price_checked_at__lt=moment) | (Q(price_checked_at=None) & of_old_report)


class OfferQuerySet(models.QuerySet["Offer"]):
    def public(self, at: Moment | None = None) -> "OfferQuerySet":
        """Offers follow their product; withdrawn ones are shown to nobody."""
        products = Product.objects.public(at).filter(pk=OuterRef("product"))
        return self.shown().filter(Exists(products))

    def shown(self) -> "OfferQuerySet":
        """Those that pages may show: on sale, at a released shop, at a host of that shop's own."""
        released = Q(retailer__released_at__isnull=False)
        return self.on_sale().filter(released & (Q(url="") | _at_its_shop()))

    def waiting(self) -> "OfferQuerySet":
        """Those on sale that nobody sees, as their shop or its host waits for being released."""
        return self.on_sale().unreleased()

    def unreleased(self) -> "OfferQuerySet":
        """Those whose shop or host waits, on sale or not."""
        elsewhere = ~Q(url="") & ~_at_its_shop()
        return self.filter(Q(retailer__released_at=None) | elsewhere)

    def one_of_each_host(self) -> "OfferQuerySet":
        """Of those on sale at one shop and one host, any one. By an index, however many."""
        return self.filter(pk__in=RawSQL(_ONE_OF_EACH_HOST, []))  # noqa: S611 -- our own words

    def on_sale(self) -> "OfferQuerySet":
        """Those not withdrawn by an editor."""
        return self.filter(withdrawn_at=None)

    def stale(self, at: datetime | None = None) -> "OfferQuerySet":
        """
        Those on sale without a price, or with one older than its shop's terms show it.

        Where a look by hand would change nothing that is shown, they are `stale_in_feeds`.
        """
        return self._overdue(at).exclude(_NO_LOOK_HELPS)

    def stale_in_feeds(self, at: datetime | None = None) -> "OfferQuerySet":
        """The overdue ones of which only a feed can bring anything that may be shown."""
        return self._overdue(at).filter(_NO_LOOK_HELPS)

    def never_checked(self) -> "OfferQuerySet":
        """Those on sale at which nobody and nothing has looked yet, whatever their age."""
        return self.on_sale().filter(price_checked_at=None).exclude(_NO_LOOK_HELPS)

    def _overdue(self, at: datetime | None) -> "OfferQuerySet":
        return self.on_sale().filter(Q(current=None) | too_old(at or timezone.now()))

    def with_shown_price(self, at: datetime | None = None) -> "OfferQuerySet":
        """Those of which readers see a price, as `display_of` weighs it."""
        from_shop = Q(retailer__policy_shows_typed=True) | Q(current__source=PriceSource.FEED)
        priced = self.shown().filter(
            from_shop, retailer__policy_show=Show.EXACT, current__price__isnull=False
        )
        return priced.exclude(too_old(at or timezone.now()))

    def for_display(self) -> "OfferQuerySet":
        """With what `display_of` reads but the product; products/leading_offer.py orders them."""
        return self.select_related("retailer", "current").order_by()


@known_choices("variant_kind")
class Offer(ShownFact):
    """What pages show of it is a fact of its product; its price has a way and log of its own."""

    fact_of = "product"
    unseen_fields = frozenset({"current", "price_checked_at", "host"})

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="offers")
    retailer = models.ForeignKey(Retailer, on_delete=models.PROTECT, related_name="offers")
    variant = models.CharField(
        max_length=80,
        blank=True,
        help_text="What the shop calls it, where it sells it in two forms: “15 ml”, “refill”.",
    )
    variant_kind = models.CharField(
        "variant", max_length=10, choices=VariantKind.choices, default=VariantKind.FULL
    )
    url = HttpURLField(
        "address", help_text="The product's page at the retailer, without our affiliate tag."
    )
    host = models.GeneratedField(  # what `shown` compares with the shop's domains
        expression=_host_in("url"), output_field=models.CharField(max_length=2000), db_persist=True
    )
    current = models.OneToOneField(
        PricePoint,
        on_delete=models.PROTECT,
        related_name="current_of",
        null=True,
        blank=True,
        editable=False,
    )
    # Repeats `current.checked_at`, written with the pointer, and only where prices are recorded: to
    # find what is stale among 100,000 offers, their points are too many to look at.
    price_checked_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Readers no longer see this offer once it is saved. Its prices stay on record.",
    )

    accepts_host = False  # whether a host on file for no shop may be in its address

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["product", "retailer", "variant"]
        indexes = [
            models.Index(fields=["withdrawn_at", "price_checked_at"], name="offer_by_check"),
            models.Index(
                fields=["retailer", "host"], condition=Q(withdrawn_at=None), name="offer_by_host"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "retailer", "variant_kind", "variant"],
                name="offer_is_unique",
                violation_error_message="This product is already on file at this retailer. "
                "Name the variant if the shop sells it in two forms.",
            ),
            http_url_constraint("url", "offer_url_is_http"),
            models.CheckConstraint(
                condition=~Q(host__contains="@") & ~Q(host__contains="\\"),
                name="offer_host_is_no_user_name",
                violation_error_message="Leave out what stands before “@” in the address.",
            ),
        ]

    def __str__(self) -> str:
        variant = f" ({self.variant})" if self.variant else ""
        return f"{self.product} at {self.retailer}{variant}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        # The pointer moves through a price batch alone, so an ordinary save leaves it out: a copy
        # loaded before the last batch must not write an old price back.
        if self.pk and not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key
                and not field.generated
                and field.name not in ("current", "price_checked_at")
            ]
        super().save(*args, **kwargs)

    def after_save(self, before: Any) -> None:
        """What is withdrawn, and stays so, is told to nobody."""
        if self.withdrawn_at is None or (before and before.withdrawn_at is None):
            super().after_save(before)

    def fact_words(self) -> str:
        return f"{self}: {self.url}" if self.url else str(self)

    def fact_label(self, field: Any) -> str:
        return f"{field.verbose_name} ({self.retailer})"

    def clean(self) -> None:
        """Refuse an address at another shop, and another product, shop or variant under a price."""
        super().clean()
        if self.withdrawn_at and self.withdrawn_at > timezone.now() + CLOCK_SKEW:
            raise ValidationError({"withdrawn_at": NOT_AHEAD})
        if self.url and self.retailer_id:
            self.clean_url()
        if self.pk and PricePoint._base_manager.filter(offer=self).exists():
            before = Offer.objects.values_list(*_OF_ITS_PRICES).get(pk=self.pk)
            if before != tuple(getattr(self, name) for name in _OF_ITS_PRICES):
                raise ValidationError(KEEPS_WHAT_IT_IS)

    def clean_url(self, owners: Mapping[str, Retailer] | None = None) -> None:
        """
        Refuse an address that doesn't belong to the retailer; `owners` are `RetailerDomain`s'.

        `accepts_host` is said by a form of somebody who may add the host to the retailer.
        """
        check = self.check_address(owners)
        if check.standing is Standing.UNKNOWN and self.accepts_host:
            return
        if not check.belongs:
            raise ValidationError({"url": check.sentence(self.retailer)})

    def check_address(self, owners: Mapping[str, Retailer] | None = None) -> AddressCheck[Retailer]:
        """How its address stands to its retailer (products/shop_hosts.py)."""
        if owners is None:
            owners = RetailerDomain.objects.owners()
        return check_address(self.url, self.retailer, owners)

    @property
    def site(self) -> str:
        """What readers know the shop's site by: “amazon.com”, or its name without an address."""
        return host_of(self.url) or self.retailer.name

    @property
    def link(self) -> str:
        """The address readers follow: the retailer's, with our affiliate tag where there is one."""
        return affiliate_link(self.url, self.retailer.affiliate_query) if self.url else ""


@visibility.register(Retailer, by="retailer")
def public_offers(at: Moment) -> OfferQuerySet:
    """Retailers follow the products they sell."""
    return Offer.objects.public(at)


@visibility.register(Offer, by="offers")
def products_sold(at: Moment) -> ProductQuerySet:
    """Where an offer is shown is where its product is."""
    return Product.objects.public(at)


def with_offers(products: ProductQuerySet, offers: OfferQuerySet | None = None) -> ProductQuerySet:
    """
    Products with their offers, current price and retailer: two queries, however many.

    With `offers`, with those of them alone. `products.offer_lines.attach_lines` then says what may
    be shown of them.
    """
    shown = Offer.objects.shown() if offers is None else offers
    return products.select_related("brand", "picture").prefetch_related(
        Prefetch("offers", shown.for_display())
    )
