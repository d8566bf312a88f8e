"""
What the worker does: `manage.py run_huey --workers 1`.

The queue only makes it soon. What is to be done stands in the rows (`Picture.objects.waiting()`),
and the sweep finds whatever a lost queue or a killed worker left behind.
"""

from django.db import transaction
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from pictures.renditions import render_one, render_waiting

MAX_PER_SWEEP = 20


@db_task()
def render_picture(pk):
    render_one(pk)


@db_periodic_task(crontab(minute="*"))
def render_left_over():
    render_waiting(most=MAX_PER_SWEEP)


def render_soon(picture):
    """Queue it once it is certain to be on file. A queue that fails must not fail the upload."""
    pk = picture.pk
    transaction.on_commit(lambda: render_picture(pk), robust=True)
