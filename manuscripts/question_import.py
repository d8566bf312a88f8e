"""Importing questions: each is its article's own, until an editor joins two."""

from collections.abc import Callable

from articles.models import Article
from core.visibility import NOW_OR_LATER
from faq.models import Question
from faq.standing_alone import stand_alone, topic_of
from manuscripts.article_body import is_same_text, text_html
from manuscripts.column_limits import COLUMNS, Kind
from manuscripts.import_outcome import Import
from manuscripts.left_rows import LeftRows
from manuscripts.matching import Records, normalize_name
from manuscripts.new_rows import NewRows
from manuscripts.reading import Faq
from manuscripts.slugs import FreeSlugs


class QuestionImporter:
    """The part of an `Importer` that makes the questions; `asked` are those of its article."""

    outcome: Import
    article: Article
    records: Records
    left: LeftRows
    rows: NewRows
    slugs: FreeSlugs
    note_source: Callable[..., None]

    def __init__(self) -> None:
        self.asked: dict[str, Question] = {}  # by their words
        self.answers: list[tuple[Question, str]] = []  # that get one, and what stands there
        self.answers_before: dict[int, str] = {}  # what stood there until now
        self.tag_names: list[str] = []

    def note(self, sentence: str) -> None:
        """Something an editor must see."""
        self.outcome.notes.append(sentence)

    def _fitted(self, kind: str, key: str, text: str | None) -> str:
        """Words as they fit into their column, with a note where they do not."""
        column = COLUMNS[kind, key]  # type: ignore[index]
        self.outcome.note_shortened(column, text)
        return column.fitted(text)

    def question_of(self, read: Faq) -> Question:
        """The article's question that a read one is, or a new one; an answer on file is kept."""
        asked = COLUMNS[Kind.FAQ, "question"].fitted(read.question)
        question = self.asked.get(normalize_name(asked)) or self.left.question(read.span)
        answer = text_html(read.answer)
        if question and not question.pk and not is_same_text(answer, question.answer):
            question = None  # twice in one article, with two answers: two questions
        self.outcome.count("questions", made=question is None)
        if question is None:
            question = self._new_question(read, answer)
        elif answer and question.answer and not is_same_text(answer, question.answer):
            self.note(f"“{question}” is answered on file in other words. Those on file are kept.")
        elif answer and not question.answer:
            self._answer(question, answer)
        self.note_source(read.span, question=question)
        return question

    def _new_question(self, read: Faq, answer: str) -> Question:
        """The same words in another article are another question, until an editor joins them."""
        asked = self._fitted(Kind.FAQ, "question", read.question)
        if self.records.questions.get(normalize_name(asked)):
            self.note(
                f"“{asked}” is asked in another article, too. If they are one question, join them "
                "in the list of questions."
            )
        form = COLUMNS[Kind.FAQ, "question"].fitted(stand_alone(asked, self.topic()))
        slug = self.slugs.take(Question, form or asked)
        question = self.rows.add(
            Question(question=asked, proposed_form=form, slug=slug, answer=answer)
        )
        self.asked[normalize_name(asked)] = question
        return question

    def topic(self) -> str:
        """What the article is about, in a word or two; "" where that isn't told."""
        return topic_of(self.article.title, self.tag_names, self.article.topic)

    @staticmethod
    def is_shown(question: Question) -> bool:
        """Whether readers see what it says, or will; no import changes that."""
        shown = Question.objects.public(NOW_OR_LATER)
        return shown.filter(pk=question.pk).exists()

    def _answer(self, question: Question, answer: str) -> None:
        """Answer a question on file, unless that would show the answer to readers at once."""
        if self.is_shown(question):
            self.note(
                f"“{question}” is in an edition without its answer, so the manuscript’s was not "
                "added. Answer it on the question’s page."
            )
            return
        self.set_answer(question, answer)

    def set_answer(self, question: Question, answer: str) -> None:
        """Let a question have this answer; one on file gets it when all is written."""
        if question.pk:
            self.answers_before.setdefault(question.pk, question.answer)
            self.answers.append((question, answer))
        question.answer = answer
