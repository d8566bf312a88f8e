"""
Tables that hold no products: as rows of cells, as HTML, and as lines of plain text.

Lines are for answers, which an editor reads and mends as plain text:

    Nights a week
    | Strength | First month |
    | --- | --- |
    | 0.1% | 2 |

The line above the rows is the caption; a row of dashes below the first makes that one the header,
bold words (`**0.1%**`) at the beginning of every row make a header column. A pipe inside a cell is
written `\\|`.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from html import escape

from .segmentation import Cell, Passage

_ROW = re.compile(r"\|(?:\\.|[^\\])*\|")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|(?:\s?:?-{3,}:?\s?\|)+")
_BOLD = re.compile(r"\*\*(.+)\*\*")
# Cells over several places are repeated up to here; no table that is read has half as many.
_MAX_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Table:
    """
    Rows of cells, all of one length. `header` says what heads them: row, column or none.

    `has_row_heads` where the first column heads them as well as the first row.
    """

    rows: tuple[tuple[str, ...], ...]
    header: str = "none"
    caption: str = ""
    has_row_heads: bool = False

    def html(self) -> str:
        """The table as rich text keeps it."""
        rows = [[escape(cell, quote=False) for cell in row] for row in self.rows]
        caption = escape(self.caption, quote=False)
        return table_html(rows, self.header, caption, has_row_heads=self.has_row_heads)


def table_html(
    rows: Sequence[Sequence[str]], header: str, caption: str, *, has_row_heads: bool = False
) -> str:
    """A table of cells that are HTML already: a header row or column, a caption, no spans."""
    head, body = (rows[:1], rows[1:]) if header == "row" else ([], rows)
    first = "row" if header == "column" or has_row_heads else ""
    parts = [
        f"<caption>{caption}</caption>" if caption else "",
        f"<thead>{_rows(head, 'col', 'col')}</thead>" if head else "",
        f"<tbody>{_rows(body, first, '')}</tbody>" if body else "",
    ]
    return f"<table>{''.join(parts)}</table>"


def _rows(rows: Sequence[Sequence[str]], first: str, others: str) -> str:
    return "".join(
        f"<tr>{_cell(row[0], first)}{''.join(_cell(cell, others) for cell in row[1:])}</tr>"
        for row in rows
        if row
    )


def _cell(html: str, scope: str) -> str:
    return f'<th scope="{scope}">{html}</th>' if scope else f"<td>{html}</td>"


# From the passages of a manuscript


def tables_in(
    passages: Sequence[Passage], taken: Collection[int], front: Collection[int | None]
) -> dict[int, list[int]]:
    """
    The passages of each table, by the index of every one of them.

    A table is left out where a passage of it is `taken` by a product or an answer, or where
    something else stands between its rows. The `front` matter is no part of any.
    """
    groups: dict[int, list[int]] = {}
    for index, passage in enumerate(passages):
        if passage.table is not None and index not in front:
            groups.setdefault(passage.table, []).append(index)
    return {
        index: group
        for group in groups.values()
        if not any(index in taken for index in group)
        and group[-1] - group[0] + 1 == len(group)
        and any(passages[index].kind == "row" for index in group)
        for index in group
    }


def read_table(
    text: str, passages: Sequence[Passage], words: Callable[[int, int], str] | None = None
) -> Table:
    """
    The table of these passages: its rows, and its caption if there is one.

    `words(start, end)` gives what stands in a cell; without it that is the text itself, the lines
    of a cell parted by slashes.
    """
    words = words or (lambda start, end: _on_one_line(text[start:end]))
    rows = [passage for passage in passages if passage.kind == "row"]
    captions = [words(one.body, one.end) for one in passages if one.kind != "row"]
    grid = cell_grid([passage.cells for passage in rows])
    cells = tuple(
        tuple(words(cell.start, cell.end) if cell else "" for cell in row) for row in grid
    )
    header = _header(grid)
    return Table(cells, header, " ".join(captions), header == "row" and _has_row_heads(grid))


def _has_row_heads(grid: list[list[Cell | None]]) -> bool:
    first = [row[0] for row in grid[1:] if row and row[0] and row[0].end > row[0].start]
    return bool(first) and all(cell.is_header for cell in first)


def _on_one_line(words: str) -> str:
    lines = (" ".join(line.split()) for line in words.split("\n"))
    return " / ".join(filter(None, lines))


def cell_grid(rows: list[tuple[Cell, ...]]) -> list[list[Cell | None]]:
    """The rows of a table, all of one length: a cell over several places stands in each of them."""
    grid: list[list[Cell | None]] = []
    below: dict[int, tuple[int, Cell]] = {}  # column: rows still to come, the cell from above
    for cells in rows:
        placed: list[Cell | None] = []
        for cell in cells:
            _place_from_above(placed, below)
            for place in range(cell.columns):
                if place and len(placed) >= _MAX_COLUMNS:
                    break
                if cell.rows > 1:
                    below[len(placed)] = (cell.rows - 1, cell)
                placed.append(cell)
        _place_from_above(placed, below)
        grid.append(placed)
    width = max(map(len, grid), default=0)
    return [[*row, *[None] * (width - len(row))] for row in grid]


def _place_from_above(placed: list[Cell | None], below: dict[int, tuple[int, Cell]]) -> None:
    while len(placed) < _MAX_COLUMNS and (found := below.pop(len(placed), None)):
        left, cell = found
        if left > 1:
            below[len(placed)] = (left - 1, cell)
        placed.append(cell)


def _header(grid: list[list[Cell | None]]) -> str:
    """What heads the table: its first row, its first column, or nothing."""
    cells = [[cell for cell in row if cell and cell.end > cell.start] for row in grid]
    every = [cell for row in cells for cell in row]
    for heads in (lambda cell: cell.is_header, lambda cell: cell.is_strong):
        if every and not all(map(heads, every)):
            if cells[0] and all(map(heads, cells[0])):
                return "row"
            first = [row[0] for row in grid if row[0] and row[0].end > row[0].start]
            if first and all(map(heads, first)):
                return "column"
    return "none"


# As lines of plain text


def as_pipes(table: Table) -> str:
    """The table as lines; `from_pipes` gives it back."""
    lines = [table.caption] if table.caption else []
    for number, row in enumerate(table.rows):
        cells = [" ".join(cell.split()).replace("|", r"\|") for cell in row]
        is_head = table.header == "column" or (table.has_row_heads and number > 0)
        if is_head and cells[0]:
            cells[0] = f"**{cells[0]}**"
        lines.append(f"| {' | '.join(cells)} |")
        if number == 0 and table.header == "row":
            lines.append(f"|{' --- |' * len(cells)}")
    return "\n".join(lines)


def from_pipes(text: str) -> Table | None:
    """The table these lines are, or None where they are something else."""
    lines = [line.strip() for line in text.strip().split("\n")]
    caption = "" if _ROW.fullmatch(lines[0]) else lines.pop(0)
    if not lines or not all(_ROW.fullmatch(line) for line in lines):
        return None
    is_headed = len(lines) > 1 and bool(_RULE.fullmatch(lines[1]))
    rows = [_cells(line) for line in lines if not _RULE.fullmatch(line)]
    width = max(map(len, rows), default=0)
    if not width:
        return None
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    head, body = (rows[:1], rows[1:]) if is_headed else ([], rows)
    first = [row[0] for row in body if row[0]]
    has_row_heads = bool(first) and all(map(_BOLD.fullmatch, first))
    if has_row_heads:
        body = [[row[0].removeprefix("**").removesuffix("**"), *row[1:]] for row in body]
    header = "row" if is_headed else "column" if has_row_heads else "none"
    return Table(tuple(map(tuple, [*head, *body])), header, caption, is_headed and has_row_heads)


def _cells(line: str) -> list[str]:
    return [cell.strip().replace(r"\|", "|") for cell in _BETWEEN_CELLS.split(line[1:-1])]
