"""
The one door for prices.

    batch = PriceBatch(author=user, source=PriceSource.DESK, reason="Spring sale")
    batch.preview(observations)     # what would happen; nothing is written
    batch.apply(observations)       # the same, written: points, rows, pointers, in one transaction
    batch.undo(author=user)         # every pointer back where it was, as a batch of its own

A `PriceRow` says for one offer which point was current before and after. Rows are the log of every
move of `Offer.current`: the database lets the pointer move only to where the newest row says.
"""

from collections import namedtuple
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from products.currencies import precision, quantized

from .catalogue import share_retailers
from .offers import (
    PRICE_FACTS,
    Availability,
    ListPriceKind,
    Offer,
    PriceKind,
    PricePoint,
    PriceSource,
)

# A price ten times the one before, or a tenth of it, is more often a slipped decimal point than
# news: it is held for a second look (the price desk's own issue refines this).
SUSPICIOUS_FACTOR = 10
MOST = 10**9
_CLOCK_SKEW = timedelta(minutes=10)

# Asked of every line of a price file, and slow to make.
_PRICE_KINDS = frozenset(PriceKind.values)
_LIST_PRICE_KINDS = frozenset(["", *ListPriceKind.values])
_AVAILABILITIES = frozenset(["", *Availability.values])
_ANY = object()

