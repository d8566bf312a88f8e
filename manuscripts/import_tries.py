"""An import is worked out before anything is locked, and again where it was overtaken."""

from collections.abc import Callable
from typing import Protocol

from django.db import IntegrityError, transaction

from manuscripts.import_outcome import Import

_MAX_TRIES = 10  # each one that fails means that somebody else got through


class OutOfDate(Exception):
    """Somebody wrote what an import rests on after it was worked out."""


class Run(Protocol):
    """One try of an import."""

    def prepare(self) -> None:
        """Read and work out everything; write nothing."""

    def is_current(self) -> bool:
        """Whether what was worked out is still right."""

    def write(self) -> Import:
        """Write it, inside a transaction. OutOfDate where it was done meanwhile."""


def carry_out(run: Callable[[], Run], *, done_before: Callable[[], Import | None]) -> Import:
    """
    What came of a run that is made anew for each try, or of what was done before it.

    The last try is worked out where nobody else can write.
    """
    tries_left = _MAX_TRIES
    while True:
        if before := done_before():
            return before
        tries_left -= 1
        try:
            return _write(run(), at_once=not tries_left)
        except (OutOfDate, IntegrityError):
            # Somebody imported the same file at the same moment, or one that names the same new
            # brand: what they made is on file now, so the next try finds it.
            if not tries_left:
                raise


def _write(run: Run, *, at_once: bool) -> Import:
    if not at_once:
        run.prepare()
    with transaction.atomic():
        if at_once:
            run.prepare()
        elif not run.is_current():
            raise OutOfDate
        return run.write()
