"""Products as readers see them: always with the day each price was checked."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from taggit.models import Tag

from core.list_parameters import ListParameters, list_view
from products.models import Brand, Offer, Product, Retailer, with_offers


@list_view("tag", "brand", "retailer")
def product_list(request: HttpRequest, parameters: ListParameters) -> HttpResponse:
    public = Product.objects.public()
    brands, retailers = list(Brand.objects.public()), list(Retailer.objects.public())
    context: dict[str, Any] = {
        "brands": brands,
        "brand": parameters.chosen(brands, "brand"),
        "retailers": retailers,
        "retailer": parameters.chosen(retailers, "retailer"),
        "chosen_tags": parameters.chosen_tags(
            Tag.objects.filter(Exists(public.filter(tagged_items__tag=OuterRef("pk"))))
        ),
    }
    products = public.tagged(parameters.tags)
    if parameters.brand:
        products = products.filter(brand=context["brand"])
    if parameters.retailer:
        sold = Offer.objects.shown().filter(retailer=context["retailer"])
        products = products.filter(pk__in=sold.values("product"))
    context["more_tags"] = parameters.more_tags(
        Tag.objects.filter(tagged_products__content_object__in=products)
    )
    page = parameters.page_of(with_offers(products))
    context["has_paid_links"] = shows_paid_links(page)
    return parameters.render("products/product_list.html", page, context)


def product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    public = with_offers(Product.objects.public())
    public = public.prefetch_related("tags")  # type: ignore[misc]  # taggit's tags have no types
    product = get_object_or_404(public, slug=slug)
    offers = [offer.as_line() for offer in product.offers.all()]
    context: dict[str, Any] = {
        "product": product,
        "offers": offers,
        "articles": product.editions.live().for_cards(),
        "has_paid_links": any(offer["is_paid"] for offer in offers),
    }
    return render(request, "products/product_detail.html", context)


@list_view()
def brand_detail(request: HttpRequest, parameters: ListParameters, slug: str) -> HttpResponse:
    brand = get_object_or_404(Brand.objects.public(), slug=slug)
    page = parameters.page_of(with_offers(Product.objects.public().filter(brand=brand)))
    context: dict[str, Any] = {"brand": brand, "has_paid_links": shows_paid_links(page)}
    return parameters.render("products/brand_detail.html", page, context)


def shows_paid_links(products: Iterable[Product]) -> bool:
    """Whether one of these products' cards links to a shop that pays us (docs/rules.md 3.5)."""
    return any(product.card_offer and product.card_offer.is_paid for product in products)
