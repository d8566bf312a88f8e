"""The importer's command line (contract: manuscript-plan)."""

import json
import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from manuscripts.reading import UnreadableManuscript, read

# A little more than the reader accepts, so that the reader says what is too large.
_MOST_BYTES = 1_100_000


class Command(BaseCommand):
    help = "Read a manuscript and make a draft of it: article, quotes, products, offers, questions."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("path", help="the manuscript's file, or - for standard input")
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would be made, write nothing"
        )
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="how to print the outcome"
        )

    def handle(self, *, path, dry_run, format, **options):  # noqa: A002 -- the option's name
        data, name = _bytes_of(path)
        try:
            plan = read(data, name)
        except UnreadableManuscript as error:
            raise CommandError(str(error), returncode=2) from error
        if dry_run:
            self._print_plan(plan, format)
        else:
            self._apply(plan, data, format)

    def _print_plan(self, plan, output_format):
        if output_format == "json":
            self.stdout.write(json.dumps(plan.as_json(), ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{plan.title} ({plan.title_origin} title)")
        for kind in ("experts", "quotes", "products", "faqs", "tags", "warnings", "unplaced"):
            self.stdout.write(f"{len(getattr(plan, kind)):5} {kind}")
        for warning in plan.warnings:
            self.stdout.write(f"  ! {warning.message}")
        self.stdout.write("Nothing was written (--dry-run).")

    def _apply(self, plan, data, output_format):
        from manuscripts.importing import apply_plan  # noqa: PLC0415 -- a dry run needs no models

        outcome = apply_plan(plan, data)
        if output_format == "json":
            self.stdout.write(json.dumps(_as_json(outcome), ensure_ascii=False, indent=1))
            return
        if not outcome.is_new:
            self.stdout.write(f"Imported before: {_where(outcome)}. Nothing was written.")
            return
        self.stdout.write(f"Draft made: {_where(outcome)}")
        kinds = dict.fromkeys([*outcome.made, *outcome.found])
        for kind in kinds:
            self.stdout.write(
                f"  {kind}: {outcome.made.get(kind, 0)} new, {outcome.found.get(kind, 0)} on file"
            )
        for note in [*(warning.message for warning in plan.warnings), *outcome.notes]:
            self.stdout.write(f"  ! {note}")


def _bytes_of(path):
    """The manuscript's bytes and name; a `CommandError` in one line where it can't be had."""
    try:
        if path == "-":
            return sys.stdin.buffer.read(_MOST_BYTES), "standard input"
        file = Path(path)
        if not file.is_file():
            raise CommandError(f"{path}: there is no such file. Check the path.", returncode=2)
        with file.open("rb") as stream:
            # A name in another encoding than ours could be neither printed nor stored.
            return stream.read(_MOST_BYTES), os.fsencode(file.name).decode(errors="replace")
    except OSError as error:
        message = f"{path}: can't be opened ({error.strerror}). Check its permissions."
        raise CommandError(message, returncode=2) from error


def _where(outcome):
    return f"“{outcome.article}” (article {outcome.article.pk})"


def _as_json(outcome):
    return {
        "manuscript": outcome.manuscript.pk,
        "article": outcome.article.pk,
        "is_new": outcome.is_new,
        "made": outcome.made,
        "found": outcome.found,
        "price_batch": outcome.price_batch.pk if outcome.price_batch else None,
        "notes": outcome.notes,
    }
