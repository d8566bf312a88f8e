"""
What an import made, row by row, and whether anybody has changed a row of it since.

The importer remembers (`remember`), *Undo this import* asks (manuscripts/undo.py).
"""

import hashlib
from collections.abc import Collection, Iterable

from django.db.models import Max, Model
from taggit.models import Tag

from articles.models import Article, Quote
from faq.models import Question, TaggedQuestion
from manuscripts.models import MadeRow, Manuscript
from people.models import Person
from products.models import Brand, Offer, PriceBatch, Product, Retailer, TaggedProduct

Kind = MadeRow.Kind
# In the order in which they can go: what refers to others comes first.
MODELS: dict[str, type[Model]] = {
    Kind.ARTICLE: Article,
    Kind.QUOTE: Quote,
    Kind.QUESTION: Question,
    Kind.OFFER: Offer,
    Kind.PRODUCT: Product,
    Kind.BRAND: Brand,
    Kind.RETAILER: Retailer,
    Kind.PERSON: Person,
    Kind.TAG: Tag,
}
# What moves by itself: of an offer's price its points tell, and whoever saves tells of the rest.
_PASSED_OVER = {"current_id", "price_checked_at"}
_TAGGED: dict[type[Model], type[Model]] = {Product: TaggedProduct, Question: TaggedQuestion}
_AT_ONCE = 500


def digests(kind: str, keys: Collection[int]) -> dict[int, str]:
    """What tells each of these rows, as it is on file, from any other state of it."""
    model = MODELS[kind]
    names = [
        field.attname for field in model._meta.concrete_fields if field.attname not in _PASSED_OVER
    ]
    keys = list(keys)
    tags = _tags(model, keys)
    found: dict[int, str] = {}
    for start in range(0, len(keys), _AT_ONCE):
        rows = model._base_manager.filter(pk__in=keys[start : start + _AT_ONCE])
        for row in rows.values(*names):
            pk = row[model._meta.pk.attname]
            told = repr((sorted(row.items()), sorted(tags.get(pk, ()))))
            found[pk] = hashlib.sha256(told.encode()).hexdigest()
    return found


def _tags(model: type[Model], keys: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    through = _TAGGED.get(model)
    if through is not None:
        rows = through._default_manager.filter(content_object__in=keys)
        for pk, tag in rows.values_list("content_object", "tag"):
            found.setdefault(pk, []).append(tag)
    return found


def remember(
    manuscript: Manuscript, made: Iterable[tuple[str, int]], *, batch: PriceBatch | None
) -> None:
    """
    Keep what an import made: `(kind, key)` of each row, and the batch of its prices.

    Call it last, inside the transaction of the import: what changes afterward was touched.
    """
    keys: dict[str, list[int]] = {}
    for kind, key in made:
        keys.setdefault(kind, []).append(key)
    rows = [
        MadeRow(manuscript=manuscript, kind=kind, row=pk, digest=digest)
        for kind, of_kind in keys.items()
        for pk, digest in digests(kind, of_kind).items()
    ]
    if batch is not None:
        rows.append(MadeRow(manuscript=manuscript, kind=Kind.BATCH, row=batch.pk))
    MadeRow.objects.bulk_create(rows, batch_size=_AT_ONCE)


def newest_tag() -> int:
    """The newest tag’s key: those with a higher one are new after it."""
    newest: int | None = Tag.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0
