""".docx to HTML, by mammoth in a child process (`conversion`)."""

import json

from .conversion import WORD, converted
from .decoding import UnreadableManuscript

LARGEST = 20_000_000  # bytes of the packed file


def docx_to_html(data: bytes, name: str) -> dict:
    """
    `{"html", "hidden", "comments", "hidden_words"}` of a Word file, else UnreadableManuscript.

    The HTML is unsanitised; the others tell of the pieces that were left out of it.
    """
    if len(data) > LARGEST:
        raise UnreadableManuscript(
            f"{name} has {len(data):,} bytes; a Word file may have at most {LARGEST:,}: remove its "
            "pictures."
        )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableManuscript(
            f"{name} is an old Word file, or one with a password: save it as .docx without one."
        )
    if not data.startswith(b"PK"):
        raise UnreadableManuscript(f"{name} is not a Word file: save it as .docx again.")
    return json.loads(converted(WORD, data, name))
