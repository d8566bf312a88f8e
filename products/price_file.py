"""
Price files: our own CSV, out and in (docs/price-file.md).

    write_prices(stream, offers)           # exactly COLUMNS
    rows = read_prices(text)               # [PriceLine], or UnreadablePriceFile in one sentence
    observations, refused = observe(rows)  # what the lines say of which offers

Formulas: a cell that a spreadsheet would run is written with a guarding apostrophe, and reading
strips exactly that guard (docs/rules.md 8.14).
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from products.currencies import precision, quantized
from products.gtin import normalized_gtin
from products.models import Offer, OfferRow, OfferRows, PointRow, PriceKind, Product
from products.pricing import Observation

COLUMNS = (
    "offer",
    "price",
    "price_kind",
    "price_max",
    "list_price",
    "currency",
    "availability",
    "url",
    "checked_at",
)
PORTION = 500  # lines whose offers are asked for together
MAX_BYTES = 50 * 1024 * 1024
_FORMULA = "=+-@\t\r＝＋－＠"
_AMOUNT = re.compile(r"\d{1,10}(\.\d{1,4})?")


class UnreadablePriceFile(Exception):
    """The whole file can't be read as a price file; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    number: int  # the header is line 1
    cells: dict[str, str] | None  # None where it has more or fewer of them than the header


@dataclass(frozen=True, slots=True)
class RefusedLine:
    line: int
    column: str
    value: str
    reason: str


def guarded(cell: str) -> str:
    """The cell as a spreadsheet may open it; `unguarded` gives back exactly the cell."""
    return f"'{cell}" if _is_formula(cell.lstrip("'")) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell.lstrip("'")) else cell


def _is_formula(cell: str) -> bool:
    return cell.lstrip(" ").startswith(tuple(_FORMULA))


def write_prices(stream: Any, offers: QuerySet[Offer]) -> int:
    """Write `offers` (an Offer queryset) as CSV to a text stream; returns how many."""
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    written, last, rows = 0, 0, OfferRows()
    while found := rows.load(offers.filter(pk__gt=last).order_by("pk")[:2000]):
        for offer in found.values():
            writer.writerow([guarded(cell) for cell in _cells_of(offer)])
        written, last = written + len(found), max(found)
    return written


def _cells_of(offer: OfferRow) -> tuple[str, ...]:
    point = offer.current
    amounts = ("", "", "", "", offer.retailer.currency)
    facts = ("", "")
    if point:
        amounts = (
            _plain(point.price, point.currency),
            point.price_kind,
            _plain(point.price_max, point.currency),
            _plain(point.list_price, point.currency),
            point.currency,
        )
        facts = (point.availability, point.checked_at.isoformat() if point.checked_at else "")
    return (
        str(offer.pk),
        *amounts,
        facts[0],
        offer.url,
        facts[1],
    )


def _plain(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else f"{amount:.{precision(currency)}f}"


def read_prices(data: bytes) -> list[PriceLine]:
    """
    The lines of a price file given as bytes: UTF-8 CSV with a header row.

    `UnreadablePriceFile` where it is none: not text, empty, too large, no header of ours, or cut
    off in the middle.
    """
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader)]
        _check_header(header)
        lines = []
        start = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                lines.append((start, row))
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnreadablePriceFile(
            f"Line {reader.line_num} can't be read as CSV ({error}); is the file cut off? "
            "Save it again as CSV, UTF-8."
        ) from error
    for number, row in lines:
        if len(row) != len(header) and number == lines[-1][0] and not text.endswith("\n"):
            raise UnreadablePriceFile(
                f"The file ends in the middle of line {number}. Send it again, whole."
            )
    return [PriceLine(number, _named(header, row)) for number, row in lines]


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise UnreadablePriceFile(
            f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Split it into parts."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadablePriceFile(
            f"The file isn't UTF-8 text (byte {error.start}). Save it as CSV, UTF-8."
        ) from error
    if not text.strip():
        raise UnreadablePriceFile("The file is empty. Export the prices, change them, and send it.")
    if "\0" in text:
        raise UnreadablePriceFile("The file isn't text. Save it as CSV, UTF-8.")
    return text


