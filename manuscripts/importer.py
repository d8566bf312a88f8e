"""
Importing a plan: the draft article, its quotes, products, offers and questions, in one transaction.

Everything that can be is worked out before it begins, from what is on file then: whoever else
writes waits for nothing but the writing. Where that has changed meanwhile it is worked out again.

Nothing is published by it, and nothing is created twice: the same bytes lead to the article they
made the first time. For an offer on file another price becomes a held row of a price batch.
"""

from bisect import bisect_left
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model

from articles.content.size import MOST_ROWS
from articles.drafts.revisions import save_revision
from articles.models import (
    Article,
    Byline,
    ProductPick,
    QuestionBlock,
    Revision,
    TableBlock,
    TextBlock,
)
from core.tag_proposals import tag_names
from faq.models import Question
from manuscripts.article_body import (
    BodyPart,
    authors_in,
    body_of,
    in_words,
    pictures_note,
)
from manuscripts.column_limits import COLUMNS, Kind, shortened
from manuscripts.import_outcome import Import
from manuscripts.import_tags import valid_tags
from manuscripts.import_tries import OutOfDate, carry_out
from manuscripts.left_rows import LeftRows
from manuscripts.made_rows import MODELS, newest_tag, remember
from manuscripts.matches import Match
from manuscripts.matching import Records, normalize_name
from manuscripts.models import ImportSource, MadeRow, Manuscript
from manuscripts.new_rows import NewRows, key_of
from manuscripts.offer_import import OfferImporter
from manuscripts.people_on_file import PERSON_FACTS, Facts
from manuscripts.proposals import proposals_of
from manuscripts.question_import import QuestionImporter
from manuscripts.quote_import import QuoteImporter
from manuscripts.reading import Expert, Plan, ReadProduct
from manuscripts.reading.plan import Span
from manuscripts.reviewed_plan import Choices, plan_of, reviewed_plan
from manuscripts.slugs import FreeSlugs
from people.models import Person
from products.models import Brand, Product

_MOST_AUTHORS = 20
BLOCKS = (TextBlock, TableBlock, ProductPick, QuestionBlock)


def create_draft(manuscript: Manuscript, *, by: User | None = None) -> Import:
    """Import a manuscript as it was reviewed; open proposals count as accepted."""
    proposals = list(proposals_of(manuscript))
    plan, choices = reviewed_plan(plan_of(manuscript), proposals)
    return apply_plan(plan, bytes(manuscript.original), by=by, choices=choices)


def apply_plan(
    plan: Plan, original: bytes, *, by: User | None = None, choices: Choices | None = None
) -> Import:
    """
    Create what `plan` says from the manuscript whose bytes are `original`.

    All or nothing. The same bytes again return the first import's article, and create nothing.
    """
    return carry_out(
        lambda: Importer(plan, original, by, choices), done_before=lambda: _imported_before(plan)
    )


def _imported_before(plan: Plan) -> Import | None:
    """The import of the same bytes, as long as its article is there."""
    imported = Manuscript.objects.filter(sha256=plan.source.sha256, article__isnull=False)
    manuscript = imported.select_related("article").first()
    if manuscript is None or manuscript.article is None:
        return None
    return Import(manuscript, manuscript.article, is_new=False)


