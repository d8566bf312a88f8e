"""Take the sample content away again."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.utils.text import get_text_list

from pages.frame import forget_pages
from samples.management.commands.load_samples import USERNAME
from samples.removal import Removal
from search.indexing import rebuild


class Command(BaseCommand):
    help = "Take away all that load_samples made, and nothing else."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="also what people changed or added to since"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def handle(self, *, force: bool, dry_run: bool, **options: Any) -> None:
        removal = Removal(force=force)
        if not removal.samples:
            self.stdout.write("There are no samples here.")
            return
        going, staying = removal.going, removal.staying
        if not dry_run:
            removal.carry_out()
            forget_pages()
            rebuild()  # the index forgets words that only samples had
        counted = get_text_list([f"{count} {kind}" for kind, count in going.items()], "and")
        self.stdout.write(f"{'Would go' if dry_run else 'Gone'}: {counted or 'nothing'}.")
        if staying:
            self.stdout.write("These stay, with what they need:")
            for one in staying:
                self.stdout.write(f"  {one.kind} “{one.words}”: {one.reason}")
            if not force:
                self.stdout.write("--force takes what was changed, but not what others use.")
        if get_user_model().objects.filter(username=USERNAME, is_active=True).exists():
            self.stdout.write(
                f"The log-in “{USERNAME}” is still there: close it under “Users” once you have one "
                "of your own."
            )
