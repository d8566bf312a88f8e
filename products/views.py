"""Products as readers see them: always with the day each price was checked."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from taggit.models import Tag

from core.list_parameters import ListParameters, list_view
from products.models import Brand, Offer, Product, Retailer, with_offers
from products.offer_history import attach_history
from products.offer_lines import attach_lines, cards_shown, paid_terms


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
    attach_lines(page, retailer=context["retailer"])
    context |= paid_terms(cards_shown(page))
    return parameters.render("products/product_list.html", page, context)


def product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    public = with_offers(Product.objects.public())
    public = public.prefetch_related("tags")  # type: ignore[misc]  # taggit's tags have no types
    product = get_object_or_404(public, slug=slug)
    at = timezone.now()
    attach_lines([product], at=at)
    context: dict[str, Any] = {
        "product": product,
        "charts": attach_history(product, at),
        "articles": product.editions.live().for_cards(),
        **paid_terms(product.offer_lines),
    }
    return render(request, "products/product_detail.html", context)


@list_view()
def brand_detail(request: HttpRequest, parameters: ListParameters, slug: str) -> HttpResponse:
    brand = get_object_or_404(Brand.objects.public(), slug=slug)
    page = parameters.page_of(with_offers(Product.objects.public().filter(brand=brand)))
    attach_lines(page)
    context: dict[str, Any] = {"brand": brand, **paid_terms(cards_shown(page))}
    return parameters.render("products/brand_detail.html", page, context)
