"""Products as readers see them: always with the day each price was checked."""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, render
from taggit.models import Tag

from core.list_parameters import list_view
from products.models import Brand, Offer, Product, Retailer


@list_view("tag", "brand", "retailer")
def product_list(request, parameters):
    public = Product.objects.public()
    brands, retailers = list(Brand.objects.public()), list(Retailer.objects.public())
    context = {
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
        sold = Offer.objects.on_sale().filter(retailer=context["retailer"])
        products = products.filter(pk__in=sold.values("product"))
    context["more_tags"] = parameters.more_tags(
        Tag.objects.filter(tagged_products__content_object__in=products)
    )
    page = parameters.page_of(products.with_offers())
    context["has_paid_links"] = shows_paid_links(page)
    return parameters.render("products/product_list.html", page, context)


def product_detail(request, slug):
    public = Product.objects.public().with_offers().prefetch_related("tags")
    product = get_object_or_404(public, slug=slug)
    offers = [offer.as_line() for offer in product.offers.all()]
    context = {
        "product": product,
        "offers": offers,
        "articles": product.editions.live().for_cards(),
        "has_paid_links": any(offer["is_paid"] for offer in offers),
    }
    return render(request, "products/product_detail.html", context)


@list_view()
def brand_detail(request, parameters, slug):
    brand = get_object_or_404(Brand.objects.public(), slug=slug)
    page = parameters.page_of(Product.objects.public().filter(brand=brand).with_offers())
    context = {"brand": brand, "has_paid_links": shows_paid_links(page)}
    return parameters.render("products/brand_detail.html", page, context)


def shows_paid_links(products):
    """Whether one of these products' cards links to a shop that pays us (domain.md 3.5)."""
    return any(product.card_offer and product.card_offer.is_paid for product in products)
