from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from products.models import PriceBatch


class Command(BaseCommand):
    help = "Move every price of a batch back to where it was before, as a batch of its own."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=int, help="the batch's id, as import_prices printed it")
        parser.add_argument("--reason", metavar="TEXT", default="", help="kept with the undo")
        parser.add_argument("--dry-run", action="store_true", help="show it, write nothing")

    def handle(self, *, id: int, reason: str, dry_run: bool, **options: Any) -> None:  # noqa: A002 -- the argument's name
        batch = PriceBatch.objects.filter(pk=id).first()
        if batch is None:
            raise CommandError(f"There is no price batch {id}.", returncode=2)
        if dry_run:
            back, left = batch.preview_undo()
            moved, verb = back.count(), "would move"
        else:
            undo, left = batch.undo(reason=reason)
            moved, verb = undo.moved().count() if undo else 0, "moved"
        for row in left.select_related("offer__product__brand", "offer__retailer").iterator():
            self.stderr.write(f"{row.offer}: left alone because its price was changed again since.")
        self.stdout.write(f"Prices {verb} back: {moved}; left alone: {left.count()}.")
