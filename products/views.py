"""Products as readers see them: always with the day each price was checked."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from backoffice import site_settings
from core.list_parameters import ListParameters, list_view
from core.page_url import page_url
from core.thin import substantial
from products.models import Brand, Product, with_offers
from products.offer_history import attach_history
from products.offer_lines import attach_lines, cards_shown, paid_terms
from products.product_list import FILTERS, SORTS, ProductList
from products.product_page import alternatives_to, attach_spans, said_of, worth_finding
from products.recommendations import coverage_of


@list_view(*FILTERS, sorts=SORTS)
def product_list(request: HttpRequest, parameters: ListParameters) -> HttpResponse:
    at = timezone.now()
    listed = ProductList(parameters, at)
    page = parameters.filtered_page(listed.rows(), listed.facets(), counted=listed.products())
    products = attach_lines(page.rows, at=at, lows=listed.facts.lows)
    return parameters.render("products/product_list.html", page, paid_terms(cards_shown(products)))


def product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    public = with_offers(Product.objects.public(at))
    public = public.prefetch_related("tags")  # type: ignore[misc]  # taggit's tags have no types
    # The site's settings come along with the product: a query less.
    public = public.annotate(
        site_settings=site_settings.stored(), is_worth_finding=worth_finding(at)
    )
    product: Any = get_object_or_404(public, slug=slug)
    site_settings.remember(product.site_settings)
    attach_lines([product], at=at)
    context: dict[str, Any] = {
        "product": product,
        "charts": attach_history(product, at),
        "said": said_of(product, at),
        "alternatives": alternatives_to(product, at),
        "crumbs": _crumbs(product.brand),
        "is_noindex": not product.is_worth_finding,
        **paid_terms(product.offer_lines),
    }
    return render(request, "products/product_detail.html", context)


@list_view()
def brand_detail(request: HttpRequest, parameters: ListParameters, slug: str) -> HttpResponse:
    at = timezone.now()
    public = Brand.objects.public(at).annotate(is_substantial=substantial(Brand, "description", at))
    brand: Any = get_object_or_404(public, slug=slug)
    page = parameters.page_of(with_offers(Product.objects.public(at).filter(brand=brand)))
    products = attach_lines(page.rows, at=at)
    attach_spans(products)
    context: dict[str, Any] = {
        "brand": brand,
        "coverage": coverage_of(brand, at),
        "crumbs": _crumbs(),
        "is_noindex": not brand.is_substantial,
        **paid_terms(cards_shown(products)),
    }
    return parameters.render("products/brand_detail.html", page, context)


def _crumbs(brand: Brand | None = None) -> list[tuple[str, str]]:
    crumbs = [("Products", page_url("products:list"))]
    return [*crumbs, (brand.name, brand.get_absolute_url())] if brand else crumbs
