"""
Editions: what readers see, from when until when.

Publishing freezes the desk into a row; taking down is a row too. A row is live from its
`live_from` until the article's next row begins, so two editions of an article can't be live at the
same moment on any database: `UNIQUE(article, live_from)` leaves no room for it. `live_until`
repeats the next row's beginning, written by the database itself, so that lists need no look at
other rows.
Rows are never changed (guards in the first migration), and never deleted once they have begun.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from taggit.models import Tag

from core.page_url import page_url
from core.visibility import shows
from faq.models import Question
from people.models import Person
from pictures.models import Picture
from pictures.shown import shown
from products.models import Product

from .quote import Quote


def is_live(at=None, prefix=""):
    """
    What makes an edition live at the moment `at` (now, where none is given), as a `Q`.

    `prefix` ("edition__") is for rows that point to editions.
    """
    at = at or timezone.now()
    goes_on = Q(**{f"{prefix}live_until": None}) | Q(**{f"{prefix}live_until__gt": at})
    return Q(**{f"{prefix}live_from__lte": at, f"{prefix}withdrawn": False}) & goes_on


class EditionQuerySet(models.QuerySet):
    def live(self, at=None):
        """The one door: the editions readers see at the moment `at` (now, where none is given)."""
        return self.filter(is_live(at))

    def begun(self, at=None):
        """Rows that have begun by then, the newest first: the first of them tells what is live."""
        return self.filter(live_from__lte=at or timezone.now()).order_by("-live_from")

    def planned(self, at=None):
        """Editions and take-downs that have not begun yet."""
        return self.filter(live_from__gt=at or timezone.now())

    def tagged(self, slugs):
        """Those that carry all of these tags (`?tag=milia&tag=retinol` means both)."""
        narrowed = self
        for slug in slugs:
            carriers = EditionTag.objects.filter(edition=OuterRef("pk"), tag__slug=slug)
            narrowed = narrowed.filter(Exists(carriers))
        return narrowed

    def for_page(self):
        """With what the article's page needs, and nothing of the desk but the slug."""
        return self.select_related("article").only(
            *("content", "title", "topic", "published_at", "modified_at"), "article__slug"
        )

    def for_cards(self):
        """
        With what a card shows, newest article first; the frozen words stay in the database.

        `has_withdrawn_words`: a quote in it was withdrawn since, and the dek may repeat it.
        """
        withdrawn = EditionQuote.objects.filter(
            edition=OuterRef("pk"), quote__permission=Quote.Permission.WITHDRAWN
        )
        return (
            self.select_related("article", "picture")
            .defer("content")
            .annotate(has_withdrawn_words=Exists(withdrawn))
            .prefetch_related(
                models.Prefetch(
                    "person_links",
                    EditionPerson.objects.filter(role=EditionPerson.Role.AUTHOR).select_related(
                        "person"
                    ),
                    to_attr="byline_links",
                )
            )
            .order_by("-published_at", "-pk")
        )


