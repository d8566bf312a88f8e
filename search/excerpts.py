"""Where in a text the words of a query stand: a passage of it, and the words marked."""

import re
from collections.abc import Sequence
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.words import folded

LENGTH = 220  # characters of a passage
_BEFORE = 50  # of them before the first word
_LOOKED_AT = 60  # places in a text


@lru_cache(maxsize=1000)
def _pattern(words: tuple[str, ...], *, is_begun: bool = False) -> re.Pattern[str] | None:
    """The words with the endings and apostrophes under which they are found, in a folded text."""
    if not words:
        return None
    parts = []
    for word in words:
        stem, ending = (word[:-1], "(?:y|ies)") if word.endswith("y") else (word, "(?:e?s)?")
        first, rest = re.escape(stem[:1]), re.escape(stem[1:])
        parts.append(f"{first}['’]?{rest}{ending}(?:['’]s)?" if word.isascii() else re.escape(word))
    end = "" if is_begun else r"(?![^\W_])"
    start = r"(?<![^\W_])" if all(map(str.isascii, words)) else ""
    return re.compile(f"{start}(?:{'|'.join(parts)}){end if start else ''}")


def marked(text: str, words: tuple[str, ...], *, is_begun: bool = False) -> SafeString:
    """The text as HTML, with `<mark>` around the words."""
    pattern = _pattern(words, is_begun=is_begun)
    html: list[str] = []
    at = 0
    for match in pattern.finditer(folded(text)) if pattern else ():
        html.append(escape(text[at : match.start()]))
        html.append(f"<mark>{escape(text[match.start() : match.end()])}</mark>")
        at = match.end()
    html.append(escape(text[at:]))
    return mark_safe("".join(html))  # noqa: S308 -- all of it is escaped


def excerpt(text: str, words: tuple[str, ...]) -> SafeString:
    """The passage that has most of the words, marked; the beginning where it has none."""
    pattern = _pattern(words)
    places = _places(pattern, folded(text)) if pattern else []
    start = _best_start(places)
    start = _at_a_word(text, max(0, start - _BEFORE)) if start else 0
    end = len(text) if len(text) <= start + LENGTH else text.rfind(" ", start, start + LENGTH)
    end = end if end > start else start + LENGTH
    passage = marked(text[start:end].strip(), words)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return mark_safe(f"{before}{passage}{after}")  # noqa: S308 -- as above


def _places(pattern: re.Pattern[str], text: str) -> list[tuple[int, str]]:
    places = []
    for match in pattern.finditer(text):
        places.append((match.start(), match[0][:4]))
        if len(places) == _LOOKED_AT:
            break
    return places


def _best_start(places: Sequence[tuple[int, str]]) -> int:
    """Where the passage with most different words begins, then with most words."""

    def worth(number: int) -> tuple[int, int]:
        start = places[number][0]
        near = [word for at, word in places[number:] if at < start + LENGTH - _BEFORE]
        return len(set(near)), len(near)

    if not places:
        return 0
    return places[max(range(len(places)), key=lambda number: (worth(number), -number))][0]


def _at_a_word(text: str, start: int) -> int:
    """Not in the middle of a word; at the beginning of a sentence where one is near."""
    if start == 0:
        return 0
    sentence = re.compile(r"[.!?…]\s+").search(text, start, start + _BEFORE - 10)
    if sentence:
        return sentence.end()
    space = text.find(" ", start, start + _BEFORE)
    return space + 1 if space >= 0 else start
