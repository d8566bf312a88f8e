"""
What was seen of prices, and what may be said of it: nothing that can't be known.

`looks_of` reads the price log, one query for the offers of a page; everything else is pure, over
the `Look`s of one offer. Days are the site's. docs/prices.md says it for price admins.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median_low
from typing import NamedTuple

from django.db.models import Q

from core.timezones import site_day, start_of
from products.models import Offer, PriceBatch, PriceChange
from products.money import Money
from products.price_kinds import PriceKind, PriceSource

YEAR = 365  # days that are read and drawn
CARRIED = 14  # days for which a price last seen still counts, and the longest between two looks
LOW_DAYS = 30  # days before a reduction (docs/rules.md 3.12), and for how long it is one
LOW_GAP = 8  # days between two looks that leave nothing of them unknown
USUAL_LOOKS, USUAL_DAYS = 5, 60  # how much it takes to call a price usual
SHORTEST = 30  # days since when it is worth saying that a price was never lower
# Rows of the log that one page reads, the newest: a feed that looks every hour writes 8,760 a year.
MAX_ROWS = 6000


class Step(NamedTuple):
    """A row of the log that was applied, with what it knows of the point that it led to."""

    offer: int
    kind: str
    before: int | None
    after: int | None
    amount: Decimal | None
    price_kind: str | None
    currency: str | None
    checked_at: datetime | None
    source: str | None


_COLUMNS = (
    *("offer", "kind", "before", "after", "after__price", "after__price_kind"),
    *("after__currency", "after__checked_at", "after__source"),
)


class Look(NamedTuple):
    """Somebody or something looked at the shop. `money` is None where no price is exactly known."""

    at: datetime
    day: date
    money: Money | None


class Lowest(NamedTuple):
    """Since when a price was never seen lower: since a day on which it `was_as_low`, or else since
    our first look, of all of which it is the lowest."""

    since: date
    was_as_low: bool


# What counts


def looks_of(
    offers: Iterable[Offer], at: datetime, *, days: int = YEAR, most: int | None = MAX_ROWS
) -> dict[int, list[Look]]:
    """
    The looks of the last days at each of these offers, by its id, as they were on record `at`.

    Offers come with retailer and current price. One whose shop's terms let no past price be kept
    has none; at one whose shop wants prices from its feed alone, others aren't known.
    """
    kept = {
        offer.pk: offer
        for offer in offers
        if offer.current and offer.retailer.display_policy.keeps_history
    }
    if not kept:
        return {}
    looks = {}
    for pk, log in _logs(kept, at, days, most).items():
        current, policy = kept[pk].current, kept[pk].retailer.display_policy
        source = None if policy.shows_typed else PriceSource.FEED
        looks[pk] = observations(log, current.currency, source=source) if current else []
    return looks


def _logs(
    offers: Collection[int], at: datetime, days: int, most: int | None
) -> dict[int, list[Step]]:
    """Every undo of these offers, and what was seen in the last days: a look or its undoing."""
    since = start_of(site_day(at) - timedelta(days))
    rows = PriceChange.objects.filter(
        Q(kind=PriceChange.Kind.RESTORED) | Q(after__checked_at__range=(since, at)),
        offer__in=offers,
        state=PriceChange.State.APPLIED,
        batch__state=PriceBatch.State.APPLIED,
        batch__created_at__lte=at,
    )
    rows = rows.order_by("-pk")
    logs: dict[int, list[Step]] = defaultdict(list)
    for row in reversed(list(rows.values_list(*_COLUMNS)[:most])):
        logs[row[0]].append(Step(*row))
    return logs


def observations(log: Iterable[Step], currency: str, *, source: str | None = None) -> list[Look]:
    """
    The looks that count, in order of time, of one offer's log in the order it was written.

    Those in the currency, not taken back by an undo; with a `source`, prices from elsewhere are
    not known. A list price or address that changed alone carries the moment of the look before it,
    and is none.
    """
    points: dict[int, Step] = {}
    void: set[int] = set()
    for step in log:
        if step.kind != PriceChange.Kind.RESTORED:
            if step.after is not None and step.checked_at:
                points[step.after] = step
        elif step.after in void:  # an undo was undone
            void.discard(step.after)
        elif step.before is not None:
            void.add(step.before)
    found: dict[datetime, Look] = {}
    for pk, step in points.items():
        if pk in void or step.currency != currency or step.checked_at is None:
            continue
        is_known = step.price_kind == PriceKind.EXACT and source in (None, step.source)
        price = Money(step.amount, currency) if step.amount is not None and is_known else None
        found[step.checked_at] = Look(step.checked_at, site_day(step.checked_at), price)
    return [found[moment] for moment in sorted(found)]


def _apart(earlier: date, later: date) -> int:
    return (later - earlier).days


# What a page says of an offer


def deal_line(looks: Sequence[Look], at: datetime, *, price: Money | None) -> str:
    """
    One short line about the price beside which it stands; "" where there is nothing to say.

    “Lowest since March”, “Lowest of all our looks, since 2 Aug”, “Usual price about $22”, or else
    “3 checks since 3 Nov”.
    """
    today = site_day(at)
    if price is not None and looks and looks[-1].money == price:
        usual = usual_price(looks, at)
        is_below = usual is None or price < usual  # a day of a cent more made no low of the usual
        if is_below and (lowest := lowest_since(looks, at)):
            if lowest.was_as_low:
                return f"Lowest since {_month(lowest.since, today)}"
            return f"Lowest of all our looks, since {_day(lowest.since, today)}"
        if usual:
            return f"Usual price about {usual}"
    if len(looks) < 2:
        return ""
    return f"{len(looks)} checks since {_day(looks[0].day, today)}"


def _day(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")


def _month(day: date, today: date) -> str:
    return f"{day:%B}" + ("" if day.year == today.year else f" {day.year}")


def lowest_since(looks: Sequence[Look], at: datetime) -> Lowest | None:
    """
    Since when the last price seen was never lower; None where it was never higher either.

    From then until `at`, looks are at most `CARRIED` days apart, and each saw an exact price. With
    a longer gap before them nothing is said: it is since neither a low nor our first look.
    """
    today = site_day(at)
    if not looks or looks[-1].money is None or _apart(looks[-1].day, today) > CARRIED:
        return None
    price, since, was_higher, was_as_low = looks[-1].money, looks[-1].day, False, False
    for look in reversed(looks[:-1]):
        if look.money is None or _apart(look.day, since) > CARRIED:
            return None
        since = look.day
        if look.money <= price and (was_higher or look.money < price):
            was_as_low = True
            break
        was_higher = was_higher or look.money > price
    if not was_higher or _apart(since, today) < SHORTEST:
        return None
    return Lowest(since, was_as_low)


def usual_price(looks: Sequence[Look], at: datetime) -> Money | None:
    """
    The price that stood on the middle one of all days on which one is known; None where too few
    looks were made, or within too few days.
    """
    priced = [look for look in looks if look.money is not None]
    if len(priced) < USUAL_LOOKS or _apart(priced[0].day, priced[-1].day) < USUAL_DAYS:
        return None
    return median_low(known_days(looks, at).values())


def known_days(looks: Sequence[Look], at: datetime) -> dict[date, Money]:
    """
    Each day's price: the last one seen by its end, for at most `CARRIED` days after the look.

    A look that saw no exact price ends what was known.
    """
    days: dict[date, Money] = {}
    for look, following in _with_following(looks, site_day(at)):
        days.pop(look.day, None)
        if look.money is not None:
            last = min(_apart(look.day, following), CARRIED + 1)
            for place in range(max(last, 1)):
                days[look.day + timedelta(place)] = look.money
    return days


def _with_following(looks: Sequence[Look], today: date) -> Iterator[tuple[Look, date]]:
    """Each look with the day of the next one: the days between are its own."""
    following = [look.day for look in looks[1:]] + [today + timedelta(1)]
    return zip(looks, following, strict=True)


# The lowest price of 30 days


def lowest_in_30_days(looks: Sequence[Look], before: datetime) -> Money | None:
    """
    The lowest price of the 30 days before that moment; None where some of it isn't known.

    Looks are at most `LOW_GAP` days apart from the first of these days to the moment.
    """
    later, lowest = site_day(before), None
    first = later - timedelta(LOW_DAYS)
    for look in reversed(looks[: bisect_left(looks, before, key=lambda look: look.at)]):
        if later <= first and look.day < first:
            return lowest
        if look.money is None or _apart(look.day, later) > LOW_GAP:
            return None
        lowest = look.money if lowest is None else min(lowest, look.money)
        later = look.day
    return lowest if later <= first else None


def low_before_reduction(
    looks: Sequence[Look], at: datetime, *, price: Money | None
) -> Money | None:
    """The lowest price of the 30 days before this one was reduced; None where it wasn't, where
    that isn't known, and where it is no news any more."""
    began = _reduction_began(looks)
    if began is None or looks[-1].money != price or price is None:
        return None
    if _apart(site_day(began), site_day(at)) > LOW_DAYS:
        return None
    low = lowest_in_30_days(looks, before=began)
    return low if low is not None and low > price else None


def _reduction_began(looks: Sequence[Look]) -> datetime | None:
    """The first look at the last price that came down; None where that isn't known."""
    began = looks[-1] if looks else None
    for look in reversed(looks[:-1]):
        if began is None or look.money is None or began.money is None:
            return None
        if _apart(look.day, began.day) > LOW_GAP:
            return None
        if look.money != began.money:
            return began.at if look.money > began.money else None
        began = look
    return None


def lows_of(
    offers: Iterable[Offer], at: datetime, *, most: int | None = MAX_ROWS
) -> dict[int, Money]:
    """By offer, the lowest price of the 30 days before its reduction, where it is known."""
    offers = list(offers)
    read = looks_of(offers, at, days=2 * LOW_DAYS + LOW_GAP + 1, most=most)
    lows = {}
    for offer in offers:
        price = offer.current.money if offer.current else None
        if low := low_before_reduction(read.get(offer.pk, []), at, price=price):
            lows[offer.pk] = low
    return lows