def _check_header(header: list[str]) -> None:
    if len(header) == 1 and ";" in header[0]:
        raise UnreadablePriceFile(
            "Line 1 divides its columns by semicolons. Save the file as CSV with commas."
        )
    if "price" not in header or not {"offer", "product", "gtin"} & set(header):
        raise UnreadablePriceFile(
            f"Line 1 is not the header of a price file. It names the columns: {', '.join(COLUMNS)}."
        )
    doubled = {name for name in header if name and header.count(name) > 1}
    if doubled:
        raise UnreadablePriceFile(
            f"Line 1 names the column “{sorted(doubled)[0]}” twice. Remove one of them."
        )


def _named(header: list[str], row: list[str]) -> dict[str, str] | None:
    if len(row) != len(header):
        return None
    return {name: unguarded(cell.strip()) for name, cell in zip(header, row, strict=True)}


def observe(
    lines: list[PriceLine], *, retailer: str = ""
) -> tuple[list[Observation], list[RefusedLine]]:
    """
    What the lines say, as observations of offers on file.

    Returns `(observations, refused)`. `retailer` (a slug) limits the file to one retailer's offers.
    Three queries for each `PORTION` of lines.
    """
    offers = _Offers(retailer)
    observations, refused = [], []
    for place, line in enumerate(lines):
        if place % PORTION == 0:
            offers.load(lines[place : place + PORTION])
        if line.cells is None:
            why = (
                "The line has more or fewer cells than the header. "
                "Is there a comma inside a price? Write it with a point."
            )
            refused.append(RefusedLine(line.number, "", "", why))
            continue
        try:
            observations.append(_observation(line, line.cells, offers))
        except _Refusal as refusal:
            refused.append(RefusedLine(line.number, *refusal.args))
    return observations, refused


def _readings(gtin: str) -> list[str]:
    """The GTIN as it is on file; none where it is none."""
    try:
        return [normalized_gtin(gtin)] if gtin else []
    except ValidationError:
        return []


class _Refusal(Exception):
    """column, value, reason."""


class _Offers:
    """Offers on file by id, and by product and retailer, of some lines at a time."""

    def __init__(self, retailer: str) -> None:
        self.retailer = retailer
        self._rows = OfferRows()
        self.by_id: dict[str, OfferRow] = {}
        self.by_slug: dict[tuple[str, str], list[OfferRow]] = {}
        self.by_gtin: dict[tuple[str, str], list[OfferRow]] = {}

    def load(self, lines: list[PriceLine]) -> None:
        """Those that these lines may name, and forget the others. At most two queries."""
        named = [line.cells for line in lines if line.cells]
        ids = {cells["offer"] for cells in named if cells.get("offer")}
        slugs = {cells["product"] for cells in named if cells.get("product")}
        gtins = {gtin for cells in named for gtin in _readings(cells.get("gtin", ""))}
        keys = [int(number) for number in ids if re.fullmatch(r"[0-9]{1,18}", number)]
        offers = self._rows.load(Offer.objects.filter(pk__in=keys)) if keys else {}
        self.by_id = {str(pk): offer for pk, offer in offers.items()}
        self.by_slug, self.by_gtin = {}, {}
        if not (slugs or gtins):
            return
        products = Product.objects.filter(Q(slug__in=slugs) | Q(gtin__in=gtins - {""}))
        names = {pk: rest for pk, *rest in products.values_list("pk", "slug", "gtin")}
        offers = self._rows.load(Offer.objects.filter(product__in=names).order_by("pk"))
        for offer in offers.values():
            slug, gtin = names[offer.product_id]
            self.by_slug.setdefault((slug or "", offer.retailer.slug), []).append(offer)
            if gtin:
                self.by_gtin.setdefault((gtin, offer.retailer.slug), []).append(offer)

    def find(self, cells: dict[str, str]) -> OfferRow:
        found = self._named(cells)
        if self.retailer and found.retailer.slug != self.retailer:
            raise _Refusal(
                "retailer",
                found.retailer.slug,
                f"The import is limited to {self.retailer}; this is another retailer's offer.",
            )
        return found

    def _named(self, cells: dict[str, str]) -> OfferRow:
        if number := cells.get("offer"):
            if number not in self.by_id:
                raise _Refusal("offer", number, "There is no offer with this id.")
            return self.by_id[number]
        shop = cells.get("retailer") or self.retailer
        column = "product" if cells.get("product") else "gtin"
        value = cells.get(column, "")
        if not value or not shop:
            raise _Refusal(
                "offer", "", "Name the offer by its id, or by product or GTIN with a retailer."
            )
        candidates = self._candidates(column, value, shop)
        if not candidates:
            raise _Refusal(column, value, f"No offer of it at “{shop}” is on file. Add it first.")
        if len(candidates) > 1:
            ids = ", ".join(str(offer.pk) for offer in candidates)
            raise _Refusal(column, value, f"It has several offers there ({ids}): give the id.")
        return candidates[0]

    def _candidates(self, column: str, value: str, shop: str) -> list[OfferRow]:
        if column == "product":
            return self.by_slug.get((value, shop), [])
        try:
            return self.by_gtin.get((normalized_gtin(value), shop), [])
        except ValidationError as error:
            raise _Refusal("gtin", value, " ".join(error.messages)) from error


