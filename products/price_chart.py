"""
The prices of a product over a year, as lines to draw and rows to read. Pure.

One chart a currency: amounts meet only within one. Places are hundredths of the chart's width and
height (templates/products/_price_chart.html), so it fits a phone without a script; whatever was
looked at, a line has at most a step a day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from math import ceil, floor
from typing import NamedTuple

from babel.numbers import get_currency_name

from core.timezones import site_day
from products.currencies import precision
from products.money import Money
from products.price_history import CARRIED, YEAR, Look

MAX_LINES = 12  # in one chart; more can't be told apart
HEIGHT = 1000  # of the drawing, in its own units; a day is one unit wide
_LABEL = 7.5  # the least distance of two labels, in hundredths of the height
_LETTERS = 24  # of a label
_TICKS = 5
_LEAST_SPAN = Decimal("0.2")  # of the highest price: a dollar less is no cliff


class Series(NamedTuple):
    """What was seen of one offer."""

    name: str
    looks: Sequence[Look]


class Tick(NamedTuple):
    """A mark on an axis. `place` is in hundredths, `anchor` the side on which its text begins."""

    text: str
    place: str
    anchor: str = "middle"


class Month(NamedTuple):
    """What was seen in a month, as the table says it."""

    month: date
    lowest: Money
    highest: Money
    checks: int


class Line(NamedTuple):
    """
    One offer: its steps, the looks that stand alone, where the last one is, and where the label
    stands that says so.
    """

    name: str
    label: str
    price: str
    path: str
    dots: str
    end: str
    label_at: str
    months: list[Month]


@dataclass(frozen=True, slots=True)
class PriceChart:
    """All offers of a product with prices in one currency."""

    currency: str
    first: date
    last: date
    lines: list[Line]
    amounts: list[Tick]
    days: list[Tick]
    width: int
    left_out: int

    height = HEIGHT

    @property
    def amount_width(self) -> float:
        """What the longest amount takes beside the drawing, in em: digits are 0.6 wide."""
        return round(max(len(tick.text) for tick in self.amounts) * 0.6, 1)

    @property
    def currency_name(self) -> str:
        """“US dollars”."""
        return str(get_currency_name(self.currency, count=2, locale="en_US"))


class _Segment(NamedTuple):
    """Prices of days that nobody looked away from for long, and the day on which they end."""

    steps: list[tuple[date, Money]]
    end: date


def charts_of(series: Iterable[Series], at: datetime) -> list[PriceChart]:
    """A chart for each currency in which some offer was seen on two days, in the order given."""
    today = site_day(at)
    start = today - timedelta(YEAR)
    by_currency: dict[str, list[Series]] = defaultdict(list)
    for one in series:
        looks = [look for look in one.looks if start <= look.day <= today]
        if currency := next((look.money.currency for look in looks if look.money), None):
            by_currency[currency].append(one._replace(looks=looks))
    return [
        _chart(currency, group, today)
        for currency, group in by_currency.items()
        if any(len({look.day for look in one.looks if look.money}) > 1 for one in group)
    ]


def _chart(currency: str, group: Sequence[Series], today: date) -> PriceChart:
    drawn = group[:MAX_LINES]
    segments = [list(_segments(one.looks, today)) for one in drawn]
    steps = [step for some in segments for segment in some for step in segment.steps]
    first = min(day for day, _ in steps)
    amounts = _scale([price.amount for _, price in steps], currency)
    paper = _Paper(first, top=amounts[0], bottom=amounts[-1])
    ends = [paper.hundredth(some[-1].steps[-1][1].amount) for some in segments]
    lines = [
        _line(one, some, paper, end, label)
        for one, some, end, label in zip(drawn, segments, ends, _spread(ends), strict=True)
    ]
    ticks = [
        Tick(str(Money(amount, currency)), f"{paper.hundredth(amount):.1f}") for amount in amounts
    ]
    return PriceChart(
        currency=currency,
        first=first,
        last=today,
        lines=lines,
        amounts=ticks,
        days=_days(first, today),
        width=max(paper.across(today), 1),
        left_out=len(group) - len(drawn),
    )


def _line(
    one: Series, segments: Sequence[_Segment], paper: "_Paper", end: float, label: float
) -> Line:
    price = str(segments[-1].steps[-1][1])
    room = _LETTERS - len(price)
    lasting = [segment for segment in segments if segment.end > segment.steps[0][0]]
    return Line(
        name=one.name,
        label=one.name if len(one.name) <= room else f"{one.name[: room - 1].rstrip(', ')}…",
        price=price,
        path="".join(paper.path(segment) for segment in lasting),
        dots="".join(paper.path(segment) for segment in segments if segment not in lasting),
        end=f"{end:.1f}",
        label_at=f"{label:.1f}",
        months=list(_months(one.looks)),
    )


class _Paper(NamedTuple):
    """Where days and amounts stand in the drawing."""

    first: date
    top: Decimal
    bottom: Decimal

    def across(self, day: date) -> int:
        return (day - self.first).days

    def down(self, price: Money) -> int:
        return int((self.top - price.amount) / (self.top - self.bottom) * HEIGHT)

    def hundredth(self, amount: Decimal) -> float:
        return float((self.top - amount) / (self.top - self.bottom) * 100)

    def path(self, segment: _Segment) -> str:
        """A segment as steps of an SVG path."""
        (day, price), *rest = segment.steps
        path = f"M{self.across(day)} {self.down(price)}"
        for day, after in rest:
            if after != price:
                path += f"H{self.across(day)}V{self.down(after)}"
                price = after
        return f"{path}H{self.across(segment.end)}"


def _segments(looks: Sequence[Look], today: date) -> Iterator[_Segment]:
    """Each day's last price, in pieces: a longer gap, or a look that saw no price, ends one."""
    last_of_day = [[*same][-1] for _, same in groupby(looks, key=lambda look: look.day)]
    steps: list[tuple[date, Money]] = []
    for look, following in zip(last_of_day, [*last_of_day[1:], None], strict=True):
        if look.money is None:
            continue
        steps.append((look.day, look.money))
        until = following.day if following else today
        is_followed = (until - look.day).days <= CARRIED
        if following is None or following.money is None or not is_followed:
            yield _Segment(steps, until if is_followed else look.day)
            steps = []


