"""The worker of a test: does what waits in the queue, when the test says so."""

import select
import time
from datetime import datetime, timedelta
from unittest import mock

from huey.contrib.djhuey import HUEY

from core.task_queue import LETTERS

QUEUES = (LETTERS, HUEY)

# As Django's test client does: a test's transaction ends with its connection.
keeping_the_connection = mock.patch("huey.contrib.djhuey.close_old_connections")


@keeping_the_connection
def work(_):
    """Do what waits now, as `manage.py run_huey` would."""
    for queue in QUEUES:
        while job := queue.dequeue():
            queue.execute(job)


@keeping_the_connection
def work_later(_):
    """Do what waits for another try, as if its moment had come."""
    HUEY.read_schedule(datetime.now() + timedelta(days=1))  # noqa: DTZ005 -- huey's
    for queue in QUEUES:
        while job := queue.dequeue():
            job.eta = None
            queue.execute(job)


def until(happens):
    """Wait for what another thread does."""
    deadline = time.monotonic() + 10
    while not happens():
        assert time.monotonic() < deadline
        select.select([], [], [], 0.01)


def waiting():
    """How many jobs wait, for the worker or for another try."""
    return sum(queue.pending_count() + queue.scheduled_count() for queue in QUEUES)
