"""
Undoing an import: what it made goes, and nothing that was touched or shown since.

    undo = ImportUndo(manuscript, site, may_delete)
    undo.going, undo.staying     # rows, and rows with the reason why they stay
    undo.before, undo.answers    # what goes back to what it was
    undo.carry_out()             # inside a transaction

A row stays where somebody changed it, where anything that stays uses it, where readers saw it or
will, and where whoever undoes may not delete such rows. What is left can be undone later.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.db.models import Model
from django.utils.text import capfirst

from articles.content.restore import restorable, restore_rows
from articles.content.snapshot import draft_snapshot
from articles.drafts.revisions import save_revision
from articles.models import Article, Autosave, EditionProduct, Presence, ProductPick, Revision
from articles.plan_changes import note_words_saved
from backoffice.references import LIVE, PAST, PLANNED, Relation, relations_to
from manuscripts.column_limits import shortened
from manuscripts.made_rows import LINKS, MODELS, digests
from manuscripts.models import MadeRow, Manuscript
from manuscripts.undo_on_file import AnswersGiven, PricesOnFile, Staying
from products.models import Offer, PriceChange, PricePoint
from products.reported_prices import delete_reported, only_reported

Kind = MadeRow.Kind
Key = tuple[str, int]
_AT_ONCE = 500
_SHOWN = {LIVE: "readers see it", PLANNED: "it is planned", PAST: "readers saw it"}
_OF_PRICES = (PricePoint, PriceChange)
_MOST_NOTES = 200


class ImportUndo:
    """
    What undoing an import does, as the rows are now. `may_delete` says who may delete a row, and
    `may_change` who may set the draft of an article back to what it was before a correction.

    About two queries for each relation of a kind of row, however many rows were made.
    """

    def __init__(
        self,
        manuscript: Manuscript,
        site: AdminSite,
        may_delete: Callable[[Model], bool],
        may_change: Callable[[Model], bool],
        by: User | None = None,
    ) -> None:
        self.by = by
        self.manuscript, self.site = manuscript, site
        self.may_delete, self.may_change = may_delete, may_change
        self.made: dict[str, dict[int, str]] = defaultdict(dict)
        for kind, key, digest in manuscript.made_rows.values_list("kind", "row", "digest"):
            self.made[kind][key] = digest
        self.batches = list(self.made.pop(Kind.BATCH, {}))
        self.made.pop(Kind.ANSWER, None)
        self.answers = AnswersGiven(manuscript, may_change)
        self.prices = PricesOnFile(self.batches, list(self.made.get(Kind.OFFER, {})))
        changes = self.made.pop(Kind.CHANGES, {})
        self.rows: dict[Key, Model] = dict(self._rows_on_file())
        self.reasons: dict[Key, str] = {}
        # Of a correction: what the article goes back to, where nobody has saved it since.
        self.before: Revision | None = self._before(changes)
        self._find_touched()
        self._find_used()

    def _before(self, changes: dict[int, str]) -> Revision | None:
        found = Revision.objects.filter(pk__in=changes).select_related("article").last()
        if found is None:
            return None
        key = Kind.ARTICLE.value, found.article_id
        self.rows[key] = found.article
        if str(found.article.version) != changes[found.pk]:
            self.reasons[key] = self._changed(found.article)
        elif not self.may_change(found.article):
            self.reasons[key] = "You don’t have permission to change it."
        if key in self.reasons:
            return None
        del self.rows[key]
        return found

    def _rows_on_file(self) -> Iterator[tuple[Key, Model]]:
        for kind, keys in self.made.items():
            for portion in _portions(sorted(keys)):
                for row in MODELS[kind]._base_manager.filter(pk__in=portion).order_by("pk"):
                    yield (kind, row.pk), row

    @property
    def going(self) -> list[tuple[str, Model]]:
        """What goes, in the order in which it can."""
        return [
            (kind, row)
            for kind in MODELS
            for (of, pk), row in self.rows.items()
            if of == kind and (of, pk) not in self.reasons
        ]

    @property
    def staying(self) -> list[Staying]:
        """What stays, with the reason: what the import made, and what it changed."""
        made = [
            Staying(self.rows[kind, pk], reason)
            for kind in MODELS
            for (of, pk), reason in self.reasons.items()
            if of == kind
        ]
        return made + self.answers.staying + self.prices.staying

    @property
    def is_something(self) -> bool:
        """Whether anything goes, or goes back."""
        return bool(self.going or self.before or self.answers.going or self.held_prices)

    @property
    def held_prices(self) -> int:
        """How many prices of offers that were on file still wait, and will be dismissed."""
        return self.prices.waiting(self._offers_leaving).count()

    @property
    def _offers_leaving(self) -> list[int]:
        return [pk for kind, pk in self._leaving() if kind == Kind.OFFER]

    def _leaving(self) -> Iterator[Key]:
        return (key for key in self.rows if key not in self.reasons)

    @property
    def fingerprint(self) -> str:
        """Another one as soon as anything else goes, or stays."""
        before = self.before and (self.before.pk, self.before.article.version)
        leaving, staying = sorted(self._leaving()), sorted(self.reasons.items())
        kept = [(one.row.pk, one.reason) for one in self.answers.staying + self.prices.staying]
        back = [question.pk for question in self.answers.going]
        told = repr((leaving, staying, kept, back, self.held_prices, before))
        return hashlib.sha256(told.encode()).hexdigest()

    # What stays

    def _find_touched(self) -> None:
        for kind, made in self.made.items():
            now = digests(kind, made)
            for pk in now:
                key = kind, pk
                if now[pk] != made[pk]:
                    self.reasons[key] = self._changed(self.rows[key])
                elif not self.may_delete(self.rows[key]):
                    self.reasons[key] = "You don’t have permission to delete it."
        self._of_articles()
        self._of_offers()
        self._of_parts()

    @staticmethod
    def _changed(row: Model) -> str:
        if isinstance(row, Article):
            by = row.revisions.order_by("-number").values_list("saved_by__first_name", flat=True)
            who = by.first()
            return f"It was saved since{f', by {who}' if who else ''}."
        return "It was changed since."

    def _of_articles(self) -> None:
        for pk in self.made.get(Kind.ARTICLE, {}):
            row: Any = self.rows.get((Kind.ARTICLE, pk))
            if row is None:
                continue
            if row.editions.exists():
                self.reasons[Kind.ARTICLE, pk] = "It was published or planned."
            elif row.reviews.exists():
                self.reasons[Kind.ARTICLE, pk] = "Its sections were signed off."
            elif Autosave.objects.filter(article=row, state=Autosave.State.RECOVERABLE).exists():
                self.reasons[Kind.ARTICLE, pk] = "Somebody typed words into it that aren’t saved."
            elif Presence.objects.present().filter(article=row).count() > 1:
                self.reasons[Kind.ARTICLE, pk] = "Several people have it open."

    def _of_offers(self) -> None:
        """Those whose price somebody looked at, and those of products that were in print."""
        offers: dict[int, Any] = {
            pk: self.rows[kind, pk] for kind, pk in self._leaving() if kind == Kind.OFFER
        }
        untouched = only_reported(offers, self.batches)
        products = {offer.product_id for offer in offers.values()}
        links = EditionProduct.objects.filter(product__in=products)
        in_print = {*links.values_list("product", flat=True)}
        for pk, offer in offers.items():
            if pk not in untouched:
                why = "Its price was looked at, changed, or released since."
            elif offer.product_id in in_print:
                why = "Its product is or was in print, or is planned."
            else:
                continue
            self.reasons[Kind.OFFER, pk] = why

    def _of_parts(self) -> None:
        """What was added to a row, such as a shop's domain, is a change of it."""
        for kind, keys in self._leaving_by_kind().items():
            if kind == Kind.ARTICLE:  # whose rows are saved with it
                continue
            for relation in relations_to(MODELS[kind], self.site):
                if relation.is_part and not _is_link(MODELS[kind], relation):
                    for pk in self._referred(relation, keys):
                        self.reasons.setdefault((kind, pk), "Something was added to it since.")

    def _leaving_by_kind(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for kind, pk in self._leaving():
            found[kind].append(pk)
        return found

    def _referred(self, relation: Relation, keys: list[int]) -> set[int]:
        name = relation.field.attname
        return {
            pk
            for portion in _portions(keys)
            for pk in relation.rows(portion).values_list(name, flat=True)
        }

    def _find_used(self) -> None:
        """Whatever a row that stays refers to stays, too; and so on until nothing is added."""
        uses = list(self._uses())
        is_new = True
        while is_new:
            is_new = False
            for key, owner, reason in uses:
                if key not in self.reasons and (owner not in self.rows or owner in self.reasons):
                    self.reasons[key], is_new = reason, True

    def _uses(self) -> Iterator[tuple[Key, Key, str]]:
        """`(row, who refers to it, the reason if that stays)`."""
        for kind, keys in self._leaving_by_kind().items():
            for relation in relations_to(MODELS[kind], self.site):
                is_price = relation.model in _OF_PRICES and kind == Kind.OFFER
                if relation.is_part or is_price or relation.survives:
                    continue
                yield from self._used_by(kind, relation, keys)
        yield from self._picked()

    def _picked(self) -> Iterator[tuple[Key, Key, str]]:
        """A pick shows the prices of its product’s offers."""
        offers: dict[int, list[int]] = defaultdict(list)
        for pk in self._offers_leaving:
            row: Any = self.rows[Kind.OFFER, pk]
            offers[row.product_id].append(pk)
        back = self.before.article_id if self.before else None
        for portion in _portions(offers):
            picks = ProductPick.objects.filter(product__in=portion).order_by()
            for product, article in picks.values_list("product", "parent").distinct():
                if article == back:
                    continue
                for pk in offers[product]:
                    why = "An article that stays picks its product, and shows its price."
                    yield (Kind.OFFER, pk), (Kind.ARTICLE, article), why

    def _used_by(
        self, kind: str, relation: Relation, keys: list[int]
    ) -> Iterator[tuple[Key, Key, str]]:
        owner_kind = _KIND_OF.get(relation.owner_model, "")
        owner = f"{relation.path}_id" if relation.path else "pk"
        for portion in _portions(keys):
            rows = relation.rows(portion).annotate(reference_section=relation.section)
            rows = rows.order_by().values_list(relation.field.attname, owner, "reference_section")
            for pk, owner_pk, section in rows.distinct():
                if self.before and (owner_kind, owner_pk) == (Kind.ARTICLE, self.before.article_id):
                    continue  # it will not use it any more
                why = _SHOWN.get(section) or f"it is used in {_a(relation.owner_model)} that stays"
                yield (kind, pk), (owner_kind, owner_pk), f"{capfirst(why)}."

    # Carrying it out

    def carry_out(self) -> dict[str, int]:
        """Delete what goes; returns how many rows of each kind. Inside a transaction."""
        going = self._leaving_by_kind()
        self.prices.dismiss(self._offers_leaving)
        staying = [str(one) for one in self.staying]
        self.answers.take_back()
        if self.before:
            self._restore(self.before)
        for kind, model in MODELS.items():
            for portion in _portions(going.get(kind, [])):
                self._delete(model, portion)
        self._forget()
        self._note(staying)
        return {kind: len(going[kind]) for kind in MODELS if going.get(kind)}

    def _restore(self, before: Revision) -> None:
        """The article as it was before the correction, which is in review again."""
        article = Article.objects.select_for_update(of=("self",)).get(pk=before.article_id)
        content, _ = restorable(before, draft_snapshot(article))
        restore_rows(article, content)
        article.version += 1
        article.save()
        save_revision(article, by=self.by, note=shortened(f"Undid {self.manuscript.name}", 200))
        note_words_saved(article)
        self._as_untouched(before, article)
        Manuscript.objects.filter(pk=self.manuscript.pk).update(article=None)

    def _as_untouched(self, before: Revision, article: Article) -> None:
        """Nobody saved it since the import before this one, if nobody had: that can go, too."""
        changes = self.manuscript.made_rows.get(kind=Kind.CHANGES, row=before.pk)
        now = digests(Kind.ARTICLE, [article.pk])[article.pk]
        made = MadeRow.objects.filter(kind=Kind.ARTICLE, row=article.pk, digest=changes.before)
        made.update(digest=now)
        earlier = MadeRow.objects.filter(kind=Kind.CHANGES, digest=str(before.number))
        earlier.filter(manuscript__article=article).update(digest=str(article.version))

    @staticmethod
    def _delete(model: type[Model], keys: list[int]) -> None:
        rows = model._base_manager.filter(pk__in=keys)
        if model is not Offer:
            rows.delete()
            return
        delete_reported(keys)
        for offer in rows:  # each tells of its going
            offer.delete()

    def _forget(self) -> None:
        """What is gone by now; the batch of prices only with the last of them."""
        rows = self.manuscript.made_rows
        for kind in MODELS:
            staying = [pk for of, pk in self.reasons if of == kind]
            rows.filter(kind=kind).exclude(row__in=staying).delete()
        self.answers.forget()
        if self.before:
            rows.filter(kind=Kind.CHANGES).delete()
        if not self.reasons and not self.prices.staying:
            rows.filter(kind=Kind.BATCH).delete()

    def _note(self, staying: list[str]) -> None:
        """What the import noted is no longer so: what it left is what an editor must know now."""
        notes = [f"Stays after the import was undone: {words}" for words in staying]
        if len(notes) > _MOST_NOTES:
            notes[_MOST_NOTES:] = [f"And {len(notes) - _MOST_NOTES} more stay."]
        Manuscript.objects.filter(pk=self.manuscript.pk).update(import_notes=notes)


_KIND_OF = {model: kind for kind, model in MODELS.items()}


def _a(model: type[Model]) -> str:
    name = str(model._meta.verbose_name)
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _is_link(model: type[Model], relation: Relation) -> bool:
    return model in LINKS and relation.model is LINKS[model][0]


def _portions(keys: Collection[int]) -> Iterator[list[int]]:
    rows = list(keys)
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


def counted(kinds: dict[str, int]) -> str:
    """`{"article": 1, "product": 3}` → “1 article, 3 products”."""
    told = ((count, MODELS[kind]._meta) for kind, count in kinds.items())
    return ", ".join(
        f"{count} {opts.verbose_name if count == 1 else opts.verbose_name_plural}"
        for count, opts in told
    )


def named(rows: Iterable[tuple[str, Model]]) -> dict[str, list[str]]:
    """`{plural of a kind: names}` for the page that asks."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind, row in rows:
        found[capfirst(str(MODELS[kind]._meta.verbose_name_plural))].append(str(row))
    return dict(found)
