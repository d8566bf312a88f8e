"""
The picture library: every picture is stored once, and everything that shows one points to it.

`HasImage` is the abstract base of everything with a picture. What is true of the picture wherever
it is shown (credit, license, focal point) stands in `Picture`; the words for those who can't see it
belong to each use.
"""

import hashlib
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone

from backoffice import site_settings
from core import visibility
from core.constraints import known_choices
from core.shown_facts import ShownFact
from core.timezones import site_day
from core.visibility import NOW_OR_LATER, Moment
from pictures import files
from pictures.decoding import CleanPicture
from pictures.image_data import ImageData

from .formats import HASH_LENGTH, MADE_BY_MACHINE
from .image_data import render_image

# Readers' widths in pixels, an allow-list (docs/rules.md 8.25); never wider than the picture
# itself.
WIDTHS = (320, 480, 768, 1024, 1536)
FALLBACK_WIDTH = 768
CARD = (1200, 630)
# Raise it when renditions are to be made differently: every picture is then made anew.
RECIPE = 3
# A picture whose renditions failed is tried again after this long, one being made is left alone.
RETRY_AFTER = timedelta(minutes=30)
# Pages that caches keep name the files of before a new crop for a while.
GRACE = timedelta(hours=1)


class PictureQuerySet(models.QuerySet):
    def needing_renditions(self) -> Self:
        """Those whose renditions are missing, of an older recipe, or of another focal point."""
        done = Q(rendered_recipe=RECIPE, rendered_x=F("focal_x"), rendered_y=F("focal_y"))
        tried = Q(render_tried_at__gt=timezone.now() - RETRY_AFTER)
        return self.exclude(done).exclude(tried).order_by("pk")

    def public(self, at: Moment | None = None) -> Self:
        """
        Pictures readers can see: something public shows them, and their license holds.

        `NOW_OR_LATER`: whatever the license says, for another last day would show them again.
        """
        moment = at or timezone.now()
        shown = self.filter(visibility.visible(Picture, moment))
        return shown if moment is NOW_OR_LATER else shown.licensed(site_day(moment))

    def let_go(self) -> int:
        """Let those be made that a killed worker was at; for a worker that starts."""
        claimed = self.exclude(render_tried_at=None).filter(render_error="")
        return claimed.update(render_tried_at=None)

    def licensed(self, on: date | None = None) -> Self:
        """Those whose license has not run out by that day (today)."""
        return self.filter(Q(license_until=None) | Q(license_until__gte=on or site_day()))

    def license_expired(self) -> Self:
        return self.filter(license_until__lt=site_day())

    def license_expiring(self, days: int = 30) -> Self:
        """Those whose license ends within so many days and has not ended yet."""
        today = site_day()
        return self.filter(license_until__range=(today, today + timedelta(days=days)))

    def used(self) -> Self:
        """Those that something in the admin or an edition points to."""
        return self.filter(_is_used())

    def unused(self) -> Self:
        return self.exclude(_is_used())

    def with_use(self) -> Self:
        """Each with `is_in_use`, without a query more."""
        return self.annotate(is_in_use=ExpressionWrapper(_is_used(), models.BooleanField()))


def _is_used() -> Q:
    condition = Q(pk__in=[pk for _, pk in site_settings.choices_of(Picture)])
    for relation in Picture._meta.related_objects:
        if not relation.many_to_many:
            uses = relation.related_model._default_manager.filter(
                **{relation.field.name: OuterRef("pk")}
            )
            condition |= Q(Exists(uses.order_by()))
    return condition


