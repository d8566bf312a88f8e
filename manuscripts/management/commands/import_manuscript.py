"""The importer's command line (contract: manuscript-plan)."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from manuscripts.reading import FORMATS, LARGEST_FILE, Plan, UnreadableManuscript, read

if TYPE_CHECKING:
    from manuscripts.import_outcome import Import

Names = dict[str, list[str]]
Reading = tuple[str, Plan | None, bytes | None, str | None]  # path, plan, bytes, problem

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

    def handle(
        self,
        *,
        paths: list[str],
        dry_run: bool,
        format: str,  # noqa: A002 -- the option's name
        jobs: int,
        **options: Any,
    ) -> None:
        if not 1 <= jobs <= 64:
            raise CommandError("--jobs takes a number from 1 to 64.", returncode=2)
        if len(paths) == 1 and not Path(paths[0]).is_dir():
            self._one(paths[0], dry_run=dry_run, output_format=format)
        else:
            self._many(_files_in(paths), dry_run=dry_run, output_format=format, jobs=jobs)

    # One manuscript

    def _one(self, path: str, *, dry_run: bool, output_format: str) -> None:
        data, name = _bytes_of(path)
        try:
            plan = read(data, name, **({} if dry_run else _names_on_file()))
        except UnreadableManuscript as error:
            raise CommandError(str(error), returncode=2) from error
        if dry_run:
            self._print_plan(plan, output_format)
        else:
            self._print_import(plan, _applied(plan, data), output_format)

    def _print_plan(self, plan: Plan, output_format: str) -> None:
        if output_format == "json":
            self.stdout.write(json.dumps(plan.as_json(), ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{plan.title} ({plan.title_origin} title)")
        for kind in ("experts", "quotes", "products", "faqs", "tags", "warnings", "unplaced"):
            self.stdout.write(f"{len(getattr(plan, kind)):5} {kind}")
        for warning in plan.warnings:
            self.stdout.write(f"  ! {warning.message}")
        self.stdout.write("Nothing was written (--dry-run).")

    def _print_import(self, plan: Plan, outcome: "Import", output_format: str) -> None:
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

    # Many of them

    def _many(self, files: list[Path], *, dry_run: bool, output_format: str, jobs: int) -> None:
        """Every file by itself: one that can't be read stops none of the others."""
        if not files:
            raise CommandError(
                f"There is no manuscript there: none of {', '.join(FORMATS)}.", returncode=2
            )
        names = {} if dry_run else _names_on_file()
        rows = []
        bar = tqdm(
            total=len(files), unit="manuscript", file=self.stderr, disable=not sys.stderr.isatty()
        )
        with bar:
            for path, plan, data, problem in _read_all(files, names, jobs):
                rows.append(_row(path, plan, data, problem, dry_run=dry_run))
                bar.update()
        failed = [row for row in rows if row["problem"]]
        if output_format == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            self._print_table(rows, dry_run=dry_run)
        if failed:
            told = "\n".join(f"  {row['file']}: {row['problem']}" for row in failed)
            raise CommandError(
                f"{len(failed)} of {len(rows)} could not be read:\n{told}", returncode=1
            )

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


def _files_in(paths: Iterable[str]) -> list[Path]:
    """The manuscripts of these files and folders, in order, each once; hidden ones are left out."""
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if path.is_dir():
            inside = (
                file
                for file in sorted(path.rglob("*"))
                if file.suffix.lower() in FORMATS
                and file.is_file()
                and not any(part.startswith(".") for part in file.relative_to(path).parts)
            )
            found |= dict.fromkeys(inside)
        else:
            found[path] = None
    return list(found)


def _read_all(files: list[Path], names: Names, jobs: int) -> Iterator[Reading]:
    """`(path, plan, bytes, problem)` of each file in order; the plan or the problem is None."""
    workers: AbstractContextManager[ProcessPoolExecutor | None] = (
        ProcessPoolExecutor(jobs) if jobs > 1 else nullcontext()
    )
    with workers as pool:
        tasks = [(str(path), names) for path in files]
        try:
            yield from pool.map(_read_one, tasks) if pool else map(_read_one, tasks)
        except BrokenProcessPool as error:
            raise CommandError(
                "A reader was ended from outside: there may be too little memory for so many "
                "--jobs. What was read before is kept.",
                returncode=1,
            ) from error


def _read_one(task: tuple[str, Names]) -> Reading:
    path, names = task
    try:
        data, name = _bytes_of(path)
        return path, read(data, name, **names), data, None
    except (UnreadableManuscript, CommandError) as error:
        return path, None, None, str(error)


def _row(
    path: str, plan: Plan | None, data: bytes | None, problem: str | None, *, dry_run: bool
) -> dict[str, Any]:
    if plan is None or data is None:
        return {"file": path, "outcome": "not read", "problem": problem}
    row: dict[str, Any] = {"file": path, "title": plan.title, "problem": None}
    row |= {name: len(getattr(plan, name)) for name in _COUNTED}
    if dry_run:
        return {**row, "outcome": plan.title}
    outcome = _applied(plan, data)
    row |= {"article": outcome.article.pk, "is_new": outcome.is_new, "notes": outcome.notes}
    told = "draft" if outcome.is_new else "imported before as article"
    return {**row, "outcome": f"{told} {outcome.article.pk}"}


# The models are imported late: a dry run needs none of them, and no database.


def _names_on_file() -> Names:
    from manuscripts.matching import names_on_file  # noqa: PLC0415

    return names_on_file()


def _applied(plan: Plan, data: bytes) -> "Import":
    from manuscripts.importer import apply_plan  # noqa: PLC0415

    return apply_plan(plan, data)


def _bytes_of(path: str) -> tuple[bytes, str]:
    """The manuscript's bytes and name; a `CommandError` in one line where it can't be had."""
    # A little more than the reader accepts, so that the reader says what is too large.
    limit = LARGEST_FILE + 1
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(limit), "standard input"
        file = Path(path)
        if not file.is_file():
            raise CommandError(f"{path}: there is no such file. Check the path.", returncode=2)
        with file.open("rb") as stream:
            # A name in another encoding than ours could be neither printed nor stored.
            return stream.read(limit), os.fsencode(file.name).decode(errors="replace")
    except OSError as error:
        message = f"{path}: can't be opened ({error.strerror}). Check its permissions."
        raise CommandError(message, returncode=2) from error


def _where(outcome: "Import") -> str:
    return f"“{outcome.article}” (article {outcome.article.pk})"


def _as_json(outcome: "Import") -> dict[str, Any]:
    return {
        "manuscript": outcome.manuscript.pk,
        "article": outcome.article.pk,
        "is_new": outcome.is_new,
        "made": outcome.made,
        "found": outcome.found,
        "price_batch": outcome.price_batch.pk if outcome.price_batch else None,
        "notes": outcome.notes,
    }
