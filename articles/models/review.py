"""
A medical sign-off: bound to the very words that were signed, and voided by any change of them.

`Review.in_force` decides what would void the sign-off and who signed what still holds.

A row is never changed: the database refuses it. What was signed in parts counts together, as long
as one person signed all of it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

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

    def __str__(self) -> str:
        return f"{self.reviewer}, {self.signed_at:%d %b %Y}: {self.article}"

    @classmethod
    def in_force(
        cls, reviews: Iterable["Review"], digests: Iterable[str], *, authors: Collection[int] = ()
    ) -> tuple[int, datetime] | None:
        """
        `(reviewer's id, moment)` of the medical sign-off that holds for words with these digests.

        None where it is void: any change of a signed section voids it. `reviews` are the
        article's, the newest first. One person must have signed every section; where several have,
        the one who signed last counts. The moment is the oldest of their newest signatures: every
        section was checked then or later, which is no more than readers are told. Authors don't
        review themselves (docs/rules.md 4.8).
        """
        signed: dict[int, dict[str, datetime]] = {}
        for review in reviews:
            if review.reviewer_id not in authors:
                own = signed.setdefault(review.reviewer_id, {})
                for digest in review.digests:
                    own.setdefault(digest, review.signed_at)
        wanted = {*digests}
        for reviewer, own in signed.items():
            if own.keys() >= wanted:
                return reviewer, min(own[digest] for digest in wanted)
        return None
