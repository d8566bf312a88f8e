"""
What the page of a topic shows: its articles, and by them who speaks on it and what they pick.

All of it is read of `MOST_READ` articles, those to begin with and the newest, so that a topic of
ten thousand opens as quickly as one of ten.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from articles.models import (
    Edition,
    EditionProduct,
    EditionQuestion,
    EditionTag,
    Quote,
    TopicArticle,
)
from articles.models.edition import EditionQuerySet
from core.list_parameters import Facet
from core.thin import ENOUGH, says_something
from core.visibility import counted
from faq.models import Question
from faq.views import redact_withdrawn_quotes
from people.models import Person
from products.models import Product, with_offers
from products.offer_lines import attach_lines
from topics.models import Topic, TopicQuerySet

MOST_READ = 200
ARTICLES, PEOPLE, PRODUCTS, QUESTIONS = 12, 8, 8, 12


@dataclass(frozen=True, slots=True)
class TopicPage:
    first: list[Edition]  # those an editor begins with, in their order
    newest: list[Edition]
    people: list[Person]
    products: list[Product]
    questions: list[Question]
    has_more: bool  # articles than are named
    is_thin: bool  # as `substantial_topics` has it


def topic_page(topic: Topic, at: datetime) -> TopicPage:
    """Nine queries, however much the topic gathers."""
    places = TopicArticle.objects.filter(topic=topic, article=OuterRef("article"))
    gathered = Edition.objects.live(at).in_topics([topic.pk])
    gathered = gathered.annotate(place=Subquery(places.values("position")[:1]))
    in_order = gathered.order_by(F("place").asc(nulls_last=True), "-published_at", "-pk")
    keys = list(in_order.values_list("pk", flat=True)[:MOST_READ])
    shown = {edition.pk: edition for edition in gathered.filter(pk__in=keys[:ARTICLES]).for_cards()}
    cards: list[Any] = [shown[pk] for pk in keys[:ARTICLES]]
    return TopicPage(
        first=[card for card in cards if card.place is not None],
        newest=[card for card in cards if card.place is None],
        people=_speakers(keys),
        products=_picked(keys, at),
        questions=_asked(topic, keys, at),
        has_more=len(keys) > len(cards),
        is_thin=not topic.introduction and len(keys) < ENOUGH,
    )


def _speakers(editions: list[int]) -> list[Person]:
    """Whose words stand in them, most quoted first, with `said`: how many quotes. Two queries."""
    quotes = Quote.objects.permitted().exclude(speaker=None).order_by()
    said = quotes.filter(edition_links__edition__in=editions).values_list("speaker")
    said = said.annotate(n=Count("pk", distinct=True)).order_by("-n", "speaker__name")
    first: Any = said[:PEOPLE]
    most: dict[int, int] = dict(first)
    people: dict[int, Any] = Person.objects.in_bulk(most)
    for pk, person in people.items():
        person.said = most[pk]
    return [people[pk] for pk in most]


def _picked(editions: list[int], at: datetime) -> list[Product]:
    """What they recommend, most picked first, with `picked_in`: by how many of them."""
    links = EditionProduct.objects.filter(edition__in=editions).order_by().values("product")
    most = links.annotate(n=Count("edition")).order_by("-n", "-product")[:PRODUCTS]
    number = counted(
        EditionProduct.objects.filter(edition__in=editions, product=OuterRef("pk")), "product"
    )
    products = with_offers(Product.objects.filter(pk__in=most.values("product")))
    picked = products.annotate(picked_in=number).order_by("-picked_in", "-pk")
    return attach_lines(picked, at=at)


def _asked(topic: Topic, editions: list[int], at: datetime) -> list[Question]:
    """Those with its tags, and those that its articles answer: thin ones have no better place."""
    links = EditionQuestion.objects.filter(edition__in=editions).order_by()
    joined = links.exclude(question__joined_into=None).values("question__joined_into")
    tagged = Question.objects.filter(tags__tagged_topics__content_object=topic).order_by()
    asked = Question.objects.public(at).filter(
        Q(pk__in=tagged.values("pk")) | Q(pk__in=links.values("question")) | Q(pk__in=joined)
    )
    is_own = Exists(tagged.filter(pk=OuterRef("pk")))
    return redact_withdrawn_quotes(asked.order_by(is_own.desc(), "-pk")[:QUESTIONS])


def substantial_topics(at: datetime) -> TopicQuerySet:
    """Published ones that say something, or gather enough articles (core/thin.py)."""
    itself = Topic.objects.filter(pk=OuterRef(OuterRef(OuterRef("pk")))).order_by()
    gathered = Edition.objects.live(at).in_topics(itself.values("pk"))
    enough = Exists(gathered.order_by()[ENOUGH - 1 : ENOUGH])
    return Topic.objects.public(at).filter(says_something("introduction") | Q(enough))


# The filter of the list of articles


def topic_facet(editions: EditionQuerySet, at: datetime) -> Facet:
    """Counts each edition once for each topic that gathers it, by a tag or as it was added."""
    topics = Topic.objects.public(at).order_by()
    topic = "tag__tagged_topics__content_object"
    tagged = EditionTag.objects.filter(
        edition__in=editions.order_by(), **{f"{topic}__in": topics}
    ).order_by()
    by_tag = tagged.values(value=F(f"{topic}__slug"), label=F(f"{topic}__name"))
    known = topics.values(value=F("slug"), label=F("name"))
    return Facet(
        "topic",
        "Topic",
        by_tag.annotate(n=Count("edition", distinct=True)),
        known,
        more=(_added_alone(editions, topics),),
    )


def _added_alone(editions: EditionQuerySet, topics: QuerySet[Topic]) -> QuerySet[Any]:
    """Rows of `topic_facet` for those editions that no tag brings to their topic."""
    articles = TopicArticle.objects.order_by().values("article")
    added = editions.order_by().filter(article__in=articles)
    added = added.annotate(gathers=F("article__topic_links__topic"))
    tagged = EditionTag.objects.filter(
        edition=OuterRef("pk"), tag__tagged_topics__content_object=OuterRef("gathers")
    )
    alone = added.filter(~Exists(tagged), gathers__in=topics)
    told = {
        name: Subquery(Topic.objects.filter(pk=OuterRef("gathers")).values(column)[:1])
        for name, column in (("value", "slug"), ("label", "name"))
    }
    return alone.annotate(**told).values("value", "label").annotate(n=Count("pk"))
