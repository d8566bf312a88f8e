"""Questions readers ask, each answered once and shown wherever it helps."""

from collections import defaultdict

from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from core.models import SluggedPage
from core.page_url import page_url
from core.richtext import ANSWER, RichTextField
from core.sources import Source
from core.tags import TaggedQuerySet
from core.visibility import shown
from people.models import Person


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


class QuestionQuerySet(TaggedQuerySet, models.QuerySet):
    def public(self, at=None):
        """Answered questions that a live edition shows or an editor published."""
        at = at or timezone.now()
        return self.exclude(answer="").filter(Q(published_at__lte=at) | shown(Question, at))

    def words_withdrawn_from(self, questions):
        """
        Primary key → passages of withdrawn quotes in the articles that show the question.

        One query; it follows the relations that `articles` hangs on ours.
        """
        withdrawn = defaultdict(list)
        shown = self.filter(
            pk__in=[question.pk for question in questions],
            editions__quotes__permission="withdrawn",
        ).order_by()
        for pk, segments in shown.values_list("pk", "editions__quotes__segments"):
            withdrawn[pk] += segments
        return withdrawn

    def unanswered(self):
        return self.filter(answer="")


class Question(SluggedPage):
    question = models.CharField(
        max_length=250, help_text="As a reader would ask it: “Can I pop a milium?”"
    )
    slug = models.SlugField(max_length=120, unique=True)
    answer = RichTextField(blank=True, extensions=ANSWER)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    published_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="From then on it stands among the questions even when no article shows it. "
        "Leave empty to let the articles decide.",
    )
    tags = TaggableManager(through=TaggedQuestion, blank=True)
    tag_names = models.TextField(editable=False, blank=True)  # for the record history
    history = HistoricalRecords()

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["question"]
        permissions = [("publish_question", "Can publish questions and change published ones")]
        indexes = [models.Index(fields=["id"], condition=Q(answer=""), name="question_unanswered")]
        constraints = [
            models.CheckConstraint(
                condition=Q(question__endswith="?"),
                name="question_ends_in_a_question_mark",
                violation_error_message="A question ends in a question mark.",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(answer=""),
                name="question_published_is_answered",
                violation_error_message="Write the answer before publishing the question.",
            ),
        ]

    def __str__(self):
        return self.question

    def get_absolute_url(self):
        return page_url("faq:detail", self.slug)


class QuestionSource(Source):
    """Where an answer's facts can be read up."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="sources")
