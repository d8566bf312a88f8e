"""
The publication calendar: what begins and ends when, of one article or of all.

A schedule entry is a row of `Edition` with what readers saw of the article before it. No worker
makes it happen: a scheduled edition is live as soon as its moment has passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, Edition, EditionQuote, PlanChange, Quote, TaggedArticle
from articles.models.edition import EditionQuerySet
from core.timezones import local, moment_text

RECENT = timedelta(days=7)
MAX_ENTRIES = 300  # a calendar shows; what comes later is said to be there
BEGINS = Coalesce("held_from", "live_from")
_EDITION_FIELDS = (
    "number",
    "live_from",
    "held_from",
    "live_until",
    "withdrawn",
    "ends",
    "title",
    "slug",
    "change",
    "note",
    "made_at",
)


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    edition: Edition
    before: int | None  # the number of the edition that readers saw until then
    has_passed: bool

    @property
    def at(self) -> datetime:
        return self.edition.planned_for

    @property
    def what(self) -> str:
        """“edition 4 replaces edition 3”; in the past tense once it has happened."""
        number, passed = self.edition.number, self.has_passed
        if self.edition.is_held:
            held = f"the end of edition {self.edition.ends}" if self.edition.withdrawn else ""
            return f"{held or self.edition.label} is held"
        if self.edition.withdrawn:
            return "came down" if passed else "comes down"
        if self.before is None:
            return f"edition {number} {'went' if passed else 'goes'} live"
        return f"edition {number} {'replaced' if passed else 'replaces'} edition {self.before}"

    @property
    def sentence(self) -> str:
        """“It comes down on 28 Nov 2026, 09:00.”"""
        if self.edition.is_held:
            return f"{self.what[0].upper()}{self.what[1:]}; its time was {moment_text(self.at)}."
        what = self.what if not self.edition.withdrawn else f"it {self.what}"
        return f"{what[0].upper()}{what[1:]} on {moment_text(self.at)}."

    @property
    def lacks_words(self) -> bool:
        """Whether what was saved of the draft since is not in the plan."""
        return self.edition.says_otherwise and not self.has_passed  # type: ignore[attr-defined]

    @property
    def has_changes(self) -> bool:
        """Whether something that it shows changed since, before it went live."""
        return self.edition.has_changes and not self.has_passed  # type: ignore[attr-defined]

    @property
    def state(self) -> dict[str, tuple[str, str]]:
        """For the button that cancels it: see `backoffice.decisions`."""
        return {"Scheduled": (self.sentence, self.key)}

    @property
    def key(self) -> str:
        """Another one when it is planned, held, moved or released."""
        return f"{self.edition.pk}@{self.edition.live_from}/{self.at}"

    @property
    def kind(self) -> str:
        """For the eye: "begins", "changes" or "ends"."""
        if self.edition.withdrawn:
            return "ends"
        return "begins" if self.before is None else "changes"


@dataclass(frozen=True, slots=True)
class PublicationStatus:
    """What readers see of one article: `past` and `planned` are entries, the oldest first."""

    past: list[ScheduleEntry]
    planned: list[ScheduleEntry]
    live: Edition | None
    count: int  # rows there are altogether

    @property
    def sentence(self) -> str:
        """“Readers see edition 3 until 28 Nov 2026, 09:00; then edition 4.”"""
        coming = [entry.edition for entry in self.planned if not entry.edition.is_held]
        live, following = self.live, coming[0] if coming else None
        if live is None:
            if following is None:
                return "Readers don't see it." if self.past else "Readers don't see it yet."
            return (
                f"Readers don't see it until {moment_text(following.live_from)}; "
                f"then edition {following.number}."
            )
        sees = f"Readers see edition {live.number}"
        if following is None:
            return f"{sees}, since {moment_text(live.live_from)}."
        then = "it comes down" if following.withdrawn else f"edition {following.number}"
        return f"{sees} until {moment_text(following.live_from)}; then {then}."


def schedule_entries(editions: EditionQuerySet, now: datetime) -> list[ScheduleEntry]:
    """Rows of `Edition` as entries, in their order. One query, without the snapshots."""
    earlier = Edition.objects.filter(
        article=OuterRef("article"), live_from__lt=OuterRef("live_from")
    ).order_by("-live_from")
    withdrawn = EditionQuote.objects.filter(
        edition=OuterRef("pk"), quote__permission=Quote.Permission.WITHDRAWN
    )
    rows = (
        editions.select_related("article", "made_by")
        .only(
            *_EDITION_FIELDS,
            *(f"article__{name}" for name in ("title",)),
            *(f"made_by__{name}" for name in ("username", "first_name", "last_name")),
        )
        .annotate(
            before=Subquery(earlier.values("number")[:1]),
            nothing_before=Subquery(earlier.values("withdrawn")[:1]),
            has_withdrawn_words=Exists(withdrawn),
            says_otherwise=Exists(Edition.objects.saying_otherwise().filter(pk=OuterRef("pk"))),
            has_changes=Exists(
                PlanChange.objects.unseen().of_facts().filter(edition=OuterRef("pk"))
            ),
        )
    )
    return [
        ScheduleEntry(
            row, None if row.nothing_before else row.before, has_passed=row.live_from <= now
        )
        for row in rows
    ]


def publication_status(article: Article, *, past: int = 3, limit: int = 20) -> PublicationStatus:
    """The last entries of an article and all that is scheduled (of `limit` rows). One query."""
    now = timezone.now()
    rows = article.editions.annotate(total=Window(Count("pk"))).order_by("-live_from")
    newest = schedule_entries(rows[:limit], now)
    begun = [entry for entry in newest if entry.has_passed]
    last = begun[0].edition if begun else None
    return PublicationStatus(
        past=begun[past - 1 :: -1] if len(begun) >= past else begun[::-1],
        planned=[entry for entry in reversed(newest) if not entry.has_passed],
        live=None if last is None or last.withdrawn else last,
        count=newest[0].edition.total if newest else 0,  # type: ignore[attr-defined]  # annotated
    )


@dataclass(frozen=True, slots=True)
class CalendarFilter:
    """What a calendar is narrowed to; empty fields narrow nothing."""

    words: str = ""  # in the article's title
    tag: str = ""  # the slug of one that the article carries in its draft
    user: int | None = None  # the account that scheduled it
    article: int | None = None

    def apply(self, editions: EditionQuerySet) -> EditionQuerySet:
        """Those of the rows that pass."""
        if self.words:
            editions = editions.filter(
                Q(title__icontains=self.words) | Q(article__title__icontains=self.words)
            )
        if self.tag:
            carried = TaggedArticle.objects.filter(
                content_object=OuterRef("article"), tag__slug=self.tag
            )
            editions = editions.filter(Exists(carried))
        if self.user:
            editions = editions.filter(made_by=self.user)
        if self.article:
            editions = editions.filter(article=self.article)
        return editions

    def __bool__(self) -> bool:
        return any((self.words, self.tag, self.user, self.article))


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    entries: list[ScheduleEntry] = field(default_factory=list)


def by_day(entries: Iterable[ScheduleEntry]) -> list[Day]:
    """Entries, sorted by moment, under the days of the active zone."""
    days = groupby(entries, key=lambda entry: local(entry.at).date())
    return [Day(day, list(group)) for day, group in days]


def upcoming(narrowed: CalendarFilter, now: datetime) -> tuple[list[ScheduleEntry], bool]:
    """What is scheduled, the next first; and whether there is more than `MAX_ENTRIES`."""
    planned = narrowed.apply(Edition.objects.filter(live_from__gt=now))
    return _first(planned.order_by(BEGINS, "pk"), now)


def recent(narrowed: CalendarFilter, now: datetime) -> list[ScheduleEntry]:
    """What happened in the last seven days, the newest first."""
    begun = Edition.objects.filter(live_from__lte=now, live_from__gt=now - RECENT)
    newest = narrowed.apply(begun).order_by("-live_from", "-pk")
    return schedule_entries(newest[:MAX_ENTRIES], now)


def between(
    narrowed: CalendarFilter, start: datetime, end: datetime, now: datetime
) -> tuple[list[ScheduleEntry], bool]:
    """Entries from `start` to `end`, past and scheduled, the first first; as `upcoming`."""
    begins = Q(live_from__gte=start, live_from__lt=end)
    was_to_begin = Q(held_from__gte=start, held_from__lt=end)
    within = narrowed.apply(Edition.objects.filter(begins | was_to_begin))
    return _first(within.order_by(BEGINS, "pk"), now)


def _first(editions: EditionQuerySet, now: datetime) -> tuple[list[ScheduleEntry], bool]:
    found = schedule_entries(editions[: MAX_ENTRIES + 1], now)
    return found[:MAX_ENTRIES], len(found) > MAX_ENTRIES


def schedulers() -> list[tuple[int, str]]:
    """Accounts that published or scheduled anything: (id, name). One query."""
    users = get_user_model().objects.filter(Exists(Edition.objects.filter(made_by=OuterRef("pk"))))
    return [
        (user.pk, user.get_full_name() or user.get_username())
        for user in users.order_by(F("last_name"), "username")
    ]
