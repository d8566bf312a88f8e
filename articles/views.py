"""Articles as readers see them, and the topics and tags that lead to them."""

from typing import Any

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from taggit.models import Tag

from articles.article_list import FILTERS, SORTS, ArticleList
from articles.content.formats import UnknownFormat
from articles.models import Edition, EditionCorrection
from articles.page import ArticlePage, warn_once
from articles.topics import topic_page
from articles.visibility import public_tags
from backoffice import site_settings
from core.list_parameters import ListParameters, list_view
from core.page_url import page_url
from core.timezones import site_timezone
from faq.models import Question
from faq.views import redact_withdrawn_quotes
from products.models import Product, with_offers
from products.offer_lines import attach_lines
from topics.models import Topic

TAGS_PER_PAGE = 120
CORRECTIONS_PER_PAGE = 50
PRODUCTS_OF_A_TAG = 8
QUESTIONS_OF_A_TAG = 8
ARTICLES_OF_A_TAG = 24
TOPICS_OF_A_TAG = 3


@list_view(*FILTERS, sorts=SORTS)
def article_list(request: HttpRequest, parameters: ListParameters) -> HttpResponse:
    listed = ArticleList(parameters, timezone.now())
    page = parameters.filtered_page(listed.rows(), listed.facets(), counted=listed.editions())
    return parameters.render("articles/article_list.html", page, {})


def article_detail(request: HttpRequest, slug: str) -> HttpResponse:
    # The site's settings come along with the edition: a query less.
    live = Edition.objects.live().for_page().annotate(site_settings=site_settings.stored())
    edition = live.filter(slug=slug).first()
    if edition is None:
        return _where_it_moved(request, slug)
    site_settings.remember(edition.site_settings)
    try:
        return article_response(request, edition)
    except UnknownFormat as error:
        warn_once(f"Article {edition.article_id}: {error.message}")
        return render(request, "articles/unreadable.html", {"edition": edition}, status=503)


def _where_it_moved(request: HttpRequest, slug: str) -> HttpResponse:
    """An address that readers knew the article by leads to its page, while they see one."""
    known = Edition.objects.begun().filter(slug=slug).values("article")[:1]
    moved = get_object_or_404(Edition.objects.live().only("slug"), article=known)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(moved.get_absolute_url() + (f"?{query}" if query else ""))


def article_response(
    request: HttpRequest,
    edition: Edition,
    *,
    is_preview: bool = False,
    page: ArticlePage | None = None,
    **context: Any,
) -> HttpResponse:
    """
    The page of an edition, live or `preview_edition(article)`: one path for both.

    A preview differs by its notice alone, and is kept out of caches and search engines. Its days
    are those readers see, whatever clock the editor goes by. `page` is one that was built otherwise
    (articles/point_in_time.py); `context` may hold `notice`, a sentence for the top of a preview,
    and `notice_links`, pairs of words and addresses.
    """
    canonical = settings.BASE_URL + edition.get_absolute_url()
    with site_timezone():
        response = render(
            request,
            "articles/article_detail.html",
            {
                "page": page or ArticlePage.of(edition),
                "canonical": canonical,
                "is_preview": is_preview,
                **context,
            },
        )
    if is_preview:
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
    return response


@list_view()
def corrections(request: HttpRequest, parameters: ListParameters) -> HttpResponse:
    """All that live articles say they had wrong."""
    page = parameters.page_of(EditionCorrection.objects.live(), per_page=CORRECTIONS_PER_PAGE)
    return parameters.render("articles/corrections.html", page, {})


@list_view()
def topic_list(request: HttpRequest, parameters: ListParameters) -> HttpResponse:
    page = parameters.page_of(Topic.objects.public().select_related("picture"))
    return parameters.render("articles/topic_list.html", page, {})


def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    public = Topic.objects.public(at).select_related("picture")
    # The site's settings come along with the topic: a query less.
    public = public.annotate(site_settings=site_settings.stored())
    topic: Any = get_object_or_404(public, slug=slug)
    site_settings.remember(topic.site_settings)
    # Cleaned again: a row may have been written by SQL (docs/rules.md 8.15).
    introduction = Topic._meta.get_field("introduction").sanitize(topic.introduction)
    shown = topic_page(topic, at)
    context = {
        "topic": topic,
        "introduction": introduction,
        "shown": shown,
        "all_articles": f"{reverse('articles:list')}?topic={topic.slug}",
        "crumbs": [("Topics", page_url("topics:list"))],
        "is_noindex": shown.is_thin,
    }
    return render(request, "articles/topic_detail.html", context)


@list_view()
def tag_list(request: HttpRequest, parameters: ListParameters) -> HttpResponse:
    tags = parameters.page_of(public_tags(), per_page=TAGS_PER_PAGE)
    return parameters.render("articles/tag_list.html", tags, {})


def tag_detail(request: HttpRequest, slug: str) -> HttpResponse:
    tag = get_object_or_404(Tag, slug=slug)
    articles = list(Edition.objects.live().tagged([slug]).for_cards()[:ARTICLES_OF_A_TAG])
    products = attach_lines(
        with_offers(Product.objects.public().tagged([slug]))[:PRODUCTS_OF_A_TAG]
    )
    questions = redact_withdrawn_quotes(
        Question.objects.public().tagged([slug])[:QUESTIONS_OF_A_TAG]
    )
    if not (articles or products or questions):
        raise Http404("No published page has this tag.")
    lists = {"articles": articles, "products": products, "questions": questions}
    more = {
        "articles": f"{reverse('articles:list')}?tag={slug}",
        "products": f"{reverse('products:list')}?tag={slug}",
        "questions": f"{reverse('faq:list')}?tag={slug}",
    }
    around = {
        "crumbs": [("Topics", page_url("topics:list")), ("Tags", page_url("tags:list"))],
        "topics": Topic.objects.public().filter(tags=tag)[:TOPICS_OF_A_TAG],
    }
    context = {"tag": tag, "more": more, **lists, **around}
    return render(request, "articles/tag_detail.html", context)
