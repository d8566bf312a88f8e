"""
Tags: one vocabulary for the whole site (django-taggit's), a through table per model.

Only a comma divides two tags: "eye care, milia" are two, "eye care" is one. Tags are kept in lower
case, because readers filter by them and "Milia" and "milia" must not be two lists.
"""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet
from django.utils.text import slugify
from taggit.forms import TagField
from taggit.models import Tag

from core.list_parameters import Facet
from core.visibility import Links

_ALLOWED = re.compile(r"[\w&+%’'\- ]+")
_LONGEST = 100
MOST_TAGS = 50  # of one thing; each new one is a row, written while others wait


def tags_from_string(text: str | None) -> list[str]:
    """`"Eye care,  milia ,"` → `["eye care", "milia"]`: in order of first mention, none twice."""
    names = (" ".join(part.split()).lower() for part in (text or "").split(","))
    return list(dict.fromkeys(name for name in names if name))


def string_from_tags(tags: Iterable[Any]) -> str:
    """The reverse of `tags_from_string`, in alphabetical order."""
    return ", ".join(sorted(tag.name for tag in tags))


def validate_tag_names(names: Iterable[str]) -> None:
    """Refuse, in a sentence, too many names and those that would make no readable address."""
    names = list(names)
    if len(names) > MOST_TAGS:
        raise ValidationError(f"These are {len(names)} tags. Use at most {MOST_TAGS}.")
    for name in names:
        if not _ALLOWED.fullmatch(name) or not slugify(name):
            raise ValidationError(
                f"The tag “{name}” has characters that can't be used in an address. "
                "Use letters, digits, spaces and hyphens, and separate tags with commas."
            )
        if len(name) > _LONGEST:
            raise ValidationError(
                f"The tag “{name[:30]}…” is too long. Use at most {_LONGEST} characters."
            )


if TYPE_CHECKING:
    Rows = QuerySet[Any]
else:
    Rows = object  # a queryset comes after this class among the bases


class CommaTagField(TagField):
    """The form field for tags: django-taggit's, with our rules for names."""

    def clean(self, value: Any) -> list[str]:
        names = tags_from_string(value if isinstance(value, str) else "")
        if self.required and not names:
            raise ValidationError(self.error_messages["required"], code="required")
        validate_tag_names(names)
        return names


class _Around(NamedTuple):
    """Rows that show a row of a model, by a field of theirs, and the tags of what they stand in."""

    links: Links
    by: str
    tags: str


_around: dict[type[Model], _Around] = {}


def register_around(model: type[Model], *, by: str, tags: str) -> Callable[[Links], Links]:
    """
    Register what tags stand around rows of `model`: those of the articles that show them.

    They are another thing than the row's own: an article about retinol may name a serum without.
    """

    def add(links: Links) -> Links:
        _around[model] = _Around(links, by, tags)
        return links

    return add


def tag_facet(rows: QuerySet[Any], public: QuerySet[Any], *, through: Any, owner: str) -> Facet:
    """Filter by the rows' own tags; `public` are all that readers see, `owner` the tagged row."""
    carried = through.objects.filter(**{f"{owner}__in": rows.order_by()})
    options = carried.values(value=F("tag__slug"), label=F("tag__name")).annotate(n=Count(owner))
    known = through.objects.filter(tag=OuterRef("pk"), **{f"{owner}__in": public.order_by()})
    names = Tag.objects.filter(Exists(known)).values(value=F("slug"), label=F("name"))
    return Facet("tag", "Tag", options, names)


def about_facet(rows: QuerySet[Any], at: Any) -> Facet:
    """Filter by the tags of the articles in which the rows stand."""
    around = _around[rows.model]
    links = around.links(at)
    told = {"value": F(f"{around.tags}__slug"), "label": F(f"{around.tags}__name")}
    shown = links.filter(**{f"{around.by}__in": rows.order_by(), f"{around.tags}__isnull": False})
    options = shown.order_by().values(**told).annotate(n=Count(around.by, distinct=True))
    known = links.filter(**{f"{around.tags}__isnull": False}).order_by().values(**told).distinct()
    return Facet("about", "In articles about", options, known)


def in_articles_about(model: type[Model], slugs: Iterable[str], at: Any) -> Q:
    """A `Q` of the rows that an article with one of these tags shows."""
    around = _around[model]
    links = around.links(at).filter(**{f"{around.tags}__slug__in": list(slugs)})
    return Q(Exists(links.filter(**{around.by: OuterRef("pk")})))


class TaggedQuerySet(Rows):
    """Mixed into the queryset of everything that readers filter by tag."""

    def tagged(self, slugs: Iterable[str]) -> Self:
        """Those that carry all of these tags (`?tag=milia&tag=retinol` means both)."""
        narrowed = self
        for slug in slugs:
            carriers = self.model._default_manager.filter(pk=OuterRef("pk"), tags__slug=slug)
            narrowed = narrowed.filter(Exists(carriers))
        return narrowed
