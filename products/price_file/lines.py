"""What the lines of a price file say, as observations of offers on file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from sys import intern

from django.utils import timezone

from products.currencies import precision
from products.models import OfferRow, OfferRows, PointRow, PriceKind
from products.price_kinds import Availability
from products.pricing import ANYTHING, Observation

from .amounts import UnreadableAmount, currency_in, read_amount
from .columns import PriceFile, PriceLine, RefusedLine
from .offers import Cells, NamedOffers, RefusedCell

_PORTION = 500  # lines whose offers are asked for at a time
# schema.org's names, as feeds and other shops' exports write them: in_stock, http://schema.org/….
_AVAILABILITIES = {name.casefold(): name for value in Availability.values for name in [str(value)]}


def observe(
    file: PriceFile, *, retailer: str = "", looked_at: datetime | None = None
) -> tuple[list[Observation], list[RefusedLine]]:
    """
    What the lines say, as observations of offers on file.

    Returns `(observations, refused)`. `retailer` (a slug) limits the file to one retailer's offers;
    `looked_at` is when the shops were looked at, where a line doesn't say.
    """
    refused = [line.fault for line in file.lines if line.fault]
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
    whole = [line for line in file.lines if not line.fault]
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
        self.knows_when = file.is_of_now or "previous_price" in file.named

    def observation(self, line: PriceLine, cells: Cells, offer: OfferRow) -> Observation:
        before = offer.current
        currency = self._currency(cells, offer)
        list_price = self._list_price(cells, currency, before)
        price_kind, price_max = self._kind(cells, currency, before)
        url = cells.get("url")
        return Observation(
            offer=offer,
            price=self._amount(cells, "price", currency),
            price_kind=price_kind,
            price_max=price_max,
            list_price=list_price,
            currency=currency,
            list_price_kind=self._list_price_kind(list_price, before),
            availability=self._availability(cells, before),
            url=url if url and url != offer.url else None,  # an empty cell leaves the link alone
            checked_at=_moment(cells.get("checked_at", "")),
            looked_at=self.looked_at,
            previous_price=self._previous_price(cells, currency, before),
            knows_when=self.knows_when or bool(cells.get("checked_at")),
            line=line.number,
        )

    def _list_price(self, cells: Cells, currency: str, before: PointRow | None) -> Decimal | None:
        if "list_price" in self.columns:
            return self._amount(cells, "list_price", currency)
        return before.list_price if before and before.currency == currency else None

    def _previous_price(self, cells: Cells, currency: str, before: PointRow | None) -> object:
        """The very amount on file, where it is the same: most of a large file's are."""
        if "previous_price" not in self.columns:
            return ANYTHING
        amount = self._amount(cells, "previous_price", before.currency if before else currency)
        return before.price if before and before.price == amount else amount

    def _amount(self, cells: Cells, column: str, currency: str) -> Decimal | None:
        text = cells.get(column)
        if not text:
            return None
        try:
            return read_amount(text, currency, self.sign)
        except UnreadableAmount as error:
            raise RefusedCell(column, text, str(error)) from error

    def _currency(self, cells: Cells, offer: OfferRow) -> str:
        """The cell; else what is on file, unless the price itself has a sign of another one."""
        code = intern(cells.get("currency", "").upper())
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

    def _kind(
        self, cells: Cells, currency: str, before: PointRow | None
    ) -> tuple[str, Decimal | None]:
        """Kind and maximum; a file without these columns leaves "from" and "about" as they are."""
        if {"price_kind", "price_max"} & self.columns:
            price_max = self._amount(cells, "price_max", currency)
            is_range = price_max and "price_kind" not in self.columns
            default = PriceKind.RANGE if is_range else PriceKind.EXACT
            return intern(cells.get("price_kind", "").lower()) or default, price_max
        if before is None or before.price_kind != PriceKind.RANGE:
            return before.price_kind if before else PriceKind.EXACT, None
        if self._amount(cells, "price", currency) == before.price:
            return PriceKind.RANGE, before.price_max
        return PriceKind.EXACT, None

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
        return _named_availability(cells["availability"])


@lru_cache(maxsize=1024)
def _named_availability(cell: str) -> str:
    name = cell.rpartition("/")[2]
    shape = name.replace("_", "").replace(" ", "").replace("-", "").casefold()
    return _AVAILABILITIES.get(shape, cell)


@lru_cache(maxsize=4096)
def _moment(text: str) -> datetime | None:
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
