import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from core.busy import is_busy, why_busy
from products.models import PriceBatch, PriceSource, Retailer
from products.price_file import (
    MAX_BYTES,
    PriceLine,
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
        observations, refused = observe(lines, retailer=retailer)
        batch = PriceBatch(
            source=PriceSource.FILE,
            source_name="standard input" if path == "-" else _name_of(path),
            reason=options["reason"],
        )
        with _told_if_busy(path):
            if dry_run or refused and options["all_or_nothing"]:
                outcome = batch.preview(observations)
            else:
                outcome = batch.apply(observations, all_or_nothing=options["all_or_nothing"])
        report = _report(lines, outcome, refused, batch)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            self._print(report, is_dry_run=dry_run)
        if report["refused"]:
            sys.exit(1)

    def _print(self, report: dict[str, Any], *, is_dry_run: bool) -> None:
        for kind in ("changed", "held"):
            for row in report[kind]:
                why = f" ({row['why']})" if "why" in row else ""
                self.stdout.write(
                    f"line {row['line']}: {kind}, offer {row['offer']}: "
                    f"{_words(row['before'])} → {_words(row['after'])}{why}"
                )
        for row in report["refused"]:
            cell = f"{row['column']} “{row['value']}”: " if row["column"] else ""
            self.stderr.write(f"line {row['line']}: {cell}{row['why']}")
        self.stdout.write(
            f"{report['rows']} rows: {len(report['changed'])} changed, "
            f"{report['confirmed']} confirmed, {report['unchanged']} unchanged, "
            f"{len(report['held'])} held, {len(report['refused'])} refused"
        )
        if is_dry_run:
            self.stdout.write("Nothing was written (--dry-run).")
        elif report["batch"] is None and (report["changed"] or report["held"]):
            self.stdout.write("Nothing was written: a line was refused (--all-or-nothing).")
        elif report["batch"]:
            number = report["batch"]
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


def _report(
    lines: list[PriceLine], outcome: Outcome, refused: list[RefusedLine], batch: PriceBatch
) -> dict[str, Any]:
    """What `--json` prints: docs/price-file.md."""
    rows = [
        {"line": row.line, "column": row.column, "value": row.value, "why": row.reason}
        for row in refused
    ] + [
        {
            "line": row.observation.line,
            "column": row.column,
            "value": str(row.value),
            "why": row.reason,
        }
        for row in outcome.refused
    ]
    return {
        "rows": len(lines),
        "unchanged": len(outcome.unchanged),
        "confirmed": len(outcome.confirmed),
        "changed": [_change(change) for change in outcome.changed],
        "held": [{**_change(change), "why": change.reason} for change in outcome.held],
        "refused": sorted(rows, key=lambda row: row["line"]),
        "batch": batch.pk,
    }


def _change(change: PlannedChange) -> dict[str, Any]:
    return {
        "line": change.observation.line,
        "offer": change.observation.offer.pk,
        "before": change.before and change.before.as_json(url=change.observation.offer.url),
        "after": change.after.as_json(
            url=change.observation.offer.url
            if change.observation.url is None
            else change.observation.url
        ),
    }


def _words(facts: dict[str, Any] | None) -> str:
    return "none" if facts is None else f"{facts['price'] or 'not known'} {facts['currency']}"
