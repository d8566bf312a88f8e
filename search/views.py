"""The page that finds, and what its field proposes meanwhile. Neither keeps anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from taggit.models import Tag

from articles.models import Edition
from core.list_parameters import ListParameters
from core.page_url import page_url
from search.databases import Match
from search.excerpts import excerpt, marked
from search.finding import MOST_RANKED, Found, best, find
from search.indexing import MINUTE_BITS, kind_of
from search.models import EntryText, Kind
from search.words import MAX_QUERY, query_words

PER_PAGE = 12
POPULAR_TAGS = 16
NEWEST = 100  # articles whose tags are popular
PROPOSALS = 7

_PAGES = {
    Kind.ARTICLE: "articles:detail",
    Kind.PRODUCT: "products:detail",
    Kind.PERSON: "people:detail",
    Kind.QUESTION: "faq:detail",
    Kind.TOPIC: "topics:detail",
}
_LABELS = {
    Kind.ARTICLE: "Article",
    Kind.PRODUCT: "Product",
    Kind.PERSON: "Expert",
    Kind.QUESTION: "Question",
    Kind.TOPIC: "Topic",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One line of what was found."""

    kind: str
    url: str
    title: SafeString
    excerpt: SafeString
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class KindLink:
    """A kind with how many were found, and where a click on it leads."""

    label: str
    count: int
    url: str
    is_chosen: bool


class SearchParameters(ListParameters):
    """What somebody looks for: `query`, `kind` (None for all), `number` of the page."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, ())
        given = request.GET.get("q", "")
        self.query = " ".join(given.replace("\x00", " ").split())[:MAX_QUERY]
        kind = request.GET.get("kind", "")
        if kind and kind not in Kind.values:
            raise Http404("There is no such kind.")
        self.kind = Kind(kind) if kind else None

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(["q", "kind", "page"])

    def _pairs(
        self, page: int, sort: str = "", changes: Mapping[str, list[str]] | None = None
    ) -> list[tuple[str, str]]:
        kinds = (changes or {}).get("kind", [self.kind.value] if self.kind else [])
        pairs = [("q", self.query)] if self.query else []
        pairs += [("kind", kind) for kind in kinds]
        return [*pairs, ("page", str(page))] if page > 1 else pairs

    def links(self, page: Page[Any]) -> dict[str, Any]:
        """What leads to the other pages of what was found."""
        before, after = page.has_previous(), page.has_next()
        return {
            "page_links": self.page_links(page),
            "previous_url": self.address(page=self.number - 1) if before else "",
            "next_url": self.address(page=self.number + 1) if after else "",
            "canonical": settings.BASE_URL + self.address(page=self.number),
        }


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found, or where to go on instead."""
    parameters = SearchParameters(request)
    if parameters.is_untidy:
        return redirect(parameters.tidy_url, permanent=True)
    found = find(parameters.query)
    shown = _of_kind(found, parameters.kind)
    paginator = Paginator(shown.keys, PER_PAGE)
    if parameters.number > paginator.num_pages:
        raise Http404("The list has fewer pages.")
    page = paginator.page(parameters.number)
    context = {
        "asked": parameters,
        "found": found,
        "shown": shown,
        "most_ranked": MOST_RANKED,
        "kinds": _kind_links(found, parameters),
        "results": _results(list(page), found.words),
        "popular_tags": [] if shown.keys else _popular_tags(),
        "is_noindex": True,
        **parameters.links(page),
    }
    return render(request, "search/search.html", context)


def _of_kind(found: Found, kind: Kind | None) -> Found:
    """Where more was found than is ranked, the best of a kind are looked for by themselves."""
    if kind is None:
        return found
    if not found.is_cut:
        return found.of_kind(kind)
    return best(Match(found.words, any=found.is_partial, kind=kind.value))


def _kind_links(found: Found, parameters: SearchParameters) -> list[KindLink]:
    chosen = parameters.kind
    links = [KindLink("All", len(found.keys), parameters.address({"kind": []}), chosen is None)]
    links += [
        KindLink(kind.label, count, parameters.address({"kind": [kind.value]}), kind is chosen)
        for kind, count in found.counts.items()
    ]
    return links


def _results(keys: Sequence[int], words: tuple[str, ...]) -> list[Result]:
    texts = EntryText.objects.in_bulk(list(keys))
    return [_result(key, texts[key], words) for key in keys if key in texts]


def _result(key: int, text: EntryText, words: tuple[str, ...]) -> Result:
    kind = kind_of(key)
    published = datetime.fromtimestamp((key >> MINUTE_BITS) * 60, tz=UTC)
    return Result(
        kind=_LABELS[kind],
        url=page_url(_PAGES[kind], text.slug),
        title=marked(text.title, words),
        excerpt=excerpt(text.body, words),
        published_at=published if kind is Kind.ARTICLE else None,
    )


def _popular_tags() -> list[Any]:
    """Those that most of the newest articles carry: of all there are it would take long to say."""
    newest = Edition.objects.live().order_by("-published_at", "-pk")[:NEWEST]
    tags = Tag.objects.filter(editions__in=list(newest.values_list("pk", flat=True)))
    most_used = tags.annotate(uses=Count("pk")).order_by("-uses", "name")[:POPULAR_TAGS]
    return sorted(most_used, key=lambda tag: tag.name)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Titles with these words, of which the last may be half a one, for the field's script."""
    words = tuple(each.word for each in query_words(request.GET.get("q", "")))
    found = best(Match(words, is_begun=True), most=200) if words else Found([])
    texts = EntryText.objects.defer("body").in_bulk(found.keys[:PROPOSALS])
    proposals = [
        {
            "title": texts[key].title,
            "url": page_url(_PAGES[kind_of(key)], texts[key].slug),
            "kind": _LABELS[kind_of(key)],
        }
        for key in found.keys[:PROPOSALS]
        if key in texts
    ]
    response = JsonResponse({"proposals": proposals})
    response["X-Robots-Tag"] = "noindex"
    return response
