"""Where a manuscript contradicts itself: what one place of it says, another doesn't bear out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from products.brand_names import normalize_brand_name

from .found_products import FoundProduct
from .gazetteer import Gazetteer
from .people import People, Person
from .plan import PlanWarning, ReadProduct
from .questions import FoundFaq
from .quotes import QuoteExtraction


def contradictions(
    products: Sequence[FoundProduct],
    faqs: Sequence[FoundFaq],
    extraction: QuoteExtraction,
    people: People,
    trade: Gazetteer,
) -> Iterator[PlanWarning]:
    """Each piece that another one of the same manuscript makes doubtful."""
    read = [found.product for found in products]
    yield from _repeated_products(read)
    yield from _shops_that_are_brands(read, trade)
    yield from _repeated_questions(faqs)
    yield from _alike_people(extraction.people)


def _repeated_products(products: Iterable[ReadProduct]) -> Iterator[PlanWarning]:
    """One name twice: of two sizes it is two products, else one of them is a list's or a slip's."""
    by_name: dict[tuple[str, str], list[ReadProduct]] = defaultdict(list)
    for one in products:
        whole = normalize_brand_name(f"{one.brand or ''} {one.name}")
        by_name[whole, "".join((one.size or "").lower().split())].append(one)
    for alike in by_name.values():
        for one in alike if len(alike) > 1 else ():
            yield PlanWarning(
                "product.repeated",
                f"“{one.name}” stands {len(alike)} times as a product here: check which counts.",
                one.span,
            )


def _shops_that_are_brands(
    products: Sequence[ReadProduct], trade: Gazetteer
) -> Iterator[PlanWarning]:
    """A shop that is the brand of another product, or a brand that sells others' products."""
    brands = {normalize_brand_name(one.brand) for one in products if one.brand}
    for one in products:
        own = normalize_brand_name(one.brand or "")
        for offer in one.offers:
            shop = offer.retailer or ""
            key = normalize_brand_name(shop)
            is_brand = key in brands or (shop in trade.brands and not offer.url)
            if shop and key != own and is_brand and shop not in trade.retailers:
                yield PlanWarning(
                    "price.shop_unsure",
                    f"“{shop}” is a brand, and was read as the shop of “{one.name}”: check it.",
                    one.span,
                )


def _repeated_questions(faqs: Iterable[FoundFaq]) -> Iterator[PlanWarning]:
    asked: dict[str, list[FoundFaq]] = defaultdict(list)
    for one in faqs:
        asked[normalize_brand_name(one.faq.question)].append(one)
    for alike in asked.values():
        for one in alike if len(alike) > 1 else ():
            yield PlanWarning(
                "faq.repeated",
                f"“{one.faq.question}” is asked {len(alike)} times: keep one answer.",
                one.faq.span,
            )


def _alike_people(people: Iterable[Person]) -> Iterator[PlanWarning]:
    """Two of one surname whose first names begin alike: "Ana Ruiz" and "Anna Ruiz"."""
    by_surname: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for one in people:
        words = normalize_brand_name(one.name).split()
        if len(words) > 1:
            by_surname[words[-1], words[0][:1]].append(one)
    for alike in by_surname.values():
        for one in alike if len(alike) > 1 else ():
            others = ", ".join(each.name for each in alike if each is not one)
            yield PlanWarning(
                "person.unsure",
                f"“{one.name}” may be the same as {others}: check the names.",
                one.span,
            )
