"""
The guard at the price door: which changes somebody should look at before they are applied.

    doubts_of(changes, context)    # {place in changes: a sentence that says why}

Rules about one price come after rules about a file: in a file whose column was sorted each price by
itself may look like a sale. Every rule has a name and a threshold below; docs/decisions/0036 says
how they were found. Pure: what an offer used to cost is read by `context.past`, and only where a
change looks unusual, so that 100,000 ordinary changes cost one pass.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from math import isclose, log10
from statistics import median, median_low

from products.currencies import precision
from products.money import Money
from products.price_kinds import NOT_AVAILABLE
from products.pricing import PlannedChange

# One price. Shops cut by up to 70 %; larger sizes and ends of sales go up to twice as much.
LOWEST_CUT, HIGHEST_RISE = 0.3, 2.5
# A price that stood so long is usual; those of a day's steps are not, however small each is.
STOOD = timedelta(days=1)
# The first price of an offer, against the same sort of offers of its product.
FAR_FROM_OTHERS = 30
# A slip of the fingers that moves a price by less than this is a price as any other.
MISTYPED_FROM = 1.5
# Prices of before count as usual within this factor of their median, and a new one a tenth beyond.
USUAL_SPREAD, USUAL_MARGIN = 4, 1.1
# The list price: no cut of 80 % is honest, and few shops ask a fifth more than the maker does.
HIGHEST_LIST_PRICE, LOWEST_LIST_PRICE = 5, 1 / 1.2

# A file, or the part of it that is one shop's.
MIN_REMOVED, REMOVED_SHARE = 3, 0.2  # sold-out lines of a week are well below a tenth
MIN_ALIKE, ALIKE_SHARE = 3, 0.5
ALIKE_CUT, ALIKE_RISE = 0.55, 1.8  # no sale takes nearly half off everything, and none ends so
MIN_TAXED, TAXED_SHARE = 5, 0.8
# Rates of VAT in Europe; 25 % is left out, for a cut of 20 % looks the same.
TAX_RATES = (17, 18, 19, 20, 21, 22, 23, 24, 25.5, 27)
MIN_MISPLACED, MISPLACED_SHARE = 3, 0.7  # prices that were another line's
IN_ORDER = 0.95  # a sale down a ladder of prices meets the others', too, but keeps their order
MIN_SCATTERED, SCATTERED_SHARE, OUT_OF_ORDER = 6, 0.12, 0.7
MIN_EACH_WAY = 2  # one slip beside one clearance sale is no sorted column
WINDOW = 12  # changed lines in which a sorted part of a column shows
MIN_FILLED = 5  # lines in a row with one new price, and all but one of the old ones different
MIN_DOUBTED, DOUBTED_SHARE = 5, 0.25  # from here on the others of the file are no safer

Past = Mapping[int, Sequence[Money]]  # offer → the prices that stood, oldest first
Others = Mapping[int, Sequence[Money]]  # offer → what its product costs elsewhere


def _no_others(_offers: Collection[int]) -> Others:
    return {}


@dataclass(frozen=True, slots=True)
class Context:
    """What a guard is told beside the changes: how many lines of each shop, and their past."""

    lines: Mapping[int, int]  # retailer → lines that came in, unchanged ones included
    past: Callable[[Collection[int]], Past]
    others: Callable[[Collection[int]], Others] = _no_others
    stood_since: datetime | None = None  # what was recorded later didn't stand yet


@dataclass(slots=True)
class _Step:
    """A change from the last price known to the new one."""

    place: int
    change: PlannedChange
    last: Money | None = None  # the one before an empty price
    was: float = 0  # the amounts, where both are known in one currency
    now: float = 0
    ratio: float = 1

    @property
    def offer(self) -> int:
        return self.change.observation.offer.pk

    @property
    def old(self) -> Money | None:
        return self.last or (self.change.before.money if self.change.before else None)

    @property
    def new(self) -> Money | None:
        return self.change.after.money


def doubts_of(changes: Sequence[PlannedChange], context: Context) -> dict[int, str]:
    """The changes somebody should look at, by their place in `changes`, each with its reason."""
    steps = _steps(changes, context)
    doubts: dict[int, str] = {}
    for lines, part in _parts(steps, context):
        doubts |= _doubts_of_file(lines, part)
    moved = [step for step in steps if step.ratio != 1 and step.place not in doubts]
    for start in range(0, len(moved) - WINDOW, WINDOW // 2):
        window = moved[start : start + WINDOW]
        doubts |= _all_of(window, _misplaced(window))
    doubts |= _exchanged_lines(moved) | _filled_down(moved)
    left = [step for step in steps if step.place not in doubts]
    single = _doubts_of_prices(steps, context)
    wrong = sum(step.place in single for step in left)
    if wrong >= max(MIN_DOUBTED, DOUBTED_SHARE * len(left)):
        reason = f"{wrong} of {len(left)} changes in the file look wrong: this one, too?"
        doubts |= _all_of([step for step in left if step.place not in single], reason)
    # What is wrong with a price itself comes first: the file's reason may be only its neighbors'.
    return doubts | {
        place: f"{own} {doubts[place]}" if place in doubts else own for place, own in single.items()
    }


def _all_of(steps: list[_Step], reason: str) -> dict[int, str]:
    return dict.fromkeys((step.place for step in steps), reason) if reason else {}


def _steps(changes: Sequence[PlannedChange], context: Context) -> list[_Step]:
    befores = [change.before for change in changes]
    after_nothing = [before.offer_id for before in befores if before and before.price is None]
    past = context.past(after_nothing) if after_nothing else {}
    steps = []
    for place, (change, before) in enumerate(zip(changes, befores, strict=True)):
        step, after = _Step(place, change), change.after
        if before and before.price is None:
            step.last = next(reversed(past.get(before.offer_id, ())), None)
        was, currency = None, ""
        if step.last:
            was, currency = step.last.amount, step.last.currency
        elif before:
            was, currency = before.price, before.currency
        if was and after.price and currency == after.currency:
            step.was, step.now = float(was), float(after.price)
            step.ratio = step.now / step.was
        steps.append(step)
    return steps


# A file


def _parts(steps: list[_Step], context: Context) -> Iterator[tuple[int, list[_Step]]]:
    """`(lines, steps)` of the file, and where it has several shops, of each shop in it."""
    yield sum(context.lines.values()), steps
    if len(context.lines) > 1:
        by_shop: dict[int, list[_Step]] = defaultdict(list)
        for step in steps:
            by_shop[step.change.observation.offer.retailer_id].append(step)
        for shop, some in by_shop.items():
            yield context.lines[shop], some


def _doubts_of_file(lines: int, steps: list[_Step]) -> dict[int, str]:
    removed = [step for step in steps if step.change.removes_price]
    doubts = {}
    if len(removed) >= max(MIN_REMOVED, REMOVED_SHARE * lines):
        doubts = _all_of(removed, f"Prices are taken away in {len(removed)} of {lines} lines.")
    moved = [step for step in steps if step.ratio != 1]
    reason = _moved_alike(lines, moved) or _misplaced(moved)
    return doubts | _all_of(moved, reason)


def _moved_alike(lines: int, moved: list[_Step]) -> str:
    """Half of the lines went down to about a half or less, or up to about twice or more."""
    if len(moved) < max(MIN_ALIKE, ALIKE_SHARE * lines):
        return ""
    middle = median(step.ratio for step in moved)
    if ALIKE_CUT < middle < ALIKE_RISE:
        return _taxed(moved, middle)
    return (
        f"Most of the {lines} prices in the file are about {middle:.3g} times what they were: "
        "another unit or currency?"
    )


def _taxed(moved: list[_Step], middle: float) -> str:
    """Nearly all differ by a tax, to the cent."""
    for rate in TAX_RATES:
        for factor, verb in ((1 + rate / 100, "added to"), (100 / (100 + rate), "taken off")):
            if len(moved) >= MIN_TAXED and isclose(middle, factor, rel_tol=0.01):
                exact = sum(_is_times(step, factor) for step in moved)
                if exact >= TAXED_SHARE * len(moved):
                    return f"A tax of {rate} % seems {verb} all prices in the file."
    return ""


def _is_times(step: _Step, factor: float) -> bool:
    """Whether the price is that many times the old one, to the cent."""
    cent = 10.0 ** -precision(step.change.after.currency)
    return abs(step.was * factor - step.now) < 0.6 * cent


def _misplaced(moved: list[_Step]) -> str:
    """Prices stand beside other names: they are those of other lines, or in no order any more."""
    if len(moved) < MIN_MISPLACED:
        return ""
    were = {step.was for step in moved}
    if sum(step.now in were for step in moved) >= MISPLACED_SHARE * len(moved):
        was, now = (Counter(step.was for step in moved), Counter(step.now for step in moved))
        met = (was & now).total()
        if met >= MISPLACED_SHARE * len(moved) and _order_kept(moved) < IN_ORDER:
            return (
                f"{met} of {len(moved)} new prices are those of other lines: was a column sorted, "
                "or moved against the others?"
            )
    up = sum(step.ratio > MISTYPED_FROM for step in moved)
    down = sum(step.ratio < 1 / MISTYPED_FROM for step in moved)
    each_way = max(MIN_EACH_WAY, SCATTERED_SHARE * len(moved))
    if min(up, down) < each_way or len(moved) < MIN_SCATTERED:
        return ""
    if _order_kept(moved) >= OUT_OF_ORDER:
        return ""
    return (
        f"Of {len(moved)} new prices {up} are far above and {down} far below the old ones: was a "
        "column sorted?"
    )


def _order_kept(moved: list[_Step]) -> float:
    """
    Spearman's rank correlation of old and new prices: 1 where the dearer stay the dearer.

    0 where all are alike: one price filled down a column keeps no order.
    """
    old, new = _ranks([step.was for step in moved]), _ranks([step.now for step in moved])
    middle = (len(moved) - 1) / 2
    spread = [sum((rank - middle) ** 2 for rank in ranks) for ranks in (old, new)]
    together = sum((a - middle) * (b - middle) for a, b in zip(old, new, strict=True))
    return together / (spread[0] * spread[1]) ** 0.5 if all(spread) else 0


def _ranks(values: list[float]) -> list[float]:
    """Each value's place in order; equal ones share the middle of theirs."""
    places: dict[float, list[int]] = defaultdict(list)
    for place, value in enumerate(sorted(values)):
        places[value].append(place)
    return [(places[value][0] + places[value][-1]) / 2 for value in values]


