"""Products as readers see them: always with the day each price was checked."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.list_parameters import ListParameters, list_view
from products.models import Brand, Product, with_offers
from products.offer_history import attach_history
from products.offer_lines import attach_lines, cards_shown, paid_terms
from products.product_list import FILTERS, SORTS, ProductList


@list_view(*FILTERS, sorts=SORTS)
def product_list(request: HttpRequest, parameters: ListParameters) -> HttpResponse:
    at = timezone.now()
    listed = ProductList(parameters, at)
    page = parameters.filtered_page(listed.rows(), listed.facets(), counted=listed.products())
    products = attach_lines(page.rows, at=at, lows=listed.facts.lows)
    return parameters.render("products/product_list.html", page, paid_terms(cards_shown(products)))


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
    products = attach_lines(page.rows)
    context: dict[str, Any] = {"brand": brand, **paid_terms(cards_shown(products))}
    return parameters.render("products/brand_detail.html", page, context)
