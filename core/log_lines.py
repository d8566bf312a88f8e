"""
Lines of the log: no secret stands in them, and a visitor's fault is one line.

Who reads the log must not be able to sign in by it: neither by a link that sets a password nor
by a session (docs/rules.md 8.1, 8.2).
"""

import copy
import logging
import re

from core.busy import is_busy

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
    anybody can send a thousand of them. A busy database comes by the thousand, too.
    """

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        if record.name.startswith("django.security.") or is_busy(error):
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        return without_secrets(super().format(record))
