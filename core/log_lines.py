"""
Lines of the log: no secret stands in them, a visitor's fault is one line, a full disk is told once.

Who reads the log must not be able to sign in by it: neither by a link that sets a password nor
by a session (docs/rules.md 8.1, 8.2).
"""

import copy
import logging
import re
import time

from core.busy import why_busy

_SECRETS = (
    # …/password/reset/3-d1x2k9-5f0c…/: the account, the moment, the key
    (re.compile(r"(/password/reset/)\w+-[^/\s\"'<>]+"), r"\1…"),
    (
        re.compile(r"\b(sessionid|csrftoken|csrfmiddlewaretoken|key|token|code)(=|: )[^\s&;,\"']+"),
        r"\1\2…",
    ),
)


def without_secrets(text: str) -> str:
    """The text with "…" for keys of reset links, tokens, codes and session keys."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


class LineFormatter(logging.Formatter):
    """
    What Django's loggers say, without secrets; a traceback only where the code is at fault.

    `django.security.*` are requests that Django itself refuses, such as one with a foreign Host:
    anybody can send a thousand of them. Where the database is busy, what it says is added.
    """

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        is_busy = bool(why_busy(error))
        if record.name.startswith("django.security.") or is_busy:
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        reason = str(error).strip().partition("\n")[0]  # PostgreSQL quotes the statement below
        if is_busy and reason not in record.getMessage():
            record.msg, record.args = f"{record.getMessage()} ({reason})", None
        return without_secrets(super().format(record))


class OnceAMinute(logging.Filter):
    """
    Lets one line a minute through for each reason why the site is busy (`core.busy`).

    A full disk or a database that is away is met by every request.
    """

    SECONDS = 60

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        kind = why_busy(error) or ("503" if getattr(record, "status_code", 0) == 503 else "")
        if not kind:
            return True
        now = time.monotonic()
        if now - self._said.get(kind, -self.SECONDS) < self.SECONDS:
            return False
        self._said[kind] = now
        return True
