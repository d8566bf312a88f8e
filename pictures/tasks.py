"""
What the worker does: `manage.py run_huey --workers 1`.

The queue only makes it soon. What is to be done stands in the rows
(`Picture.objects.needing_renditions()`), and the sweep finds whatever a lost queue or a killed
worker left behind.
"""

from django.db import transaction
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, on_startup

from pictures import public_media
from pictures.models import Picture
from pictures.renditions import render_one, render_waiting

MAX_PER_SWEEP = 20


@db_task()
def render_picture(pk: int) -> None:
    render_one(pk)


@on_startup()
def let_go() -> None:
    Picture.objects.let_go()


@db_periodic_task(crontab(minute="*"))
def render_left_over() -> None:
    render_waiting(most=MAX_PER_SWEEP)


@db_periodic_task(crontab(minute="7"))
def sweep_media() -> None:
    public_media.say(public_media.sweep())


def render_soon(picture: Picture) -> None:
    """Queue it once it is certain to be on file. A queue that fails must not fail the upload."""
    pk = picture.pk
    transaction.on_commit(lambda: render_picture(pk), robust=True)
