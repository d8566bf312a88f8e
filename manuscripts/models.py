"""What a writer handed in, kept as it came, and what was read out of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models import Article


class Manuscript(models.Model):
    """
    One file as it came in. Its digest makes an import idempotent: the same bytes are applied once.

    `plan` is the reading of it (contract: manuscript-plan), `unplaced` words included, so that
    nothing a writer wrote is ever lost.
    """

    name = models.CharField(max_length=300)
    format = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64, unique=True)
    original = models.BinaryField()
    plan = models.JSONField()
    article = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, related_name="manuscripts"
    )
    imported_at = models.DateTimeField(default=timezone.now)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-imported_at"]

    def __str__(self):
        return self.name
