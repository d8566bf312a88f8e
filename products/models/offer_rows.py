"""
Offers with their current prices as light rows: what the lines of a price file are compared with.

    rows = OfferRows()
    rows.load(Offer.objects.filter(pk__in=ids))     # OfferRow after OfferRow, one query

A hundred thousand objects of the ORM take seconds to make and half a gigabyte. An `OfferRow` stands
for an `Offer` in an `Observation`, a `PointRow` for a `PricePoint` in a `PlannedChange`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from sys import intern
from typing import Any, ClassVar

from django.db import connection, models

from products.price_kinds import PRICE_FACTS, PriceKind

from .offer import Offer
from .price_change import PriceChange
from .price_point import PricePoint
from .retailer import Retailer

_SAID_IN_WORDS = {"price_kind", "list_price_kind", "currency", "availability", "source"}
_POINT = (*PRICE_FACTS, "checked_at", "recorded_at", "reported_on", "source")
_WORDS = tuple(place for place, name in enumerate(_POINT) if name in _SAID_IN_WORDS)


@dataclass(slots=True, eq=False)
class PointRow:
    """A price point: its facts, and its words as `PricePoint` has them."""

    money: ClassVar[Any]
    max_money: ClassVar[Any]
    list_money: ClassVar[Any]
    text: ClassVar[str]
    list_text: ClassVar[str]
    strike_words: ClassVar[tuple[str, str]]
    text_with_list_price: ClassVar[str]
    checked_text: ClassVar[str]
    aged_from: ClassVar[datetime]
    as_json: ClassVar[Any]

    pk: int | None = None
    offer_id: int = 0
    price: Decimal | None = None
    price_kind: str = PriceKind.EXACT.value
    price_max: Decimal | None = None
    list_price: Decimal | None = None
    list_price_kind: str = ""
    currency: str = ""
    availability: str = ""
    checked_at: datetime | None = None
    recorded_at: datetime | None = None
    reported_on: date | None = None
    source: str = ""


# Properties that read nothing but these facts.
for _name in (
    *("money", "max_money", "list_money", "_money_of", "text", "list_text", "as_json"),
    *("strike_words", "text_with_list_price", "is_available", "checked_text", "aged_from"),
):
    setattr(PointRow, _name, vars(PricePoint)[_name])


@dataclass(slots=True, eq=False)
class OfferRow:
    """An offer on file."""

    pk: int
    product_id: int
    retailer_id: int
    url: str
    current_id: int | None
    current: PointRow | None
    retailer: Retailer

    def __str__(self) -> str:
        related = Offer.objects.select_related("product__brand", "retailer")
        return str(related.get(pk=self.pk))


class OfferRows:
    """Loads rows; knows the retailers it met before."""

    def __init__(self) -> None:
        self._retailers: dict[int, Retailer] = {}

    def load(
        self, offers: "models.QuerySet[Offer]", *more: str
    ) -> Iterator[tuple[OfferRow, list[Any]]]:
        """The rows of these offers with their current prices, each with values of `more` fields."""
        names = ("pk", "product_id", "retailer_id", "url", "current_id")
        point = (f"current__{name}" for name in _POINT)
        rows = _fetched(offers.values_list(*names, *point, *more))
        for pk, product, retailer, url, current, *facts in rows:
            price = None
            if current:
                for place in _WORDS:  # a few words, and each row brings some of its own
                    facts[place] = intern(facts[place])
                price = PointRow(current, pk, *facts[: len(_POINT)])
            shop = self._retailer(retailer)
            row = OfferRow(pk, product, retailer, url, current, price, shop)
            yield row, facts[len(_POINT) :]

    def _retailer(self, pk: int) -> Retailer:
        if pk not in self._retailers:
            self._retailers[pk] = Retailer.objects.get(pk=pk)
        return self._retailers[pk]


def points_after(changes: "models.QuerySet[PriceChange]") -> Iterator[PointRow]:
    """The points that these changes led to, each with nothing but its facts."""
    point = (f"after__{name}" for name in _POINT)
    for pk, offer, *facts in _fetched(changes.values_list("after", "offer", *point)):
        yield PointRow(pk, offer, *facts)


def _fetched(values: "models.QuerySet[Any, Any]") -> Iterator[list[Any]]:
    """The rows of `values_list`; equal values are made from the database's only once."""
    compiler = values.query.get_compiler(values.db)
    statement, parameters = compiler.as_sql()
    converters = compiler.get_converters(column for column, *_ in compiler.select)
    made: dict[int, dict[Any, Any]] = {place: {None: None} for place in converters}
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for row in cursor.fetchall():
            values_of_row = list(row)
            for place, (steps, column) in converters.items():
                value, known = row[place], made[place]
                if value not in known:
                    known[value] = value
                    for step in steps:
                        known[value] = step(known[value], column, connection)
                values_of_row[place] = known[value]
            yield values_of_row
