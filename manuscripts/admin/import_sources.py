"""Quotes, questions, products, offers and articles tell which words of a manuscript they are."""

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from articles.models import Article, Quote
from backoffice.import_sources import ORIGINS, Origins
from faq.models import Question
from manuscripts.models import ImportSource, Manuscript
from products.models import Offer, Product


def _origins(key: str, rows: QuerySet) -> Origins:
    page, permission = "admin:manuscripts_manuscript_review", "manuscripts.view_manuscript"
    return Origins(rows, key=key, page=page, permission=permission)


_LINES = ImportSource.objects.order_by("-manuscript__uploaded_at", "start").annotate(
    text=Concat(
        *(Value("line "), Cast("line", CharField()), Value(" of "), "manuscript__name"),
        output_field=CharField(),
    ),
    args=F("manuscript"),
    anchor=Concat(
        *(Value("?at="), Cast("start", CharField()), Value("#at-"), Cast("start", CharField())),
    ),
)
ORIGINS |= {
    Quote: _origins("quote", _LINES),
    Question: _origins("question", _LINES),
    Product: _origins("product", _LINES),
    Offer: _origins("offer", _LINES),
    Article: _origins(
        "article",
        Manuscript.objects.order_by("-uploaded_at").annotate(
            text=F("name"), args=F("pk"), anchor=Value("")
        ),
    ),
}
