"""
Bytes → rows of cells, whatever a spreadsheet made of them: CSV by its own delimiter, or XLSX.

Formulas: a cell that a spreadsheet would run is written with a guarding apostrophe, and reading
strips exactly that guard (docs/rules.md 8.14).
"""

import codecs
import contextlib
import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from products.price_limits import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    SHEET_COLUMNS,
    SHEET_ROWS,
    TOO_MANY,
    TOO_WIDE,
)
from products.workbooks import text_of_workbook

MAX_HEADER = 1024 * 1024  # characters
FORMATS = ("auto", "csv", "xlsx")
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


def read_table(
    data: bytes, kind: str, is_header: Callable[[list[str]], bool], seconds: float
) -> Table:
    """
    The rows of a file. `kind` is one of FORMATS, `is_header` says of cells whether they name ours;
    a workbook may take so many seconds.

    Raises `UnreadablePriceFile`: no text and no workbook, too large, empty. `AllAtWork` where
    another workbook is being read.
    """
    if len(data) > MAX_BYTES:
        raise UnreadablePriceFile(
            f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Split it into parts."
        )
    if data.startswith(_GZIP):
        data = _unzipped(data)
    if kind == "xlsx" or (kind == "auto" and data.startswith(b"PK\x03\x04")):
        return Table(_bounded(_rows_of_workbook(data, seconds)))
    return _table_of_text(_decoded(data), is_header)


def unpacked_text(data: bytes) -> str:
    """A feed's text, unzipped where it came zipped."""
    return _decoded(_unzipped(data) if data.startswith(_GZIP) else data)


def beginning(data: bytes, count: int) -> bytes:
    """So many bytes of it, unzipped where it came zipped and can be; nothing more is unpacked."""
    if data.startswith(_GZIP):
        with contextlib.suppress(OSError, EOFError, zlib.error):
            return gzip.open(io.BytesIO(data)).read(count)
    return data[:count]


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


class _Lines:
    """
    The lines of a text, none copied beforehand, for a reader of rows that says where one ended.

    What no spreadsheet holds is refused before it is cut into cells.
    """

    def __init__(self, text: str, delimiter: str) -> None:
        if text.count(delimiter) > MAX_CELLS:
            raise UnreadablePriceFile(f"The file has more than {MAX_CELLS:,} cells. Split it.")
        if max(text.count("\n"), text.count("\r")) > SHEET_ROWS:
            raise UnreadablePriceFile(TOO_MANY)
        self._text, self._delimiter = text, delimiter
        self.cells = 0  # of the row so far; a quoted cell goes on in the next line

    def __iter__(self) -> Iterator[str]:
        for number, match in enumerate(_LINES.finditer(self._text), 1):
            line = match[0]
            self.cells += line.count(self._delimiter)
            if self.cells > SHEET_COLUMNS:
                raise UnreadablePriceFile(TOO_WIDE.format(number))
            yield line


def rows_of_text(text: str, delimiter: str, *, quotes: bool = True) -> Iterator[Row]:
    """The rows of CSV, or of a feed that knows no `quotes`, by the line that each begins in."""
    lines = _Lines(text, delimiter)
    reader = csv.reader(
        lines,
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE,
        strict=True,
    )
    start = 1
    try:
        for cells in reader:
            lines.cells = 0
            yield Row(start, cells)
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnreadablePriceFile(
            f"Line {reader.line_num} can't be read as CSV ({error}); is the file cut off? Save it "
            "again as CSV, UTF-8."
        ) from error


def _rows_of_workbook(data: bytes, seconds: float) -> Iterator[Row]:
    is_read, text = text_of_workbook(data, seconds)
    if not is_read:
        raise UnreadablePriceFile(text)
    for row in rows_of_text(text, ","):
        yield Row(int(row.cells[0]), row.cells[1:])


def _bounded(rows: Iterator[Row]) -> Iterator[Row]:
    """Without empty rows, and not too many."""
    count = 0
    for row in rows:
        is_empty = not plain("".join(row.cells))
        count += not is_empty  # in a workbook, a frame drawn in the last row makes a million
        if count > MAX_ROWS:
            raise UnreadablePriceFile(TOO_MANY)
        if len(row.cells) > MAX_COLUMNS and plain("".join(row.cells[MAX_COLUMNS:])):
            raise UnreadablePriceFile(TOO_WIDE.format(row.number))
        del row.cells[MAX_COLUMNS:]
        if not is_empty:
            yield row
