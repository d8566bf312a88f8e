"""
Editions: what readers see, from when until when.

Publishing writes a snapshot of the draft into a row; taking down is a row too. A row is live from
its `live_from` until the article's next row begins, so two editions of an article can't be live at
the same moment on any database: `UNIQUE(article, live_from)` leaves no room for it. `live_until`
repeats the next row's beginning, written by the database itself, so that lists need no look at
other rows.
Rows are never changed, but for the moments of what is planned (triggers in the migrations), and
never deleted once they have begun.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from taggit.models import Tag

from core.constraints import known_choices
from core.page_url import page_url
from core.slugs import PageSlugField
from core.timezones import moment_text
from core.visibility import NOW_OR_LATER, Moment
from faq.models import Question
from people.models import Person
from pictures.image_data import ImageData, render_image
from pictures.models import Picture
from products.models import Product
from topics.models import TaggedTopic, Topic

from .content_digest import content_digest, substance_digest
from .permission import QuotePermission

# The format in which content is written now: see articles/content/formats.py.
CONTENT_FORMAT = 1


def is_live(at: Moment | None = None, prefix: str = "") -> Q:
    """
    What makes an edition live at the moment `at` (now, where none is given), as a `Q`.

    `NOW_OR_LATER`: live or planned, whatever has not ended. `prefix` ("edition__") is for rows that
    point to editions.
    """
    moment = timezone.now() if at is None or at is NOW_OR_LATER else at
    goes_on = Q(**{f"{prefix}live_until": None}) | Q(**{f"{prefix}live_until__gt": moment})
    is_shown = Q(**{f"{prefix}withdrawn": False}) & goes_on
    return is_shown if at is NOW_OR_LATER else is_shown & Q(**{f"{prefix}live_from__lte": moment})


def topics_of(article: Any, at: Moment | None = None, **tagged_as: Any) -> QuerySet[Topic]:
    """
    Published topics that gather an article: its key, or an `OuterRef` to it.

    `tagged_as` says which rows of `TaggedTopic` have one of its tags.
    """
    tagged = TaggedTopic.objects.filter(content_object=OuterRef("pk"), **tagged_as)
    added = Topic.objects.filter(pk=OuterRef("pk"), article_links__article=article)
    return Topic.objects.public(at).filter(Q(Exists(tagged)) | Q(Exists(added.order_by())))


class EditionQuerySet(models.QuerySet["Edition"]):
    def live(self, at: Moment | None = None) -> "EditionQuerySet":
        """The editions readers see at the moment `at` (by default now); ask nowhere else."""
        return self.filter(is_live(at))

    def begun(self, at: datetime | None = None) -> "EditionQuerySet":
        """Rows that have begun by then, the newest first: the first of them tells what is live."""
        return self.filter(live_from__lte=at or timezone.now()).order_by("-live_from")

    def planned(self, at: datetime | None = None) -> "EditionQuerySet":
        """Editions and takedowns that have not begun yet."""
        return self.filter(live_from__gt=at or timezone.now())

    def lacking_words(self) -> "EditionQuerySet":
        """Those planned before the draft was saved as something else: that is not in them."""
        return self.planned().saying_otherwise()

    def saying_otherwise(self) -> "EditionQuerySet":
        """Those made before the draft was saved last, as something else than they say."""
        saved_since = Q(withdrawn=False, article__saved_at__gt=F("made_at"))
        says_the_same = apps.get_model("articles", "Revision").objects.filter(
            article=OuterRef("article"),
            number=OuterRef("article__version"),
            digest=OuterRef("digest"),
        )
        return self.filter(saved_since, ~Exists(says_the_same))

    def tagged(self, slugs: Iterable[str]) -> "EditionQuerySet":
        """Those that carry all of these tags (`?tag=milia&tag=retinol` means both)."""
        narrowed = self
        for slug in slugs:
            carriers = EditionTag.objects.filter(edition=OuterRef("pk"), tag__slug=slug)
            narrowed = narrowed.filter(Exists(carriers))
        return narrowed

    def in_topics(self, topics: Any) -> "EditionQuerySet":
        """Those that one of these topics gathers: by a tag, or as an editor added the article."""
        tagged = EditionTag.objects.filter(tag__tagged_topics__content_object__in=topics)
        added = Topic.objects.filter(pk__in=topics, article_links__isnull=False).order_by()
        return self.filter(
            Q(pk__in=tagged.values("edition"))
            | Q(article__in=added.values("article_links__article"))
        )

    def with_topic(self) -> "EditionQuerySet":
        """With `topic_slug` and `topic_name` of the first topic that gathers each, or None."""
        own_tags = {"tag__edition_links__edition": OuterRef(OuterRef("pk"))}
        found = topics_of(OuterRef(OuterRef("article")), None, **own_tags)
        return self.annotate(
            topic_slug=Subquery(found.values("slug")[:1]),
            topic_name=Subquery(found.values("name")[:1]),
        )

    def with_old_answers(self) -> "EditionQuerySet":
        """Live ones that show an answer to a question that has another one by now."""
        now = Coalesce("question__joined_into__answer_digest", "question__answer_digest")
        links = EditionQuestion.objects.filter(edition=OuterRef("pk"), answer_digest__isnull=False)
        old = links.exclude(answer_digest="").annotate(now=now).exclude(answer_digest=F("now"))
        return self.live().filter(Exists(old))

    def for_page(self) -> "EditionQuerySet":
        """With what the article's page needs, and nothing of the draft."""
        return self.only(
            *("article", "content", "content_format", "title", "slug", "topic"),
            *("published_at", "modified_at"),
        )

    def for_cards(self) -> "EditionQuerySet":
        """
        With what a card shows, newest article first; the snapshot stays in the database.

        `has_withdrawn_words`: a quote in it was withdrawn since, and the dek may repeat it.
        """
        withdrawn = EditionQuote.objects.filter(
            edition=OuterRef("pk"), quote__permission=QuotePermission.WITHDRAWN
        )
        return (
            self.select_related("picture")
            .defer("content")
            .annotate(has_withdrawn_words=Exists(withdrawn))
            .prefetch_related(
                models.Prefetch(
                    "editionperson_set",
                    EditionPerson.objects.filter(role=EditionPerson.Role.AUTHOR).select_related(
                        "person"
                    ),
                    to_attr="byline_links",
                )
            )
            .order_by("-published_at", "-pk")
        )


