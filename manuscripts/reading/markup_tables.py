"""Tables in HTML: which of them hold data, and the cells of a row."""

from collections.abc import Iterator, Sequence

from lxml import etree

from .looks import Look
from .segmentation import Cell

_MAX_COLUMNS = 12  # more of them is a layout or a mistake
_MAX_CELL = 400  # characters
_MAX_SPAN = 12


def is_data(table: etree._Element) -> bool:
    """Whether a table's rows are lines: several columns of short cells, no table in them."""
    rows = list(table.iter("tr"))
    if len(rows) < 2 or sum(1 for _ in table.iter("table")) > 1:
        return False
    widths = [sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows]
    if not 2 <= max(widths) <= _MAX_COLUMNS:
        return False
    cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
    return all(sum(map(len, cell.itertext())) <= _MAX_CELL for cell in cells)


def is_given_up(table: etree._Element) -> bool:
    """Whether a table that is no data reads like some: it has a long cell, or many columns."""
    if sum(1 for _ in table.iter("table")) > 1:
        return False
    widths = [sum(1 for cell in row if cell.tag in ("td", "th")) for row in table.iter("tr")]
    return len(widths) > 1 and max(widths) > 1


def cells_of(
    text: str,
    looks: Sequence[tuple[int, int, Look]],
    ends: Sequence[int],
    elements: Sequence[etree._Element],
) -> Iterator[Cell]:
    """The cells of a row whose words end at `ends` in its text."""
    start = 0
    for end, element in zip(ends, elements, strict=False):
        if start <= len(text):
            stop = min(end, len(text))
            yield Cell(
                start,
                stop,
                columns=_span(element, "colspan"),
                rows=_span(element, "rowspan"),
                is_header=element.tag == "th" or element.getparent().getparent().tag == "thead",
                is_strong=_is_strong(text, looks, start, stop),
            )
        start = end + 1


def _span(element: etree._Element, name: str) -> int:
    told = (element.get(name) or "1").strip()
    return max(1, min(int(told), _MAX_SPAN)) if told.isdecimal() and len(told) < 6 else 1


def _is_strong(text: str, looks: Sequence[tuple[int, int, Look]], start: int, end: int) -> bool:
    words = len(text[start:end].replace(" ", ""))
    bold = sum(
        len(text[max(start, begin) : min(end, stop)].replace(" ", ""))
        for begin, stop, look in looks
        if look.strong and begin < end and stop > start
    )
    return bold > 0 and bold >= words
