"""What a writer submitted, what an editor decides about it, and which rows were made from it."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from articles.models import Article, ProductPick, QuestionBlock, Quote, TableBlock, TextBlock
from core.constraints import known_choices
from core.timezones import site_day
from faq.models import Question
from manuscripts.likeness import sketch_of
from manuscripts.price_dates import price_date
from products.models import Offer, Product

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from manuscripts.reading import Plan


class ManuscriptQuerySet(models.QuerySet["Manuscript"]):
    def without_files(self) -> Self:
        """Without the columns that hold whole files, for lists."""
        return self.defer("original", "plan")

    def store(
        self,
        plan: "Plan",
        original: bytes,
        *,
        by: "User | None" = None,
        follows: "Manuscript | None" = None,
        likeness: float | None = None,
    ) -> "tuple[Manuscript, bool]":
        """
        `(manuscript, is_new)` of a plan and the bytes it was read from; the same are one row.

        Its prices are as old as it says, else as old as this day.
        """
        told = price_date(plan.source.text, site_day())
        return self.get_or_create(
            sha256=plan.source.sha256,
            defaults={
                "name": plan.source.name,
                "format": plan.source.format,
                "original": original,
                "plan": plan.as_json,
                "uploaded_by": by,
                "follows": follows,
                "likeness": likeness,
                "sketch": sketch_of(plan.source.text),
                "handed_in_on": (told and told.day) or site_day(),
            },
        )

    def in_review(self) -> Self:
        return self.filter(article=None)


class Manuscript(models.Model):
    """
    One file as it was uploaded. Its digest makes imports idempotent: the same bytes count once.

    `plan` is the reading of it (docs/manuscript-plan.md), `unplaced` words included, so that
    nothing a writer wrote is ever lost. Without an article it is in review. `follows` is the
    earlier version of the same piece that this one corrects.
    """

    name = models.TextField()
    format = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64, unique=True)
    original = models.BinaryField()
    plan = models.JSONField()
    article = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="manuscripts"
    )
    import_notes = models.JSONField(
        default=list, blank=True, help_text="Sentences: what the import leaves to an editor."
    )
    seen_warnings = models.JSONField(
        default=list, blank=True, help_text="Doubts beside the cards that an editor has seen."
    )
    kept_notes = models.JSONField(
        default=list, blank=True, help_text="Notes that the article is to have, by their block."
    )
    sketch = models.JSONField(
        default=list, editable=False, help_text="What tells how alike two texts are."
    )
    likeness = models.FloatField(
        null=True,
        editable=False,
        help_text="How much of it the one it follows has, where that was found by its words.",
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_by",
        help_text="The version of the same piece that this one corrects.",
    )
    apart_from = models.ManyToManyField(
        "self", blank=True, help_text="Pieces that an editor said it is no version of."
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    handed_in_on = models.DateField(
        "handed in on",
        default=site_day,
        help_text="Prices in it are as old as this day until somebody looks at the shop.",
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ManuscriptQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.name


@known_choices("kind", "decision")
class Proposal(models.Model):
    """
    One thing a manuscript was read to hold, and what an editor decided about it.

    `reading` is a row of the plan, at `position` of its kind; `edited` what an editor has instead.
    `near` are the rows on file that it may be, best first, as `{pk, name, score}`. `record` is the
    one it is; without one the import takes the row of the same name, or makes a new one.
    `version` counts the decisions, so that of two editors the later one is told.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article", "title and tags"
        EXPERT = "expert", "person"
        QUOTE = "quote", "quote"
        PRODUCT = "product", "product"
        FAQ = "faq", "question"
        WORDING = "wording", "wording"

    class Decision(models.TextChoices):
        OPEN = "open", "open"
        ACCEPTED = "accepted", "accepted"
        REJECTED = "rejected", "left out"

    manuscript = models.ForeignKey(Manuscript, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    position = models.PositiveIntegerField()
    reading = models.JSONField()
    edited = models.JSONField(null=True, blank=True)
    record = models.PositiveBigIntegerField(null=True, blank=True)
    near = models.JSONField(default=list, blank=True)
    doubts = models.JSONField(
        default=list, blank=True, help_text="Sentences: what an editor should look at."
    )
    unchanged = models.BooleanField(
        default=False, help_text="The version before this one was read the same here."
    )
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    version = models.PositiveIntegerField(default=0)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["manuscript", "kind", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["manuscript", "kind", "position"], name="proposal_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(decision="open") | Q(decided_at__isnull=False),
                name="proposal_decision_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(kind="article", decision="rejected"),
                name="proposal_of_the_article_stays",
                violation_error_message="A draft needs a title: change it, it can't be left out.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.position + 1} of {self.manuscript}"

    @property
    def content(self) -> dict[str, Any]:
        """What the import takes: the editor's words, else the reading."""
        return self.reading if self.edited is None else {**self.reading, **self.edited}


def _exactly_one(keys: Iterable[str]) -> Q:
    """A condition: exactly one of these foreign keys is set."""
    return reduce(or_, (Q(**{f"{other}__isnull": other != key for other in keys}) for key in keys))


_SOURCE_OF = (
    *("quote", "offer", "product", "question"),
    *("text_block", "table_block", "product_pick", "question_block"),
)


class ImportSource(models.Model):
    """
    Where a row was imported from: the manuscript, and the words of it (half-open span of code
    points in its text). Exactly one of the keys below is set.
    """

    # Where a row came from is no place where it is used (backoffice.references).
    is_reference = False
    KEYS = _SOURCE_OF

    manuscript = models.ForeignKey(
        Manuscript, on_delete=models.CASCADE, related_name="import_sources"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    line = models.PositiveIntegerField(help_text="The first line of it, counted from 1.")
    quote = models.ForeignKey(
        Quote, on_delete=models.CASCADE, null=True, blank=True, related_name="import_sources"
    )
    offer = models.ForeignKey(
        Offer, on_delete=models.CASCADE, null=True, blank=True, related_name="import_sources"
    )
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, null=True, blank=True, related_name="import_sources"
    )
    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, null=True, blank=True, related_name="import_sources"
    )
    text_block = models.ForeignKey(
        TextBlock, on_delete=models.CASCADE, null=True, blank=True, related_name="import_sources"
    )
    table_block = models.ForeignKey(
        TableBlock, on_delete=models.CASCADE, null=True, blank=True, related_name="import_sources"
    )
    product_pick = models.ForeignKey(
        ProductPick, on_delete=models.CASCADE, null=True, blank=True, related_name="import_sources"
    )
    question_block = models.ForeignKey(
        QuestionBlock,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="import_sources",
    )

    class Meta:
        ordering = ["manuscript", "start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lte=F("end"), line__gte=1), name="import_source_span_is_in_order"
            ),
            models.CheckConstraint(
                condition=_exactly_one(_SOURCE_OF), name="import_source_is_of_exactly_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line} of {self.manuscript}"


@known_choices("kind")
class MadeRow(models.Model):
    """
    A row that the import of a manuscript made, for *Undo this import* (manuscripts/undo.py).

    `digest` tells whether anybody has changed it since. Of a price batch it is empty: batches stay.
    The changes of a correction are told by the revision before them, and the version after. What
    was there `before`: of these the article's digest, of an answer the one that a question had.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article", "article"
        QUOTE = "quote", "quote"
        QUESTION = "question", "question"
        OFFER = "offer", "offer"
        PRODUCT = "product", "product"
        BRAND = "brand", "brand"
        RETAILER = "retailer", "retailer"
        PERSON = "person", "person"
        TAG = "tag", "tag"
        BATCH = "batch", "price batch"
        CHANGES = "changes", "changes of an article"
        ANSWER = "answer", "answer to a question on file"

    is_reference = False

    manuscript = models.ForeignKey(Manuscript, on_delete=models.CASCADE, related_name="made_rows")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    row = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64, blank=True)
    before = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "row"],
                condition=~Q(kind="answer"),  # each version may give another one
                name="made_row_is_made_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.row}, made from {self.manuscript}"
