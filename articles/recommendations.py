"""
What live editions say of a product: its picks, and experts' words that name it; never a draft's.

Loaded with the app (articles/apps.py), so that `products` needn't know articles.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from articles.content import Content
from articles.content.formats import UnknownFormat, read_content
from articles.models import Edition, EditionProduct, Quote
from articles.models.quote import as_passages
from core.redaction import Redaction
from people.models import BrandTie, tie_sentence
from products.models import Brand, Product
from products.recommendations import (
    MOST_READ,
    Coverage,
    Naming,
    ReadsArticles,
    Recommendation,
    register_articles,
)

MOST_CARDS = 6


def recommendations(product: Product, at: datetime) -> list[Recommendation]:
    """Three queries: the editions, the quotes in them, ties of their people to the brand."""
    links = EditionProduct.objects.filter(product=product).values("edition")
    live = Edition.objects.live(at).filter(pk__in=links).for_page()
    editions = list(live.order_by("-published_at", "-pk")[:MOST_READ])
    contents = {edition.pk: content for edition in editions if (content := _content(edition))}
    quotes = _quotes_in(contents.values())
    ties = _ties(product, contents, quotes)
    return [
        _recommendation(product, edition, contents[edition.pk], quotes, ties)
        for edition in editions
        if edition.pk in contents
    ]


def _content(edition: Edition) -> Content | None:
    try:
        return read_content(edition)
    except UnknownFormat:
        return None  # its page can't be shown, either


def _said_in(content: Content) -> dict[int, list[str]]:
    """Quote → its segments as the content has them."""
    quoted = {quote["id"]: quote["segments"] for quote in content["quotes"]}
    return quoted | {
        block["quote"]: block["segments"] for block in content["blocks"] if block.get("quote")
    }


def _quotes_in(contents: Iterable[Content]) -> dict[int, Quote]:
    keys = {key for content in contents for key in _said_in(content)}
    return Quote.objects.select_related("speaker").in_bulk(keys) if keys else {}


def _people_in(content: Content, quotes: dict[int, Quote]) -> set[int | None]:
    """Authors, reviewer, and whose words are still shown."""
    people = {*content["authors"]}
    if content["review"]:
        people.add(content["review"]["reviewer"])
    shown = (quotes[key] for key in _said_in(content) if key in quotes)
    speakers = {quote.speaker_id for quote in shown if not _is_withdrawn(quote)}
    return (people | speakers) - {None}


def _is_withdrawn(quote: Quote) -> bool:
    return quote.permission == Quote.Permission.WITHDRAWN


def _ties(
    product: Product, contents: dict[int, Content], quotes: dict[int, Quote]
) -> dict[int, list[str]]:
    """Edition → who in it has an interest in the brand (docs/rules.md 3.9)."""
    people = {pk: _people_in(content, quotes) for pk, content in contents.items()}
    sentences: dict[int, list[str]] = defaultdict(list)
    if product.brand is None or not people:
        return sentences
    ties = BrandTie.objects.filter(brand=product.brand, person__in=set().union(*people.values()))
    for tie in ties.select_related("person"):
        said = tie_sentence(tie.person.name, product.brand.name, tie.kind, tie.note)
        for pk, named in people.items():
            if tie.person_id in named:
                sentences[pk].append(said)
    return sentences


def _recommendation(
    product: Product,
    edition: Edition,
    content: Content,
    quotes: dict[int, Quote],
    ties: dict[int, list[str]],
) -> Recommendation:
    said = {key: segments for key, segments in _said_in(content).items() if key in quotes}
    withdrawn = [segments for key, segments in said.items() if _is_withdrawn(quotes[key])]
    text = Redaction([segment for segments in withdrawn for segment in segments]).of_text
    picks = [one for one in content["blocks"] if one.get("product") == product.pk]
    pick: dict[str, Any] = picks[0] if picks else {}
    return Recommendation(
        title=edition.title,
        url=edition.get_absolute_url(),
        published_at=edition.published_at,
        best_for=text(pick.get("best_for", "")),
        note=text(pick.get("note", "")),
        pros=[text(line) for line in pick.get("pros", [])],
        cons=[text(line) for line in pick.get("cons", [])],
        named_by=[
            _naming(quotes[key], segments)
            for key, segments in said.items()
            if not _is_withdrawn(quotes[key])
            and quotes[key].speaker
            and names(product, " ".join(segments))
        ],
        ties=ties[edition.pk],
    )


def _naming(quote: Quote, segments: list[str]) -> Naming:
    is_verbatim = quote.kind == Quote.Kind.VERBATIM
    return Naming(quote.speaker, as_passages(segments, is_verbatim=is_verbatim), is_verbatim)


def names(product: Product, text: str) -> bool:
    """Whether the text has the product's name; one of a single word only with its brand's."""
    brand = product.brand.name if product.brand else ""
    is_telling = len(product.name.split()) > 1 or (brand and _has(brand, text))
    return bool(is_telling and _has(product.name, text))


def _has(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


def coverage(brand: Brand, at: datetime) -> Coverage:
    """Three queries: how many, the newest, their bylines."""
    links = EditionProduct.objects.filter(product__brand=brand).values("edition")
    live = Edition.objects.live(at).filter(pk__in=links)
    return Coverage(live.count(), list(live.for_cards()[:MOST_CARDS]))


register_articles(ReadsArticles(recommendations, coverage))
