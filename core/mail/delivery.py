"""Handing letters to the mail server, and trying again."""

import logging
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from huey.exceptions import CancelExecution

logger = logging.getLogger(__name__)

# After 30 s, 90 s, 4.5, 13.5, 40 minutes and 2 hours: a server that was started anew is back, and
# a letter that comes later than that is no longer waited for.
RETRIES: dict[str, Any] = {"retries": 6, "retry_delay": 30, "retry_backoff": 3}

_is_worker = ContextVar("is_worker", default=False)


def is_delivering() -> bool:
    """Whether letters go to the mail server now, instead of into the queue."""
    return _is_worker.get()


def deliver(letters: Sequence[EmailMessage]) -> int:
    """Hand letters to the mail server, within its time-outs; raises what `smtplib` raises."""
    return get_connection(settings.EMAIL_DELIVERY_BACKEND).send_messages(list(letters)) or 0


@contextmanager
def delivering(to: str, *, tries_left: int) -> Iterator[None]:
    """
    For a task of the worker: letters sent within leave at once, and a failure makes it try again.

    What nobody can mend by waiting (there is no such recipient), or has failed for the last time,
    is told in the log.
    """
    token = _is_worker.set(True)
    try:
        yield
    except (OSError, smtplib.SMTPException) as error:  # smtplib's are, too, of late
        reason = f"{type(error).__name__}: {error}"
        if not tries_left or _is_final(error):
            logger.error("Gave up on a letter to %s: %s", to, reason)
            raise CancelExecution(retry=False) from error
        logger.warning("A letter to %s waits for another try: %s", to, reason)
        raise CancelExecution(retry=True) from error
    finally:
        _is_worker.reset(token)


def _is_final(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return False
