"""
What begins and ends, when: turns of what readers see, of one article or of all.

A turn is a row of `Edition` with what readers saw of the article before it. No worker makes a turn
happen: a planned one is live as soon as its moment has passed.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Window
from django.utils import timezone

from articles.models import Edition, EditionQuote, Quote, TaggedArticle
from core.timezones import local, moment_text

RECENT = timedelta(days=7)
AT_ONCE = 300  # turns a calendar shows; what comes later is said to be there
_OF_A_TURN = (
    "number",
    "live_from",
    "live_until",
    "withdrawn",
    "title",
    "change",
    "note",
    "made_at",
)


@dataclass(frozen=True, slots=True)
class Turn:
    edition: Edition
    before: int | None  # the number of the edition that readers saw until then
    has_passed: bool

    @property
    def at(self):
        return self.edition.live_from

    @property
    def what(self):
        """“edition 4 replaces edition 3”; in the past tense once it has happened."""
        number, passed = self.edition.number, self.has_passed
        if self.edition.withdrawn:
            return "came down" if passed else "comes down"
        if self.before is None:
            return f"edition {number} {'went' if passed else 'goes'} live"
        return f"edition {number} {'replaced' if passed else 'replaces'} edition {self.before}"

    @property
    def sentence(self):
        """“It comes down on 28 Nov 2026, 09:00.”"""
        what = self.what if not self.edition.withdrawn else f"it {self.what}"
        return f"{what[0].upper()}{what[1:]} on {moment_text(self.at)}."

    @property
    def kind(self):
        """For the eye: "begins", "changes" or "ends"."""
        if self.edition.withdrawn:
            return "ends"
        return "begins" if self.before is None else "changes"


@dataclass(frozen=True, slots=True)
class Standing:
    """What readers see of one article: `past` and `planned` are turns, the oldest first."""

    past: list
    planned: list
    live: Edition | None
    count: int  # rows there are altogether

    @property
    def sentence(self):
        """“Readers see edition 3 until 28 Nov 2026, 09:00; then edition 4.”"""
        following = self.planned[0].edition if self.planned else None
        if self.live is None and following is None:
            return "Readers don't see it." if self.past else "Readers don't see it yet."
        if self.live is None:
            return (
                f"Readers don't see it until {moment_text(following.live_from)}; "
                f"then edition {following.number}."
            )
        sees = f"Readers see edition {self.live.number}"
        if following is None:
            return f"{sees}, since {moment_text(self.live.live_from)}."
        then = "it comes down" if following.withdrawn else f"edition {following.number}"
        return f"{sees} until {moment_text(following.live_from)}; then {then}."


def turns(editions, now):
    """Rows of `Edition` as turns, in their order. One query, without the frozen words."""
    earlier = Edition.objects.filter(
        article=OuterRef("article"), live_from__lt=OuterRef("live_from")
    ).order_by("-live_from")
    withdrawn = EditionQuote.objects.filter(
        edition=OuterRef("pk"), quote__permission=Quote.Permission.WITHDRAWN
    )
    rows = (
        editions.select_related("article", "made_by")
        .only(
            *_OF_A_TURN,
            *(f"article__{name}" for name in ("title", "slug", "version")),
            *(f"made_by__{name}" for name in ("username", "first_name", "last_name")),
        )
        .annotate(
            before=Subquery(earlier.values("number")[:1]),
            nothing_before=Subquery(earlier.values("withdrawn")[:1]),
            has_withdrawn_words=Exists(withdrawn),
        )
    )
    return [
        Turn(row, None if row.nothing_before else row.before, has_passed=row.live_from <= now)
        for row in rows
    ]


def standing_of(article, *, past=3, most=20):
    """The last turns of an article and all that is planned (of `most` rows). One query."""
    now = timezone.now()
    rows = article.editions.annotate(total=Window(Count("pk"))).order_by("-live_from")
    newest = turns(rows[:most], now)
    begun = [turn for turn in newest if turn.has_passed]
    last = begun[0].edition if begun else None
    return Standing(
        past=begun[past - 1 :: -1] if len(begun) >= past else begun[::-1],
        planned=[turn for turn in reversed(newest) if not turn.has_passed],
        live=None if last is None or last.withdrawn else last,
        count=newest[0].edition.total if newest else 0,
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a calendar is narrowed to; empty fields narrow nothing."""

    words: str = ""  # in the article's title
    tag: str = ""  # the slug of one that the article carries at the desk
    who: int | None = None  # the account that planned it
    article: int | None = None

    def of(self, editions):
        if self.words:
            editions = editions.filter(
                Q(title__icontains=self.words) | Q(article__title__icontains=self.words)
            )
        if self.tag:
            carried = TaggedArticle.objects.filter(
                content_object=OuterRef("article"), tag__slug=self.tag
            )
            editions = editions.filter(Exists(carried))
        if self.who:
            editions = editions.filter(made_by=self.who)
        if self.article:
            editions = editions.filter(article=self.article)
        return editions

    def __bool__(self):
        return any((self.words, self.tag, self.who, self.article))


@dataclass(frozen=True, slots=True)
class Day:
    date: object
    turns: list = field(default_factory=list)


def by_day(turned):
    """Turns, sorted by moment, under the days of the active zone."""
    days = groupby(turned, key=lambda turn: local(turn.at).date())
    return [Day(date, list(group)) for date, group in days]


def upcoming(wanted, now):
    """What is planned, the next first: (turns, whether there are more than are shown)."""
    planned = wanted.of(Edition.objects.filter(live_from__gt=now)).order_by("live_from", "pk")
    found = turns(planned[: AT_ONCE + 1], now)
    return found[:AT_ONCE], len(found) > AT_ONCE


def recent(wanted, now):
    """What happened in the last seven days, the newest first."""
    begun = Edition.objects.filter(live_from__lte=now, live_from__gt=now - RECENT)
    return turns(wanted.of(begun).order_by("-live_from", "-pk")[:AT_ONCE], now)


def between(wanted, start, end, now):
    """Turns from `start` to `end` (moments), past and planned, the first first; as `upcoming`."""
    within = Edition.objects.filter(live_from__gte=start, live_from__lt=end)
    found = turns(wanted.of(within).order_by("live_from", "pk")[: AT_ONCE + 1], now)
    return found[:AT_ONCE], len(found) > AT_ONCE


def planners():
    """Accounts that published or planned anything: [(id, name)]. One query."""
    users = get_user_model().objects.filter(Exists(Edition.objects.filter(made_by=OuterRef("pk"))))
    return [
        (user.pk, user.get_full_name() or user.get_username())
        for user in users.order_by(F("last_name"), "username")
    ]
