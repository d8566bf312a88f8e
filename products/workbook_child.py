"""The child that makes text of workbooks: the cells of the one sheet, as people read them."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from core.child import answer_requests

from .price_limits import (
    CELL,
    CELL_TOO_LONG,
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    SHEET_ROWS,
    TOO_MANY,
    TOO_WIDE,
)
from .workbooks import TOO_MUCH

_SECONDS = 330  # a little more than anybody waits
# Of a workbook's XML, which shrinks to a tenth and less; of what is in the memory as a whole; and
# of what is there as objects, several to each element.
_UNPACKED, _SHARED, _PARTS = 300 * 1024 * 1024, 50 * 1024 * 1024, 4 * 1024 * 1024
_TOO_LARGE = "The workbook is too large. Save it as CSV, UTF-8."
_NONE = "The file can't be read as a workbook. Save it again as XLSX, or as CSV, UTF-8."
_BOOLEANS = {True: "TRUE", False: "FALSE"}
_Cells = list[dict[str, Any]]


class Unreadable(Exception):
    """The message says why, in one sentence."""


def main() -> None:
    """Read one workbook: they come rarely, and openpyxl alone is 40 MB."""
    answer_requests(_answer, _SECONDS, stays=False)


def _answer(_kind: int, data: bytes) -> tuple[bool, str]:
    try:
        return True, _text(data)
    except Unreadable as error:
        return False, str(error)
    except MemoryError:
        return False, TOO_MUCH
    except Exception:  # openpyxl and the XML below it raise whatever a broken file meets
        return False, _NONE


def _text(data: bytes) -> str:
    """Rows with anything in them as CSV, behind their numbers."""
    _check_unpacked(data)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    stream = io.StringIO(newline="")
    write = csv.writer(stream, lineterminator="\n").writerow
    width = last = count = 0
    for number, cells in _rows(_sheet(book)):
        texts = _texts(number, cells)
        if not last < number <= SHEET_ROWS:
            raise Unreadable(
                f"The workbook has a line {number} after line {last}; a sheet has {SHEET_ROWS:,} "
                "in their order. Save it again as XLSX, or as CSV, UTF-8."
            )
        last = number
        if not texts:
            continue
        count += 1
        width = width or len(texts)
        # A workbook keeps no empty cells: a row that seems shorter than the header isn't.
        write([number, *texts, *[""] * (width - len(texts))])
        if count > MAX_ROWS + 1:
            raise Unreadable(TOO_MANY)
        if stream.tell() > MAX_BYTES:
            raise Unreadable(_TOO_LARGE)
    return stream.getvalue()


def _check_unpacked(data: bytes) -> None:
    """A workbook is packed; one that is made to fill the memory tells of its size beforehand."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    shared = {name: size for name, size in sizes.items() if "/worksheets/" not in name}
    parts = [
        size
        for name, size in shared.items()
        if "/media/" not in name and "sharedstrings" not in name.casefold()
    ]
    if sum(sizes.values()) > _UNPACKED or sum(shared.values()) > _SHARED or sum(parts) > _PARTS:
        raise Unreadable(_TOO_LARGE)


def _sheet(book: Any) -> Any:
    """The only visible sheet that has any rows."""
    filled = [
        sheet
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
        and any(_texts(number, cells) for number, cells in islice(_rows(sheet), 50))
    ]
    if len(filled) > 1:
        names = ", ".join(f"“{sheet.title}”" for sheet in filled)
        raise Unreadable(
            f"The workbook has several sheets with rows ({names}). Keep the one with prices."
        )
    if not filled:
        raise Unreadable("The file is empty. Export the prices, change them, and send it.")
    return filled[0]


class _Parser(WorkSheetParser):
    """A formula is its result; one never computed is itself, for its cell is not empty."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and (formula := element.find(FORMULA_TAG)) is not None:
            cell["value"] = f"={formula.text or ''}"
        return cell


def _rows(sheet: Any) -> Iterator[tuple[int, _Cells]]:
    """
    The rows that are in the file, by their numbers. What openpyxl itself hands out has all those
    between, of which one row may say that there are a thousand million.
    """
    book = sheet.parent
    with sheet._get_source() as source:
        yield from _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        ).parse()


def _texts(number: int, cells: _Cells) -> list[str]:
    """What a person reads in each cell of a row, up to the last one that has anything."""
    texts: list[str] = []
    for cell in cells:
        text, column = _text_of(cell["value"]), cell["column"]
        if not text or text.isspace() and column > MAX_COLUMNS:
            continue
        if column > MAX_COLUMNS:
            raise Unreadable(TOO_WIDE.format(number))
        if len(text) > CELL:
            raise Unreadable(CELL_TOO_LONG.format(number))
        texts += [""] * (column - len(texts))
        texts[column - 1] = text
    return texts


def _text_of(value: Any) -> str:
    """What a person reads in the cell: 19.9, not 19.8999…."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _BOOLEANS[value]
    if isinstance(value, float):
        return format(Decimal(f"{value:.15g}"), "f")  # as many digits as spreadsheets show
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
