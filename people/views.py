"""The people we ask and the people who write."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from backoffice import site_settings
from core.list_parameters import ListParameters, list_view
from core.page_url import page_url
from core.thin import substantial
from people.models import BrandTie, Person
from products.models import Brand

NEWEST = 24  # quotes, articles and answers on a person's page


@list_view()
def person_list(request: HttpRequest, parameters: ListParameters) -> HttpResponse:
    page = parameters.page_of(Person.objects.public().select_related("picture"))
    return parameters.render("people/person_list.html", page, {})


def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    # A brand has a page only while one of its products is public; otherwise it is a mere name.
    has_page = Exists(Brand.objects.public(at).filter(pk=OuterRef("brand")).order_by())
    ties = BrandTie.objects.select_related("brand").annotate(has_page=has_page)
    public = Person.objects.public(at).select_related("picture")
    public = public.prefetch_related(Prefetch("brand_ties", ties, to_attr="ties"), "same_as")
    # The site's settings come along with the person: a query less.
    public = public.annotate(
        site_settings=site_settings.stored(), is_substantial=substantial(Person, "bio", at)
    )
    person: Any = get_object_or_404(public, slug=slug)
    site_settings.remember(person.site_settings)
    context = {
        "person": person,
        "quotes": by_topic(person.quotes.public(at).with_articles(at)[:NEWEST]),
        "answers": person.answers.public(at)[:NEWEST],
        "crumbs": [("Experts and writers", page_url("people:list"))],
        "is_noindex": not person.is_substantial,
        **_articles_of(person, at),
    }
    return render(request, "people/person_detail.html", context)


def by_topic(quotes: Iterable[Any]) -> list[tuple[str, str, list[Any]]]:
    """
    Name and address of a topic with the quotes in its articles, the newest quote's first.

    A quote stands under the topic of the first article that has one; those without any come last.
    """
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for quote in quotes:
        topics = [(one.topic_name, one.topic_slug) for one in quote.live_editions]
        groups[next((topic for topic in topics if topic[1]), ("", ""))].append(quote)
    last = groups.pop(("", ""), [])
    told = [(name, page_url("topics:detail", slug), rows) for (name, slug), rows in groups.items()]
    return [*told, *([("", "", last)] if last else [])]


def _articles_of(person: Person, at: datetime) -> dict[str, list[Any]]:
    """The newest live articles they wrote, and those they only reviewed; two queries."""
    links = person.edition_links.filter(edition=OuterRef("pk"))
    is_author, is_reviewer = (
        Exists(links.filter(role=role).order_by()) for role in ("author", "reviewer")
    )
    live = person.editions.model.objects.live(at).annotate(wrote=is_author)
    rows: list[Any] = list(live.filter(is_author | is_reviewer).for_cards()[:NEWEST])
    return {
        "written": [row for row in rows if row.wrote],
        "reviewed": [row for row in rows if not row.wrote],
    }
