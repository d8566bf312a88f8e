"""
Offers and the history of their prices.

An `Offer` has no price of its own: `current` points to a `PricePoint`, and points are never
changed. Only a `PriceBatch` (batches.py) adds points and moves the pointer; the guards in the first
migration make the database refuse everything else.
"""

from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Round
from django.utils import timezone

from core.http_urls import HttpURLField, http_url_constraint
from products.currencies import MINOR_UNITS, quantized
from products.money import money

# The facts of a point that make a price another price; when it was checked is not among them.
PRICE_FACTS = (
    "price",
    "price_kind",
    "price_max",
    "list_price",
    "list_price_kind",
    "currency",
    "availability",
)


STALE_AFTER = timedelta(days=30)  # without a look at the shop, a price is nothing to rely on


class PriceKind(models.TextChoices):
    EXACT = "exact", "exact"
    FROM = "from", "from (the lowest of several)"
    RANGE = "range", "from … to …"
    ABOUT = "about", "about"


class ListPriceKind(models.TextChoices):
    """What a struck-through price refers to (domain.md 3.14): never called “was” when it is RRP."""

    PREVIOUS = "previous", "the price before, as the retailer says"
    RRP = "rrp", "the maker's list price (RRP)"
    LOWEST_30_DAYS = "lowest_30d", "the lowest of the 30 days before"


class Availability(models.TextChoices):
    """schema.org ItemAvailability."""

    BACK_ORDER = "BackOrder", "on back order"
    DISCONTINUED = "Discontinued", "discontinued"
    IN_STOCK = "InStock", "in stock"
    IN_STORE_ONLY = "InStoreOnly", "in store only"
    LIMITED = "LimitedAvailability", "limited"
    ONLINE_ONLY = "OnlineOnly", "online only"
    OUT_OF_STOCK = "OutOfStock", "out of stock"
    PRE_ORDER = "PreOrder", "to order ahead"
    PRE_SALE = "PreSale", "on pre-sale"
    SOLD_OUT = "SoldOut", "sold out"


class PriceSource(models.TextChoices):
    DESK = "desk", "typed at the desk"
    FILE = "file", "a price file"
    MANUSCRIPT = "manuscript", "a manuscript"
    FEED = "feed", "a retailer's feed"
    UNDO = "undo", "an undo"


class OfferQuerySet(models.QuerySet):
    def public(self, at=None):
        """Offers follow their product; withdrawn ones are shown to nobody."""
        from .catalogue import Product  # noqa: PLC0415 -- the two refer to each other

        products = Product.objects.public(at).filter(pk=OuterRef("product"))
        return self.on_sale().filter(Exists(products))

    def on_sale(self):
        """Those not withdrawn by an editor."""
        return self.filter(withdrawn_at=None)

    def stale(self, at=None):
        """Those on sale whose price nobody checked within `STALE_AFTER`, or ever."""
        before = (at or timezone.now()) - STALE_AFTER
        unchecked = Q(price_checked_at=None) | Q(price_checked_at__lt=before)
        return self.on_sale().filter(unchecked)

    def for_display(self):
        """With what a price line shows, cheapest known price first."""
        return self.select_related("retailer", "current").order_by(
            F("current__price").asc(nulls_last=True), "retailer__name", "pk"
        )


class Offer(models.Model):
    product = models.ForeignKey("Product", on_delete=models.PROTECT, related_name="offers")
    retailer = models.ForeignKey("Retailer", on_delete=models.PROTECT, related_name="offers")
    variant = models.CharField(
        max_length=80, blank=True, help_text="Where a shop sells it twice: “travel size”, “set”."
    )
    url = HttpURLField(
        "address", help_text="The product's page at the retailer, without our affiliate tag."
    )
    current = models.OneToOneField(
        "PricePoint",
        on_delete=models.PROTECT,
        related_name="current_of",
        null=True,
        blank=True,
        editable=False,
    )
    # Repeats `current.checked_at`, written with the pointer by the price door alone: to find what
    # is stale among 100,000 offers, their points are too many to look at.
    price_checked_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="From when on readers no longer see this offer. Its prices stay on record.",
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["product", "retailer", "variant"]
        indexes = [
            models.Index(fields=["withdrawn_at", "price_checked_at"], name="offer_by_check"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "retailer", "variant"],
                name="offer_is_unique",
                violation_error_message="This product is already on file at this retailer. "
                "Name the variant where the shop sells it twice.",
            ),
            http_url_constraint("url", "offer_url_is_http"),
        ]

    def __str__(self):
        variant = f" ({self.variant})" if self.variant else ""
        return f"{self.product} at {self.retailer}{variant}"

    def save(self, *args, **kwargs):
        # The pointer moves through a price batch alone, so an ordinary save leaves it out: a copy
        # loaded before the last batch must not write an old price back.
        if self.pk and not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name not in ("current", "price_checked_at")
            ]
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if self.url and self.retailer_id:
            self.clean_url()

    def clean_url(self):
        host = (urlsplit(self.url).hostname or "").removeprefix("www.")
        if not self.retailer.sells_at(host):
            raise ValidationError(
                {
                    "url": f"{host} is none of {self.retailer}'s addresses on file. "
                    "Correct the address, or add the domain to the retailer."
                }
            )

    @property
    def shown(self):
        """The price point that readers may see now, or None."""
        point = self.current
        if point is None or point.price is None:
            return None
        if self.retailer.price_policy == self.retailer.PricePolicy.NO_PRICE:
            return None
        return point

    @property
    def is_paid(self):
        """Whether readers get a link here that we may earn by (domain.md 3.1, 3.5)."""
        return bool(self.url) and self.retailer.pays_commission

    def as_line(self):
        """
        What pages say about the offer, for `products/_offer.html` and `products/_price.html`.

        Worked out once: a template asks for each of these several times. `price` is "" and
        `checked_at` None where no price may be shown, `not_available` "" unless somebody saw it.
        """
        shown = self.shown
        is_missing = self.current is not None and not self.current.is_available
        return {
            "retailer": self.retailer.name,
            "variant": self.variant,
            "price": shown.text if shown else "",
            "list_price": shown.list_text if shown else "",
            "list_label": shown.list_label if shown else "",
            "checked_at": shown.checked_at if shown else None,
            "not_available": self.current.get_availability_display() if is_missing else "",
            "link": self.link,
            "is_paid": self.is_paid,
        }

    @property
    def link(self):
        """The address readers follow: the retailer's, with our affiliate tag where there is one."""
        if not self.url or not self.retailer.affiliate_query:
            return self.url
        parts = urlsplit(self.url)
        ours = parse_qsl(self.retailer.affiliate_query)
        theirs = [pair for pair in parse_qsl(parts.query) if pair[0] not in dict(ours)]
        return urlunsplit(parts._replace(query=urlencode([*theirs, *ours])))


