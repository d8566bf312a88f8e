"""What the worker does for itself."""

from huey import crontab
from huey.contrib.djhuey import on_startup, periodic_task

from core.heartbeat import give_sign


@on_startup()
def begin() -> None:
    give_sign()


@periodic_task(crontab(minute="*"))
def beat() -> None:
    give_sign()
