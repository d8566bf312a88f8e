"""
A file as it was handed in to its text and passages, whatever format it has.

Plain text is read by its layout; Markdown and .docx become HTML first, and HTML becomes lines.
Whichever it was, `text` holds every word, and each lies in exactly one passage.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from itertools import groupby
from pathlib import PurePath
from typing import Any

from .decoding import (
    LARGEST,
    UnreadableManuscript,
    decode,
    normalized,
    plain_text,
    refuse_unwieldy,
)
from .docx import docx_to_html
from .mail import out_of_quotes, without_mail
from .markdown import markdown_to_html
from .markup import PLAIN, Look, MarkupLine, ParsedMarkup, parse_markup
from .markup_runs import on_the_line
from .plan import Span
from .properties import head_as_notes
from .segmentation import NO_HEADING, Passage, classified, looks_like_heading, passages

FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
}
LARGEST_MARKUP = 10_000_000  # bytes: markup, and pictures inlined into it
LARGEST_MARKDOWN = 500_000  # characters: its parser is slower than the others
_INLINED = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]{40,}")
_HTML = re.compile(
    r"\s*(?:<!doctype html|<html\b|<!--\s*StartFragment|<meta\b|<head\b|<body\b|<article\b|<div\b"
    r"|<p\b|<h[1-6]\b|<b style=|<span\b|<ul\b|<ol\b|<table\b|<section\b|<main\b)",
    re.IGNORECASE,
)
_IS_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)[\s>]", re.IGNORECASE)
_MARKDOWN = re.compile(r"^#{1,6} \S|\]\(https?://|^\*\*[^*\n]+\*\*|^---\n", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """The text of a file, its passages, how its words look, and what had to be done to it."""

    format: str
    text: str
    passages: tuple[Passage, ...]
    looks: tuple[tuple[int, int, Look], ...] = ()
    encoding_assumed: bool = False
    mojibake_repaired: int = 0
    hidden: int = 0
    comments: int = 0
    deleted: int = 0
    tracked: int = 0
    flat: int = 0
    tables_as_lines: int = 0
    hidden_words: tuple[str, ...] = ()
    comment_words: tuple[str, ...] = ()
    deleted_words: tuple[str, ...] = ()

    @cached_property
    def struck(self) -> list[Span]:
        return [(start, end) for start, end, look in self.looks if look.struck]

    @property
    def links(self) -> list[tuple[int, int, str]]:
        """Each link once, from its first word to its last."""
        found: list[tuple[int, int, str]] = []
        for start, end, look in self.looks:
            if not look.url:
                continue
            if found and found[-1][2] == look.url and not self.text[found[-1][1] : start].strip():
                found[-1] = (found[-1][0], end, look.url)
            else:
                found.append((start, end, look.url))
        return found

    @cached_property
    def valid_text(self) -> str:
        """The text with what is struck through blanked out; of the same length."""
        parts, at = [], 0
        for start, end in self.struck:
            parts += [self.text[at:start], re.sub(r"[^\n\t]", " ", self.text[start:end])]
            at = end
        return "".join(parts) + self.text[at:]

    def lines_inline(self, start: int, end: int) -> str:
        """As `inline`, for the cell of a table: its lines stay apart."""
        lines = []
        for line in self.text[start:end].split("\n"):
            lines.append(self.inline(start, start + len(line)).strip())
            start += len(line) + 1
        return "<br>".join(filter(None, lines))

    def inline(self, start: int, end: int) -> str:
        """
        The words from `start` to `end` as HTML: links, bold, italic, raised and lowered are kept.

        A struck price is left out: beside the one that counts it would read as another.
        """
        parts = []
        for url, runs in groupby(self._runs(start, end), key=lambda run: run[1].url):
            words = "".join(_dressed(self.text[begin:stop], look) for (begin, stop), look in runs)
            parts.append(_around(words, f'<a href="{escape(url)}">', "</a>") if url else words)
        whole = "".join(parts).replace("\n", " ").replace("\t", " – ")
        return re.sub("  +", " ", whole) if self.struck else whole

    def _runs(self, start: int, end: int) -> Iterator[tuple[Span, Look]]:
        """All of the words, in runs of one look each."""
        at = start
        for begin, stop, look in self.looks_within(start, end):
            if begin > at:
                yield (at, begin), PLAIN
            yield (begin, stop), look
            at = stop
        if at < end:
            yield (at, end), PLAIN

    def looks_within(self, start: int, end: int) -> Iterator[tuple[int, int, Look]]:
        low, high = 0, len(self.looks)
        while low < high:
            middle = (low + high) // 2
            if self.looks[middle][1] <= start:
                low = middle + 1
            else:
                high = middle
        for begin, stop, look in self.looks[low:]:
            if begin >= end:
                break
            yield max(begin, start), min(stop, end), look


def _dressed(words: str, look: Look) -> str:
    if look.struck:
        return ""
    words = escape(on_the_line(words) if look.script else words, quote=False)
    if look.script:
        words = _around(words, f"<{look.script}>", f"</{look.script}>")
    if look.emphasis:
        words = _around(words, "<em>", "</em>")
    return _around(words, "<strong>", "</strong>") if look.strong else words


def _around(words: str, opening: str, closing: str) -> str:
    """Words between two tags; white space at their ends stays outside."""
    inner = words.strip()
    if not inner:
        return words
    before = words[: len(words) - len(words.lstrip())]
    return f"{before}{opening}{inner}{closing}{words[len(words.rstrip()) :]}"


def open_document(data: bytes, name: str) -> Document:
    """
    The document in these bytes; its format is told by the name's ending, else by its beginning.

    UnreadableManuscript, with one sentence, where the bytes can't be read as a manuscript.
    """
    if data.startswith(b"PK\x03\x04") or PurePath(name).suffix.lower() == ".docx":
        found = docx_to_html(data, name)
        lines = parse_markup(found["html"], name)
        lines.hidden, lines.comments = found["hidden"], found["comments"]
        lines.hidden_words = tuple(found["hidden_words"])
        lines.comment_words = tuple(found["comment_words"])
        lines.tracked = found["deleted"]
        lines.deleted_words = (*found["deleted_words"], *lines.deleted_words)
        return _from_lines("docx", lines, name)
    told = FORMATS.get(PurePath(name).suffix.lower())
    if told == "text" and _IS_PAGE.match(data):
        told = "html"  # a page that was saved under another ending
    if told == "text":
        return _from_text(data, name)
    source, assumed = decode(data, name, largest=LARGEST_MARKUP)
    told = told or _guessed(source)
    if told == "text":
        return _from_text(data, name)
    if len(source) > LARGEST:
        source = _INLINED.sub("", source)
    if told == "markdown":
        if len(source) > LARGEST_MARKDOWN:
            raise UnreadableManuscript(
                f"{name} has {len(source):,} characters; Markdown may have at most "
                f"{LARGEST_MARKDOWN:,}: split it."
            )
        source = markdown_to_html(source, name)
    return _from_lines(told, parse_markup(source, name), name, encoding_assumed=assumed)


def _guessed(source: str) -> str:
    head = source.lstrip("\ufeff")[:4000]
    if _HTML.match(head) and re.search(r"</?[a-z][^<>]*>", head):
        return "html"
    return "markdown" if _MARKDOWN.search(normalized(head)) else "text"


def _from_text(data: bytes, name: str) -> Document:
    decoded = plain_text(data, name)
    text, found = passages(out_of_quotes(decoded.text))
    return Document(
        "text",
        text,
        tuple(without_mail(text, head_as_notes(text, found))),
        encoding_assumed=decoded.encoding_assumed,
        mojibake_repaired=decoded.mojibake_repaired,
    )


def _from_lines(
    told: str, read: ParsedMarkup, name: str, *, encoding_assumed: bool = False
) -> Document:
    text, placed = _joined(read.lines)
    refuse_unwieldy(text, name)
    has_headings = any(line.kind == "heading" and not line.around for line in read.lines)
    bold_heads = any(_strong_heading(line) for line in read.lines)
    found, looks = [], []
    for index, (line, start) in enumerate(placed):
        closed = index + 1 == len(placed) or not placed[index + 1][0].tight
        found.append(
            _passage(line, start, closed=closed, has_headings=has_headings, bold_heads=bold_heads)
        )
        looks += [(start + begin, start + end, look) for begin, end, look in line.looks]
    return Document(
        told,
        text,
        tuple(without_mail(text, head_as_notes(text, found))),
        tuple(look for look in looks if look[2] != PLAIN),
        encoding_assumed=encoding_assumed,
        mojibake_repaired=read.repaired,
        hidden=read.hidden,
        comments=read.comments,
        deleted=read.deleted,
        tracked=read.tracked,
        flat=read.flat,
        tables_as_lines=read.tables_as_lines,
        hidden_words=read.hidden_words,
        comment_words=read.comment_words,
        deleted_words=read.deleted_words,
    )


def _joined(lines: list[MarkupLine]) -> tuple[str, list[tuple[MarkupLine, int]]]:
    """All lines in one text, and where each begins; a picture without words takes no room."""
    parts: list[str] = []
    placed = []
    length = 0
    for line in lines:
        if parts and line.text:
            gap = "\n" if line.tight else "\n\n"
            parts.append(gap)
            length += len(gap)
        placed.append((line, length))
        parts.append(line.text)
        length += len(line.text)
    return "".join(parts), placed


def _strong_heading(line: MarkupLine) -> bool:
    """A paragraph of nothing but bold words is a heading in a file without any other."""
    return (
        line.kind == "prose"
        and not line.around
        and line.is_strong
        and len(line.text) <= 110
        and not NO_HEADING.match(line.text)
        and line.text[-1] not in '.,;:”"'
    )


def _passage(
    line: MarkupLine, start: int, *, closed: bool, has_headings: bool, bold_heads: bool
) -> Passage:
    end = start + len(line.text)
    where: dict[str, Any] = {"apart": not line.tight, "closed": closed, "quoted": line.quoted}
    where["table"], where["place"], where["part"] = line.table, line.place, line.part
    if line.looks and line.looks[0][2].strong and not line.looks[0][0]:
        where["lead"] = start + line.strong_lead
    where["slanted"], where["ruled"] = line.is_slanted, line.ruled
    kind, body = _kind(line, has_headings=has_headings, bold_heads=bold_heads)
    if kind == "row":
        where["cells"] = tuple(
            replace(cell, start=start + cell.start, end=start + cell.end) for cell in line.cells
        )
    level = line.level if line.kind == "heading" else 3 if has_headings else 2
    return Passage(
        kind, start, end, start + body, level=level, reason=line.around, ref=line.ref, **where
    )


def _kind(line: MarkupLine, *, has_headings: bool, bold_heads: bool) -> tuple[str, int]:
    """What a line is, and how far its words stand behind a bullet that was typed."""
    if line.around or line.kind == "image":
        return "around" if line.around else "image", 0
    kind, body = classified(line.text)
    if kind == "rule" or line.kind in ("row", "heading", "note", "dek"):
        return ("rule" if kind == "rule" else line.kind), 0
    if line.kind == "item":
        return ("item", body) if kind != "note" else ("note", 0)
    if kind == "prose" and _strong_heading(line):
        return "heading", 0
    if kind == "prose" and not has_headings and not bold_heads and looks_like_heading(line.text):
        return "heading", 0
    return kind, body
