from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from products.management.authors import author_named
from products.models import PriceBatch
from products.price_undo import (
    UndoList,
    undo_lists,
    what_was_undone,
    will_be_dismissed,
)


class Command(BaseCommand):
    help = (
        "Move every price of a batch back to where it was before, as a batch of its own. "
        "Prices of it that wait for review are dismissed."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=int, help="the batch's id, as import_prices printed it")
        parser.add_argument("--reason", metavar="TEXT", default="", help="kept with the undo")
        parser.add_argument("--author", metavar="USERNAME", default="", help="whose undo it is")
        parser.add_argument(
            "--with-released",
            action="store_true",
            help="undo what was let through from it later, too",
        )
        parser.add_argument("--dry-run", action="store_true", help="show it, write nothing")

    def handle(
        self,
        *,
        id: int,  # noqa: A002 -- the argument's name
        reason: str,
        author: str,
        with_released: bool,
        dry_run: bool,
        **options: Any,
    ) -> None:
        batch = PriceBatch.objects.filter(pk=id).first()
        if batch is None:
            raise CommandError(f"There is no price batch {id}.", returncode=2)
        by, released = author_named(author), batch.released_as()
        moving, waiting, *others = undo_lists(batch, released)
        for rows in (waiting, *others):
            self._name(rows)
        if dry_run:
            if waiting.total:
                self.stdout.write(will_be_dismissed(waiting.total))
            left = others[0].total
            self.stdout.write(f"Prices would move back: {moving.total}; left alone: {left}.")
        else:
            undone = batch.undo_whole(author=by, reason=reason)
            self.stdout.write(what_was_undone(batch, undone))
        if released and not with_released:
            self.stdout.write("What was let through from it later stays: see --with-released.")
        for one in released if with_released and not dry_run else ():
            told = what_was_undone(one, one.undo_whole(author=by, reason=reason))
            self.stdout.write(f"Batch {one.pk}, let through from it: {told}")

    def _name(self, rows: UndoList) -> None:
        """The first of the rows, on standard error."""
        if rows.total:
            self.stderr.write(f"{rows.heading} ({rows.total}):")
            named = list(rows.first())
            for words in named:
                self.stderr.write(f"  {words}")
            if more := rows.total - len(named):
                self.stderr.write(f"  and {more} more")
