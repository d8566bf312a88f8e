"""The worker of a test: does what waits in the queue, when the test says so."""

from datetime import datetime, timedelta
from unittest import mock

from huey.contrib.djhuey import HUEY

# As Django's test client does: a test's transaction ends with its connection.
keeping_the_connection = mock.patch("huey.contrib.djhuey.close_old_connections")


@keeping_the_connection
def work(_):
    """Do what waits now, as `manage.py run_huey` would."""
    while job := HUEY.dequeue():
        HUEY.execute(job)


@keeping_the_connection
def work_later(_):
    """Do what waits for another try, as if its moment had come."""
    HUEY.read_schedule(datetime.now() + timedelta(days=1))  # noqa: DTZ005 -- huey's
    while job := HUEY.dequeue():
        job.eta = None
        HUEY.execute(job)


def waiting():
    """How many jobs wait, for the worker or for another try."""
    return HUEY.pending_count() + HUEY.scheduled_count()
