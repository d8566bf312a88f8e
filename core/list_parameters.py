"""
List pages: what the query string asks for (tag filter, brand, page), and the page that answers.

    @list_view("tag", "brand")
    def product_list(request, parameters):
        ...
        return parameters.render("products/product_list.html", products, tags=…)

Parameters stand in one fixed order: tag (several mean all of them), brand, retailer, page. What is
no filter and no page is a 404, never a 500; `page=1` and the empty fields of a form lead to the
tidy address; a combination that finds nothing is a 404 that offers to drop a filter
(docs/rules.md 2.17–2.20). Parameters we don't know, such as a newsletter's tracking, are passed
over, and the canonical address leaves them out (2.15).
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

PER_PAGE = 24
MAX_TAGS = 8  # in one address: more is no reader
TAGS_OFFERED = 24

View = Callable[..., HttpResponse]

_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,200}")
_PAGE = re.compile(r"[1-9][0-9]{0,5}")


class Slugged(Protocol):
    """A row that a filter names by its slug."""

    @property
    def slug(self) -> str: ...


Row = TypeVar("Row", bound=Slugged)


@dataclass(frozen=True, slots=True)
class Chip:
    """A tag, and where a click on it leads."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A number in the row under a list; no address for the gap between two numbers."""

    label: str
    url: str
    is_current: bool


def list_view(*filters: str) -> Callable[[View], View]:
    """Give the view `ListParameters` read from the address, after sending untidy addresses on."""

    def decorate(view: View) -> View:
        @wraps(view)
        def with_parameters(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            parameters = ListParameters(request, filters)
            if parameters.is_untidy:
                return redirect(parameters.address(), permanent=True)
            return view(request, parameters, **kwargs)

        return with_parameters

    return decorate


class ListParameters:
    """A reader's wish: `tags` (slugs), `brand`, `retailer` (a slug or ""), `number` of the page."""

    def __init__(self, request: HttpRequest, filters: Collection[str]) -> None:
        self.request = request
        self.tags = self._slugs("tag") if "tag" in filters else []
        self.brand = self._slug("brand") if "brand" in filters else ""
        self.retailer = self._slug("retailer") if "retailer" in filters else ""
        pages = request.GET.getlist("page")
        if len(pages) > 1 or (pages and not _PAGE.fullmatch(pages[0])):
            raise Http404("This list has no such page.")
        self.number = int(pages[0]) if pages else 1
        empty = any("" in request.GET.getlist(name) for name in filters)
        self.is_untidy = empty or pages == ["1"]

    def _slugs(self, name: str) -> list[str]:
        slugs = [value for value in self.request.GET.getlist(name) if value]
        if len(slugs) > MAX_TAGS or len(set(slugs)) < len(slugs):
            raise Http404("A filter is repeated, or there are too many.")
        if not all(_SLUG.fullmatch(slug) for slug in slugs):
            raise Http404("There is no such filter.")
        return slugs

    def _slug(self, name: str) -> str:
        slugs = self._slugs(name)
        if len(slugs) > 1:
            raise Http404("This filter takes one value.")
        return slugs[0] if slugs else ""

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the page was asked for: such a list is kept out of the index."""
        return bool(self.tags or self.brand or self.retailer)

    def address(self, *, page: int = 1, **changes: Any) -> str:
        """The path with these filters in their fixed order; by default its first page."""
        tags = changes.get("tags", self.tags)
        pairs = [("tag", slug) for slug in sorted(tags)]
        for name in ("brand", "retailer"):
            if value := changes.get(name, getattr(self, name)):
                pairs.append((name, value))
        if page > 1:
            pairs.append(("page", page))
        return f"{self.request.path}?{urlencode(pairs)}" if pairs else self.request.path

    def chosen(self, rows: Iterable[Row], name: str) -> Row | None:
        """The one of `rows` that the filter `name` names, None without it; 404 for an unknown."""
        slug = getattr(self, name)
        if not slug:
            return None
        for row in rows:
            if row.slug == slug:
                return row
        raise Http404(f"There is no such {name} here.")

    def chosen_tags(self, public_tags: QuerySet[Any]) -> list[Chip]:
        """
        Chips that drop a chosen tag. A query, none without tags; 404 where one isn't public.

        `public_tags` are those of everything the list could show: a draft's tag is unknown here.
        """
        if not self.tags:
            return []
        tags = list(public_tags.filter(slug__in=self.tags).distinct().order_by("name"))
        if len(tags) != len(self.tags):
            raise Http404("There is no such tag here.")
        return [
            Chip(tag.name, self.address(tags=[slug for slug in self.tags if slug != tag.slug]))
            for tag in tags
        ]

    def more_tags(self, tags_of_rows: QuerySet[Any]) -> list[Chip]:
        """Chips that add a tag: the most used of what is listed now, so none leads nowhere."""
        if len(self.tags) == MAX_TAGS:
            return []
        most_used = (
            tags_of_rows.exclude(slug__in=self.tags)
            .annotate(uses=Count("pk"))
            .order_by("-uses", "name")[:TAGS_OFFERED]
        )
        return [
            Chip(tag.name, self.address(tags=[*self.tags, tag.slug]))
            for tag in sorted(most_used, key=lambda tag: tag.name)
        ]

    def page_of(self, rows: QuerySet[Any], *, per_page: int = PER_PAGE) -> Page[Any]:
        """That page of a queryset, as Django's `Page`; 404 behind the last one."""
        paginator = Paginator(rows, per_page)
        if self.number > paginator.num_pages:
            raise Http404("The list has fewer pages.")
        return paginator.page(self.number)

    def page_links(self, page: Page[Any]) -> list[PageLink]:
        """The row of numbers under the list; empty where all is on one page."""
        if page.paginator.num_pages == 1:
            return []
        return [
            PageLink(
                str(number),
                self.address(page=number) if isinstance(number, int) else "",
                is_current=number == self.number,
            )
            for number in page.paginator.get_elided_page_range(
                self.number, on_each_side=1, on_ends=1
            )
        ]

    def render(self, template: str, page: Page[Any], context: dict[str, Any]) -> HttpResponse:
        """The list page, with status 404 where the filters leave nothing."""
        is_empty = self.is_filtered and not page.paginator.count
        context |= {
            "asked": self,
            "page": page,
            "page_links": self.page_links(page),
            "previous_url": self.address(page=self.number - 1) if page.has_previous() else "",
            "next_url": self.address(page=self.number + 1) if page.has_next() else "",
            "canonical": settings.BASE_URL + self.address(page=self.number),
            "is_noindex": self.is_filtered,
            "without_filters_url": self.request.path,
        }
        return render(self.request, template, context, status=404 if is_empty else 200)
