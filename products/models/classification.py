"""What observations would do to the prices on file. Reads, and writes nothing."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from products.price_kinds import PRICE_FACTS, PriceKind
from products.pricing import ANYTHING, Observation, Outcome, PlannedChange, Problem, Refusal

from .offer import Offer
from .price_point import PricePoint
from .retailer import Retailer, RetailerDomain, attach_retailers

# A price ten times the one before, or a tenth of it, is more often a slipped decimal point than
# news: it is held for review.
SUSPICIOUS_FACTOR = 10


def classify(observations: Iterable[Observation]) -> Outcome:
    """The `Outcome` of applying these observations now."""
    observations = list(observations)
    # `in_bulk` asks in portions: SQLite takes only so many parameters.
    current = Offer.objects.select_related("current").in_bulk(
        {observation.offer.pk for observation in observations}
    )
    attach_retailers(current.values())
    classifier = _Classifier(current)
    for observation in observations:
        classifier.take(observation)
    return classifier.outcome


def facts_of(point: PricePoint) -> tuple[Any, ...]:
    """What makes a price another price: comparable with `Observation.facts`."""
    return tuple(getattr(point, name) for name in PRICE_FACTS)


def _nothing_known(observation: Observation) -> tuple[Any, ...]:
    """The facts of an offer nobody ever saw a price of, in the observation's currency."""
    return None, PriceKind.EXACT.value, None, None, "", observation.currency, ""


class _Classifier:
    """Puts one observation after another where it belongs in the outcome."""

    def __init__(self, current: dict[int, Offer]) -> None:
        self.current = current
        self.seen: dict[int, int | None] = {}  # offer → the line it stood in
        self.outcome = Outcome()

    def take(self, observation: Observation) -> None:
        offer = self.current.get(observation.offer.pk)
        problems = [*observation.problems(), *self._problems_of_offer(observation, offer)]
        observation = replace(observation, offer=offer) if offer else observation
        problems += self._problems_of_url(observation)
        if problems or offer is None:
            refused = [Refusal(observation, *problem) for problem in problems]
            self.outcome.refused += refused
            return
        self.seen[offer.pk] = observation.line
        self._compare(observation, offer.current)

    def _problems_of_offer(self, observation: Observation, offer: Offer | None) -> list[Problem]:
        if offer is None:
            return [Problem("offer", observation.offer.pk, "This offer no longer exists.")]
        if offer.pk in self.seen:
            line = self.seen[offer.pk]
            where = f"in line {line}" if line else "once"
            return [Problem("offer", offer.pk, f"This offer is already in the file, {where}.")]
        if observation.based_on is not ANYTHING and observation.based_on != offer.current_id:
            now = offer.current.text if offer.current else "none"
            reason = (
                f"Somebody changed this price in the meantime: it is {now} now. "
                "Check it and save again."
            )
            return [Problem("price", observation.price, reason)]
        return []

    @cached_property
    def _owners(self) -> dict[str, Retailer]:
        """Asked once, and only where some address changes."""
        return RetailerDomain.objects.owners()

    def _problems_of_url(self, observation: Observation) -> list[Problem]:
        if not observation.url or observation.url == observation.offer.url:
            return []
        offer = Offer(retailer=observation.offer.retailer, url=observation.url)
        try:
            offer.clean_fields(exclude=["product", "variant", "current"])
            offer.clean_url(self._owners)
        except ValidationError as error:
            return [Problem("url", observation.url, " ".join(error.messages))]
        return []

    def _compare(self, observation: Observation, before: PricePoint | None) -> None:
        checked_at = observation.checked_at or timezone.now()
        known = facts_of(before) if before else _nothing_known(observation)
        is_new_price = observation.facts() != known
        if before and is_new_price and checked_at == before.checked_at:
            # The same moment can't have seen two prices: the cell of an exported row was left as
            # it was when the price beside it was changed.
            checked_at = timezone.now()
        after = PricePoint(
            offer=observation.offer,
            checked_at=checked_at,
            **{name: getattr(observation, name) for name in PRICE_FACTS},
        )
        change = PlannedChange(observation, before, after)
        if not is_new_price and not change.changes_url:
            if before and _is_newer(observation, before):
                self.outcome.confirmed.append(change)
            else:
                self.outcome.unchanged.append(observation)
            return
        if before and not is_new_price and not observation.checked_at:
            after.checked_at = before.checked_at  # only the address changed; nobody looked again
        change.reason = observation.hold_reason or _doubt(change) if is_new_price else ""
        (self.outcome.held if change.reason else self.outcome.changed).append(change)


def _is_newer(observation: Observation, before: PricePoint) -> bool:
    """Whether it is a look at the shop that comes after the last one."""
    if observation.checked_at is None:
        return False
    return before.checked_at is None or observation.checked_at > before.checked_at


def _doubt(change: PlannedChange) -> str:
    """Why somebody should look before this price is applied; "" where there is no reason."""
    before, after = change.before, change.after
    if before is None:
        return ""
    if before.checked_at and after.checked_at and after.checked_at < before.checked_at:
        return f"checked before the price on file ({before.checked_at:%d %b %Y %H:%M})"
    old, new = before.money, after.money
    if old and new and old.currency != new.currency:
        return f"from {before.text} to {after.text}: another currency"
    if old and new:
        factor = new.ratio_to(old)
        if factor >= SUSPICIOUS_FACTOR or factor <= Decimal(1) / SUSPICIOUS_FACTOR:
            return f"from {before.text} to {after.text}: a misplaced decimal point?"
    return ""
