"""
A medical sign-off: bound to the very words that were signed (design: idea 2).

A row is never changed: the database refuses it. What was signed in parts counts together, as long
as one person signed all of it.
"""

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
    keys = models.JSONField(
        default=list,
        help_text="Which section each digest is of, in the same order: “title”, “text-12”. Empty "
        "where nobody noted it.",
    )

    class Meta:
        ordering = ["-signed_at"]
        get_latest_by = "signed_at"

    def __str__(self):
        return f"{self.reviewer}, {self.signed_at:%d %b %Y}: {self.article}"

    @classmethod
    def standing(cls, reviews, digests, *, authors=()):
        """
        `(reviewer's id, moment)` of the sign-off that holds for words with these digests, or None.

        `reviews` are the article's, the newest first. One person must have signed every section;
        where several have, the one who signed last counts. The moment is the oldest of their
        newest signatures: every section was checked then or later, which is no more than readers
        are told. Authors don't review themselves (domain.md 4.8).
        """
        signed = {}
        for review in reviews:
            if review.reviewer_id not in authors:
                own = signed.setdefault(review.reviewer_id, {})
                for digest in review.digests:
                    own.setdefault(digest, review.signed_at)
        for reviewer, own in signed.items():
            if own.keys() >= {*digests}:
                return reviewer, min(own[digest] for digest in digests)
        return None
