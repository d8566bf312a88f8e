"""What articles show: tags, people, brands, retailers, products with their offers, questions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils import timezone
from django.utils.text import slugify
from taggit.models import Tag

from bench.content import RETAILERS, Content
from faq.answer_facts import answer_digest, is_one_sentence
from faq.models import Question, TaggedQuestion
from people.models import Person
from products.models import Brand, Offer, Product, Retailer, RetailerDomain, TaggedProduct

from .rows import Rows, next_id, settle_ids

PREFIX = "bench-"  # of every slug: nothing else on a site begins like that
CHUNK = 5000
Progress = Callable[[str, int, int], None]  # what, how many are done, of how many


@dataclass(frozen=True, slots=True)
class Catalog:
    """What was written, as far as articles need it: ids in the order of `Content`."""

    content: Content
    moment: datetime
    tags: list[Tag]
    people: list[Person]
    first_product: int
    products: int
    first_offer: int
    offers: int
    first_question: int
    questions: int


def chunks(items: Iterable, size: int = CHUNK) -> Iterator[list]:
    """The items in lists of at most so many."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def write_catalog(
    content: Content,
    moment: datetime,
    *,
    products: int,
    offers: int,
    questions: int,
    progress: Progress,
) -> Catalog:
    """Write so many of each; every offer belongs to one of the products and one of 12 retailers."""
    catalog = Catalog(
        content=content,
        moment=moment,
        tags=_write_tags(content),
        people=_write_people(content),
        first_product=next_id(Product),
        products=products,
        first_offer=next_id(Offer),
        offers=offers,
        first_question=next_id(Question),
        questions=questions,
    )
    _write_products(catalog, progress)
    _write_offers(catalog, progress)
    _write_questions(catalog, progress)
    settle_ids([Product, Offer, Question])
    return catalog


def _write_tags(content: Content) -> list[Tag]:
    return Tag.objects.bulk_create(
        Tag(name=name, slug=f"{PREFIX}{slugify(name)}") for name in content.tags
    )


def _write_people(content: Content) -> list[Person]:
    return Person.objects.bulk_create(
        Person(
            name=name,
            slug=f"{PREFIX}{slugify(name)}-{number}",
            job_title="dermatologist",
            bio=content.question(-1 - number)[1][3:-4],
            is_sample=True,
        )
        for number, name in enumerate(content.people)
    )


def _write_products(catalog: Catalog, progress: Progress) -> None:
    brands = Brand.objects.bulk_create(
        Brand(name=f"{name} {number}", slug=f"{PREFIX}{slugify(name)}-{number}")
        for number, name in enumerate(catalog.content.brands)
    )
    rows = Rows(Product, "id", "brand_id", "name", "slug", "category", "size")
    tags = Rows(TaggedProduct, "content_object_id", "tag_id")
    for numbers in chunks(range(catalog.products)):
        made = [(number, *catalog.content.product(number)) for number in numbers]
        rows.write(
            (
                catalog.first_product + number,
                brands[number % len(brands)].pk,
                name,
                f"{PREFIX}product-{number}",
                "Serum",
                "30 ml",
            )
            for number, name, _ in made
        )
        tags.write(
            (catalog.first_product + number, catalog.tags[tag].pk)
            for number, _, chosen in made
            for tag in chosen
        )
        progress("products", numbers[-1] + 1, catalog.products)


def _write_offers(catalog: Catalog, progress: Progress) -> None:
    """Offer n is of product n, and begins with the first product again after the last."""
    retailers = Retailer.objects.bulk_create(
        Retailer(
            name=f"{name} (invented)",
            slug=f"{PREFIX}{slugify(name)}",
            released_at=timezone.now(),
            # Every page measured shows its prices, on the last day of a month as on the first.
            policy_max_age_hours=90 * 24,
        )
        for name in RETAILERS
    )
    RetailerDomain.objects.bulk_create(
        RetailerDomain(retailer=shop, domain=f"shop-{n}.example")
        for n, shop in enumerate(retailers)
    )
    rows = Rows(Offer, "id", "product_id", "retailer_id", "variant", "url")
    for numbers in chunks(range(catalog.offers)):
        rows.write(_offer(catalog, retailers, number) for number in numbers)
        progress("offers", numbers[-1] + 1, catalog.offers)


def _offer(catalog: Catalog, retailers: list[Retailer], number: int) -> tuple:
    round_, product = divmod(number, catalog.products)
    size, shop = divmod(round_, len(retailers))
    return (
        catalog.first_offer + number,
        catalog.first_product + product,
        retailers[(product + shop) % len(retailers)].pk,
        f"set of {size + 1}" if size else "",
        f"https://shop-{(product + shop) % len(retailers)}.example/{number}",
    )


def _write_questions(catalog: Catalog, progress: Progress) -> None:
    rows = Rows(
        Question,
        *("id", "question", "slug", "answer", "answered_by_id"),
        *("answer_digest", "is_short", "answered_at"),
    )
    tags = Rows(TaggedQuestion, "content_object_id", "tag_id")
    for numbers in chunks(range(catalog.questions)):
        made = [(number, *catalog.content.question(number)) for number in numbers]
        rows.write(
            (
                catalog.first_question + number,
                question,
                f"{PREFIX}question-{number}",
                answer,
                catalog.people[number % len(catalog.people)].pk,
                answer_digest(answer),
                is_one_sentence(answer),
                catalog.moment,
            )
            for number, question, answer, _ in made
        )
        tags.write(
            (catalog.first_question + number, catalog.tags[tag].pk)
            for number, _, _, chosen in made
            for tag in chosen
        )
        progress("questions", numbers[-1] + 1, catalog.questions)
