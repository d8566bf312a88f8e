"""
When editions begin, and the dates that follow from it, written down.

What has begun keeps its moments for good; those of a planned row move, and nothing else of it does
(triggers in the migrations).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import Article, Edition

MOMENTS = ("live_from", "held_from", "published_at", "modified_at")


def dates_of(edition: Edition) -> tuple[datetime, datetime]:
    """
    When the article first went live and last changed in substance, as of that edition.

    Its words must be in it: the same ones again, or after a time of being down, are no change.
    """
    earlier = edition.article.editions.filter(withdrawn=False, live_from__lt=edition.live_from)
    rows = list(earlier.only("live_from", "modified_at", "substance"))
    last = rows[0] if rows else None
    return rows[-1].live_from if rows else edition.live_from, _modified_at(edition, last)


def _modified_at(edition: Edition, last: Edition | None) -> datetime:
    """`last` is the edition before it that readers saw."""
    if last is None:
        return edition.live_from
    is_same = edition.substance is not None and edition.substance == last.substance
    is_typing = edition.change == Edition.Change.TYPING
    return last.modified_at if is_same or is_typing or edition.withdrawn else edition.live_from


def past_moment(article: Article, began: datetime) -> datetime:
    """`began`, checked to have passed, and to come after all that readers saw of it before."""
    last = article.editions.order_by("-live_from").only("live_from").first()
    if began >= timezone.now():
        raise ValidationError("What readers have had before began in the past.")
    if last and began <= last.live_from:
        raise ValidationError(f"{last.label.capitalize()} began later than that, or then.")
    return began


def write_moments(articles: Collection[int], moved: Iterable[Edition] = ()) -> None:
    """
    Write when the moved rows begin, and keep the dates of all that is planned true.

    The caller has locked the articles. One query, and one write for each row that is other now.
    Raises `ValidationError` where another row of an article begins at that moment.
    """
    now, new = timezone.now(), {row.pk: row for row in moved}
    timelines: dict[int, list[Edition]] = defaultdict(list)
    rows = Edition.objects.filter(article__in=articles)
    told = ("withdrawn", "change", "substance")
    for row in rows.only("article", "number", *told, *MOMENTS):
        timelines[row.article_id].append(row)
    changed: list[Edition] = []
    for timeline in timelines.values():
        before = {row.pk: _moments(row) for row in timeline if row.live_from > now}
        for row in timeline:
            if there := new.get(row.pk):
                row.live_from, row.held_from = there.live_from, there.held_from
        timeline.sort(key=lambda row: row.live_from)
        _date(timeline, before)
        changed += [row for row in timeline if row.pk in before and _moments(row) != before[row.pk]]
    _write(changed)


def _date(timeline: Iterable[Edition], planned: Collection[int]) -> None:
    """Give the planned ones the dates of `dates_of`, the first row first."""
    first: datetime | None = None
    last: Edition | None = None
    for row in timeline:
        if row.pk in planned:
            row.published_at = first or row.live_from
            row.modified_at = _modified_at(row, last)
        if not row.withdrawn:
            first, last = first or row.live_from, row


def _moments(row: Edition) -> list[datetime | None]:
    return [getattr(row, name) for name in MOMENTS]


def _write(rows: list[Edition]) -> None:
    """As one statement for all: a plan of thousands is held while others wait for the lock."""
    if not rows:
        return
    kept = [field for field in Edition._meta.concrete_fields if field.name in MOMENTS]
    values = [
        [*(f.get_db_prep_save(f.value_from_object(row), connection) for f in kept), row.pk]
        for row in rows
    ]
    columns = ", ".join(f"{field.column} = %s" for field in kept)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {Edition._meta.db_table} SET {columns} WHERE id = %s",  # noqa: S608 -- names
                values,
            )
    except IntegrityError as error:
        taken = [sentence for row in rows if (sentence := taken_moment(row))]
        raise ValidationError(taken or "It has begun by now. Open the page again.") from error


def taken_moment(edition: Edition) -> str:
    """A sentence where another row of the article begins at that very moment; or ""."""
    there = edition.article.editions.filter(live_from=edition.live_from).exclude(pk=edition.pk)
    row = there.defer("content").first()
    if row is None:
        return ""
    what = "The article comes down" if row.withdrawn else f"Edition {row.number} goes live"
    return f"{what} at that time. Choose another one."
