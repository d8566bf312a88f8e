"""Doubts about the words that stand for a picture: hints for an editor, never a refusal."""

import re
from pathlib import PurePosixPath

from pictures.models import Picture

_SAYS_WHAT_IT_IS = re.compile(
    r"^\s*(?:an?\s+|the\s+)?(?:image|picture|photo(?:graph)?|pic|graphic)\s+(?:of|showing)\b",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"\.(?:jpe?g|png|webp|avif|gif)\s*$|^(?:img|dsc|dcim|pxl)[_-]?\d", re.IGNORECASE
)


def alt_text_warnings(words: str, picture: Picture) -> list[str]:
    """Sentences that say what may be wrong with these words for this picture (WCAG 1.1.1, H37)."""
    found = []
    if _SAYS_WHAT_IT_IS.match(words):
        found.append(
            f"“{words}” says that it is a picture, which screen readers announce anyway. "
            "Start with what it shows."
        )
    stem = PurePosixPath(picture.uploaded_name).stem
    if _FILE_NAME.search(words) or (stem and _plain(words) == _plain(stem)):
        found.append(f"“{words}” is a file name. Describe what the picture shows.")
    return found


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()
