"""Articles as drafts and as the editions that publishing makes of them, long ago and since."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from articles.content import Content as EditionContent
from articles.content.snapshot import snapshot, snapshot_block
from articles.models import (
    Article,
    Byline,
    Edition,
    EditionPerson,
    EditionProduct,
    EditionQuestion,
    EditionQuote,
    EditionTag,
    ProductPick,
    PullQuote,
    QuestionBlock,
    Quote,
    TaggedArticle,
    TextBlock,
)
from articles.models.content_digest import substance_digest
from bench.content import PRODUCTS, QUESTIONS, QUOTES, SECTIONS, ArticleText, layout
from faq.answer_facts import answer_digest
from faq.models import Question

from .catalog import PREFIX, Catalog, Progress, chunks
from .rows import Rows, next_id, settle_ids

AT_ONCE = 500
MAX_REMEMBERED = 100_000  # questions, which many articles show: some 50 MB
BETWEEN = timedelta(minutes=37)
NOTE = "Invented, for measuring"
Portion = dict[type, list[tuple]]
# Block → its own columns beside place and order; the first is what it shows.
FACTS = {
    TextBlock: ("html",),
    PullQuote: ("quote_id",),
    ProductPick: ("product_id", "note"),
    QuestionBlock: ("question_id",),
}


@dataclass(frozen=True, slots=True)
class _Block:
    """A row of the body and what an edition keeps of it; shared where the same one is repeated."""

    model: type
    facts: tuple
    content: dict

    @classmethod
    def of(cls, row: TextBlock | PullQuote | ProductPick | QuestionBlock) -> "_Block":
        facts = tuple(getattr(row, name) for name in FACTS[type(row)])
        return cls(type(row), facts, snapshot_block(row))


def write_articles(catalog: Catalog, count: int, progress: Progress) -> None:
    """Write so many articles, the last of them published a little before `catalog.moment`."""
    writer = _Writer(catalog, count)
    for numbers in chunks(range(1, count + 1), AT_ONCE):
        writer.write(numbers)
        progress("articles", numbers[-1], count)
    settle_ids([Article, Edition, Quote])


class _Writer:
    """Keeps nothing but ids from one portion of articles to the next."""

    ROWS = {
        Article: ("id", "title", "slug", "dek", "topic", "status", "created_at", "saved_at"),
        Byline: ("article_id", "person_id"),
        TaggedArticle: ("content_object_id", "tag_id"),
        Quote: ("id", "speaker_id", "segments"),
        **{model: ("parent_id", "region", "ordering", *facts) for model, facts in FACTS.items()},
        Edition: (
            *("id", "article_id", "number", "live_from", "title", "slug", "dek", "topic"),
            *("content", "published_at", "modified_at", "made_at", "note", "substance"),
        ),
        EditionProduct: ("edition_id", "product_id"),
        EditionQuote: ("edition_id", "quote_id"),
        EditionQuestion: ("edition_id", "question_id", "answer_digest"),
        EditionPerson: ("edition_id", "person_id", "role", "position"),
        EditionTag: ("edition_id", "tag_id"),
    }

    def __init__(self, catalog: Catalog, count: int) -> None:
        self.catalog = catalog
        self.count = count
        self.rows = {model: Rows(model, *names) for model, names in self.ROWS.items()}
        self.first_article = next_id(Article) - 1  # articles are counted from 1
        self.first_edition = next_id(Edition) - 1
        self.first_quote = next_id(Quote) - QUOTES
        self.question = lru_cache(MAX_REMEMBERED)(self._question)
        self.pattern: EditionContent = {}

    def write(self, numbers: list[int]) -> None:
        portion: Portion = defaultdict(list)
        made = []
        for number in numbers:
            text = self.catalog.content.article(number)
            blocks = self._draft(text, portion)
            made.append((text, blocks))
        for model in self.ROWS:
            self.rows[model].write(portion.pop(model, ()))
        self.pattern = self.pattern or snapshot(
            Article.objects.get(pk=self.first_article + numbers[0])
        )
        for text, blocks in made:
            self._edition(text, blocks, portion)
        for model in self.ROWS:
            self.rows[model].write(portion.get(model, ()))

    def _published_at(self, number: int) -> datetime:
        return self.catalog.moment - (self.count - number + 1) * BETWEEN

    def _draft(self, text: ArticleText, portion: Portion) -> list[_Block]:
        """The rows of the draft; returns its blocks."""
        pk, moment = self.first_article + text.number, self._published_at(text.number)
        title = (text.title, f"{PREFIX}article-{text.number}", text.intro, "Concerns", "ready")
        portion[Article].append((pk, *title, moment - timedelta(days=2), moment))
        portion[Byline].append((pk, self.catalog.people[text.author].pk))
        portion[TaggedArticle] += [(pk, self.catalog.tags[tag].pk) for tag in text.tags]
        quotes = self._quotes(text)
        portion[Quote] += [(quote.pk, quote.speaker_id, quote.segments) for quote in quotes]
        blocks = layout(
            [_Block.of(TextBlock(html=section.html)) for section in text.sections],
            [_Block.of(PullQuote(quote=quote)) for quote in quotes],
            list(self._picks(text)),
            list(self._questions(text)),
        )
        for place, block in enumerate(blocks, 1):
            portion[block.model].append((pk, "main", place * 10, *block.facts))
        return blocks

    def _quotes(self, text: ArticleText) -> list[Quote]:
        first = self.first_quote + text.number * QUOTES
        return [
            Quote(pk=first + place, speaker=self.catalog.people[speaker], segments=[words])
            for place, (words, speaker) in enumerate(text.quotes)
        ]

    def _picks(self, text: ArticleText) -> Iterator[_Block]:
        """The next ten products; from the first one again after the last."""
        for place in range((text.number - 1) * PRODUCTS, text.number * PRODUCTS):
            product = self.catalog.first_product + place % self.catalog.products
            note = text.sections[place % SECTIONS].heading
            yield _Block.of(ProductPick(product_id=product, note=note))

    def _questions(self, text: ArticleText) -> Iterator[_Block]:
        for place in range((text.number - 1) * QUESTIONS, text.number * QUESTIONS):
            yield self.question(place % self.catalog.questions)

    def _question(self, number: int) -> _Block:
        text, answer, _ = self.catalog.content.question(number)
        pk, slug = self.catalog.first_question + number, f"{PREFIX}question-{number}"
        question = Question(pk=pk, slug=slug, question=text, answer=answer)
        return _Block.of(QuestionBlock(question=question))

    def _edition(self, text: ArticleText, blocks: list[_Block], portion: Portion) -> None:
        """What publishing this draft would have written, the links to what it shows included."""
        pk, moment = self.first_edition + text.number, self._published_at(text.number)
        people = [self.catalog.people[text.author].pk]
        content = {
            **self.pattern,
            "title": text.title,
            "dek": text.intro,
            "authors": people,
            "tags": sorted(self.catalog.content.tags[tag] for tag in text.tags),
            "blocks": [block.content for block in blocks],
        }
        slug = f"{PREFIX}article-{text.number}"
        words = (text.title, slug, text.intro, "Concerns", content)
        article = self.first_article + text.number
        dates = (moment, moment, moment)
        told = substance_digest(content)
        portion[Edition].append((pk, article, 1, moment, *words, *dates, NOTE, told))
        shown: dict[type, dict] = defaultdict(dict)  # a dict for its order
        for block in blocks:
            shown[block.model][block.facts[0]] = None
        portion[EditionProduct] += [(pk, each) for each in shown[ProductPick]]
        portion[EditionQuote] += [(pk, each) for each in shown[PullQuote]]
        asked = [block for block in blocks if block.model is QuestionBlock]
        answers = {block.facts[0]: answer_digest(block.content["answer"]) for block in asked}
        portion[EditionQuestion] += [(pk, *answer) for answer in answers.items()]
        speakers = dict.fromkeys(self.catalog.people[who].pk for _, who in text.quotes)
        roles = [(people[0], "author"), *((who, "expert") for who in speakers)]
        portion[EditionPerson] += [(pk, *role, place) for place, role in enumerate(roles)]
        portion[EditionTag] += [(pk, self.catalog.tags[tag].pk) for tag in text.tags]
