"""
What an import made, row by row, and whether anybody has changed a row of it since.

The importer remembers (`remember`), *Undo this import* asks (manuscripts/undo.py).
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping

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
_PASSED_OVER = {"current_id", "price_checked_at", "answered_at"}
# Links that belong to a row: `(their model, the key to the row, the key to the other)`.
LINKS: dict[type[Model], tuple[type[Model], str, str]] = {
    Product: (TaggedProduct, "content_object", "tag"),
    Question: (TaggedQuestion, "content_object", "tag"),
    Quote: (Quote.candidates.through, "quote", "person"),
}
_AT_ONCE = 500


def digests(kind: str, keys: Collection[int]) -> dict[int, str]:
    """What tells each of these rows, as it is on file, from any other state of it."""
    model = MODELS[kind]
    names = [
        field.attname for field in model._meta.concrete_fields if field.attname not in _PASSED_OVER
    ]
    keys = list(keys)
    links = _links(model, keys)
    found: dict[int, str] = {}
    for start in range(0, len(keys), _AT_ONCE):
        rows = model._base_manager.filter(pk__in=keys[start : start + _AT_ONCE])
        for row in rows.values(*names):
            pk = row[model._meta.pk.attname]
            told = repr((sorted(row.items()), sorted(links.get(pk, ()))))
            found[pk] = hashlib.sha256(told.encode()).hexdigest()
    return found


def _links(model: type[Model], keys: list[int]) -> dict[int, list[int]]:
    """The tags of products and questions, the people whose a quote may be."""
    found: dict[int, list[int]] = {}
    if model in LINKS:
        through, row, other = LINKS[model]
        for start in range(0, len(keys), _AT_ONCE):
            rows = through._default_manager.filter(**{f"{row}__in": keys[start : start + _AT_ONCE]})
            for pk, linked in rows.values_list(row, other):
                found.setdefault(pk, []).append(linked)
    return found


def remember(
    manuscript: Manuscript,
    made: Iterable[tuple[str, int]],
    *,
    batch: PriceBatch | None,
    answers: Mapping[int, str],
) -> None:
    """
    Keep what an import made: `(kind, key)` of each row, and the batch of its prices; `answers` are
    those that questions on file had before it gave them others.

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
    now = digests(Kind.QUESTION, answers)
    rows += [
        MadeRow(manuscript=manuscript, kind=Kind.ANSWER, row=pk, digest=now[pk], before=before)
        for pk, before in answers.items()
    ]
    if batch is not None:
        rows.append(MadeRow(manuscript=manuscript, kind=Kind.BATCH, row=batch.pk))
    MadeRow.objects.bulk_create(rows, batch_size=_AT_ONCE)


def newest_tag() -> int:
    """The newest tag’s key: those with a higher one are new after it."""
    newest: int | None = Tag.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0
