"""Places on an article's page that an address leads to: headings, answers, picks, sources."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.text import slugify

from core.page_url import page_url
from core.richtext import plain_text

_HEADING = re.compile(r"<h([23])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"(<[^>]*>)")
# “[1]”, “[2, 5]”, as writers mark the source of a sentence.
_MARK = re.compile(r"\s?\[(\d{1,3}(?:, ?\d{1,3})*)\]")
MAX_LENGTH = 60  # characters of an id that is made of words


class Entry(NamedTuple):
    """A line of the contents."""

    id: str
    text: str
    is_sub: bool = False  # below the entry before it


class Anchors:
    """Gives out ids, each once a page; those of the page's own parts are taken."""

    def __init__(self, about: str = "") -> None:
        self.about = about  # what a report would be about: “article-3”
        self.taken = {"content", "corrections", "experts", "filed-under", "picks", "read-next"}
        self.taken |= {"compare", "contents", "key-points", "share", "sources", "at-a-glance"}

    def id_for(self, words: str, prefix: str = "") -> str:
        """“the-first-twelve-weeks”, in any script; with a number where that is taken."""
        base = slugify(words, allow_unicode=True)[:MAX_LENGTH].strip("-") or "part"
        base, number = f"{prefix}{base}", 1
        found = base
        while found in self.taken:
            number += 1
            found = f"{base}-{number}"
        self.taken.add(found)
        return found

    def on_headings(self, html: str, entries: list[Entry]) -> str:
        """
        Clean rich text whose headings have ids; each is entered.

        Behind each, unless it names what comes after the text, a link leads to its report page.
        """

        def named(heading: re.Match[str]) -> str:
            level, words = heading[1], plain_text(_MARK.sub("", heading[2]))
            found = self.id_for(words)
            if words:
                entries.append(Entry(found, words, is_sub=level == "3"))
            opened = format_html('<h{} id="{}" dir="auto">', level, found)
            is_last = not html[heading.end() :].strip()
            wrong = "" if is_last or not self.about else self._report_link(found, words)
            return f"{opened}{heading[2]}</h{level}>{wrong}"

        return _HEADING.sub(named, html) if "<h" in html else html

    def _report_link(self, part: str, words: str) -> str:
        return format_html(
            '<a class="report-link" rel="nofollow" href="{}?about={}.{}">Wrong?'
            '<span class="visually-hidden"> Report “{}”</span></a>',
            page_url("reports:report"),
            self.about,
            part,
            words,
        )


@dataclass
class SourceMarks:
    """Turns “[2]” in a text into a link to the second source of the list, which has `count`."""

    count: int

    def __post_init__(self) -> None:
        self.marked: set[int] = set()

    def in_html(self, html: str) -> str:
        """Clean rich text with its marks linked; what is no number of the list stays as typed."""
        if not self.count or "[" not in html:
            return html
        return "".join(self._pieces(html))

    def _pieces(self, html: str) -> Iterator[str]:
        in_link = False
        for piece in _TAG.split(html):
            if piece.startswith("<"):
                in_link = piece.startswith("<a ") or (in_link and piece != "</a>")
                yield piece
            else:
                yield piece if in_link else _MARK.sub(self._linked, piece)

    def _linked(self, mark: re.Match[str]) -> str:
        numbers = [int(number) for number in mark[1].split(",")]
        if not all(0 < number <= self.count for number in numbers):
            return mark[0]
        return f'<sup class="source-mark">{", ".join(map(self._link, numbers))}</sup>'

    def _link(self, number: int) -> str:
        """The first mark of a source has an id, to which the list leads back."""
        back = "" if number in self.marked else f' id="mark-{number}"'
        self.marked.add(number)
        words = '<span class="visually-hidden">Source </span>'
        return f'<a href="#source-{number}"{back}>{words}{number}</a>'


def numbers_marked(html: str) -> set[int]:
    """The numbers of sources that a text names."""
    words = _TAG.sub("", html)
    return {int(number) for mark in _MARK.findall(words) for number in mark.split(",")}
