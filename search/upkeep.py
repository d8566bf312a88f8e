"""
Keeping the index up with what is written, in the transaction that writes it.

`core.shown_facts` tells of every row that is saved past or by the admin; an edition tells of itself
once it is made (articles/publishing/schedule.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from taggit.models import Tag

from articles.models import Edition, Quote
from core.shown_facts import Told, on_change, on_write
from core.visibility import NOW_OR_LATER
from faq.models import Question
from people.models import Person
from products.models import Brand, Product
from search.indexing import write_entries
from search.models import Entry, Kind
from topics.models import Topic

# So many of a kind follow a brand's or a tag's new name at once, the newest of them; the others
# with `manage.py rebuild_search`, for whoever renames it waits.
MOST_AT_ONCE = 500

_KINDS: dict[type[Model], Kind] = {
    Edition: Kind.ARTICLE,
    Product: Kind.PRODUCT,
    Person: Kind.PERSON,
    Question: Kind.QUESTION,
    Topic: Kind.TOPIC,
}


@on_write
def look_through(rows: Sequence[Model]) -> None:
    """Rows that are looked through, and those whose words others hold."""
    keys: dict[Kind, set[int]] = defaultdict(set)
    for row in rows:
        if kind := _KINDS.get(type(row)):
            keys[kind].add(row.pk)
            keys[kind] |= _ended_before(row)
        elif isinstance(row, Brand):
            keys[Kind.PRODUCT] |= _newest(Product.objects.filter(brand=row))
        elif isinstance(row, Quote):
            editions = Edition.objects.live(NOW_OR_LATER).filter(editionquote__quote=row)
            asked = Question.objects.filter(editions__quotes=row).order_by()
            keys[Kind.ARTICLE] |= set(editions.values_list("pk", flat=True))
            keys[Kind.QUESTION] |= set(asked.values_list("pk", flat=True))
    _write(keys)


@on_change
def follow_tags(told: Told) -> None:
    """A tag that is renamed or merged is found by its new name."""
    for tag in (row for row, _ in told if isinstance(row, Tag)):
        _write(
            {
                Kind.ARTICLE: _newest(Edition.objects.live(NOW_OR_LATER).filter(tags=tag)),
                Kind.PRODUCT: _newest(Product.objects.filter(tags=tag)),
                Kind.QUESTION: _newest(Question.objects.filter(tags=tag)),
                Kind.TOPIC: _newest(Topic.objects.filter(tags=tag)),
            }
        )


def _ended_before(row: Model) -> set[int]:
    """Of an edition: those of its article that have an entry still, and may have ended with it."""
    if not isinstance(row, Edition):
        return set()
    editions = Edition.objects.filter(article=row.article_id)
    entries = Entry.objects.filter(kind=Kind.ARTICLE, row__in=editions.values("pk"))
    return set(entries.values_list("row", flat=True))


def _newest(rows: Any) -> set[int]:
    return set(rows.order_by("-pk").values_list("pk", flat=True)[:MOST_AT_ONCE])


def _write(keys: dict[Kind, Any]) -> None:
    for kind, wanted in keys.items():
        if wanted:
            write_entries(kind, sorted(wanted))
