"""Questions readers ask, each answered once and shown wherever it helps."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from core import visibility
from core.hidden_characters import LineField
from core.models import SluggedPage
from core.page_url import page_url
from core.richtext import ANSWER, RichTextField
from core.shown_facts import ShownFact
from core.slugs import PageSlugField
from core.sources import Source
from core.tagged_rows import ToldTagManager
from core.tags import TaggedQuerySet
from core.visibility import NOW_OR_LATER, Moment
from faq.question_marks import NO_QUESTION_MARK, QUESTION_MARKS, ends_in_question_mark
from people.models import Person

# The database can't tell scripts apart: it takes any semicolon for a Greek question mark.
_ASKS = reduce(or_, (Q(question__endswith=mark) for mark in (*QUESTION_MARKS, ";")))


class TaggedQuestion(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_questions")
    content_object = models.ForeignKey(
        "Question", on_delete=models.CASCADE, related_name="tagged_items"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="taggedquestion_is_unique"
            )
        ]


class QuestionQuerySet(TaggedQuerySet, models.QuerySet["Question"]):
    def public(self, at: Moment | None = None) -> "QuestionQuerySet":
        """
        Answered questions that a live edition shows or an editor published.

        With `NOW_OR_LATER` unanswered ones, too: an answer may be written before readers look.
        """
        at = at or timezone.now()
        rows = self if at is NOW_OR_LATER else self.exclude(answer="")
        published = visibility.has_begun("published_at", at)
        return rows.filter(published | visibility.visible(Question, at))

    def withdrawn_passages(self, questions: "Iterable[Question]") -> dict[int, list[str]]:
        """
        Primary key → passages of withdrawn quotes in the articles that show the question.

        One query; it follows the relations that `articles` hangs on ours.
        """
        withdrawn: dict[int, list[str]] = defaultdict(list)
        affected = self.filter(
            pk__in=[question.pk for question in questions],
            editions__quotes__permission="withdrawn",
        ).order_by()
        for pk, segments in affected.values_list("pk", "editions__quotes__segments"):
            withdrawn[pk] += segments
        return withdrawn

    def unanswered(self) -> "QuestionQuerySet":
        """Those nobody has answered yet."""
        return self.filter(answer="")


class Question(SluggedPage):
    unseen_fields = frozenset({"published_at"})

    question = LineField(
        max_length=250, help_text="As a reader would ask it: “Can I pop a milium?”"
    )
    slug = PageSlugField(max_length=120, unique=True)
    answer = RichTextField(blank=True, extensions=ANSWER)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    published_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="From then on it is listed among the questions even when no article shows it. "
        "Leave empty to let the articles decide.",
    )
    tags = TaggableManager(through=TaggedQuestion, blank=True, manager=ToldTagManager)
    tag_names = models.TextField(editable=False, blank=True)  # for the record history
    history = HistoricalRecords()

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["question"]
        permissions = [("publish_question", "Can publish questions and change published ones")]
        indexes = [models.Index(fields=["id"], condition=Q(answer=""), name="question_unanswered")]
        constraints = [
            models.CheckConstraint(
                condition=_ASKS,
                name="question_ends_in_a_question_mark",
                violation_error_message=NO_QUESTION_MARK,
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(answer=""),
                name="question_published_is_answered",
                violation_error_message="Write the answer before publishing the question.",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return page_url("faq:detail", self.slug)

    def clean(self) -> None:
        """Refuse what doesn't ask."""
        super().clean()
        self.question = self.question.strip()
        if self.question and not ends_in_question_mark(self.question):
            raise ValidationError({"question": NO_QUESTION_MARK})


class QuestionSource(Source, ShownFact):
    """Where an answer's facts can be read up."""

    fact_of = "question"

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="sources")