class Importer(QuestionImporter):
    """
    One run of `apply_plan`: the plan, the records on file, and what came of it so far.

    `prepare` reads and works out, `write` writes. `person_of` and `question_of` are hooks: a
    correction finds more about both of them.
    """

    def __init__(
        self, plan: Plan, original: bytes, by: User | None = None, choices: Choices | None = None
    ) -> None:
        super().__init__()
        self.plan = plan
        self.left = LeftRows(plan.source.sha256)
        self.original = original
        self.by = by
        self.is_reviewed = choices is not None
        self.choices = choices or Choices()
        self.records = Records()
        self.rows = NewRows()
        self.slugs = FreeSlugs()
        self.line_ends = [at for at, letter in enumerate(plan.source.text) if letter == "\n"]
        self.ordering = 0
        self.sources: list[ImportSource] = []
        self.later_notes: list[str] = []
        self.experts: dict[str | None, Person] = {}
        self.namesakes: dict[str | None, list[Person]] = {}  # of those whom nobody can tell
        self.products: list[Product] = []
        self.questions: list[Question] = []

    def prepare(self) -> None:
        """Work out all of it; nothing is written."""
        title, dek = COLUMNS[Kind.ARTICLE, "title"], COLUMNS[Kind.ARTICLE, "dek"]
        self.article = Article(
            title=title.fitted(self.plan.title),
            slug=self.slugs.take(Article, self.plan.title),
            dek=dek.fitted(self.plan.dek),
            created_by=self.by,
        )
        self.outcome = Import(Manuscript(name=self.plan.source.name), self.article)
        self.outcome.notes += self.choices.notes
        self.outcome.note_shortened(title, self.plan.title)
        self.outcome.note_shortened(dek, self.plan.dek)
        self.tag_names = self.valid_tag_names()
        self.prepare_facts()
        self._bylines()
        self._blocks()
        self.prepare_quotes_and_offers()

    def write(self) -> Import:
        """Write all of it; call it inside a transaction."""
        self.outcome.manuscript = self._manuscript()
        self.article.save(force_insert=True)
        self.last_tag = newest_tag()
        self.article.tags.set(self.tag_names)
        self.write_facts()
        self.rows.save(Byline, *BLOCKS)
        self.write_quotes_and_offers()
        self.save_sources()
        self.save_manuscript()
        self.save_revision(f"Imported from {self.outcome.manuscript.name}")
        self.remember_made((MadeRow.Kind.ARTICLE, self.article.pk))
        return self.outcome

    def is_current(self) -> bool:
        """Whether what was worked out is still right."""
        answered = [question for question, _ in self.answers]
        return (
            self.records.is_current()
            and self.offers.is_current()
            and not any(self.is_shown(question) for question in answered)
        )

    def prepare_facts(self) -> None:
        """The rows that the plan speaks of, new or found, in the plan's order."""
        people = ((expert.name, self.person_of(expert)) for expert in self.plan.experts)
        self.experts = {name: person for name, person in people if person}
        self.products = [
            self._product(read, self.choices.products.get(at))
            for at, read in enumerate(self.plan.products)
        ]
        self.questions = [self.question_of(read) for read in self.plan.faqs]

    def write_facts(self) -> None:
        """The people, products and questions; tags are proposed to the new ones."""
        self._propose()
        self.rows.save(Brand, Person, Product, Question)
        for question, answer in self.answers:
            question.answer = answer
            question.save()

    def _propose(self) -> None:
        """What an editor may take: no product has its article's tags, nor a question its topic."""
        vocabulary = tag_names()
        for product, read in zip(self.products, self.plan.products, strict=True):
            if product.pk is None:
                words = [*read.pros, *read.cons, read.best_for or ""]
                product.propose_tags(vocabulary, words=words)
        for question in self.rows.of(Question):
            question.propose_tags(vocabulary)

    def prepare_quotes_and_offers(self) -> None:
        """The quotes, the offers with their prices; what is to be noted about them comes last."""
        notes, self.outcome.notes = self.outcome.notes, self.later_notes
        self.quotes = QuoteImporter(
            self.outcome, self.experts, self.namesakes, self.note_source, self.rows, self.left
        )
        self.quotes.prepare(self.plan)
        self.offers = OfferImporter(
            self.outcome, self.records, self.by, self.note_source, self.rows, self.slugs
        )
        self.offers.prepare(list(zip(self.products, self.plan.products, strict=True)))
        self.outcome.notes = notes

    def write_quotes_and_offers(self) -> None:
        """The quotes with the article they are used in, the offers with their prices."""
        self.outcome.notes += self.later_notes
        self.quotes.save(self.article)
        self.offers.save()

    def save_manuscript(self) -> None:
        """The manuscript remembers its article, and what the import leaves to an editor."""
        manuscript = self.outcome.manuscript
        manuscript.article, manuscript.import_notes = self.article, self.outcome.notes
        manuscript.save(update_fields=["article", "import_notes"])

    def remember_made(self, *more: tuple[str, int]) -> None:
        """Keep which rows are new, for whoever undoes the import; the very last thing of it."""
        tags = self.article.tags.filter(pk__gt=self.last_tag).values_list("pk", flat=True)
        rows = ((kind, self.rows.saved.get(model, ())) for kind, model in MODELS.items())
        made = [(kind, row.pk) for kind, saved in rows for row in saved]
        made += [(MadeRow.Kind.TAG, pk) for pk in tags]
        remember(
            self.outcome.manuscript,
            [*more, *made],
            batch=self.outcome.price_batch,
            answers=self.answers_before,
        )

    def save_revision(self, note: str) -> Revision:
        """The article as it is now becomes a revision with a name."""
        return save_revision(self.article, by=self.by, note=shortened(note, 200))

    def _manuscript(self) -> Manuscript:
        """The row of these bytes: one in review, or one whose article was deleted, is used."""
        manuscripts = Manuscript.objects.without_files().select_for_update()
        manuscript, is_new = manuscripts.store(self.plan, self.original, by=self.by)
        if not is_new:
            if manuscript.article_id:
                raise OutOfDate
            if not self.is_reviewed and not manuscript.proposals.exclude(decision="open").exists():
                # This reading counts: the name of before may have told another format.
                manuscript.plan, manuscript.format = self.plan.as_json(), self.plan.source.format
                manuscript.seen_warnings, manuscript.kept_notes = [], []  # counted in the old one
                manuscript.save(update_fields=["plan", "format", "seen_warnings", "kept_notes"])
                manuscript.proposals.all().delete()
            manuscript.import_sources.all().delete()
        return manuscript

    def note_source(self, span: Span, **of: Model) -> None:
        """Remember that a row came from these words of the manuscript."""
        start, end = span
        line = bisect_left(self.line_ends, start) + 1
        of_row: dict[str, Any] = of
        self.sources.append(ImportSource(start=start, end=end, line=line, **of_row))

    def save_sources(self) -> None:
        """Save what `note_source` remembered."""
        for source in self.sources:
            source.manuscript = self.outcome.manuscript
        ImportSource.objects.bulk_create(self.sources, batch_size=500)

    def valid_tag_names(self) -> list[str]:
        """The plan's tags that may be used; a note says what is wrong with each other one."""
        valid, notes = valid_tags(self.plan.tags)
        self.outcome.notes += notes
        return valid

    # People

    def person_of(self, expert: Expert) -> Person | None:
        """The person on file whom an expert of the plan is, a new one, or None: nobody can tell."""
        person = Person.objects.filter(pk=self.choices.people.get(expert.name) or 0).first()
        near = [] if person else self._people_near(expert)
        if near and near[0].is_certain:
            person = near[0].record
        elif near and near[0].is_same_name:
            self.namesakes[expert.name] = [match.record for match in near]
            self.outcome.note_open(expert.name, near)
            return None
        self.outcome.count("people", made=person is None)
        if person is not None:
            return person
        self.outcome.note_near("person", expert.name, near)
        return self._new_person(
            expert.name,
            honorific=self._fitted(Kind.EXPERT, "honorific", expert.honorific),
            credentials=self._fitted(Kind.EXPERT, "credentials", expert.credentials),
            job_title=self._fitted(Kind.EXPERT, "role", expert.role),
            organization=self._fitted(Kind.EXPERT, "organization", expert.organization),
        )

    def _people_near(self, expert: Expert) -> list[Match]:
        """Who on file it may be, without those of whom an editor said that it is none."""
        name = COLUMNS[Kind.EXPERT, "name"].fitted(expert.name)
        near = self.records.people_near(name, self.facts_of(expert))
        refused = self.choices.nobody_of.get(expert.name, frozenset())
        return [match for match in near if match.record.pk not in refused]

    def facts_of(self, expert: Expert) -> Facts:
        """What is told of somebody, as far as it tells who it is."""
        return {key: getattr(expert, key) for key in PERSON_FACTS}

    def _new_person(self, name: str, **fields: str) -> Person:
        name = self._fitted(Kind.EXPERT, "name", name)
        slug = self.slugs.take(Person, name, limit=100)
        person = self.rows.add(Person(name=name, slug=slug, **fields))
        self.records.people.add(person)
        return person

    def _bylines(self) -> None:
        signed: set[int] = set()
        chosen = self.choices.authors
        for names in authors_in(self.plan) if chosen is None else [chosen]:
            for position, name in enumerate(names):
                near = self.records.people_near(name)
                person = near[0].record if near and near[0].is_certain else None
                if len(signed) == _MOST_AUTHORS:
                    self.note(f"More than {_MOST_AUTHORS} authors: “{name}” was left out.")
                    return
                if person is None and near and near[0].is_same_name:
                    self.outcome.note_open(name, near)
                    continue
                self.outcome.count("people", made=person is None)
                person = person or self._new_person(name)
                if key_of(person) not in signed:
                    signed.add(key_of(person))
                    self.rows.add(Byline(article=self.article, person=person, position=position))

    # Products

    def _product(self, read: ReadProduct, chosen: int | None = None) -> Product:
        product = chosen and Product.objects.select_related("brand").filter(pk=chosen).first()
        if not product:
            near = self.records.products_near(
                read.brand, read.name, read.size or "", line=read.line
            )
            on_file = near[0].record if near and near[0].is_certain else None
            product = on_file or self.left.product(read.span) or self._row_of(read)
            if product is None:
                self.outcome.note_near("product", f"{read.brand or ''} {read.name}".strip(), near)
        self.outcome.count("products", made=product is None)
        product = product or self._new_product(read)
        self.note_source(read.span, product=product)
        return product

    def _row_of(self, read: ReadProduct) -> Product | None:
        """The product that has the very words already that a new one would be kept under."""
        fitted = {key: COLUMNS[Kind.PRODUCT, key].fitted for key in ("brand", "name", "size")}
        brand = read.brand and fitted["brand"](read.brand)
        brand, name = self.records.brand_and_name(brand, read.name)
        kept = fitted["name"](name), fitted["size"](read.size)
        return self.records.products.get(self.records.key_of(brand, *kept))

    def _new_product(self, read: ReadProduct) -> Product:
        brand, name = self._brand_and_name(read)
        product = self.rows.add(
            Product(
                brand=brand,
                name=self._fitted(Kind.PRODUCT, "name", name),
                size=self._fitted(Kind.PRODUCT, "size", read.size),
                slug=self.slugs.take(Product, f"{brand or ''} {name} {read.size or ''}"),
            )
        )
        self.records.add_product(product)
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
            slug = self.slugs.take(Brand, fitted, limit=100)
            brand = self.rows.add(Brand(name=fitted, slug=slug))
            self.records.brands[normalize_name(fitted)] = brand
        return brand

    # Words

    def next_place(self) -> dict[str, Any]:
        """Where the next block of the article goes."""
        self.ordering += 10
        return {"parent": self.article, "region": "main", "ordering": self.ordering}

    def _blocks(self) -> None:
        parts = list(body_of(self.plan))
        room = MOST_ROWS - len(self.rows.of(Byline)) - len(self.plan.quotes)
        if len(parts) > room:
            parts[room - 1 :] = [in_words(parts[room - 1 :], self.plan)]
            self.note(
                f"An article has at most {MOST_ROWS} blocks, so what comes after the first {room} "
                "is one text: every word is there, and its products and questions are on file."
            )
        for part in parts:
            self.add_block(part, **self.next_place())
        if about_pictures := pictures_note(self.plan):
            self.note(about_pictures)

    def add_block(self, part: BodyPart, **place: Any) -> Model:
        """A block of one part, to be written; and remember where it came from."""
        if part.kind == "product":
            return self._pick(part, place)
        if part.kind == "faq":
            asked = QuestionBlock(question=self.questions[part.index], **place)
            self.note_source(part.span, question_block=asked)
            return self.rows.add(asked)
        if part.kind == "table":
            table = TableBlock(html=part.html, **place)
            self.note_source(part.span, table_block=table)
            return self.rows.add(table)
        text = TextBlock(html=part.html, **place)
        self.note_source(part.span, text_block=text)
        return self.rows.add(text)

    def _pick(self, part: BodyPart, place: dict[str, Any]) -> ProductPick:
        read = self.plan.products[part.index]
        pick = ProductPick(
            product=self.products[part.index],
            best_for=self._fitted(Kind.PRODUCT, "best_for", read.best_for),
            note=read.note or "",
            pros="\n".join(read.pros),
            cons="\n".join(read.cons),
            **place,
        )
        self.note_source(part.span, product_pick=pick)
        return self.rows.add(pick)
