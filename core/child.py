"""
The child of `children.py`: works on one thing after another, and never has more than its limits.

It ends by itself when its parent does, and when a piece of work takes longer than anybody waits.
"""

import contextlib
import os
import select
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from .children import GOOD, HEAD, LEAVING

try:
    import fcntl
    import resource
except ImportError:  # on Windows
    fcntl = resource = None  # type: ignore[assignment]

_MEMORY = 700_000_000  # bytes of address space
_GROWN = 8_000_000  # bytes in use beyond those at the start; an article makes two of them
_NICE = 5


def answer_requests(
    work: Callable[[int, bytes], tuple[bool, str]], seconds: int, *, stays: bool = True
) -> None:
    """
    Answer until there is no more to read; what readers of the site ask for goes first.

    `work` makes of a kind and its bytes whether it could be done, and what to say; `seconds` is a
    little more than any parent waits. Where it doesn't stay, it leaves after the first answer.
    """
    _limit()
    os.nice(_NICE)
    leanest = _in_use()
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(HEAD.size):
        kind, length = HEAD.unpack(head)
        data = source.read(length)
        _end_with_parent(seconds)
        good, answer = work(kind, data)
        del data
        leaves = not stays or _in_use() - leanest > _GROWN
        encoded = answer.encode("utf-8", "replace")
        _end_with_parent(0)  # the next request must not be taken for its end
        answers.write(HEAD.pack(good * GOOD | leaves * LEAVING, len(encoded)) + encoded)
        answers.flush()
        if leaves:
            return


def _limit() -> None:
    if resource is None:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent(seconds: int) -> None:
    """
    Let the system end us after so many seconds, and when our input is closed, which is when our
    parent is gone; not at all with 0.
    """
    if fcntl is None:
        return
    signal.alarm(seconds)
    wake = getattr(os, "O_ASYNC", 0)
    source = sys.stdin.fileno()
    flags = fcntl.fcntl(source, fcntl.F_GETFL)
    fcntl.fcntl(source, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(source, fcntl.F_SETFL, flags | wake if seconds else flags & ~wake)
    is_closed = select.poll()
    is_closed.register(source, 0)
    if seconds and is_closed.poll(0):  # before we asked to be told
        sys.exit(1)


def _in_use() -> int:
    """Bytes of memory that we have now; 0 where the system doesn't say."""
    with contextlib.suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0
