"""Which passages ask by their own words and looks, and what stands below them."""

import re
from itertools import pairwise

from faq.question_marks import ends_in_question_mark

from .question_forms import (
    ASKER,
    ASKS,
    BESIDE,
    MAX_QUESTION,
    Q_LABEL,
    answer_label,
    is_asked_by,
    is_signature,
    mark_of,
)
from .segmentation import Passage

NO_PART = ("note", "rule", "image")
_ASKING = ("heading", "prose", "item")
_MAX_INTRO = 240  # characters between a heading and its first question
_REACH = 10  # passages in which two questions stand


class AskingPassages:
    """Looks at single passages of a text; nothing is kept of what was seen."""

    def __init__(self, text: str, passages: list[Passage]):
        self._text, self._passages = text, passages

    def below(self, index: int) -> list[int]:
        """The next few passages, without what is no part of the text."""
        reach = range(index + 1, min(index + _REACH, len(self._passages)))
        return [at for at in reach if self._passages[at].kind not in (*NO_PART, "around")]

    def begin(self, index: int, below: list[int]) -> bool:
        """Whether questions begin below a heading, a line of introduction before them or not."""
        if any(self.is_question(at) or self.is_bold_question(at) for at in below[:1]):
            return True
        if len(below) < 2:
            return False
        intro, first = self._passages[below[0]], self._passages[below[1]]
        if intro.end - intro.start > _MAX_INTRO:
            return False
        is_lower = first.level > self._passages[index].level or is_signature(
            intro.words(self._text)
        )
        return self.is_bold_question(below[1]) or (is_lower and self.is_question(below[1]))

    def asks_in_bold(self, below: list[int]) -> bool:
        """
        Whether below a heading of any words stand questions in bold, each with its answer.

        "Good to know", "Three quick ones for Dr Bell": this is likely an FAQ, no more.
        """
        if not below or not self.is_bold_question(below[0]):
            return False
        asked = [at for at in below if self.is_bold_question(at)]
        head = [at for at in below if self._passages[at].kind == "heading" and at not in asked]
        return len([at for at in asked if not head or at < head[0]]) > 1

    def is_bold_question(self, index: int) -> bool:
        piece = self._passages[index]
        lead = self._text[piece.body : piece.lead].rstrip(" :–—-") if piece.lead else ""
        return piece.kind in _ASKING and ends_in_question_mark(lead)

    def is_question(self, index: int) -> bool:
        words = self._passages[index].words(self._text)
        asks = ends_in_question_mark(words[:MAX_QUESTION].rstrip('”"')) or bool(
            Q_LABEL.match(words)
        )
        asks = asks or bool(ASKER.search(words[:MAX_QUESTION]))
        return asks or bool(ASKS.match(words) and BESIDE.search(words[:MAX_QUESTION]))

    def is_letter(self, index: int) -> bool:
        """Whether a reader asks who is named behind the question."""
        words = self._passages[index].words(self._text)
        is_short = len(words) <= MAX_QUESTION and not re.search(r"[“”\"«]", words)
        return (
            is_short
            and (bool(ASKER.search(words)) or is_asked_by(words))
            and self.is_answered(index)
        )

    def is_answered(self, index: int) -> bool:
        """Whether words follow that may be an answer."""
        following = self._passages[index + 1 : index + 2]
        return any(
            piece.kind in ("prose", "item") and not self.is_question(index + 1)
            for piece in following
        )

    def lead(self, index: int) -> int:
        """How many characters at the beginning are bold; 0 where none or all are."""
        piece = self._passages[index]
        return max(0, piece.lead - piece.body) if piece.lead < piece.end else 0

    def is_labeled_answer(self, index: int) -> bool:
        return index < len(self._passages) and bool(
            answer_label(self._passages[index].words(self._text))
        )


def marks_of_pairs(text: str, passages: list[Passage]) -> set[int]:
    """
    Where lines stand in pairs, one sign before what is asked and another before its answer.

    "💬 is fake tan ok" above "↪️ Lotion, yes.", twice or more; one of them has to ask.
    """
    pairs: dict[tuple[str, str], list[int]] = {}
    marks = [
        mark_of(text[piece.start : piece.start + 8]) if piece.kind in _ASKING else ""
        for piece in passages
    ]
    for at, (one, other) in enumerate(pairwise(marks)):
        if one and other and one != other:
            pairs.setdefault((one, other), []).append(at)
    return {
        at
        for places in pairs.values()
        if len(places) > 1 and any(ends_in_question_mark(passages[at].words(text)) for at in places)
        for at in places
    }
