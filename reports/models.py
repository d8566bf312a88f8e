"""What readers report as wrong, and what became of it."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.constraints import known_choices
from core.hidden_characters import LineField, WordsField

# A closed report goes after this many days, and the address for an answer with it.
KEPT = timedelta(days=180)


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> Self:
        """Those nobody has mended or found to be right."""
        return self.filter(state__in=Report.OPEN)

    def over(self, at: datetime | None = None) -> Self:
        """Those that were closed so long ago that they go."""
        return self.exclude(state__in=Report.OPEN).filter(
            decided_at__lt=(at or timezone.now()) - KEPT
        )


@known_choices("state")
class Report(models.Model):
    """
    What somebody typed about a thing that readers see. Nothing else about them is kept.

    The words never change (a trigger); `state` says what the desk made of it.
    """

    is_reference = False

    class State(models.TextChoices):
        NEW = "new", "new"
        SEEN = "seen", "looked at"
        MENDED = "mended", "mended"
        NOTHING_WRONG = "nothing", "nothing wrong"

    OPEN = (State.NEW, State.SEEN)

    # The thing: which kind of reports/kinds.py, which row, and what readers saw of it then.
    kind = models.CharField(max_length=20, blank=True)
    row = models.PositiveBigIntegerField(null=True, blank=True)
    about_words = WordsField("about", blank=True)
    page_path = models.CharField("page", max_length=300, blank=True)

    text = WordsField("what is wrong")
    reply_to = LineField(
        "answer to", max_length=254, blank=True, help_text="Typed by the reader, if they like."
    )
    received_at = models.DateTimeField("received", default=timezone.now, db_index=True)
    # Of the form it came by: sent twice, it is one report.
    form_key = models.CharField(max_length=64, unique=True, editable=False)

    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    note = WordsField("what we found", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        permissions = [
            ("handle_report", "Can look into reports of what they can mend, and close them"),
        ]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(state__in=["new", "seen"]), name="report_open"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="new", decided_at=None)
                | ~Q(state="new") & Q(decided_at__isnull=False),
                name="report_says_when_it_was_looked_at",
            ),
            models.CheckConstraint(
                condition=Q(kind="", row=None) | ~Q(kind="") & Q(row__isnull=False),
                name="report_is_about_one_row_or_none",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="report_says_something"),
        ]

    def __str__(self) -> str:
        words = " ".join(self.text.split())
        return words if len(words) <= 80 else f"{words[:79]}…"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def move(self, state: str, *, by: Any, note: str) -> None:
        """What the desk made of it, from now on."""
        self.state, self.note = state, note
        self.decided_at, self.decided_by = timezone.now(), by
        self.save(update_fields=["state", "note", "decided_at", "decided_by"])