def _months(looks: Sequence[Look]) -> Iterator[Month]:
    priced = [(look.day.replace(day=1), look.money) for look in looks if look.money]
    for month, same in groupby(priced, key=lambda pair: pair[0]):
        prices = [price for _, price in same]
        yield Month(month, min(prices), max(prices), len(prices))


def _scale(amounts: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Round amounts from above the highest to below the lowest, highest first."""
    low, high = min(amounts), max(amounts)
    lacking = max(high * _LEAST_SPAN - (high - low), Decimal(0))
    low, high = max(low - lacking / 2, Decimal(0)), high + lacking / 2
    step = max(_round_step((high - low) / (_TICKS - 1)), Decimal(1).scaleb(-precision(currency)))
    first, last = floor(low / step), ceil(high / step)
    return [step * place for place in range(last, first - 1, -1)]


def _round_step(least: Decimal) -> Decimal:
    """The next of … 1, 2, 5, 10, 20, 50 …"""
    unit = Decimal(1).scaleb(least.adjusted())
    return next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= least)


def _days(first: date, last: date) -> list[Tick]:
    """The months that begin in this time, as far as there is room; else its first and last day."""
    width = max((last - first).days, 1)
    begins = [first + timedelta(place) for place in range((last - first).days + 1)]
    begins = [day for day in begins if day.day == 1]
    stride = next(step for step in (1, 2, 3) if step == 3 or len(begins) <= _TICKS * step)
    shown = [day for day in begins if (day.month - 1) % stride == 0]
    if len(shown) < 3:
        return [
            Tick(f"{first.day} {first:%b}", "0", "start"),
            Tick(f"{last.day} {last:%b}", "100", "end"),
        ]
    return [
        Tick(f"{day:%Y}" if day.month == 1 else f"{day:%b}", f"{place:.1f}", _anchor(place))
        for day in shown
        for place in [(day - first).days * 100 / width]
    ]


def _anchor(place: float) -> str:
    return "start" if place < 6 else "end" if place > 95 else "middle"


def _spread(places: Sequence[float]) -> list[float]:
    """Where labels stand that belong at these places, so that none stands on another."""
    order = sorted(range(len(places)), key=lambda one: places[one])
    found = [0.0] * len(places)
    top = _LABEL / 2
    for one in order:
        found[one] = top = max(places[one], top)
        top += _LABEL
    bottom = 100 - _LABEL / 2
    for one in reversed(order):
        found[one] = bottom = min(found[one], bottom)
        bottom -= _LABEL
    return found