def _within_precision(field):
    """Q: the amount has no more decimals than its currency (ISO 4217)."""
    condition = Q()
    for decimals in sorted(set(MINOR_UNITS.values())):
        codes = sorted(code for code, units in MINOR_UNITS.items() if units == decimals)
        condition |= Q(**{"currency__in": codes, field: Round(field, precision=decimals)})
    return condition


class PricePoint(models.Model):
    """
    What a retailer asked for an offer, when somebody looked. Never changed, never deleted.

    `price` is None where the price is not known now ("gone from the page").
    """

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="points")
    batch = models.ForeignKey("PriceBatch", on_delete=models.PROTECT, related_name="points")
    price = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    price_kind = models.CharField(max_length=10, choices=PriceKind.choices, default=PriceKind.EXACT)
    price_max = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    list_price = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    list_price_kind = models.CharField(max_length=12, choices=ListPriceKind.choices, blank=True)
    currency = models.CharField(max_length=3)
    availability = models.CharField(max_length=20, choices=Availability.choices, blank=True)
    checked_at = models.DateTimeField()
    source = models.CharField(max_length=12, choices=PriceSource.choices)

    class Meta:
        ordering = ["-checked_at", "-pk"]
        indexes = [models.Index(fields=["offer", "-checked_at"], name="pricepoint_history")]
        constraints = [
            models.CheckConstraint(
                condition=Q(currency__in=sorted(MINOR_UNITS)),
                name="pricepoint_currency_is_iso_4217",
                violation_error_message="Give the three letters of a currency: “USD”, “EUR”.",
            ),
            *(
                constraint
                for field in ("price", "price_max", "list_price")
                for constraint in (
                    models.CheckConstraint(
                        condition=Q(**{f"{field}__gt": 0}), name=f"pricepoint_{field}_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=_within_precision(field),
                        name=f"pricepoint_{field}_is_within_precision",
                    ),
                )
            ),
            models.CheckConstraint(
                condition=Q(
                    price_kind=PriceKind.RANGE,
                    price__isnull=False,
                    price_max__isnull=False,
                    price_max__gt=F("price"),
                )
                | (Q(price_max=None) & ~Q(price_kind=PriceKind.RANGE)),
                name="pricepoint_range_has_its_maximum",
            ),
            models.CheckConstraint(
                condition=Q(price_kind__in=PriceKind.values), name="pricepoint_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(list_price=None, list_price_kind="")
                | Q(list_price__isnull=False, list_price_kind__in=ListPriceKind.values),
                name="pricepoint_list_price_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=Q(availability__in=["", *Availability.values]),
                name="pricepoint_availability_is_schema_org",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def text(self):
        """The price in words: “$19”, “from $12”, “$19–$31”, “about $14”."""
        if self.price is None:
            return "price not known"
        price = money(self.price, self.currency)
        return {
            PriceKind.FROM: f"from {price}",
            PriceKind.ABOUT: f"about {price}",
            PriceKind.RANGE: f"{price}–{money(self.price_max or self.price, self.currency)}",
        }.get(self.price_kind, price)

    @property
    def list_text(self):
        """
        The struck-through price, or "" where it must not be shown.

        Shown only above the price itself (domain.md 3.16) and beside an exact price (3.17).
        """
        is_shown = self.list_price and self.price is not None and self.price_kind == PriceKind.EXACT
        return (
            money(self.list_price, self.currency)
            if is_shown and self.list_price > self.price
            else ""
        )

    @property
    def text_with_list_price(self):
        """“$19 (originally $31)”: what tells two points apart where the price is the same."""
        return f"{self.text} (originally {self.list_text})" if self.list_text else self.text

    def as_json(self, *, url):
        """The facts as `import_prices --json` prints them; amounts as decimal strings."""
        amounts = {
            name: amount if amount is None else str(quantized(amount, self.currency))
            for name in ("price", "price_max", "list_price")
            for amount in [getattr(self, name)]
        }
        return {
            **amounts,
            "price_kind": self.price_kind,
            "currency": self.currency,
            "availability": self.availability,
            "url": url,
            "checked_at": self.checked_at.isoformat(),
        }

    @property
    def list_label(self):
        """What the struck-through price is called: a maker's list price is never a former one."""
        return {
            ListPriceKind.RRP: "List price",
            ListPriceKind.LOWEST_30_DAYS: "Lowest price in 30 days",
        }.get(self.list_price_kind, "Original price")

    @property
    def is_available(self):
        """False only where somebody saw that it can't be had."""
        return self.availability not in {"OutOfStock", "SoldOut", "Discontinued"}

    def age_in_days(self, now=None):
        return ((now or timezone.now()) - self.checked_at).days
