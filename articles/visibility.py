"""
What live editions show: the articles' part of what readers may see of everything else.

It is loaded with the app (articles/apps.py), so that `products`, `people` and `faq` needn't know
articles.
"""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from taggit.models import Tag

from articles.models import (
    EditionPerson,
    EditionPicture,
    EditionProduct,
    EditionQuestion,
    EditionQuote,
    EditionTag,
    Quote,
)
from articles.models.edition import is_live
from articles.models.quote import QuoteQuerySet
from core import visibility
from core.tags import register_around
from core.visibility import Moment
from faq.models import Question, QuestionQuerySet
from people.models import Person
from pictures.models import Picture
from products.models import Product
from products.models.product import ProductQuerySet


@register_around(Product, by="product", tags="edition__tags")
@visibility.register(Product, by="product")
def products_of_live_editions(at: Moment) -> QuerySet[EditionProduct]:
    return EditionProduct.objects.filter(is_live(at, "edition__"))


@visibility.register(Person, by="person")
def people_named_by_live_editions(at: Moment) -> QuerySet[EditionPerson]:
    """Authors and reviewers; experts are public by what they say."""
    named = EditionPerson.objects.exclude(role=EditionPerson.Role.EXPERT)
    return named.filter(is_live(at, "edition__"))


@visibility.register(Quote, by="quote")
def uses_of_quotes_in_live_editions(at: Moment) -> QuerySet[EditionQuote]:
    return EditionQuote.objects.filter(is_live(at, "edition__"))


@visibility.register(Person, by="speaker")
def quotes_of_live_editions(at: Moment) -> QuoteQuerySet:
    """No expert is shown by a quote that was withdrawn."""
    return Quote.objects.public(at)


@register_around(Question, by="question", tags="edition__tags")
@visibility.register(Question, by="question")
def questions_of_live_editions(at: Moment) -> QuerySet[EditionQuestion]:
    return EditionQuestion.objects.filter(is_live(at, "edition__"))


@visibility.register(Tag, by="tag")
def tags_of_live_editions(at: Moment) -> QuerySet[EditionTag]:
    return EditionTag.objects.filter(is_live(at, "edition__"))


@visibility.register(Tag, by="tagged_items__tag")
def tagged_products(at: Moment) -> ProductQuerySet:
    return Product.objects.public(at)


@visibility.register(Tag, by="tagged_items__tag")
def tagged_questions(at: Moment) -> QuestionQuerySet:
    return Question.objects.public(at)


@visibility.register(Picture, by="picture")
def pictures_of_live_editions(at: Moment) -> QuerySet[EditionPicture]:
    """The lead and those between the texts; products and people show theirs themselves."""
    return EditionPicture.objects.filter(is_live(at, "edition__"))


def public_tags() -> QuerySet[Tag]:
    """Tags that something public carries, with `uses`: in how many live articles."""
    now = timezone.now()
    carried = tags_of_live_editions(now).filter(tag=OuterRef("pk"))
    uses = carried.order_by().values("tag").annotate(uses=Count("pk")).values("uses")
    return (
        Tag.objects.filter(visibility.visible(Tag, now))
        .annotate(uses=Coalesce(Subquery(uses), 0))
        .order_by("name")
    )
