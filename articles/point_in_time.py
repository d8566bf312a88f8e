"""
The article page as it stood at a moment of the past, for staff.

Words are the edition's that was live then. Prices come from the price log, people and products from
their record history. What has no history is shown as it is today: `NOT_RECORDED` says so to whoever
looks. A quote withdrawn since stays out of the past, too (docs/decisions/0011).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, Q

from articles.models import Edition
from articles.models.edition import EditionQuerySet
from articles.page import ArticlePage, OfferLines, PageBuilder
from people.models import Person
from pictures.models import Picture
from products.models import Brand, Offer, PriceChange, PricePoint, Product

NOT_RECORDED = (
    "Brand names, retailers with their terms, ties to brands and who is named as a quote's speaker "
    "have no history, so today's are shown. Quotes withdrawn since are left out."
)
_PERSON_FACTS = (
    *("name", "slug", "honorific", "credentials", "job_title", "organization"),
    *("is_sample", "image_alt"),
)
_PRODUCT_FACTS = ("name", "slug", "size", "image_alt", "regulatory_class")


def page_at(edition: Edition, at: datetime) -> ArticlePage:
    """The `ArticlePage` of `edition` with the facts of the moment `at`."""
    return PointInTimePageBuilder(edition, at).page()


class PointInTimePageBuilder(PageBuilder):
    """Reads the facts as they were on record at the moment `at`."""

    def live_editions(self) -> EditionQuerySet:
        return Edition.objects.live(self.at)

    def _records(self, model: Any, pks: Iterable[int]) -> dict[int, Any]:
        """Primary key → the record that was the newest then; those that have one. One query."""
        records = model.history.filter(history_date__lte=self.at, id__in=pks)
        newest = records.order_by("history_date", "history_id")
        return {record.id: record for record in newest}

    def read_products(self, pks: Iterable[int]) -> dict[int, Product]:
        products = super().read_products(pks)
        for pk, record in self._records(Product, pks).items():
            _put_back(products[pk], record, _PRODUCT_FACTS)
            if record.brand_id != products[pk].brand_id:
                products[pk].brand = Brand.objects.filter(pk=record.brand_id).first()
        return products

    def read_people(self, pks: Iterable[int]) -> dict[int, Person]:
        people = super().read_people(pks)
        for pk, record in self._records(Person, pks).items():
            _put_back(people[pk], record, _PERSON_FACTS)
        return people

    def read_offers(self, products: Iterable[int]) -> OfferLines:
        """The offers on sale then, each with the point that was current, the leading one first."""
        on_sale = Q(withdrawn_at=None) | Q(withdrawn_at__gt=self.at)
        released = Q(retailer__released_at__isnull=False)
        offers = Offer.objects.filter(on_sale, released, product__in=products)
        offers = offers.select_related("retailer")
        before, after = self._price_rows(offers)
        points = PricePoint.objects.in_bulk({row.after_id for row in before.values()} - {None})
        lines = []
        for offer in offers:
            row, later = before.get(offer.pk), after.get(offer.pk)
            if row is None and later is not None:
                continue  # its first price came later: as far as is known, so did the offer
            offer.current = points.get(row.after_id) if row else None
            offer.url = later.url_before if later else offer.url
            lines.append(offer)
        return self.lines_of(lines)

    def _price_rows(self, offers: Any) -> tuple[dict[int, PriceChange], dict[int, PriceChange]]:
        """Offer → its last row by that moment, and offer → its first one after it."""
        applied = PriceChange.objects.filter(state=PriceChange.State.APPLIED)
        rows = applied.filter(offer__in=offers).order_by()
        by_then = rows.filter(batch__created_at__lte=self.at)
        since = rows.filter(batch__created_at__gt=self.at)
        last = by_then.values("offer").annotate(row=Max("pk")).values("row")
        first = since.values("offer").annotate(row=Min("pk")).values("row")
        return (
            {row.offer_id: row for row in PriceChange.objects.filter(pk__in=last)},
            {row.offer_id: row for row in PriceChange.objects.filter(pk__in=first)},
        )


def _put_back(row: Any, record: Any, names: Iterable[str]) -> None:
    """Make `row` say what its `record` said; a picture that the library lost is none."""
    for name in names:
        setattr(row, name, getattr(record, name))
    if record.picture_id != row.picture_id:
        row.picture = Picture.objects.filter(pk=record.picture_id).first()
