"""
Importing a plan: the draft article, its quotes, products, offers and questions, in one transaction.

Nothing is published by it, and nothing is created twice: the same bytes lead to the article they
made the first time. For an offer on file another price becomes a held row of a price batch.
"""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from articles.drafts.revisions import save_revision
from articles.models import (
    Article,
    ArticleQuote,
    Byline,
    ProductPick,
    QuestionBlock,
    Quote,
    TableBlock,
    TextBlock,
)
from core.richtext import plain_text
from core.tags import string_from_tags, validate_tag_names
from core.visibility import NOW_OR_LATER
from faq.models import Question, TaggedQuestion
from manuscripts.article_body import BodyPart, body_of, text_html
from manuscripts.column_limits import COLUMNS, Kind, shortened
from manuscripts.import_outcome import Import
from manuscripts.matching import Match, Records, normalize_name
from manuscripts.models import ImportSource, Manuscript
from manuscripts.offer_import import OfferImporter
from manuscripts.proposals import proposals_of
from manuscripts.reading import Expert, Faq, Plan, ReadProduct
from manuscripts.reading.plan import Span
from manuscripts.reviewed_plan import Choices, reviewed_plan
from manuscripts.slugs import unique_slug
from people.models import Person
from products.models import Brand, Product, TaggedProduct

_MAX_TRIES = 10  # each one that fails means that somebody else got through


class _ImportedMeanwhile(Exception):
    """Somebody else imported these bytes after we looked whether anybody had."""


def create_draft(manuscript: Manuscript, *, by: User | None = None) -> Import:
    """Import a manuscript as it was reviewed; open proposals count as accepted."""
    proposals = list(proposals_of(manuscript))
    plan, choices = reviewed_plan(Plan.from_json(manuscript.plan), proposals)
    return apply_plan(plan, bytes(manuscript.original), by=by, choices=choices)


def apply_plan(
    plan: Plan, original: bytes, *, by: User | None = None, choices: Choices | None = None
) -> Import:
    """
    Create what `plan` says from the manuscript whose bytes are `original`.

    All or nothing. The same bytes again return the first import's article, and create nothing.
    """
    tries_left = _MAX_TRIES
    while True:
        if before := _imported_before(plan):
            return before
        tries_left -= 1
        try:
            with transaction.atomic():
                return Importer(plan, original, by, choices).run()
        except (_ImportedMeanwhile, IntegrityError):
            # Somebody imported the same file at the same moment, or one that names the same new
            # brand: what they made is on file now, so the next try finds it.
            if not tries_left:
                raise


def _imported_before(plan: Plan) -> Import | None:
    """The import of the same bytes, as long as its article is there."""
    imported = Manuscript.objects.filter(sha256=plan.source.sha256, article__isnull=False)
    manuscript = imported.select_related("article").first()
    if manuscript is None or manuscript.article is None:
        return None
    return Import(manuscript, manuscript.article, is_new=False)


