"""
Fill an empty database with invented articles, to see how the site behaves when it is large.

Desk rows and editions are written in bulk; prices come through the price door. Products, people and
questions get no record history here: nothing that is measured reads it.
"""

import random
from datetime import timedelta
from decimal import Decimal

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from taggit.models import Tag

from articles.content.references import references_in
from articles.content.snapshot import snapshot, snapshot_block
from articles.models import (
    Article,
    Byline,
    Edition,
    EditionPerson,
    EditionPicture,
    EditionProduct,
    EditionQuestion,
    EditionQuote,
    EditionTag,
    ProductPick,
    PullQuote,
    QuestionBlock,
    Quote,
    Revision,
    TaggedArticle,
    TextBlock,
)
from faq.models import Question, TaggedQuestion
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

TAGS = (
    "acne, ageing, azelaic acid, barrier, blackheads, body care, ceramides, chemical peels, "
    "cleansing, combination skin, dark circles, dry skin, eczema, exfoliation, eye cream, "
    "fragrance free, hyaluronic acid, lip care, milia, moisturiser, niacinamide, oily skin, "
    "peptides, pigmentation, pores, retinol, rosacea, scars, sensitive skin, serum, spf, "
    "sunscreen, texture, tinted, toner, vitamin c, whiteheads, winter skin"
)
WORDS = (
    "skin barrier gentle cleanser evening morning week layer thin dry apply wait rinse texture "
    "calm results patience doctor advice cream serum sunscreen pore redness flake night cotton"
)
BRANDS, RETAILERS, PEOPLE, PICKS, QUESTIONS, TAGS_EACH = 60, 8, 80, 6, 2, 3
OFFERS_A_BATCH = 5000


