"""
Taking the samples away: what loading them made goes, and nothing else.

    removal = Removal(force=False)
    removal.going, removal.staying     # how many of each kind; rows that stay, with the reason
    removal.carry_out()

What people touched since stays, with all that it needs; `force` takes that, too, with what people
added to it. What people's own rows use stays in any case: their article keeps the product in it.

Rows are a graph. A row *needs* those its keys name, and *belongs to* one of them (an offer to its
product, a block to its article): what stays keeps what it needs, what belongs to it, and what it
belongs to.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Model
from taggit.models import Tag

from core.models import Redirect
from core.triggers import without_guards_of_deletion
from pictures.models import Picture
from samples.models import SampleRow
from samples.recording import digests_now, recorded_digests, watched

Node = tuple[str, int]  # label of the table, key

# The key by which a row belongs to another one, where that refuses to be deleted with it.
_BELONGS = {
    "articles.edition": "article",
    "manuscripts.manuscript": "article",
    "products.offer": "product",
    "products.pricechange": "offer",
    "products.priceevidence": "change",
    "products.pricepoint": "offer",
}
# What a browser leaves behind; nobody's work.
_PASSING = {"articles.presence"}
_AT_ONCE = 500


@dataclass(frozen=True)
class Staying:
    """A sample that stays, by itself and not for another one, and why."""

    kind: str
    words: str
    reason: str


class Removal:
    """What taking the samples away does, as the rows are now. A few queries for each table."""

    def __init__(self, *, force: bool = False) -> None:
        self.force = force
        now, before = digests_now(), recorded_digests()
        self.samples: set[Node] = set(now)
        self.added: set[Node] = set()  # what people added to samples
        self.needs: dict[Node, set[Node]] = defaultdict(set)
        self.parts: dict[Node, set[Node]] = defaultdict(set)
        self.reasons: dict[Node, str] = {}
        self._used: dict[Node, list[tuple[Node, bool]]] = defaultdict(list)
        self._read()
        if not force:
            for node in self.samples:
                if now[node] != before[node]:
                    self._keep(node, "It was changed since.")
        self._keep_what_is_used()

    # What there is

    def _read(self) -> None:
        """All that points to a sample, and to what people added to one, and so on."""
        new = self.samples
        while new:
            of_table: dict[str, set[int]] = defaultdict(set)
            for label, pk in new:
                of_table[label].add(pk)
            found = {node for table in of_table.items() for node in self._read_of(*table)}
            new = found - self.samples - self.added
            self.added |= new

    def _read_of(self, label: str, keys: set[int]) -> Iterator[Node]:
        """The rows that belong to these, of tables that people may add to."""
        for relation in watched()[label]._meta.get_fields(include_hidden=True):
            if not relation.auto_created or relation.concrete or relation.many_to_many:
                continue
            model: Any = relation.related_model
            field: Any = relation.field  # type: ignore[union-attr]  # of a row that points here
            own = model._meta.label_lower
            if own not in watched() or own in _PASSING:
                continue
            is_part = _belongs(model) == field.name
            for pk, target in _pointing(model, field, keys):
                node, whole = (own, pk), (label, target)
                self.needs[node].add(whole)
                self._used[whole].append((node, is_part))
                if is_part:
                    self.parts[whole].add(node)
                    yield node

    # What stays

    def _keep_what_is_used(self) -> None:
        for whole in [*self._used]:
            for node, is_part in self._used[whole]:
                if node in self.samples:
                    continue
                what = watched()[node[0]]._meta.verbose_name
                if is_part and not self.force and whole in self.samples:
                    self._keep(whole, f"Somebody added to it: {what}.")
                elif not is_part and node not in self.added:
                    self._keep(whole, f"Another one uses it: {what}.")

    def _keep(self, node: Node, reason: str) -> None:
        """Keep it, and for it, without a reason of their own, what it needs and its parts."""
        self.reasons[node] = self.reasons.get(node) or reason
        to_do, done = [node], {node}
        while to_do:
            for other in self.needs[node := to_do.pop()] | self.parts[node]:
                if other not in done and other not in self.reasons:
                    self.reasons[other] = ""
                    to_do.append(other)
                done.add(other)

    # What is told

    def _leaving(self) -> dict[str, list[int]]:
        leaving: dict[str, list[int]] = defaultdict(list)
        for label, pk in sorted((self.samples | self.added) - self.reasons.keys()):
            leaving[label].append(pk)
        return leaving

    @property
    def going(self) -> Counter[str]:
        """Kind → how many go; parts of others aren't counted."""
        return Counter(
            {
                str(watched()[label]._meta.verbose_name_plural): len(keys)
                for label, keys in self._leaving().items()
                if _is_whole(watched()[label])
            }
        )

    @property
    def staying(self) -> list[Staying]:
        """What stays for a reason of its own, the wholes of touched parts among them."""
        told: dict[Node, str] = {}
        for node, reason in sorted(self.reasons.items()):
            if reason and node in self.samples:
                told.setdefault(self._whole_of(node), reason)
        rows = [
            (watched()[label]._meta, watched()[label]._base_manager.get(pk=pk), reason)
            for (label, pk), reason in told.items()
        ]
        return [Staying(str(meta.verbose_name), str(row), reason) for meta, row, reason in rows]

    def _whole_of(self, node: Node) -> Node:
        for other in self.needs[node]:
            if node in self.parts[other] and other in self.samples:
                return self._whole_of(other)
        return node

    # Doing it

    @transaction.atomic
    def carry_out(self) -> None:
        """Take them away, with their histories and redirects; files go once that is certain."""
        leaving = self._leaving()
        gone = {label: watched()[label] for label in leaving}
        paths = {url for label, model in gone.items() for url in _addresses(model, leaving[label])}
        pictures = leaving.pop(Picture._meta.label_lower, [])
        with without_guards_of_deletion([model._meta.db_table for model in gone.values()]):
            for label, keys in leaving.items():
                for portion in _portions(keys):
                    _delete(gone[label], portion)
        for picture in Picture.objects.filter(pk__in=pictures):
            picture.delete()  # with its files
        for portion in _portions(sorted(paths)):
            Redirect.objects.filter(new_path__in=portion).delete()
        for label, model in watched().items():
            there = model._base_manager.order_by().values("pk")
            SampleRow.objects.filter(model=label).exclude(row__in=there).delete()


