"""
Bytes → rows of cells, whatever a spreadsheet made of them: CSV by its own delimiter, or XLSX.

Formulas: a cell that a spreadsheet would run is written with a guarding apostrophe, and reading
strips exactly that guard (docs/rules.md 8.14).
"""

import codecs
import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

MAX_BYTES = 50 * 1024 * 1024
MAX_COLUMNS = 300  # the widest feed of a network has about a hundred
MAX_ROWS = 500_000
MAX_CELLS = 50_000_000  # of a workbook, empty ones included
MAX_HEADER = 1024 * 1024  # characters
FORMATS = ("auto", "csv", "xlsx")
# Of a workbook's XML, which shrinks to a tenth and less; and of what is in the memory as a whole.
_UNPACKED, _UNPACKED_SHARED = 300 * 1024 * 1024, 50 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_FORMULA = "=+-@\t\r＝＋－＠"
_SPACES = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2009\u202f", " ")
    # No width: marks of order, of a file's beginning, of where a word may break.
    | dict.fromkeys("\u00ad\u200b\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufeff")
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # what Excel calls “Unicode text”
_SEP_LINE = re.compile(r'"?sep=(?P<sign>[^"\r\n]?)"?(?:\r\n|\r|\n)', re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]+")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BOOLEANS = {True: "TRUE", False: "FALSE"}


EMPTY = "The file is empty. Export the prices, change them, and send it."


class UnreadablePriceFile(Exception):
    """The whole file can't be read as a price file; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as they stand in the file; the first line of a file is 1."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` can be read once; the first of them is the header."""

    rows: Iterator[Row]
    delimiter: str = ","
    is_cut_off: bool = False  # whether the last line has no end, as where sending broke off


def guarded(cell: str) -> str:
    """The cell as a spreadsheet may open it; `unguarded` gives back exactly the cell."""
    return f"'{cell}" if _is_formula(cell.lstrip("'")) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell.lstrip("'")) else cell


def plain(cell: str) -> str:
    """The cell without space around it, and with plain spaces in it."""
    return cell.strip() if cell.isascii() else cell.translate(_SPACES).strip()


def _is_formula(cell: str) -> bool:
    return cell.lstrip(" ").startswith(tuple(_FORMULA))


def read_table(data: bytes, kind: str, is_header: Callable[[list[str]], bool]) -> Table:
    """
    The rows of a file. `kind` is one of FORMATS, `is_header` says of cells whether they name ours.

    Raises `UnreadablePriceFile`: no text and no workbook, too large, empty.
    """
    if len(data) > MAX_BYTES:
        raise UnreadablePriceFile(
            f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Split it into parts."
        )
    if data.startswith(_GZIP):
        data = _unzipped(data)
    if kind == "xlsx" or (kind == "auto" and data.startswith(b"PK\x03\x04")):
        return Table(_bounded(_rows_of_workbook(data)))
    return _table_of_text(_decoded(data), is_header)


def unpacked_text(data: bytes) -> str:
    """A feed's text, unzipped where it came zipped."""
    return _decoded(_unzipped(data) if data.startswith(_GZIP) else data)


