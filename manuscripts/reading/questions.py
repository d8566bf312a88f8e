"""
Questions and answers: what stands under an FAQ heading, or carries Q and A labels.

Labels seen (docs/rules.md 7.15): `Q: … A: …`, `Q. … A: …`, `Q1: …`, a label alone on its line,
`Q What is …` without any mark; under an FAQ heading also bare questions with their answer below or
beside. A question as a heading anywhere else is a heading.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from faq.question_marks import as_question, ends_in_question_mark

from .plain_tables import as_pipes, read_table
from .plan import Faq
from .segmentation import Passage, is_chat

_FAQ_HEADING = re.compile(
    r"(?:[\w’':–— -]{0,60}\b)?(?:faqs?|frequently asked questions|common(?:ly asked)? questions"
    r"|questions (?:and|&) answers|q ?(?:&|and) ?as?|(?:your|reader|readers’|reader’s) questions"
    r"|questions? (?:you|readers|patients|we) \w+|you ask(?:ed)?|readers? ask(?:ed)?"
    r"|people also ask)\b.{0,60}",
    re.IGNORECASE,
)
_Q = re.compile(
    r"(?:q|question|frage|(?-i:F(?=:)))\s?\d{0,2}\s?(?:[:.)–—-]|\s[–—-])\s*"
    r"|Q\d{0,2} (?=[A-Z“\"¿])|Q\d{0,2}\Z",
    re.IGNORECASE,
)
_A = re.compile(
    r"(?:a|answer|antwort|réponse|(?-i:R(?=\s?:)))\s?\d{0,2}\s?(?:[:.)–—]|\s-)\s*"
    r"|A\d{0,2} (?=[A-Z“\"0-9])|A\d{0,2}\Z",
    re.IGNORECASE,
)
_BARE_Q = re.compile(r"Q\d{0,2} ")
_BESIDE = re.compile(r"\?[”\"]?\s+(?:A[:.]\s*)?(?=\S)")
_ASKS = re.compile(
    r"(?:what|how|can|could|is|are|do|does|did|should|why|when|where|which|who|will|would|am|have|has|may)\b",
    re.IGNORECASE,
)
_MAX_QUESTION = 240


@dataclass(slots=True)
class _Asked:
    question: str
    first: int
    answer: list[str] = field(default_factory=list)
    last: int = 0
    labelled: bool = False
    rest: list[int] = field(default_factory=list)  # the passages of the answer behind its first
    tight: bool = False  # the answer stands right below its question
    tables: dict[int, list[int]] = field(default_factory=dict)  # the rows of a part of the answer


@dataclass(frozen=True, slots=True)
class FoundFaq:
    faq: Faq
    passages: tuple[int, ...]


def is_faq_heading(words: str) -> bool:
    return len(words) <= 100 and bool(_FAQ_HEADING.fullmatch(words.rstrip(" :.")))


def find_faqs(text: str, passages: list[Passage], taken: Iterable[int]) -> list[FoundFaq]:
    """The questions of a manuscript; `taken` passages belong to products or the front matter."""
    runs = _Runs(text, passages, set(taken))
    for index in range(len(passages)):
        runs.take(index)
    return [_found(text, passages, asked) for run in runs.done() for asked in _trimmed(run)]


def _found(text: str, passages: list[Passage], asked: _Asked) -> FoundFaq:
    held = range(asked.first, asked.last + 1)
    span = (passages[held[0]].start, passages[held[-1]].end)
    parts = [
        as_pipes(read_table(text, [passages[index] for index in asked.tables[at]]))
        if at in asked.tables
        else part
        for at, part in enumerate(asked.answer)
    ]
    # Where something was struck out, two spaces are left.
    answer = re.sub("  +", " ", "\n\n".join(filter(None, parts))).strip()
    question = " ".join(asked.question.split())
    return FoundFaq(Faq(as_question(question), answer or None, span), tuple(held))


class _Runs:
    """Reads passage by passage; an FAQ section is open from its heading to the next other one."""

    def __init__(self, text: str, passages: list[Passage], taken: set[int]):
        self._text, self._passages, self._taken = text, passages, taken
        # The rows between a table's products say nothing by themselves.
        self._product_tables = {passages[index].table for index in taken}
        self._section = False
        self._run: list[_Asked] = []
        self._runs: list[list[_Asked]] = []

    def done(self) -> list[list[_Asked]]:
        self._close()
        return self._runs

    def take(self, index: int) -> None:
        passage = self._passages[index]
        words = passage.words(self._text)
        if index in self._taken or passage.kind in ("note", "rule", "image", "around"):
            self._close()
            # A page of nothing but questions says so in its title.
            self._section = self._section or (index in self._taken and is_faq_heading(words))
        elif not _Q.match(words) and passage.kind != "item" and is_faq_heading(words):
            self._close()
            self._section = True
        elif not (self._asks(index, words) or self._answers(index, passage, words)):
            self._ends(index, passage)

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
        return bool(_Q.match(words)) or ends_in_question_mark(words)

    def _labels(self) -> bool:
        return bool(self._run) and self._run[0].labelled

    def _asks(self, index: int, words: str) -> bool:
        question: str | None
        label = _Q.match(words)
        if label and not self._is_label(index, label, words):
            label = None
        if label:
            question, answer = _beside(words[label.end() :])
        elif self._section and not self._labels() and len(words) <= 2000:
            question, answer = _unlabelled(words, self._passages[index].kind)
        else:
            return False
        if question is None or len(question) > _MAX_QUESTION:
            return False
        asked = _Asked(question, index, [answer] if answer else [], index, labelled=bool(label))
        self._run.append(asked)
        return True

    def _is_label(self, index: int, label: re.Match, words: str) -> bool:
        """A bare "Q " is a label where an answer follows, or in an FAQ; "A. Jones" is a name."""
        if self._section or self._labels() or not _BARE_Q.match(label[0]):
            return True
        following = self._passages[index + 1 : index + 2]
        return any(_A.match(passage.words(self._text)) for passage in following)

    def _answers(self, index: int, passage: Passage, words: str) -> bool:
        if not self._run or self._run[-1].last != index - 1:
            return False
        asked = self._run[-1]
        if passage.table not in self._product_tables | {None} and asked.question:
            self._add_row(asked, index, passage)
        elif not asked.question:
            asked.question, words = words, ""
        elif not asked.answer:
            label = _A.match(words) if asked.labelled else None
            if passage.kind == "heading" and not label:
                return False
            words = words[label.end() :] if label else words
            asked.answer.append(words)
            asked.tight = not passage.apart
        elif asked.answer == [""]:  # "A:" alone on its line: the answer stands on the next
            asked.answer = [words]
        elif passage.kind == "heading" or is_chat(words):
            return False
        else:
            asked.rest.append(index)
            asked.answer.append(words)
        asked.last = index
        return True

    def _add_row(self, asked: _Asked, index: int, passage: Passage) -> None:
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


def _beside(words: str) -> tuple[str, str]:
    """ "What is it? A: A cyst." on one line: question and answer."""
    split = _BESIDE.search(words[:_MAX_QUESTION])
    if (
        split
        and words[split.start() :].count("?") <= 3
        and re.match(r"\?[”\"]?\s+A[:.]", words[split.start() :])
    ):
        return words[: split.start() + 1], words[split.end() :]
    return words.strip(), ""


def _unlabelled(words: str, kind: str) -> tuple[str | None, str]:
    """
    Under an FAQ heading a question needs no label; its answer may stand on the same line.

    A heading there needs no mark either: "How long does it last".
    """
    item = kind == "item"
    if kind == "heading" and _ASKS.match(words) and words[-1] not in ".!:":
        return words, ""
    if ends_in_question_mark(words) and len(words) <= _MAX_QUESTION and "“" not in words:
        return words, ""
    split = _BESIDE.search(words[:_MAX_QUESTION])
    if split and (item or _ASKS.match(words)) and not re.search(r"[.!] ", words[: split.start()]):
        return words[: split.start() + 1], words[split.end() :]
    return None, ""


def _trimmed(run: list[_Asked]) -> list[_Asked]:
    """
    The last answer ends where the others do.

    Paragraphs behind the last answer are the article's end, unless answers of several paragraphs
    are usual here.
    """
    *others, last = run
    single = not any(len(asked.rest) > len(asked.tables) for asked in others) and (
        len(others) > 1 or last.labelled or last.tight
    )
    first = len(last.answer) - len(last.rest)
    if single and last.rest and first > 0:
        # A table right behind the answer is its own.
        kept = next((at for at in range(first, len(last.answer)) if at not in last.tables), None)
        if kept is not None:
            end = last.rest[kept - first] - 1
            run[-1] = replace(last, answer=last.answer[:kept], last=end, rest=[])
    return run
