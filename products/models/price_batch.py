"""
The one door for prices: every line of the price history is written here.

    batch = PriceBatch(author=user, source=PriceSource.ADMIN, reason="Spring sale")
    batch.preview(observations)     # what would happen; nothing is written
    batch.apply(observations)       # the same, written in one transaction
    batch.undo(author=user)         # every pointer back where it was, as a batch of its own
    batch.release(changes)          # held prices let through, as a batch of its own
"""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from backoffice.site_settings import current
from core.constraints import known_choices
from core.shown_facts import tell_changes
from products.price_kinds import PriceSource
from products.pricing import Observation, Outcome, PlannedChange

from .classification import classify, facts_of
from .offer import Offer
from .price_change import PriceChange
from .price_evidence import PriceEvidence
from .price_point import PricePoint
from .price_upload import PriceUpload

OWN_PRICES = (
    "You entered this price, and this site wants somebody else to let it through. "
    "Ask another price admin."
)


class PriceBatchQuerySet(models.QuerySet["PriceBatch"]):
    def holding(self) -> "PriceBatchQuerySet":
        """Those with prices that are held for review."""
        held = PriceChange.objects.filter(state=PriceChange.State.HELD)
        return self.filter(pk__in=held.values("batch"))


class Release(NamedTuple):
    """What releasing held prices did: its batch, and what had to stay held, with the reason."""

    batch: "PriceBatch | None"
    refused: list[tuple[PriceChange, str]]