def _belongs(model: type[Model]) -> str:
    """The key by which a row of this table belongs to another one; "" where it stands alone."""
    if chosen := _BELONGS.get(model._meta.label_lower):
        return chosen
    shared = {Tag, ContentType, get_user_model()}
    for field in model._meta.concrete_fields:
        remote: Any = field.remote_field
        if remote and remote.on_delete is models.CASCADE and field.related_model not in shared:
            return str(field.name)
    return ""


def _is_whole(model: type[Model]) -> bool:
    return not _belongs(model)


def _pointing(model: type[Model], field: Any, keys: set[int]) -> Iterator[tuple[int, int]]:
    """(key, key of what it points to) of the rows that point to one of these."""
    for portion in _portions(sorted(keys)):
        rows = model._base_manager.filter(**{f"{field.name}__in": portion}).order_by()
        yield from rows.values_list("pk", field.attname)


def _addresses(model: type[Model], keys: list[int]) -> Iterator[str]:
    if hasattr(model, "get_absolute_url"):
        for row in model._base_manager.filter(pk__in=keys):
            yield row.get_absolute_url()


def _delete(model: type[Model], keys: list[int]) -> None:
    """The rows alone, whatever points to them: that goes, too, before the transaction ends."""
    rows = model._base_manager.filter(pk__in=keys)
    rows._raw_delete(rows.db)  # Django's own way past its collector
    if history := getattr(model, "history", None):
        history.filter(id__in=keys).delete()


def _portions(keys: list[Any]) -> Iterator[list[Any]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
