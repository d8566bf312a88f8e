"""
What a shop's terms allow pages to say of its prices, and the terms we know as presets.

A retailer keeps its policy in fields of its own (models/retailer.py); `PRESETS` fill them in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import TextChoices

from products.price_kinds import PriceSource

if TYPE_CHECKING:
    from products.models import PricePoint

STALE_AFTER = timedelta(days=30)  # without a look at the shop, a price is nothing to rely on


class Show(TextChoices):
    """How a price is shown."""

    EXACT = "exact", "The price"
    CHECK = "check", "No price, only “Check price at …”"
    NEVER = "never", "No price, and no word of one"


class Stamp(TextChoices):
    """How precisely a page says when the shop was looked at."""

    DAY = "day", "The day: “checked 29 Nov 2026”"
    MOMENT = "moment", "The day and time: “as of 29 Nov 2026, 14:05 EST”"


@dataclass(frozen=True, slots=True)
class DisplayPolicy:
    """
    What may be said of a shop's prices. `disclaimer` stands beside whatever is shown of one, its
    “{site}” the shop's host; `statement` stands above the first paid link to the shop.
    """

    show: str = Show.EXACT.value
    max_age: timedelta = STALE_AFTER
    stamp: str = Stamp.DAY.value
    disclaimer: str = ""
    statement: str = ""
    shows_typed: bool = True
    shows_availability: bool = True
    strikes_only_lows: bool = False
    allows_cloaked_links: bool = True

    @property
    def keeps_history(self) -> bool:
        """
        Whether past prices may be drawn, and anything said that follows from them.

        Terms that take a price away within days let nobody keep a year of them.
        """
        return self.show == Show.EXACT and self.max_age >= STALE_AFTER

    def covers(self, point: "PricePoint", at: datetime) -> bool:
        """Whether anything of this point may be shown at the moment; to the last second of age."""
        return (self.shows_typed or point.source == PriceSource.FEED) and (
            at - point.aged_from <= self.max_age
        )


@dataclass(frozen=True, slots=True)
class Preset:
    """Terms that are known, with where they are written."""

    label: str
    source: str
    policy: DisplayPolicy


AMAZON_ASSOCIATES = "amazon_associates"

PRESETS = {
    "open": Preset("Open: the shop sets no terms", "ours: 30 days, with the day", DisplayPolicy()),
    AMAZON_ASSOCIATES: Preset(
        "Amazon Associates, strict",
        "Associates Program Policies, version of April 14, 2026",  # docs/rules.md 3.19
        DisplayPolicy(
            max_age=timedelta(hours=24),
            stamp=Stamp.MOMENT.value,
            disclaimer="Product prices and availability are accurate as of the date/time "
            "indicated and are subject to change. Any price and availability information "
            "displayed on {site} at the time of purchase will apply to the purchase of this "
            "product.\n\nCERTAIN CONTENT THAT APPEARS ON THIS SITE COMES FROM AMAZON. THIS "
            "CONTENT IS PROVIDED ‘AS IS’ AND IS SUBJECT TO CHANGE OR REMOVAL AT ANY TIME.",
            statement="As an Amazon Associate I earn from qualifying purchases.",
            shows_typed=False,
            allows_cloaked_links=False,
        ),
    ),
    "eu_reductions": Preset(
        "European reductions",
        "Directive 98/6/EC Art. 6a and CJEU C-330/23",  # docs/rules.md 3.12
        DisplayPolicy(strikes_only_lows=True),
    ),
}
