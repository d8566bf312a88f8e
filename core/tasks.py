"""What the worker does for everybody and for itself: `manage.py run_huey --workers 1`."""

from functools import cache
from typing import Any

from django.core.mail import EmailMessage
from huey import crontab
from huey.contrib.djhuey import HUEY, on_shutdown, on_startup, periodic_task, task

from core.heartbeat import Heart
from core.mail.delivery import RETRIES, deliver, delivering


@task(context=True, **RETRIES)
def deliver_letter(letter: EmailMessage, task: Any = None) -> None:
    with delivering(", ".join(letter.recipients()), tries_left=task.retries):
        deliver([letter])


@cache
def heart() -> Heart:
    """The worker's, which begins to beat when it is first asked for."""
    return Heart()


@on_startup()
def begin() -> None:
    heart()


@on_shutdown()
def end() -> None:
    heart().end()


@periodic_task(crontab(minute="*"))
def beat() -> None:
    """Once a minute: the worker does its jobs, and those of one that was killed."""
    heart().worked()
    HUEY.take_up_again()
