"""
Markdown to HTML: CommonMark with tables and ~~struck~~ words, and a front matter if there is one.
"""

import re
from html import escape

from .conversion import MARKDOWN, converted

_FRONT = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.{0,8000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_FOOTNOTE_MARK = re.compile(r"\[\^[\w-]{1,20}\](?!:)")


def markdown_to_html(source: str, name: str) -> str:
    """The page a Markdown file describes; each line of its front matter is a paragraph."""
    front = _FRONT.match(source)
    head = ""
    if front:
        head = "".join(
            f"<p>{escape(line.strip())}</p>" for line in front[1].splitlines() if line.strip()
        )
        source = source[front.end() :]
    # Brackets and stars can be set so that the parser takes minutes: it works in the child.
    unmarked = _FOOTNOTE_MARK.sub("", source).encode("utf-8", "replace")
    return head + converted(MARKDOWN, unmarked, name)
