"""
Where a row is used, read off the models themselves: every foreign key that points to it.

    finder = ReferenceFinder(Product, admin.site)
    finder.count([pk, …])                   # {pk: [ReferenceGroup, …]}, one query for all of them
    finder.fill(pk, group, request)         # the same group with its rows named and linked

A relation is a *part* of the row (a retailer's domains, a person's pages elsewhere) where its
model's owner is the row itself: parts go when it goes. Every other relation is a *reference*. The
owner is the row an editor knows: the model itself where the admin has a page for it, else where its
one cascading foreign key leads (our rule: CASCADE to the owner, PROTECT to shared nouns). Rows
that only keep the machinery going (`is_reference = False` on the model: autosaves, presence, where
an import came from) are no references. What the site's settings hold now is in use, too. Packages
say how the rest reads:

    describe_references(Article, section=DRAFTS)
    describe_references(Edition, section=status, related=("article",), name=…, url=…, visible_by=…)
    describe_references(PriceChange, by="batch")   # where it can't be told from the foreign keys
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.admin import AdminSite
from django.db import models
from django.db.models import Count, F, QuerySet, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.text import camel_case_to_spaces, capfirst

from backoffice import site_settings
from backoffice.labels import may_view

LIVE, PLANNED, DRAFTS, PAST, ON_RECORD = "live", "planned", "drafts", "past", "on_record"
SECTIONS = {
    LIVE: "Live on the site",
    PLANNED: "Planned",
    DRAFTS: "In drafts",
    PAST: "In past editions",
    ON_RECORD: "On record",
}


@dataclass(frozen=True, kw_only=True)
class ReferenceOptions:
    """How the rows of a model are told as references; see `describe_references`."""

    by: str = ""  # the key that leads to the owner, where the foreign keys don't tell
    section: str | Callable[[str], Any] = ""  # of `SECTIONS`, or a function path → expression
    title: str = ""  # what the referenced row is there
    related: tuple[str, ...] = ()  # what naming a row reads
    defer: tuple[str, ...] = ()
    order: tuple[str, ...] = ("-pk",)  # which references come first
    name: Callable[[Any], str] = str
    url: Callable[[Any], str] | None = None  # where to look at it; by default its page here
    visible_by: Callable[[Any], Any] = lambda row: row  # the row whose permission decides
    # Where anybody reads what is `LIVE`: it is named to who may not see it here, with that address.
    public_url: Callable[[Any], str] | None = None
    detail: Callable[[Any], str] = lambda row: ""


_options: dict[type[models.Model], ReferenceOptions] = {}


def describe_references(model: type[models.Model], **options: Any) -> None:
    """Say how the rows of `model` read as references: the fields of `ReferenceOptions`."""
    _options[model] = ReferenceOptions(**options)


@dataclass(frozen=True)
class Relation:
    """A foreign key by which rows of another model refer to a row, and the way to their owner."""

    model: type[models.Model]
    field: "models.ForeignKey[Any, Any]"
    path: str  # from `model` to the owner: "" where it is its own, else the name of a key
    is_part: bool

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field.name}"

    @property
    def owner_model(self) -> type[models.Model]:
        if not self.path:
            return self.model
        owner: Any = self.model._meta.get_field(self.path).related_model
        return owner

    @property
    def options(self) -> ReferenceOptions:
        return _options.get(self.model, ReferenceOptions())

    @property
    def owner_options(self) -> ReferenceOptions:
        return _options.get(self.owner_model, ReferenceOptions())

    @property
    def lookup(self) -> str:
        return f"{self.path}__" if self.path else ""

    @property
    def survives(self) -> bool:
        """Whether the referring row is made to stay when the other goes."""
        return self.field.remote_field.on_delete is models.SET_NULL

    @property
    def section(self) -> Any:
        """An expression: in which of `SECTIONS` a row stands."""
        section = self.options.section or self.owner_options.section or ON_RECORD
        return section(self.lookup) if callable(section) else Value(section)

    @property
    def title(self) -> str:
        """What the row is there: “product pick”, “article, medical reviewer”, “edition”."""
        opts, owner = self.model._meta, self.owner_model._meta
        if self.options.title:
            return self.options.title
        if opts.auto_created:
            many = [
                field.verbose_name
                for field in owner.local_many_to_many
                if field.remote_field.through is self.model
            ]
            return f"{owner.verbose_name}, {many[0]}"
        if not self.path:
            is_plain = self.field.name == self.field.related_model._meta.model_name
            return f"{opts.verbose_name}{'' if is_plain else f', {self.field.verbose_name}'}"
        # A link of many to many that nobody gave a name is told by what it links to.
        is_link = any(many.remote_field.through is self.model for many in owner.many_to_many)
        is_named = opts.verbose_name != camel_case_to_spaces(opts.object_name or "")
        return str(owner.verbose_name if is_link and not is_named else opts.verbose_name)

    def rows(self, pks: Iterable[Any]) -> QuerySet[Any]:
        return self.model._base_manager.filter(**{f"{self.field.name}__in": list(pks)})


@dataclass(frozen=True)
class Setting:
    """A group of the site's settings in which a row is chosen, beside the `Relation`s."""

    key: str
    title: str
    is_part = survives = False


def _is_reference(model: Any) -> bool:
    """Rows that tell what was, or keep the machinery going, refer to nothing."""
    is_history = hasattr(model, "history_object") or hasattr(model, "instance_type")
    return getattr(model, "is_reference", True) and not is_history


