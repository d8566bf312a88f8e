"""
Applying a plan: the draft article, its quotes, products, offers and questions, in one transaction.

Nothing is published by it, and nothing is created twice: the same bytes lead to the article they
made the first time. For an offer on file another price becomes a held row of a price batch.
"""

import html
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from articles.drafts.revisions import save_revision
from articles.models import (
    Article,
    ArticleQuote,
    Byline,
    ProductPick,
    QuestionBlock,
    Quote,
    TextBlock,
)
from core.tags import string_from_tags, validate_tag_names
from faq.models import Question, TaggedQuestion
from manuscripts.matching import Records, folded
from manuscripts.models import Manuscript, Origin
from people.models import Person
from products.models import (
    Brand,
    Observation,
    Offer,
    PriceBatch,
    PriceSource,
    Product,
    Retailer,
    TaggedProduct,
)

_MAX_TRIES = 10  # each one that fails means that somebody else got through
_ON_FILE = "The manuscript gives another price than the one on file."


@dataclass(slots=True)
class Import:
    """What became of a manuscript: the rows it made, the rows it found, what an editor must see."""

    manuscript: Manuscript
    article: Article
    is_new: bool = True
    made: dict = field(default_factory=dict)
    found: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    price_batch: PriceBatch | None = None

    def count(self, kind, *, made):
        tally = self.made if made else self.found
        tally[kind] = tally.get(kind, 0) + 1


@dataclass(frozen=True, slots=True)
class Choices:
    """Rows on file that an editor chose: by the name of an expert, by the index of a product."""

    people: dict = field(default_factory=dict)
    products: dict = field(default_factory=dict)


class _ImportedMeanwhile(Exception):
    """Somebody else imported these bytes after we looked whether anybody had."""


def apply_plan(plan, original, *, by=None, choices=None):
    """
    Create what `plan` says from the manuscript whose bytes are `original`; returns an `Import`.

    All or nothing. The same bytes again return the first import's article, and create nothing.
    """
    for tries_left in range(_MAX_TRIES, 0, -1):
        if before := _imported_before(plan):
            return before
        try:
            with transaction.atomic():
                return Applying(plan, original, by, choices).run()
        except _ImportedMeanwhile:
            continue
        except IntegrityError:
            # Somebody imported the same file at the same moment, or one that names the same new
            # brand: what they made is on file now, so the next try finds it.
            if tries_left == 1:
                raise
    return None


def _imported_before(plan):
    """The import of the same bytes, as long as its article is there."""
    imported = Manuscript.objects.filter(sha256=plan.source.sha256, article__isnull=False)
    manuscript = imported.select_related("article").first()
    return manuscript and Import(manuscript, manuscript.article, is_new=False)