Problem = namedtuple("Problem", "column value why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """
    What somebody saw a retailer ask for an offer. Amounts are `Decimal`; a price of None means
    "not known now". `checked_at` None means now where something changed. `url` None leaves the
    offer's address alone. `seen` is the id of the point that was current when the observer looked
    (None for none): where another one is current by now, the observation is refused. `hold` is the
    observer's own reason to have somebody look before a new price is applied.
    """

    offer: Offer
    price: Decimal | None
    currency: str
    price_kind: str = PriceKind.EXACT
    price_max: Decimal | None = None
    list_price: Decimal | None = None
    list_price_kind: str = ""
    availability: str = ""
    checked_at: datetime | None = None
    url: str | None = None
    seen: object = _ANY
    hold: str = ""
    line: int | None = None

    def __post_init__(self):
        # A list price is the retailer's own claim unless somebody says otherwise.
        kind = (self.list_price_kind or ListPriceKind.PREVIOUS) if self.list_price else ""
        object.__setattr__(self, "list_price_kind", str(kind))

    def problems(self):
        """What is wrong with the observation by itself, as `Problem`s for whoever made it."""
        yield from self._problems_of_amounts()
        if self.price_kind not in _PRICE_KINDS:
            yield Problem("price_kind", self.price_kind, "is none of exact, from, range, about.")
        elif self.price_kind == PriceKind.RANGE and not (
            self.price and self.price_max and self.price_max > self.price
        ):
            yield Problem("price_max", self.price_max, "A range needs a maximum above its price.")
        elif self.price_kind != PriceKind.RANGE and self.price_max is not None:
            yield Problem("price_max", self.price_max, "Only a range has a maximum.")
        if self.list_price_kind not in _LIST_PRICE_KINDS:
            yield Problem("list_price_kind", self.list_price_kind, "is no kind of list price.")
        if self.availability not in _AVAILABILITIES:
            yield Problem(
                "availability",
                self.availability,
                "is no schema.org ItemAvailability such as InStock or OutOfStock.",
            )
        if self.checked_at and self.checked_at > timezone.now() + _CLOCK_SKEW:
            yield Problem("checked_at", self.checked_at.isoformat(), "lies in the future.")

    def _problems_of_amounts(self):
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
            if not 0 < amount < MOST:
                yield Problem(column, amount, "A price is more than nothing and below a billion.")

    def facts(self):
        return tuple(getattr(self, name) for name in PRICE_FACTS)


@dataclass(slots=True)
class Change:
    """One offer's step from `before` (a PricePoint or None) to `after` (an unsaved PricePoint)."""

    observation: Observation
    before: PricePoint | None
    after: PricePoint
    why: str = ""  # for a held one: what made us hesitate

    @property
    def url_changes(self):
        url = self.observation.url
        return url is not None and url != self.observation.offer.url


@dataclass(slots=True)
class Refusal:
    observation: Observation
    column: str
    value: object
    why: str


@dataclass(slots=True)
class Outcome:
    """What applying observations does, or would do, in the order they were given."""

    unchanged: list[Observation] = field(default_factory=list)
    confirmed: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    held: list[Change] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def writes(self):
        return bool(self.confirmed or self.changed or self.held)


def _facts_of(point):
    return tuple(getattr(point, name) for name in PRICE_FACTS)


def _nothing_known(observation):
    """The facts of an offer nobody ever saw a price of, in the observation's currency."""
    return None, PriceKind.EXACT.value, None, None, "", observation.currency, ""


class PriceBatchQuerySet(models.QuerySet):
    def holding(self):
        """Those with prices that wait for a second look."""
        return self.filter(
            pk__in=PriceRow.objects.filter(state=PriceRow.State.HELD).values("batch")
        )


class PriceBatch(models.Model):
    """Prices that came in together: who, when, why, from where; and the way back."""

    class State(models.TextChoices):
        OPEN = "open", "being written"
        APPLIED = "applied", "applied"

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="price_batches",
        help_text="Empty where a command on the server did it.",
    )
    reason = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=12, choices=PriceSource.choices)
    source_name = models.CharField(
        max_length=300, blank=True, help_text="The file or manuscript it came from."
    )
    undoes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PriceBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "price batches"

    def __str__(self):
        return f"{self.pk}: {self.get_source_display()}, {self.created_at:%d %b %Y %H:%M}"

    def preview(self, observations):
        """The `Outcome` of applying these observations now. Writes nothing."""
        observations = list(observations)
        # `in_bulk` asks in portions: SQLite takes only so many parameters.
        current = Offer.objects.select_related("current").in_bulk(
            {observation.offer.pk for observation in observations}
        )
        share_retailers(current.values())
        outcome, met = Outcome(), {}
        for observation in observations:
            self._weigh(observation, current, met, outcome)
        return outcome

    def apply(self, observations, *, all_or_nothing=False):
        """
        Write what `preview` says, atomically, and return the same `Outcome`.

        Refused observations leave the others alone, unless `all_or_nothing`. Where nothing is to
        be written the batch is not saved at all: `batch.pk` stays None.
        """
        observations = list(observations)
        with transaction.atomic():
            self._lock({observation.offer.pk for observation in observations})
            outcome = self.preview(observations)
            if not outcome.writes or (all_or_nothing and outcome.refused):
                return outcome
            self.state = self.State.OPEN
            self.save(force_insert=True)
            moved = [*outcome.changed, *outcome.confirmed]
            for change in [*moved, *outcome.held]:
                change.after.batch = self
                change.after.source = self.source
            PricePoint.objects.bulk_create(
                [change.after for change in [*moved, *outcome.held]], batch_size=500
            )
            self._write_rows(
                [self._row_of(change, PriceRow.State.APPLIED) for change in moved]
                + [self._row_of(change, PriceRow.State.HELD) for change in outcome.held]
            )
        return outcome

    def undo(self, *, author=None, reason=""):
        """
        Move every pointer back to where it stood before this batch, as a new batch.

        Returns `(undo batch or None, rows that were left)`: a row is left where the price changed
        again since. Rows still held are dismissed.
        """
        with transaction.atomic():
            self._lock(self.rows.values("offer"))
            back, left = self.what_undo_moves()
            self.rows.filter(state=PriceRow.State.HELD).update(state=PriceRow.State.DISMISSED)
            if not back:
                return None, left
            undo = PriceBatch(
                author=author,
                source=PriceSource.UNDO,
                source_name=self.source_name,
                reason=reason or f"Undo of batch {self.pk}",
                undoes=self,
            )
            undo.save(force_insert=True)
            undo._write_rows([row.reversed_in(undo) for row in back])
        return undo, left

    def what_undo_moves(self):
        """`(rows whose price would move back, rows that would be left alone)`."""
        rows = self.rows.filter(state=PriceRow.State.APPLIED)
        rows = list(
            rows.select_related("offer__product__brand", "offer__retailer", "before", "after")
        )
        back = [row for row in rows if row.offer.current_id == row.after_id]
        return back, [row for row in rows if row.offer.current_id != row.after_id]

    def release(self, held_rows, *, author=None):
        """Apply rows of this batch that were held, as a new batch; returns that batch."""
        with transaction.atomic():
            self._lock([row.offer_id for row in held_rows])
            held = list(
                self.rows.filter(pk__in=[row.pk for row in held_rows], state=PriceRow.State.HELD)
                .select_related("offer")
                .order_by("pk")
            )
            if not held:
                return None
            release = PriceBatch(
                author=author,
                source=self.source,
                source_name=self.source_name,
                reason=f"Held rows of batch {self.pk}, looked at and let through",
            )
            release.save(force_insert=True)
            release._write_rows(
                [
                    PriceRow(
                        batch=release,
                        offer=row.offer,
                        before_id=row.offer.current_id,
                        after_id=row.after_id,
                        kind=row.kind,
                        url_before=row.offer.url,
                        url_after=row.url_after if row.moves_url else row.offer.url,
                        state=PriceRow.State.APPLIED,
                    )
                    for row in held
                ]
            )
            PriceRow.objects.filter(pk__in=[row.pk for row in held]).update(
                state=PriceRow.State.RELEASED
            )
        return release

    def dismiss(self, held_rows):
        """Say no to rows that were held; returns how many."""
        return self.rows.filter(
            pk__in=[row.pk for row in held_rows], state=PriceRow.State.HELD
        ).update(state=PriceRow.State.DISMISSED)

    def _weigh(self, observation, current, met, outcome):
        """Put one observation where it belongs in the outcome."""
        offer = current.get(observation.offer.pk)
        problems = list(observation.problems())
        if offer is None:
            problems = [Problem("offer", observation.offer.pk, "There is no such offer any more.")]
        elif offer.pk in met:
            where = f"in line {met[offer.pk]}" if met[offer.pk] else "already"
            problems = [Problem("offer", offer.pk, f"The offer stands in this file {where}.")]
        elif observation.seen is not _ANY and observation.seen != offer.current_id:
            now = offer.current.text if offer.current else "none"
            problems = [
                Problem(
                    "price",
                    observation.price,
                    f"Somebody changed this price meanwhile: it is {now} now. "
                    "Look at it and save again.",
                )
            ]
        observation = replace(observation, offer=offer) if offer else observation
        problems += self._problems_of_url(observation)
        if problems:
            outcome.refused += [Refusal(observation, *problem) for problem in problems]
            return
        met[offer.pk] = observation.line
        self._compare(observation, offer.current, outcome)

    @staticmethod
    def _problems_of_url(observation):
        if not observation.url or observation.url == observation.offer.url:
            return []
        offer = Offer(retailer=observation.offer.retailer, url=observation.url)
        try:
            offer.clean_fields(exclude=["product", "variant", "current"])
            offer.clean_url()
        except ValidationError as error:
            return [Problem("url", observation.url, " ".join(error.messages))]
        return []

    def _compare(self, observation, before, outcome):
        checked_at = observation.checked_at or timezone.now()
        if before and checked_at == before.checked_at and observation.facts() != _facts_of(before):
            # The same moment can't have seen two prices: the cell of an exported row was left as
            # it was when the price beside it was changed.
            checked_at = timezone.now()
        after = PricePoint(
            offer=observation.offer,
            checked_at=checked_at,
            **{name: getattr(observation, name) for name in PRICE_FACTS},
        )
        change = Change(observation, before, after)
        known = _facts_of(before) if before else _nothing_known(observation)
        is_new_price = observation.facts() != known
        if not is_new_price and not change.url_changes:
            newer = before and observation.checked_at and observation.checked_at > before.checked_at
            (outcome.confirmed if newer else outcome.unchanged).append(
                change if newer else observation
            )
            return
        if before and not is_new_price and not observation.checked_at:
            after.checked_at = before.checked_at  # only the address changed; nobody looked again
        change.why = observation.hold or self._doubt(change) if is_new_price else ""
        (outcome.held if change.why else outcome.changed).append(change)

    @staticmethod
    def _doubt(change):
        before, after = change.before, change.after
        if before is None:
            return ""
        if after.checked_at < before.checked_at:
            return f"checked before the price on file ({before.checked_at:%d %b %Y %H:%M})"
        if before.price and after.price and before.currency == after.currency:
            factor = after.price / before.price
            if factor >= SUSPICIOUS_FACTOR or factor <= Decimal(1) / SUSPICIOUS_FACTOR:
                return f"from {before.text} to {after.text}: a slipped decimal point?"
        return ""

    def _row_of(self, change, state):
        url = change.observation.url
        before_url = change.observation.offer.url
        same = change.before and change.observation.facts() == _facts_of(change.before)
        kind = PriceRow.Kind.CONFIRMED if same else PriceRow.Kind.CHANGED
        return PriceRow(
            batch=self,
            offer=change.observation.offer,
            before=change.before,
            after=change.after,
            kind=kind,
            url_before=before_url,
            url_after=before_url if url is None else url,
            state=state,
            why=change.why,
        )

    def _write_rows(self, rows):
        """Write the rows, move the pointers to where they say, and close the batch."""
        PriceRow.objects.bulk_create(rows, batch_size=500)
        row_of_offer = PriceRow.objects.filter(
            batch=self, offer=OuterRef("pk"), state=PriceRow.State.APPLIED
        )
        Offer.objects.filter(
            pk__in=PriceRow.objects.filter(batch=self, state=PriceRow.State.APPLIED).values("offer")
        ).update(
            current=Subquery(row_of_offer.values("after")[:1]),
            price_checked_at=Subquery(row_of_offer.values("after__checked_at")[:1]),
            url=Subquery(row_of_offer.values("url_after")[:1]),
        )
        self.state = self.State.APPLIED
        self.save(update_fields=["state"])

    @staticmethod
    def _lock(offers):
        """
        Hold these offers until the transaction ends, in one order, so two batches can't deadlock.

        SQLite has one writer anyway (transaction_mode IMMEDIATE) and knows no such lock.
        """
        if not connection.features.has_select_for_update:
            return
        list(
            Offer.objects.select_for_update(of=("self",))
            .filter(pk__in=offers)
            .order_by("pk")
            .values_list("pk", flat=True)
        )


