"""
The child of `children.py`: works on one thing after another, and never has more than its limits.

It ends by itself when its parent does, and when a piece of work takes longer than anybody waits.
"""

import contextlib
import json
import os
import select
import signal
import sys
from pathlib import Path

from .children import GOOD, HEAD, LEAVING
from .conversion import MANUSCRIPT, WORD, convert_here
from .conversion_child import Unreadable, render
from .conversion_child import read as read_word
from .decoding import UnreadableManuscript
from .reader import read

try:
    import fcntl
    import resource
except ImportError:  # on Windows
    fcntl = resource = None  # type: ignore[assignment]

_MEMORY = 700_000_000  # bytes of address space
_GROWN = 8_000_000  # bytes in use beyond those at the start; an article makes two of them
_NICE = 5
_SECONDS = 11  # a little more than any parent waits


def main() -> None:
    """Answer until there is no more to read; what readers of the site ask for goes first."""
    _limit()
    os.nice(_NICE)
    convert_here(_converted)
    leanest = _in_use()
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(HEAD.size):
        kind, length = HEAD.unpack(head)
        data = source.read(length)
        _end_with_parent(is_on=True)
        good, answer = _read(data) if kind == MANUSCRIPT else _converted(kind, data)
        del data
        leaves = _in_use() - leanest > _GROWN
        encoded = answer.encode("utf-8", "replace")
        _end_with_parent(is_on=False)  # the next request must not be taken for its end
        answers.write(HEAD.pack(good * GOOD | leaves * LEAVING, len(encoded)) + encoded)
        answers.flush()
        if leaves:
            return


def _read(data: bytes) -> tuple[bool, str]:
    """A manuscript behind a line of JSON with what `read` takes besides; the plan as JSON."""
    head, _, manuscript = data.partition(b"\n")
    try:
        return True, json.dumps(read(manuscript, **json.loads(head)).as_json())
    except UnreadableManuscript as error:
        return False, str(error)
    except (MemoryError, RecursionError):
        return False, "The manuscript takes more memory than any article: split it."


def _converted(kind: int, data: bytes) -> tuple[bool, str]:
    try:
        return True, json.dumps(read_word(data)) if kind == WORD else render(data)
    except Unreadable as error:
        return False, str(error)


def _limit() -> None:
    if resource is None:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent(*, is_on: bool) -> None:
    """Let the system end us when our input is closed, which is when our parent is gone."""
    if fcntl is None:
        return
    signal.alarm(_SECONDS if is_on else 0)
    wake = getattr(os, "O_ASYNC", 0)
    source = sys.stdin.fileno()
    flags = fcntl.fcntl(source, fcntl.F_GETFL)
    fcntl.fcntl(source, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(source, fcntl.F_SETFL, flags | wake if is_on else flags & ~wake)
    is_closed = select.poll()
    is_closed.register(source, 0)
    if is_on and is_closed.poll(0):  # before we asked to be told
        sys.exit(1)


def _in_use() -> int:
    """Bytes of memory that we have now; 0 where the system doesn't say."""
    with contextlib.suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0
