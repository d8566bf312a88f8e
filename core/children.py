"""
Child processes that work on what strangers wrote, within limits of time and memory.

A child takes one piece of work after another, which saves its start. One that takes too long is
killed; one that has grown leaves after its answer, so its memory is the system's again. A request
is a byte, a length, and as many bytes; an answer is the same. Its own side is `core/child.py`.
"""

import contextlib
import math
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import IO, cast

HEAD = struct.Struct(">BI")
GOOD, LEAVING = 1, 2  # bits of an answer's first byte
_ROOT = str(Path(__file__).resolve().parents[1])
_SHARE = 0.25  # of its seconds that a child must have worked for the work to be too much
_MOST = 64 * 1024 * 1024  # bytes of an answer


class AllAtWork(Exception):
    """All children are at work, and nobody's thread is to wait for one."""


class NotItsTurn(AllAtWork):
    """The machine had so much else to do that the child got little of its time."""


class NoAnswer(Exception):
    """It took more time or memory than a child has."""


def command(module: str) -> list[str]:
    """What starts a child: the `main` of a module that needs no Django."""
    start = f"import sys; sys.path.insert(0, sys.argv[1]); import {module} as child; child.main()"
    # -I: nothing of the place where we run, or of its environment, is the child's.
    return [sys.executable, "-I", "-c", start, _ROOT]


class Children:
    """At most so many children, each started when it is needed; one stays for what comes next."""

    def __init__(self, command: list[str], *, at_most: int) -> None:
        self._command = command
        self._free = threading.BoundedSemaphore(at_most)
        self._idle: list[subprocess.Popen[bytes]] = []  # append and pop are atomic

    def ask(self, kind: int, data: bytes, seconds: float, patience: float = 0) -> tuple[bool, str]:
        """
        Whether the work could be done, and the child's answer.

        Holds the caller up for `seconds` at most, and nobody else. Raises `AllAtWork` where no
        child is free within `patience` seconds, or `NotItsTurn` where it hardly could begin, and
        `NoAnswer` where it had to be ended or ended itself.
        """
        with self.taken(patience):
            return self._ask(kind, data, seconds)

    @contextlib.contextmanager
    def taken(self, patience: float = 0) -> Iterator[None]:
        """One child's place, held until the end of the block."""
        if not self._free.acquire(timeout=patience):
            raise AllAtWork
        try:
            yield
        finally:
            self._free.release()

    def _ask(self, kind: int, data: bytes, seconds: float) -> tuple[bool, str]:
        deadline = time.monotonic() + seconds
        process = self._child()
        before = _worked(process)
        is_kept = False
        try:
            stdin, stdout = _pipes(process)
            # The child reads all of it before it works on it, so this can't wait for its answer.
            stdin.write(HEAD.pack(kind, len(data)) + data)
            stdin.flush()
            told, length = HEAD.unpack(_exactly(stdout, HEAD.size, deadline))
            answer = _exactly(stdout, length, deadline).decode("utf-8")
            is_kept = not told & LEAVING and not self._idle
            return bool(told & GOOD), answer
        except TimeoutError as error:
            is_slow = _worked(process) - before >= seconds * _SHARE
            raise (NoAnswer if is_slow else NotItsTurn) from error
        except (OSError, EOFError) as error:
            raise NoAnswer from error
        finally:
            # An answer that was not read to its end would be taken for the next one's.
            if is_kept:
                self._idle.append(process)
            else:
                _end(process)

    def _child(self) -> subprocess.Popen[bytes]:
        with contextlib.suppress(IndexError):
            process = self._idle.pop()
            if process.poll() is None:
                return process
            _end(process)
        return subprocess.Popen(  # noqa: S603 -- our own file, no shell
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a parser warns of is no line of our log
        )


def _worked(process: subprocess.Popen[bytes]) -> float:
    """How many seconds of a processor a child has had; more than any where nobody can tell."""
    try:
        told = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, told[11:13])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return math.inf


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            if pipe:
                pipe.close()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise EOFError("The child was started without pipes.")
    return process.stdin, process.stdout


def _exactly(stream: IO[bytes], count: int, deadline: float) -> bytes:
    if count > _MOST:
        raise EOFError
    parts = []
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while count:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            part = cast(BufferedReader, stream).read1(min(count, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            count -= len(part)
    return b"".join(parts)