@known_choices("source_type")
class Picture(ShownFact):
    """
    A picture in the library. Its pixels never change; another file is another picture.

    `digest` is the SHA-256 of the stored file: the same upload twice is the same picture.
    `renditions` names the files made of it (see `Renditions`), `rendered_recipe`, `rendered_x`,
    `rendered_y` say how; the worker alone writes them (pictures/renditions.py).
    """

    # What readers have of it: credit, license and crop.
    unseen_fields = frozenset(
        {"title", "license", "uploaded_name", "uploaded_by", "uploaded_at", "file", "digest"}
        | {"rendered_at", "rendered_recipe", "rendered_x", "rendered_y", "renditions"}
        | {"render_tried_at", "render_error", "source_type", "width", "height"}
    )

    file = models.FileField(upload_to="pictures/%Y/%m/", max_length=200, unique=True)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    uploaded_name = models.CharField(max_length=255, blank=True, editable=False)
    title = models.CharField(max_length=255, help_text="How editors find it. Readers never see it.")
    credit = models.CharField(max_length=400, blank=True, help_text="“Photo: Ada Lim”")
    license = models.CharField(
        max_length=120, blank=True, help_text="“CC BY 4.0”, “Getty, invoice 2211”, “our own”"
    )
    license_until = models.DateField(
        "license until",
        null=True,
        blank=True,
        db_index=True,
        help_text="The last day we can show it. From the next day on readers no longer see it. "
        "Leave empty if it never expires.",
    )
    focal_x = models.PositiveSmallIntegerField(
        "from the left", default=50, help_text="In percent, 0 to 100."
    )
    focal_y = models.PositiveSmallIntegerField(
        "from the top", default=50, help_text="In percent, 0 to 100."
    )
    source_type = models.CharField(
        "machine-made",
        max_length=60,
        blank=True,
        editable=False,
        choices=list(MADE_BY_MACHINE.items()),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="pictures_uploaded",
    )
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    rendered_at = models.DateTimeField(null=True, editable=False)
    rendered_recipe = models.PositiveSmallIntegerField(default=0, editable=False)
    rendered_x = models.PositiveSmallIntegerField(default=50, editable=False)
    rendered_y = models.PositiveSmallIntegerField(default=50, editable=False)
    renditions = models.JSONField(default=dict, editable=False)
    render_tried_at = models.DateTimeField(null=True, editable=False)
    render_error = models.TextField(blank=True, editable=False)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        permissions = [("release_picture", "Can change pictures that readers see")]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__gte=0, focal_x__lte=100, focal_y__gte=0, focal_y__lte=100),
                name="picture_focal_point_is_within",
                violation_error_message="The focal point must be between 0 and 100 percent.",
            ),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0), name="picture_has_a_size"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def add(
        cls, clean: CleanPicture, *, by: User | None = None, **fields: Any
    ) -> tuple["Picture", bool]:
        """
        Put a `CleanPicture` into the library; returns (picture, whether it is new).

        The same bytes a second time are the picture that is there already, unchanged.
        """
        digest = hashlib.file_digest(clean.file.open(), "sha256").hexdigest()
        clean.file.seek(0)
        if there := cls.objects.filter(digest=digest).first():
            clean.file.close()
            return there, False
        facts = {"title": clean.title, "uploaded_name": clean.uploaded_name, **fields}
        picture = cls(
            digest=digest,
            width=clean.width,
            height=clean.height,
            source_type=clean.source_type,
            uploaded_by=by,
            **facts,
        )
        picture.file.save(clean.file.name or "picture", clean.file, save=False)
        clean.file.close()
        try:
            with transaction.atomic():
                picture.save(force_insert=True)
        except IntegrityError:  # somebody uploaded the same one at this very moment
            there = cls.objects.filter(digest=digest).first()
            picture.file.storage.delete(picture.file.name or "")
            if there is None:
                raise
            return there, False
        return picture, True

    @property
    def can_be_shown(self) -> bool:
        """Whether the license holds today."""
        return self.license_until is None or self.license_until >= site_day()

    def after_save(self, before: Any) -> None:
        """With another end of the license, public copies go at once."""
        super().after_save(before)
        if before is not None and before.license_until != self.license_until:
            transaction.on_commit(partial(files.remove_public, [self.pk]), robust=True)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Files go once the deletion is certain; rows that show the picture refuse it (PROTECT)."""
        pk, original = self.pk, self.file
        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)
            transaction.on_commit(lambda: original.storage.delete(original.name or ""))
            transaction.on_commit(lambda: files.remove_folders(pk))
        return deleted

    # Names and addresses of files: made of the row alone, so that a page asks nothing more.

    def address(self, name: str) -> str:
        """Where browsers get one of the files; what they get there, the view decides."""
        return f"{settings.MEDIA_URL}{self.pk}/{name}"

    @property
    def is_rendered(self) -> bool:
        return bool(self.renditions)

    @property
    def original_name(self) -> str:
        """What the stored file is called towards browsers: nothing of the upload's own name."""
        return f"{self.digest[:HASH_LENGTH]}{PurePosixPath(self.file.name or '').suffix}"

    @property
    def fallback_name(self) -> str:
        """For browsers that know neither AVIF nor WebP; the file itself before the worker came."""
        return self.renditions.get("fallback", self.original_name)

    @property
    def thumbnail_name(self) -> str:
        """The smallest, for the admin's lists."""
        return self.renditions["webp"][0][1] if self.is_rendered else self.original_name

    @property
    def names_for_readers(self) -> list[str]:
        """Names of all files that pages link now."""
        made = self.renditions
        if not made:
            return [self.original_name]
        return [name for _, name in made["avif"] + made["webp"]] + [made["fallback"], made["card"]]

    def is_for_readers(self, name: str, at: datetime | None = None) -> bool:
        """Whether a page links that file of the picture, or did within the grace of a new crop."""
        since = (at or timezone.now()) - GRACE
        return name in self.names_for_readers or (self.rendered_at or since) > since

    def path_of(self, name: str) -> Path:
        """Where that file lies in the private place, be it there or not."""
        if name == self.original_name:
            return Path(self.file.path)
        return files.rendition_path(self.pk, name)

    @property
    def kind(self) -> str:
        """“JPEG”, by the stored file's ending."""
        return {"jpg": "JPEG", "webp": "WebP"}.get(
            ending := PurePosixPath(self.file.name or "").suffix[1:].lower(), ending.upper()
        )


def widths_for(width: int) -> list[int]:
    """The widths a picture of that many pixels is rendered in: the allowed ones, and its own."""
    smaller = [allowed for allowed in WIDTHS if allowed < width]
    return smaller if len(smaller) == len(WIDTHS) else [*smaller, width]


class HasImage(models.Model):
    """Something with one picture. Where there is a picture, there are words for it (WCAG 1.1.1)."""

    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    image_alt = models.CharField(
        "alt text",
        max_length=300,
        blank=True,
        help_text="What the picture shows, for readers who can't see it: "
        "“Close-up of small white bumps under an eye.”",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(picture=None) | ~Q(image_alt=""),
                name="%(class)s_image_has_alt",
                violation_error_message="Write an alt text for the picture.",
            )
        ]

    @property
    def image_data(self) -> ImageData | None:
        """What a page shows, or None. Select `picture` with the row."""
        if self.picture is None:
            return None
        return render_image(self.picture, alt=self.image_alt, credit=self.picture.credit)
