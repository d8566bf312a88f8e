"""The export: one row an offer, exactly the columns of docs/price-file.md."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import QuerySet

from products.currencies import precision
from products.models import Offer, Retailer

from .columns import COLUMNS
from .tables import guarded


def write_prices(stream: Any, offers: QuerySet[Offer], kind: str = "csv") -> int:
    """
    Write `offers` to a stream, of text for “csv”, of bytes for “xlsx”; returns how many.

    Every cell of a workbook is text, so that no spreadsheet makes a number or date of its own.
    """
    safe = ([guarded(cell) for cell in cells] for cells in _rows(offers))
    return write_rows(stream, chain([COLUMNS], safe), kind) - 1


def write_rows(stream: Any, rows: Iterable[Sequence[str]], kind: str) -> int:
    """Write rows of cells that are guarded where they must be; returns how many."""
    if kind == "xlsx":
        from openpyxl import Workbook  # noqa: PLC0415 -- 10 MB of every process at its start
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 -- likewise

        book = Workbook(write_only=True)
        sheet = book.create_sheet("Prices")
        sheet.freeze_panes = "A2"  # the names of the columns stay in sight

        def append(cells: list[str]) -> None:
            sheet.append([ILLEGAL_CHARACTERS_RE.sub("�", cell) for cell in cells])

        write: Callable[[list[str]], Any] = append
    else:
        write = csv.writer(stream, lineterminator="\r\n").writerow
    written = 0
    for cells in rows:
        write(list(cells))
        written += 1
    if kind == "xlsx":
        book.save(stream)
    return written


def _rows(offers: QuerySet[Offer]) -> Iterator[tuple[str, ...]]:
    currencies = dict(Retailer.objects.values_list("pk", "currency"))
    fields = [
        *("pk", "url", "retailer", "retailer__name", "product__name", "product__brand__name"),
        *(f"current__{name}" for name in _FACTS),
    ]
    rows = offers.order_by("pk").values_list(*fields)
    for pk, url, shop, shop_name, name, brand, *point in rows.iterator(chunk_size=2000):
        facts = dict(zip(_FACTS, point, strict=True))
        currency = facts["currency"] or currencies[shop]
        price = _plain(facts["price"], currency)
        checked_at = facts["checked_at"]
        yield (
            str(pk),
            price,
            facts["price_kind"] or "",
            _plain(facts["price_max"], currency),
            _plain(facts["list_price"], currency),
            currency,
            facts["availability"] or "",
            url,
            checked_at.isoformat() if checked_at else "",
            name,
            brand or "",
            shop_name,
            price,
        )


_FACTS = (
    "price",
    "price_kind",
    "price_max",
    "list_price",
    "currency",
    "availability",
    "checked_at",
)


def _plain(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else f"{amount:.{precision(currency)}f}"
