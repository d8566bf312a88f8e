"""Quotes, questions, products, offers and articles tell which words of a manuscript they are."""

from collections.abc import Callable

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from articles.models import Article, Quote
from backoffice.import_sources import Source, register_import_source
from faq.models import Question
from manuscripts.models import ImportSource, Manuscript
from products.models import Offer, Product

MAX_SOURCES = 3  # manuscripts named on one page


def _can_view(request: HttpRequest) -> bool:
    return request.user.has_perm("manuscripts.view_manuscript")


def _review(manuscript: int, anchor: str = "") -> str:
    return reverse("admin:manuscripts_manuscript_review", args=[manuscript]) + anchor


def _sources_by(key: str) -> Callable[[HttpRequest, Model], list[Source]]:
    """What tells the sources of the rows that `ImportSource.<key>` points to."""

    def sources(request: HttpRequest, row: Model) -> list[Source]:
        if not _can_view(request):
            return []
        newest = (
            ImportSource.objects.filter(**{key: row})
            .order_by("-manuscript__uploaded_at", "start")
            .values_list("manuscript", "manuscript__name", "line", "start")
        )
        return [
            Source(f"line {line} of {name}", _review(pk, f"#at-{start}"))
            for pk, name, line, start in newest[:MAX_SOURCES]
        ]

    return sources


def _sources_of_article(request: HttpRequest, article: Article) -> list[Source]:
    if not _can_view(request):
        return []
    newest = Manuscript.objects.filter(article=article).order_by("-uploaded_at")
    return [
        Source(name, _review(pk)) for pk, name in newest.values_list("pk", "name")[:MAX_SOURCES]
    ]


register_import_source(Quote, _sources_by("quote"))
register_import_source(Question, _sources_by("question"))
register_import_source(Product, _sources_by("product"))
register_import_source(Offer, _sources_by("offer"))
register_import_source(Article, _sources_of_article)
