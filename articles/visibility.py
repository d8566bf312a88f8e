"""
What live editions show: the articles' part of what readers may see of everything else.

It is loaded with the app (articles/apps.py), so that `products`, `people` and `faq` needn't know
articles.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform, KeyTransform
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
    ProductPick,
    Quote,
)
from articles.models.edition import is_live
from articles.models.quote import QuoteQuerySet
from core import visibility
from core.tag_proposals import register_words
from core.tags import register_around
from core.visibility import Moment
from faq.models import Question, QuestionQuerySet
from faq.reviews import register_reviews
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
@visibility.register(Question, by="question__joined_into")
def questions_of_live_editions(at: Moment) -> QuerySet[EditionQuestion]:
    return EditionQuestion.objects.filter(is_live(at, "edition__"))


@register_reviews
def reviewed_answers(at: Moment) -> QuerySet[EditionQuestion]:
    """Where a live edition shows the answer as it stands now, and a doctor signed the edition."""
    signers = EditionPerson.objects.filter(role=EditionPerson.Role.REVIEWER)
    links = questions_of_live_editions(at).filter(
        Q(question__joined_into=None, answer_digest=F("question__answer_digest"))
        | Q(answer_digest=F("question__joined_into__answer_digest")),
        Exists(signers.filter(edition=OuterRef("edition"))),
    )
    review = KeyTransform("review", "edition__content")
    return links.exclude(answer_digest="").annotate(
        reviewer=KeyTextTransform("reviewer", review),
        signed_on=KeyTextTransform("signed_on", review),
    )


@register_words(Product)
def words_of_picks(keys: Iterable[int]) -> dict[int, list[str]]:
    """What articles and drafts say for and against products."""
    words: dict[int, list[str]] = defaultdict(list)
    picks = ProductPick.objects.filter(product__in=keys).order_by()
    for pk, *texts in picks.values_list("product", "best_for", "pros", "cons"):
        words[pk] += texts
    return words


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
