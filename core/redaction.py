"""
Taking withdrawn words out of a text (docs/rules.md 4.21: a withdrawn quote is shown nowhere).

An edition is never changed, so the words still stand in it; they are taken out when a page is made.
What is searched for is what was frozen: exact passages, white space folded.
"""

import re
from collections.abc import Iterable
from html import escape

from core.richtext import plain_text

NOTICE = "[A quote that stood here was withdrawn by its speaker.]"

_OPENING = "[“”\"„«‘'‚]?"
_CLOSING = "[”“\"»’']?"
_INNERMOST = re.compile(
    r"<(p|li|h2|h3|blockquote|caption|t[hd])( scope=\"\w+\")?>"
    r"((?:(?!<(?:p|li|h2|h3|blockquote|ul|ol|caption|t[hd])\b).)*?)</\1>",
    re.DOTALL,
)


class Redaction:
    """Takes the passages `segments` out of texts; false where there is nothing to take out."""

    def __init__(self, segments: Iterable[str]) -> None:
        words = sorted({" ".join(segment.split()) for segment in segments}, key=len, reverse=True)
        self._plain = [_passage(text.split(" "), r"\s+") for text in words if text]
        self._html = [
            _passage(escape(text, quote=False).split(" "), r"(?:\s|&nbsp;)+")
            for text in words
            if text
        ]

    def __bool__(self) -> bool:
        return bool(self._plain)

    def of_text(self, text: str) -> str:
        """A plain text without the words; they leave a neutral sentence in brackets."""
        for passage in self._plain:
            text = passage.sub(NOTICE, text)
        return text

    def of_html(self, html: str) -> str:
        """
        Rich text without the words.

        Where mark-up cuts through them, the whole paragraph goes; where they run over several
        paragraphs, the whole text: rather too much is taken out than a word left in.
        """
        for passage in self._html:
            html = passage.sub(NOTICE, html)
        if self._still_in(html):
            html = _INNERMOST.sub(self._without_paragraph, html)
        return f"<p>{NOTICE}</p>" if self._still_in(html) else html

    def _still_in(self, html: str) -> bool:
        text = plain_text(html)
        return any(passage.search(text) for passage in self._plain)

    def _without_paragraph(self, match: re.Match[str]) -> str:
        tag, scope, inner = match.groups()
        return f"<{tag}{scope or ''}>{NOTICE}</{tag}>" if self._still_in(inner) else match[0]


def _passage(words: list[str], space: str) -> re.Pattern[str]:
    """The words in their order and as whole words, with the quotation marks around them."""
    pattern = space.join(map(re.escape, words))
    before = r"(?<!\w)" if words[0][0].isalnum() else ""
    after = r"(?!\w)" if words[-1][-1].isalnum() else ""
    return re.compile(f"{_OPENING}{before}{pattern}{after}{_CLOSING}")
