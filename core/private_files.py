"""Files that nobody else on the machine may read: the database, the queue of letters."""

import contextlib
import os
from pathlib import Path


def make_private(path: Path) -> None:
    """
    Make an empty file at `path`, open to its owner alone, where there is none.

    For SQLite, which makes its file with whatever the umask leaves open, and gives `-wal` and
    `-shm` the mode of the file they belong to. Where it can't be made, whoever opens it says why.
    """
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
