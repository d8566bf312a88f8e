"""Quotes, questions, products, offers and articles tell which words of a manuscript they are."""

from django.urls import reverse

from articles.models import Article, Quote
from backoffice.import_sources import Source, register_import_source
from faq.models import Question
from manuscripts.models import Manuscript, Origin
from products.models import Offer, Product

MOST = 3  # manuscripts named on one page


def _may_see(request):
    return request.user.has_perm("manuscripts.view_manuscript")


def _review(manuscript, anchor=""):
    return reverse("admin:manuscripts_manuscript_review", args=[manuscript]) + anchor


def _told_by_origins(key):
    """The teller of the rows that `Origin.<key>` points to."""

    def tell(request, row):
        if not _may_see(request):
            return []
        newest = (
            Origin.objects.filter(**{key: row})
            .order_by("-manuscript__imported_at", "start")
            .values_list("manuscript", "manuscript__name", "line", "start")
        )
        return [
            Source(f"line {line} of {name}", _review(pk, f"#at-{start}"))
            for pk, name, line, start in newest[:MOST]
        ]

    return tell


def _of_article(request, article):
    if not _may_see(request):
        return []
    newest = Manuscript.objects.filter(article=article).order_by("-imported_at")
    return [Source(name, _review(pk)) for pk, name in newest.values_list("pk", "name")[:MOST]]


register_import_source(Quote, _told_by_origins("quote"))
register_import_source(Question, _told_by_origins("question"))
register_import_source(Product, _told_by_origins("product"))
register_import_source(Offer, _told_by_origins("offer"))
register_import_source(Article, _of_article)