def _exchanged_lines(moved: list[_Step]) -> dict[int, str]:
    """Two lines next to each other, each with the other's old price."""
    doubts: dict[int, str] = {}
    for one, other in pairwise(moved):
        if one.now != other.was or one.was != other.now:
            continue
        a, b = one.change.observation.line, other.change.observation.line
        if a is None or b is None or b - a == 1:
            reason = f"Two prices next to each other are exchanged: {one.old} and {other.old}."
            doubts |= {one.place: reason, other.place: reason}
    return doubts


def _filled_down(moved: list[_Step]) -> dict[int, str]:
    """One price pulled down over lines that had different ones."""
    doubts: dict[int, str] = {}
    for _, run in groupby(moved, key=lambda step: step.now):
        steps = list(run)
        if len(steps) >= MIN_FILLED and len({step.was for step in steps}) >= MIN_FILLED - 1:
            reason = f"{len(steps)} lines in a row have one new price, {steps[0].new}: filled down?"
            doubts |= _all_of(steps, reason)
    return doubts


# One price


def _doubts_of_prices(steps: list[_Step], context: Context) -> dict[int, str]:
    doubts, asked = {}, []
    for step in steps:
        if reason := _currency(step) or _list_price(step) or _in_stock_without_price(step):
            doubts[step.place] = reason
        elif _is_unusual(step) or (step.ratio != 1 and _is_of_today(step, context)):
            asked.append(step)
    past = context.past([step.offer for step in asked]) if asked else {}
    for step in asked:
        if reason := _beyond_usual(step, past.get(step.offer, ()), context):
            doubts[step.place] = reason
    return doubts | _doubts_of_first_prices(steps, context)


