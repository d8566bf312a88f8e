"""
Bringing a corrected manuscript into the article that an earlier version of it was made into.

What is new or changed is added. A text at the desk is replaced only while it stands exactly as the
earlier version was imported; where somebody has worked on it since, it is left alone and a note
names the new words. Nothing is removed, and editions are not touched.
"""

import re
from dataclasses import dataclass, field, replace

from django.db import transaction

from articles.content.snapshot import block_rows
from articles.drafts.revisions import save_revision
from articles.models import Article, ProductPick, QuestionBlock, TextBlock
from core.richtext import plain_text
from manuscripts.importing import Applying, Choices, Import, body_of, paragraphs
from manuscripts.matching import folded
from manuscripts.models import Manuscript, Origin

_STEP = 10  # between the places of two blocks
_QUOTED = 300  # characters of new words in a note
_BLOCKS = {"product": (ProductPick, "product_id"), "faq": (QuestionBlock, "question_id")}


@dataclass(frozen=True, slots=True)
class Correction:
    """
    Two versions of one piece, both as they were reviewed. The sets are indexes into the new plan:
    what the earlier version has not, or what an editor changed since.
    """

    before: object  # the manuscript that was imported
    old: object  # its plan
    new: object
    people: frozenset = frozenset()
    quotes: frozenset = frozenset()
    products: frozenset = frozenset()
    faqs: frozenset = frozenset()
    choices: Choices = field(default_factory=Choices)


def bring(manuscript, correction, *, by=None):
    """Bring a correction into its article, all or nothing; returns an `Import`."""
    with transaction.atomic():
        manuscript = Manuscript.objects.select_for_update().get(pk=manuscript.pk)
        if manuscript.article_id:
            return Import(manuscript, manuscript.article, is_new=False)
        pk = correction.before.article_id
        article = Article.objects.select_for_update(of=("self",)).get(pk=pk)
        return _Bringing(manuscript, article, correction, by).run()


