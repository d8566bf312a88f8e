"""What became of the lines of a price file, for the command and for the admin."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from products.pricing import Outcome, PlannedChange

from .columns import PriceFile, RefusedLine

_ENCODER = json.JSONEncoder(ensure_ascii=False)
_AT_A_TIME = 100  # rows: a call for each takes longer than the row


class Report:
    """What became of the lines of a file: docs/price-file.md."""

    def __init__(
        self, file: PriceFile, outcome: Outcome, refused: list[RefusedLine], batch: int | None
    ) -> None:
        self.rows = len(file.lines)
        self.outcome = outcome
        self.batch = batch
        self.changed = [change for change in outcome.changed if not change.removes_price]
        self.removed = [change for change in outcome.changed if change.removes_price]
        lines = {line.number: line for line in file.lines} if outcome.refused else {}
        by_door = []
        for row in outcome.refused:
            line = lines[row.observation.line or 0]
            cell = file.cell_as_it_stood(line, row.column)
            by_door.append(RefusedLine(line.number, row.column, cell, row.reason))
        self.refused = sorted([*refused, *by_door], key=lambda row: row.line)

    def lists(self) -> list[tuple[str, list[PlannedChange]]]:
        """The lists of changes, in the order in which they are told."""
        return [
            ("changed", self.changed),
            ("removed", self.removed),
            ("held", self.outcome.held),
        ]

    @property
    def sentence(self) -> str:
        """How many lines became what."""
        return (
            f"{self.rows} rows: {len(self.changed)} changed, {len(self.removed)} removed, "
            f"{len(self.outcome.confirmed)} confirmed, {len(self.outcome.unchanged)} unchanged, "
            f"{len(self.outcome.held)} held, {len(self.refused)} refused"
        )

    def as_json(self) -> Iterator[str]:
        """Pieces of one object, made while they are written: a large file's report is large."""
        counts = {
            "rows": self.rows,
            "unchanged": len(self.outcome.unchanged),
            "confirmed": len(self.outcome.confirmed),
        }
        yield json.dumps(counts)[:-1]
        for name, changes in self.lists():
            rows = map(_held, changes) if name == "held" else map(change_as_json, changes)
            yield from _json_list(name, rows)
        yield from _json_list("refused", map(refused_as_json, self.refused))
        yield f',\n"batch": {json.dumps(self.batch)}}}'


def _json_list(name: str, rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    yield f',\n"{name}": ['
    before = "\n"
    while portion := list(islice(rows, _AT_A_TIME)):
        yield before
        yield _ENCODER.encode(portion)[1:-1]
        before = ",\n"
    yield "]"


def _held(change: PlannedChange) -> dict[str, Any]:
    return {**change_as_json(change), "why": change.reason}


def refused_as_json(row: RefusedLine) -> dict[str, Any]:
    """A refused line as `--json` prints it."""
    return {"line": row.line, "column": row.column, "value": row.value, "why": row.reason}


def change_as_json(change: PlannedChange) -> dict[str, Any]:
    """A change as `--json` prints it: the line, the offer, and its facts before and after."""
    return {
        "line": change.observation.line,
        "offer": change.observation.offer.pk,
        "before": change.before and change.before.as_json(url=change.url_before),
        "after": change.after.as_json(url=change.url_after),
    }