def _is_unusual(step: _Step) -> bool:
    """Whether the step is, by itself; makes no money of an ordinary one, as most are."""
    if 1 / MISTYPED_FROM <= step.ratio <= MISTYPED_FROM:
        return False  # as every step is whose two prices can't be compared
    return bool(_unusual(step.old, step.new))


def _doubts_of_first_prices(steps: list[_Step], context: Context) -> dict[int, str]:
    first = [step for step in steps if not step.was and step.old is None and step.new]
    others = context.others([step.offer for step in first]) if first else {}
    told = {step.place: _far_from_others(step, others.get(step.offer, ())) for step in first}
    return {place: reason for place, reason in told.items() if reason}


def _is_of_today(step: _Step, context: Context) -> bool:
    """Whether the price on file is too new to be what is usual."""
    before, since = step.change.before, context.stood_since
    return bool(since and before and before.recorded_at and before.recorded_at > since)


def _far_from_others(step: _Step, others: Sequence[Money]) -> str:
    """The first price of an offer is like none that its product has elsewhere."""
    new = step.new
    if new is None:
        return ""
    known = [money for money in others if money.currency == new.currency]
    factors = [float(new.amount) / float(money.amount) for money in known]
    if not factors or any(1 / FAR_FROM_OTHERS < one < FAR_FROM_OTHERS for one in factors):
        return ""
    other = known[0]
    return f"{new} is the first price here, and elsewhere the product costs {other}."


