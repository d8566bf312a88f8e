"""
The log of every move of `Offer.current`.

A `PriceChange` says for one offer which point was current before a batch, and which one after it.
The database lets the pointer move only to where the newest applied change says, of those whose
batch is applied: what is written ahead for one means nothing yet (price_writing.py).
"""

from collections.abc import Mapping

from django.db import models
from django.db.models import F, Q

from core.constraints import known_choices
from core.shown_facts import FactChange
from products.price_words import Difference, differences, in_one_line
from products.shop_hosts import check_address

from .offer import Offer
from .price_point import AppliedManager, PricePoint
from .retailer import Retailer


@known_choices("kind", "state")
class PriceChange(models.Model):
    """One offer in a batch."""

    class Kind(models.TextChoices):
        CHANGED = "changed", "changed"
        CONFIRMED = "confirmed", "found unchanged"
        RESTORED = "restored", "moved back"

    class State(models.TextChoices):
        APPLIED = "applied", "applied"
        HELD = "held", "held for review"
        RELEASED = "released", "released later"
        DISMISSED = "dismissed", "dismissed"

    batch = models.ForeignKey("PriceBatch", on_delete=models.PROTECT, related_name="changes")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="price_changes")
    before = models.ForeignKey(
        PricePoint, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    after = models.ForeignKey(
        PricePoint, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(max_length=300, blank=True)
    url_before = models.CharField(max_length=2000, blank=True)
    url_after = models.CharField(max_length=2000, blank=True)

    objects = AppliedManager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["batch"], condition=Q(state="held"), name="pricechange_held")
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch", "offer"], name="pricechange_is_one_per_offer"),
            models.CheckConstraint(
                condition=Q(before=None) | Q(after=None) | ~Q(before=F("after")),
                name="pricechange_moves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer}: {in_one_line(self.steps)}"

    @property
    def steps(self) -> list[Difference]:
        """What it changes, each in words."""
        return differences(self.before, self.after, self.url_before, self.url_after)

    @property
    def steps_back(self) -> list[Difference]:
        """What undoing it changes; an address that was changed again since stays."""
        url = self.offer.url
        former = self.url_before if url == self.url_after else url
        return differences(self.after, self.before, url, former)

    @property
    def changes_url(self) -> bool:
        """Whether the offer's address changes, too."""
        return self.url_before != self.url_after

    @property
    def moved(self) -> FactChange | None:
        """The offer's new address, as pages show it; None where it stays, or waits."""
        if self.state != self.State.APPLIED or not self.changes_url:
            return None
        label = self.offer.fact_label(Offer._meta.get_field("url"))
        return FactChange(label, self.url_before, self.url_after)

    def address_problem(self, owners: Mapping[str, Retailer]) -> str:
        """
        Why it can't set its address: the shop's domains changed since; "" where it can.

        `owners` are `RetailerDomain`s'.
        """
        if not (self.changes_url and self.url_after):
            return ""
        shop = self.offer.retailer
        check = check_address(self.url_after, shop, owners)
        return "" if check.belongs else check.sentence(shop)

    def superseded_by(self) -> str:
        """
        What was set since this change was held, as a sentence; "" where nothing was.

        Reads `offer__current` and `before`. A change that was held is right only beside the price
        that its reviewer sees it compared with.
        """
        if self.offer.current_id != self.before_id:
            now = self.offer.current
            price = f"{now}, {now.checked_text}" if now else "none"
            return (
                f"Since this price was held, another was set: it was {self.before or 'none'} and "
                f"is now {price}. Dismiss this one, or enter the right price at the offer."
            )
        if self.changes_url and self.offer.url != self.url_before:
            return (
                "Since this price was held, the offer's address was changed. "
                "Dismiss this one, or enter the right price at the offer."
            )
        return ""
