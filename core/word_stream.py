"""
A rich text as words in a row, with what each passage and each word is: what `text_diff` compares.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import accumulate
from typing import Any

import nh3

from core.script_marks import lowered, raised

BREAK = "\n"  # where a passage begins; no word holds one
# What a passage is, for people. One that begins a numbered list or a row of a table is told from
# those that go on with it, and so is a further paragraph of a list item.
PASSAGES = {
    "p": "paragraph",
    "h2": "heading",
    "h3": "smaller heading",
    "ul": "list item",
    "ol": "numbered list item",
    "ol-first": "numbered list item",
    "li": "list item",
    "blockquote": "quotation",
    "caption": "table caption",
    "th": "table heading",
    "td": "table cell",
    "th-first": "table heading",
    "td-first": "table cell",
}
_FRAMES = {"table", "thead", "tbody", "tfoot", "tr"}
_HOLD_PARAGRAPHS = {"li", "blockquote", "caption", "th", "td"}
EMPHASIS = {
    "strong": "bold",
    "b": "bold",
    "em": "italic",
    "i": "italic",
    "sub": "subscript",
    "sup": "superscript",
    "u": "underlined",
    "s": "struck through",
}
_PLAIN_TAGS = {*PASSAGES, *EMPHASIS, *_FRAMES, "li", "a", "br"}

# nh3 writes every < and > inside text and attributes as an entity.
_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
_HREF = re.compile(r'href="([^"]*)"')
_ALONE = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff.,;:!?…“”\"‘’'«»„()\[\]/—–"
_WORD = rf"[^\s{_ALONE}]+(?:[.,:/’'][^\s{_ALONE}]+)*|[{_ALONE}]"

_SPACED_WORD = re.compile(rf"(\s*)({_WORD})")

Marks = tuple[str, ...]  # of a word: its emphasis and links


@dataclass(slots=True)
class WordStream:
    """A text as words in a row; a passage begins with a `BREAK`, whose mark is its tag."""

    words: list[str] = field(default_factory=list)
    spelled: list[str] = field(default_factory=list)  # with the space before it, where there is one
    marks: list[Any] = field(default_factory=list)
    is_marked: bool = False  # whether anything is a link or emphasized

    def begin(self, tag: str) -> None:
        self.words.append(BREAK)
        self.spelled.append("")
        self.marks.append(tag)

    def extend(self, pieces: Sequence[tuple[str, Marks]]) -> None:
        """Words of one passage out of `pieces`: (text, marks) pairs that join without a gap."""
        # Without the spaces at its end: a run of them with no word after it would cost a square.
        found = _SPACED_WORD.findall("".join(piece for piece, _ in pieces).rstrip())
        self.words += [word for _, word in found]
        self.spelled += [f" {word}" if space else word for space, word in found]
        if not any(marks for _, marks in pieces):
            self.marks += [()] * len(found)
            return
        self.is_marked = True
        ends = list(accumulate(len(piece) for piece, _ in pieces))
        place = at = 0
        for space, word in found:
            at += len(space)
            while ends[place] <= at:
                place += 1
            self.marks.append(pieces[place][1])
            at += len(word)

    def stretches(self, start: int, end: int) -> Iterator[tuple[str | None, int, int]]:
        """(tag, from, to) of passages between two places; None where one goes on from before."""
        tag: str | None = None
        at = start
        while True:
            try:
                stop = self.words.index(BREAK, at, end)
            except ValueError:
                yield tag, at, end
                return
            yield tag, at, stop
            tag, at = self.marks[stop], stop + 1

    def text(self, start: int, end: int) -> str:
        return "".join(self.spelled[start:end])


def stream_of_lines(text: str) -> WordStream:
    stream = WordStream()
    for line in text.splitlines():
        if line.strip():
            stream.begin("p")
            stream.extend([(line, ())])
    return stream


def stream_of_html(html: str) -> WordStream:
    """Rich text as a `WordStream`; whatever else stands in it is cleaned away first."""
    clean = nh3.clean(html, tags=_PLAIN_TAGS, attributes={"a": {"href"}}, link_rel=None)
    reader = _Reader()
    at = 0
    for tag in _TAG.finditer(clean):
        reader.text(clean[at : tag.start()])
        reader.tag(*tag.groups())
        at = tag.end()
    reader.text(clean[at:])
    return reader.finished()


class _Reader:
    def __init__(self) -> None:
        self.stream = WordStream()
        self.pieces: list[tuple[str, Marks]] = []
        self.lists: list[str] = []
        self.passage = "p"
        self.begins: set[str] = set()  # of "ol", "th" and "td": which one would be a first
        self.marks: list[str] = []

    def text(self, text: str) -> None:
        if text:
            self.pieces.append((self._spelt(unescape(text)), tuple(sorted(set(self.marks)))))

    def _spelt(self, text: str) -> str:
        for mark, spell in (("superscript", raised), ("subscript", lowered)):
            if mark in self.marks:
                return spell(text)
        return text

    def tag(self, closing: str, name: str, attributes: str) -> None:
        if name == "br":
            self.pieces.append((" ", ()))
        elif name in EMPHASIS or name == "a":
            self._inline(closing, name, attributes)
        else:
            self._block(closing, name)

    def _inline(self, closing: str, name: str, attributes: str) -> None:
        if closing:
            if self.marks:
                self.marks.pop()
        elif name == "a":
            href = _HREF.search(attributes)
            self.marks.append(f"→{unescape(href[1])}" if href else "→")
        else:
            self.marks.append(EMPHASIS[name])

    def _block(self, closing: str, name: str) -> None:
        self._end_passage()
        if name in {"ul", "ol"}:
            if not closing:
                self.lists.append(name)
                self.begins |= {name} & {"ol"}
            elif self.lists:
                self.lists.pop()
        elif name == "li":
            self.passage = "p" if closing or not self.lists else self.lists[-1]
        elif name in _FRAMES:
            self.begins |= {"th", "td"}
            self.passage = "p"
        elif name == "p" and (self.lists or self.passage in _HOLD_PARAGRAPHS):
            pass  # the paragraph of a list item, a quotation or a cell
        else:
            self.passage = "p" if closing else name

    def _end_passage(self) -> None:
        if any(not text.isspace() for text, _ in self.pieces):
            is_first = self.passage in self.begins
            self.stream.begin(f"{self.passage}-first" if is_first else self.passage)
            self.stream.extend(self.pieces)
            self.begins -= {"th", "td"} if self.passage in {"th", "td"} else {self.passage}
            self.passage = "li" if self.passage in {"ul", "ol"} else self.passage
        self.pieces = []

    def finished(self) -> WordStream:
        self._end_passage()
        return self.stream
