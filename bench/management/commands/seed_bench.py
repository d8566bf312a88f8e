import time
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from bench.content import SEED
from bench.seeding.database import (
    Refusal,
    empty,
    is_new,
    make_room,
    make_tables,
    mark_of,
    remember_mark,
    what_it_holds,
)
from bench.seeding.kept_files import KeptFile
from bench.seeding.plan import ImpossiblePlan, Plan

EPILOG = """\
A site of 1,000 articles takes some ten seconds, one of 100,000 less than ten minutes. With --keep
the finished database is also kept as a file; with the same options, the same generator and the same
migrations it is taken from there in seconds the next time. Only a database that holds nothing, or
nothing but sample content, is filled.
"""
# Option → what holds without it, and what the help says.
NUMBERS = {
    "articles": (1000, "how many (1000)"),
    "products": (None, "how many (ten an article, 100000 at the most)"),
    "offers": (None, "how many (one a product)"),
    "points": (None, "how many prices on record (one an offer)"),
    "questions": (None, "how many (one an article, 100000 at the most)"),
    "seed": (SEED, f"of all chance ({SEED})"),
}


class Command(BaseCommand):
    help = "Fill a database with invented articles, offers and prices of any number, to measure."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = EPILOG
        for name, (default, text) in NUMBERS.items():
            parser.add_argument(
                f"--{name}", type=_whole_number, metavar="N", default=default, help=text
            )
        parser.add_argument(
            "--worklist",
            action="store_true",
            help="with people at work: drafts, revisions, planned editions, open questions, "
            "prices held back",
        )
        parser.add_argument(
            "--date",
            type=_date,
            dest="day",
            metavar="YYYY-MM-DD",
            help="when the newest article went live (the first of this month)",
        )
        parser.add_argument(
            "--keep",
            type=Path,
            metavar="FOLDER",
            help="take the finished database from this folder, or put it there",
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="empty a database that holds nothing but benchmark and sample content first",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be written")

    def handle(
        self, *, keep: Path | None, replace: bool, dry_run: bool, verbosity: int, **options
    ) -> None:
        with sentences():
            plan = Plan.of(**{name: options[name] for name in (*NUMBERS, "worklist", "day")})
            if dry_run:
                self.stdout.write(f"Would write {plan}.")
                return
            key = plan.key()
            kept = KeptFile(keep, key) if keep else None
            if not is_new() and mark_of() == key:
                self.stdout.write(f"The database holds them already: {plan}.")
                return
            if replace and not is_new():
                empty()
            began = time.monotonic()
            what = self._fill(plan, key, kept, Progress(self.stderr, is_silent=verbosity == 0))
        self.stdout.write(f"{what} {plan} in {time.monotonic() - began:.0f} s.")

    def _fill(self, plan: Plan, key: str, kept: KeptFile | None, progress: "Progress") -> str:
        """Fill the database by whatever way is quickest; returns the verb for it."""
        before = "" if is_new() else what_it_holds()
        if kept and kept.exists() and not before:
            kept.restore()
            return "Restored"
        if is_new():
            make_tables()
        make_room()
        with transaction.atomic():
            plan.write(progress)
            remember_mark(key)
        progress.end()
        if kept and not before:
            kept.save()
        elif kept:
            self.stderr.write(f"Not kept as a file, for the database holds {before} as well.")
        return "Wrote"


class Progress:
    """One line on a terminal that says how far it is; nothing where nobody looks."""

    def __init__(self, stream, *, is_silent: bool = False) -> None:
        self.stream = stream
        self.is_shown = not is_silent and stream.isatty()
        self.said_at = 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if self.is_shown and (done >= of or now - self.said_at > 0.2):
            self.said_at = now
            self.stream.write(f"\r\x1b[K{what}: {done:,} of {of:,}", ending="")
            self.stream.flush()

    def end(self) -> None:
        if self.is_shown:
            self.stream.write("\r\x1b[K", ending="")
            self.stream.flush()


@contextmanager
def sentences():
    """What goes wrong becomes one line, and the exit status 2."""
    try:
        yield
    except (ImpossiblePlan, Refusal) as error:
        raise CommandError(str(error), returncode=2) from error
    except (DatabaseError, OSError) as error:
        line = " ".join(str(error).split())
        raise CommandError(f"The database could not be filled: {line}", returncode=2) from error


def _whole_number(text: str) -> int:
    try:
        return int(text.replace(",", "").replace("_", ""))
    except ValueError:
        raise ArgumentTypeError(f"must be a whole number, not {text!r}") from None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"must be a day such as 2026-01-31, not {text!r}") from None
