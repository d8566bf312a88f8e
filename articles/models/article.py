"""The article at the desk. Readers never see these rows: they see editions of them."""

from content_editor.models import Region
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from people.models import Person
from pictures.models import Pictured
from skinsite.addresses import WebAddressField, page_address, web_address_constraint
from skinsite.models import Addressed

from .edition import Edition
from .quote import Quote


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


class Article(Addressed, Pictured):
    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        IN_REVIEW = "in_review", "in review"
        READY = "ready", "ready"

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True)
    dek = models.TextField(
        blank=True,
        max_length=400,
        help_text="One or two sentences under the title (the standfirst).",
    )
    topic = models.CharField(max_length=60, blank=True, help_text="“Concerns”, “Ingredients”")
    image_caption = models.CharField("caption", max_length=300, blank=True)
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

    regions = [Region(key="main", title="Article")]

    class Meta(Pictured.Meta):
        ordering = ["-saved_at"]
        permissions = [("publish_article", "Can publish and take down articles")]
        constraints = [
            *Pictured.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in_review", "ready"]),
                name="article_status_is_known",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return page_address("articles:detail", self.slug)

    def is_known_to_readers(self):
        """Whether it ever was live."""
        return self.editions.begun().exists()

    def keep_version(self, *, by=None, note=""):
        """
        Keep what stands at the desk as the `DeskVersion` of this very `version`.

        Called after every save, in its transaction. About sixteen queries; the oldest saves that
        nobody named go.
        """
        from articles.content import desk_content  # noqa: PLC0415 -- it reads our blocks

        kept, _ = self.versions.update_or_create(
            number=self.version,
            defaults={"content": desk_content(self), "saved_by": by, "note": note},
        )
        unnamed = self.versions.filter(note="").order_by("-number")
        old = unnamed.values_list("pk", flat=True)[kept.KEPT_UNNAMED :]
        self.versions.filter(pk__in=list(old)).delete()
        return kept

    # What readers see: a handful of methods, each atomic.

    def live_edition(self, at=None):
        """The edition readers see at that moment, or None."""
        return self.editions.live(at).first()

    def preview_edition(self):
        """The desk as an unsaved edition that begins now: what publishing would show readers."""
        from articles.content import frozen  # noqa: PLC0415 -- it reads our blocks

        now = timezone.now()
        edition = Edition(article=self, live_from=now)
        edition.published_at, edition.modified_at = self._dates_of(edition)
        edition.fill(frozen(self))
        return edition

    def planned(self):
        """Editions and take-downs that have not begun yet, the next one first."""
        return self.editions.filter(live_from__gt=timezone.now()).order_by("live_from")

    def publish(self, *, by=None, at=None, note="", change=Edition.Change.TEXT):
        """
        Freeze what stands at the desk into an edition that is live from `at` (default: now).

        `at` must lie in the future; `ValidationError` says in sentences what stops the article
        from being published, or that another edition begins at that very moment.
        """
        from articles.content import frozen, obstacles  # noqa: PLC0415 -- they read our blocks

        with transaction.atomic():
            self._lock()
            content = frozen(self)
            if problems := obstacles(self, content):
                raise ValidationError(problems)
            live_from = self._moment(at)
            edition = self._new_edition(live_from, by=by, note=note, change=change)
            edition.fill(content)
            self._begin(edition)
            edition.link(content)
            self._redate_planned()
        return edition

    def take_down(self, *, by=None, at=None, note="", cancel_planned=False):
        """
        End what is live, now or at a moment in the future; the desk keeps everything.

        With `cancel_planned` nothing that was scheduled comes back by itself afterwards.
        """
        with transaction.atomic():
            self._lock()
            if cancel_planned:
                self.planned().delete()
            live_from = self._moment(at)
            last = self.editions.begun(live_from).first()
            if last is None or last.withdrawn:
                raise ValidationError(
                    "There is nothing to take down: the article is not live then."
                )
            edition = self._new_edition(live_from, by=by, note=note, change=Edition.Change.TEXT)
            edition.title, edition.withdrawn = last.title, True
            self._begin(edition)
        return edition

    def cancel(self, edition):
        """Drop a planned edition or take-down that has not begun yet."""
        with transaction.atomic():
            self._lock()
            planned = self.planned().filter(pk=edition.pk)
            if not planned.exists():
                raise ValidationError("It has begun already. Take the article down instead.")
            planned.delete()
            self._redate_planned()

    def restore(self, edition, *, by=None):
        """Put an old edition back on the desk, over what stands there; what is live stays live."""
        from articles.content import thawed  # noqa: PLC0415 -- it writes our blocks

        if edition.article_id != self.pk or edition.content is None:
            raise ValidationError("Only an edition of this article with its words can be restored.")
        with transaction.atomic():
            self._lock()
            thawed(self, edition)
            self.version = F("version") + 1
            self.save()
            self.refresh_from_db()
            self.keep_version(by=by, note=f"Edition {edition.number} put back on the desk")

    def _lock(self):
        """One at a time publishes, takes down or restores an article; the others wait."""
        Article.objects.select_for_update(of=("self",)).filter(pk=self.pk).first()

    def _moment(self, at):
        """`at`, checked to lie ahead; or now, and never before what has begun already."""
        now = timezone.now()
        if at is not None:
            if at < now:
                raise ValidationError("Choose a moment in the future, or publish now.")
            return at
        last = self.editions.order_by("-live_from").filter(live_from__lte=now).first()
        taken = set(self.editions.filter(live_from__gte=now).values_list("live_from", flat=True))
        moment = max(now, last.live_from + Edition.TICK) if last else now
        while moment in taken:
            moment += Edition.TICK
        return moment

    def _new_edition(self, live_from, *, by, note, change):
        last = self.editions.aggregate(last=models.Max("number"))["last"] or 0
        edition = Edition(
            article=self,
            number=last + 1,
            live_from=live_from,
            made_by=by,
            note=note,
            change=change,
        )
        edition.published_at, edition.modified_at = self._dates_of(edition)
        return edition

    def _dates_of(self, edition):
        """When the article first went live and last changed in substance, as of that edition."""
        earlier = self.editions.filter(withdrawn=False, live_from__lt=edition.live_from)
        dates = list(earlier.values_list("live_from", "modified_at"))
        if not dates:
            return edition.live_from, edition.live_from
        (_, modified_at), (published_at, _) = dates[0], dates[-1]
        is_typing = edition.change == Edition.Change.TYPING
        return published_at, modified_at if is_typing else edition.live_from

    def _redate_planned(self):
        """
        Keep the dates of what is planned true, whatever was published or cancelled before it.

        A row is never changed, so one whose dates moved is written anew, under its own key.
        """
        for edition in self.planned().filter(withdrawn=False):
            dates = self._dates_of(edition)
            if dates != (edition.published_at, edition.modified_at):
                links = [
                    list(relation.related_model.objects.filter(edition=edition))
                    for relation in Edition._meta.related_objects
                ]
                self.planned().filter(pk=edition.pk).delete()
                edition.published_at, edition.modified_at = dates
                edition.save(force_insert=True)
                for rows in filter(None, links):
                    type(rows[0]).objects.bulk_create(rows)

    @staticmethod
    def _begin(edition):
        try:
            with transaction.atomic():
                edition.save(force_insert=True)
        except IntegrityError as error:
            raise ValidationError(
                "Another edition of this article begins at that very moment. Choose another one."
            ) from error


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

    def __str__(self):
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

    def __str__(self):
        return str(self.quote)


class ArticleSource(models.Model):
    """A reference for what the article says (domain.md 4.11)."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(max_length=250)
    url = WebAddressField("address", blank=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "source"
        constraints = [web_address_constraint("url", "articlesource_url_is_http")]

    def __str__(self):
        return self.title


class Correction(models.Model):
    """What was wrong and since when it is right, on the article itself (domain.md 4.10)."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="corrections")
    noted_on = models.DateField(default=timezone.localdate)
    text = models.TextField(help_text="“An earlier version gave the wrong strength for …”")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False
    )

    class Meta:
        ordering = ["noted_on", "pk"]

    def __str__(self):
        return f"{self.noted_on}: {self.text[:60]}"