@known_choices("change")
class Edition(models.Model):
    TICK = timedelta(microseconds=1)
    HELD_UNTIL = datetime(9999, 1, 1, tzinfo=UTC)

    class Change(models.TextChoices):
        """What kind of change an edition brings: only substance moves the “updated” date."""

        TYPING = "typing", "typos only"
        TEXT = "text", "text"
        ADVICE = "advice", "our advice"

    article = models.ForeignKey("Article", on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    live_from = models.DateTimeField()
    # When a plan was to begin that is held: it begins at the end of time, `HELD_UNTIL`.
    held_from = models.DateTimeField(null=True, editable=False)
    live_until = models.DateTimeField(null=True, editable=False)  # kept by the database itself
    withdrawn = models.BooleanField("taken down", default=False)
    # Of a takedown that was planned with an edition: the number of that edition.
    ends = models.PositiveIntegerField(null=True, editable=False)
    content_format = models.PositiveSmallIntegerField(default=CONTENT_FORMAT)

    title = models.CharField(max_length=200)
    # The address readers have it under: that of the draft when it was published, like the words.
    slug = PageSlugField(max_length=200)
    dek = models.TextField(blank=True)
    topic = models.CharField(max_length=60, blank=True)
    image = models.CharField(max_length=200, blank=True)
    image_alt = models.CharField(max_length=300, blank=True)
    image_width = models.PositiveIntegerField(null=True, blank=True)
    image_height = models.PositiveIntegerField(null=True, blank=True)
    # The same picture in the library, for what may change: license, focal point, renditions.
    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="lead_editions"
    )
    published_at = models.DateTimeField(help_text="When the article first went live.")
    modified_at = models.DateTimeField(help_text="When its substance last changed.")

    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    change = models.CharField(max_length=10, choices=Change.choices, default=Change.TEXT)
    content = models.JSONField(null=True, blank=True)
    # Of words and address (articles/content/): equal to the saved draft's where nothing differs.
    digest = models.CharField(  # noqa: DJ001 -- unknown is not empty
        max_length=64, null=True, editable=False
    )
    # Of what it tells readers: its date is older where an earlier edition told the same.
    substance = models.CharField(  # noqa: DJ001 -- a takedown tells nothing
        max_length=64, null=True, editable=False
    )

    products = models.ManyToManyField(Product, through="EditionProduct", related_name="editions")
    quotes = models.ManyToManyField(
        "articles.Quote", through="EditionQuote", related_name="editions"
    )
    questions = models.ManyToManyField(Question, through="EditionQuestion", related_name="editions")
    people = models.ManyToManyField(Person, through="EditionPerson", related_name="editions")
    tags = models.ManyToManyField(Tag, through="EditionTag", related_name="editions")
    pictures = models.ManyToManyField(Picture, through="EditionPicture", related_name="editions")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-live_from"]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="edition_newest_first"),
            models.Index(fields=["live_from"], name="edition_by_beginning"),
            # What is live of an article and when it was made, without opening the snapshot.
            models.Index(
                fields=["article", "made_at", "live_from", "live_until", "withdrawn"],
                name="edition_standing",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "live_from"], name="edition_one_begins_at_a_moment"
            ),
            models.UniqueConstraint(fields=["article", "number"], name="edition_number_is_unique"),
            models.UniqueConstraint(
                fields=["article", "ends"],
                condition=Q(ends__isnull=False),
                name="edition_has_one_end",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=True, content__isnull=True)
                | Q(withdrawn=False, content__isnull=False),
                name="edition_has_words_unless_taken_down",
            ),
            models.CheckConstraint(
                condition=Q(published_at__lte=models.F("modified_at"))
                & Q(modified_at__lte=models.F("live_from")),
                name="edition_dates_are_in_order",
            ),
            models.CheckConstraint(condition=~Q(slug=""), name="edition_has_an_address"),
            models.CheckConstraint(
                condition=Q(image="") | ~Q(image_alt=""), name="edition_image_has_alt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"

    def get_absolute_url(self) -> str:
        return page_url("articles:detail", self.slug)

    @property
    def is_held(self) -> bool:
        """Whether it is planned and goes live only once an editor has released it."""
        return self.held_from is not None

    @property
    def planned_for(self) -> datetime:
        """When it begins, or was to begin before it was held."""
        return self.held_from or self.live_from

    @property
    def held_words(self) -> str:
        """“held; its time is 28 Nov 2026, 09:00”, or was, once that has passed."""
        at = self.planned_for
        return f"held; its time {'is' if at > timezone.now() else 'was'} {moment_text(at)}"

    def dated_as_planned(self) -> Self:
        """Itself, for showing alone: with the dates it would have, were it not held."""
        for name in ("live_from", "published_at", "modified_at"):
            if getattr(self, name) >= self.HELD_UNTIL:
                setattr(self, name, self.planned_for)
        return self

    @property
    def label(self) -> str:
        """“edition 3”, for the middle of a sentence."""
        return f"edition {self.number}"

    def fill(self, content: dict[str, Any]) -> None:
        """Take a snapshot in, with the columns that lists and filters need."""
        image = content["image"] or {}
        self.content = content
        self.digest = content_digest(content, self.slug)
        self.substance = substance_digest(content)
        self.title, self.dek, self.topic = content["title"], content["dek"], content["topic"]
        self.image, self.image_alt = image.get("name", ""), image.get("alt", "")
        self.image_width, self.image_height = image.get("width"), image.get("height")
        self.picture_id = image.get("picture")

    @property
    def image_data(self) -> ImageData | None:
        """What a card shows, or None. Use `for_cards()`."""
        return render_image(self.picture)

    @property
    def is_updated(self) -> bool:
        """Whether readers should see an “updated” date: another day than the first one."""
        return timezone.localdate(self.modified_at) != timezone.localdate(self.published_at)


class EditionLink(models.Model):
    """
    Says that an edition shows another record, which is protected from deletion by it.

    A subclass has one foreign key more: `target` is its name.
    """

    target: ClassVar[str]

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{getattr(self, self.target)} in {self.edition}"

    def shown_in(self, viewer: Any) -> str:
        """For `visibility.reasons`: the article, and since or from when readers see it."""
        edition = self.edition
        if edition.live_from <= timezone.now():
            return f"“{edition.title}”, which readers see"
        is_told = viewer.has_perm("articles.view_article")
        title = f"“{edition.title}”" if is_told else "an article"
        return f"{title}, which is planned for {moment_text(edition.planned_for)}"


def _once_an_edition(*names: str) -> list[models.BaseConstraint]:
    """Each record, for itself or with the other fields named, stands once beside an edition."""
    name = f"edition{names[0]}_is_unique"
    return [models.UniqueConstraint(fields=["edition", *names], name=name)]


class EditionProduct(EditionLink):
    target = "product"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="edition_links")

    class Meta:
        constraints = _once_an_edition("product")


class EditionQuote(EditionLink):
    target = "quote"

    quote = models.ForeignKey(
        "articles.Quote", on_delete=models.PROTECT, related_name="edition_links"
    )

    class Meta:
        constraints = _once_an_edition("quote")


class EditionQuestion(EditionLink):
    target = "question"

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="edition_links")
    answer_digest = models.CharField(  # noqa: DJ001 -- unknown is not empty
        max_length=64, null=True, editable=False
    )  # of the answer in its words

    class Meta:
        constraints = _once_an_edition("question")


class EditionPicture(EditionLink):
    """A picture among an edition's own: its lead and those between the texts."""

    target = "picture"

    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="edition_links")

    class Meta:
        constraints = _once_an_edition("picture")


@known_choices("role")
class EditionPerson(EditionLink):
    class Role(models.TextChoices):
        AUTHOR = "author", "author"
        REVIEWER = "reviewer", "medical reviewer"
        EXPERT = "expert", "quoted expert"

    target = "person"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="edition_links")
    role = models.CharField(max_length=10, choices=Role.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = _once_an_edition("person", "role")


class EditionTag(EditionLink):
    target = "tag"

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="edition_links")

    class Meta:
        constraints = _once_an_edition("tag")
