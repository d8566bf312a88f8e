"""Editing sessions: what is typed and not saved yet, and who has an article open."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from core.constraints import known_choices

from .article import Article


class AutosaveQuerySet(models.QuerySet["Autosave"]):
    def of(self, user: User, article: Article | None) -> "AutosaveQuerySet":
        """Those of this editor for this article (None: for articles that were never saved)."""
        return self.filter(user=user, article=article)

    def recoverable(self) -> "AutosaveQuerySet":
        """Those whose words are saved nowhere else and wait for their editor."""
        return self.filter(state=Autosave.State.RECOVERABLE)

    def delete_expired(self) -> None:
        """Drop those nobody came back for within `Autosave.RETENTION`."""
        self.filter(typed_at__lt=timezone.now() - Autosave.RETENTION).delete()


@known_choices("state")
class Autosave(models.Model):
    """
    What stood in one open form, typed and not saved: only its own editor ever sees it.

    `tab` is the opened page it comes from, `sequence` grows with every change in that page, so that
    what arrives late never overwrites what came after it. `fields` is the form as a browser posts
    it: name → list of strings. A row whose words were saved or discarded keeps its `sequence` as a
    mark, so that a stale request doesn't bring them back.
    """

    class State(models.TextChoices):
        RECOVERABLE = "recoverable", "recoverable"
        SAVED = "saved", "saved"
        DISCARDED = "discarded", "discarded"

    RETENTION = timedelta(days=30)
    MAX_PER_ARTICLE = 20  # recoverable ones of one editor; one more is refused, none is dropped

    # Rows of an editing session are nobody's use of an article or of an account: they go with it.
    is_reference = False

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
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECOVERABLE)
    typed_at = models.DateTimeField(default=timezone.now)

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        ordering = ["-typed_at", "-pk"]
        indexes = [models.Index(fields=["typed_at"], name="autosave_by_age")]
        constraints = [
            models.UniqueConstraint(fields=["user", "tab"], name="autosave_one_a_tab"),
        ]

    def __str__(self) -> str:
        return f"{self.article or 'A new article'}, as {self.user} left it"


class PresenceQuerySet(models.QuerySet["Presence"]):
    def present(self) -> "PresenceQuerySet":
        """Those heard of within the last `Presence.TIMEOUT`."""
        return self.filter(seen_at__gt=timezone.now() - Presence.TIMEOUT)


class Presence(models.Model):
    """An open form of an article: who has it open, since when, last heard of when."""

    TIMEOUT = timedelta(seconds=45)  # three missed heartbeats

    is_reference = False

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

    def __str__(self) -> str:
        return f"{self.user} at {self.article}"
