"""
What somebody saw a retailer ask, and what comes of it: the vocabulary of recording prices.

An `Observation` goes in (models/price_batch.py); an `Outcome` says what became of each.
"""

from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from products.currencies import precision, quantized
from products.price_kinds import PRICE_FACTS, Availability, ListPriceKind, PriceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from products.models import Offer, OfferRow, PointRow, PricePoint

MAX_AMOUNT = 10**9
ANYTHING = object()  # `based_on`, `previous_price` of somebody who looked at no price of ours
CLOCK_SKEW = timedelta(minutes=10)

# Asked of every line of a price file, and slow to make. Of an observation, or a point.
facts_of: "Callable[[Any], tuple[Any, ...]]" = attrgetter(*PRICE_FACTS)
_PRICE_KINDS = frozenset(PriceKind.values)
_LIST_PRICE_KINDS = frozenset(["", *ListPriceKind.values])
_AVAILABILITIES = frozenset(["", *Availability.values])


class Problem(NamedTuple):
    """What is wrong with one column of an observation."""

    column: str
    value: object
    reason: str


@dataclass(slots=True, kw_only=True)  # not frozen: that takes thrice the time, of every line
class Observation:
    """
    What somebody saw a retailer ask for an offer. Amounts are `Decimal`; a price of None means
    "not known now". `url` None leaves the offer's address alone.

    When the shop was looked at is `checked_at`; where that is None, or still the moment on file
    beside another price, it is `looked_at`, which holds for a file as a whole; else now. Nobody
    looked where `looked` is False; a manuscript says `reported_on`, the day it was handed in.

    What the observer knew: `based_on` is the id of the point that was current when they looked
    (None for none): where another one is current by now, the observation is refused.
    `previous_price` is the price on file when their file was made (None for none): equal to `price`
    it leaves the price alone; no longer on file, it has another price held. `knows_when` is False
    for a file with neither that column nor one for the moment of the look.
    `hold_reason` is the observer's own reason to have somebody look before a new price is applied.
    """

    offer: "Offer | OfferRow"
    price: Decimal | None
    currency: str
    price_kind: str = PriceKind.EXACT
    price_max: Decimal | None = None
    list_price: Decimal | None = None
    list_price_kind: str = ""
    availability: str = ""
    checked_at: datetime | None = None
    looked_at: datetime | None = None
    looked: bool = True
    reported_on: date | None = None
    url: str | None = None
    based_on: object = ANYTHING
    previous_price: object = ANYTHING
    knows_when: bool = True
    hold_reason: str = ""
    line: int | None = None

    def __post_init__(self) -> None:
        # Who says nothing about a list price reports it, and says no more.
        kind = (self.list_price_kind or ListPriceKind.REPORTED) if self.list_price else ""
        self.list_price_kind = str(kind)

    @property
    def is_untouched(self) -> bool:
        """Whether the price is the one that the observer's file was made with."""
        return self.previous_price == self.price

    @property
    def is_touched(self) -> bool:
        """Whether it is another price than the one the observer's file was made with."""
        return self.previous_price is not ANYTHING and self.previous_price != self.price

    def problems(self) -> "Iterator[Problem]":
        """What is wrong with the observation by itself, for whoever made it."""
        yield from self._problems_of_amounts()
        if self.price_kind not in _PRICE_KINDS:
            yield Problem("price_kind", self.price_kind, "The kind is exact, from, range or about.")
        elif self.price_kind == PriceKind.RANGE and not (
            self.price and self.price_max and self.price_max > self.price
        ):
            yield Problem("price_max", self.price_max, "A range needs a maximum above its price.")
        elif self.price_kind != PriceKind.RANGE and self.price_max is not None:
            yield Problem("price_max", self.price_max, "Only a range has a maximum.")
        if self.list_price_kind not in _LIST_PRICE_KINDS:
            kinds = ", ".join(ListPriceKind.values)
            reason = f"The kind of a list price is one of {kinds}."
            yield Problem("list_price_kind", self.list_price_kind, reason)
        if self.availability not in _AVAILABILITIES:
            reason = "Use a schema.org ItemAvailability such as InStock or OutOfStock."
            yield Problem("availability", self.availability, reason)
        said = self.checked_at or self.looked_at
        if said and said > timezone.now() + CLOCK_SKEW:
            yield Problem("checked_at", said.isoformat(), "This is in the future.")

    def _problems_of_amounts(self) -> "Iterator[Problem]":
        try:
            precision(self.currency)
        except ValueError as error:
            yield Problem("currency", self.currency, str(error))
            return
        for column in ("price", "price_max", "list_price"):
            amount = getattr(self, column)
            if amount is None:
                continue
            try:
                quantized(amount, self.currency)
            except ValueError as error:
                yield Problem(column, amount, str(error))
                continue
            if not 0 < amount < MAX_AMOUNT:
                reason = "A price must be more than zero and less than a billion."
                yield Problem(column, amount, reason)

    def facts(self) -> tuple[Any, ...]:
        """What makes a price another price, in the order of `PRICE_FACTS`."""
        return facts_of(self)

    def replaced(self, **others: Any) -> "Observation":
        """`dataclasses.replace` in a third of its time; it asks nothing of what it is given."""
        made = object.__new__(Observation)
        for name in _FIELDS:
            setattr(made, name, others[name] if name in others else getattr(self, name))
        return made


_FIELDS = tuple(each.name for each in fields(Observation))


@dataclass(slots=True)
class PlannedChange:
    """One offer's step from `before` (a PricePoint or None) to `after` (what is to be written)."""

    observation: Observation
    before: "PricePoint | PointRow | None"
    after: "PointRow"
    reason: str = ""  # for a held one: what made us hesitate

    @property
    def removes_price(self) -> bool:
        """Whether a price that was known is known no longer."""
        return (
            self.before is not None and self.before.price is not None and self.after.price is None
        )

    @property
    def changes_url(self) -> bool:
        """Whether the offer's address changes, too."""
        return self.url_before != self.url_after

    @property
    def url_before(self) -> str:
        return self.observation.offer.url

    @property
    def url_after(self) -> str:
        url = self.observation.url
        return self.observation.offer.url if url is None else url

    @property
    def is_same(self) -> bool:
        """Whether the price is another one in nothing but when somebody looked."""
        return self.before is not None and facts_of(self.before) == facts_of(self.after)


@dataclass(slots=True)
class Refusal:
    """An observation that is not applied, with the column that is at fault."""

    observation: Observation
    column: str
    value: object
    reason: str


@dataclass(slots=True)
class Outcome:
    """What applying observations does, or would do, in the order they were given."""

    unchanged: list[Observation] = field(default_factory=list)
    confirmed: list[PlannedChange] = field(default_factory=list)
    changed: list[PlannedChange] = field(default_factory=list)
    held: list[PlannedChange] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.confirmed or self.changed or self.held)
