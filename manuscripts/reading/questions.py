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
# Headings of letters and questions that only sometimes are an FAQ's: where a question follows.
_LIKELY = re.compile(
    r"\b(?:questions?|ask(?:s|ed|ing)?|mail|mailbag|mailbox|inbox|postbag|letters?|quer(?:y|ies)"
    r"|curious|wondering|(?:rapid|quick)[- ]?fire|lightning round|q ?\+ ?a|fragen|preguntas"
    r"|domande|questions fréquentes)\b",
    re.IGNORECASE,
)
_MAX_LIKELY = 70
# What follows an FAQ and is no answer, though it may look like more of one.
_AFTER = re.compile(
    r"(?:the |our |my )?(?:bottom line|takeaways?|verdict|last word|final (?:word|thoughts?)"
    r"|conclusion|how (?:we|i) (?:tested|test|chose|choose|picked|pick|rate)|why (?:you can |to )?"
    r"trust|about (?:the |our )?(?:authors?|experts?|writer)|meet (?:the|our)|method(?:ology)?"
    r"|sources|references|shop (?:the|our)|related|more (?:from|on)|what we looked)\b",
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
# "What is it? A cyst.", "What is it?A: A cyst."
_BESIDE = re.compile(r"\?[”\"]?(?:\s*A\d{0,2}[:.]\s*|\s+|(?=[A-Z][a-z’' ]))(?=\S)")
_BESIDE_LABEL = re.compile(r"\?[”\"]?\s*A\d{0,2}[:.]")
_ASKS = re.compile(
    r"(?:what|how|can|could|is|are|do|does|did|should|why|when|where|which|who|will|would|am|have|has|may)\b",
    re.IGNORECASE,
)
# A question nobody gave a mark has its verb before its subject: "How long does it last". "How we
# tested", "Why you can trust us" and "What to look for" are headings of another kind.
_VERB = r"(?:is|are|am|was|were|do|does|did|can|could|should|will|would|may|has|have|had)"
_UNMARKED = re.compile(
    rf"(?:{_VERB}\b|(?:what|how|why|when|where|which|who)\b"
    r"(?! (?:to|we|you|i|it|they|he|she|our|my)\b)"
    rf"(?: [\w’'-]+){{0,3}}? {_VERB}\b)",
    re.IGNORECASE,
)
# "(Jody, Kelowna)", "— A tired nurse", "–Bex, 34": who asks, behind the question.
_ASKER = re.compile(r"\?[”\"]? ?(?:\([^()?]{2,60}\)|[—–-]{1,2} ?[A-Z@][^?.!]{1,60})\Z")
_MAX_QUESTION = 240
_MAX_LOOK = 90  # a longer question is no heading by its look


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
    style: str = "label"  # else heading, item, line, or beside: with its answer on its line


@dataclass(frozen=True, slots=True)
class FoundFaq:
    """`asks` tells whether the question is the writer's own words, its mark included."""

    faq: Faq
    passages: tuple[int, ...]
    asks: bool = True


def is_faq_heading(words: str) -> bool:
    is_sentence = words.endswith(".") and words.count(" ") > 5
    return (
        len(words) <= 100 and not is_sentence and bool(_FAQ_HEADING.fullmatch(words.rstrip(" :.")))
    )


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
    question = _unsigned(" ".join(asked.question.split()))
    asks = ends_in_question_mark(question)
    return FoundFaq(Faq(as_question(question), answer or None, span), tuple(held), asks)


def _unsigned(question: str) -> str:
    """A question without who asks it: "… a cold car? (Jody, Kelowna)", "… or push? — Sharon"."""
    signed = _ASKER.search(question)
    return question[: signed.start() + 1].strip() if signed else question


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
        elif not _Q.match(words) and self._is_heading(index, words):
            self._close()
            self._section = True
        elif not (self._asks(index, words) or self._answers(index, passage, words)):
            self._ends(index, passage)

    def _is_heading(self, index: int, words: str) -> bool:
        """Whether an FAQ begins here."""
        kind = self._passages[index].kind
        if kind == "item" or is_faq_heading(words):
            return kind != "item"
        if kind != "heading" or len(words) > _MAX_LIKELY or not _LIKELY.search(words):
            return False
        # "Still curious?" is one, "What should I ask my doctor?" asks itself.
        if words[-1] == "?" and (words.count(" ") > 3 or self._run):
            return False
        following = (
            at
            for at in range(index + 1, min(index + 4, len(self._passages)))
            if self._passages[at].kind not in ("note", "rule", "image")
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
        asks = ends_in_question_mark(words[:_MAX_QUESTION]) or bool(_Q.match(words))
        asks = asks or bool(_ASKER.search(words[:_MAX_QUESTION]))
        return asks or bool(_ASKS.match(words) and _BESIDE.search(words[:_MAX_QUESTION]))

    def _labels(self) -> bool:
        return bool(self._run) and self._run[0].labelled

    def _asks(self, index: int, words: str) -> bool:
        question: str | None
        label = _Q.match(words)
        if label and not self._is_label(index, label, words):
            label = None
        style = "label"
        if label:
            question, answer = _beside(words[label.end() :], self._lead(index) - label.end())
        elif self._section and not self._labels() and len(words) <= 2000:
            question, answer, style = _unlabelled(
                words, self._passages[index].kind, self._lead(index)
            )
        else:
            return False
        if question is None or len(question) > _MAX_QUESTION or not self._fits(question, style):
            return False
        asked = _Asked(question, index, [answer] if answer else [], index)
        asked.labelled, asked.style = bool(label), style
        self._run.append(asked)
        return True

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
        return first in ("line", "beside") or len(question) > _MAX_LOOK or not self._run[-1].answer

    def _asks_alike(self, question: str) -> bool:
        """A heading without a mark is none among questions with one."""
        return ends_in_question_mark(question) or not ends_in_question_mark(self._run[0].question)

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
            label = _answer_label(words) if asked.labelled else None
            if passage.kind == "heading" and not label:
                return False
            words = words[label.end() :] if label else words
            asked.answer.append(words)
            asked.tight = not passage.apart
        elif asked.answer == [""]:  # "A:" alone on its line: the answer stands on the next
            asked.answer = [words]
        elif passage.kind == "heading" or is_chat(words) or _AFTER.match(words):
            self._section = self._section and not _AFTER.match(words)
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


def _beside(words: str, lead: int = 0) -> tuple[str, str]:
    """ "What is it? A: A cyst." on one line: question and answer; or what is bold, and the rest."""
    split = _BESIDE_LABEL.search(words[:_MAX_QUESTION])
    if split and words[split.start() :].count("?") <= 3:
        found = _BESIDE.search(words, split.start())
        if found:
            return words[: split.start() + 1], words[found.end() :]
    if 0 < lead < len(words) and ends_in_question_mark(words[:lead]):
        return words[:lead].strip(), _answer(words[lead:])
    return words.strip(), ""


def _answer_label(words: str) -> re.Match | None:
    """ "A: …", "A Milia are …"; "A cyst" is an answer that begins with "a"."""
    label = _A.match(words)
    is_article = label and label[0] in ("A ", "a ") and words[label.end() :][:1].islower()
    return None if is_article else label


def _answer(words: str) -> str:
    words = words.strip()
    label = _A.match(words)
    return words[label.end() :] if label and words[label.end() - 1] != " " else words


def _unlabelled(words: str, kind: str, lead: int) -> tuple[str | None, str, str]:
    """
    Under an FAQ heading a question needs no label; its answer may stand on the same line.

    A heading there needs no mark either: "How long does it last". The last part is its style.
    """
    if kind == "heading" and words[-1] not in ".!:" and _UNMARKED.match(words):
        return words, "", kind
    if 0 < lead < len(words) and ends_in_question_mark(words[:lead]):
        return words[:lead].strip(), _answer(words[lead:]), "lead"
    style = kind if kind in ("heading", "item") else "line"
    is_short = len(words) <= _MAX_QUESTION and "“" not in words
    if is_short and (ends_in_question_mark(words) or _ASKER.search(words)):
        return words, "", style
    split = _BESIDE.search(words[:_MAX_QUESTION])
    if split and not re.search(r"[.!] ", words[: split.start()]):
        parts = words[: split.start() + 1], words[split.end() :]
        if kind == "item":
            return *parts, kind
        if _ASKS.match(words):
            return *parts, "beside"
    return None, "", ""


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
