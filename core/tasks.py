"""What the worker does for everybody and for itself: `manage.py run_huey --workers 1`."""

from typing import Any

from django.core.mail import EmailMessage
from huey import crontab
from huey.contrib.djhuey import on_startup, periodic_task, task

from core.heartbeat import give_sign
from core.mail.delivery import RETRIES, deliver, delivering


@task(context=True, **RETRIES)
def deliver_letter(letter: EmailMessage, task: Any = None) -> None:
    with delivering(", ".join(letter.recipients()), tries_left=task.retries):
        deliver([letter])


@on_startup()
def begin() -> None:
    give_sign()


@periodic_task(crontab(minute="*"))
def beat() -> None:
    give_sign()
