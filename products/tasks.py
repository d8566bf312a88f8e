"""What the worker does for prices: `manage.py run_huey --workers 1`."""

import logging

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from products.models import PriceBatch

logger = logging.getLogger(__name__)


@db_periodic_task(crontab(minute="*"))
def sweep_price_batches() -> None:
    for batch in PriceBatch.objects.sweep():
        logger.warning("Price batch %s broke off while it was written; none of it applies.", batch)
