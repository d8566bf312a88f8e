"""The history of prices."""

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.constraints import known_choices
from core.timezones import start_of
from products.currencies import quantized
from products.money import AmountField, Money, currency_constraint
from products.price_kinds import (
    NOT_AVAILABLE,
    STRIKE_WORDS,
    Availability,
    ListPriceKind,
    PriceKind,
    PriceSource,
)


@lru_cache(maxsize=4096)  # of a price file's lines, most have an amount that others have, too
def amount_text(amount: Decimal | None, currency: str) -> str | None:
    """The amount with the decimals of its currency, as machines read it: “19.00”."""
    return amount if amount is None else str(quantized(amount, currency))


@lru_cache(maxsize=4096)
def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


class AppliedManager(models.Manager[Any]):
    """Rows of batches that are applied: what is only written ahead means nothing to anybody."""

    def get_queryset(self) -> models.QuerySet[Any]:
        batch = self.model._meta.get_field("batch").related_model
        return super().get_queryset().exclude(batch__in=batch.objects.unapplied().values("pk"))


@known_choices("price_kind", "source", "availability")
class PricePoint(models.Model):
    """
    What a retailer asked for an offer. Never changed, never deleted.

    `price` is None where the price is not known now ("gone from the page"). `checked_at` is when
    somebody or something looked at the shop, None where nobody did yet; `recorded_at` is when the
    point was written. `reported_on` is the day on which a manuscript that names the price was
    handed in: before the first look, its age counts from there.
    """

    offer = models.ForeignKey("Offer", on_delete=models.PROTECT, related_name="points")
    batch = models.ForeignKey("PriceBatch", on_delete=models.PROTECT, related_name="points")
    price = AmountField(null=True, blank=True)
    price_kind = models.CharField(max_length=10, choices=PriceKind.choices, default=PriceKind.EXACT)
    price_max = AmountField(null=True, blank=True)
    list_price = AmountField(null=True, blank=True)
    list_price_kind = models.CharField(max_length=12, choices=ListPriceKind.choices, blank=True)
    currency = models.CharField(max_length=3)
    availability = models.CharField(max_length=20, choices=Availability.choices, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    reported_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=12, choices=PriceSource.choices)

    objects = AppliedManager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [models.Index(fields=["offer", "-recorded_at"], name="pricepoint_history")]
        constraints = [
            currency_constraint("pricepoint_currency_is_a_code"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{field}__gt": 0}), name=f"pricepoint_{field}_is_positive"
                )
                for field in ("price", "price_max", "list_price")
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
                condition=Q(list_price=None, list_price_kind="")
                | Q(list_price__isnull=False, list_price_kind__in=ListPriceKind.values),
                name="pricepoint_list_price_says_what_it_is",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def money(self) -> Money | None:
        """The price with its currency; None where it is not known."""
        return self._money_of(self.price)

    @property
    def max_money(self) -> Money | None:
        """The upper end of a range."""
        return self._money_of(self.price_max)

    @property
    def list_money(self) -> Money | None:
        """The price that may be struck through; see `list_text` for whether it is shown."""
        return self._money_of(self.list_price)

    def _money_of(self, amount: Decimal | None) -> Money | None:
        return None if amount is None else Money(amount, self.currency)

    @property
    def text(self) -> str:
        """The price in words: “$19”, “from $12”, “$19–$31”, “about $14”."""
        price = self.money
        if price is None:
            return "price not known"
        texts = {
            PriceKind.FROM.value: f"from {price}",
            PriceKind.ABOUT.value: f"about {price}",
            PriceKind.RANGE.value: f"{price}–{self.max_money or price}",
        }
        return texts.get(self.price_kind, str(price))

    @property
    def list_text(self) -> str:
        """
        The struck-through price, or "" where it must not be shown.

        Shown only above the price itself (docs/rules.md 3.16) and beside an exact price (3.17).
        """
        price, list_price = self.money, self.list_money
        if price is None or list_price is None or self.price_kind != PriceKind.EXACT:
            return ""
        return str(list_price) if list_price > price else ""

    @property
    def strike_words(self) -> tuple[str, str]:
        """
        The words before and after its list price, for desk and readers alike.

        What a shop says is known to who looked there; before that, it is reported.
        """
        kind = self.list_price_kind or ListPriceKind.REPORTED.value
        if kind == ListPriceKind.WAS and self.checked_at is None:
            kind = ListPriceKind.REPORTED.value
        return STRIKE_WORDS[kind]

    @property
    def text_with_list_price(self) -> str:
        """“$19 (list price $31)”: what tells two points apart where the price is the same."""
        if not self.list_text:
            return self.text
        before, after = self.strike_words
        return f"{self.text} ({before.lower()} {self.list_text}{after})"

    def as_json(self, *, url: str) -> dict[str, Any]:
        """The facts as `import_prices --json` prints them; amounts as decimal strings."""
        return {
            "price": amount_text(self.price, self.currency),
            "price_max": amount_text(self.price_max, self.currency),
            "list_price": amount_text(self.list_price, self.currency),
            "price_kind": self.price_kind,
            "currency": self.currency,
            "availability": self.availability,
            "url": url,
            "checked_at": _iso(self.checked_at),
        }

    @property
    def is_available(self) -> bool:
        """False only where somebody saw that it can't be had."""
        return self.availability not in NOT_AVAILABLE

    @property
    def checked_text(self) -> str:
        """“checked 22 Nov 2026”, “from the manuscript of 3 March 2026, not checked yet”."""
        if self.checked_at:
            return f"checked {timezone.localtime(self.checked_at):%d %b %Y}"
        if self.reported_on:
            return f"from the manuscript of {self.reported_on:%-d %B %Y}, not checked yet"
        return "not checked yet"

    @property
    def aged_from(self) -> datetime:
        """
        From when its age counts: the last look at the shop; before the first, the day its
        manuscript was handed in, or else the moment it was written down.
        """
        if self.checked_at:
            return self.checked_at
        return start_of(self.reported_on) if self.reported_on else self.recorded_at

    def age_in_days(self, now: datetime | None = None) -> int:
        """Whole days since `aged_from`."""
        return ((now or timezone.now()) - self.aged_from).days
