"""What an editor should look at in the tables of a manuscript."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from .plan import PlanWarning
from .segmentation import Passage


def table_warnings(text: str, passages: Sequence[Passage]) -> Iterator[PlanWarning]:
    """Merged cells, which are repeated, cells with no head above them, and rows kept as lines."""
    rows = [at for at, one in enumerate(passages) if one.kind == "row" and one.cells]
    for _, group in groupby(rows, key=lambda at: passages[at].table):
        indexes = list(group)
        table = [passages[at] for at in indexes]
        span = (table[0].start, table[-1].end)
        if indexes[-1] - indexes[0] >= len(indexes):
            yield PlanWarning(
                "table.as_lines",
                "Something else stands within this table, so its rows became lines: check them.",
                span,
            )
        width = max(sum(cell.columns for cell in row.cells) for row in table)
        # A cell over all columns heads the rows below it, and can't be misread.
        merged = sum(
            1 < cell.columns < width or cell.rows > 1 for row in table for cell in row.cells
        )
        if merged:
            yield PlanWarning(
                "table.merged_cells",
                f"{merged} merged cells of this table stand in each of the places they covered: "
                "check its rows.",
                span,
            )
        elif _has_cells_without_head(text, table):
            yield PlanWarning(
                "table.cells_without_head",
                "A row of this table has more cells than its header: check what they belong to.",
                span,
            )


def _has_cells_without_head(text: str, table: list[Passage]) -> bool:
    head, *body = [_filled(text, row) for row in table]
    is_headed = any(cell.is_header for cell in table[0].cells)
    return is_headed and any(width > head for width in body)


def _filled(text: str, row: Passage) -> int:
    """How many cells there are up to the last that holds words."""
    filled = [at for at, cell in enumerate(row.cells) if text[cell.start : cell.end].strip()]
    return filled[-1] + 1 if filled else 0
