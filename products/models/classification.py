"""What observations would do to the prices on file. Reads, and writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from products.money import Money
from products.outliers import STOOD, Context, Others, Past, doubts_of
from products.price_kinds import SEEN_FACTS
from products.pricing import (
    ANYTHING,
    Observation,
    Outcome,
    PlannedChange,
    Problem,
    Refusal,
    facts_of,
)

from .offer import Offer
from .offer_rows import OfferRow, PointRow, points_after
from .price_change import PriceChange
from .price_point import PricePoint
from .retailer import Retailer, RetailerDomain, attach_retailers

_CURRENT = Offer._meta.get_field("current")
_PORTION = 500  # offers asked about at a time: SQLite takes only so many parameters
# How long a look at the shop stands against a file that can't say what it knew.
RECENT = timedelta(hours=24)
# What a line says that belongs together: one cell of it touched, and the line means them all.
_PRICE = ("price", "price_kind", "price_max", "currency")
_UNITS: dict[tuple[str, ...], Callable[[Any], Any]] = {
    unit: attrgetter(*unit)
    for unit in (_PRICE, ("list_price", "list_price_kind"), ("availability",))
}


def classify(observations: Iterable[Observation]) -> Outcome:
    """The `Outcome` of applying these observations now."""
    left = list(observations)
    current = _as_on_file(left)
    classifier = _Classifier(current, _exported_points(left, current))
    left.reverse()
    while left:  # in their order, and none is kept that nobody needs
        classifier.take(left.pop())
    return classifier.finish()


def _as_on_file(observations: list[Observation]) -> dict[int, Any]:
    """
    The offers as they are on file now, with their current points.

    An observer's own offer is taken where it is still the same: to make 100,000 rows anew takes
    seconds. A point never changes, so the same key is the same price.
    """
    offers = {observation.offer.pk: observation.offer for observation in observations}
    keys, found, others = sorted(offers), {}, []
    # Many are found faster by passing over those between them.
    which = {"pk__in": keys} if len(keys) <= _PORTION else {"pk__range": (keys[0], keys[-1])}
    rows = Offer.objects.filter(**which).values_list("pk", "current", "url", "retailer")
    for key, *now in rows.iterator():
        if (offer := offers.get(key)) is None:
            continue
        is_same = [offer.current_id, offer.url, offer.retailer_id] == now
        if is_same and (isinstance(offer, OfferRow) or now[0] is None or _CURRENT.is_cached(offer)):
            found[key] = offer
        else:
            others.append(key)
    moved = [one.offer.pk for one in observations if one.url and one.url != one.offer.url]
    fresh = Offer.objects.select_related("current").in_bulk(others)
    found |= fresh
    attach_retailers(found[key] for key in {*fresh, *moved} & {*found})
    return found


def past_prices(offers: Collection[int]) -> Past:
    """
    The known prices of these offers that stood, oldest first, without those that were undone.

    One stands that is older than a day, or that somebody let through; else the first ever.
    """
    past: dict[int, list[Money]] = defaultdict(list)
    since = timezone.now() - STOOD
    keys = sorted(offers)
    undone = PriceChange.objects.filter(
        kind=PriceChange.Kind.RESTORED, state=PriceChange.State.APPLIED, before=OuterRef("after")
    )
    for start in range(0, len(keys), _PORTION):
        applied = PriceChange.objects.filter(
            offer__in=keys[start : start + _PORTION],
            state=PriceChange.State.APPLIED,
        ).exclude(kind=PriceChange.Kind.RESTORED)
        rows = applied.filter(~Exists(undone), after__price__isnull=False).order_by("pk")
        is_released = ~Q(batch=F("after__batch"))
        has_stood = rows.annotate(has_stood=Q(after__recorded_at__lte=since) | is_released)
        names = ("offer", "after__price", "after__currency", "has_stood")
        for offer, amount, currency, stood in has_stood.values_list(*names):
            if stood or offer not in past:
                past[offer].append(Money(amount, currency))
    return past


def others_prices(offers: Collection[int]) -> Others:
    """What the products of offers without a price cost elsewhere, of the same kind of variant."""
    kinds: dict[int, tuple[int, str]] = {}
    costs: dict[tuple[int, str], list[Money]] = defaultdict(list)
    asked: set[int] = set()
    keys = sorted(offers)
    for start in range(0, len(keys), _PORTION):
        some = Offer.objects.filter(pk__in=keys[start : start + _PORTION])
        own = list(some.values_list("pk", "product", "variant_kind"))
        kinds |= {pk: (product, kind) for pk, product, kind in own}
        products = {product for _, product, _ in own} - asked
        asked |= products
        priced = Offer.objects.on_sale().filter(product__in=products, current__price__isnull=False)
        names = ("product", "variant_kind", "current__price", "current__currency")
        for product, kind, amount, currency in priced.order_by("pk").values_list(*names):
            costs[product, kind].append(Money(amount, currency))
    return {pk: costs[kind] for pk, kind in kinds.items()}


# What of a price was seen at the shop; of a point or observation.
_seen_in: Callable[[Any], tuple[Any, ...]] = attrgetter(*SEEN_FACTS)


def _nothing_known(observation: Observation) -> PointRow:
    """A point of an offer nobody ever saw a price of, in the observation's currency."""
    return PointRow(currency=observation.currency)