def _path_to_owner(model: Any, site: AdminSite) -> str:
    """The name of the key that leads to the owner, "" where the model is its own."""
    if model in _options and _options[model].by:
        return _options[model].by
    keys = [key for key in model._meta.concrete_fields if key.remote_field]
    if owner := model._meta.auto_created:
        return next(key.name for key in keys if key.related_model is owner)
    if site.is_registered(model):
        return ""
    cascading = [key for key in keys if key.remote_field.on_delete is models.CASCADE]
    # A tag's through table cascades both ways; its owner is what carries the tag.
    cascading = [key for key in cascading if key.name == "content_object"] or cascading
    return cascading[0].name if cascading else ""


def relations_to(model: type[models.Model], site: AdminSite) -> list[Relation]:
    """Every `Relation` to a model, parts included, in a steady order."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        is_reverse = relation.auto_created and (relation.one_to_many or relation.one_to_one)
        if not is_reverse or relation.concrete or not _is_reference(relation.related_model):
            continue
        other: Any = relation.related_model
        key: Any = getattr(relation, "field")  # noqa: B009 -- stubs know it of some relations only
        path = _path_to_owner(other, site)
        found.append(Relation(other, key, path, path == key.name))
    return sorted(found, key=lambda relation: relation.key)


@dataclass(frozen=True)
class Reference:
    """One place where a row is used."""

    text: str
    detail: str
    url: str


@dataclass(frozen=True)
class ReferenceGroup:
    """The references of one relation in one section: how many, and those that were named."""

    section: str
    relation: Relation | Setting
    count: int
    references: tuple[Reference, ...] = ()
    hidden: int = 0  # of those asked for, how many the viewer may not be told

    @property
    def key(self) -> str:
        return f"{self.section}.{self.relation.key}"

    @property
    def title(self) -> str:
        return capfirst(self.relation.title)

    @property
    def more(self) -> int:
        return self.count - len(self.references) - self.hidden


class ReferenceFinder:
    """Counts and names what refers to the rows of one model."""

    def __init__(self, model: type[models.Model], site: AdminSite) -> None:
        self.model, self.site = model, site
        every = relations_to(model, site)
        self.parts = [relation for relation in every if relation.is_part]
        self.relations = [relation for relation in every if not relation.is_part]

    def count(self, pks: Sequence[Any]) -> dict[Any, list[ReferenceGroup]]:
        """
        The groups of each row that is referred to, in order.

        One query, and one for the site's settings where they may hold rows of the model.
        """
        if not self.relations or not pks:
            return {}
        by_key = {relation.key: relation for relation in self.relations}
        first, *others = [self._counted(relation, pks) for relation in self.relations]
        found = defaultdict(list)
        for key, pk, section, count in first.union(*others, all=True) if others else first:
            found[pk].append(ReferenceGroup(section, by_key[key], count))
        for group, pk in site_settings.choices_of(self.model):
            if pk in pks:
                setting = Setting(f"site_settings.{group.key}", group.title)
                found[pk].append(ReferenceGroup(LIVE, setting, 1))
        order = list(SECTIONS)
        return {
            pk: sorted(groups, key=lambda group: (order.index(group.section), group.title))
            for pk, groups in found.items()
        }

    @staticmethod
    def _counted(relation: Relation, pks: Sequence[Any]) -> QuerySet[Any]:
        return (
            relation.rows(pks)
            .order_by()
            .annotate(
                reference_key=Value(relation.key),
                reference_row=F(relation.field.attname),
                reference_section=relation.section,
            )
            .values("reference_key", "reference_row", "reference_section")
            .annotate(reference_count=Count("pk"))
            .values_list("reference_key", "reference_row", "reference_section", "reference_count")
        )

    def fill(
        self, pk: Any, group: ReferenceGroup, request: HttpRequest, rows: slice = slice(5)
    ) -> ReferenceGroup:
        """The group with that slice of its references, named and linked; one query."""
        relation = group.relation
        if isinstance(relation, Setting):
            may_see = request.user.has_perm("backoffice.change_sitesettings")
            there = Reference("Site settings", "", reverse("admin:site_settings"))
            return replace(group, references=(there,)) if may_see else replace(group, hidden=1)
        options, lookup = relation.owner_options, relation.lookup
        related = [f"{lookup}{name}" for name in options.related]
        related = [relation.path, *related] if relation.path else related or [relation.field.name]
        order = [
            f"-{lookup}{name[1:]}" if name.startswith("-") else f"{lookup}{name}"
            for name in options.order
        ]
        wanted = (
            relation.rows([pk])
            .annotate(reference_section=relation.section)
            .filter(reference_section=group.section)
            .select_related(*related)
            .defer(*(f"{lookup}{name}" for name in options.defer))
            .order_by(*order, "pk")[rows]
        )
        named = [self._reference(relation, row, request) for row in wanted]
        told = tuple(reference for reference in named if reference)
        return replace(group, references=told, hidden=len(named) - len(told))

    def _reference(self, relation: Relation, row: Any, request: HttpRequest) -> Reference | None:
        """None where the viewer may not be told its name."""
        options = relation.owner_options
        owner = getattr(row, relation.path) if relation.path else row
        is_read = row.reference_section == LIVE and options.public_url is not None
        in_admin = may_view(request, self.site, options.visible_by(owner))
        if not (in_admin or is_read):
            return None
        # A row that is its own owner has one set of options: its detail is told once.
        details = dict.fromkeys([relation.options.detail(row), options.detail(owner)])
        find = (options.url or _page) if in_admin else options.public_url
        url = find(owner) if find else ""
        return Reference(options.name(owner), "; ".join(filter(None, details)), url)


def _page(row: Any) -> str:
    opts = row._meta
    try:
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""


def by_section(groups: Iterable[ReferenceGroup]) -> dict[str, list[ReferenceGroup]]:
    """`{title of the section: groups}` for a page, in the order they come."""
    sections = defaultdict(list)
    for group in groups:
        sections[SECTIONS[group.section]].append(group)
    return dict(sections)