def _unzipped(data: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            unpacked = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadablePriceFile(
            "The file can't be unzipped; is it cut off? Send it whole."
        ) from (error)
    if len(unpacked) > MAX_BYTES:
        raise UnreadablePriceFile(
            f"Unzipped, the file is larger than {MAX_BYTES // 1024 // 1024} MB. "
            "Split it into parts."
        )
    return unpacked


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadablePriceFile(
            f"The file isn't UTF-8 text (byte {error.start}). Save it as CSV, UTF-8."
        ) from error
    if not text.strip():
        raise UnreadablePriceFile(EMPTY)
    if "\0" in text:
        raise UnreadablePriceFile("The file isn't text. Save it as CSV, UTF-8.")
    return text


def _table_of_text(text: str, is_header: Callable[[list[str]], bool]) -> Table:
    """The delimiter is the one that a line “sep=;” names, or under which the header is ours."""
    if named := _SEP_LINE.match(text):
        delimiter, text = named["sign"] or "\t", text[named.end() :]
    else:
        header = next((line for line in _LINE.findall(text[:MAX_HEADER]) if line.strip()), "")
        delimiter = next((sign for sign in ",;\t|" if is_header(_split(header, sign))), ",")
    rows = rows_of_text(text, delimiter)
    return Table(_bounded(rows), delimiter, is_cut_off=not text.endswith(("\n", "\r")))


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def rows_of_text(text: str, delimiter: str, *, quotes: bool = True) -> Iterator[Row]:
    """The rows of CSV, or of a feed that knows no `quotes`, by the line that each begins in."""
    reader = csv.reader(
        (line[0] for line in _LINES.finditer(text)),  # no copy, as a StringIO would be
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE,
        strict=True,
    )
    start = 1
    try:
        for cells in reader:
            yield Row(start, cells)
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnreadablePriceFile(
            f"Line {reader.line_num} can't be read as CSV ({error}); is the file cut off? Save it "
            "again as CSV, UTF-8."
        ) from error


def _rows_of_workbook(data: bytes) -> Iterator[Row]:
    """The rows of a workbook's only visible sheet that has any."""
    try:
        _check_unpacked(data)
        place = _place_of_sheet(_opened(data))
        width = seen = 0
        for number, cells in enumerate(_cells_of_sheet(data, place), 1):
            seen += len(cells)
            if seen > MAX_CELLS:
                raise UnreadablePriceFile("The workbook is too large. Save it as CSV, UTF-8.")
            beyond = cells[MAX_COLUMNS:]  # often thousands, and empty
            is_wide = beyond.count(None) < len(beyond)
            texts = [_text_of(cell) for cell in (cells if is_wide else cells[:MAX_COLUMNS])]
            width = width or len(texts)
            # A workbook keeps no empty cells: a row that seems shorter than the header isn't.
            yield Row(number, texts + [""] * (width - len(texts)))
    except UnreadablePriceFile:
        raise
    except Exception as error:  # openpyxl and the XML below it raise whatever a broken file meets
        raise UnreadablePriceFile(
            "The file can't be read as a workbook. Save it again as XLSX, or as CSV, UTF-8."
        ) from error


def _opened(data: bytes, *, results: bool = True) -> Any:
    # At every start it took 10 MB of each process and 0.1 s.
    from openpyxl import load_workbook  # noqa: PLC0415 -- few processes ever open a workbook

    return load_workbook(io.BytesIO(data), read_only=True, data_only=results, keep_links=False)


def _check_unpacked(data: bytes) -> None:
    """A workbook is packed; one that is made to fill the memory tells of its size beforehand."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    shared = sum(size for name, size in sizes.items() if "/worksheets/" not in name)
    if sum(sizes.values()) > _UNPACKED or shared > _UNPACKED_SHARED:
        raise UnreadablePriceFile("The workbook is too large. Save it as CSV, UTF-8.")


def _place_of_sheet(book: Any) -> int:
    filled = {
        place: sheet.title
        for place, sheet in enumerate(book.worksheets)
        if sheet.sheet_state == "visible" and _is_filled(sheet)
    }
    if len(filled) > 1:
        names = ", ".join(f"“{title}”" for title in filled.values())
        raise UnreadablePriceFile(
            f"The workbook has several sheets with rows ({names}). Keep the one with prices."
        )
    if not filled:
        raise UnreadablePriceFile(EMPTY)
    return next(iter(filled))


def _cells_of_sheet(data: bytes, place: int) -> Iterator[tuple[Any, ...]]:
    """
    The cells by rows. A formula is its result; one that was never computed is the formula itself,
    for its cell is not empty.
    """
    sheet = _opened(data).worksheets[place]
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        has_formulas = any(
            b"<f" in archive.read(name) for name in archive.namelist() if "/worksheets/" in name
        )
    if not has_formulas:
        return rows
    formulas = _opened(data, results=False).worksheets[place]
    formulas.reset_dimensions()
    pairs = zip(rows, formulas.iter_rows(values_only=True), strict=True)
    return (
        tuple(one if one is not None else other for one, other in zip(*pair, strict=True))
        for pair in pairs
    )


def _is_filled(sheet: Any) -> bool:
    rows = sheet.iter_rows(max_row=50, max_col=MAX_COLUMNS, values_only=True)
    return any(cell is not None for row in rows for cell in row)


def _text_of(cell: Any) -> str:
    """What a person reads in the cell: 19.9, not 19.8999…."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _BOOLEANS[cell]
    if isinstance(cell, float):
        return format(Decimal(f"{cell:.15g}"), "f")  # as many digits as spreadsheets show
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)


def _bounded(rows: Iterator[Row]) -> Iterator[Row]:
    """Without empty rows, and not too many."""
    count = 0
    for row in rows:
        is_empty = not plain("".join(row.cells))
        count += not is_empty  # in a workbook, a frame drawn in the last row makes a million
        if count > MAX_ROWS:
            raise UnreadablePriceFile(
                f"The file has more than {MAX_ROWS:,} lines. Split it into parts."
            )
        if len(row.cells) > MAX_COLUMNS and plain("".join(row.cells[MAX_COLUMNS:])):
            raise UnreadablePriceFile(
                f"Line {row.number} has more than {MAX_COLUMNS} columns. Delete those beyond the "
                "ones of a price file."
            )
        del row.cells[MAX_COLUMNS:]
        if not is_empty:
            yield row
