"""What somebody said, word for word or in our words, and whether we may print it."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core import visibility
from core.constraints import known_choices
from core.shown_facts import ShownFact
from core.visibility import NOW_OR_LATER, Moment
from people.models import Person

from .edition import Edition
from .permission import QuotePermission


def as_passages(segments: Iterable[str], *, is_verbatim: bool) -> list[str]:
    """
    The segments as a reader sees them standing alone, each in marks of its own.

    The comma before an attribution stands where the speaker's full stop was: without the
    attribution, the stop is there again. Within a sentence the comma stays (docs/rules.md 4.15).
    """
    words = [segment.rstrip() for segment in segments]
    words = [_stopped(words, place) for place in range(len(words))]
    return [f"“{passage}”" for passage in words] if is_verbatim else words


def _stopped(words: list[str], place: int) -> str:
    passage, following = words[place], words[place + 1 : place + 2]
    if not passage.endswith(",") or (following and following[0].lstrip()[:1].islower()):
        return passage
    return f"{passage[:-1]}."


def is_excerpt(lines: Iterable[str], segments: Iterable[str]) -> bool:
    """Whether each line is part of what was said, word for word; white space aside."""
    said = [" ".join(segment.split()) for segment in segments]
    return all(any(" ".join(line.split()) in one for one in said) for line in lines)


class QuoteQuerySet(models.QuerySet["Quote"]):
    def permitted(self) -> "QuoteQuerySet":
        """Those whose speaker has not withdrawn their permission (docs/rules.md 4.21)."""
        return self.exclude(permission=Quote.Permission.WITHDRAWN)

    def public(self, at: Moment | None = None) -> "QuoteQuerySet":
        """
        Quotes readers can see: in a live edition, and permission not withdrawn.

        With `NOW_OR_LATER` also those withdrawn: the permission may be given again.
        """
        rows = self if at is NOW_OR_LATER else self.permitted()
        return rows.filter(visibility.visible(Quote, at or timezone.now()))

    def with_articles(self, at: datetime | None = None) -> "QuoteQuerySet":
        """With `live_editions`: where readers find each quote, with its topic. One query more."""
        live = Edition.objects.live(at).with_topic().defer("content")
        return self.prefetch_related(models.Prefetch("editions", live, to_attr="live_editions"))

    def without_speaker(self) -> "QuoteQuerySet":
        """Those whose speaker nobody could tell yet."""
        return self.filter(speaker=None)


@known_choices("kind", "source", "permission")
class Quote(ShownFact):
    """
    One utterance. `segments` are the exact words between the quotation marks, in order: an
    utterance that its attribution cuts in two has two segments (docs/rules.md 4.13 and 4.15).
    """

    class Kind(models.TextChoices):
        VERBATIM = "verbatim", "word for word"
        PARAPHRASE = "paraphrase", "in our words"

    class Source(models.TextChoices):
        INTERVIEW = "interview", "our interview"
        EMAIL = "email", "an email to us"
        PRESS = "press", "press material"
        OUTLET = "outlet", "another publication"
        UNKNOWN = "", "not stated"

    Permission = QuotePermission
    unseen_fields = frozenset({"approved_digest"})

    speaker = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quotes",
        help_text="Leave empty if it isn't clear who said it.",
    )
    candidates = models.ManyToManyField(
        Person,
        blank=True,
        related_name="possible_quotes",
        help_text="Possible speakers, if the manuscript doesn't say.",
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.VERBATIM)
    segments = models.JSONField(default=list, help_text="The exact words, a list of passages.")
    source = models.CharField(max_length=10, choices=Source.choices, blank=True)
    outlet = models.CharField(
        "other publication",
        max_length=120,
        blank=True,
        help_text="“Allure”, if it was quoted there first.",
    )
    said_on = models.DateField(null=True, blank=True)
    permission = models.CharField(
        max_length=10, choices=Permission.choices, default=Permission.NOT_ASKED
    )
    approved_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("grant_quote", "Can note a quote's permission and change quotes in print")]
        constraints = [
            models.CheckConstraint(
                condition=Q(source="outlet") | Q(outlet=""),
                name="quote_outlet_belongs_to_another_publication",
                violation_error_message="Only a quote from another publication can name one.",
            ),
        ]

    def __str__(self) -> str:
        who = self.speaker.name if self.speaker else "Speaker unknown"
        words = self.text
        return f"{who}: {words if len(words) <= 60 else words[:59] + '…'}"

    def clean(self) -> None:
        super().clean()
        is_list_of_words = isinstance(self.segments, list) and all(
            isinstance(segment, str) and segment.strip() for segment in self.segments
        )
        if not is_list_of_words or not self.segments:
            raise ValidationError({"segments": "Enter at least one passage."})

    @property
    def text(self) -> str:
        """The whole utterance; a cut is shown as such, nothing is joined silently."""
        return " … ".join(self.segments)

    @property
    def passages(self) -> list[str]:
        return as_passages(self.segments, is_verbatim=self.kind == self.Kind.VERBATIM)

    @property
    def digest(self) -> str:
        """What a permission is bound to: SHA-256 of the exact words."""
        return hashlib.sha256("\n".join(self.segments).encode()).hexdigest()
