"""
Word files and Markdown to HTML, in a child process or, where we are one, right here.

Their parsers can be driven to use all there is (docs/rules.md 7.7), so they never run in the
server.
"""

from collections.abc import Callable
from contextlib import suppress

from .children import Busy, ask
from .decoding import UnreadableManuscript

WORD, MARKDOWN, MANUSCRIPT = 1, 2, 3  # what a child is asked for
# For one file; a long article takes a tenth of a second.
_SECONDS = {WORD: 9, MARKDOWN: 5}
_TRIES = 5
_convert: Callable[[int, bytes], tuple[bool, str]] | None = None


def convert_here(convert: Callable[[int, bytes], tuple[bool, str]]) -> None:
    """In a child, which has its limits already: convert by this function from now on."""
    global _convert  # noqa: PLW0603 -- said once, when the process starts
    _convert = convert


def converted(kind: int, data: bytes, name: str) -> str:
    """The answer to a file of a kind; UnreadableManuscript where it can't be read."""
    good, answer = _convert(kind, data) if _convert else _asked(kind, data)
    if not good:
        raise UnreadableManuscript(f"{name} {answer}")
    return answer


def _asked(kind: int, data: bytes) -> tuple[bool, str]:
    """Asked for again on a busy machine: nobody but who reads files waits for it."""
    for _ in range(_TRIES - 1):
        with suppress(Busy):
            return ask(kind, data, _SECONDS[kind])
    return ask(kind, data, _SECONDS[kind])
