"""
The blocks of an article's body. Neighboring product picks are shown as one list, neighboring
questions as one FAQ.
"""

from typing import ClassVar

from content_editor.models import PluginBase
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from core.constraints import known_choices
from core.hidden_characters import LineField
from core.richtext import ANSWER, TABLE, RichTextField
from faq.models import Question
from pictures.models import HasImage
from products.models import Product

from .article import Article
from .quote import Quote, is_excerpt


class Block(PluginBase):
    """What every kind of block has; docs/architecture.md says what a new kind needs."""

    parent = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s_set"
    )
    # The editor of blocks wants one; an article has one alone, and nobody chooses.
    region = models.CharField(
        max_length=255, choices=[(region.key, region.title) for region in Article.regions]
    )
    ordering = models.IntegerField(default=0)

    class Meta:
        abstract = True
        app_label = "articles"
        ordering = ["ordering"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(region__in=[region.key for region in Article.regions]),
                name="%(class)s_region_is_known",
            )
        ]


class LinesField(models.TextField):
    """A list somebody types one item a line; empty lines and spaces around an item are not kept."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 -- Django's
        value = "\n".join(lines_of(getattr(model_instance, self.attname)))
        setattr(model_instance, self.attname, value)
        return value


def lines_of(text: str) -> list[str]:
    """The items of a list that is typed one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class TextBlock(Block):
    html = RichTextField("text")

    class Meta(Block.Meta):
        verbose_name = "text"
        verbose_name_plural = "texts"

    def __str__(self) -> str:
        return self.get_html_excerpt(words=8)


class ImageBlock(HasImage, Block):
    caption = models.CharField(max_length=300, blank=True)

    class Meta(Block.Meta):
        verbose_name = "picture"
        verbose_name_plural = "pictures"
        constraints = [
            *Block.Meta.constraints,
            *HasImage.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(picture=None),
                name="imageblock_has_an_image",
                violation_error_message="Choose a picture, or remove the block.",
            ),
        ]

    def __str__(self) -> str:
        return self.image_alt or "Picture"

    @classmethod
    def get_queryset(cls) -> models.QuerySet["ImageBlock"]:
        return cls.objects.select_related("picture")


class PullQuote(Block):
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="pull_quotes")
    excerpt = LinesField(
        blank=True,
        help_text="The words to set large, where not all of the quote: one passage per line, each "
        "as it was said.",
    )

    class Meta(Block.Meta):
        verbose_name = "pull quote"

    def __str__(self) -> str:
        return str(self.quote)

    def clean(self) -> None:
        """Nothing is set large that nobody said (docs/rules.md 4.13)."""
        super().clean()
        if self.quote_id and not is_excerpt(lines_of(self.excerpt), self.quote.segments):
            raise ValidationError(
                {"excerpt": "These words aren't in the quote. Copy them as they were said."}
            )

    @classmethod
    def get_queryset(cls) -> models.QuerySet["PullQuote"]:
        return cls.objects.select_related("quote__speaker")


class ProductPick(Block):
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="picks")
    best_for = models.CharField(max_length=80, blank=True, help_text="“Best for oily skin”")
    note = models.TextField(blank=True, help_text="Why we picked it, in a sentence or two.")
    pros = LinesField(blank=True, help_text="One per line.")
    cons = LinesField(blank=True, help_text="One per line.")

    class Meta(Block.Meta):
        verbose_name = "product pick"

    def __str__(self) -> str:
        return str(self.product)

    @classmethod
    def get_queryset(cls) -> models.QuerySet["ProductPick"]:
        return cls.objects.select_related("product__brand")


class KeyPoints(Block):
    """The answer in a few lines. The page shows it first, wherever it stands in the body."""

    points = LinesField(help_text="One per line: what somebody learns who reads nothing else.")

    class Meta(Block.Meta):
        verbose_name = "key points"
        verbose_name_plural = "key points"

    def __str__(self) -> str:
        return next(iter(lines_of(self.points)), "Key points")


class QuestionBlock(Block):
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="blocks")

    class Meta(Block.Meta):
        verbose_name = "question"

    def __str__(self) -> str:
        return self.question.question

    @classmethod
    def get_queryset(cls) -> models.QuerySet["QuestionBlock"]:
        return cls.objects.select_related("question__joined_into")


@known_choices("tone")
class CallOut(Block):
    class Tone(models.TextChoices):
        NOTE = "note", "Good to know"
        CARE = "care", "Take care"
        DOCTOR = "doctor", "When to see a doctor"

    tone = models.CharField(max_length=10, choices=Tone.choices, default=Tone.NOTE)
    title = LineField(
        max_length=120,
        blank=True,
        help_text="“When to let somebody look”. Empty: what the tone is called.",
    )
    html = RichTextField("text", extensions=ANSWER)

    class Meta(Block.Meta):
        verbose_name = "call-out"

    def __str__(self) -> str:
        return self.get_html_excerpt(words=8)


class TableBlock(Block):
    """One table with a header row or column; merged cells are taken apart when it is saved."""

    html = RichTextField("table", extensions=TABLE)

    class Meta(Block.Meta):
        verbose_name = "table"

    def __str__(self) -> str:
        return self.get_html_excerpt(words=8)