def _observation(line: PriceLine, cells: dict[str, str], offers: _Offers) -> Observation:
    offer = offers.find(cells)
    before = offer.current
    currency = _currency(cells) or (before.currency if before else offer.retailer.currency)
    facts = {"price": _amount(cells, "price", currency), **_kind(cells, currency, before)}
    if "list_price" in cells:
        facts["list_price"] = _amount(cells, "list_price", currency)
    elif before and before.currency == currency:
        facts["list_price"] = before.list_price
    return Observation(
        offer=cast("Offer", offer),  # a row stands for one
        currency=currency,
        list_price_kind=before.list_price_kind if before and facts.get("list_price") else "",
        availability=_kept(cells, "availability", before),
        url=cells.get("url") or None,  # an empty cell leaves the link alone
        checked_at=_moment(cells),
        line=line.number,
        **facts,
    )


def _currency(cells: dict[str, str]) -> str:
    code = cells.get("currency", "").upper()
    if code:
        try:
            precision(code)
        except ValueError as error:
            raise _Refusal("currency", code, str(error)) from error
    return code


def _kind(cells: dict[str, str], currency: str, before: PointRow | None) -> dict[str, Any]:
    """Kind and maximum; a file without these columns leaves "from" and "about" as they are."""
    if "price_kind" in cells or "price_max" in cells:
        price_max = _amount(cells, "price_max", currency)
        default = PriceKind.RANGE if price_max and "price_kind" not in cells else PriceKind.EXACT
        return {
            "price_kind": cells.get("price_kind", "").lower() or default,
            "price_max": price_max,
        }
    if before is None or before.price_kind != PriceKind.RANGE:
        return {"price_kind": before.price_kind if before else PriceKind.EXACT}
    if _amount(cells, "price", currency) == before.price:
        return {"price_kind": PriceKind.RANGE, "price_max": before.price_max}
    return {"price_kind": PriceKind.EXACT}


def _kept(cells: dict[str, str], column: str, before: PointRow | None) -> str:
    """The cell; where the file has no such column, what is on file."""
    return cells[column] if column in cells else getattr(before, column, "")


def _amount(cells: dict[str, str], column: str, currency: str) -> Decimal | None:
    text = cells.get(column, "")
    if not text:
        return None
    if not _AMOUNT.fullmatch(text):
        raise _Refusal(column, text, "Write the amount with a point and no sign, e.g. 19.00.")
    try:
        return quantized(Decimal(text), currency)
    except (InvalidOperation, ValueError) as error:
        raise _Refusal(column, text, str(error)) from error


def _moment(cells: dict[str, str]) -> datetime | None:
    text = cells.get("checked_at", "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if timezone.is_aware(moment):
            moment = moment.astimezone(UTC)  # year 1 or 9999 may not have this moment in UTC
    except (ValueError, OverflowError) as error:
        why = "Write the moment as ISO 8601 with its offset: 2026-11-22T09:30:00+00:00."
        raise _Refusal("checked_at", text, why) from error
    if timezone.is_naive(moment):
        raise _Refusal("checked_at", text, "Say the offset from UTC too: 2026-11-22T09:30:00Z.")
    return moment
