"""The child that reads manuscripts, or their Word and Markdown for who reads in its own process."""

import json

from core.child import answer_requests

from .conversion import MANUSCRIPT, WORD, convert_here
from .conversion_child import Unreadable, render
from .conversion_child import read as read_word
from .decoding import UnreadableManuscript
from .reader import read

_SECONDS = 11  # a little more than any parent waits


def main() -> None:
    """Answer until there is no more to read."""
    convert_here(_converted)
    answer_requests(
        lambda kind, data: _read(data) if kind == MANUSCRIPT else _converted(kind, data), _SECONDS
    )


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
