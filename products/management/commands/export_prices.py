import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from products.models import Offer, Retailer
from products.price_file import write_prices


class Command(BaseCommand):
    help = "Write every offer with its price, as CSV or XLSX."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", metavar="PATH", help="the file to write (default: stdout)")
        parser.add_argument("--format", choices=["csv", "xlsx"], default="csv")
        parser.add_argument("--retailer", metavar="SLUG", default="", help="only this retailer's")

    def handle(self, *, output: str, retailer: str, **options: Any) -> None:
        offers = Offer.objects.all()
        if retailer:
            if not Retailer.objects.filter(slug=retailer).exists():
                raise CommandError(
                    f"There is no retailer “{retailer}”. Give the slug it has in the admin.",
                    returncode=2,
                )
            offers = offers.filter(retailer__slug=retailer)
        kind = options["format"]
        if not output:
            write_prices(sys.stdout.buffer if kind == "xlsx" else self.stdout, offers, kind)
            return
        try:
            written = _write_whole(Path(output), offers, kind)
        except OSError as error:
            raise CommandError(
                f"{output}: can't be written ({error.strerror}). Choose another place.",
                returncode=2,
            ) from error
        self.stderr.write(f"{written} offers written to {output}")


def _write_whole(path: Path, offers: QuerySet[Offer], kind: str) -> int:
    """Write beside the file and move it there when it is whole: a reader never sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        mode: dict[str, Any] = {"mode": "wb"}
        if kind == "csv":
            mode = {"mode": "w", "encoding": "utf-8", "newline": ""}
        with os.fdopen(handle, **mode) as stream:
            written = write_prices(stream, offers, kind)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return written