class Importer:
    """
    One run of `apply_plan`: the plan, the records on file, and what came of it so far.

    `person_of` and `question_of` are hooks: a correction finds more about both of them.
    """

    outcome: Import
    article: Article

    def __init__(
        self, plan: Plan, original: bytes, by: User | None = None, choices: Choices | None = None
    ) -> None:
        self.plan = plan
        self.original = original
        self.by = by
        self.is_reviewed = choices is not None
        self.choices = choices or Choices()
        self.records = Records()
        self.ordering = 0
        self.sources: list[ImportSource] = []
        self.experts: dict[str | None, Person] = {}
        self.products: list[Product] = []
        self.questions: list[Question] = []

    def run(self) -> Import:
        """Import all of it; call it inside a transaction."""
        manuscript = self._manuscript()
        title, dek = COLUMNS[Kind.ARTICLE, "title"], COLUMNS[Kind.ARTICLE, "dek"]
        self.article = Article.objects.create(
            title=title.fitted(self.plan.title),
            slug=unique_slug(Article, self.plan.title),
            dek=dek.fitted(self.plan.dek),
            created_by=self.by,
        )
        self.outcome = Import(manuscript, self.article)
        self.outcome.note_shortened(title, self.plan.title)
        self.outcome.note_shortened(dek, self.plan.dek)
        self.article.tags.set(self.valid_tag_names())
        self.import_facts()
        self._bylines()
        self._blocks()
        self.import_quotes()
        self.import_offers()
        self.save_sources()
        self.save_manuscript()
        self.save_revision(f"Imported from {manuscript.name}")
        return self.outcome

    def import_facts(self) -> None:
        """The rows that the plan speaks of, made or found, in the plan's order."""
        self.tags = list(self.article.tags.all())
        self.tag_names = string_from_tags(self.tags)
        self.experts = {expert.name: self.person_of(expert) for expert in self.plan.experts}
        self.products = [
            self._product(read, self.choices.products.get(at))
            for at, read in enumerate(self.plan.products)
        ]
        self.questions = [self.question_of(read) for read in self.plan.faqs]

    def import_offers(self) -> None:
        """The offers of the products, with their prices."""
        importer = OfferImporter(self.outcome, self.records, self.by, self.note_source)
        importer.run(list(zip(self.products, self.plan.products, strict=True)))

    def save_manuscript(self) -> None:
        """The manuscript remembers its article, and what the import leaves to an editor."""
        manuscript = self.outcome.manuscript
        manuscript.article, manuscript.import_notes = self.article, self.outcome.notes
        manuscript.save(update_fields=["article", "import_notes"])

    def save_revision(self, note: str) -> None:
        """The article as it is now becomes a revision with a name."""
        save_revision(self.article, by=self.by, note=shortened(note, 200))

    def _manuscript(self) -> Manuscript:
        """The row of these bytes: one in review, or one whose article was deleted, is used."""
        manuscripts = Manuscript.objects.select_for_update()
        manuscript, is_new = manuscripts.store(self.plan, self.original, by=self.by)
        if not is_new:
            if manuscript.article_id:
                raise _ImportedMeanwhile
            if not self.is_reviewed and not manuscript.proposals.exclude(decision="open").exists():
                # This reading counts: the name of before may have told another format.
                manuscript.plan, manuscript.format = self.plan.as_json(), self.plan.source.format
                manuscript.save(update_fields=["plan", "format"])
                manuscript.proposals.all().delete()
            manuscript.import_sources.all().delete()
        return manuscript

    def note(self, sentence: str) -> None:
        """Something an editor must see."""
        self.outcome.notes.append(sentence)

    def note_source(self, span: Span, **of: Model) -> None:
        """Remember that a row came from these words of the manuscript."""
        start, end = span
        line = self.plan.source.text.count("\n", 0, start) + 1
        manuscript = self.outcome.manuscript
        of_row: dict[str, Any] = of
        source = ImportSource(manuscript=manuscript, start=start, end=end, line=line, **of_row)
        self.sources.append(source)

    def save_sources(self) -> None:
        """Save what `note_source` remembered."""
        ImportSource.objects.bulk_create(self.sources)

    def valid_tag_names(self) -> list[str]:
        """The plan's tags that may be used; a note says what is wrong with each other one."""
        valid = []
        for name in self.plan.tags:
            try:
                validate_tag_names([name])
                valid.append(name)
            except ValidationError as error:
                self.outcome.notes += error.messages
        return valid

    def _fitted(self, kind: str, key: str, text: str | None) -> str:
        """Words as they fit into their column, with a note where they do not."""
        column = COLUMNS[kind, key]  # type: ignore[index]
        self.outcome.note_shortened(column, text)
        return column.fitted(text)

    # People

    def person_of(self, expert: Expert) -> Person:
        """The person on file whom an expert of the plan is, or a new one."""
        chosen = self.choices.people.get(expert.name)
        person = Person.objects.filter(pk=chosen).first() if chosen else None
        name = COLUMNS[Kind.EXPERT, "name"].fitted(expert.name)
        person = person or self.records.people.get(normalize_name(name))
        self.outcome.count("people", made=person is None)
        if person is not None:
            return person
        self._note_near("person", expert.name, self.records.people_near(expert.name))
        return self._new_person(
            expert.name,
            honorific=self._fitted(Kind.EXPERT, "honorific", expert.honorific),
            credentials=self._fitted(Kind.EXPERT, "credentials", expert.credentials),
            job_title=self._fitted(Kind.EXPERT, "role", expert.role),
            organization=self._fitted(Kind.EXPERT, "organization", expert.organization),
        )

    def _new_person(self, name: str, **fields: str) -> Person:
        name = self._fitted(Kind.EXPERT, "name", name)
        person = Person.objects.create(
            name=name, slug=unique_slug(Person, name, limit=100), **fields
        )
        self.records.people[normalize_name(name)] = person
        return person

    def _bylines(self) -> None:
        """“By Maren Osei-Lund and Ada Lim”: a note of the manuscript that names its authors."""
        for block in self.plan.blocks:
            words = (block.text or "").strip()
            if block.kind != "note" or not words.lower().startswith("by "):
                continue
            parts = [part.strip() for part in words[3:].replace(" and ", ",").split(",")]
            if not _is_name(parts[0]):
                continue  # “By buying through these links you support us”
            for position, name in enumerate(filter(_is_name, parts)):
                person = self.records.people.get(normalize_name(name))
                self.outcome.count("people", made=person is None)
                Byline.objects.get_or_create(
                    article=self.article,
                    person=person or self._new_person(name),
                    defaults={"position": position},
                )

    # Products

    def _note_near(self, kind: str, name: str, near: list[Match]) -> None:
        """No near-duplicate is made silently."""
        if near:
            names = " and ".join(f"“{match.record}” ({match.score:.0%} alike)" for match in near)
            self.note(
                f"A new {kind} “{name}” was created, although {names} is on file. If it is the "
                "same, merge them."
            )

    def _product(self, read: ReadProduct, chosen: int | None = None) -> Product:
        product = chosen and Product.objects.select_related("brand").filter(pk=chosen).first()
        if not product:
            near = self.records.products_near(
                read.brand, read.name, read.size or "", line=read.line
            )
            product = near[0].record if near and near[0].score == 1 else None
            if product is None:
                self._note_near("product", f"{read.brand or ''} {read.name}".strip(), near)
        self.outcome.count("products", made=product is None)
        product = product or self._new_product(read)
        self.note_source(read.span, product=product)
        return product

    def _new_product(self, read: ReadProduct) -> Product:
        brand, name = self._brand_and_name(read)
        product = Product.objects.create(
            brand=brand,
            name=self._fitted(Kind.PRODUCT, "name", name),
            size=self._fitted(Kind.PRODUCT, "size", read.size),
            slug=unique_slug(Product, f"{brand or ''} {name} {read.size or ''}"),
            tag_names=self.tag_names,
        )
        TaggedProduct.objects.bulk_create(
            TaggedProduct(content_object=product, tag=tag) for tag in self.tags
        )
        self.records.products[self.records.product_key(product)] = product
        return product

    def _brand_and_name(self, read: ReadProduct) -> tuple[Brand | None, str]:
        if read.brand:
            return self._brand(read.brand), read.name
        return self.records.brand_at_the_front_of(read.name)

    def _brand(self, name: str) -> Brand:
        fitted = self._fitted(Kind.PRODUCT, "brand", name)
        brand = self.records.brands.get(normalize_name(fitted))
        self.outcome.count("brands", made=brand is None)
        if brand is None:
            brand = Brand.objects.create(name=fitted, slug=unique_slug(Brand, fitted, limit=100))
            self.records.brands[normalize_name(fitted)] = brand
        return brand

    # Words

    def question_of(self, read: Faq) -> Question:
        """The question on file that a read one is, or a new one; an answer on file is kept."""
        asked = COLUMNS[Kind.FAQ, "question"].fitted(read.question)
        question = self.records.questions.get(normalize_name(asked))
        self.outcome.count("questions", made=question is None)
        answer = text_html(read.answer)
        if question is None:
            question = self._new_question(read, answer)
        elif answer and question.answer and not _is_same_text(answer, question.answer):
            self.note(f"“{question}” is answered on file in other words. Those on file are kept.")
        elif answer and not question.answer:
            self._answer(question, answer)
        self.note_source(read.span, question=question)
        return question

    def _new_question(self, read: Faq, answer: str) -> Question:
        asked = self._fitted(Kind.FAQ, "question", read.question)
        question = Question.objects.create(
            question=asked,
            slug=unique_slug(Question, asked),
            answer=answer,
            tag_names=self.tag_names,
        )
        TaggedQuestion.objects.bulk_create(
            TaggedQuestion(content_object=question, tag=tag) for tag in self.tags
        )
        self.records.questions[normalize_name(asked)] = question
        return question

    @staticmethod
    def is_shown(question: Question) -> bool:
        """Whether readers see what it says, or will; no import changes that."""
        shown = Question.objects.public(NOW_OR_LATER)
        return shown.filter(pk=question.pk).exists()

    def _answer(self, question: Question, answer: str) -> None:
        """Answer a question on file, unless that would show the answer to readers at once."""
        if self.is_shown(question):
            self.note(
                f"“{question}” is in an edition without its answer, so the manuscript’s was not "
                "added. Answer it on the question’s page."
            )
            return
        question.answer = answer
        question.save()

    def next_place(self) -> dict[str, Any]:
        """Where the next block of the article goes."""
        self.ordering += 10
        return {"parent": self.article, "region": "main", "ordering": self.ordering}

    def _blocks(self) -> None:
        for part in body_of(self.plan):
            self.add_block(part, **self.next_place())
        self._note_pictures()

    def _note_pictures(self) -> None:
        """Pictures come from the library, which knows whose they are; the importer only counts."""
        pictures = [block for block in self.plan.blocks if block.kind == "image"]
        if pictures:
            alts = ", ".join(f"“{block.alt}”" for block in pictures if block.alt)
            self.note(
                f"Pictures in the manuscript: {len(pictures)}{f' ({alts})' if alts else ''}. "
                "Add them from the library in the article."
            )

    def add_block(self, part: BodyPart, **place: Any) -> Model:
        """Make the block of one part, and remember where it came from."""
        if part.kind == "product":
            pick = ProductPick.objects.create(product=self.products[part.index], **place)
            self.note_source(part.span, product_pick=pick)
            return pick
        if part.kind == "faq":
            asked = QuestionBlock.objects.create(question=self.questions[part.index], **place)
            self.note_source(part.span, question_block=asked)
            return asked
        if part.kind == "table":
            table = TableBlock.objects.create(html=part.html, **place)
            self.note_source(part.span, table_block=table)
            return table
        text = TextBlock.objects.create(html=part.html, **place)
        self.note_source(part.span, text_block=text)
        return text

    def import_quotes(self) -> None:
        """The plan's quotes, each once for a speaker, with the article they are used in."""
        for read in self.plan.quotes:
            speaker = self.experts.get(read.speaker)
            same = Quote.objects.filter(speaker=speaker, segments=list(read.segments))
            quote = same.first() if speaker else None
            self.outcome.count("quotes", made=quote is None)
            if quote is None:
                quote = Quote.objects.create(
                    speaker=speaker,
                    kind=read.kind,
                    segments=list(read.segments),
                    source=Quote.Source.OUTLET if read.second_hand else "",
                    outlet=self._fitted(Kind.QUOTE, "second_hand", read.second_hand),
                )
                quote.candidates.set(
                    [self.experts[name] for name in read.candidates if name in self.experts]
                )
            ArticleQuote.objects.get_or_create(article=self.article, quote=quote)
            self.note_source((read.spans[0][0], read.spans[-1][1]), quote=quote)


def _is_same_text(one: str, other: str) -> bool:
    """Whether two answers are the same words, however they are marked up."""
    return plain_text(one) == plain_text(other)


def _is_name(words: str) -> bool:
    """Whether the words may be a person's name: two to five, each with a capital."""
    parts = words.split()
    return 2 <= len(parts) <= 5 and all(part[0].isupper() for part in parts)
