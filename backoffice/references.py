"""
Where a row is used, read off the models themselves: every foreign key that points to it.

    used = Usage(Product, admin.site)
    used.counts([pk, …])              # {pk: {Bucket: how many}}, one query for all of them
    used.places(pk, bucket, request)  # the rows of one bucket, named and linked

A relation is a *part* of the row (a retailer's domains, a person's pages elsewhere) where its
model's owner is the row itself: parts go when it goes. Every other relation is a *use*. The owner
is the row an editor knows: the model itself where the desk has a page for it, else where its one
cascading foreign key leads (house rule: CASCADE to the owner, PROTECT to shared nouns). Rooms say
how owners read:

    owner(Article, group=DESK)
    owner(Edition, group=standing, related=("article",), name=…, address=…, watched=…)
    owned(PriceRow, by="batch")       # where it can't be told from the foreign keys
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, F, Value
from django.urls import NoReverseMatch, reverse
from django.utils.text import camel_case_to_spaces, capfirst

LIVE, PLANNED, DESK, PAST, FILE = "live", "planned", "desk", "past", "file"
GROUPS = {
    LIVE: "Live on the site",
    PLANNED: "Planned",
    DESK: "At the desk",
    PAST: "In past editions",
    FILE: "On record",
}


@dataclass(frozen=True, kw_only=True)
class Owner:
    """How the rows of a model are told as places. `group` may be a function path → expression."""

    group: object = FILE
    related: tuple = ()  # what naming a row reads
    defer: tuple = ()
    order: tuple = ("-pk",)  # which places come first
    name: Callable = str
    address: Callable | None = None  # row → where to look at it; by default its page at the desk
    watched: Callable = lambda row: row  # row → the row whose permission decides who is told
    detail: Callable = lambda row: ""


@dataclass(frozen=True, kw_only=True)
class Owned:
    """What can't be read off a model that lies between a row and the owner who uses it."""

    by: str = ""  # the key that leads to the owner
    group: str = ""  # where its rows stand in a group of their own
    title: str = ""  # what the used row is there
    detail: Callable = lambda row: ""


_owners: dict[type[models.Model], Owner] = {}
_owned: dict[type[models.Model], Owned] = {}


def owner(model, **facts):
    _owners[model] = Owner(**facts)


def owned(model, **facts):
    _owned[model] = Owned(**facts)


@dataclass(frozen=True)
class Use:
    """A foreign key by which rows of another model use a row, and the way on to their owner."""

    model: type
    field: models.ForeignKey
    path: str  # from `model` to the owner: "" where it is its own, else the name of a key
    is_part: bool

    @property
    def key(self):
        return f"{self.model._meta.label_lower}.{self.field.name}"

    @property
    def owner_model(self):
        return self.model._meta.get_field(self.path).related_model if self.path else self.model

    @property
    def owner(self):
        return _owners.get(self.owner_model, Owner())

    @property
    def owned(self):
        return _owned.get(self.model, Owned())

    @property
    def lookup(self):
        return f"{self.path}__" if self.path else ""

    @property
    def is_kept_without(self):
        """Whether the row that uses is made to stay when the other goes."""
        return self.field.remote_field.on_delete is models.SET_NULL

    @property
    def group(self):
        """An expression: in which of `GROUPS` a row stands."""
        group = self.owned.group or self.owner.group
        return group(self.lookup) if callable(group) else Value(group)

    @property
    def title(self):
        """What the row is there: “product pick”, “article, medical reviewer”, “edition”."""
        opts, carrier = self.model._meta, self.owner_model._meta
        if self.owned.title:
            return self.owned.title
        if opts.auto_created:
            many = [
                field.verbose_name
                for field in carrier.local_many_to_many
                if field.remote_field.through is self.model
            ]
            return f"{carrier.verbose_name}, {many[0]}"
        if not self.path:
            is_plain = self.field.name == self.field.related_model._meta.model_name
            return f"{opts.verbose_name}{'' if is_plain else f', {self.field.verbose_name}'}"
        # A link of many to many that nobody gave a name is told by what it links to.
        is_link = any(many.remote_field.through is self.model for many in carrier.many_to_many)
        is_named = opts.verbose_name != camel_case_to_spaces(opts.object_name)
        return str(carrier.verbose_name if is_link and not is_named else opts.verbose_name)

    def rows(self, pks):
        return self.model._base_manager.filter(**{f"{self.field.name}__in": pks})


def _is_record(model):
    """Rows that tell what was, or where a row came from, use nothing."""
    told = ("history_object", "instance_type", "uses_nothing")
    return any(hasattr(model, name) for name in told)


def _path_to_owner(model, field, site):
    """The name of the key that leads to the owner, "" where the model is its own."""
    if model in _owned and _owned[model].by:
        return _owned[model].by
    if model._meta.auto_created:
        return next(
            key.name for key in _keys(model) if key.related_model is model._meta.auto_created
        )
    if site.is_registered(model):
        return ""
    cascading = [key for key in _keys(model) if key.remote_field.on_delete is models.CASCADE]
    # A tag's through table cascades both ways; its owner is what carries the tag.
    cascading = [key for key in cascading if key.name == "content_object"] or cascading
    return cascading[0].name if cascading else ""