class _Classifier:
    """Puts one observation after another where it belongs in the outcome."""

    def __init__(self, current: dict[int, Any], exported: dict[int, PointRow]) -> None:
        self.current = current
        self.exported = exported
        self.now = timezone.now()
        self.seen: dict[int, int | None] = {}  # offer → the line it stood in
        self.lines: Counter[int] = Counter()  # by retailer
        self.changes: list[PlannedChange] = []
        self.outcome = Outcome()

    def finish(self) -> Outcome:
        """The outcome, with what the guard doubts held."""
        unheld = [change for change in self.changes if not change.reason]
        context = Context(self.lines, past_prices, others_prices, self.now - STOOD)
        for place, reason in doubts_of(unheld, context).items():
            unheld[place].reason = reason
        for change in self.changes:
            (self.outcome.held if change.reason else self.outcome.changed).append(change)
        return self.outcome

    def take(self, observation: Observation) -> None:
        offer = self.current.get(observation.offer.pk)
        problems = [*observation.problems(), *self._problems_of_offer(observation, offer)]
        if offer and offer is not observation.offer:
            observation = observation.replaced(offer=offer)
        problems += self._problems_of_url(observation)
        if problems or offer is None:
            refused = [Refusal(observation, *problem) for problem in problems]
            self.outcome.refused += refused
            return
        self.seen[offer.pk] = observation.line
        self.lines[offer.retailer_id] += 1
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

    def _compare(self, observation: Observation, before: PricePoint | PointRow | None) -> None:
        if before is not None:
            observation = _merged(observation, before, self._exported(observation, before))
        known = before or _nothing_known(observation)
        offer, facts = observation.offer, observation.facts()
        checked_at, reported_on = self._dates(observation, known)
        is_new = facts != facts_of(known)
        if not (is_new or _changes_url(observation)) and checked_at == known.checked_at:
            self.outcome.unchanged.append(observation)
            return
        after = PointRow(None, offer.pk, *facts)
        after.checked_at, after.reported_on = checked_at, reported_on
        change = PlannedChange(observation, before, after)
        if not (is_new or change.changes_url):
            self.outcome.confirmed.append(change)
            return
        change.reason = self._doubt(change) if is_new else ""
        self.changes.append(change)

    def _exported(
        self, observation: Observation, before: PricePoint | PointRow
    ) -> PricePoint | PointRow | None:
        """The point that the line was exported from."""
        said = observation.checked_at
        return before if said and said == before.checked_at else self.exported.get(before.offer_id)

    def _dates(
        self, observation: Observation, known: PricePoint | PointRow
    ) -> tuple[datetime | None, date | None]:
        """
        `checked_at` and `reported_on` of the point that follows the one known.

        Another price or availability was seen at the shop; another list price, currency or address
        alone is no look, and the point carries the dates of the one before it.
        """
        carried = known.checked_at, known.reported_on
        if not observation.looked:
            is_same = _seen_in(observation) == _seen_in(known)
            return carried if is_same else (None, observation.reported_on)
        is_another = _seen_in(observation) != _seen_in(known)
        said = _said_moment(observation, is_another=is_another)
        if is_another:
            return said or self.now, None
        is_newer = said and (known.checked_at is None or said > known.checked_at)
        return (said, known.reported_on) if known.pk and is_newer else carried

    def _doubt(self, change: PlannedChange) -> str:
        """Why somebody should look before this price is applied; "" where there is no reason."""
        observation, before = change.observation, change.before
        if observation.hold_reason or before is None:
            return observation.hold_reason
        if observation.is_touched and before.price != observation.previous_price:
            return _changed_since(before)
        last_look = before.checked_at
        is_another = _seen_in(observation) != _seen_in(before)
        said = _said_moment(observation, is_another=is_another)
        if last_look and said and said < last_look:
            return f"It was checked before the price on file ({last_look:%d %b %Y %H:%M})."
        is_price = observation.facts()[:-1] != facts_of(before)[:-1]  # more than the availability
        if is_price and last_look and not observation.knows_when and last_look > self.now - RECENT:
            return (
                f"Somebody looked less than 24 hours ago ({before.text}), and the file doesn't say "
                "what it knew."
            )
        return ""


