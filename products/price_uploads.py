"""
Price files at the desk: uploaded, weighed, looked at, and then applied or discarded.

What a file would do is weighed when it comes, and again when it is applied: prices change in
between. A long file is read and applied by the worker (products/tasks.py).
"""

import io
from dataclasses import dataclass, field, replace
from typing import Any

from core.children import AllAtWork
from products.models import PriceBatch, PriceSource, PriceUpload
from products.price_file import (
    PriceFile,
    RefusedLine,
    UnreadablePriceFile,
    guarded,
    observe,
    read_prices,
    unguarded,
)
from products.price_file.report import Report, refused_as_json
from products.price_file.tables import beginning
from products.price_file.writing import write_rows
from products.price_words import differences
from products.pricing import Observation, Outcome, PlannedChange

MAX_UPLOAD = 20_000_000  # bytes
AT_ONCE = 5_000  # lines that are read while somebody waits
UNDER_WAY_OF_ONE = 5  # files of a person; one may take the worker a minute and a half
LISTED = 200  # rows that a page names of each kind
_SHOWN = 300  # characters of a refused cell; the file of refused lines has them all
_PORTION = 2_000
_WORKBOOK_LINE, _LINE = 40, 400  # bytes: packed, and what a line of text may have
# What a workbook may take while somebody waits, and of the worker: 100,000 lines take it twenty.
_SECONDS, _SECONDS_OF_WORKER = 10, 90
KINDS = ("changed", "removed", "held", "refused", "confirmed", "unchanged")


def why_not_yet(user: Any) -> str:
    """Why the worker takes no file more of this user just now, or ""."""
    if PriceUpload.objects.under_way().filter(uploaded_by=user).count() < UNDER_WAY_OF_ONE:
        return ""
    return (
        f"{UNDER_WAY_OF_ONE} files of yours are being read or applied. "
        "Wait until one is done, then try again."
    )


class ForTheWorker(Exception):
    """Nobody is to wait while it is read."""


@dataclass(slots=True)
class Weighed:
    """What the lines of a file say, before the door is asked."""

    file: PriceFile
    observations: list[Observation] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)


def is_long(data: bytes) -> bool:
    """Whether the worker is to read it, guessed from its size where it is packed."""
    data = beginning(data, AT_ONCE * _LINE + 1)
    if data.startswith(b"PK"):
        return len(data) > AT_ONCE * _WORKBOOK_LINE
    return len(data) > AT_ONCE * _LINE or max(data.count(b"\n"), data.count(b"\r")) > AT_ONCE


def weigh(upload: PriceUpload, *, by_worker: bool = False) -> Weighed:
    """
    Read the file; says how far it is. `UnreadablePriceFile` where it is none; `ForTheWorker` where
    more was packed in it than it seemed, or another workbook is being read.
    """
    try:
        return _weighed(upload, by_worker=by_worker)
    except AllAtWork as error:
        raise ForTheWorker from error
    except MemoryError as error:
        raise UnreadablePriceFile(
            "The file takes more memory than there is just now. Split it into parts."
        ) from error


def _weighed(upload: PriceUpload, *, by_worker: bool) -> Weighed:
    seconds = _SECONDS_OF_WORKER if by_worker else _SECONDS
    file = read_prices(bytes(upload.content), seconds=seconds)
    size = sum(len(line.text) for line in file.lines)
    if not by_worker and (len(file.lines) > AT_ONCE or size > AT_ONCE * _LINE):
        raise ForTheWorker
    weighed = Weighed(file)
    for start in range(0, len(file.lines), _PORTION):
        upload.note_progress(start, len(file.lines))
        portion = replace(file, lines=file.lines[start : start + _PORTION])
        observations, refused = observe(portion, looked_at=upload.looked_at)
        weighed.observations += observations
        weighed.refused += refused
    upload.note_progress(len(file.lines), len(file.lines))
    return weighed


def show(upload: PriceUpload, weighed: Weighed) -> bool:
    """Have it wait for a decision, with what applying it would do."""
    outcome = PriceBatch().preview(weighed.observations)
    return upload.move(PriceUpload.State.WAITING, **_told(upload, weighed, outcome))


def apply(upload: PriceUpload, weighed: Weighed) -> bool:
    """
    Apply what it says by now, as a batch of whoever uploaded it; False where it was decided.

    Whoever does it again, as after a kill, finds the batch of the first.
    """
    batch = PriceBatch(
        author=upload.uploaded_by,
        source=PriceSource.FILE,
        source_name=upload.name,
        reason=upload.reason,
        upload=upload,
    )
    outcome = batch.apply(weighed.observations)
    told = _told(upload, weighed, outcome)
    told["preview"]["previewed"] = upload.preview.get("counts", {})
    return upload.move(PriceUpload.State.APPLIED, content=b"", **told)


def discard(upload: PriceUpload) -> bool:
    """Drop the file; False where it was decided before, or is being applied."""
    if upload.state in (PriceUpload.State.APPLYING, PriceUpload.State.APPLIED):
        return False
    return upload.move(PriceUpload.State.DISCARDED, content=b"", errors=b"", preview={})


def _told(upload: PriceUpload, weighed: Weighed, outcome: Outcome) -> dict[str, Any]:
    """The facts of an upload that say what becomes of its lines."""
    report = Report(weighed.file, outcome, weighed.refused, None)
    changes = dict(report.lists())
    counts = {kind: len(rows) for kind, rows in changes.items()} | {
        "refused": len({row.line for row in report.refused}),
        "confirmed": len(outcome.confirmed),
        "unchanged": len(outcome.unchanged),
    }
    lists: dict[str, list[dict[str, Any]]] = {
        kind: [_row(change) for change in rows[:LISTED]] for kind, rows in changes.items()
    }
    lists["refused"] = [
        refused_as_json(replace(row, value=row.value[:_SHOWN])) for row in report.refused[:LISTED]
    ]
    preview = {"rows": len(weighed.file.lines), "counts": counts, "lists": lists}
    return {"preview": preview, "errors": _error_file(upload, weighed.file, report.refused)}


def _row(change: PlannedChange) -> dict[str, Any]:
    steps = differences(change.before, change.after, change.url_before, change.url_after)
    return {
        "line": change.observation.line,
        "offer": change.observation.offer.pk,
        "name": str(change.observation.offer),
        "steps": [list(step) for step in steps],
        "why": change.reason,
    }


def _error_file(upload: PriceUpload, file: PriceFile, refused: list[RefusedLine]) -> bytes:
    """
    The refused lines as they stood, behind `why`, in the kind of file that was sent; b"" for none.

    An import passes `why` over: the lines are corrected in it and sent again.
    """
    reasons: dict[int, list[str]] = {}
    for row in refused:
        cell = f"{row.column}: " if row.column else ""
        reasons.setdefault(row.line, []).append(cell + row.reason)
    if not reasons:
        return b""
    rows = [["why", *file.header]] + [
        [" ".join(reasons[line.number]), *line.cells]
        for line in file.lines
        if line.number in reasons
    ]
    safe = [[guarded(unguarded(cell)) for cell in row] for row in rows]
    # By what it is, not by its name: a text may have characters that no workbook can.
    if beginning(bytes(upload.content), 2) == b"PK":
        stream = io.BytesIO()
        write_rows(stream, safe, "xlsx")
        return stream.getvalue()
    text = io.StringIO(newline="")
    write_rows(text, safe, "csv")
    return text.getvalue().encode("utf-8-sig")
