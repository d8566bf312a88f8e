"""The importer's command line (docs/manuscript-plan.md)."""

import json
import sys
from argparse import ArgumentParser
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from manuscripts.import_outcome import Import
from manuscripts.matching import names_on_file
from manuscripts.reading import FORMATS, Plan, UnreadableManuscript, read
from manuscripts.reading.files import bytes_of, files_in, read_all
from manuscripts.unreviewed import DryRun, MayCorrect, import_unreviewed

_NOT_READ = "not read"
_COUNTED = ("experts", "quotes", "products", "faqs", "warnings", "unplaced")


class Command(BaseCommand):
    help = (
        "Read manuscripts and make a draft of each: article, quotes, products, offers, questions. "
        "Give files, folders, or - for standard input."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="a file, a folder, or - for standard input"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would be made, write nothing"
        )
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="how to print the outcome"
        )
        parser.add_argument(
            "--jobs",
            type=int,
            default=1,
            metavar="N",
            help="read so many manuscripts at a time (%(default)s); they are written one by one",
        )
        answer = parser.add_mutually_exclusive_group()
        answer.add_argument(
            "--corrects",
            action="store_true",
            default=None,
            help="what is like an article corrects it: import its changes there",
        )
        answer.add_argument(
            "--new",
            dest="corrects",
            action="store_false",
            help="all of them are new pieces, whatever they are like",
        )

    def handle(
        self,
        *,
        paths: list[str],
        dry_run: bool,
        format: str,  # noqa: A002 -- the option's name
        jobs: int,
        corrects: bool | None = None,
        **options: Any,
    ) -> None:
        self.corrects = corrects
        if not 1 <= jobs <= 64:
            raise CommandError("--jobs takes a number from 1 to 64.", returncode=2)
        if len(paths) == 1 and not Path(paths[0]).is_dir():
            self._one(paths[0], dry_run=dry_run, output_format=format)
        else:
            self._many(files_in(paths), dry_run=dry_run, output_format=format, jobs=jobs)

    # One manuscript

    def _one(self, path: str, *, dry_run: bool, output_format: str) -> None:
        try:
            data, name = bytes_of(path)
            plan = read(data, name, **({} if dry_run else names_on_file()))
        except UnreadableManuscript as error:
            raise CommandError(str(error), returncode=2) from error
        if dry_run:
            self._print_plan(plan, output_format)
            return
        try:
            self._print_import(
                plan, import_unreviewed(plan, data, corrects=self.corrects), output_format
            )
        except MayCorrect as question:
            raise CommandError(
                f"{name}: {question} Nothing was written.", returncode=1
            ) from question

    def _print_plan(self, plan: Plan, output_format: str) -> None:
        if output_format == "json":
            self.stdout.write(json.dumps(plan.as_json(), ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{plan.title} ({plan.title_origin} title)")
        for kind in ("experts", "quotes", "products", "faqs", "tags", "warnings", "unplaced"):
            self.stdout.write(f"{len(getattr(plan, kind)):5} {kind}")
        for told in filter(
            None, [*(one.message for one in plan.warnings), DryRun().told("", plan)]
        ):
            self.stdout.write(f"  ! {told}")
        self.stdout.write("Nothing was written (--dry-run).")

    def _print_import(self, plan: Plan, outcome: Import, output_format: str) -> None:
        if output_format == "json":
            self.stdout.write(json.dumps(_as_json(outcome), ensure_ascii=False, indent=1))
            return
        if not outcome.is_new:
            self.stdout.write(f"Imported before: {_where(outcome)}. Nothing was written.")
            return
        done = "Changes imported into" if outcome.manuscript.follows_id else "Draft made:"
        self.stdout.write(f"{done} {_where(outcome)}")
        kinds = dict.fromkeys([*outcome.made, *outcome.found])
        for kind in kinds:
            self.stdout.write(
                f"  {kind}: {outcome.made.get(kind, 0)} new, {outcome.found.get(kind, 0)} on file"
            )
        for note in [*(warning.message for warning in plan.warnings), *outcome.notes]:
            self.stdout.write(f"  ! {note}")

    # Many of them

    def _many(self, files: list[Path], *, dry_run: bool, output_format: str, jobs: int) -> None:
        """Every file by itself: one that can't be read stops none of the others."""
        if not files:
            raise CommandError(
                f"There is no manuscript there: none of {', '.join(FORMATS)}.", returncode=2
            )
        names = {} if dry_run else names_on_file()
        rows = []
        tried = DryRun() if dry_run else None
        bar = tqdm(
            total=len(files), unit="manuscript", file=self.stderr, disable=not sys.stderr.isatty()
        )
        try:
            with bar:
                for path, plan, data, problem in read_all(files, names, jobs):
                    rows.append(_row(path, plan, data, problem, tried, corrects=self.corrects))
                    bar.update()
        except BrokenProcessPool as error:
            raise CommandError(
                "A reader was ended from outside: there may be too little memory for so many "
                "--jobs. What was read before is kept.",
                returncode=1,
            ) from error
        failed = [row for row in rows if row["problem"]]
        unread = sum(row["outcome"] == _NOT_READ for row in failed)
        if output_format == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            self._print_table(rows, dry_run=dry_run)
        if failed:
            told = "\n".join(f"  {row['file']}: {row['problem']}" for row in failed)
            parts = [
                (unread, "could not be read"),
                (len(failed) - unread, "may correct an article"),
            ]
            said = "; ".join(f"{count} of {len(rows)} {what}" for count, what in parts if count)
            raise CommandError(f"{said}:\n{told}", returncode=1)

    def _print_table(self, rows: list[dict[str, Any]], *, dry_run: bool) -> None:
        width = min(40, max(len(row["file"]) for row in rows))
        head = " ".join(f"{name:>9}" for name in _COUNTED)
        self.stdout.write(f"{'manuscript':{width}} {head}  outcome")
        for row in rows:
            numbers = " ".join(f"{row.get(name, '–'):>9}" for name in _COUNTED)
            self.stdout.write(f"{row['file'][-width:]:{width}} {numbers}  {row['outcome']}")
        totals = " ".join(f"{sum(row.get(name, 0) for row in rows):>9}" for name in _COUNTED)
        self.stdout.write(f"{f'{len(rows)} in all':{width}} {totals}")
        if dry_run:
            self.stdout.write("Nothing was written (--dry-run).")


def _row(
    path: str,
    plan: Plan | None,
    data: bytes | None,
    problem: str | None,
    tried: DryRun | None,
    *,
    corrects: bool | None,
) -> dict[str, Any]:
    if plan is None or data is None:
        return {"file": path, "outcome": _NOT_READ, "problem": problem}
    row: dict[str, Any] = {"file": path, "title": plan.title, "problem": None}
    row |= {name: len(getattr(plan, name)) for name in _COUNTED}
    if tried is not None:
        return {**row, "outcome": " · ".join(filter(None, [plan.title, tried.told(path, plan)]))}
    try:
        outcome = import_unreviewed(plan, data, corrects=corrects)
    except MayCorrect as question:
        return {**row, "outcome": "asked about", "problem": str(question)}
    row |= {"article": outcome.article.pk, "is_new": outcome.is_new, "notes": outcome.notes}
    told = "changes of article" if outcome.manuscript.follows_id else "draft"
    if not outcome.is_new:
        told = "imported before as article"
    return {**row, "outcome": f"{told} {outcome.article.pk}"}


def _where(outcome: Import) -> str:
    return f"“{outcome.article}” (article {outcome.article.pk})"


def _as_json(outcome: Import) -> dict[str, Any]:
    return {
        "manuscript": outcome.manuscript.pk,
        "article": outcome.article.pk,
        "is_new": outcome.is_new,
        "made": outcome.made,
        "found": outcome.found,
        "price_batch": outcome.price_batch.pk if outcome.price_batch else None,
        "notes": outcome.notes,
    }
