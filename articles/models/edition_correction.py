"""The corrections that editions say, for the list of all of them."""

from django.db import models
from django.db.models import Exists, OuterRef

from .edition import Edition, EditionQuote, is_live
from .permission import QuotePermission


class EditionCorrectionQuerySet(models.QuerySet["EditionCorrection"]):
    def live(self) -> "EditionCorrectionQuerySet":
        """
        Those that stand on articles readers see, the newest first, with the article.

        `has_withdrawn_words`: a quote in it was withdrawn since, and the sentence may repeat it.
        """
        withdrawn = EditionQuote.objects.filter(
            edition=OuterRef("edition"), quote__permission=QuotePermission.WITHDRAWN
        )
        rows = self.filter(is_live(prefix="edition__")).select_related("edition")
        rows = rows.only("noted_on", "text", "edition__title", "edition__slug")
        return rows.annotate(has_withdrawn_words=Exists(withdrawn)).order_by("-noted_on", "-pk")


class EditionCorrection(models.Model):
    """A correction as an edition says it, for the list of all; what is merely new is none."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="corrections_said")
    noted_on = models.DateField()
    text = models.TextField()

    objects = EditionCorrectionQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # nobody edits it
        indexes = [models.Index(fields=["-noted_on", "-id"], name="editioncorrection_newest")]

    def __str__(self) -> str:
        return f"{self.noted_on}: {self.text[:60]}"
