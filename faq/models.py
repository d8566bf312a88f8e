"""
Questions readers ask, each with its answer. The same words in another article are another question,
until an editor joins the two.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
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
from core.tag_proposals import ProposesTags, mentioned
from core.tagged_rows import ToldTagManager
from core.tags import TaggedQuerySet
from core.visibility import NOW_OR_LATER, Moment
from faq.answer_facts import AnswerDigestField, IsShortField
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
        Answered questions that a live edition shows or an editor published, joined to no other one.

        With `NOW_OR_LATER` unanswered ones, too: an answer may be written before readers look.
        """
        at = at or timezone.now()
        rows = self.filter(joined_into=None)
        rows = rows if at is NOW_OR_LATER else rows.exclude(answer="")
        published = visibility.has_begun("published_at", at)
        return rows.filter(published | visibility.visible(Question, at))

    def withdrawn_passages(self, questions: "Iterable[Question]") -> dict[int, list[str]]:
        """
        Primary key → passages of withdrawn quotes in the articles that show the question.

        One query; it follows the relations that `articles` hangs on ours.
        """
        withdrawn: dict[int, list[str]] = defaultdict(list)
        keys = [question.pk for question in questions]
        affected = self.filter(
            Q(pk__in=keys) | Q(joined_into__in=keys), editions__quotes__permission="withdrawn"
        ).order_by()
        told = affected.values_list("pk", "joined_into", "editions__quotes__segments")
        for pk, kept, segments in told:
            withdrawn[kept or pk] += segments
        return withdrawn

    def one_with(self, question: "Question") -> "QuestionQuerySet":
        """The question and those joined into it."""
        return self.filter(Q(pk=question.pk) | Q(joined_into=question.pk))

    def in_the_same_words(self) -> "QuestionQuerySet":
        """Those that another one asks word for word; they may be one question, or not."""
        rows = self.filter(joined_into=None)
        others = rows.model.objects.filter(joined_into=None).annotate(words=Lower("question"))
        same = others.filter(words=Lower(OuterRef("question"))).exclude(pk=OuterRef("pk"))
        return rows.filter(Exists(same))

    def unanswered(self) -> "QuestionQuerySet":
        """Those nobody has answered yet."""
        return self.filter(answer="", joined_into=None)


_KEPT_BY_ITSELF = frozenset({"answer_digest", "is_short", "answered_at"})
_ABOUT_IT = frozenset({"proposed_form", *ProposesTags.own_facts, *_KEPT_BY_ITSELF})


class Question(ProposesTags, SluggedPage):
    unseen_fields = frozenset({"published_at"}) | _ABOUT_IT

    question = LineField(
        max_length=250, help_text="As its article asks it: “Can I pop one?”, “Will it go away?”"
    )
    standalone = LineField(
        "form that stands alone",
        max_length=250,
        blank=True,
        help_text="Where the article isn’t beside it: “Will rosacea go away?” Leave it empty "
        "where the question is clear by itself.",
    )
    proposed_form = LineField(max_length=250, blank=True, editable=False)  # of `standalone`
    slug = PageSlugField(max_length=120, unique=True)
    answer = RichTextField(blank=True, extensions=ANSWER)
    answer_digest = AnswerDigestField()
    is_short = IsShortField()  # one sentence, or none
    answered_at = models.DateTimeField(null=True, editable=False)  # in these words
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
    joined_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="joined",
        help_text="The question that answers it, too.",
    )
    history = HistoricalRecords(excluded_fields=sorted(_ABOUT_IT))

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["question"]
        permissions = [("publish_question", "Can publish questions and change published ones")]
        indexes = [
            models.Index(fields=["id"], condition=Q(answer=""), name="question_unanswered"),
            models.Index(Lower("question"), name="question_by_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(joined_into=F("id")), name="question_is_not_joined_into_itself"
            ),
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
        return self.full_question

    @property
    def full_question(self) -> str:
        """The form that stands alone, where there is one."""
        return self.standalone or self.question

    @property
    def answering(self) -> "Question":
        """The question whose answer counts: itself, or the one it was joined into."""
        return self.joined_into or self

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields is not None and "answer" in fields:
            kwargs["update_fields"] = {*fields, *_KEPT_BY_ITSELF}
        super().save(*args, **kwargs)

    def mentioned_tags(self, vocabulary: Iterable[str], words: Iterable[str]) -> Iterable[str]:
        """What its own words ask about, in whatever form."""
        own = [self.question, self.standalone, self.proposed_form, *words]
        return sorted(mentioned(own, vocabulary, asks=True))

    def get_absolute_url(self) -> str:
        return page_url("faq:detail", self.slug)

    def clean(self) -> None:
        """Refuse what doesn't ask."""
        super().clean()
        for name in ("question", "standalone"):
            setattr(self, name, getattr(self, name).strip())
            if getattr(self, name) and not ends_in_question_mark(getattr(self, name)):
                raise ValidationError({name: NO_QUESTION_MARK})


class QuestionSource(Source, ShownFact):
    """Where an answer's facts can be read up."""

    fact_of = "question"

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="sources")
