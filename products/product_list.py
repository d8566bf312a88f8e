"""
The list of products with its filters: tag, brand, shop, category, price, and what an offer has.

What is asked of offers (shop, price, to be had, reduced) is asked of one and the same offer, and a
card shows the leading one of those that have it all.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils.text import slugify

from core.list_parameters import Facet, ListParameters, text_facet
from core.tags import about_facet, in_articles_about, tag_facet
from products.currencies import precision
from products.models import Brand, Offer, Product, Retailer, TaggedProduct, with_offers
from products.models.offer import OfferQuerySet
from products.models.product import ProductQuerySet
from products.money import Money
from products.offer_facts import OfferFacts

FILTERS = ("tag", "about", "brand", "retailer", "category", "price", "stock", "deal")
SORTS = ("name", "newest", "price")
_OF_OFFERS = ("retailer", "price", "stock", "deal")
_BOUNDS = (10, 20, 50, 100)  # of prices, in dollars and what is written with cents like them
_STOCK: Mapping[str, str] = MappingProxyType({"available": "Available when checked"})
_DEAL: Mapping[str, str] = MappingProxyType({"reduced": "Reduced"})


class ProductList:
    """Products as a reader's wish has them; three queries to make, two more where they look."""

    def __init__(self, parameters: ListParameters, at: datetime) -> None:
        self.parameters = parameters
        self.chosen = parameters.chosen
        self.at = at
        self.public = Product.objects.public(at)
        self.facts = OfferFacts(at)
        self.spans = _spans(self.facts.market.currency)
        self.categories = self._categories()
        self.asked_of_offers = {
            "retailer": Q(retailer__slug__in=self.chosen["retailer"]),
            "price": self._in_spans(self.chosen["price"]),
            "stock": self.facts.available,
            "deal": self.facts.reduced,
        }

    def _categories(self) -> list[str]:
        """The chosen ones as they are written in products."""
        if not (chosen := self.chosen["category"]):
            return []
        written = self.public.order_by().values_list("category", flat=True).distinct()
        return [name for name in written if slugify(name) in chosen]

    def _in_spans(self, chosen: list[str]) -> Q:
        found = Q(pk__in=[])
        for value in chosen:
            if value in self.spans:
                found |= self.spans[value][1]
        return self.facts.priced & found

    # What is left by all that was chosen, or by all but one filter

    def offers(self, *, without: str = "") -> OfferQuerySet:
        """Offers that have all that is asked of them."""
        offers = Offer.objects.shown()
        for name in _OF_OFFERS:
            if self.chosen[name] and name != without:
                offers = offers.filter(self.asked_of_offers[name])
        return offers

    def products(self, *, without: str = "", with_offers: bool = True) -> ProductQuerySet:
        """Products that have what is asked of them, and with it such an offer."""
        rows, chosen = self.public, self.chosen
        rows = rows.tagged(chosen["tag"])
        if chosen["about"] and without != "about":
            rows = rows.filter(in_articles_about(Product, chosen["about"], self.at))
        if chosen["brand"] and without != "brand":
            rows = rows.filter(brand__slug__in=chosen["brand"])
        if chosen["category"] and without != "category":
            rows = rows.filter(category__in=self.categories)
        if with_offers and any(chosen[name] for name in _OF_OFFERS):
            rows = rows.filter(Exists(self.offers().filter(product=OuterRef("pk"))))
        return rows

    def rows(self) -> QuerySet[Any]:
        """What is listed, in the order that was asked for, each with the offers it may show."""
        rows = with_offers(self.products(), self.offers())
        if self.parameters.sort == "newest":
            return rows.order_by("-pk")
        if self.parameters.sort == "price":
            leading = self.facts.leading_price(self.offers())
            rows = rows.alias(leading_price=leading)
            return rows.order_by(F("leading_price").asc(nulls_last=True), *_by_name())
        return rows.order_by(*_by_name())

    # The filters

    def facets(self) -> list[Facet]:
        """All of them, each counted in what the others leave."""
        tags = tag_facet(
            self.products(), self.public, through=TaggedProduct, owner="content_object"
        )
        return [
            tags,
            self._of_product("brand", "Brand", Brand.objects.public(self.at)),
            self._of_shops(),
            self._of_categories(),
            self._of_prices(),
            self._of_one("stock", "Availability", _STOCK),
            self._of_one("deal", "Deals", _DEAL),
            about_facet(self.products(without="about"), self.at),
        ]

    def _of_product(self, name: str, label: str, public: QuerySet[Any]) -> Facet:
        rows = self.products(without=name).filter(**{f"{name}__isnull": False}).order_by()
        told = {"value": F(f"{name}__slug"), "label": F(f"{name}__name")}
        options = rows.values(**told).annotate(n=Count("pk"))
        return Facet(name, label, options, public.values(value=F("slug"), label=F("name")))

    def _of_shops(self) -> Facet:
        told = {"value": F("retailer__slug"), "label": F("retailer__name")}
        options = self._counted("retailer").values(**told)
        names = Retailer.objects.public(self.at).values(value=F("slug"), label=F("name"))
        return Facet("retailer", "Shop", _products_in(options), names)

    def _of_categories(self) -> Facet:
        rows = self.products(without="category")
        return text_facet("category", "Category", "category", rows, self.public)

    def _of_prices(self) -> Facet:
        """Spans in the site's currency; a product counts in each that it has a price in."""
        spans = [When(where, then=Value(name)) for name, (_, where) in self.spans.items()]
        value = Case(*spans, default=Value(""), output_field=CharField())
        offers = self._counted("price").filter(
            self.facts.priced, current__currency=self.facts.market.currency
        )
        labels = {name: label for name, (label, _) in self.spans.items()}
        options = offers.annotate(value=value).values("value", label=F("value"))
        return Facet("price", "Price", _products_in(options), labels=labels)

    def _of_one(self, name: str, label: str, labels: Mapping[str, str]) -> Facet:
        (value,) = labels
        told = {key: Value(value, output_field=CharField()) for key in ("value", "label")}
        offers = self._counted(name).filter(self.asked_of_offers[name])
        return Facet(name, label, _products_in(offers.values(**told)), labels=labels)

    def _counted(self, without: str) -> OfferQuerySet:
        """Offers of the products that are left, with all that is asked of offers but this."""
        products = self.products(with_offers=False).order_by()
        return self.offers(without=without).filter(product__in=products).order_by()


def _products_in(offers: QuerySet[Any]) -> QuerySet[Any]:
    return offers.annotate(n=Count("product", distinct=True))


def _by_name() -> list[Any]:
    return [Lower("brand__name"), Lower("name"), "size", "pk"]


def _spans(currency: str) -> dict[str, tuple[str, Q]]:
    """Value → what a span of prices is called, and which offers are in it."""
    scale = Decimal(10) ** (2 - precision(currency))
    bounds = [Money(bound * scale, currency) for bound in _BOUNDS]
    first, last = bounds[0], bounds[-1]
    spans = {
        f"under-{first.amount:f}": (f"Under {first}", Q(current__price__lt=first)),
        **{
            f"{low.amount:f}-{high.amount:f}": (
                f"{low} to {high}",
                Q(current__price__gte=low) & Q(current__price__lt=high),
            )
            for low, high in zip(bounds, bounds[1:], strict=False)
        },
        f"from-{last.amount:f}": (f"{last} and more", Q(current__price__gte=last)),
    }
    return {name.replace(".0", ""): span for name, span in spans.items()}
