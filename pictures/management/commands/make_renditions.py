"""Make the renditions of pictures that wait for them, without a worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pictures.models import Picture
from pictures.renditions import render_anew, render_waiting


class Command(BaseCommand):
    help = "Make the sizes and formats of pictures that readers' browsers ask for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="make those anew that are there already, too"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="only say how many would be made"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        every = options["all"]
        rows = Picture.objects.all() if every else Picture.objects.needing_renditions()
        total = rows.count()
        if options["dry_run"]:
            self.stdout.write(f"{total} of {Picture.objects.count()} pictures would be made.")
            return
        done = 0

        def tell(picture: Picture, error: str) -> None:
            nonlocal done
            done += 1
            self.stdout.write(f"{done}/{total} {picture.title}{f': {error}' if error else ''}")

        made, failed = (render_anew if every else render_waiting)(progress=tell)
        self.stdout.write(f"{made} made, {failed} failed.")
        if failed:
            raise CommandError(
                f"{failed} of {total} pictures could not be made; they are shown as they were "
                "uploaded and tried again later."
            )