class PriceRow(models.Model):
    """One offer in a batch: the point that was current before, and the one after."""

    class Kind(models.TextChoices):
        CHANGED = "changed", "changed"
        CONFIRMED = "confirmed", "found the same"
        RESTORED = "restored", "moved back"

    class State(models.TextChoices):
        APPLIED = "applied", "applied"
        HELD = "held", "held for a second look"
        RELEASED = "released", "let through later"
        DISMISSED = "dismissed", "dismissed"

    batch = models.ForeignKey(PriceBatch, on_delete=models.PROTECT, related_name="rows")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="price_rows")
    before = models.ForeignKey(
        PricePoint, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    after = models.ForeignKey(
        PricePoint, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    why = models.CharField(max_length=300, blank=True)
    url_before = models.CharField(max_length=2000, blank=True)
    url_after = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["batch"], condition=Q(state="held"), name="pricerow_held")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "offer"], name="pricerow_is_one_per_offer"),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "held", "released", "dismissed"]),
                name="pricerow_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(before=None) | Q(after=None) | ~Q(before=models.F("after")),
                name="pricerow_moves",
            ),
        ]

    def __str__(self):
        return f"{self.offer}: {self.before or 'none'} → {self.after or 'none'}"

    @property
    def moves_url(self):
        return self.url_before != self.url_after

    def reversed_in(self, undo):
        return PriceRow(
            batch=undo,
            offer=self.offer,
            before=self.after,
            after=self.before,
            kind=self.Kind.RESTORED,
            state=self.State.APPLIED,
            url_before=self.offer.url,
            url_after=self.url_before if self.offer.url == self.url_after else self.offer.url,
        )
