"""
Two wordings of a rich text, word for word.

    diff_html("<p>Old cream.</p>", "<p>New cream.</p>")

aligns the words of both and keeps their paragraphs, headings and list items. Every word of the
first text comes out once as same or removed, every word of the second once as same or added; what
is marked up (links, emphasis) is told in sentences. Words are aligned by `core.alignment`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import accumulate, groupby
from typing import Any

import nh3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.alignment import Match, align

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"

_BREAK = "\n"  # where a passage begins; no word holds one
_PASSAGES = {
    "p": "paragraph",
    "h2": "heading",
    "h3": "smaller heading",
    "ul": "list item",
    "ol": "numbered list item",
    "blockquote": "quotation",
    "caption": "table caption",
    "th": "table heading",
    "td": "table cell",
}
_FRAMES = {"table", "thead", "tbody", "tfoot", "tr"}
_HOLD_PARAGRAPHS = {"blockquote", "caption", "th", "td"}
_EMPHASIS = {
    "strong": "bold",
    "b": "bold",
    "em": "italic",
    "i": "italic",
    "sub": "subscript",
    "sup": "superscript",
    "u": "underlined",
    "s": "struck through",
}
_PLAIN_TAGS = {*_PASSAGES, *_EMPHASIS, *_FRAMES, "li", "a", "br"}

# nh3 writes every < and > inside text and attributes as an entity.
_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
_HREF = re.compile(r'href="([^"]*)"')
_ALONE = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff.,;:!?…“”\"‘’'«»„()\[\]/—–"
_WORD = rf"[^\s{_ALONE}]+(?:[.,:/’'][^\s{_ALONE}]+)*|[{_ALONE}]"

_SPACED_WORD = re.compile(rf"(\s*)({_WORD})")

_MAX_NOTES = 12
_QUOTED = 60  # characters

Marks = tuple[str, ...]  # of a word: its emphasis and links
Step = tuple[str, str, tuple[Any, Any] | None]  # state, text, tags where a passage begins


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words of one `state`: same, added or removed; a space may stand before it."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """
    A paragraph, heading or list item. `tag` is "p", "h2", "h3", "ul", "ol" (an item of such a
    list), "blockquote", or "caption", "th" and "td" of a table; `note` says what happened to it
    as a whole. Where the same words stand in another block before or after, `moved` says where.
    """

    state: str  # same, changed, added, removed
    tag: str
    runs: tuple[Run, ...]
    note: str = ""
    moved: str = ""

    @property
    def is_same(self) -> bool:
        return self.state == SAME and not self.note

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs).strip()

    @property
    def marked(self) -> SafeString:
        """The words with `<ins>` and `<del>`, each said aloud as well; everything is escaped."""
        return self._html(self.runs)

    @property
    def marked_before(self) -> SafeString:
        """As `marked`, without what was added: the passage as it was."""
        return self._html(run for run in self.runs if run.state != ADDED)

    @property
    def marked_after(self) -> SafeString:
        """As `marked`, without what was removed: the passage as it is."""
        return self._html(run for run in self.runs if run.state != REMOVED)

    @staticmethod
    def _html(runs: Iterable[Run]) -> SafeString:
        return format_html_join("", "{}", ((_marked(run),) for run in runs))


def _marked(run: Run) -> str:
    words = run.text.lstrip(" ")
    space = run.text[: len(run.text) - len(words)]
    if run.state == SAME:
        return run.text
    tag, spoken = ("ins", "added:") if run.state == ADDED else ("del", "removed:")
    return format_html(
        '{}<{}><span class="visually-hidden">{} </span>{}</{}>', space, tag, spoken, words, tag
    )


@dataclass(frozen=True, slots=True)
class TextDiff:
    """Two texts as one: the passages of both in reading order, and what changed but words."""

    passages: tuple[Passage, ...]
    notes: tuple[str, ...]  # sentences about links and emphasis


@dataclass(slots=True)
class _Stream:
    """A text as words in a row; a passage begins with a `_BREAK`, whose mark is its tag."""

    words: list[str] = field(default_factory=list)
    spelt: list[str] = field(default_factory=list)  # with the space before it, where there is one
    marks: list[Any] = field(default_factory=list)
    is_marked: bool = False  # whether anything is a link or emphasised

    def begin(self, tag: str) -> None:
        self.words.append(_BREAK)
        self.spelt.append("")
        self.marks.append(tag)

    def extend(self, pieces: Sequence[tuple[str, Marks]]) -> None:
        """Words of one passage out of `pieces`: (text, marks) pairs that join without a gap."""
        # Without the spaces at its end: a run of them with no word after it would cost a square.
        found = _SPACED_WORD.findall("".join(piece for piece, _ in pieces).rstrip())
        self.words += [word for _, word in found]
        self.spelt += [f" {word}" if space else word for space, word in found]
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
                stop = self.words.index(_BREAK, at, end)
            except ValueError:
                yield tag, at, end
                return
            yield tag, at, stop
            tag, at = self.marks[stop], stop + 1

    def text(self, start: int, end: int) -> str:
        return "".join(self.spelt[start:end])


def diff_html(before: str, after: str) -> TextDiff:
    """The `TextDiff` that leads from the HTML `before` to the HTML `after`."""
    return _compared(_stream(before), _stream(after))


def diff_text(before: str, after: str) -> TextDiff:
    """The same for plain texts, whose lines are paragraphs."""
    return _compared(_stream_of_lines(before), _stream_of_lines(after))


def _compared(a: _Stream, b: _Stream) -> TextDiff:
    matches = _without_fragments(a.words, b.words, align(a.words, b.words))
    weaver = _DiffBuilder()
    for step in _steps(a, b, matches):
        weaver.take(*step)
    return TextDiff(weaver.finished(), _notes(a, b, matches))


# Reading


def _stream_of_lines(text: str) -> _Stream:
    stream = _Stream()
    for line in text.splitlines():
        if line.strip():
            stream.begin("p")
            stream.extend([(line, ())])
    return stream


def _stream(html: str) -> _Stream:
    """Rich text as a `_Stream`; whatever else stands in it is cleaned away first."""
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
        self.stream = _Stream()
        self.pieces: list[tuple[str, Marks]] = []
        self.lists: list[str] = []
        self.passage = "p"
        self.marks: list[str] = []

    def text(self, text: str) -> None:
        if text:
            self.pieces.append((unescape(text), tuple(sorted(set(self.marks)))))

    def tag(self, closing: str, name: str, attributes: str) -> None:
        if name == "br":
            self.pieces.append((" ", ()))
        elif name in _EMPHASIS or name == "a":
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
            self.marks.append(_EMPHASIS[name])

    def _block(self, closing: str, name: str) -> None:
        self._end_passage()
        if name in {"ul", "ol"}:
            if not closing:
                self.lists.append(name)
            elif self.lists:
                self.lists.pop()
        elif name == "li":
            self.passage = "p" if closing or not self.lists else self.lists[-1]
        elif name in _FRAMES:
            self.passage = "p"
        elif name == "p" and (self.lists or self.passage in _HOLD_PARAGRAPHS):
            pass  # the paragraph of a list item, a quotation or a cell
        else:
            self.passage = "p" if closing else name

    def _end_passage(self) -> None:
        if any(not text.isspace() for text, _ in self.pieces):
            self.stream.begin(self.passage)
            self.stream.extend(self.pieces)
        self.pieces = []

    def finished(self) -> _Stream:
        self._end_passage()
        return self.stream


# Without what is too short to help


def _without_fragments(a: Sequence[str], b: Sequence[str], runs: list[Match]) -> list[Match]:
    """
    The runs without those too short to help a reader: “the” between two rewritten phrases.

    A run goes where the words changed on either side of it are twice as long as itself.
    """
    in_a = [0, *accumulate(len(word) for word in a)]
    in_b = [0, *accumulate(len(word) for word in b)]

    def changed(i0: int, i1: int, j0: int, j1: int) -> int:
        return max(in_a[i1] - in_a[i0], in_b[j1] - in_b[j0])

    kept, end_i, end_j = [], 0, 0
    end = (len(a), len(b), 0)
    for (i, j, size), (next_i, next_j, _) in zip(runs, [*runs, end][1:], strict=True):
        length = 2 * (in_a[i + size] - in_a[i])
        is_fragment = (
            length <= changed(end_i, i, end_j, j)
            and length <= changed(i + size, next_i, j + size, next_j)
            and _BREAK not in a[i : i + size]
        )
        if not is_fragment:
            kept.append((i, j, size))
            end_i, end_j = i + size, j + size
    return kept


# Weaving both texts into one


def _steps(a: _Stream, b: _Stream, matches: list[Match]) -> Iterator[Step]:
    """(state, text, None) for words and (state, "", (tag before, tag after)) for a new passage."""
    end_i = end_j = 0
    for i, j, size in [*matches, (len(a.words), len(b.words), 0)]:
        yield from _gap(_passages_between(a, end_i, i), _passages_between(b, end_j, j))
        for tag, start, end in b.stretches(j, j + size):
            if tag is not None:
                yield SAME, "", (a.marks[start - 1 - j + i], tag)
            yield SAME, b.text(start, end), None
        end_i, end_j = i + size, j + size


def _passages_between(stream: _Stream, start: int, end: int) -> list[tuple[str | None, str]]:
    """(tag, text) of the passages of a gap; the first has no tag: it goes on from before."""
    return [(tag, stream.text(lo, hi)) for tag, lo, hi in stream.stretches(start, end)]


def _gap(old: list[tuple[str | None, str]], new: list[tuple[str | None, str]]) -> Iterator[Step]:
    """What came and went between two common stretches, passages of both put in pairs."""
    yield REMOVED, old[0][1], None
    yield ADDED, new[0][1], None
    in_pairs = min(len(old), len(new)) - 1
    for k in range(1, in_pairs):
        yield from _pair(old[k], new[k])
    last = -1 if in_pairs else None
    for state, passages in ((REMOVED, old), (ADDED, new)):
        for tag, text in passages[max(in_pairs, 1) : last]:
            yield state, "", (tag, tag)
            yield state, text, None
    if in_pairs:
        yield from _pair(old[-1], new[-1])


def _pair(old: tuple[str | None, str], new: tuple[str | None, str]) -> Iterator[Step]:
    yield SAME, "", (old[0], new[0])
    yield REMOVED, old[1], None
    yield ADDED, new[1], None


class _DiffBuilder:
    """Collects words into passages; every passage break, of either text, begins a new one."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.opened_by = SAME
        self.tags = ("p", "p")
        self.runs: list[tuple[str, list[str]]] = []  # (state, [words])

    def take(self, state: str, text: str, tags: tuple[Any, Any] | None) -> None:
        if tags is not None:
            self._close()
            self.opened_by = state
            (before, after), (tag_before, tag_after) = self.tags, tags
            self.tags = (
                before if state == ADDED else tag_before,
                after if state == REMOVED else tag_after,
            )
        elif text:
            if not self.runs or self.runs[-1][0] != state:
                self.runs.append((state, []))
            self.runs[-1][1].append(text)

    def _close(self) -> None:
        if not self.runs:
            return
        states = {state for state, _ in self.runs}
        state = states.pop() if len(states) == 1 else CHANGED
        before, after = self.tags
        runs = tuple(Run(of, "".join(words)) for of, words in self.runs)
        tag = before if state == REMOVED else after
        self.passages.append(Passage(state, tag, runs, self._note(state)))
        self.runs = []

    def _note(self, state: str) -> str:
        if state in {ADDED, REMOVED}:
            return ""
        last = self.passages[-1].state if self.passages else None
        if self.opened_by == REMOVED and last not in {None, REMOVED}:
            return "joined to what stands before it"
        if self.opened_by == ADDED and last not in {None, ADDED}:
            return "split from what stands before it"
        before, after = (_PASSAGES[tag] for tag in self.tags)
        return f"was a {before}, is a {after} now" if before != after else ""

    def finished(self) -> tuple[Passage, ...]:
        self._close()
        return tuple(self.passages)


