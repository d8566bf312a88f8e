"""What an earlier import of the same manuscript made and its undo left: found, not made anew."""

from django.db.models import Model

from articles.models import Quote
from faq.models import Question
from manuscripts.models import ImportSource, MadeRow
from manuscripts.reading.plan import Span
from products.models import Product

Kind = MadeRow.Kind
_MODELS: dict[str, type[Model]] = {
    Kind.QUOTE: Quote,
    Kind.QUESTION: Question,
    Kind.PRODUCT: Product,
}


class LeftRows:
    """
    The rows by the words they came from, whatever they are called by now. Three small queries.

    Whoever, whatever brand or shop it was, is found by name, as anybody on file.
    """

    def __init__(self, sha256: str) -> None:
        self._rows: dict[tuple[str, Span], Model] = {}
        made = MadeRow.objects.filter(manuscript__sha256=sha256)
        for kind, model in _MODELS.items():
            keys = made.filter(kind=kind).values("row")
            sources = ImportSource.objects.filter(manuscript__sha256=sha256)
            sources = sources.filter(**{f"{kind}__in": keys}).order_by("pk")
            spans = {
                pk: (start, end) for pk, start, end in sources.values_list(kind, "start", "end")
            }
            for pk, row in model._default_manager.in_bulk(spans).items():
                self._rows.setdefault((kind, spans[pk]), row)

    def quote(self, span: Span) -> Quote | None:
        """The one that was made of these words."""
        row = self._rows.get((Kind.QUOTE, span))
        return row if isinstance(row, Quote) else None

    def question(self, span: Span) -> Question | None:
        """The one that was made of these words."""
        row = self._rows.get((Kind.QUESTION, span))
        return row if isinstance(row, Question) else None

    def product(self, span: Span) -> Product | None:
        """The one that was made of these words."""
        row = self._rows.get((Kind.PRODUCT, span))
        return row if isinstance(row, Product) else None