class _Bringing(Applying):
    """An import whose plan holds what is new alone, into an article that is there."""

    def __init__(self, manuscript, article, correction, by):
        plan = correction.new
        products = sorted(correction.products)
        quotes = [plan.quotes[at] for at in sorted(correction.quotes)]
        speaking = {name for quote in quotes for name in (quote.speaker, *quote.candidates)}
        narrowed = replace(
            plan,
            experts=tuple(
                one
                for at, one in enumerate(plan.experts)
                if at in correction.people or one.name in speaking
            ),
            quotes=tuple(quotes),
            products=tuple(plan.products[at] for at in products),
            faqs=tuple(plan.faqs[at] for at in sorted(correction.faqs)),
        )
        chosen = correction.choices.products
        choices = Choices(
            people=correction.choices.people,
            products={new: chosen[old] for new, old in enumerate(products) if old in chosen},
        )
        super().__init__(narrowed, manuscript.original, by, choices)
        self.correction = correction
        self.article = article
        self.outcome = Import(manuscript, article)
        self.blocks = []

    def run(self):
        self._keep_before()
        self.tags = list(self.article.tags.all())
        self.tag_names = ", ".join(sorted(tag.name for tag in self.tags))
        self._facts()
        self._head()
        self._body()
        self._quotes()
        self._prices()
        self._tell_of_gone()
        Origin.objects.bulk_create(self.origins)
        self._keep_after()
        return self.outcome

    def _keep_before(self):
        version = self.article.revisions.filter(number=self.article.version).first()
        if version is None or not version.note:
            note = f"Before {self.outcome.manuscript.name} was brought in"[:200]
            save_revision(self.article, by=self.by, note=note)

    def _keep_after(self):
        article, manuscript = self.article, self.outcome.manuscript
        article.version += 1
        can_publish = self.by is None or self.by.has_perm("articles.publish_article")
        if article.status == Article.Status.READY and not can_publish:
            article.status = Article.Status.IN_REVIEW
        article.save()
        save_revision(article, by=self.by, note=f"Brought in from {manuscript.name}"[:200])
        manuscript.article = article
        manuscript.save(update_fields=["article"])

    # The title, the dek and the tags

    def _head(self):
        old, new = self.correction.old, self.correction.new
        for name, before, after in (
            ("title", old.title[:200], new.title[:200]),
            ("dek", (old.dek or "")[:400], (new.dek or "")[:400]),
        ):
            standing = getattr(self.article, name)
            if after in (before, standing):
                continue
            if standing == before:
                setattr(self.article, name, after)
            else:
                self._note(f"The {name} was changed at the desk. The manuscript has now: “{after}”")
        added = [name for name in self._tag_names() if name not in old.tags]
        self.article.tags.add(*added)

    # The body

    def _body(self):
        """Walk the new body along the desk's blocks; what is new follows what stands before it."""
        self.blocks = list(block_rows(self.article))
        texts = self._old_texts()
        place = 0  # where the next new block goes
        for part in body_of(self.correction.new):
            is_known, block = self._known(part, texts)
            if block is not None:
                place = self.blocks.index(block) + 1
            elif not is_known:
                self.blocks.insert(place, self._new_block(part))
                place += 1
        self._renumber()

    def _known(self, part, texts):
        """`(whether there is nothing to make, the desk's block or None)`"""
        if part.kind == "text":
            return self._known_text(part, texts)
        fresh = {"product": self.correction.products, "faq": self.correction.faqs}[part.kind]
        # What an editor took out at the desk since is not made once more.
        return part.index not in fresh, self._standing(part)

    def _old_texts(self):
        """
        The texts that the earlier version was made into, in its order: `(part, block or None)`.

        None where the block is gone from the desk.
        """
        origins = Origin.objects.filter(
            manuscript=self.correction.before, text_block__parent=self.article
        ).values_list("start", "text_block")
        block_at = dict(origins)
        standing = {block.pk: block for block in self.blocks if isinstance(block, TextBlock)}
        parts = [part for part in body_of(self.correction.old) if part.kind == "text"]
        return [(part, standing.get(block_at.get(part.span[0]))) for part in parts]

    def _known_text(self, part, texts):
        """The desk's block for a text, brought up to date where nobody has worked on it since."""
        here = next((pair for pair in texts if pair[0].html == part.html), None)
        here = here or self._most_alike(part, texts)
        if here is None:
            return False, None
        texts.remove(here)
        old, block = here
        if block is None:
            if old.html != part.html:
                self._note_words("A text that is gone from the desk is changed", old, part)
            return True, None
        self._bring_text(old, part, block)
        self._came_from(part.span, text_block=block)
        return True, block

    def _bring_text(self, old, new, block):
        if old.html == new.html or block.html == _clean(new.html):
            return
        if block.html == _clean(old.html):
            block.html = new.html
            block.save()
            self.outcome.count("texts", made=True)
        else:
            words = plain_text(block.html)[:60]
            self._note_words(f"The text “{words}…” was changed at the desk", old, new)

    def _most_alike(self, part, texts):
        """The old text that shares the most paragraphs, or words where it shares none."""
        still_there = {one.html for one in body_of(self.correction.new) if one.kind == "text"}
        left = [pair for pair in texts if pair[0].html not in still_there]
        if not left:
            return None
        words = set(plain_text(part.html).split())
        shared = {
            place: len(words & set(plain_text(old.html).split()))
            for place, (old, _) in enumerate(left)
        }
        best = max(shared, key=shared.get)
        return left[best] if shared[best] * 2 >= len(words) else None

    def _note_words(self, what, old, new):
        known = set(_paragraphs_in(old.html))
        fresh = [words for words in _paragraphs_in(new.html) if words not in known]
        words = " … ".join(fresh) or plain_text(new.html)
        cut = "…" if len(words) > _QUOTED else ""
        self._note(
            f"{what}, so it was left as it is. The manuscript has now: “{words[:_QUOTED]}{cut}”"
        )

    def _note(self, sentence):
        self.outcome.notes.append(sentence)

    def _standing(self, part):
        """The desk's block of a product or a question, or None."""
        model, name = _BLOCKS[part.kind]
        key = self._key_on_file(part)
        here = (block for block in self.blocks if isinstance(block, model))
        return next((block for block in here if key and getattr(block, name) == key), None)

    def _key_on_file(self, part):
        """The key of the product or question that a part of the new plan speaks of, or None."""
        plan, correction = self.correction.new, self.correction
        if part.kind == "faq":
            row = self.records.questions.get(folded(plan.faqs[part.index].question))
            return row and row.pk
        if part.index in correction.choices.products:
            return correction.choices.products[part.index]
        read = plan.products[part.index]
        near = self.records.products_near(read.brand, read.name, read.size or "", line=read.line)
        return near[0].record.pk if near and near[0].score == 1 else None

    def _new_block(self, part):
        fresh = {"product": self.correction.products, "faq": self.correction.faqs}.get(part.kind)
        if fresh:
            part = replace(part, index=sorted(fresh).index(part.index))
        return self._block(part, **self._place())

    def _renumber(self):
        for place, block in enumerate(self.blocks, 1):
            if block.ordering != place * _STEP:
                block.ordering = place * _STEP
                type(block).objects.filter(pk=block.pk).update(ordering=block.ordering)

    # Facts

    def _question(self, read):
        """As imported; an answer on file that the earlier version gave is brought up to date."""
        asked = folded(read.question)
        question = self.records.questions.get(asked)
        before = next(
            (one for one in self.correction.old.faqs if folded(one.question) == asked), None
        )
        is_ours = question and before and question.answer == _clean(paragraphs(before.answer))
        if is_ours and read.answer and not question.editions.exists():
            question.answer = paragraphs(read.answer)
            question.save()
        return super()._question(read)

    def _person(self, expert):
        person = super()._person(expert)
        for name, said in (
            ("credentials", expert.credentials),
            ("job_title", expert.role),
            ("organization", expert.organization),
        ):
            on_file = getattr(person, name)
            if said and on_file and folded(said) != folded(on_file):
                self._note(f"{person}: on file as “{on_file}”, in the manuscript “{said}”.")
        return person

    def _tell_of_gone(self):
        """What the earlier version has and this one has not stays, and is named."""
        still_there = set(_names_in(self.correction.new))
        gone = [name for name in _names_in(self.correction.old) if name not in still_there]
        if gone:
            self._note(
                f"No longer in the manuscript, and still in the article: {', '.join(gone)}. "
                "Take out what should go."
            )


def _names_in(plan):
    """What the quotes, products and questions of a plan are called in a note."""
    yield from (f"“{' … '.join(quote.segments)}”" for quote in plan.quotes)
    yield from (f"{one.brand or ''} {one.name}".strip() for one in plan.products)
    yield from (f"“{faq.question}”" for faq in plan.faqs)


def _clean(html):
    """The HTML as a text block keeps it."""
    return TextBlock._meta.get_field("html").sanitize(html)


def _paragraphs_in(html):
    lines = re.split("</(?:p|li|h2|h3)>", html)
    return [words for words in map(plain_text, lines) if words]
