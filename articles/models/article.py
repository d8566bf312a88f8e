"""The article as editors write it. Readers never see these rows: they see editions of them."""

from datetime import datetime

from content_editor.models import Region
from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from core.constraints import known_choices
from core.hidden_characters import LineField, WordsField
from core.page_url import page_url
from core.slugs import PageSlugField
from core.sources import Source
from people.models import Person
from pictures.models import HasImage

from .edition import Edition, is_live
from .quote import Quote
from .revision import Revision


class TaggedArticle(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_articles")
    content_object = models.ForeignKey(
        "Article", on_delete=models.CASCADE, related_name="tagged_items"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="taggedarticle_is_unique"
            )
        ]


def _is_signed_off() -> Exists:
    """Asked of one revision an article, by its number: the contents of all are many megabytes."""
    saved = Revision.objects.filter(article=OuterRef("pk"), number=OuterRef("version"))
    return Exists(saved.filter(content__review__reviewer__isnull=False))


class ArticleQuerySet(models.QuerySet["Article"]):
    def in_review(self) -> "ArticleQuerySet":
        return self.filter(status=Article.Status.IN_REVIEW)

    def signed_off(self) -> "ArticleQuerySet":
        """
        Those of which one reviewer has signed every section.

        The revision of what is saved knows: saving and signing keep it so.
        """
        return self.filter(_is_signed_off())

    def waiting_for_review(self) -> "ArticleQuerySet":
        """Those in review of which nobody has signed every section."""
        return self.in_review().exclude(_is_signed_off())

    def unpublished_changes(self) -> "ArticleQuerySet":
        """Those saved since anybody last published, scheduled or took down what they say."""
        decided = Edition.objects.filter(article=OuterRef("pk"), made_at__gte=OuterRef("saved_at"))
        return self.filter(~Exists(decided))

    def drafts_of(self, user: User) -> "ArticleQuerySet":
        """What somebody began or is an author of, and readers neither see nor are about to."""
        signed = Byline.objects.filter(person__account=user).values("article")
        return self.unpublished_changes().filter(Q(created_by=user) | Q(pk__in=signed))

    def changed_since_live(self, at: datetime | None = None) -> "ArticleQuerySet":
        """Those readers see, with changes in the draft that they don't see and nobody scheduled."""
        live = Edition.objects.filter(is_live(at), article=OuterRef("pk"))
        return self.unpublished_changes().filter(Exists(live.saying_otherwise()))


@known_choices("status")
class Article(HasImage):
    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        IN_REVIEW = "in_review", "in review"
        READY = "ready", "ready"

    title = LineField(max_length=200)
    # What the draft would have as its address; an edition makes it the article's own (address.py).
    slug = PageSlugField(max_length=200)
    dek = WordsField(
        blank=True,
        max_length=400,
        help_text="One or two sentences under the title (the standfirst).",
    )
    topic = LineField(
        "kicker",
        max_length=60,
        blank=True,
        help_text="The section, above the title: “Concerns”, “Ingredients”.",
    )
    image_caption = LineField("caption", max_length=300, blank=True)
    authors = models.ManyToManyField(Person, through="Byline", related_name="articles")
    reviewer = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_articles",
        verbose_name="medical reviewer",
    )
    quotes = models.ManyToManyField(
        Quote, through="ArticleQuote", related_name="articles", help_text="Quotes in the text."
    )
    tags = TaggableManager(through=TaggedArticle, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="articles_begun",
    )
    saved_at = models.DateTimeField(auto_now=True)

    objects = ArticleQuerySet.as_manager()

    regions = [Region(key="main", title="Article")]

    class Meta(HasImage.Meta):
        ordering = ["-saved_at"]
        indexes = [
            models.Index(fields=["saved_at"], name="article_by_save"),
            models.Index(
                fields=["saved_at"], condition=Q(status="in_review"), name="article_in_review"
            ),
        ]
        permissions = [("publish_article", "Can publish and take down articles")]
        constraints = [*HasImage.Meta.constraints]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where readers see it; of what they don't see, where they would. One query."""
        live = Edition.objects.live().filter(article=self.pk).only("slug").first()
        return page_url("articles:detail", live.slug if live else self.slug)

    def is_unpublished_work_of(self, user: User) -> bool:
        """Whether `user` began it and it has no edition, not even a planned one."""
        return self.created_by_id == user.pk and not self.editions.exists()


class Byline(models.Model):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bylines")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "author"
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="byline_is_unique")
        ]

    def __str__(self) -> str:
        return str(self.person)


class ArticleQuote(models.Model):
    """A quote that stands in the article's own text, rather than in a block of its own."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="quote_uses")
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="article_uses")

    class Meta:
        ordering = ["pk"]
        verbose_name = "quote in the text"
        verbose_name_plural = "quotes in the text"
        constraints = [
            models.UniqueConstraint(fields=["article", "quote"], name="articlequote_is_unique")
        ]

    def __str__(self) -> str:
        return str(self.quote)


class ArticleSource(Source):
    """A reference for what the article says."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sources")


@known_choices("kind")
class Correction(models.Model):
    """
    What was wrong and since when it is right, or what else is new, on the article itself
    (docs/rules.md 4.10).
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", "Corrected"
        CHANGE = "change", "Changed"

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CORRECTION)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="corrections")
    noted_on = models.DateField(default=timezone.localdate)
    text = models.TextField(help_text="“An earlier version gave the wrong strength for …”")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False
    )

    class Meta:
        ordering = ["noted_on", "pk"]

    def __str__(self) -> str:
        return f"{self.noted_on}: {self.text[:60]}"
