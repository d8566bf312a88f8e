"""Which cell of a line is what: the header, and columns that nobody knows."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from .amounts import DecimalSign, decimal_sign
from .tables import EMPTY, Table, UnreadablePriceFile, plain, read_table, unguarded

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
    "product_name",
    "brand",
    "retailer_name",
    "previous_price",
)
READ = (*COLUMNS, "product", "gtin", "retailer")
AMOUNTS = ("price", "price_max", "list_price", "previous_price")
PASSED_OVER = frozenset(["why"])  # ours, in a file of refused lines: its reader corrects and sends
_BY_SHAPE = {name.replace("_", ""): name for name in (*READ, *PASSED_OVER)}
_NOTHING = re.compile(r"[\s_\-.]+")


_NOT_WHOLE = (
    "The line has more or fewer cells than the header. "
    "Is there a comma inside a price? Write it with a point."
)


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that can't be used; `value` is the cell as it stood in the file."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class PriceLine:
    """
    One line as it stood in the file, with what is wrong with it as a line, where anything is.

    Its cells are one text while nobody asks: a large file has a million of them.
    """

    number: int
    text: str
    fault: "RefusedLine | None" = None

    @classmethod
    def of(cls, number: int, cells: Sequence[str]) -> "PriceLine":
        """A line of these cells, none of which has a zero byte: no file with one is read."""
        return cls(number, "\0".join(cells))

    @classmethod
    def refused(
        cls, number: int, cells: Sequence[str], column: str, value: str, reason: str
    ) -> "PriceLine":
        """One that can't be used, whatever its other cells say."""
        return cls(number, "\0".join(cells), RefusedLine(number, column, value, reason))

    @classmethod
    def not_whole(cls, number: int, cells: Sequence[str], width: int) -> "PriceLine":
        """One with more or fewer cells than the header; told with the first beyond it."""
        beyond = next((cell for cell in cells[width:] if plain(cell)), "")
        return cls.refused(number, cells, "", beyond, _NOT_WHOLE)

    @property
    def cells(self) -> list[str]:
        """The cells, spaces and guards and all."""
        return self.text.split("\0")


@dataclass(frozen=True, slots=True)
class PriceFile:
    """A file's columns, by place (None for what is passed over), and its lines."""

    header: Sequence[str]  # as it stood in the file
    columns: Sequence[str | None]
    lines: Sequence[PriceLine]
    decimal_sign: DecimalSign = "."
    named: frozenset[str] = field(default_factory=frozenset)
    list_price_kind: str = ""  # what its list prices are, where the offer on file doesn't say
    is_of_now: bool = False  # a shop's feed without moments: it says what is asked as it is read

    def cells_of(self, line: PriceLine) -> dict[str, str]:
        """The line's cells by the names of columns."""
        pairs = zip(self.columns, line.cells, strict=True)
        if line.text.isascii() and "'" not in line.text:
            return {name: cell.strip() for name, cell in pairs if name}
        return {name: unguarded(plain(cell)) for name, cell in pairs if name}

    def cell_as_it_stood(self, line: PriceLine, column: str) -> str:
        """The cell in the file, which may be without such a column."""
        return line.cells[self.columns.index(column)] if column in self.columns else ""


def read_prices(
    data: bytes, kind: str = "auto", ignored: Collection[str] = (), *, seconds: float = 300
) -> PriceFile:
    """
    A price file given as bytes; `ignored` are names of columns to pass over, `seconds` what a
    workbook may take.

    `UnreadablePriceFile` where it is none: not text, empty, too large, no header of ours, a column
    that nobody knows, or cut off in the middle.
    """
    table = read_table(data, kind, _is_header, seconds)
    first = next(table.rows, None)
    if first is None:
        raise UnreadablePriceFile(EMPTY)
    header = [plain(cell) for cell in first.cells]
    while header and not header[-1]:
        header.pop()
    columns = [_known(name) for name in header]
    _check_header(columns)
    lines = list(_lines(table, len(header), first.number))
    _check_unknown(header, columns, lines, {_shape(name) for name in ignored})
    named = frozenset(name for name in columns if name)
    amounts = [place for place, name in enumerate(columns) if name in AMOUNTS]
    whole = (line.cells for line in lines if not line.fault)
    cells = (plain(cells[place]) for cells in whole for place in amounts)
    columns = [None if name in PASSED_OVER else name for name in columns]
    return PriceFile(header, columns, lines, decimal_sign(cells), named - PASSED_OVER)


def _shape(name: str) -> str:
    return _NOTHING.sub("", name.casefold())


def _known(name: str) -> str | None:
    """“List Price”, “list-price” and “listPrice” are `list_price`."""
    return _BY_SHAPE.get(_shape(name))


def _is_header(cells: list[str]) -> bool:
    known = {_known(cell) for cell in cells}
    return "price" in known and bool(known & {"offer", "product", "gtin"})


def _lines(table: Table, width: int, first: int) -> Iterator[PriceLine]:
    """Cells beyond the header are nothing while they are empty. The header is line 1."""
    last, number = width, 0
    for row in table.rows:
        last, number = len(row.cells), row.number - first + 1
        is_whole = last >= width and not plain("".join(row.cells[width:]))
        if is_whole:
            yield PriceLine.of(number, row.cells[:width])
        else:
            yield PriceLine.not_whole(number, row.cells, width)
    if table.is_cut_off and last < width:
        raise UnreadablePriceFile(
            f"The file ends in the middle of line {number}. Send it again, whole."
        )


def _check_header(columns: list[str | None]) -> None:
    if "price" not in columns or not {"offer", "product", "gtin"} & {*columns}:
        raise UnreadablePriceFile(
            "The first line is not the header of a price file. It names the columns: "
            f"{', '.join(COLUMNS)}."
        )
    for place, name in enumerate(columns):
        if name and name in columns[:place]:
            raise UnreadablePriceFile(
                f"The header names the column “{name}” twice. Remove one of them."
            )


def _check_unknown(
    header: list[str], columns: list[str | None], lines: list[PriceLine], ignored: set[str]
) -> None:
    """A column of ours under a name we don't know would be lost without a word."""
    unknown = [
        place
        for place, name in enumerate(columns)
        if name is None and (not header[place] or _shape(header[place]) not in ignored)
    ]
    filled: set[int] = set()
    for line in lines if unknown else ():
        cells = line.cells[: len(header)]
        filled.update(place for place in unknown if place < len(cells) and plain(cells[place]))
    said = [
        f"“{header[place]}”" if header[place] else f"column {place + 1}, which has no name"
        for place in sorted(filled)
    ]
    if said:
        more = f" and {len(said) - 5} more" if len(said) > 5 else ""
        raise UnreadablePriceFile(
            f"The header names what no price file has: {', '.join(said[:5])}{more}. Delete the "
            "column, give it the name it has in an export, or say that it is to be ignored."
        )
