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

from .answer_ends import Asked, ended, without_names
from .asking_passages import NO_PART, AskingPassages, marks_of_pairs
from .placeholders import is_placeholder
from .plain_tables import as_pipes, read_table
from .plan import Faq
from .question_forms import (
    AFTER,
    ASKS,
    BARE_Q,
    LIKELY_HEADING,
    MAX_LIKELY,
    MAX_LOOK,
    MAX_QUESTION,
    Q_LABEL,
    answer_label,
    beside,
    is_faq_heading,
    is_post,
    is_post_line,
    is_signature,
    is_unmarked_question,
    unlabeled,
    unsigned,
    without_lead,
)
from .segmentation import Passage, is_chat
from .sign_offs import is_no_answer, is_sign_off

_IN_BOLD = "it stands in bold below a heading that does not speak of questions"
_MAX_WITHIN = 15  # passages that products within an answer may take
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
    every = (asked for run in runs.done() for asked in ended(run, passages))
    return [_found(text, passages, asked, runs.taken) for asked in every]


def _found(text: str, passages: list[Passage], asked: Asked, taken: set[int]) -> FoundFaq:
    held = [
        at
        for at in range(asked.first, asked.last + 1)
        if passages[at].kind != "around" and at not in taken
    ]
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
        self._text, self._passages, self.taken = text, passages, taken
        self._places = AskingPassages(text, passages)
        # The rows between a table's products say nothing by themselves.
        self._product_tables = {passages[index].table for index in taken}
        self._section, self._level, self._likely = False, 0, ""
        asking = [at for at in range(len(passages)) if self._places.is_question(at)]
        self._opens = sum(passages[at].part == "toggle" for at in asking)
        self._marks = marks_of_pairs(text, passages)
        self._letters = sum(self._places.is_letter(at) for at in asking) > 1
        self._run: list[Asked] = []
        self._runs: list[list[Asked]] = []

    def done(self) -> list[list[Asked]]:
        self._close()
        return self._runs

    def take(self, index: int) -> None:
        passage = self._passages[index]
        words = passage.words(self._text)
        if passage.kind == "around" or self._is_between(index, words):
            return
        if index in self.taken and self._goes_on(index):
            return
        if index in self.taken or passage.kind in NO_PART:
            self._close()
            # A page of nothing but questions says so in its title.
            self._section = self._section or (index in self.taken and is_faq_heading(words))
        elif not Q_LABEL.match(words) and self._is_heading(index, words):
            self._close()
            self._section, self._level = True, passage.level
            is_told = is_faq_heading(words) or LIKELY_HEADING.search(words)
            self._likely = "" if is_told else _IN_BOLD
        elif not (self._asks(index, words) or self._answers(index, passage, words)):
            self._ends(index, passage)

    def _goes_on(self, index: int) -> bool:
        """Whether products stand within an answer: the next label comes before any heading."""
        if not (self._labels() and self._run[-1].answer):
            return False
        for at in range(index + 1, min(index + _MAX_WITHIN, len(self._passages))):
            if at in self.taken:
                continue
            asks = bool(Q_LABEL.match(self._passages[at].words(self._text)))
            if asks or self._passages[at].kind == "heading":
                return asks
        return False

    def _is_between(self, index: int, words: str) -> bool:
        """Whether a line only says who asks what follows: a thread's, or a heading of letters."""
        if self._run and self._run[-1].answer and is_post_line(words):
            is_asked = is_post(words) and is_post(self._run[0].question)
            return not (is_asked and self._places.is_question(index))
        is_name = self._passages[index].kind == "heading" and is_signature(words)
        return (
            self._section
            and is_name
            and any(map(self._places.is_question, self._places.below(index)[:1]))
        )

    def _is_heading(self, index: int, words: str) -> bool:
        """Whether an FAQ begins here."""
        kind = self._passages[index].kind
        if kind == "item" or is_faq_heading(words):
            return kind != "item"
        if self._labels() and answer_label(words):  # "A: [Ana to ask Holt]"
            return False
        if kind != "heading" or len(words) > MAX_LIKELY:
            return False
        below = self._places.below(index)
        if not LIKELY_HEADING.search(words):
            return not self._section and words[-1] != "?" and self._places.asks_in_bold(below)
        # "Still curious?" is one, "What should I ask my doctor?" asks itself.
        if words[-1] == "?" and (words.count(" ") > 3 or self._run):
            return False
        return self._places.begin(index, below)

    def _close(self) -> None:
        if self._run:
            without_names(self._run)
            self._runs.append(self._run)
        self._run = []

    def _ends(self, index: int, passage: Passage) -> None:
        self._close()
        following = index + 1
        asks_on = following < len(self._passages) and self._places.is_question(following)
        if passage.kind == "heading" and not asks_on and passage.level <= self._level:
            self._section = False

    def _labels(self) -> bool:
        return bool(self._run) and self._run[0].labeled

    def _asks(self, index: int, words: str) -> bool:
        label = Q_LABEL.match(words)
        if label and not self._is_label(index, label, words):
            label = None
        question, answer, style = self._question(index, words, label)
        if (
            question is None
            or len(question) > MAX_QUESTION
            or not self._fits(index, question, style)
        ):
            return False
        if answer and is_signature(answer) and self._places.is_answered(index):
            answer = ""
        is_held = bool(answer) and is_placeholder(answer)
        answer = "" if is_held else answer
        asked = Asked(question, index, [answer] if answer else [], index, is_held=is_held)
        asked.labeled, asked.style = bool(label), style
        asked.likely = self._likely if self._section and not label else ""
        if self._passages[index].part == "toggle" and self._opens < 2:
            asked.likely = "nothing else on the page opens like it"
        if index in self._marks and not ends_in_question_mark(question):
            asked.likely = "the sign before it is all that says that it asks"
        self._run.append(asked)
        return True

    def _question(
        self, index: int, words: str, label: re.Match | None
    ) -> tuple[str | None, str, str]:
        """The question of a passage, the answer beside it and its style; None where it has none."""
        lead = self._places.lead(index)
        if label:
            return *beside(words[label.end() :], lead - label.end()), "label"
        is_marked = self._is_marked(index, words)
        if is_marked or (not self._section and self._letters and self._places.is_letter(index)):
            return *beside(words, lead), "label"
        if not self._section or self._labels() or len(words) > 2000 or is_sign_off(words):
            return None, "", ""
        kind = self._passages[index].kind
        found = unlabeled(words, kind, lead)
        if found[0] is None and (
            self._asks_below_heading(index, words) or self._is_of_run(index, words)
        ):
            return words, "", kind
        return found

    def _is_of_run(self, index: int, words: str) -> bool:
        """A heading without a mark between questions that look like it: "Now what", in bold."""
        piece = self._passages[index]
        if piece.kind != "heading" or not self._run or words[-1] in ".:" or AFTER.match(words):
            return False
        first = self._passages[self._run[0].first]
        if not self._is_alike(first, piece) or self._run[-1].last != index - 1:
            return False
        later = (at for at in self._places.below(index)[1:] if self._passages[at].kind == "heading")
        following = next(later, None)
        return following is not None and (
            self._is_alike(first, self._passages[following]) and self._places.is_question(following)
        )

    def _is_alike(self, one: Passage, other: Passage) -> bool:
        """Whether two headings look alike, and more than plain text does."""
        looks = [(each.kind, each.level, each.lead >= each.end) for each in (one, other)]
        return looks[0] == looks[1] and (one.lead >= one.end or one.level > self._level)

    def _asks_below_heading(self, index: int, words: str) -> bool:
        """A heading below the FAQ's own asks without a mark: "How to treat it"."""
        piece = self._passages[index]
        asks = bool(ASKS.match(words)) and words[-1] not in ".!:" and not AFTER.match(words)
        return piece.kind == "heading" and piece.level > self._level > 0 and asks

    def _is_marked(self, index: int, words: str) -> bool:
        """Whether the page's markup says that this asks, or opens its answer at a touch."""
        piece = self._passages[index]
        asks = ends_in_question_mark(words)
        if index in self._marks:
            return True
        if piece.part == "faq":
            return asks and (piece.kind == "heading" or self._places.is_bold_question(index))
        if piece.part == "toggle":
            return self._opens > 1 and (asks or is_unmarked_question(words)) or asks
        is_first = index == 0 or self._passages[index - 1].part != "question"
        return piece.part == "question" and piece.kind != "row" and (asks or is_first)

    def _fits(self, index: int, question: str, style: str) -> bool:
        """
        Whether this may be a question beside those before: they look alike in a section.

        A question in an answer is rhetorical: "So who wins?"
        """
        if not self._run or style in ("label", "heading", "item", "lead"):
            return not self._run or style != "heading" or self._asks_alike(index, question)
        first = self._run[0].style
        if style == "beside":
            return first == "beside"
        return first in ("line", "beside") or len(question) > MAX_LOOK or not self._run[-1].answer

    def _asks_alike(self, index: int, question: str) -> bool:
        """A heading without a mark is none among questions with one, unless it looks like them."""
        return (
            ends_in_question_mark(question)
            or not ends_in_question_mark(self._run[0].question)
            or self._is_of_run(index, question)
            or self._is_alike(self._passages[self._run[0].first], self._passages[index])
        )

    def _is_label(self, index: int, label: re.Match, words: str) -> bool:
        """A bare "Q " is a label where an answer follows, or in an FAQ; "A. Jones" is a name."""
        if self._section or self._labels() or not BARE_Q.match(label[0]):
            return True
        return any(self._places.is_labeled_answer(at) for at in (index + 1, index + 2))

    def _answers(self, index: int, passage: Passage, words: str) -> bool:
        if not self._run or not self._is_next(self._run[-1].last, index):
            return False
        asked = self._run[-1]
        if asked.is_held:
            return False
        if passage.table not in self._product_tables | {None} and asked.question:
            self._add_row(asked, index, passage)
        elif not asked.question:
            asked.question = words
        elif asked.answer in ([], [""]):
            return self._begins_answer(asked, index, passage, words)
        elif passage.ruled or (passage.kind == "heading" and not self._is_below(asked, passage)):
            return False
        elif is_chat(words) or AFTER.match(words):
            self._section = self._section and not AFTER.match(words)
            return False
        else:
            asked.rest.append(index)
            asked.answer.append(words)
        asked.last = index
        return True

    def _is_below(self, asked: Asked, passage: Passage) -> bool:
        """Whether a heading stands within an answer: it is of a lower level than the question."""
        asks = self._passages[asked.first]
        return asks.kind == "heading" and passage.level > asks.level

    def _begins_answer(self, asked: Asked, index: int, passage: Passage, words: str) -> bool:
        """The first words below a question: its answer, or who asks, or that nobody answers."""
        if self._says_who(asked, index, words):
            asked.signed, asked.last = True, index
            return True
        label = answer_label(words) if asked.labeled and not asked.answer else None
        if passage.kind == "heading" and not (label or asked.answer):
            return False
        words = words[label.end() :] if label else without_lead(words)
        if words and is_placeholder(words):
            asked.last, asked.is_held = index, True
            return True
        if words and is_no_answer(words):
            return True  # the words are kept, and are no answer
        asked.tight = not passage.apart
        asked.answer, asked.last = [words], index
        return True

    def _is_next(self, last: int, index: int) -> bool:
        """Whether nothing of the article stands between."""
        between = range(last + 1, index)
        return all(self._passages[at].kind == "around" or at in self.taken for at in between)

    def _says_who(self, asked: Asked, index: int, words: str) -> bool:
        """Whether a line between question and answer names who asks."""
        if is_post_line(words):  # a post with words is an aside where another one answers
            return not is_post(words) or self._places.is_answered(index)
        if asked.signed or len(words) > _MAX_NAME or words[-1] in "?!:":
            return False
        if asked.labeled and self._places.is_labeled_answer(index + 1):
            return words[-1] != "." and not answer_label(words)
        return is_signature(words) and self._places.is_answered(index)

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
