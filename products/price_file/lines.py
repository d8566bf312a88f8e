"""What the lines of a price file say, as observations of offers on file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from products.currencies import precision
from products.models import OfferRow, OfferRows, PointRow, PriceKind
from products.price_kinds import Availability
from products.pricing import Observation

from .amounts import UnreadableAmount, currency_in, read_amount
from .columns import PriceFile, PriceLine
from .offers import Cells, NamedOffers, RefusedCell

_PORTION = 500  # lines whose offers are asked for at a time
_NOT_WHOLE = (
    "The line has more or fewer cells than the header. "
    "Is there a comma inside a price? Write it with a point."
)
# schema.org's names, as feeds and other shops' exports write them: in_stock, http://schema.org/….
_AVAILABILITIES = {name.casefold(): name for value in Availability.values for name in [str(value)]}


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that can't be used; `value` is the cell as it stood in the file."""

    line: int
    column: str
    value: str
    reason: str


def observe(
    file: PriceFile, *, retailer: str = "", looked_at: datetime | None = None
) -> tuple[list[Observation], list[RefusedLine]]:
    """
    What the lines say, as observations of offers on file.

    Returns `(observations, refused)`. `retailer` (a slug) limits the file to one retailer's offers;
    `looked_at` is when the shops were looked at, where a line doesn't say.
    """
    refused = [
        RefusedLine(line.number, "", "", _NOT_WHOLE) for line in file.lines if not line.is_whole
    ]
    observations = []
    reader = _LineReader(file, looked_at)
    for lines, offers in _portions(file, retailer):
        for line, cells in lines:
            try:
                observations.append(reader.observation(line, cells, offers.find(cells)))
            except RefusedCell as refusal:
                column, _, reason = refusal.args
                refused.append(
                    RefusedLine(line.number, column, file.cell_as_it_stood(line, column), reason)
                )
    return observations, sorted(refused, key=lambda row: row.line)


def _portions(
    file: PriceFile, retailer: str
) -> Iterator[tuple[list[tuple[PriceLine, Cells]], NamedOffers]]:
    rows = OfferRows()
    whole = [line for line in file.lines if line.is_whole]
    for start in range(0, len(whole), _PORTION):
        lines = [(line, file.cells_of(line)) for line in whole[start : start + _PORTION]]
        yield lines, NamedOffers([cells for _, cells in lines], retailer, rows)


class _LineReader:
    """Reads lines of one file, each by what its columns are."""

    def __init__(self, file: PriceFile, looked_at: datetime | None) -> None:
        self.columns = file.named
        self.sign = file.decimal_sign
        self.list_price_kind = file.list_price_kind
        self.looked_at = looked_at
        self.knows_when = bool({"previous_price", "checked_at"} & file.named)

    def observation(self, line: PriceLine, cells: Cells, offer: OfferRow) -> Observation:
        before = offer.current
        currency = self._currency(cells, offer)
        facts: dict[str, Any] = {
            "price": self._amount(cells, "price", currency),
            **self._kind(cells, currency, before),
        }
        if "list_price" in self.columns:
            facts["list_price"] = self._amount(cells, "list_price", currency)
        elif before and before.currency == currency:
            facts["list_price"] = before.list_price
        if "previous_price" in self.columns:
            on_file = before.currency if before else currency
            facts["previous_price"] = self._amount(cells, "previous_price", on_file)
        return Observation(
            offer=offer,
            currency=currency,
            list_price_kind=self._list_price_kind(facts.get("list_price"), before),
            availability=self._availability(cells, before),
            url=cells.get("url") or None,  # an empty cell leaves the link alone
            checked_at=_moment(cells),
            looked_at=self.looked_at,
            knows_when=self.knows_when,
            line=line.number,
            **facts,
        )

    def _amount(self, cells: Cells, column: str, currency: str) -> Decimal | None:
        text = cells.get(column, "")
        try:
            return read_amount(text, currency, self.sign)
        except UnreadableAmount as error:
            raise RefusedCell(column, text, str(error)) from error

    def _currency(self, cells: Cells, offer: OfferRow) -> str:
        """The cell; else what is on file, unless the price itself has a sign of another one."""
        code = cells.get("currency", "").upper()
        if code:
            try:
                precision(code)
            except ValueError as error:
                raise RefusedCell("currency", code, str(error)) from error
            return code
        on_file = offer.current.currency if offer.current else offer.retailer.currency
        meant = currency_in(cells["price"])
        if meant and on_file not in meant:
            raise RefusedCell(
                "price",
                cells["price"],
                f"The price on file is in {on_file}. Say another currency in the column "
                "“currency”.",
            )
        return on_file

    def _kind(self, cells: Cells, currency: str, before: PointRow | None) -> dict[str, Any]:
        """Kind and maximum; a file without these columns leaves "from" and "about" as they are."""
        if {"price_kind", "price_max"} & self.columns:
            price_max = self._amount(cells, "price_max", currency)
            is_range = price_max and "price_kind" not in self.columns
            default = PriceKind.RANGE if is_range else PriceKind.EXACT
            return {
                "price_kind": cells.get("price_kind", "").lower() or default,
                "price_max": price_max,
            }
        if before is None or before.price_kind != PriceKind.RANGE:
            return {"price_kind": before.price_kind if before else PriceKind.EXACT}
        if self._amount(cells, "price", currency) == before.price:
            return {"price_kind": PriceKind.RANGE, "price_max": before.price_max}
        return {"price_kind": PriceKind.EXACT}

    def _list_price_kind(self, amount: Decimal | None, before: PointRow | None) -> str:
        """What is on file, unless a shop's own feed names another amount."""
        if amount is None or before is None:
            return self.list_price_kind
        if self.list_price_kind and amount != before.list_price:
            return self.list_price_kind
        return before.list_price_kind

    def _availability(self, cells: Cells, before: PointRow | None) -> str:
        """The cell; where the file has no such column, what is on file."""
        if "availability" not in self.columns:
            return before.availability if before else ""
        name = cells["availability"].rpartition("/")[2]
        shape = name.replace("_", "").replace(" ", "").replace("-", "").casefold()
        return _AVAILABILITIES.get(shape, cells["availability"])


def _moment(cells: Cells) -> datetime | None:
    text = cells.get("checked_at", "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if timezone.is_aware(moment):
            moment = moment.astimezone(UTC)  # year 1 or 9999 may not have this moment in UTC
    except (ValueError, OverflowError) as error:
        why = "Write the moment as ISO 8601 with its offset: 2026-11-22T09:30:00+00:00."
        raise RefusedCell("checked_at", text, why) from error
    if timezone.is_naive(moment):
        raise RefusedCell("checked_at", text, "Say the offset from UTC too: 2026-11-22T09:30:00Z.")
    return moment
