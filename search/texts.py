"""
What of a row is looked through: the words that readers see of it, and no others.

An edition's words are those it was made with; passages of quotes withdrawn since are taken out, as
on its page. Facts that change behind an edition (names of people, prices) are no part of it.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from articles.block_types import BLOCK_TYPES, Block
from articles.content import Content
from articles.content.formats import UnknownFormat, read_content
from articles.models import Edition, Quote
from core.redaction import NOTICE, Redaction
from core.richtext import plain_text
from faq.models import Question
from people.models import Person
from products.models import Product
from search.models import Kind
from search.words import page_words
from topics.models import Topic

_HEADING = re.compile(r"<h[23]>(.*?)</h[23]>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a row by how much they say about it."""

    title: str
    tags: str = ""
    lead: str = ""  # headings and the like
    body: str = ""

    @property
    def fields(self) -> tuple[str, str, str, str]:
        """All four as they are found, a space between words."""
        parts = (self.title, self.tags, self.lead, self.body)
        title, tags, lead, body = (" ".join(word for word, _ in page_words(part)) for part in parts)
        return title, tags, lead, body

    @property
    def spellings(self) -> dict[str, str]:
        """Each word as it is found → as it stands here."""
        everything = (self.title, self.tags, self.lead, self.body)
        return {word: shown for part in everything for word, shown in page_words(part)}


def texts_of(kind: Kind, rows: Sequence[Any]) -> dict[int, Text]:
    """Key → what is looked through of these rows of a kind; a few queries for all of them."""
    return _READ[kind](rows)


def _of_editions(editions: Sequence[Edition]) -> dict[int, Text]:
    contents: dict[int, Content] = {}
    for edition in editions:
        try:
            contents[edition.pk] = read_content(edition)
        except UnknownFormat:
            continue  # its page can't be shown, either
    unseen = _UnseenQuotes.of(contents.values())
    tags = {edition.pk: _tags(edition) for edition in editions}  # as they are called now
    return {pk: _of_content(content, tags[pk], unseen) for pk, content in contents.items()}


@dataclass(frozen=True, slots=True)
class _UnseenQuotes:
    """Quotes that a page doesn't show: withdrawn, or nobody's."""

    withdrawn: Collection[int] = field(default_factory=set)
    without_speaker: Collection[int] = field(default_factory=set)

    @classmethod
    def of(cls, contents: Iterable[Content]) -> "_UnseenQuotes":
        ids = {quote for content in contents for quote, _ in _segments_in(content)}
        quotes = Quote.objects.filter(pk__in=ids).order_by()
        return cls(
            set(quotes.exclude(pk__in=quotes.permitted()).values_list("pk", flat=True)),
            set(quotes.without_speaker().values_list("pk", flat=True)),
        )

    def hide(self, block: Block) -> bool:
        """Whether the block is a pull quote of one of them."""
        quote = block.get("quote")
        return quote in self.withdrawn or quote in self.without_speaker


def _segments_in(content: Content) -> list[tuple[int, list[str]]]:
    quoted = [(quote["id"], quote["segments"]) for quote in content["quotes"]]
    pulled = [block for block in content["blocks"] if block.get("quote")]
    return quoted + [(block["quote"], block["segments"]) for block in pulled]


def _of_content(content: Content, tags: list[str], unseen: _UnseenQuotes) -> Text:
    withdrawn = [
        segment
        for quote, segments in _segments_in(content)
        if quote in unseen.withdrawn
        for segment in segments
    ]
    redaction = Redaction(withdrawn)
    lead, body = [content["dek"]], []
    for block in content["blocks"]:
        block_type = BLOCK_TYPES[block["kind"]]
        if not block_type.is_shown(block) or unseen.hide(block):
            continue
        html = block_type.words(block).html
        html = redaction.of_html(html) if redaction else html
        lead += [plain_text(heading) for heading in _HEADING.findall(html)]
        if block["kind"] == "question":
            lead.append(block["text"])
        body.append(plain_text(html))
    body += [row["text"] for row in content["corrections"]]

    def seen(parts: Iterable[str]) -> str:
        return redaction.of_text(" ".join(filter(None, parts))).replace(NOTICE, "…")

    return Text(
        title=seen([content["title"]]),
        tags=_joined(*tags),
        lead=seen([content["topic"], *lead]),
        body=seen([content["dek"], *body]),
    )


def _of_products(products: Sequence[Product]) -> dict[int, Text]:
    return {
        product.pk: Text(
            title=str(product),
            tags=_joined(product.category, product.key_ingredients, *_tags(product)),
            body=_joined(product.description, product.key_ingredients),
        )
        for product in products
    }


def _of_people(people: Sequence[Person]) -> dict[int, Text]:
    return {
        person.pk: Text(
            title=person.full_name, tags=person.role, body=_joined(person.role, person.bio)
        )
        for person in people
    }


def _of_questions(questions: Sequence[Question]) -> dict[int, Text]:
    withdrawn = Question.objects.withdrawn_passages(questions)
    texts = {}
    for question in questions:
        redaction = Redaction(withdrawn[question.pk])
        answer = redaction.of_html(question.answer) if redaction else question.answer
        texts[question.pk] = Text(
            title=redaction.of_text(str(question)).replace(NOTICE, "…"),
            tags=_joined(*_tags(question)),
            body=plain_text(answer).replace(NOTICE, "…"),
        )
    return texts


def _of_topics(topics: Sequence[Topic]) -> dict[int, Text]:
    return {
        topic.pk: Text(
            title=topic.name,
            tags=_joined(*_tags(topic)),
            lead=topic.summary,
            body=" ".join(filter(None, [topic.summary, plain_text(topic.introduction)])),
        )
        for topic in topics
    }


def _tags(row: Any) -> list[str]:
    return [tag.name for tag in row.tags.all()]


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


_READ: dict[Kind, Any] = {
    Kind.ARTICLE: _of_editions,
    Kind.PRODUCT: _of_products,
    Kind.PERSON: _of_people,
    Kind.QUESTION: _of_questions,
    Kind.TOPIC: _of_topics,
}
