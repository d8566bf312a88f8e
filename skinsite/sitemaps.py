"""
The sitemap: an index at /sitemap.xml, and below it a section for each kind of page.

Every section is divided into files of at most 50,000 addresses (sitemaps.org), so none is left
out however many there are. `lastmod` stands only where we know when a page's substance changed
(docs/rules.md 1.19). Thin pages are left out (core/thin.py).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.contrib.sitemaps.views import sitemap as section_view
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Edition
from articles.topics import substantial_topics
from articles.views import public_tags
from core.thin import substantial
from faq.models import Question
from faq.reviews import substantial as substantial_questions
from pages.models import Page
from people.models import Person
from products.models import Brand, Product
from products.product_page import worth_finding


class _Section(Sitemap):
    """Addresses at the site's own host, whatever host the request named."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return settings.BASE_URL.partition("://")[2]


class Pages(_Section):
    """The home page and the lists."""

    def items(self) -> Sequence[str]:
        lists = "articles:list topics:list tags:list products:list people:list faq:list"
        return ["home", *lists.split(), "corrections"]

    def location(self, item: str) -> str:
        return reverse(item)


class Articles(_Section):
    """Live articles, the newest first."""

    def items(self) -> QuerySet[Any]:
        editions = Edition.objects.live().order_by("-published_at", "-pk")
        return editions.values_list("slug", "modified_at")

    def location(self, item: tuple[str, datetime]) -> str:
        return reverse("articles:detail", args=[item[0]])

    def lastmod(self, item: tuple[str, datetime]) -> datetime:
        return item[1]


class _Slugs(_Section):
    """Pages of a kind that are told apart by their slug alone."""

    name = ""

    def rows(self) -> QuerySet[Any]:
        raise NotImplementedError

    def items(self) -> QuerySet[Any]:
        return self.rows().order_by("pk").values_list("slug", flat=True)

    def location(self, item: str) -> str:
        return reverse(self.name, args=[item])


class Topics(_Slugs):
    name = "topics:detail"

    def rows(self) -> QuerySet[Any]:
        return substantial_topics(timezone.now())


class Tags(_Slugs):
    name = "tags:detail"

    def rows(self) -> QuerySet[Any]:
        return public_tags()


class Products(_Slugs):
    name = "products:detail"

    def rows(self) -> QuerySet[Any]:
        at = timezone.now()
        return Product.objects.public(at).filter(worth_finding(at))


class Brands(_Slugs):
    name = "products:brand"

    def rows(self) -> QuerySet[Any]:
        at = timezone.now()
        return Brand.objects.public(at).filter(substantial(Brand, "description", at))


class People(_Slugs):
    name = "people:detail"

    def rows(self) -> QuerySet[Any]:
        at = timezone.now()
        return Person.objects.public(at).filter(substantial(Person, "bio", at))


class Questions(_Slugs):
    name = "faq:detail"

    def rows(self) -> QuerySet[Any]:
        return substantial_questions(Question.objects.public(), timezone.now())


class OwnPages(_Slugs):
    """About, policies, Privacy."""

    name = "pages:detail"

    def rows(self) -> QuerySet[Any]:
        return Page.objects.public()


SECTIONS: dict[str, Any] = {
    "pages": Pages,
    "articles": Articles,
    "topics": Topics,
    "tags": Tags,
    "products": Products,
    "brands": Brands,
    "people": People,
    "questions": Questions,
    "about": OwnPages,
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The files of all sections that have something in them."""
    files = []
    for name, section_class in SECTIONS.items():
        address = settings.BASE_URL + reverse("sitemap_section", args=[name])
        paginator = section_class().paginator
        numbers = paginator.page_range if paginator.count else []
        files += [SitemapIndexItem(address if n == 1 else f"{address}?p={n}") for n in numbers]
    return TemplateResponse(
        request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml"
    )


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """One file of a section: the first, or the one that `?p=` names."""
    return section_view(request, SECTIONS, section=section, template_name="sitemap.xml")
