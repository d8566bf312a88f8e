"""What the worker does with reports: those closed long ago go."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from reports.models import Report


@db_periodic_task(crontab(minute="41", hour="3"))
def forget_old_reports() -> None:
    """As the page of a report promises: with them the address that somebody typed."""
    Report.objects.over().delete()
