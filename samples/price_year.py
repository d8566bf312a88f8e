"""
A year of looks at the invented shops, so that the chart has something to draw.

Invented prices for invented products: the real ones keep the one price that their manuscript says.
All go through `PriceBatch`, a batch a week, and end in the price that is on file today.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.contrib.auth.models import User
from django.utils import timezone

from products.models import Observation, PriceBatch, PriceKind, PriceSource

WEEKS = 52
_NOBODY_LOOKED = range(18, 24)  # weeks ago, at one shop
_EARLIER, _SALE = Decimal("0.92"), Decimal("0.8")  # of the usual price


def write_year(today: Sequence[Observation], by: User | None) -> None:
    """Write looks of the last year that end in those of today; the offers have no look yet."""
    now = timezone.now()
    pasts = [_Past(one, now) for one in today if one.offer.retailer.display_policy.keeps_history]
    for weeks in range(WEEKS, 0, -1):
        _write((past.look(weeks) for past in pasts if past.was_looked_at(weeks)), by, now, weeks)
    _write(today, by, now, 0)


def _write(looks: Iterable[Observation], by: User | None, now: datetime, weeks: int) -> None:
    batch = PriceBatch(
        author=by,
        source=PriceSource.ADMIN,
        reason="Sample prices",
        created_at=now - timedelta(weeks=weeks),
    )
    batch.apply(looks, all_or_nothing=True)


class _Past:
    """What an offer cost, week by week: dearer since some week, a sale, and today's price."""

    def __init__(self, today: Observation, now: datetime) -> None:
        self.today, self.now = today, now
        # Seeded by words, not by ids: every site gets the same year.
        self.random = Random(str(today.offer))  # noqa: S311  # nothing secret
        self.usual = today.list_price or today.price or Decimal(1)
        self.dearer = self.random.randint(28, 44)
        self.sale = self.random.choice([None, *range(8, 27)])
        self.fell = self.random.randint(1, 3)
        self.hours = self.random.randint(1, 20)

    def was_looked_at(self, weeks: int) -> bool:
        is_passed_over = self.today.offer.retailer.name == "Counter Nine"
        return not (is_passed_over and weeks in _NOBODY_LOOKED)

    def look(self, weeks: int) -> Observation:
        """What was seen that many weeks ago."""
        at = self.now - timedelta(weeks=weeks, hours=self.hours)
        if self.today.price_kind != PriceKind.EXACT or weeks <= self.fell:
            return replace(self.today, checked_at=at, availability="")
        return Observation(
            offer=self.today.offer,
            price=self.price(weeks),
            currency=self.today.currency,
            checked_at=at,
        )

    def price(self, weeks: int) -> Decimal:
        """The price of that week, in half units."""
        share = Decimal(1)
        if weeks >= self.dearer:
            share = _EARLIER
        elif self.sale and self.sale <= weeks < self.sale + 3:
            share = _SALE
        return round(self.usual * share * 2) / Decimal(2)
