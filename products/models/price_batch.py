"""
The one door for prices: every line of the price history is written here.

    batch = PriceBatch(author=user, source=PriceSource.ADMIN, reason="Spring sale")
    batch.preview(observations)     # what would happen; nothing is written
    batch.apply(observations)       # the same, written: all of it holds, or nothing
    batch.undo(author=user)         # every pointer back where it was, as a batch of its own
    batch.release(changes)          # held prices let through, as a batch of its own
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime
from itertools import chain, islice
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from backoffice.site_settings import current
from core.constraints import known_choices
from core.shown_facts import tell_changes
from products.price_kinds import PriceSource
from products.pricing import Observation, Outcome

from .classification import classify
from .offer import Offer
from .price_change import PriceChange
from .price_evidence import PriceEvidence
from .price_undos import Undos
from .price_upload import PriceUpload
from .price_writing import (
    CHANGED_MEANWHILE,
    PORTION,
    RELEASED,
    UNDONE,
    abandon,
    copy_ahead,
    in_portions,
    move_pointers,
    sweep,
    withdraw,
    write_ahead,
    writing,
)
from .retailer import Retailer, RetailerDomain

OWN_PRICES = (
    "You entered this price, and this site wants somebody else to let it through. "
    "Ask another price admin."
)


class PriceBatchQuerySet(models.QuerySet["PriceBatch"]):
    def unapplied(self) -> "PriceBatchQuerySet":
        """Those that are being written, or were given up: nothing of theirs counts."""
        return self.filter(state__in=[PriceBatch.State.OPEN, PriceBatch.State.ABANDONED])

    def sweep(self, now: datetime | None = None) -> "list[PriceBatch]":
        """Give up those whose process ended while it wrote; returns which these are."""
        return sweep(self, now or timezone.now())

    def holding(self) -> "PriceBatchQuerySet":
        """Those with prices that are held for review."""
        held = PriceChange.objects.filter(state=PriceChange.State.HELD)
        return self.filter(pk__in=held.values("batch"))


class Undone(NamedTuple):
    """What an undo did: its batch, the changes it left alone, how many that waited it dismissed."""

    batch: "PriceBatch | None"
    left: "models.QuerySet[PriceChange]"
    dismissed: int


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
        ABANDONED = "abandoned", "broken off: nothing of it applies"

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
    # Since when it applies; until then, when it was begun.
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)  # a sign of life

    objects = PriceBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state"], name="pricebatch_by_state")]
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

    def moved(self) -> "models.QuerySet[PriceChange]":
        """Its changes that were applied; none as long as it is being written."""
        return self.changes.filter(state=PriceChange.State.APPLIED)

    def preview(self, observations: Iterable[Observation]) -> Outcome:
        """The `Outcome` of applying these observations now. Writes nothing."""
        return classify(observations)

    def apply(
        self, observations: Iterable[Observation], *, all_or_nothing: bool = False
    ) -> Outcome:
        """
        Write what `preview` says and return the same `Outcome`; all of it applies, or nothing.

        Refused observations leave the others alone, unless `all_or_nothing`. Where nothing is to
        be written the batch is not saved at all: `batch.pk` stays None. More than a `PORTION` are
        weighed while others write; what changed meanwhile is held.
        """
        left = iter(observations)
        first = list(islice(left, PORTION + 1))
        is_small = len(first) <= PORTION
        with transaction.atomic() if is_small else nullcontext():
            if is_small:
                _lock({observation.offer.pk for observation in first})
            outcome = classify(chain(first, left))
            first.clear()
            if outcome.writes and not (all_or_nothing and outcome.refused):
                self._begin()
                with writing(self):
                    write_ahead(self, [*outcome.changed, *outcome.confirmed, *outcome.held])
                    self._finish()
                self._hold_late(outcome)
        return outcome

    def _hold_late(self, outcome: Outcome) -> None:
        """Have the outcome say what was found changed while it was written."""
        late = self.changes.filter(state=PriceChange.State.HELD, reason=CHANGED_MEANWHILE)
        keys = set(late.values_list("offer", flat=True))
        if not keys:
            return
        for name in ("changed", "confirmed"):
            changes = getattr(outcome, name)
            held = [change for change in changes if change.observation.offer.pk in keys]
            for change in held:
                change.reason = CHANGED_MEANWHILE
            outcome.held += held
            setattr(outcome, name, [change for change in changes if not change.reason])

    def undo(
        self, *, author: Any = None, reason: str = ""
    ) -> "tuple[PriceBatch | None, models.QuerySet[PriceChange]]":
        """
        Move every pointer back to where it stood before this batch, as a new batch.

        Returns `(undo batch or None, changes that were left)`: one is left where the price changed
        again since. Changes still held are dismissed.
        """
        undone = self.undo_whole(author=author, reason=reason)
        return undone.batch, undone.left

    def undo_whole(self, *, author: Any = None, reason: str = "") -> Undone:
        """`undo`, and how many it dismissed. Small ones are one transaction."""
        with self._whole_if_small(self.changes.all()):
            undo = self.write_undo(author=author, reason=reason)
            undone = self.finish_undo(undo)
            undo.withdraw()
        return undone

    def write_undo(self, *, author: Any = None, reason: str = "") -> "PriceBatch":
        """The undo, written ahead for `finish_undo`; not saved where no price would move."""
        undo = PriceBatch(
            author=author,
            source=PriceSource.UNDO,
            source_name=self.source_name,
            reason=reason or f"Undo of batch {self.pk}",
            undoes=self,
        )
        back, _ = self.preview_undo()
        undo._copy(list(back.order_by("pk").values_list("pk", flat=True)), UNDONE)
        return undo

    def finish_undo(self, undo: "PriceBatch") -> Undone:
        """
        Do what is written ahead.

        Where others moved all of it back meanwhile, `undo` stays open: `withdraw` it afterwards.
        """
        with writing(undo), transaction.atomic():
            dismissed = self.waiting().update(state=PriceChange.State.DISMISSED)
            if undo.pk is not None:
                undo._finish(overtaken=PriceChange.State.DISMISSED)
        is_done = undo.state == self.State.APPLIED
        return Undone(undo if is_done else None, self.preview_undo()[1], dismissed)

    def preview_undo(
        self,
    ) -> "tuple[models.QuerySet[PriceChange], models.QuerySet[PriceChange]]":
        """`(changes whose price would move back, changes that would be left alone)`."""
        applied = self.moved().select_related(
            "offer__product__brand", "offer__retailer", "before", "after"
        )
        is_current = Q(offer__current=F("after")) | Q(offer__current=None, after=None)
        back = applied.filter(is_current)
        left = applied.exclude(pk__in=back.order_by().values("pk"))
        if undos := Undos([self.pk]).standing(self.pk):
            undone = PriceChange.objects.filter(batch__in=undos, state=PriceChange.State.APPLIED)
            left = left.exclude(offer__in=undone.values("offer"))
        return back, left

    def keeps_addresses(
        self, changes: "models.QuerySet[PriceChange]"
    ) -> "models.QuerySet[PriceChange]":
        """Which of these changes set an address that was changed again since: it stays."""
        again = changes.exclude(url_before=F("url_after"))
        return again.exclude(offer__url=F("url_after")).exclude(offer__url=F("url_before"))

    def waiting(self) -> "models.QuerySet[PriceChange]":
        """Its changes that are held for review."""
        return self.changes.filter(state=PriceChange.State.HELD)

    def released_as(self) -> "list[PriceBatch]":
        """The batches in which held prices of it were let through, and that are not undone."""
        released = self.changes.filter(state=PriceChange.State.RELEASED).values("after")
        rows = PriceChange.objects.filter(after__in=released, state=PriceChange.State.APPLIED)
        rows = rows.exclude(kind=PriceChange.Kind.RESTORED)
        keys = {*rows.order_by().values_list("batch", flat=True).distinct()}
        undos = Undos(keys)
        standing = [key for key in keys if not undos.standing(key)]
        return list(PriceBatch.objects.filter(pk__in=standing).order_by("pk"))

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

        Each is asked again against what is current: where something was set since, or its new
        address is at no domain of its shop by now, it stays held and comes back with why.
        """
        keys = [change.pk for change in changes]
        if not self.may_release(author):
            return Release(None, [(change, OWN_PRICES) for change in self._still_held(keys)])
        release = PriceBatch(
            author=author,
            source=self.source,
            source_name=self.source_name,
            reason=f"Held prices of batch {self.pk}, reviewed and released",
        )
        owners = RetailerDomain.objects.owners()
        with self._whole_if_small(self.waiting()):
            release._copy(self._releasable(keys, owners), RELEASED)
            if release.pk is not None:
                with writing(release), transaction.atomic():
                    release._finish(overtaken=PriceChange.State.DISMISSED)
                    held = self.waiting().filter(offer__in=release.moved().values("offer"))
                    evidence = {"note": note, "url": url, "picture": picture}
                    _give_evidence(list(held.order_by("pk")), given_by=author, **evidence)
                    held.update(state=PriceChange.State.RELEASED)
            if release.state != self.State.APPLIED:
                release.withdraw()
            refused = [
                (change, change.superseded_by() or change.address_problem(owners))
                for change in self._still_held(keys)
            ]
        return Release(release if release.pk else None, refused)

    def _releasable(self, keys: list[int], owners: Mapping[str, Retailer]) -> list[int]:
        """
        Which of these held changes stand beside the price and address they were held with, and
        have an address at their shop.
        """
        is_current = Q(offer__current=F("before")) | Q(offer__current=None, before=None)
        keeps_address = Q(url_before=F("url_after")) | Q(offer__url=F("url_before"))
        held = self.waiting().filter(is_current, keeps_address)
        return [
            row.pk
            for portion in in_portions(sorted(keys))
            for row in held.filter(pk__in=portion).select_related("offer__retailer").order_by("pk")
            if not row.address_problem(owners)
        ]

    def _still_held(self, keys: list[int]) -> list[PriceChange]:
        held = self.changes.filter(state=PriceChange.State.HELD).select_related(
            "offer__product__brand", "offer__retailer", "offer__current", "before"
        )
        return [one for portion in in_portions(keys) for one in held.filter(pk__in=portion)]

    def dismiss(self, changes: Iterable[PriceChange]) -> int:
        """Say no to changes that were held; returns how many."""
        keys = [change.pk for change in changes]
        return self.changes.filter(pk__in=keys, state=PriceChange.State.HELD).update(
            state=PriceChange.State.DISMISSED
        )

    def give_up(self) -> bool:
        """Of a batch that is written ahead, let nothing apply; False where it does already."""
        return abandon(self)

    def withdraw(self) -> None:
        """Of a batch that is written ahead and has nothing left to do, leave no trace."""
        withdraw(self)

    @contextmanager
    def _whole_if_small(self, changes: "models.QuerySet[PriceChange]") -> Iterator[None]:
        """One transaction, with the offers locked, unless it would last too long for others."""
        if changes.count() > PORTION:
            yield
            return
        with transaction.atomic():
            _lock(changes.order_by().values("offer"))
            yield

    def _begin(self) -> None:
        """Save it as one that is being written, and give up those whose process ended."""
        PriceBatch.objects.sweep()
        self.state = self.State.OPEN
        self.created_at = self.written_at = timezone.now()
        self.save(force_insert=True)

    def _copy(self, keys: list[int], select: str) -> None:
        if keys:
            self._begin()
            with writing(self):
                copy_ahead(self, keys, select)

    def _finish(self, *, overtaken: PriceChange.State = PriceChange.State.HELD) -> None:
        """Apply what was written ahead, and tell whoever asked to know which addresses changed."""
        with transaction.atomic():
            move_pointers(self, overtaken=overtaken)
            moved = self.moved().exclude(url_before=F("url_after")).order_by("pk")
            rows = moved.select_related("offer__product__brand", "offer__retailer")
            for portion in in_portions(rows.iterator(chunk_size=PORTION)):
                tell_changes([(one.offer.product, [one.moved]) for one in portion if one.moved])


def _give_evidence(changes: list[PriceChange], *, picture: Any, **facts: Any) -> None:
    """The same for each of them; a picture is stored once."""
    if not changes:
        return
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
