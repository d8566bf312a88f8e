"""What stood at the desk after each save: the ground that merging, comparing and restoring need."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .article import Article


class DeskVersionQuerySet(models.QuerySet):
    def named(self):
        """Those an editor gave a name: listed in the history of an article, kept for good."""
        return self.exclude(note="")


class DeskVersion(models.Model):
    """
    The desk as it stood after one save of an article; readers never see it.

    `number` is the `Article.version` that save made. `content` is what an edition's content is
    (articles/content.py), with a `key` on every block that tells the same block in two versions.
    Without a `note` it only serves merging, and goes when `KEPT_UNNAMED` newer ones are there.
    """

    KEPT_UNNAMED = 50

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField(default=timezone.now)
    note = models.CharField("name", max_length=200, blank=True)

    objects = DeskVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="deskversion_number_is_unique"
            )
        ]

    def __str__(self):
        return f"{self.article}, save {self.number}" + (f": {self.note}" if self.note else "")

    @property
    def spoken(self):
        return f"save {self.number}" + (f" (“{self.note}”)" if self.note else "")
