"""
What articles say of products and brands: `articles` knows, and registers how to read it.

Nothing is told as more than it is: a pick is the article's own, and an expert is named only by
words of theirs that name the product.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from products.models import Brand, Product

MOST_READ = 6  # of the newest articles that show a product


@dataclass(frozen=True, slots=True)
class Naming:
    """Somebody's own words, in which the product is named."""

    person: Any
    passages: list[str]
    is_verbatim: bool


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A product as one live article picks it; `ties` are sentences on who in it is paid by whom."""

    title: str
    url: str
    published_at: datetime
    best_for: str
    note: str
    pros: list[str]
    cons: list[str]
    named_by: list[Naming]
    ties: list[str]

    @property
    def says_something(self) -> bool:
        """Whether it gives a reason, and isn't a mere pick."""
        return bool(self.best_for or self.note or self.pros or self.cons or self.named_by)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many live articles show something of a brand, and the newest of them for cards."""

    articles: int
    newest: Sequence[Any]


@dataclass(frozen=True, slots=True)
class ReadsArticles:
    recommendations: Callable[[Product, datetime], list[Recommendation]]
    coverage: Callable[[Brand, datetime], Coverage]


_reader: list[ReadsArticles] = []


def register_articles(reader: ReadsArticles) -> None:
    """Say once how to read what articles say."""
    _reader[:] = [reader]


def recommendations_of(product: Product, at: datetime) -> list[Recommendation]:
    """By live articles, the newest first; three queries."""
    return [one for reader in _reader for one in reader.recommendations(product, at)]


def coverage_of(brand: Brand, at: datetime) -> Coverage:
    """Articles about the brand's products; three queries."""
    return _reader[0].coverage(brand, at) if _reader else Coverage(0, [])
