import gc
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from core.busy import is_busy, why_busy
from products.models import PriceBatch, PriceSource, Retailer
from products.price_file import (
    MAX_BYTES,
    RefusedLine,
    UnreadablePriceFile,
    observe,
    read_prices,
)
from products.pricing import Outcome, PlannedChange

MAX_REASON: int = PriceBatch._meta.get_field("reason").max_length or 0


class Command(BaseCommand):
    help = "Import prices from our CSV, as one batch that can be undone."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="the price file, or - for standard input")
        parser.add_argument("--format", choices=["auto", "csv"], default="auto")
        parser.add_argument("--retailer", metavar="SLUG", default="", help="only this retailer's")
        parser.add_argument("--dry-run", action="store_true", help="show it, write nothing")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
        parser.add_argument("--reason", metavar="TEXT", default="", help="kept with the batch")
        parser.add_argument(
            "--all-or-nothing", action="store_true", help="one refused line refuses them all"
        )

    def handle(self, *, path: str, retailer: str, dry_run: bool, **options: Any) -> None:
        if retailer and not Retailer.objects.filter(slug=retailer).exists():
            raise CommandError(
                f"There is no retailer “{retailer}”. Give the slug it has in the admin.",
                returncode=2,
            )
        if len(options["reason"]) > MAX_REASON:
            raise CommandError(
                f"--reason has {len(options['reason'])} characters; {MAX_REASON} are kept with a "
                "batch. Shorten it.",
                returncode=2,
            )
        try:
            lines = read_prices(_bytes_of(path))
        except UnreadablePriceFile as error:
            raise CommandError(f"{path}: {error}", returncode=2) from error
        with _uncollected():
            observations, refused = observe(lines, retailer=retailer)
        count = len(lines)
        lines.clear()  # by now more than half of all that is in memory
        batch = PriceBatch(
            source=PriceSource.FILE,
            source_name="standard input" if path == "-" else _name_of(path),
            reason=options["reason"],
        )
        with _told_if_busy(path), _uncollected():
            if dry_run or refused and options["all_or_nothing"]:
                outcome = batch.preview(observations)
            else:
                outcome = batch.apply(observations, all_or_nothing=options["all_or_nothing"])
        report = _Report(count, outcome, refused, batch)
        if options["json"]:
            report.write_json(self.stdout)
        else:
            self._print(report, is_dry_run=dry_run)
        if report.refused:
            sys.exit(1)

    def _print(self, report: "_Report", *, is_dry_run: bool) -> None:
        outcome, number = report.outcome, report.batch.pk
        for kind in ("changed", "held"):
            for change in getattr(outcome, kind):
                why = f" ({change.reason})" if change.reason else ""
                self.stdout.write(
                    f"line {change.observation.line}: {kind}, offer {change.observation.offer.pk}: "
                    f"{_words(change.before)} → {_words(change.after)}{why}"
                )
        for row in report.refused:
            cell = f"{row['column']} “{row['value']}”: " if row["column"] else ""
            self.stderr.write(f"line {row['line']}: {cell}{row['why']}")
        self.stdout.write(
            f"{report.rows} rows: {len(outcome.changed)} changed, "
            f"{len(outcome.confirmed)} confirmed, {len(outcome.unchanged)} unchanged, "
            f"{len(outcome.held)} held, {len(report.refused)} refused"
        )
        if is_dry_run:
            self.stdout.write("Nothing was written (--dry-run).")
        elif number is None and (outcome.changed or outcome.held):
            self.stdout.write("Nothing was written: a line was refused (--all-or-nothing).")
        elif number:
            self.stdout.write(f"Batch {number}; undo_price_batch {number} undoes it.")


@contextmanager
def _told_if_busy(path: str) -> Iterator[None]:
    """Status 3 where others wrote for too long; the batch is whole or not at all."""
    try:
        yield
    except DatabaseError as error:
        if not is_busy(error):
            raise
        raise CommandError(
            f"{path}: nothing was imported. {why_busy(error)}", returncode=3
        ) from error


@contextmanager
def _uncollected() -> Iterator[None]:
    """All rows are kept until the end: to search them for garbage takes a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _name_of(path: str) -> str:
    """The file's name; one in another encoding than ours could be neither printed nor stored."""
    return os.fsencode(Path(path).name).decode(errors="replace")


def _bytes_of(path: str) -> bytes:
    try:
        if path == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(path).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}: can't be opened ({error.strerror}).", returncode=2) from error


class _Report:
    """What is told of an import: docs/price-file.md."""

    def __init__(
        self, rows: int, outcome: Outcome, refused: list[RefusedLine], batch: PriceBatch
    ) -> None:
        self.rows = rows
        self.outcome = outcome
        self.batch = batch
        told = [(row.line, row.column, row.value, row.reason) for row in refused] + [
            (row.observation.line, row.column, str(row.value), row.reason)
            for row in outcome.refused
        ]
        told.sort(key=lambda row: row[0] or 0)
        names = ("line", "column", "value", "why")
        self.refused = [dict(zip(names, row, strict=True)) for row in told]

    def write_json(self, stream: Any) -> None:
        """Write what `--json` prints, a change a line: 100,000 of them are never held together."""
        outcome = self.outcome
        held = ({**_change(change), "why": change.reason} for change in outcome.held)
        parts: dict[str, int | None | Iterable[dict[str, Any]]] = {
            "rows": self.rows,
            "unchanged": len(outcome.unchanged),
            "confirmed": len(outcome.confirmed),
            "changed": map(_change, outcome.changed),
            "held": held,
            "refused": self.refused,
            "batch": self.batch.pk,
        }
        between = "{"
        for name, value in parts.items():
            stream.write(f'{between}\n "{name}": ', ending="")
            if value is None or isinstance(value, int):
                stream.write(json.dumps(value), ending="")
            else:
                _write_list(stream, value)
            between = ","
        stream.write("\n}")


def _write_list(stream: Any, rows: Iterable[dict[str, Any]]) -> None:
    between = "["
    for row in rows:
        stream.write(f"{between}\n  {json.dumps(row, ensure_ascii=False)}", ending="")
        between = ","
    stream.write("[]" if between == "[" else "\n ]", ending="")


def _change(change: PlannedChange) -> dict[str, Any]:
    return {
        "line": change.observation.line,
        "offer": change.observation.offer.pk,
        "before": change.before and change.before.as_json(url=change.url_before),
        "after": change.after.as_json(url=change.url_after),
    }


def _words(point: Any) -> str:
    if point is None:
        return "none"
    return f"{point.as_json(url='')['price'] or 'not known'} {point.currency}"