def unique_slug(model, text, *, longest=80):
    """A free slug made of `text`: `what-is-milia`, and `what-is-milia-2` where that is taken."""
    stem = slugify(text)[:longest].strip("-") or model._meta.model_name
    taken = set(model.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the body to be made: "text" with its HTML, or a "product" or "faq" by index."""

    kind: str
    span: tuple
    html: str = ""
    index: int | None = None


def body_of(plan):
    """The blocks that a plan makes of an article, in order; neighbouring texts are one."""
    text = []
    for block in plan.blocks:
        if block.kind in _TEXT:
            text.append(block)
        elif block.kind in {"product_list", "faq"}:
            yield from _text_of(text)
            text = []
            for index in block.products:
                yield Part("product", plan.products[index].span, index=index)
            for index in block.faqs:
                yield Part("faq", plan.faqs[index].span, index=index)
    yield from _text_of(text)


def _text_of(blocks):
    if blocks:
        words = "".join(_TEXT[block.kind](block) for block in blocks)
        yield Part("text", (blocks[0].span[0], blocks[-1].span[1]), words)


class Applying:
    """One run of `apply_plan`: the plan, the records on file, and what came of it so far."""

    def __init__(self, plan, original, by, choices):
        self.plan = plan
        self.original = original
        self.by = by
        self.is_reviewed = choices is not None
        self.choices = choices or Choices()
        self.records = Records()
        self.ordering = 0
        self.new_offers = set()
        self.origins = []

    def run(self):
        manuscript = self._manuscript()
        article = Article.objects.create(
            title=self.plan.title[:200],
            slug=unique_slug(Article, self.plan.title),
            dek=(self.plan.dek or "")[:400],
            created_by=self.by,
        )
        self.outcome = Import(manuscript, article)
        self.article = article
        article.tags.set(self._tag_names())
        self.tags = list(article.tags.all())
        self.tag_names = string_from_tags(self.tags)
        self._facts()
        self._bylines()
        self._blocks()
        self._quotes()
        self._prices()
        Origin.objects.bulk_create(self.origins)
        manuscript.article = article
        manuscript.save(update_fields=["article"])
        save_revision(article, by=self.by, note=f"Imported from {manuscript.name}"[:200])
        return self.outcome

    def _facts(self):
        """The rows that the plan speaks of, made or found, in the plan's order."""
        self.experts = {expert.name: self._person(expert) for expert in self.plan.experts}
        self.products = [
            self._product(read, self.choices.products.get(at))
            for at, read in enumerate(self.plan.products)
        ]
        self.questions = [self._question(read) for read in self.plan.faqs]

    def _manuscript(self):
        """The row of these bytes: one in review, or one whose article was deleted, is taken."""
        manuscripts = Manuscript.objects.select_for_update()
        manuscript, is_new = manuscripts.take_in(self.plan, self.original, by=self.by)
        if not is_new:
            if manuscript.article_id:
                raise _ImportedMeanwhile
            if not self.is_reviewed and not manuscript.proposals.exclude(decision="open").exists():
                # This reading counts: the name of before may have told another format.
                manuscript.plan, manuscript.format = self.plan.as_json(), self.plan.source.format
                manuscript.save(update_fields=["plan", "format"])
                manuscript.proposals.all().delete()
            manuscript.origins.all().delete()
        return manuscript

    def _came_from(self, span, **of):
        """Note that a row came from these words of the manuscript."""
        start, end = span
        line = self.plan.source.text.count("\n", 0, start) + 1
        manuscript = self.outcome.manuscript
        self.origins.append(Origin(manuscript=manuscript, start=start, end=end, line=line, **of))

    def _tag_names(self):
        fit = []
        for name in self.plan.tags:
            try:
                validate_tag_names([name])
                fit.append(name)
            except ValidationError as error:
                self.outcome.notes += error.messages
        return fit

    # People

    def _person(self, expert):
        chosen = self.choices.people.get(expert.name)
        person = chosen and Person.objects.filter(pk=chosen).first()
        person = person or self.records.people.get(folded(expert.name))
        self.outcome.count("people", made=person is None)
        if person is None:
            self._tell_near("person", expert.name, self.records.people_near(expert.name))
        return person or self._new_person(
            expert.name,
            honorific=(expert.honorific or "")[:30],
            credentials=(expert.credentials or "")[:80],
            job_title=(expert.role or "")[:160],
            organization=(expert.organization or "")[:160],
        )

    def _new_person(self, name, **fields):
        person = Person.objects.create(
            name=name[:120], slug=unique_slug(Person, name, longest=100), **fields
        )
        self.records.people[folded(name)] = person
        return person

    def _bylines(self):
        """“By Maren Osei-Lund and Ada Lim”: a note of the manuscript that names its authors."""
        for block in self.plan.blocks:
            words = (block.text or "").strip()
            if block.kind != "note" or not words.lower().startswith("by "):
                continue
            parts = [part.strip() for part in words[3:].replace(" and ", ",").split(",")]
            if not _is_name(parts[0]):
                continue  # “By buying through these links you support us”
            for position, name in enumerate(filter(_is_name, parts)):
                person = self.records.people.get(folded(name))
                self.outcome.count("people", made=person is None)
                Byline.objects.get_or_create(
                    article=self.article,
                    person=person or self._new_person(name),
                    defaults={"position": position},
                )

    # Products

    def _tell_near(self, kind, name, near):
        """No near-duplicate is made silently."""
        if near:
            names = " and ".join(f"“{match.record}” ({match.score:.0%} alike)" for match in near)
            self.outcome.notes.append(
                f"A new {kind} “{name}” was made, though there is {names} on file. If it is the "
                "same, merge them."
            )

    def _product(self, read, chosen=None):
        product = chosen and Product.objects.select_related("brand").filter(pk=chosen).first()
        if not product:
            near = self.records.products_near(
                read.brand, read.name, read.size or "", line=read.line
            )
            product = near[0].record if near and near[0].score == 1 else None
            if product is None:
                self._tell_near("product", f"{read.brand or ''} {read.name}".strip(), near)
        self.outcome.count("products", made=product is None)
        if product is None:
            brand, name = self._brand_and_name(read)
            product = Product.objects.create(
                brand=brand,
                name=name[:200],
                size=(read.size or "")[:40],
                slug=unique_slug(Product, f"{brand or ''} {name} {read.size or ''}"),
                tag_names=self.tag_names,
            )
            TaggedProduct.objects.bulk_create(
                TaggedProduct(content_object=product, tag=tag) for tag in self.tags
            )
            self.records.products[self.records.product_key(product)] = product
        self._came_from(read.span, product=product)
        return product

    def _brand_and_name(self, read):
        if read.brand:
            return self._brand(read.brand), read.name
        return self.records.brand_at_the_front_of(read.name)

    def _brand(self, name):
        brand = self.records.brands.get(folded(name))
        self.outcome.count("brands", made=brand is None)
        if brand is None:
            brand = Brand.objects.create(
                name=name[:120], slug=unique_slug(Brand, name, longest=100)
            )
            self.records.brands[folded(name)] = brand
        return brand

    def _retailer(self, read):
        retailer = self.records.retailer(read.retailer, read.url)
        self.outcome.count("retailers", made=retailer is None)
        if retailer is None:
            retailer = Retailer.objects.create(
                name=read.retailer[:120],
                slug=unique_slug(Retailer, read.retailer, longest=100),
                currency=read.currency or "USD",
            )
            self.records.retailers[folded(read.retailer)] = retailer
        return retailer

    def _prices(self):
        """Offers, made or found; their prices go through the one door."""
        keys = [product.pk for product in self.products]
        self.in_print = set(
            Product.objects.public().filter(pk__in=keys).values_list("pk", flat=True)
        )
        observations = []
        for product, read in zip(self.products, self.plan.products, strict=True):
            for offer in read.offers:
                if not (offer.retailer or self.records.retailer(None, offer.url)):
                    self.outcome.notes.append(
                        f"“{read.line}”: no retailer is named, so no offer was made. Add it at the "
                        "product."
                    )
                    continue
                observations += self._observation(product, offer, read.span)
        batch = PriceBatch(
            author=self.by,
            source=PriceSource.MANUSCRIPT,
            source_name=self.plan.source.name[:300],
            reason=f"Import of “{self.article.title}”"[:300],
        )
        outcome = batch.apply(self._first_mentions(observations))
        self.outcome.price_batch = batch if batch.pk else None
        self.outcome.notes += [
            f"{change.observation.offer}: {change.after.text_with_list_price} instead of "
            f"{change.before.text_with_list_price if change.before else 'no price'} "
            "is held for a second look."
            for change in outcome.held
        ]
        self.outcome.notes += [
            f"{refusal.observation.offer}: {refusal.value} was refused. {refusal.why}"
            for refusal in outcome.refused
        ]

    def _first_mentions(self, observations):
        """One observation an offer; a later one that says otherwise is left to the editor."""
        first = {}
        for observation in observations:
            known = first.setdefault(observation.offer.pk, observation)
            if known.facts() != observation.facts():
                self.outcome.notes.append(
                    f"{observation.offer}: the manuscript gives {known.price} and "
                    f"{observation.price} {observation.currency}. The first was taken."
                )
        return first.values()

    def _observation(self, product, read, span):
        if not self._may_sell(product, read):
            return
        offer, is_new = Offer.objects.get_or_create(
            product=product,
            retailer=self._retailer(read),
            variant="",
            defaults={"url": read.url or ""},
        )
        self.outcome.count("offers", made=is_new)
        if is_new:
            self.new_offers.add(offer.pk)
            self._came_from(span, offer=offer)
        if read.price is None:
            return
        yield Observation(
            offer=offer,
            price=read.price,
            price_kind=read.price_kind or "exact",
            price_max=read.price_max,
            list_price=read.list_price,
            list_price_kind="previous" if read.list_price else "",
            currency=read.currency,
            hold=self._hold(offer),
        )

    def _may_sell(self, product, read):
        """
        Whether an offer may be made: what readers see already takes the right to add offers.

        An offer is on the product's page at once, with its shop and its link; nothing that is
        imported may be (contract 7). One that is on file is left to `_hold`.
        """
        if product.pk not in self.in_print:
            return True
        if self.by and self.by.has_perm("products.add_offer"):
            return True
        retailer = self.records.retailer(read.retailer, read.url)
        if retailer and product.offers.filter(retailer=retailer, variant="").exists():
            return True
        shop = read.retailer or retailer
        asked = f" for {read.price} {read.currency}" if read.price is not None else ""
        self.outcome.notes.append(
            f"Readers see “{product}” already, so the offer at {shop}{asked} was not made. Whoever "
            "keeps prices may add it at the product."
        )
        return False

    def _hold(self, offer):
        """Why somebody has to look at a price before it counts; "" where nobody has to."""
        return "" if offer.pk in self.new_offers else _ON_FILE

    # Words

    def _question(self, read):
        question = self.records.questions.get(folded(read.question))
        self.outcome.count("questions", made=question is None)
        answer = paragraphs(read.answer)
        if question is None:
            question = Question.objects.create(
                question=read.question[:250],
                slug=unique_slug(Question, read.question),
                answer=answer,
                tag_names=self.tag_names,
            )
            TaggedQuestion.objects.bulk_create(
                TaggedQuestion(content_object=question, tag=tag) for tag in self.tags
            )
            self.records.questions[folded(read.question)] = question
        elif answer and question.answer and folded(answer) != folded(question.answer):
            self.outcome.notes.append(
                f"“{question}” is answered on file in other words. Those on file are kept."
            )
        elif answer and not question.answer:
            self._answer(question, answer)
        self._came_from(read.span, question=question)
        return question

    def _answer(self, question, answer):
        """Answer a question on file, unless that would show the answer to readers at once."""
        if question.editions.exists():
            self.outcome.notes.append(
                f"“{question}” stands in an edition without its answer, so the manuscript's was "
                "not put there. Answer it at the desk."
            )
            return
        question.answer = answer
        question.save()

    def _place(self):
        self.ordering += 10
        return {"parent": self.article, "region": "main", "ordering": self.ordering}

    def _blocks(self):
        for part in body_of(self.plan):
            self._block(part, **self._place())
        self._tell_pictures()

    def _tell_pictures(self):
        """Pictures come by the library, which knows whose they are; the importer only counts."""
        pictures = [block for block in self.plan.blocks if block.kind == "image"]
        if pictures:
            told = ", ".join(f"“{block.alt}”" for block in pictures if block.alt)
            self.outcome.notes.append(
                f"Pictures in the manuscript: {len(pictures)}{f' ({told})' if told else ''}. "
                "Add them from the library at the article."
            )

    def _block(self, part, **place):
        """Make the block of one part, and note where it came from."""
        if part.kind == "text":
            made = TextBlock.objects.create(html=part.html, **place)
            self._came_from(part.span, text_block=made)
        elif part.kind == "product":
            made = ProductPick.objects.create(product=self.products[part.index], **place)
            self._came_from(part.span, product_pick=made)
        else:
            made = QuestionBlock.objects.create(question=self.questions[part.index], **place)
            self._came_from(part.span, question_block=made)
        return made

    def _quotes(self):
        for read in self.plan.quotes:
            speaker = self.experts.get(read.speaker)
            same = Quote.objects.filter(speaker=speaker, segments=list(read.segments))
            quote = speaker and same.first()
            self.outcome.count("quotes", made=not quote)
            if not quote:
                quote = Quote.objects.create(
                    speaker=speaker,
                    kind=read.kind,
                    segments=list(read.segments),
                    source=Quote.Source.OUTLET if read.second_hand else "",
                    outlet=(read.second_hand or "")[:120],
                )
                quote.candidates.set(
                    [self.experts[name] for name in read.candidates if name in self.experts]
                )
            ArticleQuote.objects.get_or_create(article=self.article, quote=quote)
            self._came_from((read.spans[0][0], read.spans[-1][1]), quote=quote)


def _is_name(words):
    """Whether the words may be a person's name: two to five, each with a capital."""
    words = words.split()
    return 2 <= len(words) <= 5 and all(word[0].isupper() for word in words)


def paragraphs(text):
    return "".join(
        f"<p>{html.escape(part.strip(), quote=False)}</p>"
        for part in (text or "").split("\n\n")
        if part.strip()
    )


def _heading(block):
    level = 2 if (block.level or 2) <= 2 else 3
    return f"<h{level}>{html.escape(block.text, quote=False)}</h{level}>"


def _list(block):
    items = "".join(f"<li>{html.escape(item, quote=False)}</li>" for item in block.items)
    return f"<ul>{items}</ul>"


_TEXT = {
    "heading": _heading,
    "paragraph": lambda block: block.html,
    "list": _list,
}
