"""The article at the desk. Readers never see these rows: they see editions of them."""

from content_editor.models import Region
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from core.http_urls import HttpURLField, http_url_constraint
from core.models import SluggedPage
from core.page_url import page_url
from core.timezones import moment_text
from people.models import Person
from pictures.models import Pictured

from .edition import Edition, is_live
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


class ArticleQuerySet(models.QuerySet):
    def in_review(self):
        return self.filter(status=Article.Status.IN_REVIEW)

    def undecided(self):
        """Those saved since anybody last published, planned or took down what they say."""
        decided = Edition.objects.filter(article=OuterRef("pk"), made_at__gte=OuterRef("saved_at"))
        return self.filter(~Exists(decided))

    def drafts_of(self, user):
        """What somebody began or is an author of, and readers neither see nor are about to."""
        signed = Byline.objects.filter(person__account=user).values("article")
        return self.undecided().filter(Q(created_by=user) | Q(pk__in=signed))

    def changed_since_live(self, at=None):
        """Those readers see, with changes at the desk that they don't see and that none planned."""
        live = Edition.objects.filter(is_live(at), article=OuterRef("pk"))
        return self.undecided().filter(Exists(live))


class Article(SluggedPage, Pictured):
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

    objects = ArticleQuerySet.as_manager()

    regions = [Region(key="main", title="Article")]

    class Meta(Pictured.Meta):
        ordering = ["-saved_at"]
        indexes = [
            models.Index(fields=["saved_at"], name="article_by_save"),
            models.Index(
                fields=["saved_at"], condition=Q(status="in_review"), name="article_in_review"
            ),
        ]
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
        return page_url("articles:detail", self.slug)

    def is_known_to_readers(self):
        """Whether it ever was live."""
        return self.editions.begun().exists()

    def keep_version(self, *, by=None, note=""):
        """
        Keep what stands at the desk as the `DeskVersion` of this very `version`.

        Called after every save, in its transaction. About sixteen queries; the oldest saves that
        nobody named go.
        """
        from articles.content import blocks_of, desk_content  # noqa: PLC0415 -- it reads our blocks
        from articles.keeping import form_state, with_rows  # noqa: PLC0415 -- likewise

        standing = with_rows(Article.objects).get(pk=self.pk)
        blocks = blocks_of(standing)
        kept, _ = self.versions.update_or_create(
            number=self.version,
            defaults={
                "content": desk_content(standing, blocks),
                "form": form_state(standing, blocks),
                "saved_by": by,
                "note": note,
            },
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

    def publish(self, *, by=None, at=None, until=None, note="", change=Edition.Change.TEXT):
        """
        Freeze what stands at the desk into an edition that is live from `at` (default: now).

        With `until` its take-down is planned in the same transaction. Both must lie in the future;
        `ValidationError` says in sentences what stops the article from being published, that
        another edition begins at that very moment, or that something is planned before the end.
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
            if until is not None:
                self._refuse_what_begins_between(edition, until)
                self.take_down(by=by, at=until, note=f"The end of edition {edition.number}")
            self._redate_planned()
        return edition

    def take_down(self, *, by=None, at=None, note="", cancel_planned=False):
        """
        End what is live, now or at a moment in the future; the desk keeps everything.

        With `cancel_planned` nothing that was scheduled brings it back by itself afterwards.
        """
        with transaction.atomic():
            self._lock()
            live_from = self._moment(at)
            if cancel_planned:
                self.planned().filter(live_from__gte=live_from).delete()
            last = self.editions.begun(live_from).first()
            if last is None or last.withdrawn:
                raise ValidationError(self._why_nothing_ends(live_from, last))
            edition = self._new_edition(live_from, by=by, note=note, change=Edition.Change.TEXT)
            edition.title, edition.withdrawn = last.title, True
            self._begin(edition)
            self._drop_idle_take_downs()
        return edition

    def cancel(self, edition):
        """
        Drop a planned edition or take-down that has not begun yet.

        A take-down planned to end it goes with it, where nothing else is live by then. Returns the
        rows that went besides.
        """
        with transaction.atomic():
            self._lock()
            self._planned_row(edition).delete()
            idle = self._drop_idle_take_downs()
            self._redate_planned()
        return idle

    def reschedule(self, edition, at):
        """
        Move what is planned to another moment in the future; words, number and note stay.

        Refused where another one begins then, where a take-down would be left with nothing to end,
        and where a quote in it was withdrawn since.
        """
        with transaction.atomic():
            self._lock()
            row = self._planned_row(edition)
            for quote in row.quotes.filter(permission=Quote.Permission.WITHDRAWN):
                raise ValidationError(
                    f"“{quote.text[:60]}” in it was withdrawn by its speaker since. Cancel it, "
                    "take the quote out at the desk, and plan it anew."
                )
            old, row.live_from = row.live_from, self._moment(at)
            self._write_anew(row)
            for idle in self._drop_idle_take_downs():
                if idle.pk == row.pk:
                    raise ValidationError(self._why_nothing_ends(idle.live_from, None))
                raise ValidationError(
                    f"The take-down planned for {moment_text(idle.live_from)} would have nothing "
                    "to end. Move or cancel it first."
                )
            self._redate_planned()
        return old

    def restore(self, source, *, by=None, seen=None, keeps_ready=True):
        """
        Put an old edition or save back on the desk; what is live stays live.

        What stands at the desk is kept first, under a name, so nothing is lost. `seen` is the
        version the editor saw; `ValidationError` where somebody saved since. Other words are not
        ready because the old ones were: without `keeps_ready` they go back to review. Returns
        sentences about what could not come back.
        """
        from articles.content import comes_back, desk_content, thawed  # noqa: PLC0415 -- our blocks

        if source.article_id != self.pk or source.content is None:
            raise ValidationError("Only words of this very article can be put back.")
        with transaction.atomic():
            self._lock()
            self._reread()
            if seen is not None and seen != self.version:
                raise ValidationError(
                    "Somebody saved the article after this page was opened. Look at what would "
                    "change now, then put it back."
                )
            content, missing = comes_back(source, desk_content(self))
            self._keep_before(by=by, note=f"Before {source.spoken} was put back")
            thawed(self, content)
            if self.status == self.Status.READY and not keeps_ready:
                self.status = self.Status.IN_REVIEW
            self.version += 1
            self.save()
            put_back = f"{source.spoken} put back on the desk"
            self.keep_version(by=by, note=f"{put_back[0].upper()}{put_back[1:]}")
        return missing

    def _reread(self):
        """As `refresh_from_db`, which would read the picture's file: that one may be gone."""
        self.__dict__.update(Article.objects.get(pk=self.pk).__dict__)

    def _keep_before(self, *, by, note):
        """Keep the desk under this name; a save that has a name already keeps that one."""
        kept = self.versions.filter(number=self.version).first()
        if kept is not None:
            by, note = kept.saved_by, kept.note or note
        self.keep_version(by=by, note=note)

    def _lock(self):
        """One at a time publishes, takes down or restores an article; the others wait."""
        Article.objects.select_for_update(of=("self",)).filter(pk=self.pk).first()

    def _moment(self, at):
        """`at`, checked to lie ahead; or now, and never before what has begun already."""
        now = timezone.now()
        if at is not None:
            if at < now:
                raise ValidationError(
                    f"{moment_text(at)} has passed. Choose a moment in the future."
                )
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
            if self._dates_of(edition) != (edition.published_at, edition.modified_at):
                self._write_anew(edition)

    def _write_anew(self, edition):
        links = [
            list(relation.related_model.objects.filter(edition=edition))
            for relation in Edition._meta.related_objects
        ]
        self.planned().filter(pk=edition.pk).delete()
        edition.published_at, edition.modified_at = self._dates_of(edition)
        self._begin(edition)
        for rows in filter(None, links):
            type(rows[0]).objects.bulk_create(rows)

    def _planned_row(self, edition):
        """The row as it is now; refused once it has begun or is gone."""
        row = self.editions.filter(pk=edition.pk).first()
        if row is None:
            raise ValidationError("It is not planned any more: somebody cancelled it.")
        if row.live_from <= timezone.now():
            raise ValidationError("It has begun already. Take the article down instead.")
        return row

    def _refuse_what_begins_between(self, edition, until):
        if until <= edition.live_from:
            raise ValidationError(
                "It would come down before it goes live. Choose an end after its beginning."
            )
        between = self.editions.filter(live_from__gt=edition.live_from, live_from__lt=until)
        if row := between.order_by("live_from").first():
            what = "A take-down" if row.withdrawn else f"Edition {row.number}"
            raise ValidationError(
                f"{what} is planned for {moment_text(row.live_from)}, before the end you chose. "
                "Move or cancel it first, or leave the end empty."
            )

    def _why_nothing_ends(self, at, last):
        """The sentence for a take-down at a moment when readers see nothing."""
        first = self.editions.filter(withdrawn=False, live_from__gt=at).order_by("live_from")
        if last is None and (row := first.first()):
            return (
                f"It would come down before it goes live on {moment_text(row.live_from)}. "
                "Choose a later moment, or cancel what is planned."
            )
        return "There is nothing to take down: the article is not live then."

    def _drop_idle_take_downs(self):
        """A planned take-down with nothing to end is dropped, and returned."""
        last = self.editions.begun().only("withdrawn").first()
        is_live = last is not None and not last.withdrawn
        idle = []
        for row in self.planned().defer("content"):
            if row.withdrawn and not is_live:
                idle.append(row)
            is_live = not row.withdrawn
        if idle:
            self.planned().filter(pk__in=[row.pk for row in idle]).delete()
        return idle

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
    url = HttpURLField("address", blank=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "source"
        constraints = [http_url_constraint("url", "articlesource_url_is_http")]

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
