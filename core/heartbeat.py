"""Whether the worker lives: once a minute it touches a file beside its queue."""

import time
from pathlib import Path

from django.conf import settings

SILENT = 180  # seconds without a sign: two signs missed, or one very large picture


def sign() -> Path:
    """The file; the worker may be another machine's process as long as they share its queue."""
    return Path(settings.HUEY["filename"]).with_suffix(".alive")


def give_sign() -> None:
    sign().parent.mkdir(parents=True, exist_ok=True)
    sign().touch()


def is_alive() -> bool:
    """Whether the worker gave a sign within the last three minutes."""
    try:
        return time.time() - sign().stat().st_mtime < SILENT
    except OSError:
        return False
