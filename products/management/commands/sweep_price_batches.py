from typing import Any

from django.core.management.base import BaseCommand

from products.models import PriceBatch


class Command(BaseCommand):
    help = (
        "Give up price batches whose process ended while it wrote them, and delete what it had "
        "written ahead. The worker does this every minute."
    )
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        swept = PriceBatch.objects.sweep()
        for batch in swept:
            self.stdout.write(f"Price batch {batch}: broken off, nothing of it applies.")
        self.stdout.write(f"Price batches given up: {len(swept)}.")