def _changed_since(before: PricePoint | PointRow) -> str:
    now = f"{before.text} now, {before.checked_text}"
    return f"It was changed since the file was made: it is {now}."


def _said_moment(observation: Observation, *, is_another: bool) -> datetime | None:
    """
    When the shop was looked at, as far as anybody says; None also where nobody looked.

    The moment of a file as a whole says nothing of what a line left as it was exported.
    """
    if not observation.looked:
        return None
    if observation.is_untouched and not is_another:
        return observation.checked_at
    return observation.checked_at or observation.looked_at


def _changes_url(observation: Observation) -> bool:
    return observation.url is not None and observation.url != observation.offer.url


def _exported_points(
    observations: list[Observation], current: dict[int, Any]
) -> dict[int, PointRow]:
    """
    By offer, the point of before that its line was exported from.

    It is the one looked up at just the moment in the line; asked of the log for lines that hold an
    older moment than the price on file.
    """
    exported: dict[int, PointRow] = {}
    older: dict[int, datetime] = {}
    for observation in observations:
        offer = current.get(observation.offer.pk)
        point = offer.current if offer else None
        said = observation.checked_at
        if offer and point and said and point.checked_at and said < point.checked_at:
            older[offer.pk] = said
    keys = sorted(older)
    for start in range(0, len(keys), _PORTION):
        some = keys[start : start + _PORTION]
        applied = PriceChange.objects.filter(
            offer__in=some,
            state=PriceChange.State.APPLIED,
            after__checked_at__in={older[key] for key in some},
        )
        for point in points_after(applied.order_by("pk")):
            if point.checked_at == older[point.offer_id]:
                exported[point.offer_id] = point
    return exported


def _merged(
    observation: Observation,
    before: PricePoint | PointRow,
    exported: PricePoint | PointRow | None,
) -> Observation:
    """
    The observation without what its line left as it was exported: that is as on file by now.

    The exported moment beside another price says nothing about when somebody looked.
    """
    kept: dict[str, Any] = {}
    if exported:
        untouched = [unit for unit, of in _UNITS.items() if of(observation) == of(exported)]
        if exported is not before:
            kept = {name: getattr(before, name) for unit in untouched for name in unit}
        kept["checked_at"] = None
        if _PRICE in untouched:
            kept["previous_price"] = before.price
        elif observation.previous_price is ANYTHING:
            kept["previous_price"] = exported.price
    elif observation.is_untouched and observation.price != before.price:
        kept = {name: getattr(before, name) for name in _PRICE}
        kept |= {"previous_price": before.price, "looked": False}
        if observation.availability != before.availability:  # typed, or as old as the price
            kept["hold_reason"] = observation.hold_reason or _changed_since(before)
    return observation.replaced(**kept) if kept else observation
