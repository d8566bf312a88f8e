"""
One apostrophe for every rule: the straight one of “Reyes's mother” is read as ’.

The text keeps its length, so all places stay, and a plan tells its words as they were written.
"""

import re
from dataclasses import replace
from typing import Any

from .plan import Plan, Span

# "don't", "O'Brien" · "readers' choice" · "'til" · what a keyboard's or a font's other marks make:
# "Reyes´s", "don`t". What closes or opens quoted words is none.
_APOSTROPHE = re.compile(
    r"['`´ʼ′‘](?:(?<=\w')(?=[^\W\d_])|(?<=[^\W\d_][`´ʼ′‘])(?=(?:s|t|d|m|ll|re|ve)\b)"
    r"|(?<=[sSxXzZ]')(?=[ \n\u00a0][^\W\d_])"
    r"|(?<=')(?<!\w')(?=(?:til|em|cause|tis|twas)\b|[0-9]0s\b))"
)
_WORD = re.compile(r"(?:[^\W_]+’|’)[^\W_]+(?:’[^\W_]+)*|[^\W_]+’")


def folded(text: str) -> str:
    """The text with ’ for each apostrophe; of the same length."""
    return _APOSTROPHE.sub("’", text)


def as_written(plan: Plan, written: str) -> Plan:
    """The plan of a folded text, in the words of the text as it was `written`."""
    read = plan.source.text
    if read == written:
        return plan
    back = _Unfolding(read, written)
    return replace(back.restored(plan, (0, len(read))), source=replace(plan.source, text=written))


class _Unfolding:
    """Words of a plan to the letters of its manuscript."""

    def __init__(self, read: str, written: str):
        self._read, self._written = read, written
        self._foreign: set[str] = set()  # ours, of a warning: nowhere in the manuscript

    def restored(self, value: Any, span: Span) -> Any:
        if isinstance(value, str):
            return self._words(value, span[0]) if "’" in value else value
        if isinstance(value, tuple):
            return tuple([self.restored(one, span) for one in value])
        own = getattr(value, "spans", None) or (getattr(value, "span", span),)
        changed: dict[str, Any] = {}
        for name in getattr(value, "__dataclass_fields__", ()):
            old = getattr(value, name)
            if old and isinstance(old, str | tuple) and name not in _PLACES:
                new = self.restored(old, own[0])
                changed |= {name: new} if new != old else {}
        return replace(value, **changed) if changed else value

    def _words(self, words: str, start: int) -> str:
        """These words as they stand at or behind a place, else each as the manuscript has it."""
        at = self._read.find(words, start, start + len(words) + _NEAR)
        if at >= 0:
            return self._written[at : at + len(words)]
        return _WORD.sub(lambda match: self._word(match[0], start), words)

    def _word(self, word: str, start: int) -> str:
        if word in self._foreign:
            return word
        at = self._read.find(word, start)
        at = at if at >= 0 else self._read.find(word)
        if at < 0:
            self._foreign.add(word)
            return word
        return self._written[at : at + len(word)]


_PLACES = frozenset({"span", "spans", "source"})
_NEAR = 2_000  # characters behind the beginning of a product or an answer
