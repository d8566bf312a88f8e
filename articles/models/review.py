"""A medical sign-off: bound to the very words that were signed (design: idea 2)."""

from django.db import models
from django.utils import timezone

from people.models import Person

from .article import Article


class Review(models.Model):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reviews")
    signed_at = models.DateTimeField(default=timezone.now)
    digests = models.JSONField(
        default=list, help_text="SHA-256 of each section of the text as it was signed."
    )

    class Meta:
        ordering = ["-signed_at"]
        get_latest_by = "signed_at"

    def __str__(self):
        return f"{self.reviewer}, {self.signed_at:%d %b %Y}: {self.article}"

    def covers(self, digests):
        """Whether every section with these digests was signed; new or changed words are not."""
        return set(digests) <= set(self.digests)
