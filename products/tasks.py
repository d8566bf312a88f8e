"""
What the worker does with price files: reads long ones, applies them, and forgets them in a day.

What is to be done stands in the rows, and the sweep finds what a killed worker left behind.
"""

import logging

from django.db import transaction
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, on_startup

from core.spare_memory import give_back
from products.models import PriceBatch, PriceUpload
from products.models.price_upload import GIVEN_UP, PriceUploadQuerySet
from products.price_file import UnreadablePriceFile
from products.price_uploads import apply, show, weigh

logger = logging.getLogger(__name__)
_APPLIED = PriceUpload.State.APPLIED


@db_task(priority=-1)  # after what takes seconds: pictures, letters, sweeps
def work_on_upload(pk: int) -> None:
    """Read it or apply it, whichever it waits for."""
    upload = PriceUpload.objects.under_way().filter(pk=pk).first()
    if upload is None:
        return
    if _is_applied(upload):
        upload.move(_APPLIED, content=b"")
        return
    try:
        weighed = weigh(upload, by_worker=True)
        (show if upload.state == PriceUpload.State.READING else apply)(upload, weighed)
    except UnreadablePriceFile as error:
        upload.move(PriceUpload.State.UNREADABLE, problem=str(error), content=b"")
    finally:
        give_back()


def _is_applied(upload: PriceUpload) -> bool:
    """Whether a worker was killed after it applied the batch, and before it could say so."""
    return upload.batches.filter(state=PriceBatch.State.APPLIED).exists()


@on_startup()
def take_up_all() -> None:
    """A worker that starts is the only one: whatever is under way was another's, now killed."""
    _take_up(PriceUpload.objects.under_way())


@db_periodic_task(crontab(minute="*"))
def take_up_uploads() -> None:
    _take_up(PriceUpload.objects.left_behind())


def _take_up(uploads: PriceUploadQuerySet) -> None:
    for upload in uploads.defer("content", "errors"):
        if upload.asked_at > timezone.now() - GIVEN_UP or _is_applied(upload):
            work_on_upload(upload.pk)
            continue
        problem = "The worker couldn't finish it in an hour, and nothing was written."
        upload.move(PriceUpload.State.UNREADABLE, problem=problem, content=b"")
        logger.error("Gave up a price file: %s.", upload.pk)


@db_periodic_task(crontab(minute="*"))
def sweep_price_batches() -> None:
    for batch in PriceBatch.objects.sweep():
        logger.warning("Price batch %s broke off while it was written; none of it applies.", batch)


@db_periodic_task(crontab(minute="17"))
def forget_uploads() -> None:
    PriceUpload.objects.expired().delete()


def work_soon(upload: PriceUpload) -> None:
    """Queue it once it is on file. A queue that fails must not fail the upload: see the sweep."""
    pk = upload.pk
    transaction.on_commit(lambda: work_on_upload(pk), robust=True)
