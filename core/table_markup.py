"""
Tables in rich text, in one shape whoever made them: an editor, a paste, an import, the API.

Called to sanitize tables once nh3 has cleaned the markup (core/richtext.py).

    <table><caption>…</caption><thead><tr><th scope="col">…</th></tr></thead>
    <tbody><tr><th scope="row">…</th><td>…</td></tr></tbody></table>

A header is a row at the top or the first column. A cell holds words and line breaks. Cells that
spanned several places stand in each of them: a warning merged over three rows must not be read as
a warning about the first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# nh3 writes every < and > inside text and attributes as an entity.
_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
_SPAN = re.compile(r'\b(colspan|rowspan)="\s*(\d{1,4})')
_INLINE = {"a", "b", "em", "i", "s", "strong", "sub", "sup", "u"}
_PARTS = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
_BREAK = "\n<br>"  # a line break not yet placed; nh3 leaves none in this spelling

# What spans and short rows may add to one text: beyond it rows stay as short as they were.
MAX_ADDED_CELLS = 2_000
MAX_REPEATED_CHARACTERS = 20_000


@dataclass(slots=True)
class _Cell:
    is_header: bool
    colspan: int = 1
    rowspan: int = 1
    pieces: list[str] = field(default_factory=list)
    html: str = ""


@dataclass(slots=True)
class _Row:
    is_head: bool
    cells: list[_Cell] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    caption: list[str] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)


def with_tables_in_shape(html: str) -> str:
    """`html`, as nh3 writes it, with every table in the shape above; no word is lost."""
    if "<table" not in html:
        return html
    room = _Room()
    pieces = (
        (_written(_read(piece), room) or " ") if is_table else piece
        for is_table, piece in _split(html)
    )
    return "".join(pieces).strip()  # an empty table leaves the space that kept words apart


def as_one_table(html: str) -> str:
    """
    The one table that `html` holds; empty where no word stands in it.

    Rows of further tables follow, and words that stand outside are put in the caption.
    """
    if "<table" not in html:
        html = f"<table><tbody><tr><td>{html}</td></tr></tbody></table>"
    whole = _Table()
    for is_table, piece in _split(html):
        if is_table:
            table = _read(piece)
            whole.caption += [*table.caption, _BREAK]
            whole.rows += table.rows
        else:
            whole.caption += [*_pieces(piece), _BREAK]
    if not any(row.cells for row in whole.rows):
        whole = _Table(
            rows=[_Row(is_head=False, cells=[_Cell(is_header=False, pieces=whole.caption)])]
        )
    written = _written(whole, _Room())
    return written if _TAG.sub("", written).strip() else ""


def _split(html: str) -> Iterator[tuple[bool, str]]:
    """(whether it is a table, HTML) in order; a table in a table is part of the outer one."""
    depth = start = 0
    for tag in _TAG.finditer(html):
        if tag[2] != "table":
            continue
        if not tag[1]:
            if depth == 0:
                yield False, html[start : tag.start()]
                start = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield True, html[start : tag.end()]
                start = tag.end()
    yield depth > 0, html[start:]


# Reading


def _read(html: str) -> _Table:
    reader = _Reader()
    at = 0
    for tag in _TAG.finditer(html):
        reader.text(html[at : tag.start()])
        reader.tag(tag)
        at = tag.end()
    reader.text(html[at:])
    return reader.table


class _Reader:
    def __init__(self) -> None:
        self.table = _Table()
        self.depth = 0
        self.is_head = False
        self.into: list[str] | None = None  # the pieces of the cell or caption that is open

    def text(self, text: str) -> None:
        if self.into is not None:
            self.into.append(text)
        elif text.strip():
            self.table.caption += [_BREAK, text]

    def tag(self, tag: re.Match[str]) -> None:
        closing, name, attributes = tag.groups()
        if name == "table":
            self.depth += -1 if closing else 1
        is_part = name in _PARTS and self.depth == 1
        if is_part:
            self._part(closing, name, attributes)
        elif self.into is not None:
            self.into.append(tag[0] if name in _INLINE else _BREAK)

    def _part(self, closing: str, name: str, attributes: str) -> None:
        if name in {"td", "th", "caption"}:
            self.into = None
            if not closing:
                self._open(name, attributes)
        elif name == "tr" and not closing:
            self.table.rows.append(_Row(self.is_head))
        elif name == "thead":
            self.is_head = not closing

    def _open(self, name: str, attributes: str) -> None:
        if name == "caption":
            self.into = self.table.caption
            self.into.append(_BREAK)
            return
        if not self.table.rows:
            self.table.rows.append(_Row(self.is_head))
        cell = _Cell(is_header=name == "th" or self.is_head)
        for key, number in _SPAN.findall(attributes):
            setattr(cell, key, max(1, int(number)))
        self.table.rows[-1].cells.append(cell)
        self.into = cell.pieces


def _pieces(html: str) -> list[str]:
    """Words and inline tags of any HTML; whatever is a block becomes a line break."""
    pieces, at = [], 0
    for tag in _TAG.finditer(html):
        pieces += [html[at : tag.start()], tag[0] if tag[2] in _INLINE else _BREAK]
        at = tag.end()
    return [*pieces, html[at:]]


def _line(pieces: list[str], between: str = "<br>") -> str:
    """The pieces as one line; a break stands only between words."""
    written, has_words = "", False
    for part in "".join(pieces).split(_BREAK):
        words = _TAG.sub("", part).strip()
        if not words:
            written += part.strip()
            continue
        written += (between if has_words else "") + part.strip()
        has_words = True
    return re.sub(r"<(strong|em|b|i|s|u|sub|sup)></\1>", "", written)


# Writing


class _Room:
    """What may still be added to a text, so that no span makes a page of a few characters."""

    def __init__(self) -> None:
        self.cells = MAX_ADDED_CELLS
        self.characters = MAX_REPEATED_CHARACTERS

    def take(self, cell: _Cell) -> _Cell | None:
        """A copy of the cell for one more place; empty, or None, when the room is used up."""
        if self.cells <= 0:
            return None
        self.cells -= 1
        fits = len(cell.html) <= self.characters
        self.characters -= len(cell.html) if fits else 0
        return _Cell(cell.is_header, html=cell.html if fits else "")


def _written(table: _Table, room: _Room) -> str:
    rows = [row for row in table.rows if row.cells]
    for row in rows:
        for cell in row.cells:
            cell.html = _line(cell.pieces)
    grid = list(_without_spans(rows, room))
    _fill(grid, room)
    caption = _line(table.caption, between=" ")
    if not grid:
        return f"<p>{caption}</p>" if caption else ""
    top = _count_header_rows(grid)
    head = "".join(_row(cells, is_top=True) for cells in grid[:top])
    body = "".join(_row(cells, is_top=False) for cells in grid[top:])
    return (
        "<table>"
        + (f"<caption>{caption}</caption>" if caption else "")
        + (f"<thead>{head}</thead>" if head else "")
        + (f"<tbody>{body}</tbody>" if body else "")
        + "</table>"
    )


def _without_spans(rows: list[_Row], room: _Room) -> Iterator[list[_Cell]]:
    below: dict[int, tuple[int, _Cell]] = {}  # column → rows still to come, the cell from above
    for row in rows:
        placed: list[_Cell] = []
        for cell in row.cells:
            _take_from_above(placed, below, room)
            for place in range(cell.colspan):
                copy = room.take(cell) if place else cell
                if copy is None:
                    break
                if cell.rowspan > 1:
                    below[len(placed)] = (cell.rowspan - 1, cell)
                placed.append(copy)
        _take_from_above(placed, below, room)
        yield placed


def _take_from_above(placed: list[_Cell], below: dict[int, tuple[int, _Cell]], room: _Room) -> None:
    while found := below.pop(len(placed), None):
        left, cell = found
        if left > 1:
            below[len(placed)] = (left - 1, cell)
        copy = room.take(cell)
        if copy is None:
            return
        placed.append(copy)


def _fill(grid: list[list[_Cell]], room: _Room) -> None:
    """Short rows get empty cells, as the editor would give them on opening the text."""
    width = max(map(len, grid), default=0)
    for cells in grid:
        missing = _Cell(is_header=all(cell.is_header for cell in cells))
        while len(cells) < width and (empty := room.take(missing)):
            cells.append(empty)


def _count_header_rows(grid: list[list[_Cell]]) -> int:
    """How many rows at the top are headers; of a table of headers alone, the first."""
    for count, cells in enumerate(grid):
        if not all(cell.is_header for cell in cells):
            return count
    return min(1, len(grid))


def _row(cells: list[_Cell], *, is_top: bool) -> str:
    written = []
    for place, cell in enumerate(cells):
        if is_top:
            written.append(f'<th scope="col">{cell.html}</th>')
        elif cell.is_header and place == 0:
            written.append(f'<th scope="row">{cell.html}</th>')
        else:
            written.append(f"<td>{cell.html}</td>")
    return f"<tr>{''.join(written)}</tr>"
