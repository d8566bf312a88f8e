"""What to read next: other articles that share substance with this one, and what they share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, CharField, OuterRef, Q, Subquery
from django.utils.text import get_text_list

from articles.models import Edition, EditionPerson, EditionTag
from articles.models.edition import EditionLink, EditionProduct, EditionQuerySet

CANDIDATES = 60  # the newest that share anything are weighed
MOST_NAMED = 2  # things of a kind that a reason names
# The same product or expert says more than a tag, of which an article has many.
WEIGHTS = {"product": 3, "person": 3, "tag": 2}
_LINKS: dict[str, type[EditionLink]] = {
    "product": EditionProduct,
    "person": EditionPerson,
    "tag": EditionTag,
}
_CARD = ["article", "title", "slug", "topic", "published_at", "picture"]


@dataclass(frozen=True, slots=True)
class Substance:
    """What an article is about: key → name of its tags, products and quoted experts."""

    tag: Mapping[int, str]
    product: Mapping[int, str]
    person: Mapping[int, str]

    def links(self, kind: str) -> Any:
        """The rows by which editions carry one of these."""
        carried = Q(**{f"{kind}__in": [*getattr(self, kind)]})
        if kind == "person":
            carried &= Q(role=EditionPerson.Role.EXPERT)
        return _LINKS[kind]._default_manager.filter(carried).order_by()


class KeyList(Aggregate):
    """The keys of a group as “3,17”."""

    function = "GROUP_CONCAT"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "STRING_AGG(%(expressions)s::text, ',')"
        return self.as_sql(compiler, connection, template=template, **context)


Shared = dict[str, list[int]]


def related(
    substance: Substance, live: EditionQuerySet, *, but: int, limit: int
) -> list[dict[str, Any]]:
    """
    Cards of the live editions that share most with an article, which is `but`. One query.

    Among equals the newer one comes first.
    """
    kinds = [kind for kind in WEIGHTS if getattr(substance, kind)]
    shares = Q()
    for kind in kinds:
        shares |= Q(pk__in=substance.links(kind).values("edition"))
    if not shares:
        return []
    nearest = live.filter(shares).exclude(article=but).order_by("-published_at", "-pk")
    rows = Edition.objects.filter(pk__in=nearest.values("pk")[:CANDIDATES])
    rows = rows.order_by("-published_at", "-pk").select_related("picture").only(*_CARD)
    shared = {f"shared_{kind}": _keys_shared(substance, kind) for kind in kinds}
    weighed = [(row, _shared(row)) for row in rows.annotate(**shared)]
    weighed.sort(key=lambda each: -_weight(each[1]))
    return [_card(row) | {"reason": reason(keys, substance)} for row, keys in weighed[:limit]]


def _keys_shared(substance: Substance, kind: str) -> Subquery:
    links = substance.links(kind).filter(edition=OuterRef("pk")).values("edition")
    return Subquery(links.annotate(keys=KeyList(kind)).values("keys"))


def _shared(row: Edition) -> Shared:
    listed = {kind: getattr(row, f"shared_{kind}", "") or "" for kind in WEIGHTS}
    return {kind: [int(key) for key in keys.split(",") if key] for kind, keys in listed.items()}


def _weight(shared: Shared) -> int:
    return sum(WEIGHTS[kind] * len(keys) for kind, keys in shared.items())


def reason(shared: Shared, substance: Substance) -> str:
    """“Also quotes Dr. Anna Lind”, “Also about milia and retinol”: what weighs most."""
    kind = max(WEIGHTS, key=lambda kind: (WEIGHTS[kind] * len(shared[kind]), kind))
    names = _named(shared[kind], getattr(substance, kind))
    words = {"product": "recommends", "person": "quotes", "tag": "about"}[kind]
    return f"Also {words} {names}" if names else ""


def _named(keys: Iterable[int], names: Mapping[int, str]) -> str:
    known = [names[key] for key in keys if key in names]
    more = len(known) - MOST_NAMED
    listed = known if more <= 0 else [*known[:MOST_NAMED], f"{more} more"]
    return get_text_list(listed, "and")


def _card(row: Edition) -> dict[str, Any]:
    return {
        "title": row.title,
        "topic": row.topic,
        "published_at": row.published_at,
        "url": row.get_absolute_url(),
        "picture": row.image_data,
    }
