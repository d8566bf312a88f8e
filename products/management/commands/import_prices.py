import gc
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from core.busy import is_busy, why_busy
from products.management.authors import author_named
from products.models import (
    Observation,
    PointRow,
    PriceBatch,
    PricePoint,
    PriceSource,
    Retailer,
)
from products.models.price_point import amount_text
from products.price_file import (
    FORMATS,
    MAX_BYTES,
    PriceFile,
    Report,
    UnreadablePriceFile,
    observe,
    read_prices,
)
from products.price_file.profiles import PROFILES
from products.price_words import differences, in_one_line
from products.pricing import PlannedChange

MAX_REASON: int = PriceBatch._meta.get_field("reason").max_length or 0


class Command(BaseCommand):
    help = "Import prices from CSV or XLSX, as one batch that can be undone."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="the price file, or - for standard input")
        parser.add_argument("--format", choices=[*FORMATS, *PROFILES], default="auto")
        parser.add_argument("--retailer", metavar="SLUG", default="", help="only this retailer's")
        parser.add_argument("--dry-run", action="store_true", help="show it, write nothing")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
        parser.add_argument("--reason", metavar="TEXT", default="", help="kept with the batch")
        parser.add_argument(
            "--checked-at",
            metavar="MOMENT",
            type=_moment,
            help="when the shops were looked at, where a line doesn't say (default: now)",
        )
        parser.add_argument("--author", metavar="USERNAME", default="", help="whose batch it is")
        parser.add_argument(
            "--ignore-columns", metavar="A,B", default="", help="names of columns to pass over"
        )
        parser.add_argument(
            "--all-or-nothing", action="store_true", help="one refused line refuses them all"
        )

    def handle(self, *, path: str, dry_run: bool, **options: Any) -> None:
        gc.disable()  # a third of the time of a large file: nothing in it goes in circles
        try:
            report = self._import(path, is_dry_run=dry_run, **options)
        except DatabaseError as error:
            if not is_busy(error):
                raise
            raise CommandError(
                f"{path}: nothing was imported. {why_busy(error)}", returncode=3
            ) from error
        finally:
            gc.enable()
        if options["json"]:
            self.stdout.writelines(report.as_json())
            self.stdout.write("")
        else:
            self._print(report, is_dry_run=dry_run)
        if report.refused:
            sys.exit(1)

    def _import(self, path: str, *, is_dry_run: bool, **options: Any) -> Report:
        self._check(options)
        author = author_named(options["author"])
        file = self._read(path, options)
        self._progress(f"{len(file.lines):,} lines read")
        observations, refused = observe(
            file, retailer=options["retailer"], looked_at=options["checked_at"]
        )
        batch = PriceBatch(
            source=PriceSource.FEED if options["format"] in PROFILES else PriceSource.FILE,
            source_name="standard input" if path == "-" else _name_of(path),
            reason=options["reason"],
            author=author,
        )
        taken = _taken(observations)
        if is_dry_run or refused and options["all_or_nothing"]:
            outcome = batch.preview(taken)
        else:
            outcome = batch.apply(taken, all_or_nothing=options["all_or_nothing"])
        return Report(file, outcome, refused, batch.pk)

    def _read(self, path: str, options: dict[str, Any]) -> PriceFile:
        ignored = [name.strip() for name in options["ignore_columns"].split(",")]
        data, kind = _bytes_of(path), options["format"]
        try:
            if kind in PROFILES:
                return PROFILES[kind].read(data, options["retailer"])
            return read_prices(data, kind, ignored)
        except UnreadablePriceFile as error:
            raise CommandError(f"{path}: {error}", returncode=2) from error

    def _check(self, options: dict[str, Any]) -> None:
        problem = ""
        retailer = options["retailer"]
        if retailer and not Retailer.objects.filter(slug=retailer).exists():
            problem = f"There is no retailer “{retailer}”. Give the slug it has in the admin."
        elif options["format"] in PROFILES and not retailer:
            problem = "A feed is one retailer's: name it with --retailer."
        elif len(options["reason"]) > MAX_REASON:
            problem = (
                f"--reason has {len(options['reason'])} characters; {MAX_REASON} are kept with a "
                "batch. Shorten it."
            )
        if problem:
            raise CommandError(problem, returncode=2)

    def _progress(self, text: str) -> None:
        """A line that the next one replaces, where somebody watches."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{text} …", ending="")

    def _print(self, report: Report, *, is_dry_run: bool) -> None:
        for kind, changes in report.lists():
            lines = (_line(kind, change) for change in changes)
            while some := list(islice(lines, 1000)):
                self.stdout.write("\n".join(some))
        for line in report.refused:
            cell = f"{line.column} “{line.value}”: " if line.column else ""
            self.stderr.write(f"line {line.line}: {cell}{line.reason}")
        self.stdout.write(report.sentence)
        if is_dry_run:
            self.stdout.write("Nothing was written (--dry-run).")
        elif report.batch is None and any(changes for _, changes in report.lists()):
            self.stdout.write("Nothing was written: a line was refused (--all-or-nothing).")
        elif report.batch:
            self.stdout.write(f"Batch {report.batch}; undo_price_batch {report.batch} undoes it.")


def _taken(rows: list[Observation]) -> Iterator[Observation]:
    """The rows, none of which is kept here."""
    rows.reverse()
    while rows:
        yield rows.pop()


def _line(kind: str, change: PlannedChange) -> str:
    observation, why = change.observation, f" ({change.reason})" if kind == "held" else ""
    steps = _steps(change)
    return f"line {observation.line}: {kind}, offer {observation.offer.pk}: {steps}{why}"


def _steps(change: PlannedChange) -> str:
    """What it changes; a bare price, as most lines have, takes no search for differences."""
    before, after = change.before, change.after
    beside = _beside(before) if before else _BARE
    if beside == _beside(after) and not change.changes_url:
        return f"{_words(before)} → {_words(after)}"
    return in_one_line(differences(before, after, change.url_before, change.url_after))


# What a line of a bare price says nothing of.
_beside = attrgetter("price_kind", "price_max", "list_price", "list_price_kind", "availability")
_BARE = _beside(PointRow())


def _words(point: PricePoint | PointRow | None) -> str:
    if point is None:
        return "none"
    return f"{amount_text(point.price, point.currency) or 'not known'} {point.currency}"


def _moment(text: str) -> datetime:
    """The moment that --checked-at names; argparse says what is wrong with another."""
    moment = datetime.fromisoformat(text)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


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