class Command(BaseCommand):
    help = "Fill an empty database with invented articles and offers, for measuring."

    def add_arguments(self, parser):
        parser.add_argument("--articles", type=int, default=1000, help="how many (%(default)s)")
        parser.add_argument("--offers", type=int, default=3000, help="how many (%(default)s)")
        parser.add_argument(
            "--desk",
            action="store_true",
            help="with people at work: drafts, saves, plans, open questions, prices of all ages",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what it would write")

    def handle(self, *, articles, offers, desk, dry_run, **options):
        if articles < 1 or offers < PICKS:
            raise CommandError(
                f"--articles must be 1 or more and --offers {PICKS} or more.", returncode=2
            )
        if Article.objects.exists() or Product.objects.exists():
            raise CommandError(
                "There are articles or products in this database already. Give seed_bench an "
                "empty one, for example DATABASE_URL=sqlite:////tmp/bench.sqlite3.",
                returncode=2,
            )
        if not dry_run:
            # Always the same rows: two measurements are of the same site.
            with transaction.atomic():
                seed = Seed(random.Random(20261122), desk=desk)  # noqa: S311 - no secret
                seed.write(articles, offers)
                if desk:
                    Work(seed).write()
        verb = "Would write" if dry_run else "Wrote"
        self.stdout.write(f"{verb} {articles} articles and {offers} offers.")


class Work:
    """
    What a desk with people at work looks like, over what `Seed` wrote.

    Of a hundred articles twenty changed since they went live, five of them are in review, two
    have a planned edition and one a planned take-down; ten more are drafts. All were logged thrice.
    """

    EDITORS = 20

    def __init__(self, seed):
        self.seed, self.chance, self.now = seed, seed.chance, seed.now

    def write(self):
        self._people()
        self._articles()
        self._questions_and_quotes()
        self._held_prices()

    def _people(self):
        users = get_user_model().objects
        self.editors = users.bulk_create(
            get_user_model()(username=f"bench-{n}", is_staff=True, is_superuser=True)
            for n in range(self.EDITORS)
        )
        for person, editor in zip(self.seed.people, self.editors, strict=False):
            person.account = editor
            person.credentials_due_on = (
                self.now + timedelta(days=self.chance.randint(-9, 9))
            ).date()
        Person.objects.bulk_update(self.seed.people, ["account", "credentials_due_on"])

    def _articles(self):
        articles = list(Article.objects.order_by("pk"))
        live = {row.article_id: row for row in Edition.objects.filter(article__in=articles)}
        planned, versions, entries = [], [], []
        kind = ContentType.objects.get_for_model(Article).pk
        for n, article in enumerate(articles):
            edition, editor = live[article.pk], self.editors[n % self.EDITORS]
            kinds = n % 100
            article.created_by = editor
            article.saved_at = edition.made_at + timedelta(hours=-1 if kinds >= 20 else 1)
            if 20 <= kinds < 25:
                article.status = Article.Status.IN_REVIEW
            if 30 <= kinds < 33:
                planned.append(self._planned(edition, withdrawn=kinds == 32))
            versions.append(
                Revision(article=article, number=1, content=edition.content, saved_by=editor)
            )
            entries += [
                LogEntry(
                    user=editor,
                    content_type_id=kind,
                    object_id=str(article.pk),
                    object_repr=article.title,
                    action_flag=CHANGE,
                    change_message=note,
                    action_time=edition.live_from,
                )
                for note in ("Changed text.", "Published edition 1.", "Changed text.")
            ]
        Article.objects.bulk_update(articles, ["created_by", "saved_at", "status"], batch_size=500)
        Edition.objects.bulk_create(planned, batch_size=500)
        Revision.objects.bulk_create(versions, batch_size=500)
        LogEntry.objects.bulk_create(reversed(entries), batch_size=1000)
        self._drafts(len(articles) // 10)

    def _planned(self, edition, *, withdrawn):
        moment = self.now + timedelta(hours=self.chance.randint(1, 2000), seconds=edition.pk % 3000)
        return Edition(
            article_id=edition.article_id,
            number=2,
            live_from=moment,
            title=edition.title,
            withdrawn=withdrawn,
            content=None if withdrawn else edition.content,
            published_at=edition.published_at,
            modified_at=edition.modified_at,
        )

    def _drafts(self, count):
        Article.objects.bulk_create(
            (
                Article(
                    title=f"Invented draft {n}",
                    slug=f"draft-{n}",
                    created_by=self.editors[n % self.EDITORS],
                )
                for n in range(count)
            ),
            batch_size=500,
        )

    def _questions_and_quotes(self):
        Question.objects.bulk_create(
            Question(question=f"Is this one still open, number {n}?", slug=f"open-{n}")
            for n in range(300)
        )
        Quote.objects.bulk_create(Quote(segments=[self.seed.sentence()]) for _ in range(200))

    def _held_prices(self):
        for reason in ("A slip of the file", "Another one"):
            offers = Offer.objects.select_related("current").order_by("pk")
            batch = PriceBatch(source=PriceSource.FILE, reason=reason)
            batch.apply(
                Observation(offer=offer, price=offer.current.price * 100, currency="USD")
                for offer in offers[:40]
            )


class Seed:
    def __init__(self, chance, *, desk):
        self.chance = chance
        self.desk = desk
        self.now = timezone.now()
        self.words = WORDS.split()

    def write(self, articles, offers):
        self.tags = Tag.objects.bulk_create(
            Tag(name=name, slug=slugify(name)) for name in TAGS.split(", ")
        )
        self.people = Person.objects.bulk_create(
            Person(name=f"Bench Person {n}", slug=f"person-{n}", job_title="dermatologist")
            for n in range(PEOPLE)
        )
        self.products = self._products(-(-offers // 3))
        self._offers(offers)
        self.questions = self._questions(max(QUESTIONS, min(articles, 2000)))
        self.quotes = Quote.objects.bulk_create(
            Quote(speaker=person, segments=[self.sentence()])
            for person in self.people
            for _ in range(5)
        )
        self._articles(articles)

    def sentence(self):
        words = " ".join(self.chance.choices(self.words, k=12))
        return f"{words.capitalize()}."

    def _tag(self, through, rows):
        through.objects.bulk_create(
            (
                through(content_object=row, tag=tag)
                for row in rows
                for tag in self.chance.sample(self.tags, TAGS_EACH)
            ),
            batch_size=2000,
        )

    def _products(self, count):
        brands = Brand.objects.bulk_create(
            Brand(name=f"Brand {n}", slug=f"brand-{n}") for n in range(BRANDS)
        )
        products = Product.objects.bulk_create(
            (
                Product(
                    brand=brands[n % BRANDS],
                    name=f"Product {n}",
                    slug=f"product-{n}",
                    category="Serum",
                    size="30 ml",
                )
                for n in range(count)
            ),
            batch_size=1000,
        )
        self._tag(TaggedProduct, products)
        return products

    def _offers(self, count):
        retailers = Retailer.objects.bulk_create(
            Retailer(name=f"Retailer {n}", slug=f"retailer-{n}") for n in range(RETAILERS)
        )
        offers = Offer.objects.bulk_create(
            (
                Offer(
                    product=self.products[n // 3],
                    retailer=retailers[(n // 3 + n % 3) % RETAILERS],
                    url=f"https://retailer-{n % 3}.example/{n}",
                )
                for n in range(count)
            ),
            batch_size=1000,
        )
        for first in range(0, count, OFFERS_A_BATCH):
            batch = PriceBatch(source=PriceSource.FILE, reason="Invented, for measuring")
            batch.apply(self._price_of(offer) for offer in offers[first : first + OFFERS_A_BATCH])

    def _price_of(self, offer):
        price = Decimal(self.chance.randint(499, 9999)) / 100
        is_reduced = self.chance.random() < 0.2
        return Observation(
            offer=offer,
            price=price,
            currency="USD",
            list_price=price + 5 if is_reduced else None,
            list_price_kind="previous" if is_reduced else "",
            availability="InStock",
            checked_at=self._age() if self.desk else None,
        )

    def _age(self):
        """A moment of the last forty days, so that a quarter of the prices is stale."""
        return self.now - timedelta(minutes=self.chance.randint(1, 40 * 24 * 60))

    def _questions(self, count):
        questions = Question.objects.bulk_create(
            (
                Question(
                    question=f"Is this invented question number {n}?",
                    slug=f"question-{n}",
                    answer=f"<p>{self.sentence()} {self.sentence()}</p>",
                    answered_by=self.people[n % PEOPLE],
                )
                for n in range(count)
            ),
            batch_size=1000,
        )
        self._tag(TaggedQuestion, questions)
        return questions

    def _articles(self, count):
        articles = Article.objects.bulk_create(
            (
                Article(
                    title=f"Invented article {n}: {' '.join(self.chance.choices(self.words, k=4))}",
                    slug=f"article-{n}",
                    dek=self.sentence(),
                    topic="Concerns",
                    status=Article.Status.READY,
                )
                for n in range(count)
            ),
            batch_size=500,
        )
        bylines = Byline.objects.bulk_create(
            (Byline(article=row, person=self.chance.choice(self.people)) for row in articles),
            batch_size=2000,
        )
        tags = [self.chance.sample(self.tags, TAGS_EACH) for _ in articles]
        TaggedArticle.objects.bulk_create(
            (
                TaggedArticle(content_object=article, tag=tag)
                for article, chosen in zip(articles, tags, strict=True)
                for tag in chosen
            ),
            batch_size=2000,
        )
        bodies = [self._body(article) for article in articles]
        for model in (TextBlock, PullQuote, ProductPick, QuestionBlock):
            rows = (block for body in bodies for block in body if isinstance(block, model))
            model.objects.bulk_create(rows, batch_size=1000)
        self._editions(articles, bylines, tags, bodies)

    def _body(self, article):
        """Two texts, a quote, a list of products and two questions."""
        body = [TextBlock(html=self._text()), TextBlock(html=self._text())]
        body.append(PullQuote(quote=self.chance.choice(self.quotes)))
        picks = self.chance.sample(self.products, min(PICKS, len(self.products)))
        body += [ProductPick(product=row, note=self.sentence()) for row in picks]
        asked = self.chance.sample(self.questions, QUESTIONS)
        body += [QuestionBlock(question=row) for row in asked]
        for ordering, block in enumerate(body, 1):
            block.parent, block.region, block.ordering = article, "main", ordering * 10
        return body

    def _editions(self, articles, bylines, tags, bodies):
        """As `publish` does, in bulk and in the past: lists need articles of many days."""
        pattern = snapshot(articles[0])
        editions = []
        for age, article in enumerate(articles, 1):
            content = {
                **pattern,
                "title": article.title,
                "dek": article.dek,
                "authors": [bylines[age - 1].person_id],
                "tags": sorted(tag.name for tag in tags[age - 1]),
                "blocks": [snapshot_block(block) for block in bodies[age - 1]],
            }
            live_from = self.now - timedelta(hours=age)
            edition = Edition(
                article=article,
                number=1,
                live_from=live_from,
                published_at=live_from,
                modified_at=live_from,
            )
            edition.fill(content)
            editions.append(edition)
        Edition.objects.bulk_create(editions, batch_size=500)
        self._links(editions, tags)

    @staticmethod
    def _links(editions, tags):
        shown = [(edition, references_in(edition.content)) for edition in editions]
        links = {
            EditionProduct: (
                EditionProduct(edition=edition, product_id=pk)
                for edition, what in shown
                for pk in what.products
            ),
            EditionQuote: (
                EditionQuote(edition=edition, quote_id=pk)
                for edition, what in shown
                for pk in what.quotes
            ),
            EditionQuestion: (
                EditionQuestion(edition=edition, question_id=pk)
                for edition, what in shown
                for pk in what.questions
            ),
            EditionPerson: (
                EditionPerson(edition=edition, person_id=pk, role=role, position=position)
                for edition, what in shown
                for position, (pk, role) in enumerate(what.people)
            ),
            EditionPicture: (
                EditionPicture(edition=edition, picture_id=pk)
                for edition, what in shown
                for pk in what.pictures
            ),
            EditionTag: (
                EditionTag(edition=edition, tag=tag)
                for edition, chosen in zip(editions, tags, strict=True)
                for tag in chosen
            ),
        }
        for through, rows in links.items():
            through.objects.bulk_create(rows, batch_size=2000)

    def _text(self):
        return "".join(f"<p>{self.sentence()} {self.sentence()}</p>" for _ in range(4))