def _keys(model):
    return [key for key in model._meta.concrete_fields if key.remote_field]


def uses_of(model, site):
    """Every `Use` of a model, parts included, in a steady order."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        is_reverse = relation.auto_created and (relation.one_to_many or relation.one_to_one)
        if not is_reverse or relation.concrete or _is_record(relation.related_model):
            continue
        path = _path_to_owner(relation.related_model, relation.field, site)
        is_part = path == relation.field.name
        found.append(Use(relation.related_model, relation.field, path, is_part))
    return sorted(found, key=lambda use: use.key)


@dataclass(frozen=True)
class Bucket:
    """The rows of one use that stand in one group."""

    group: str
    use: Use

    @property
    def key(self):
        return f"{self.group}.{self.use.key}"

    @property
    def title(self):
        return capfirst(self.use.title)


@dataclass(frozen=True)
class Place:
    text: str
    detail: str
    address: str


@dataclass(frozen=True)
class Shelf:
    """What a page shows of a bucket: how many there are, and the places that were asked for."""

    bucket: Bucket
    count: int
    places: list
    hidden: int  # of those asked for, how many the viewer may not be told

    @property
    def more(self):
        return self.count - len(self.places) - self.hidden


class Usage:
    def __init__(self, model, site):
        self.site = site
        self.model = model
        every = uses_of(model, site)
        self.parts = [use for use in every if use.is_part]
        self.uses = [use for use in every if not use.is_part]

    def counts(self, pks):
        """`{pk: {Bucket: count}}` of the rows that are used; one query."""
        if not self.uses or not pks:
            return {}
        by_key = {use.key: use for use in self.uses}
        first, *others = [self._counted(use, pks) for use in self.uses]
        found = defaultdict(dict)
        for key, pk, group, count in first.union(*others, all=True) if others else first:
            found[pk][Bucket(group, by_key[key])] = count
        return {pk: self._in_order(buckets) for pk, buckets in found.items()}

    @staticmethod
    def _counted(use, pks):
        return (
            use.rows(pks)
            .order_by()
            .annotate(
                used_by=Value(use.key),
                used_row=F(use.field.attname),
                used_group=use.group,
            )
            .values("used_by", "used_row", "used_group")
            .annotate(used_count=Count("pk"))
            .values_list("used_by", "used_row", "used_group", "used_count")
        )

    @staticmethod
    def _in_order(buckets):
        order = list(GROUPS)
        keys = sorted(buckets, key=lambda bucket: (order.index(bucket.group), bucket.title))
        return {bucket: buckets[bucket] for bucket in keys}

    def shelf(self, pk, bucket, count, request, rows=slice(5)):
        """That slice of a bucket, named and linked; one query."""
        use, told = bucket.use, bucket.use.owner
        wanted = (
            use.rows([pk])
            .annotate(used_group=use.group)
            .filter(used_group=bucket.group)
            .select_related(*self._related(use))
            .defer(*(f"{use.lookup}{name}" for name in told.defer))
            .order_by(*self._order(use))[rows]
        )
        places, hidden = [], 0
        for row in wanted:
            place = self._place(use, row, request)
            hidden += place is None
            places += [place] if place else []
        return Shelf(bucket, count, places, hidden)

    @staticmethod
    def counted(bucket, count):
        """A shelf that says how many there are and names none; no query."""
        return Shelf(bucket, count, [], 0)

    @staticmethod
    def _related(use):
        paths = [f"{use.lookup}{name}" for name in use.owner.related]
        return [use.path, *paths] if use.path else paths or [use.field.name]

    @staticmethod
    def _order(use):
        names = [
            f"-{use.lookup}{name[1:]}" if name.startswith("-") else f"{use.lookup}{name}"
            for name in use.owner.order
        ]
        return [*names, "pk"]

    def _place(self, use, row, request):
        """The place, or None where the viewer may not be told its name."""
        told = use.owner
        carrier = getattr(row, use.path) if use.path else row
        watched = told.watched(carrier)
        model_admin = self.site._registry.get(type(watched))
        if model_admin is None or not model_admin.has_view_permission(request, watched):
            return None
        details = [use.owned.detail(row), told.detail(carrier)]
        address = told.address(carrier) if told.address else _page(carrier)
        return Place(told.name(carrier), "; ".join(filter(None, details)), address)


def _page(row):
    opts = row._meta
    try:
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""


def grouped(shelves):
    """`{title of the group: shelves}` for a page, in the order of `GROUPS`."""
    groups = defaultdict(list)
    for shelf in shelves:
        groups[GROUPS[shelf.bucket.group]].append(shelf)
    return dict(groups)
