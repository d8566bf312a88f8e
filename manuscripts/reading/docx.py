"""
.docx and Markdown to HTML, in a child process that may use only so much time and memory.

mammoth does no checking of its own and can be driven to use all there is (domain.md 7.7), so it
never runs in our process. The child reads file after file, which saves its start; one that takes
too long or asks for too much is ended, and the next file gets a new one.
"""

import contextlib
import json
import selectors
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

from .decoding import UnreadableManuscript

LARGEST = 20_000_000  # bytes of the packed file
_WORD, _MARKDOWN = 1, 2
# For one file; a long article takes a tenth of a second.
_SECONDS = {_WORD: 15, _MARKDOWN: 5}
_LENGTH = struct.Struct(">BI")
_CHILD = [sys.executable, "-I", str(Path(__file__).with_name("docx_child.py"))]


def docx_to_html(data: bytes, name: str) -> dict:
    """
    A Word file as `{"html", "hidden", "comments"}`; UnreadableManuscript where it is none.

    The HTML is unsanitised; the others count the pieces that were left out of it.
    """
    if len(data) > LARGEST:
        raise UnreadableManuscript(
            f"{name} has {len(data):,} bytes; a Word file has at most {LARGEST:,}: take its "
            "pictures out."
        )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableManuscript(
            f"{name} is an old Word file, or one with a password: save it as .docx without one."
        )
    if not data.startswith(b"PK"):
        raise UnreadableManuscript(f"{name} is no Word file: save it as .docx once more.")
    good, answer = _CONVERTER.convert(_WORD, data)
    if not good:
        raise UnreadableManuscript(f"{name} {answer}")
    return json.loads(answer)


def markdown_in_child(source: str, name: str) -> str:
    """
    Markdown as HTML. Brackets and stars can be set so that its parser takes minutes, so it works
    in the child, too. UnreadableManuscript where it takes too long.
    """
    good, answer = _CONVERTER.convert(_MARKDOWN, source.encode("utf-8", "replace"))
    if not good:
        raise UnreadableManuscript(f"{name} {answer}")
    return answer


class _Converter:
    """The child, started when it is first needed; one file at a time."""

    def __init__(self):
        self._process: subprocess.Popen | None = None
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

    def _running(self) -> subprocess.Popen:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603 -- our own file, no shell
                _CHILD,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _answer(self, process: subprocess.Popen, kind: int, data: bytes) -> tuple[bool, str]:
        deadline = time.monotonic() + _SECONDS[kind]
        # The child reads all of a file before it works on it, so this can't wait for its answer.
        process.stdin.write(_LENGTH.pack(kind, len(data)) + data)
        process.stdin.flush()
        good, length = _LENGTH.unpack(_exactly(process.stdout, _LENGTH.size, deadline))
        return bool(good), _exactly(process.stdout, length, deadline).decode("utf-8")

    def _end(self, process: subprocess.Popen) -> None:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process = None


def _exactly(stream, count: int, deadline: float) -> bytes:
    parts = []
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while count:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            part = stream.read1(min(count, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            count -= len(part)
    return b"".join(parts)


_CONVERTER = _Converter()