# Links and emphasis in words


def _notes(a: _Stream, b: _Stream, matches: list[Match]) -> tuple[str, ...]:
    """Sentences about what is marked up otherwise, at most `_MAX_NOTES` and one more."""
    if not (a.is_marked or b.is_marked):
        return ()
    found: list[str] = []
    for (old, new), stretch in groupby(_marked_otherwise(a, b, matches), key=lambda t: t[:2]):
        words = "".join(text for *_, text in stretch).strip()
        found += _sentences(old, new, _short(words))
    more = len(found) - _MAX_NOTES
    found = found[:_MAX_NOTES]
    return (*found, f"{more} more like these.") if more > 0 else tuple(found)


def _marked_otherwise(
    a: _Stream, b: _Stream, matches: list[Match]
) -> Iterator[tuple[Marks | None, Marks | None, str]]:
    """(marks before, marks after, text) of words; None for the side a word does not stand on."""
    end_i = end_j = 0
    for i, j, size in [*matches, (len(a.words), len(b.words), 0)]:
        for k in range(end_i, i):
            yield _links_of(a, k), None, a.spelt[k]
        for k in range(end_j, j):
            yield None, _links_of(b, k), b.spelt[k]
        for k in range(size):
            is_break = b.words[j + k] == _BREAK
            old, new = ((), ()) if is_break else (a.marks[i + k], b.marks[j + k])
            yield old, new, b.spelt[j + k]
        end_i, end_j = i + size, j + size


def _links_of(stream: _Stream, k: int) -> Marks:
    if stream.words[k] == _BREAK:
        return ()
    return tuple(mark for mark in stream.marks[k] if mark.startswith("→"))


def _sentences(old: Marks | None, new: Marks | None, words: str) -> Iterator[str]:
    if old == new:
        return
    lost = [mark for mark in old or () if mark not in (new or ())]
    gained = [mark for mark in new or () if mark not in (old or ())]
    link_lost = next((mark[1:] for mark in lost if mark.startswith("→")), None)
    link_gained = next((mark[1:] for mark in gained if mark.startswith("→")), None)
    if link_lost is not None and link_gained is not None:
        yield f"The link on “{words}” leads to {link_gained} now, no longer to {link_lost}."
    elif link_gained is not None:
        yield f"“{words}” is a link now, to {link_gained}."
    elif link_lost is not None:
        yield f"“{words}” was a link, to {link_lost}."
    for marks, verb in ((gained, "is {} now"), (lost, "is no longer {}")):
        for mark in marks:
            if not mark.startswith("→"):
                yield f"“{words}” {verb.format(mark)}."


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…"
