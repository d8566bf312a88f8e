"""What the worker does for everybody: `manage.py run_huey --workers 1`."""

from typing import Any

from django.core.mail import EmailMessage
from huey.contrib.djhuey import task

from core.mail.delivery import RETRIES, deliver, delivering


@task(context=True, **RETRIES)
def deliver_letter(letter: EmailMessage, task: Any = None) -> None:
    with delivering(", ".join(letter.recipients()), tries_left=task.retries):
        deliver([letter])
