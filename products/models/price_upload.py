"""A price file that somebody uploaded at the desk, until it is decided what becomes of it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.constraints import known_choices

KEPT = timedelta(days=1)
SILENT = timedelta(minutes=5)  # without a sign: whoever read or applied it was killed
GIVEN_UP = timedelta(hours=1)


class PriceUploadQuerySet(models.QuerySet["PriceUpload"]):
    def under_way(self) -> "PriceUploadQuerySet":
        """Those that are to be read or applied."""
        return self.filter(state__in=PriceUpload.UNDER_WAY)

    def left_behind(self) -> "PriceUploadQuerySet":
        """Those that should be read or applied, and nobody does."""
        return self.under_way().filter(touched_at__lt=timezone.now() - SILENT)

    def expired(self) -> "PriceUploadQuerySet":
        """Those whose day is over."""
        old = self.filter(uploaded_at__lt=timezone.now() - KEPT)
        return old.exclude(state=PriceUpload.State.APPLYING)


@known_choices("state")
class PriceUpload(models.Model):
    """
    The file, what it would do (`preview`) or did, and who decides: whoever uploaded it.

    It is kept for a day, with no address of its own; the file itself only until it is decided.
    """

    class State(models.TextChoices):
        READING = "reading", "being read"
        WAITING = "waiting", "waits for a decision"
        UNREADABLE = "unreadable", "can't be used"
        APPLYING = "applying", "being applied"
        APPLIED = "applied", "applied"
        DISCARDED = "discarded", "discarded"

    UNDER_WAY = (State.READING, State.APPLYING)

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=300)
    content = models.BinaryField(default=bytes)
    looked_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    asked_at = models.DateTimeField(default=timezone.now)  # to be read, or to be applied
    touched_at = models.DateTimeField(default=timezone.now)  # the last sign of life
    lines = models.PositiveIntegerField(default=0)
    lines_done = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    preview = models.JSONField(default=dict)
    errors = models.BinaryField(default=bytes)  # its refused lines, as a file to correct

    objects = PriceUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()  # whoever sets prices uploads them (products/roles.py)

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        """Whether the worker is to read or apply it."""
        return self.state in self.UNDER_WAY

    @property
    def changes_something(self) -> bool:
        """Whether applying it would write anything, as far as its preview says."""
        counts = self.preview.get("counts", {})
        return any(counts.get(kind) for kind in ("changed", "removed", "held", "confirmed"))

    @property
    def state_text(self) -> str:
        """Its state in words; a file that would change nothing waits for nobody."""
        if self.state == self.State.WAITING and not self.changes_something:
            return "nothing to apply"
        return str(self.get_state_display())

    @property
    def kept_until(self) -> Any:
        return self.uploaded_at + KEPT

    def move(self, state: "PriceUpload.State", **facts: Any) -> bool:
        """From the state it is in to another one; False where somebody else moved it before."""
        rows = PriceUpload.objects.filter(pk=self.pk, state=self.state)
        moved = rows.update(state=state, touched_at=timezone.now(), **facts)
        if moved:
            for name, value in {"state": state, **facts}.items():
                setattr(self, name, value)
        return bool(moved)

    def note_progress(self, done: int, lines: int) -> None:
        """How far reading is, for the page that waits for it."""
        facts = {"lines_done": done, "lines": lines, "touched_at": timezone.now()}
        PriceUpload.objects.filter(pk=self.pk).update(**facts)
