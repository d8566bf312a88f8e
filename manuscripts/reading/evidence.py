"""
Doubt by default: a reading is sure where there is positive evidence for it, and only there.

Rules assert what they were written for; what nobody thought of they assert, too. So each piece that
no other warning touches is asked at the end what speaks for it, whatever rule read it: a brand and
a shop that are known, words that are explained, a title or a profession beside a name, a speaker
named beside the marks (`speech_evidence`), a question with its own mark whose answer ends where the
next thing begins; and whether the manuscript contradicts itself (`contradictions`). What has none
gets one warning over its place (docs/decisions/0047).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from products.brand_names import normalize_brand_name

from .contradictions import contradictions
from .document import Document
from .faq_evidence import weak_faqs
from .found_products import FoundProduct
from .gazetteer import Gazetteer
from .people import People, Person
from .plan import PlanWarning, Span
from .product_evidence import amounts_beside, lost_amounts, weak_products
from .questions import FoundFaq
from .quotes import QuoteExtraction
from .speech_evidence import weak_quotes
from .voices import other_voices


class Touched:
    """Places that a warning is about."""

    def __init__(self, warnings: Iterable[PlanWarning]):
        self._spans = sorted(one.span for one in warnings if one.span[0] < one.span[1])
        self._starts = [start for start, _ in self._spans]
        self._reach: list[int] = []
        for _, end in self._spans:
            self._reach.append(max(end, self._reach[-1] if self._reach else 0))

    def meets(self, start: int, end: int) -> bool:
        """Whether any of them overlaps this one."""
        before = bisect_left(self._starts, end) - 1
        return before >= 0 and self._reach[before] > start


def without_evidence(
    document: Document,
    warnings: Sequence[PlanWarning],
    products: Sequence[FoundProduct],
    faqs: Sequence[FoundFaq],
    extraction: QuoteExtraction,
    people: People,
    houses: Iterable[str],
    trade: Gazetteer,
) -> Iterator[PlanWarning]:
    """One warning for each piece that no other touches and nothing speaks for."""
    touched = Touched(warnings)
    asked: set[Span] = set()
    for warning in (
        *contradictions(products, faqs, extraction, people, trade),
        *lost_amounts(document.text, products),
        *amounts_beside(products),
        *weak_products(
            document.text, products, houses, trade, touched.meets, edited=document.deleted > 0
        ),
        *weak_people(extraction.people),
        *weak_faqs(document, faqs),
        *weak_quotes(extraction, people),
        *other_voices(extraction, people),
    ):
        if warning.span not in asked and not touched.meets(*warning.span):
            asked.add(warning.span)
            yield warning


# "new research by the consumer charity", "What Your Pharmacist Wants": a sentence, no profession
_NO_PROFESSION = re.compile(
    r"\b(?:by|wants?|knows?|says?|you|your|we|our|my|what|how|why|when|if)\b", re.IGNORECASE
)


def weak_people(people: Iterable[Person]) -> Iterator[PlanWarning]:
    """Somebody beside whose full name stands neither a title nor a profession, or a house."""
    people = tuple(people)
    houses = {normalize_brand_name(one.organization) for one in people if one.organization}
    for person in people:
        is_full = " " in person.name or person.honorific or person.name.startswith(("@", "u/"))
        is_titled = person.honorific or person.credentials
        told = person.is_told and not _NO_PROFESSION.search(person.role or "")
        is_house = not is_titled and normalize_brand_name(person.name) in houses
        if not (is_full and (is_titled or told)) or is_house:
            yield PlanWarning(
                "person.unsure",
                f"Nothing beside “{person.name}” tells who that is: check that it is a person the "
                "article quotes.",
                person.span,
            )
