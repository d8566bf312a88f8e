"""Fill the public place of pictures from the database, and sweep both."""

from typing import Any

from django.core.management.base import BaseCommand

from pictures import public_media


class Command(BaseCommand):
    help = (
        "Write the files of every picture that readers see into PUBLIC_MEDIA_ROOT, and take away "
        "whatever nobody needs there and below MEDIA_ROOT. Uploads without a record are set aside "
        "for 30 days in MEDIA_ROOT/orphans."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Written: {public_media.in_words(public_media.rebuild())}.")
        self.stdout.write(f"Swept: {public_media.in_words(public_media.sweep())}.")
