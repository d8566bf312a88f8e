"""What an editor should look at in a manuscript: what was mended, left out, doubted or not read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from products.brand_names import normalize_brand_name

from .document import Document
from .doubts import odd_people
from .evidence import without_evidence
from .found_products import FoundProduct
from .front_matter import FrontMatter
from .gazetteer import Gazetteer
from .page_currency import other_dollars
from .people import People, Person
from .plan import PlanWarning, ReadProduct
from .questions import FoundFaq
from .quotes import QuoteExtraction
from .segmentation import is_chat
from .speech_evidence import plainly_said
from .text_warnings import text_warnings
from .unread import unread

_LIKELY = "quote.speaker_likely"
_MAX_ALIKE = 50  # warnings of one kind about the text as such; more help nobody
# Of any other kind as many as a manuscript may have readings: what lost its doubt would be sure.
_MAX_DOUBTS = 3_000


def all_warnings(
    document: Document,
    priced: str,
    front: FrontMatter,
    products: list[FoundProduct],
    faqs: list[FoundFaq],
    extraction: QuoteExtraction,
    people: People,
    trade: Gazetteer,
    houses: Iterable[str],
) -> Iterator[PlanWarning]:
    """
    The warnings of a plan, so many of a kind; in `priced` digits that are struck out are marked.

    `houses` are brands that the manuscript names as such.
    """
    untold = (found.product for found in products if not _doubts_currency(found))
    told = (
        *_warnings(document, front, products, faqs, _without_plain(extraction, people)),
        *other_dollars(document.text, untold),
        *odd_people(document.text, extraction.people, _verbatim(extraction)),
        *unread(priced, document.passages, products, extraction, people, trade),
    )
    doubted = without_evidence(document, told, products, faqs, extraction, people, houses, trade)
    return _bounded((*told, *doubted))


def _without_plain(extraction: QuoteExtraction, people: People) -> QuoteExtraction:
    """Without the doubts of a speaker where the paragraph speaks of nobody else."""
    if not any(one.code == _LIKELY for one in extraction.warnings):
        return extraction
    plain = plainly_said(extraction, people)
    kept = (one for one in extraction.warnings if one.code != _LIKELY or one.span not in plain)
    return replace(extraction, warnings=tuple(kept))


def _doubts_currency(found: FoundProduct) -> bool:
    return any(one.code == "price.currency_unsure" for one in found.warnings)


def _verbatim(extraction: QuoteExtraction) -> set[str]:
    """Whose own words are quoted."""
    return {one.speaker for one in extraction.quotes if one.speaker and one.kind == "verbatim"}


def _warnings(
    document: Document,
    front: FrontMatter,
    products: list[FoundProduct],
    faqs: list[FoundFaq],
    extraction: QuoteExtraction,
) -> Iterator[PlanWarning]:
    text = document.text
    yield from text_warnings(document, {index for one in products for index in one.passages})
    if front.origin == "derived":
        yield PlanWarning(
            "title.derived",
            f"The manuscript has no title: “{front.title}” is a working title.",
            front.title_span,
        )
    yield from extraction.warnings
    yield from _conflicts(extraction, products)
    for found in products:
        yield from found.warnings
    for faq in (found.faq for found in faqs):
        if faq.answer is None:
            yield PlanWarning(
                "faq.unanswered",
                f"“{faq.question}” has no answer: write one or leave the question out.",
                faq.span,
            )
    yield from _unmarked(faqs)
    yield from _likely(faqs)
    for piece in document.passages:
        if piece.kind == "note" and is_chat(piece.words(text)):
            yield PlanWarning(
                "text.chat_left_in",
                "This line looks like a chat assistant’s own words: it is kept out of the text.",
                (piece.start, piece.end),
            )


def _unmarked(faqs: list[FoundFaq]) -> Iterator[PlanWarning]:
    """Questions that the writer did not end with a question mark: one warning for all."""
    added = [found.faq for found in faqs if not found.asks]
    if added:
        more = f" and {len(added) - 1} more" if len(added) > 1 else ""
        yield PlanWarning(
            "faq.question_mark_added",
            f"“{added[0].question}”{more}: the manuscript has no question mark, so we added it.",
            added[0].span,
        )


def _likely(faqs: list[FoundFaq]) -> Iterator[PlanWarning]:
    for found in faqs:
        if found.likely:
            message = f"“{found.faq.question}”: {found.likely}. Check it."
            yield PlanWarning("faq.unclear", message, found.faq.span)


def _conflicts(extraction: QuoteExtraction, products: list[FoundProduct]) -> Iterator[PlanWarning]:
    """A brand's founder or employee quoted beside that brand's product."""
    brands: dict[str, ReadProduct] = {}
    for found in products:
        if found.product.brand:
            brands.setdefault(normalize_brand_name(found.product.brand), found.product)
    quoted = {quote.speaker for quote in extraction.quotes}
    for person in extraction.people:
        if person.name in quoted and person.has_ties:
            brand = _own_brand(person, brands)
            if brand:
                yield PlanWarning(
                    "quote.conflict_of_interest",
                    f"{person.name} ({person.role}) is tied to {brand}, whose product appears "
                    "here: disclose it.",
                    person.span,
                )


def _own_brand(person: Person, brands: dict[str, ReadProduct]) -> str | None:
    organization = f" {normalize_brand_name(person.organization or '')} "
    for key, product in list(brands.items())[:500]:
        if f" {key} " in organization or organization.strip() and organization in f" {key} ":
            return product.brand
    return None


def _bounded(warnings: Iterable[PlanWarning]) -> Iterator[PlanWarning]:
    """At most so many of a kind, the last of which says that there were more."""
    seen: Counter[str] = Counter()
    for warning in warnings:
        seen[warning.code] += 1
        most = _MAX_ALIKE if warning.code.startswith("text.") else _MAX_DOUBTS
        if seen[warning.code] < most:
            yield warning
        elif seen[warning.code] == most:
            yield PlanWarning(
                warning.code, f"{warning.message} There are more like this.", warning.span
            )
