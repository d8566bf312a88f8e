"""What the guard says of a case."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from products.models import Offer, PricePoint
from products.money import Money
from products.outliers import Context, Past, doubts_of
from products.pricing import Observation, PlannedChange
from tests.products.price_changes.catalog import Case, Row


@dataclass(frozen=True)
class Verdict:
    case: Case
    doubts: dict[int, str]  # by row

    @property
    def missed(self) -> list[Row]:
        return [
            row for at, row in enumerate(self.case.rows) if row.is_wrong and at not in self.doubts
        ]

    @property
    def false_alarms(self) -> list[str]:
        return [why for at, why in self.doubts.items() if not self.case.rows[at].is_wrong]


def judged(case: Case) -> Verdict:
    """The guard's doubts about the rows of a case, as lines of a file."""
    changes = [_change(at, row) for at, row in enumerate(case.rows)]
    rows = [at for at, change in enumerate(changes) if change]
    lines = Counter(row.shop for row in case.rows)
    context = Context(lines, past=lambda offers: _past(case, offers))
    doubts = doubts_of([change for change in changes if change], context)
    return Verdict(case, {rows[place]: why for place, why in doubts.items()})


def _past(case: Case, offers: Collection[int]) -> Past:
    return {
        at: [Money(price, case.rows[at].currency_before) for price in case.rows[at].past if price]
        for at in offers
    }


def _change(at: int, row: Row) -> PlannedChange | None:
    offer = Offer(pk=at, retailer_id=row.shop)
    before = None
    if row.past:
        before = PricePoint(
            offer=offer,
            price=row.before,
            currency=row.currency_before,
            list_price=row.list_before if row.before else None,
        )
    observation = Observation(
        offer=offer,
        price=row.price,
        currency=row.currency,
        list_price=row.list_price,
        availability=row.availability,
        line=at + 2,
    )
    after = PricePoint(
        offer=offer,
        price=row.price,
        currency=row.currency,
        list_price=row.list_price,
        availability=row.availability,
    )
    said = ("price", "currency", "list_price", "availability")
    if before and all(getattr(before, name) == getattr(after, name) for name in said):
        return None
    return PlannedChange(observation, before, after)


def told(verdicts: Iterable[Verdict]) -> str:
    """Cases by name with what went wrong, for whoever changes the guard."""
    lines = Counter(
        f"{one.case.name}: {len(one.missed)} of {len(one.case.rows)} missed, held rightly or not: "
        f"{len(one.doubts)} {next(iter(one.doubts.values()), '')}"
        for one in verdicts
    )
    return "\n".join(f"{count} × {line}" for line, count in lines.items())
