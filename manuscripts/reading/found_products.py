"""Products as they are found in a manuscript, and one that is named twice as one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from products.brand_names import normalize_brand_name

from .plan import PlanWarning, ReadOffer, ReadProduct, Span


@dataclass(frozen=True, slots=True)
class FoundProduct:
    product: ReadProduct
    passages: tuple[int, ...]  # the indexes of the lines that are the product's; none in prose
    warnings: tuple[PlanWarning, ...]
    places: tuple[Span, ...] = ()  # where its words and prices stand


def without_repeats(found: list[FoundProduct]) -> list[FoundProduct]:
    """
    Products in reading order, each once: a release names them in its text and in its summary.

    One in a list is kept before one in a sentence; what the other says beside it is added.
    """
    kept: dict[str, list[FoundProduct]] = {}
    for one in sorted(found, key=lambda each: (not each.passages, each.product.span)):
        alike = kept.setdefault(normalize_brand_name(one.product.name) or one.product.name, [])
        at = next((at for at, other in enumerate(alike) if _is_same(other, one)), None)
        if at is None:
            alike.append(one)
        else:
            alike[at] = _joined(alike[at], one)
    every = [one for alike in kept.values() for one in alike]
    return sorted(every, key=lambda one: one.product.span)


def _is_same(first: FoundProduct, second: FoundProduct) -> bool:
    """Whether two of one name are one product: brand and size alike, or told only once."""
    one, other = first.product, second.product
    brands = {normalize_brand_name(brand) for brand in (one.brand, other.brand) if brand}
    sizes = {size.replace(" ", "").strip(".").lower() for size in (one.size, other.size) if size}
    is_told_once = not (first.passages and second.passages) or (
        bool(one.offers) and one.offers == other.offers  # a gallery and its small pictures
    )
    return is_told_once and len(brands) < 2 and len(sizes) < 2


def _joined(first: FoundProduct, second: FoundProduct) -> FoundProduct:
    one, other = first.product, second.product
    product = replace(
        one,
        brand=one.brand or other.brand,
        size=one.size or other.size,
        offers=_offers(one.offers, other.offers),
        best_for=one.best_for or other.best_for,
        note=one.note or other.note,
    )
    warnings = (*first.warnings, *_still_true(second.warnings, first, second, product))
    passages = (*first.passages, *second.passages)
    return FoundProduct(product, passages, warnings, first.places + second.places)


def _offers(ours: tuple[ReadOffer, ...], theirs: tuple[ReadOffer, ...]) -> tuple[ReadOffer, ...]:
    """All of the offers; a price without a shop that a shop asks, too, is the shop's."""
    every = [*ours, *(offer for offer in theirs if offer not in ours)]
    # The place that says what it cost before says more of the same offer.
    fuller = {replace(offer, list_price=None) for offer in every if offer.list_price}
    every = [offer for offer in every if offer not in fuller]
    asked = {offer.price for offer in every if offer.retailer}
    return tuple(offer for offer in every if offer.retailer or offer.price not in asked)


def _still_true(
    warnings: tuple[PlanWarning, ...],
    first: FoundProduct,
    second: FoundProduct,
    product: ReadProduct,
) -> Iterator[PlanWarning]:
    """Warnings of the second that the first does not settle; they are told where it stands."""
    ours = {offer.price for offer in first.product.offers}
    agreed = all(offer.price in ours for offer in second.product.offers)
    settled = {"product.brand_unknown": product.brand, "price.by_place": agreed}
    for warning in warnings:
        if not settled.get(warning.code):
            yield replace(warning, span=product.span)
