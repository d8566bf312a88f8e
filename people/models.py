"""People: author, expert, reviewer are roles that articles give them, not kinds of person."""

import re
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from core import visibility
from core.constraints import known_choices
from core.hidden_characters import LineField
from core.http_urls import HttpURLField, http_url_constraint
from core.models import SluggedPage
from core.page_url import page_url
from core.shown_facts import ShownFact
from core.slugs import PageSlugField
from core.visibility import Moment
from pictures.models import HasImage, Picture
from products.models import Brand

_CREDENTIALS = re.compile(r",\s*([A-Z][A-Za-z.]*[A-Z].*)")  # not “Jr.”
_TITLES = ("dr", "dr.", "prof", "prof.", "professor", "doctor", "mr", "mrs", "ms")


class PersonQuerySet(models.QuerySet["Person"]):
    def public(self, at: Moment | None = None) -> "PersonQuerySet":
        """People readers can see: shown by a live edition, or released by an editor."""
        at = at or timezone.now()
        released = visibility.has_begun("released_at", at)
        return self.filter(released | visibility.visible(Person, at))

    def with_overdue_check(self, on: date | None = None) -> "PersonQuerySet":
        """Those whose credentials somebody should have looked at again before today."""
        return self.filter(credentials_due_on__lt=on or timezone.localdate())


class Person(SluggedPage, HasImage):
    """Somebody who writes for us, is quoted by us, or reviews what we write."""

    unseen_fields = frozenset({"account", "released_at", "credentials_due_on"})

    name = LineField(
        max_length=120, help_text="The name alone: “Anna Lind”, without “Dr.” or “MD”."
    )
    slug = PageSlugField(max_length=120, unique=True)
    honorific = LineField(max_length=30, blank=True, help_text="“Dr.”, “Prof.”")
    credentials = LineField(max_length=80, blank=True, help_text="“MD, FAAD”")
    job_title = LineField(max_length=160, blank=True, help_text="“consultant dermatologist”")
    organization = LineField(max_length=160, blank=True, help_text="“Harbour Skin Clinic”")
    bio = models.TextField("about", blank=True, help_text="Two or three plain sentences.")
    is_sample = models.BooleanField(
        "sample person",
        default=False,
        help_text="Invented for the sample content. The page says so.",
    )
    register_url = HttpURLField(
        "register entry", help_text="Where anybody can look up the license."
    )
    credentials_checked_by = models.CharField(max_length=120, blank=True)
    credentials_checked_on = models.DateField(null=True, blank=True)
    credentials_due_on = models.DateField(
        "next check due", null=True, blank=True, help_text="When somebody must check again."
    )
    released_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="From then on the page is public even when no live article names the person. "
        "Leave empty to let the articles decide.",
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name="login",
        help_text="The person's own account, if they work here. A medical reviewer needs it to "
        "sign off.",
    )
    history = HistoricalRecords(excluded_fields=["account"])

    objects = PersonQuerySet.as_manager()

    class Meta(HasImage.Meta):
        ordering = ["name"]
        verbose_name_plural = "people"
        permissions = [
            ("release_person", "Can release people to readers and vouch for their credentials")
        ]
        constraints = [
            *HasImage.Meta.constraints,
            http_url_constraint("register_url", "person_register_url_is_http"),
            models.CheckConstraint(
                condition=Q(credentials_checked_on=None)
                | Q(credentials_due_on=None)
                | Q(credentials_due_on__gt=F("credentials_checked_on")),
                name="person_next_check_comes_after_the_last",
                violation_error_message="The next check must be later than the last one.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_url("people:detail", self.slug)

    def clean(self) -> None:
        """Refuse a title or credentials in the name."""
        super().clean()
        first, _, rest = self.name.strip().partition(" ")
        if first.lower() in _TITLES and rest:
            raise ValidationError(
                {"name": f"Enter “{first}” under “Honorific” and only the name itself here."}
            )
        if behind := _CREDENTIALS.search(self.name):
            raise ValidationError(
                {"name": f"Enter “{behind[1]}” under “Credentials” and only the name itself here."}
            )

    @property
    def full_name(self) -> str:
        """With honorific and credentials, as at a first mention: “Dr. Anna Lind, MD”."""
        name = f"{self.honorific} {self.name}".strip()
        return f"{name}, {self.credentials}" if self.credentials else name

    def sign_off_blockers(self) -> list[str]:
        """
        Sentences that say why this person can't sign off medical content today (docs/rules.md 4.7).
        """
        today = timezone.localdate()
        if not self.credentials:
            return [f"No medical credential is on file for {self.name}, such as “MD”."]
        if self.credentials_checked_on is None:
            return [
                f"Nobody has checked {self.name}'s credentials yet. An editor must look them up."
            ]
        if self.credentials_due_on and self.credentials_due_on < today:
            return [
                f"{self.name}'s credentials were due to be checked again by "
                f"{self.credentials_due_on:%d %b %Y}. An editor must look them up first."
            ]
        return []

    @property
    def role(self) -> str:
        """“consultant dermatologist, Harbour Skin Clinic”; empty where nothing is known."""
        return ", ".join(filter(None, [self.job_title, self.organization]))


@visibility.register(Picture, by="picture")
def public_people(at: Moment) -> PersonQuerySet:
    """Portraits follow their people."""
    return Person.objects.public(at)


class SameAs(ShownFact):
    """Another page about the same person: clinic, register, professional network."""

    fact_of = "person"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="same_as")
    url = HttpURLField("address", blank=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "page on another site"
        verbose_name_plural = "pages on other sites"
        constraints = [
            http_url_constraint("url", "sameas_url_is_http"),
            models.UniqueConstraint(fields=["person", "url"], name="sameas_is_unique"),
        ]

    def __str__(self) -> str:
        return self.url


@known_choices("kind")
class BrandTie(ShownFact):
    """A person's interest in a brand, shown beside what they say about it (docs/rules.md 3.9)."""

    fact_of = "person"

    class Kind(models.TextChoices):
        OWNER = "owner", "owns or founded it"
        EMPLOYEE = "employee", "works for it"
        PAID = "paid", "is paid by it"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="brand_ties")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="ties")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    note = models.CharField(max_length=200, blank=True, help_text="“Consultant since 2023”")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "brand"], name="brandtie_is_unique"),
        ]

    def __str__(self) -> str:
        return tie_sentence(str(self.person), str(self.brand), self.kind, self.note)

    @property
    def around_brand(self) -> tuple[str, str]:
        """What stands before and after the brand's name: “is paid by ”, “ (consultant)”."""
        return _words_around(self.kind, self.note)


# Words that begin a note and are no name: “Consultant since 2023” goes on in brackets.
_POSTS = re.compile(
    r"(?i:(?:co-?)?(?:founder|owner)|advis[eo]r|ambassador|board|consultant|consulting|director"
    r"|employee|investor|lecturer|member|paid|partner|shareholder|speaker|spokes\w+)\b"
)


def tie_sentence(person: str, brand: str, kind: str, note: str = "") -> str:
    """“Anna Lind is paid by Quietwell (consultant since 2023)”, without a full stop."""
    does, since = _words_around(kind, note)
    return f"{person} {does}{brand}{since}"


def _words_around(kind: str, note: str) -> tuple[str, str]:
    note = note.strip().removesuffix(".")
    if _POSTS.match(note):
        note = note[0].lower() + note[1:]
    return BrandTie.Kind(kind).label.removesuffix("it"), f" ({note})" if note else ""
