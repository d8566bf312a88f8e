"""
A child process that turns Word files and Markdown into HTML, within limits of time and memory.

Their parsers can be driven to use all there is (docs/rules.md 7.7), so they never run in our
process. The child reads file after file, which saves its start; one that takes too long or asks for
too much is ended, and the next file gets a new one.
"""

import contextlib
import selectors
import struct
import subprocess
import sys
import threading
import time
from io import BufferedReader
from pathlib import Path
from typing import IO, cast

from .decoding import UnreadableManuscript

WORD, MARKDOWN = 1, 2
# For one file; a long article takes a tenth of a second.
_SECONDS = {WORD: 15, MARKDOWN: 5}
_LENGTH = struct.Struct(">BI")
_CHILD = [sys.executable, "-I", str(Path(__file__).with_name("conversion_child.py"))]


def converted(kind: int, data: bytes, name: str) -> str:
    """The child's answer to a file of a kind; UnreadableManuscript where it can't be read."""
    good, answer = _CONVERTER.convert(kind, data)
    if not good:
        raise UnreadableManuscript(f"{name} {answer}")
    return answer


class _Converter:
    """The child, started when it is first needed; one file at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def convert(self, kind: int, data: bytes) -> tuple[bool, str]:
        """Whether it could be read, and the answer or the end of a sentence that says why not."""
        with self._lock:
            process = self._running()
            try:
                return self._answer(process, kind, data)
            except (OSError, EOFError, TimeoutError):
                self._end(process)
                return False, (
                    "takes more time or memory than any article: save its words as plain text."
                )
            except BaseException:
                # An answer that was not read to its end would be taken for the next file's.
                self._end(process)
                raise

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603 -- our own file, no shell
                _CHILD,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _answer(self, process: subprocess.Popen[bytes], kind: int, data: bytes) -> tuple[bool, str]:
        deadline = time.monotonic() + _SECONDS[kind]
        stdin, stdout = _pipes(process)
        # The child reads all of a file before it works on it, so this can't wait for its answer.
        stdin.write(_LENGTH.pack(kind, len(data)) + data)
        stdin.flush()
        good, length = _LENGTH.unpack(_exactly(stdout, _LENGTH.size, deadline))
        return bool(good), _exactly(stdout, length, deadline).decode("utf-8")

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        for pipe in _pipes(process):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process = None


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise EOFError("The child was started without pipes.")
    return process.stdin, process.stdout


def _exactly(stream: IO[bytes], count: int, deadline: float) -> bytes:
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


_CONVERTER = _Converter()