class Edition(models.Model):
    TICK = timedelta(microseconds=1)
    FORMAT = 1

    class Change(models.TextChoices):
        """What kind of change an edition brings: only substance moves the “updated” date."""

        TYPING = "typing", "typing errors only"
        TEXT = "text", "text"
        ADVICE = "advice", "what we advise"

    article = models.ForeignKey("Article", on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True, editable=False)  # kept by the database itself
    withdrawn = models.BooleanField("taken down", default=False)
    content_format = models.PositiveSmallIntegerField(default=FORMAT)

    title = models.CharField(max_length=200)
    dek = models.TextField(blank=True)
    topic = models.CharField(max_length=60, blank=True)
    image = models.CharField(max_length=200, blank=True)
    image_alt = models.CharField(max_length=300, blank=True)
    image_width = models.PositiveIntegerField(null=True, blank=True)
    image_height = models.PositiveIntegerField(null=True, blank=True)
    # The same picture in the library, for what may change: licence, focal point, renditions.
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

    products = models.ManyToManyField(Product, through="EditionProduct", related_name="editions")
    quotes = models.ManyToManyField(Quote, through="EditionQuote", related_name="editions")
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
            # What is live of an article and when it was made, without opening the frozen words.
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
            models.CheckConstraint(
                condition=Q(image="") | ~Q(image_alt=""), name="edition_image_has_alt"
            ),
            models.CheckConstraint(
                condition=Q(change__in=["typing", "text", "advice"]), name="edition_change_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.title}, edition {self.number}"

    def get_absolute_url(self):
        return page_url("articles:detail", self.article.slug)

    @property
    def spoken(self):
        return f"edition {self.number}"

    def fill(self, content):
        """Take the frozen content in, with the columns that lists and filters need."""
        image = content["image"] or {}
        self.content = content
        self.title, self.dek, self.topic = content["title"], content["dek"], content["topic"]
        self.image, self.image_alt = image.get("name", ""), image.get("alt", "")
        self.image_width, self.image_height = image.get("width"), image.get("height")
        self.picture_id = image.get("picture")

    def link(self, content):
        """Write the rows that say whom and what this edition shows (PROTECTed from deletion)."""
        from articles.content import shown_in  # noqa: PLC0415 -- it reads what the desk froze

        shown = shown_in(content)
        EditionProduct.objects.bulk_create(
            EditionProduct(edition=self, product_id=pk) for pk in shown.products
        )
        EditionQuote.objects.bulk_create(
            EditionQuote(edition=self, quote_id=pk) for pk in shown.quotes
        )
        EditionQuestion.objects.bulk_create(
            EditionQuestion(edition=self, question_id=pk) for pk in shown.questions
        )
        EditionPerson.objects.bulk_create(
            EditionPerson(edition=self, person_id=pk, role=role, position=position)
            for position, (pk, role) in enumerate(shown.people)
        )
        EditionPicture.objects.bulk_create(
            EditionPicture(edition=self, picture_id=pk) for pk in shown.pictures
        )
        EditionTag.objects.bulk_create(
            EditionTag(edition=self, tag=tag)
            for tag in Tag.objects.filter(name__in=content["tags"])
        )

    @property
    def shown_picture(self):
        """What a card shows (`pictures.shown.Shown`), or None. Use `for_cards()`."""
        return shown(self.picture)

    @property
    def is_updated(self):
        """Whether readers should see an “updated” date: another day than the first one."""
        return timezone.localdate(self.modified_at) != timezone.localdate(self.published_at)


class EditionProduct(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="product_links")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="edition_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "product"], name="editionproduct_is_unique")
        ]

    def __str__(self):
        return f"{self.product} in {self.edition}"


class EditionQuote(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="quote_links")
    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="edition_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "quote"], name="editionquote_is_unique")
        ]

    def __str__(self):
        return f"{self.quote} in {self.edition}"


class EditionQuestion(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="question_links")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="edition_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "question"], name="editionquestion_is_unique"
            )
        ]

    def __str__(self):
        return f"{self.question} in {self.edition}"


class EditionPicture(models.Model):
    """A picture among an edition's own: its lead and those between the texts."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="picture_links")
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="edition_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "picture"], name="editionpicture_is_unique")
        ]

    def __str__(self):
        return f"{self.picture} in {self.edition}"


class EditionPerson(models.Model):
    class Role(models.TextChoices):
        AUTHOR = "author", "author"
        REVIEWER = "reviewer", "medical reviewer"
        EXPERT = "expert", "quoted expert"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="person_links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="edition_links")
    role = models.CharField(max_length=10, choices=Role.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "person", "role"], name="editionperson_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["author", "reviewer", "expert"]),
                name="editionperson_role_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.role} of {self.edition}"


class EditionTag(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tag_links")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="edition_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "tag"], name="editiontag_is_unique")
        ]

    def __str__(self):
        return f"{self.tag} on {self.edition}"


@shows(Product, by="product")
def products_of_live_editions(at):
    return EditionProduct.objects.filter(is_live(at, "edition__"))


@shows(Person, by="person")
def people_named_by_live_editions(at):
    """Authors and reviewers; experts are public by what they say."""
    named = EditionPerson.objects.exclude(role=EditionPerson.Role.EXPERT)
    return named.filter(is_live(at, "edition__"))


@shows(Person, by="speaker")
def quotes_of_live_editions(at):
    """No expert is shown by a quote that was withdrawn."""
    return Quote.objects.public(at)


@shows(Question, by="question")
def questions_of_live_editions(at):
    return EditionQuestion.objects.filter(is_live(at, "edition__"))