def _currency(step: _Step) -> str:
    if step.was:
        return ""
    if step.old and step.new and step.old.currency != step.new.currency:
        return f"From {step.old} to {step.new}: another currency."
    return ""


def _list_price(step: _Step) -> str:
    before, after = step.change.before, step.change.after
    if after.price is None or after.list_price is None:
        return ""
    price, list_price = after.money, after.list_money
    if before and (before.money, before.list_money) == (price, list_price):
        return ""
    factor = float(list_price.amount) / float(price.amount)
    if factor > HIGHEST_LIST_PRICE:
        return f"The list price {list_price} is {factor:.0f} times the price {price}."
    if factor < LOWEST_LIST_PRICE and before and before.list_money != list_price:
        return f"The list price {list_price} is below the price {price}: are they exchanged?"
    return ""


def _in_stock_without_price(step: _Step) -> str:
    """What can be bought has a price: as where a list of what is in stock came as a price file."""
    after = step.change.after
    is_had = after.availability and after.availability not in NOT_AVAILABLE
    if step.change.removes_price and is_had:
        return "The price is taken away, although the shop is said to have it."
    return ""


def _unusual(old: Money | None, new: Money | None) -> str:
    """A guess at what is wrong with a price, "" where it is an ordinary step from the old one."""
    if not (old and new) or old.currency != new.currency:
        return ""
    ratio = float(new.amount) / float(old.amount)
    if 1 / MISTYPED_FROM <= ratio <= MISTYPED_FROM:
        return ""
    tens = log10(ratio)
    if round(tens) and isclose(tens, round(tens), abs_tol=0.005):
        return "a misplaced decimal point?"
    if _is_mistyped(old.amount, new.amount):
        return "a digit left out, doubled, or exchanged with the next?"
    if LOWEST_CUT <= ratio <= HIGHEST_RISE:
        return ""
    return f"{ratio:{',.0f' if ratio >= 10 else '.2g'}} times as much?"


def _is_mistyped(old: Decimal, new: Decimal) -> bool:
    """Whether one slip of the fingers makes one number the other."""
    shorter, longer = sorted((_typed(old), _typed(new)), key=len)
    if len(longer) - len(shorter) == 1:
        return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    differing = [at for at, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b]
    if len(shorter) != len(longer) or len(differing) != 2 or differing[1] - differing[0] != 1:
        return False
    at = differing[0]
    return shorter[at : at + 2] == longer[at + 1] + longer[at]


def _typed(amount: Decimal) -> str:
    """As somebody types it: “19”, “19.5”."""
    return f"{amount.normalize():f}"


def _beyond_usual(step: _Step, past: Sequence[Money], context: Context) -> str:
    """Why a step is doubted that is unusual, by itself or from the last price that stood."""
    if step.old is None or step.new is None:
        return ""
    before = step.change.before
    known = [money for money in past if money.currency == step.new.currency]
    is_of_today = _is_of_today(step, context) and bool(known)
    if not is_of_today:
        known.append(step.old)
    old = known[-1]
    guess = _unusual(step.old, step.new) or _unusual(old, step.new)
    if not guess:
        return ""
    middle = float(median_low(known).amount)
    amounts = [float(money.amount) for money in known]
    usual = [one for one in amounts if middle / USUAL_SPREAD <= one <= middle * USUAL_SPREAD]
    if before and before.list_money and before.currency == step.new.currency:
        # The end of a sale. No shop cuts more off, so what is higher was never its price.
        list_price = float(before.list_money.amount)
        usual += [list_price] if list_price * LOWEST_CUT <= float(step.old.amount) else []
    low, high = min(usual), max(usual)
    if low / USUAL_MARGIN <= step.now <= high * USUAL_MARGIN:
        return ""
    if is_of_today and not _unusual(step.old, step.new):
        return f"In steps of one day from {old} to {step.new}: {guess}"
    return f"From {step.old} to {step.new}: {guess}"
