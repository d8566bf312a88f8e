"""
Questions and answers: what stands under an FAQ heading, or carries Q and A labels.

Labels seen (docs/rules.md 7.15): `Q: … A: …`, `Q. … A: …`, `Q1: …`, a label alone on its line,
`Q What is …` without any mark; under an FAQ heading also bare questions with their answer below or
beside. A question as a heading anywhere else is a heading.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from faq.question_marks import as_question, ends_in_question_mark

from .answer_ends import Asked, ended
from .plain_tables import as_pipes, read_table
from .plan import Faq
from .question_forms import (
    AFTER,
    ASKER,
    ASKS,
    BARE_Q,
    BESIDE,
    LIKELY_HEADING,
    MAX_LIKELY,
    MAX_LOOK,
    MAX_QUESTION,
    Q_LABEL,
    answer_label,
    beside,
    is_faq_heading,
    is_signature,
    is_unmarked_question,
    unlabelled,
    unsigned,
)
from .segmentation import Passage, is_chat
from .sign_offs import is_no_answer, is_sign_off

_NO_PART = ("note", "rule", "image")
_MAX_NAME = 60  # characters of a line between question and answer that says who asks


@dataclass(frozen=True, slots=True)
class FoundFaq:
    """
    `asks` tells whether the question is the writer's own words, its mark included; `likely` why an
    editor should look at it.
    """

    faq: Faq
    passages: tuple[int, ...]
    asks: bool = True
    likely: str = ""


def doubled_headings(text: str, passages: list[Passage]) -> set[int]:
    """Of two FAQ headings in a row, the second: the section is announced once."""
    found, announced = set(), False
    for index, piece in enumerate(passages):
        if piece.kind in ("note", "rule", "image", "around"):
            continue
        is_one = piece.kind == "heading" and is_faq_heading(piece.words(text))
        if is_one and announced:
            found.add(index)
        announced = is_one and piece.level > 1
    return found


def find_faqs(text: str, passages: list[Passage], taken: Iterable[int]) -> list[FoundFaq]:
    """The questions of a manuscript; `taken` passages belong to products or the front matter."""
    runs = _Runs(text, passages, set(taken))
    for index in range(len(passages)):
        runs.take(index)
    return [_found(text, passages, asked) for run in runs.done() for asked in ended(run, passages)]


def _found(text: str, passages: list[Passage], asked: Asked) -> FoundFaq:
    held = [at for at in range(asked.first, asked.last + 1) if passages[at].kind != "around"]
    span = (passages[held[0]].start, passages[held[-1]].end)
    parts = [
        as_pipes(read_table(text, [passages[index] for index in asked.tables[at]]))
        if at in asked.tables
        else part
        for at, part in enumerate(asked.answer)
    ]
    # Where something was struck out, two spaces are left.
    answer = re.sub("  +", " ", "\n\n".join(filter(None, parts))).strip()
    question = unsigned(" ".join(asked.question.split()))
    asks = ends_in_question_mark(question)
    faq = Faq(as_question(question), answer or None, span)
    return FoundFaq(faq, tuple(held), asks, asked.likely)


class _Runs:
    """Reads passage by passage; an FAQ section is open from its heading to the next other one."""

    def __init__(self, text: str, passages: list[Passage], taken: set[int]):
        self._text, self._passages, self._taken = text, passages, taken
        # The rows between a table's products say nothing by themselves.
        self._product_tables = {passages[index].table for index in taken}
        self._section = False
        asking = [at for at in range(len(passages)) if self._is_question(at)]
        self._opens = sum(passages[at].part == "toggle" for at in asking) > 1
        self._letters = sum(self._is_letter(at) for at in asking) > 1
        self._run: list[Asked] = []
        self._runs: list[list[Asked]] = []

    def done(self) -> list[list[Asked]]:
        self._close()
        return self._runs

    def take(self, index: int) -> None:
        passage = self._passages[index]
        words = passage.words(self._text)
        if passage.kind == "around":
            return
        if index in self._taken or passage.kind in _NO_PART:
            self._close()
            # A page of nothing but questions says so in its title.
            self._section = self._section or (index in self._taken and is_faq_heading(words))
        elif not Q_LABEL.match(words) and self._is_heading(index, words):
            self._close()
            self._section = True
        elif not (self._asks(index, words) or self._answers(index, passage, words)):
            self._ends(index, passage)

    def _is_heading(self, index: int, words: str) -> bool:
        """Whether an FAQ begins here."""
        kind = self._passages[index].kind
        if kind == "item" or is_faq_heading(words):
            return kind != "item"
        if kind != "heading" or len(words) > MAX_LIKELY or not LIKELY_HEADING.search(words):
            return False
        # "Still curious?" is one, "What should I ask my doctor?" asks itself.
        if words[-1] == "?" and (words.count(" ") > 3 or self._run):
            return False
        following = (
            at
            for at in range(index + 1, min(index + 4, len(self._passages)))
            if self._passages[at].kind not in _NO_PART
        )
        return any(self._is_question(at) for at in list(following)[:1])

    def _close(self) -> None:
        if self._run:
            self._runs.append(self._run)
        self._run = []

    def _ends(self, index: int, passage: Passage) -> None:
        self._close()
        following = index + 1
        asks_on = following < len(self._passages) and self._is_question(following)
        if passage.kind == "heading" and not asks_on:
            self._section = False

    def _is_question(self, index: int) -> bool:
        words = self._passages[index].words(self._text)
        asks = ends_in_question_mark(words[:MAX_QUESTION]) or bool(Q_LABEL.match(words))
        asks = asks or bool(ASKER.search(words[:MAX_QUESTION]))
        return asks or bool(ASKS.match(words) and BESIDE.search(words[:MAX_QUESTION]))

    def _labels(self) -> bool:
        return bool(self._run) and self._run[0].labelled

    def _asks(self, index: int, words: str) -> bool:
        question: str | None
        label = Q_LABEL.match(words)
        if label and not self._is_label(index, label, words):
            label = None
        style, marked = "label", self._is_marked(index, words)
        if label:
            question, answer = beside(words[label.end() :], self._lead(index) - label.end())
        elif self._section and not self._labels() and len(words) <= 2000 and not marked:
            if is_sign_off(words):
                return False
            question, answer, style = unlabelled(
                words, self._passages[index].kind, self._lead(index)
            )
        elif marked or (self._letters and self._is_letter(index)):
            question, answer = beside(words, self._lead(index))
        else:
            return False
        if answer and is_signature(answer) and self._is_answered(index):
            answer = ""
        if question is None or len(question) > MAX_QUESTION or not self._fits(question, style):
            return False
        asked = Asked(question, index, [answer] if answer else [], index)
        asked.labelled, asked.style = bool(label), style
        self._run.append(asked)
        return True

    def _is_marked(self, index: int, words: str) -> bool:
        """Whether the page's markup says that this asks, or opens its answer at a touch."""
        piece = self._passages[index]
        asks = ends_in_question_mark(words)
        if piece.part == "toggle":
            return self._opens and (asks or is_unmarked_question(words))
        is_first = index == 0 or self._passages[index - 1].part != "question"
        return piece.part == "question" and piece.kind != "row" and (asks or is_first)

    def _is_letter(self, index: int) -> bool:
        """Whether a reader asks who is named behind the question."""
        words = self._passages[index].words(self._text)
        is_short = len(words) <= MAX_QUESTION and not re.search(r"[“”\"«]", words)
        return is_short and bool(ASKER.search(words)) and self._is_answered(index)

    def _is_answered(self, index: int) -> bool:
        """Whether words follow that may be an answer."""
        following = self._passages[index + 1 : index + 2]
        return any(
            piece.kind in ("prose", "item") and not self._is_question(index + 1)
            for piece in following
        )

    def _lead(self, index: int) -> int:
        """How many characters at the beginning are bold; 0 where none or all are."""
        piece = self._passages[index]
        return max(0, piece.lead - piece.body) if piece.lead < piece.end else 0

    def _fits(self, question: str, style: str) -> bool:
        """
        Whether this may be a question beside those before: they look alike in a section.

        A question in an answer is rhetorical: "So who wins?"
        """
        if not self._run or style in ("label", "heading", "item", "lead"):
            return not self._run or style != "heading" or self._asks_alike(question)
        first = self._run[0].style
        if style == "beside":
            return first == "beside"
        return first in ("line", "beside") or len(question) > MAX_LOOK or not self._run[-1].answer

    def _asks_alike(self, question: str) -> bool:
        """A heading without a mark is none among questions with one."""
        return ends_in_question_mark(question) or not ends_in_question_mark(self._run[0].question)

    def _is_label(self, index: int, label: re.Match, words: str) -> bool:
        """A bare "Q " is a label where an answer follows, or in an FAQ; "A. Jones" is a name."""
        if self._section or self._labels() or not BARE_Q.match(label[0]):
            return True
        return any(self._is_labelled_answer(at) for at in (index + 1, index + 2))

    def _is_labelled_answer(self, index: int) -> bool:
        return index < len(self._passages) and bool(
            answer_label(self._passages[index].words(self._text))
        )

    def _answers(self, index: int, passage: Passage, words: str) -> bool:
        if not self._run or not self._is_next(self._run[-1].last, index):
            return False
        asked = self._run[-1]
        if passage.table not in self._product_tables | {None} and asked.question:
            self._add_row(asked, index, passage)
        elif not asked.question:
            asked.question = words
        elif asked.answer in ([], [""]):
            return self._begins_answer(asked, index, passage, words)
        elif passage.kind == "heading" or is_chat(words) or AFTER.match(words):
            self._section = self._section and not AFTER.match(words)
            return False
        else:
            asked.rest.append(index)
            asked.answer.append(words)
        asked.last = index
        return True

    def _begins_answer(self, asked: Asked, index: int, passage: Passage, words: str) -> bool:
        """The first words below a question: its answer, or who asks, or that nobody answers."""
        if self._says_who(asked, index, words):
            asked.signed, asked.last = True, index
            return True
        label = answer_label(words) if asked.labelled and not asked.answer else None
        if passage.kind == "heading" and not (label or asked.answer):
            return False
        words = words[label.end() :] if label else words
        if words and is_no_answer(words):
            return True  # the words are kept, and are no answer
        asked.tight = not passage.apart
        asked.answer, asked.last = [words], index
        return True

    def _is_next(self, last: int, index: int) -> bool:
        """Whether nothing of the article stands between."""
        return all(self._passages[at].kind == "around" for at in range(last + 1, index))

    def _says_who(self, asked: Asked, index: int, words: str) -> bool:
        """Whether a line between question and answer names who asks."""
        if asked.signed or len(words) > _MAX_NAME or words[-1] in "?!:":
            return False
        if asked.labelled and self._is_labelled_answer(index + 1):
            return words[-1] != "." and not answer_label(words)
        return is_signature(words) and self._is_answered(index)

    def _add_row(self, asked: Asked, index: int, passage: Passage) -> None:
        """A row, or the caption, of a table in the answer: all of a table is one part of it."""
        part = len(asked.answer) - 1
        rows = asked.tables.get(part)
        if rows and self._passages[rows[0]].table == passage.table:
            rows.append(index)
            return
        if asked.answer:
            asked.rest.append(index)
        asked.answer.append("")
        asked.tables[part + 1] = [index]
