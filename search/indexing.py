"""
Writing the index: an entry and its words for each row that readers may come to see.

Called in the transaction that changes the row (search/upkeep.py). Whether readers see it is asked
when they search, so that a plan begins and a takedown holds without anybody's doing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Min, QuerySet

from articles.models import Edition
from core.visibility import NOW_OR_LATER
from faq.models import Question
from people.models import Person
from products.models import Product
from search.databases import Written, index
from search.models import Entry, EntryText, Kind, Word
from search.texts import Text, texts_of
from topics.models import Topic

AT_ONCE = 200  # rows of a rebuild
_KINDS = tuple(Kind)
_NUMBERS = {kind: number for number, kind in enumerate(Kind)}
KEY_BITS, MINUTE_BITS = 26, 29  # of a row; of row and kind
KIND_MASK = (1 << (MINUTE_BITS - KEY_BITS)) - 1
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST_WORD = 40
_LONGEST_SHOWN = 60


def _tagged(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With their tags, in a query; taggit's have no types."""
    return rows.prefetch_related("tags")


# Kind → the rows that are looked through, those that readers don't see yet included.
ROWS: dict[Kind, Callable[[], QuerySet[Any]]] = {
    Kind.ARTICLE: lambda: _tagged(Edition.objects.live(NOW_OR_LATER)),
    Kind.PRODUCT: lambda: _tagged(Product.objects.select_related("brand")),
    Kind.PERSON: Person.objects.all,
    Kind.QUESTION: lambda: _tagged(Question.objects.exclude(answer="")),
    Kind.TOPIC: lambda: _tagged(Topic.objects.all()),
}


def entry_key(kind: Kind, row: int, moment: datetime) -> int:
    """Minutes, kind and row in one number: entries stand in the order of their moments."""
    minutes = max(0, int(moment.timestamp()) // 60)
    row %= 1 << KEY_BITS
    return (minutes << MINUTE_BITS) | (_NUMBERS[kind] << KEY_BITS) | row


def kind_of(key: int) -> Kind:
    """The kind in an entry's key."""
    return _KINDS[(key >> KEY_BITS) & KIND_MASK]


def write_entries(kind: Kind, keys: Iterable[int]) -> set[str]:
    """Look through these rows again, and return their words; what has ended is found no more."""
    with transaction.atomic():
        wanted = list(keys)
        # Two who write of one row come one after the other.
        locked = ROWS[kind]().select_for_update(of=("self",), no_key=True)
        rows = list(locked.filter(pk__in=wanted).order_by("pk"))
        before = _drop(kind, wanted)
        texts, moments = texts_of(kind, rows), _moments(rows, before)
        return _write(kind, {entry_key(kind, row.pk, moments[row.pk]): row for row in rows}, texts)


def _drop(kind: Kind, rows: Sequence[int]) -> dict[int, int]:
    """Take entries out, by a trigger with their words; row → the key that its entry had."""
    entries = Entry.objects.filter(kind=kind, row__in=rows)
    keys: dict[int, int] = dict(entries.values_list("row", "pk"))
    entries.delete()
    return keys


def _moments(rows: Sequence[Any], before: dict[int, int]) -> dict[int, datetime]:
    """When each was published; of what has no such day, when it came on file, as far as known."""
    moments = {}
    for row in rows:
        if isinstance(row, Edition):
            moments[row.pk] = min(row.published_at, row.planned_for)
        elif key := before.get(row.pk):
            moments[row.pk] = datetime.fromtimestamp((key >> MINUTE_BITS) * 60, tz=UTC)
    new = [row for row in rows if row.pk not in moments]
    if new:
        history = type(new[0]).history.filter(id__in=[row.pk for row in new]).order_by()
        first = dict(history.values_list("id").annotate(first=Min("history_date")))
        moments |= {row.pk: first.get(row.pk) or LONG_AGO for row in new}
    return moments


def _write(kind: Kind, rows: dict[int, Any], texts: dict[int, Text]) -> set[str]:
    rows = {key: row for key, row in rows.items() if row.pk in texts}
    Entry.objects.bulk_create(_entry(key, kind, row) for key, row in rows.items())
    told = {key: texts[row.pk] for key, row in rows.items()}
    EntryText.objects.bulk_create(
        EntryText(entry_id=key, slug=rows[key].slug, title=text.title[:300], body=text.body)
        for key, text in told.items()
    )
    index().write([Written(key, kind.value, *text.fields) for key, text in told.items()])
    words = {word: shown for text in told.values() for word, shown in text.spellings.items()}
    _remember(words)
    return set(words)


def _entry(key: int, kind: Kind, row: Any) -> Entry:
    entry = Entry(pk=key, kind=kind, row=row.pk)
    if isinstance(row, Edition):
        entry.live_from, entry.live_until = row.live_from, row.live_until
        entry.withdrawn = row.withdrawn
    return entry


def _remember(spellings: dict[str, str]) -> None:
    """Keep words that are new, in one order, so that two who write never wait in a circle."""
    telling = {
        word: shown
        for word, shown in spellings.items()
        if 2 < len(word) <= _LONGEST_WORD and not word.isdigit()
    }
    known = set()
    wanted = sorted(telling)
    for portion in _portions(wanted, 500):
        known |= set(Word.objects.filter(pk__in=portion).values_list("pk", flat=True))
    new = [word for word in wanted if word not in known]
    Word.objects.bulk_create(
        [Word(word=word, shown=telling[word][:_LONGEST_SHOWN]) for word in new],
        ignore_conflicts=True,
    )
    index().remember(new)


def rebuild(progress: Callable[[Kind, int], None] = lambda kind, count: None) -> None:
    """
    Look through everything again, a portion at a time: readers find what they found meanwhile.

    Words that no entry has any more are forgotten. `progress` is told how many of a kind are done.
    """
    unused = set(Word.objects.values_list("pk", flat=True))
    for kind in Kind:
        keys = list(ROWS[kind]().order_by("pk").values_list("pk", flat=True))
        gone = Entry.objects.filter(kind=kind).exclude(row__in=ROWS[kind]().values("pk"))
        _drop(kind, list(gone.values_list("row", flat=True)))
        for done, portion in enumerate(_portions(keys, AT_ONCE), 1):
            unused -= write_entries(kind, portion)
            progress(kind, min(done * AT_ONCE, len(keys)))
    _forget(sorted(unused))


def _forget(words: Sequence[str]) -> None:
    for portion in _portions(words, 500):
        Word.objects.filter(pk__in=portion).delete()
        index().forget(portion)


def _portions(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
