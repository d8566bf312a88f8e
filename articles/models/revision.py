"""The article as it was saved, each time: what merging, comparing and restoring start from."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .edition import CONTENT_FORMAT


class RevisionQuerySet(models.QuerySet["Revision"]):
    def named(self) -> "RevisionQuerySet":
        """Those an editor gave a name: listed in the history of an article, kept for good."""
        return self.exclude(note="")


class Revision(models.Model):
    """
    The draft as one save of an article left it; readers never see it.

    `number` is the `Article.version` that save made, `content` is a draft snapshot
    (articles/content/snapshot.py), from which the state of the form follows as well. Without a
    `note` it only serves merging, and goes when `MAX_UNNAMED` newer ones are there.
    """

    MAX_UNNAMED = 50

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content_format = models.PositiveSmallIntegerField(default=CONTENT_FORMAT)
    content = models.JSONField()
    digest = models.CharField(  # noqa: DJ001 -- as an edition's
        max_length=64, null=True, editable=False
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField(default=timezone.now)
    note = models.CharField("name", max_length=200, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.article}, {self.label}"

    @property
    def label(self) -> str:
        """“revision 12 (“After the interview”)”, for the middle of a sentence."""
        return f"revision {self.number}" + (f" (“{self.note}”)" if self.note else "")
