from typing import Any

from django.core.management.base import BaseCommand

from search.indexing import rebuild
from search.models import Kind


class Command(BaseCommand):
    help = (
        "Look through all articles, products, experts and questions again, so that search finds "
        "them as they are. Readers can search meanwhile."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        done: dict[Kind, int] = {}

        def progress(kind: Kind, count: int) -> None:
            done[kind] = count
            if verbosity > 1:
                self.stdout.write(f"{kind.label}: {count:,}")

        rebuild(progress)
        counts = ", ".join(f"{count:,} {kind.label.lower()}" for kind, count in done.items())
        self.stdout.write(f"Search finds {counts or 'nothing'}: looked through again.")
