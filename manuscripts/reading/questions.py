"""
Questions and answers: what stands under an FAQ heading, or carries Q and A labels.

Labels seen (domain.md 7.15): `Q: … A: …`, `Q. … A: …`, `Q1: …`, a label alone on its line, `Q What
is …` without any mark; under an FAQ heading also bare questions with their answer below or beside.
A question as a heading anywhere else is a heading.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from .layout import Passage, is_chat
from .plan import Faq

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
_LONGEST_QUESTION = 240


@dataclass(slots=True)
class _Asked:
    question: str
    first: int
    answer: list[str] = field(default_factory=list)
    last: int = 0
    labelled: bool = False
    rest: list[int] = field(default_factory=list)  # the passages of the answer behind its first
    tight: bool = False  # the answer stands right below its question


@dataclass(frozen=True, slots=True)
class FoundFaq:
    faq: Faq
    passages: tuple[int, ...]


def is_faq_heading(words: str) -> bool:
    return len(words) <= 100 and bool(_FAQ_HEADING.fullmatch(words.rstrip(" :.")))


def find_faqs(text: str, passages: list[Passage], taken: Iterable[int]) -> list[FoundFaq]:
    """The questions of a manuscript; `taken` are passages that are products' or the opening's."""
    runs = _Runs(text, passages, set(taken))
    for index in range(len(passages)):
        runs.take(index)
    return [_found(text, passages, asked) for run in runs.done() for asked in _trimmed(run)]


def _found(text: str, passages: list[Passage], asked: _Asked) -> FoundFaq:
    held = range(asked.first, asked.last + 1)
    span = (passages[held[0]].start, passages[held[-1]].end)
    question = asked.question.strip()
    if not question.endswith("?"):
        question = question.rstrip(" .:!") + "?"
    answer = "\n\n".join(part for part in asked.answer if part).strip()
    return FoundFaq(Faq(question, answer or None, span), tuple(held))


class _Runs:
    """Reads passage by passage; an FAQ section is open from its heading to the next other one."""

    def __init__(self, text: str, passages: list[Passage], taken: set[int]):
        self._text, self._passages, self._taken = text, passages, taken
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
        return bool(_Q.match(words)) or words.endswith("?")

    def _labels(self) -> bool:
        return bool(self._run) and self._run[0].labelled

    def _asks(self, index: int, words: str) -> bool:
        label = _Q.match(words)
        if label and not self._is_label(index, label, words):
            label = None
        if label:
            question, answer = _beside(words[label.end() :])
        elif self._section and not self._labels() and len(words) <= 2000:
            question, answer = _unlabelled(words, self._passages[index].kind)
        else:
            return False
        if question is None or len(question) > _LONGEST_QUESTION:
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
        if not asked.question:
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


def _beside(words: str) -> tuple[str, str]:
    """ "What is it? A: A cyst." on one line: question and answer."""
    split = _BESIDE.search(words[:_LONGEST_QUESTION])
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
    if words.endswith("?") and len(words) <= _LONGEST_QUESTION and "“" not in words:
        return words, ""
    split = _BESIDE.search(words[:_LONGEST_QUESTION])
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
    single = not any(asked.rest for asked in others) and (
        len(others) > 1 or last.labelled or last.tight
    )
    if single and last.rest and len(last.answer) > len(last.rest):
        kept = len(last.answer) - len(last.rest)
        run[-1] = replace(last, answer=last.answer[:kept], last=last.rest[0] - 1, rest=[])
    return run