@known_choices("source", "state")
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
    # A file's name; of a manuscript only a mention (backoffice/labels.py): price admins read this.
    source_name = models.CharField(
        max_length=300, blank=True, help_text="The file or manuscript it came from."
    )
    undoes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    # The file at the desk that it came of. That is kept for a day, and its number for good.
    upload = models.ForeignKey(
        PriceUpload,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        editable=False,
        db_constraint=False,
        related_name="batches",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PriceBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "price batches"
        constraints = [
            models.UniqueConstraint(
                fields=["upload"],
                condition=models.Q(state="applied"),
                name="pricebatch_is_one_per_upload",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.get_source_display()}, {self.created_at:%d %b %Y %H:%M}"

    def preview(self, observations: Iterable[Observation]) -> Outcome:
        """The `Outcome` of applying these observations now. Writes nothing."""
        return classify(observations)

    def apply(
        self, observations: Iterable[Observation], *, all_or_nothing: bool = False
    ) -> Outcome:
        """
        Write what `preview` says, atomically, and return the same `Outcome`.

        Refused observations leave the others alone, unless `all_or_nothing`. Where nothing is to
        be written the batch is not saved at all: `batch.pk` stays None.
        """
        observations = list(observations)
        with transaction.atomic():
            _lock({observation.offer.pk for observation in observations})
            outcome = classify(observations)
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
            self._write(
                [self._logged(change, PriceChange.State.APPLIED) for change in moved]
                + [self._logged(change, PriceChange.State.HELD) for change in outcome.held]
            )
        return outcome

    def undo(
        self, *, author: Any = None, reason: str = ""
    ) -> "tuple[PriceBatch | None, list[PriceChange]]":
        """
        Move every pointer back to where it stood before this batch, as a new batch.

        Returns `(undo batch or None, changes that were left)`: one is left where the price changed
        again since. Changes still held are dismissed.
        """
        with transaction.atomic():
            _lock(self.changes.values("offer"))
            back, left = self.preview_undo()
            held = self.changes.filter(state=PriceChange.State.HELD)
            held.update(state=PriceChange.State.DISMISSED)
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
            undo._write([change.reversed_by(undo) for change in back])
        return undo, left

    def preview_undo(self) -> tuple[list[PriceChange], list[PriceChange]]:
        """`(changes whose price would move back, changes that would be left alone)`."""
        applied = self.changes.filter(state=PriceChange.State.APPLIED)
        changes = list(
            applied.select_related("offer__product__brand", "offer__retailer", "before", "after")
        )
        back = [change for change in changes if change.offer.current_id == change.after_id]
        return back, [change for change in changes if change.offer.current_id != change.after_id]

    def may_release(self, user: Any) -> bool:
        """False where the site wants a second pair of eyes, and `user` entered these prices."""
        wants_another = current().prices.second_person
        return not (wants_another and user and self.author_id == user.pk)

    def release(
        self,
        changes: Iterable[PriceChange],
        *,
        note: str,
        url: str = "",
        picture: Any = None,
        author: Any = None,
    ) -> Release:
        """
        Apply changes of this batch that were held, as a new batch; `note` says why they are right.

        Each is asked again against what is current: where something was set since, it stays held
        and comes back with a sentence that says so.
        """
        keys = [change.pk for change in changes]
        with transaction.atomic():
            held = self.changes.filter(pk__in=keys, state=PriceChange.State.HELD).order_by("pk")
            _lock(held.order_by().values("offer"))
            rows = list(
                held.select_related(
                    "offer__product__brand", "offer__retailer", "offer__current", "before"
                )
            )
            own = "" if self.may_release(author) else OWN_PRICES
            reasons = {change.pk: own or change.superseded_by() for change in rows}
            refused = [(change, reasons[change.pk]) for change in rows if reasons[change.pk]]
            free = [change for change in rows if not reasons[change.pk]]
            if not free:
                return Release(None, refused)
            release = PriceBatch(
                author=author,
                source=self.source,
                source_name=self.source_name,
                reason=f"Held prices of batch {self.pk}, reviewed and released",
            )
            release.save(force_insert=True)
            release._write([change.released_in(release) for change in free])
            _give_evidence(free, note=note, url=url, picture=picture, given_by=author)
            PriceChange.objects.filter(pk__in=[change.pk for change in free]).update(
                state=PriceChange.State.RELEASED
            )
        return Release(release, refused)

    def dismiss(self, changes: Iterable[PriceChange]) -> int:
        """Say no to changes that were held; returns how many."""
        keys = [change.pk for change in changes]
        return self.changes.filter(pk__in=keys, state=PriceChange.State.HELD).update(
            state=PriceChange.State.DISMISSED
        )

    def _logged(self, change: PlannedChange, state: PriceChange.State) -> PriceChange:
        observation = change.observation
        is_same = change.before is not None and observation.facts() == facts_of(change.before)
        return PriceChange(
            batch=self,
            offer=observation.offer,
            before=change.before,
            after=change.after,
            kind=PriceChange.Kind.CONFIRMED if is_same else PriceChange.Kind.CHANGED,
            url_before=observation.offer.url,
            url_after=observation.offer.url if observation.url is None else observation.url,
            state=state,
            reason=change.reason,
        )

    def _write(self, changes: list[PriceChange]) -> None:
        """Write the changes, move the pointers to where they say, and close the batch."""
        PriceChange.objects.bulk_create(changes, batch_size=500)
        applied = PriceChange.objects.filter(batch=self, state=PriceChange.State.APPLIED)
        of_offer = applied.filter(offer=OuterRef("pk"))
        Offer.objects.filter(pk__in=applied.values("offer")).update(
            current=Subquery(of_offer.values("after")[:1]),
            price_checked_at=Subquery(of_offer.values("after__checked_at")[:1]),
            url=Subquery(of_offer.values("url_after")[:1]),
        )
        self.state = self.State.APPLIED
        self.save(update_fields=["state"])
        tell_changes([(one.offer.product, [one.moved]) for one in changes if one.moved])


def _give_evidence(changes: list[PriceChange], *, picture: Any, **facts: Any) -> None:
    """The same for each of them; a picture is stored once."""
    first = PriceEvidence(change=changes[0], picture=picture, **facts)
    first.save()
    PriceEvidence.objects.bulk_create(
        [PriceEvidence(change=one, picture=first.picture.name, **facts) for one in changes[1:]],
        batch_size=500,
    )


def _lock(offers: "Collection[int] | models.QuerySet") -> None:
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
