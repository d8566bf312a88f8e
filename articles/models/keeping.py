"""What is typed and not saved yet, and who is typing: beside the articles, never part of them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from .article import Article


class AutosaveQuerySet(models.QuerySet):
    def of(self, user, article):
        """Those of this editor for this article (None: for articles that were never saved)."""
        return self.filter(user=user, article=article)

    def kept(self):
        """Those whose words wait for their editor."""
        return self.filter(state=Autosave.State.KEPT)

    def forget_old(self):
        """Those nobody came back for within `Autosave.KEPT_FOR` go."""
        return self.filter(kept_at__lt=timezone.now() - Autosave.KEPT_FOR).delete()


class Autosave(models.Model):
    """
    What stood in one open form, typed and not saved: only its own editor ever sees it.

    `tab` is the opened page it comes from, `sequence` grows with every change in that page, so that
    what arrives late never overwrites what came after it. `fields` is the form as a browser posts
    it: name → list of strings. A row whose words were saved or discarded keeps its `sequence` as a
    mark, so that a straggler doesn't bring them back.
    """

    class State(models.TextChoices):
        KEPT = "kept", "kept"
        SAVED = "saved", "saved"
        DISCARDED = "discarded", "discarded"

    KEPT_FOR = timedelta(days=30)
    MOST = 20  # kept ones an editor may have of one article; one more is refused, none is dropped

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="autosaves"
    )
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="autosaves"
    )
    tab = models.CharField(max_length=40)
    sequence = models.BigIntegerField(default=0)
    base_version = models.PositiveIntegerField(null=True, blank=True)
    fields = models.JSONField(default=dict)
    device = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.KEPT)
    kept_at = models.DateTimeField(default=timezone.now)

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        ordering = ["-kept_at", "-pk"]
        indexes = [models.Index(fields=["kept_at"])]
        constraints = [
            models.UniqueConstraint(fields=["user", "tab"], name="autosave_one_a_tab"),
            models.CheckConstraint(
                condition=models.Q(state__in=["kept", "saved", "discarded"]),
                name="autosave_state_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.article or 'A new article'}, as {self.user} left it"


class PresenceQuerySet(models.QuerySet):
    def here(self):
        """Those heard of within the last `Presence.LASTS`."""
        return self.filter(seen_at__gt=timezone.now() - Presence.LASTS)


class Presence(models.Model):
    """An open form of an article: who has it open, since when, last heard of when."""

    LASTS = timedelta(seconds=45)  # three missed heartbeats

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="presences"
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="presences")
    tab = models.CharField(max_length=40)
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "tab"], name="presence_one_a_tab"),
        ]

    def __str__(self):
        return f"{self.user} at {self.article}"
