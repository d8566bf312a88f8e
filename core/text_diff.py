"""
Two wordings of a rich text, word for word.

    diff_html("<p>Old cream.</p>", "<p>New cream.</p>")

aligns the words of both and keeps their paragraphs, headings and list items. Every word of the
first text comes out once as same or removed, every word of the second once as same or added; what
is marked up (links, emphasis) is told in sentences. Words are aligned by `core.alignment`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.alignment import Match, align
from core.word_stream import BREAK, PASSAGES, Marks, WordStream, stream_of_html, stream_of_lines

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"

_MAX_NOTES = 12
_QUOTED = 60  # characters

Step = tuple[str, str, tuple[Any, Any] | None]  # state, text, tags where a passage begins


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words of one `state`: same, added or removed; a space may stand before it."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """
    A paragraph, heading or list item. `tag` is one of `core.word_stream.PASSAGES`: "p", "ul" (an
    item of such a list), "td-first" (which begins a row); `note` says what happened to it as a
    whole. Where the same words stand in another block before or after, `moved` says where.
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


def diff_html(before: str, after: str) -> TextDiff:
    """The `TextDiff` that leads from the HTML `before` to the HTML `after`."""
    return _compared(stream_of_html(before), stream_of_html(after))


def diff_text(before: str, after: str) -> TextDiff:
    """The same for plain texts, whose lines are paragraphs."""
    return _compared(stream_of_lines(before), stream_of_lines(after))


def _compared(a: WordStream, b: WordStream) -> TextDiff:
    matches = _without_fragments(a.words, b.words, align(a.words, b.words))
    weaver = _DiffBuilder()
    for step in _steps(a, b, matches):
        weaver.take(*step)
    return TextDiff(weaver.finished(), _notes(a, b, matches))


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
            and BREAK not in a[i : i + size]
        )
        if not is_fragment:
            kept.append((i, j, size))
            end_i, end_j = i + size, j + size
    return kept


# Weaving both texts into one


def _steps(a: WordStream, b: WordStream, matches: list[Match]) -> Iterator[Step]:
    """(state, text, None) for words and (state, "", (tag before, tag after)) for a new passage."""
    end_i = end_j = 0
    for i, j, size in [*matches, (len(a.words), len(b.words), 0)]:
        yield from _gap(_passages_between(a, end_i, i), _passages_between(b, end_j, j))
        for tag, start, end in b.stretches(j, j + size):
            if tag is not None:
                yield SAME, "", (a.marks[start - 1 - j + i], tag)
            yield SAME, b.text(start, end), None
        end_i, end_j = i + size, j + size


def _passages_between(stream: WordStream, start: int, end: int) -> list[tuple[str | None, str]]:
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
        before, after = (PASSAGES[tag] for tag in self.tags)
        return f"was a {before}, is a {after} now" if before != after else ""

    def finished(self) -> tuple[Passage, ...]:
        self._close()
        return tuple(self.passages)


# Links and emphasis in words


def _notes(a: WordStream, b: WordStream, matches: list[Match]) -> tuple[str, ...]:
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
    a: WordStream, b: WordStream, matches: list[Match]
) -> Iterator[tuple[Marks | None, Marks | None, str]]:
    """(marks before, marks after, text) of words; None for the side a word does not stand on."""
    end_i = end_j = 0
    for i, j, size in [*matches, (len(a.words), len(b.words), 0)]:
        for k in range(end_i, i):
            yield _links_of(a, k), None, a.spelled[k]
        for k in range(end_j, j):
            yield None, _links_of(b, k), b.spelled[k]
        for k in range(size):
            is_break = b.words[j + k] == BREAK
            old, new = ((), ()) if is_break else (a.marks[i + k], b.marks[j + k])
            yield old, new, b.spelled[j + k]
        end_i, end_j = i + size, j + size


def _links_of(stream: WordStream, k: int) -> Marks:
    if stream.words[k] == BREAK:
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
