"""
Importing a corrected manuscript into the article that an earlier version of it was made into.

What is new or changed is added. A text in the draft is replaced only while it stands exactly as the
earlier version was imported; where somebody has worked on it since, it is left alone and a note
names the new words. Nothing is removed, and editions are not touched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model, Q

from articles.content.snapshot import block_rows
from articles.models import Article, ProductPick, QuestionBlock, Revision, TableBlock, TextBlock
from articles.plan_changes import note_words_saved
from core.richtext import plain_text
from faq.models import Question
from manuscripts.article_body import BodyPart, body_of, text_html
from manuscripts.column_limits import COLUMNS, Kind, shortened
from manuscripts.import_outcome import Import
from manuscripts.import_tries import OutOfDate, carry_out
from manuscripts.importer import BLOCKS, Importer
from manuscripts.made_rows import digests, newest_tag
from manuscripts.matching import normalize_name
from manuscripts.models import ImportSource, MadeRow, Manuscript
from manuscripts.people_on_file import Facts
from manuscripts.proposals import names_person, proposals_of
from manuscripts.reading import Expert, Faq, Plan
from manuscripts.reviewed_plan import Choices, indexes_of_new, plan_of, reviewed_plan
from people.models import Person

_STEP = 10  # between the places of two blocks
_MAX_QUOTED = 300  # characters of new words in a note
_OF_FACT: dict[str, tuple[type[Model], str]] = {
    "product": (ProductPick, "product_id"),
    "faq": (QuestionBlock, "question_id"),
}
# Blocks of words alone, by the kind of their part of the body.
_WORDS: dict[str, type[TextBlock] | type[TableBlock]] = {"text": TextBlock, "table": TableBlock}
WordBlock = TextBlock | TableBlock
OldText = tuple[BodyPart, WordBlock | None]


@dataclass(frozen=True, slots=True)
class PlanChanges:
    """
    Two versions of one piece, both as they were reviewed. The sets are indexes into the new plan:
    what the earlier version has not, or what an editor changed since.
    """

    before: Manuscript  # the one that was imported
    old: Plan
    new: Plan
    people: frozenset[int] = frozenset()
    quotes: frozenset[int] = frozenset()
    products: frozenset[int] = frozenset()
    faqs: frozenset[int] = frozenset()
    choices: Choices = field(default_factory=Choices)


def apply_correction(manuscript: Manuscript, *, by: User | None = None) -> Import:
    """
    Import what a corrected manuscript changes into the article of the version before it.

    What the two have alike is left alone, however it was decided about. All or nothing.
    """
    changes = plan_changes(manuscript)
    return carry_out(
        lambda: CorrectionImporter(manuscript, changes, by),
        done_before=lambda: _imported_before(manuscript),
    )


def _imported_before(manuscript: Manuscript) -> Import | None:
    row = Manuscript.objects.without_files().select_related("article").get(pk=manuscript.pk)
    return Import(row, row.article, is_new=False) if row.article else None


def plan_changes(manuscript: Manuscript) -> PlanChanges:
    """What a manuscript changes in the version that it follows."""
    before = manuscript.follows
    if before is None:
        raise ValueError(f"{manuscript} corrects no other manuscript: create a draft of it.")
    proposals = list(proposals_of(manuscript))
    old, _ = reviewed_plan(plan_of(before), before.proposals.all())
    new, choices = reviewed_plan(plan_of(manuscript), proposals)
    return PlanChanges(
        before,
        old,
        new,
        people=indexes_of_new(Kind.EXPERT, proposals),
        quotes=indexes_of_new(Kind.QUOTE, proposals),
        products=indexes_of_new(Kind.PRODUCT, proposals),
        faqs=indexes_of_new(Kind.FAQ, proposals),
        choices=choices,
    )


class CorrectionImporter(Importer):
    """An import whose plan holds what is new alone, into an article that is there."""

    def __init__(self, manuscript: Manuscript, changes: PlanChanges, by: User | None) -> None:
        plan = changes.new
        products = sorted(changes.products)
        quotes = [plan.quotes[at] for at in sorted(changes.quotes)]
        speaking = {name for quote in quotes for name in (quote.speaker, *quote.candidates)}
        narrowed = replace(
            plan,
            experts=tuple(
                one
                for at, one in enumerate(plan.experts)
                if at in changes.people or one.name in speaking
            ),
            quotes=tuple(quotes),
            products=tuple(plan.products[at] for at in products),
            faqs=tuple(plan.faqs[at] for at in sorted(changes.faqs)),
        )
        chosen = changes.choices.products
        choices = Choices(
            people=changes.choices.people,
            nobody_of=changes.choices.nobody_of,
            products={new: chosen[old] for new, old in enumerate(products) if old in chosen},
        )
        super().__init__(narrowed, bytes(manuscript.original), by, choices)
        self.changes = changes
        self.article = Article.objects.get(manuscripts=changes.before)
        self.outcome = Import(manuscript, self.article)
        self.blocks: list[Any] = []
        self.texts_gone: list[OldText] = []
        self.asked = self._asked_before()
        self.tag_names = [tag.name for tag in self.article.tags.all()]

    def _asked_before(self) -> dict[str, Question]:
        """The questions of the article, in its draft or as the earlier version was imported."""
        of_draft = QuestionBlock.objects.filter(parent=self.article).values("question")
        sources = ImportSource.objects.filter(manuscript=self.changes.before)
        imported = sources.filter(question__isnull=False).values("question")
        rows = Question.objects.filter(Q(pk__in=of_draft) | Q(pk__in=imported))
        return {normalize_name(row.question): row for row in rows.order_by("pk")}

    def prepare(self) -> None:
        """Work out the facts; the body depends on the draft as it is when all is written."""
        self.prepare_facts()
        self.prepare_quotes_and_offers()

    def write(self) -> Import:
        """Import the changes; call it inside a transaction."""
        self._lock()
        untouched = digests(MadeRow.Kind.ARTICLE, [self.article.pk])[self.article.pk]
        before = self._save_before()
        self.last_tag = newest_tag()
        self.write_facts()
        self._title_and_tags()
        self._body()
        self.rows.save(*BLOCKS)
        self.write_quotes_and_offers()
        self._note_gone()
        self.save_sources()
        self._save_after()
        self.remember_made()
        MadeRow.objects.create(
            manuscript=self.outcome.manuscript,
            kind=MadeRow.Kind.CHANGES,
            row=before.pk,
            digest=str(self.article.version),
            before=untouched,
        )
        return self.outcome

    def _lock(self) -> None:
        locked = Manuscript.objects.without_files().select_for_update()
        manuscript = locked.get(pk=self.outcome.manuscript.pk)
        if manuscript.article_id:
            raise OutOfDate
        articles = Article.objects.select_for_update(of=("self",))
        self.article = articles.get(manuscripts=self.changes.before)
        self.outcome.manuscript, self.outcome.article = manuscript, self.article

    def _save_before(self) -> Revision:
        version = self.article.revisions.filter(number=self.article.version).first()
        if version is None or not version.note:
            version = self.save_revision(f"Before the changes of {self.outcome.manuscript.name}")
        return version

    def _save_after(self) -> None:
        article, manuscript = self.article, self.outcome.manuscript
        article.version += 1
        can_publish = self.by is None or self.by.has_perm("articles.publish_article")
        if article.status == Article.Status.READY and not can_publish:
            article.status = Article.Status.IN_REVIEW
        article.save()
        self.save_revision(f"Changes imported from {manuscript.name}")
        note_words_saved(article)
        self.save_manuscript()

    # The title, the dek and the tags

    def _title_and_tags(self) -> None:
        old, new = self.changes.old, self.changes.new
        for name in ("title", "dek"):
            column = COLUMNS[Kind.ARTICLE, name]
            before, after = column.fitted(getattr(old, name)), column.fitted(getattr(new, name))
            standing = getattr(self.article, name)
            if after in (before, standing):
                continue
            if standing == before:
                setattr(self.article, name, after)
                self.outcome.note_shortened(column, getattr(new, name))
            else:
                self.note(
                    f"The {name} was changed in the draft. The manuscript now has: "
                    f"“{getattr(new, name)}”"
                )
        added = [name for name in self.valid_tag_names() if name not in old.tags]
        self.article.tags.add(*added)

    # The body

    def _body(self) -> None:
        """Walk the new body along the draft's blocks; what is new follows what stands before it."""
        self.blocks = list(block_rows(self.article))
        texts = self._old_texts()
        place = 0  # where the next new block goes
        for part in body_of(self.changes.new):
            is_known, block = self._known(part, texts)
            if block is not None:
                place = self.blocks.index(block) + 1
            elif not is_known:
                self.blocks.insert(place, self._new_block(part))
                place += 1
        self.texts_gone = [pair for pair in texts if pair[1] is not None]
        self._renumber()

    def _known(self, part: BodyPart, texts: list[OldText]) -> tuple[bool, Any]:
        """`(whether there is nothing to make, the draft's block or None)`"""
        if part.kind in _WORDS:
            return self._known_text(part, texts)
        fresh = {"product": self.changes.products, "faq": self.changes.faqs}[part.kind]
        # What an editor took out of the draft since is not made once more.
        return part.index not in fresh, self._standing(part)

    def _old_texts(self) -> list[OldText]:
        """
        The texts that the earlier version was made into, in its order: `(part, block or None)`.

        None where the block is gone from the draft.
        """
        sources = ImportSource.objects.filter(manuscript=self.changes.before)
        found: dict[tuple[str, int], WordBlock] = {}
        for kind, model in _WORDS.items():
            keys = dict(
                sources.filter(**{f"{kind}_block__parent": self.article}).values_list(
                    f"{kind}_block", "start"
                )
            )
            found |= {
                (kind, keys[block.pk]): block
                for block in self.blocks
                if isinstance(block, model) and block.pk in keys
            }
        return [
            (part, found.get((part.kind, part.span[0])))
            for part in body_of(self.changes.old)
            if part.kind in _WORDS
        ]

    def _known_text(self, part: BodyPart, texts: list[OldText]) -> tuple[bool, WordBlock | None]:
        """The draft's block for a text, brought up to date where nobody has worked on it since."""
        texts_alike = (pair for pair in texts if pair[0].html == part.html)
        here = next(texts_alike, None)
        here = here or self._most_alike(part, texts)
        if here is None:
            return False, None
        texts.remove(here)
        old, block = here
        if block is None:
            if old.html != part.html:
                self._note_words("A text that is gone from the draft is changed", old, part)
            return True, None
        self._update_text(old, part, block)
        of_block: dict[str, Any] = {f"{part.kind}_block": block}
        self.note_source(part.span, **of_block)
        return True, block

    def _update_text(self, old: BodyPart, new: BodyPart, block: WordBlock) -> None:
        if old.html == new.html or block.html == _clean(block, new.html):
            return
        if block.html == _clean(block, old.html):
            block.html = new.html
            block.save()
            self.outcome.count("texts", made=True)
        else:
            words = plain_text(block.html)[:60]
            self._note_words(f"The text “{words}…” was changed in the draft", old, new)

    def _most_alike(self, part: BodyPart, texts: list[OldText]) -> OldText | None:
        """The old text that shares the most paragraphs, or words where it shares none."""
        still_there = {one.html for one in body_of(self.changes.new) if one.kind == part.kind}
        left = [
            pair for pair in texts if pair[0].kind == part.kind and pair[0].html not in still_there
        ]
        if not left:
            return None
        words = set(plain_text(part.html).split())
        shared = {
            place: len(words & set(plain_text(old.html).split()))
            for place, (old, _) in enumerate(left)
        }
        best = max(shared, key=lambda place: shared[place])
        return left[best] if shared[best] * 2 >= len(words) else None

    def _note_words(self, what: str, old: BodyPart, new: BodyPart) -> None:
        known = set(_paragraphs_in(old.html))
        fresh = [words for words in _paragraphs_in(new.html) if words not in known]
        words = " … ".join(fresh) or plain_text(new.html)
        words = shortened(words, _MAX_QUOTED)
        self.note(f"{what}, so it was left as it is. The manuscript now has: “{words}”")

    def _standing(self, part: BodyPart) -> Any:
        """The draft's block of a product or a question, or None."""
        model, name = _OF_FACT[part.kind]
        key = self._key_on_file(part)
        here = (block for block in self.blocks if isinstance(block, model))
        return next((block for block in here if key and getattr(block, name) == key), None)

    def _key_on_file(self, part: BodyPart) -> int | None:
        """The key of the product or question that a part of the new plan speaks of, or None."""
        plan, choices = self.changes.new, self.changes.choices
        if part.kind == "faq":
            row = self.asked.get(normalize_name(plan.faqs[part.index].question))
            return row.pk if row else None
        if part.index in choices.products:
            return choices.products[part.index]
        read = plan.products[part.index]
        near = self.records.products_near(read.brand, read.name, read.size or "", line=read.line)
        return near[0].record.pk if near and near[0].is_certain else None

    def _new_block(self, part: BodyPart) -> Model:
        fresh = {"product": self.changes.products, "faq": self.changes.faqs}.get(part.kind)
        if fresh:
            part = replace(part, index=sorted(fresh).index(part.index))
        return self.add_block(part, **self.next_place())

    def _renumber(self) -> None:
        for place, block in enumerate(self.blocks, 1):
            if block.ordering == place * _STEP:
                continue
            block.ordering = place * _STEP
            if block.pk:
                type(block).objects.filter(pk=block.pk).update(ordering=block.ordering)

    # Facts

    def question_of(self, read: Faq) -> Question:
        """As imported; an answer on file that the earlier version gave is brought up to date."""
        asked = normalize_name(read.question)
        question = self.asked.get(asked)
        before = next(
            (one for one in self.changes.old.faqs if normalize_name(one.question) == asked), None
        )
        if question and before and read.answer and not self.is_shown(question):
            field = Question._meta.get_field("answer")
            if question.answer == field.sanitize(text_html(before.answer)):
                self.set_answer(question, field.sanitize(text_html(read.answer)))
        return super().question_of(read)

    def facts_of(self, expert: Expert) -> Facts:
        """None of whom the earlier version names, too: that is who is described differently now."""
        return {} if names_person(self.changes.before, expert.name) else super().facts_of(expert)

    def person_of(self, expert: Expert) -> Person | None:
        """As imported; a note says where the manuscript describes somebody on file differently."""
        person = super().person_of(expert)
        if person is None:
            return None
        for name, words in (
            ("credentials", expert.credentials),
            ("job_title", expert.role),
            ("organization", expert.organization),
        ):
            on_file = getattr(person, name)
            if words and on_file and normalize_name(words) != normalize_name(on_file):
                self.note(f"{person}: on file as “{on_file}”, in the manuscript “{words}”.")
        return person

    def _note_gone(self) -> None:
        """What the earlier version has and this one has not stays, and is named."""
        still_there = set(_names_in(self.changes.new))
        gone = [name for name in _names_in(self.changes.old) if name not in still_there]
        texts = (plain_text(block.html) for _, block in self.texts_gone if block)
        gone += [f"the text “{shortened(words, _MAX_QUOTED)}”" for words in texts if words]
        if gone:
            self.note(
                f"No longer in the manuscript but still in the article: {', '.join(gone)}. "
                "Remove what should go."
            )


def _names_in(plan: Plan) -> Iterator[str]:
    """What the quotes, products and questions of a plan are called in a note."""
    yield from (f"“{' … '.join(quote.segments)}”" for quote in plan.quotes)
    yield from (f"{one.brand or ''} {one.name}".strip() for one in plan.products)
    yield from (f"“{faq.question}”" for faq in plan.faqs)


def _clean(block: WordBlock, html: str) -> str:
    """The HTML as this block keeps it."""
    return block._meta.get_field("html").sanitize(html)


def _paragraphs_in(html: str) -> list[str]:
    lines = re.split("</(?:p|li|h2|h3|tr)>", html)
    return [words for words in map(plain_text, lines) if words]
