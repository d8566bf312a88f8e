"""
Whether the worker lives: every few seconds it touches a file beside its queue.

A thread of its own does, as one large picture takes minutes; it stops when the worker has done no
job for so long that it must be stuck.
"""

import logging
import time
from pathlib import Path
from threading import Event, Thread

from django.conf import settings

EVERY = 5  # seconds
SILENT = 20  # without a sign: three missed, and one late
STUCK = 15 * 60  # without a job done, while there is one each minute

logger = logging.getLogger(__name__)


def sign() -> Path:
    """The file; the worker may be another machine's process as long as they share its queue."""
    return Path(settings.HUEY["filename"]).with_suffix(".alive")


def give_sign() -> None:
    sign().parent.mkdir(parents=True, exist_ok=True)
    sign().touch()


def is_alive() -> bool:
    """Whether the worker gave a sign within the last seconds."""
    try:
        return time.time() - sign().stat().st_mtime < SILENT
    except OSError:
        return False


class Heart:
    """Gives signs as long as the process lives and `worked()` is told now and then."""

    def __init__(self, every: float = EVERY) -> None:
        self._every, self._over = every, Event()
        self.worked()
        Thread(target=self._beat, name="heart", daemon=True).start()

    def worked(self) -> None:
        """The worker has done a job."""
        self._worked_at = time.monotonic()

    def is_working(self) -> bool:
        return time.monotonic() - self._worked_at < STUCK

    def end(self) -> None:
        self._over.set()

    def _beat(self) -> None:
        while not self._over.is_set():
            if self.is_working():
                try:
                    give_sign()
                except OSError as error:  # a full disk, say; the next one may find room
                    logger.warning("The worker can give no sign: %s", error)
            self._over.wait(self._every)
