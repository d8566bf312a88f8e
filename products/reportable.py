"""Products and prices, as readers can report them."""

from products.models import Offer, Product
from products.offer_lines import displays_of
from reports.kinds import Thing, reportable


@reportable("offer", noun="price", model=Offer, mended_by="products.change_offer")
def price_as_seen(pk: int) -> Thing | None:
    """What pages say of the offer at this moment."""
    offer = Offer.objects.public().for_display().filter(pk=pk).first()
    if offer is None:
        return None
    [line] = displays_of([offer])
    product = offer.product
    price = f"{line.price} at" if line.price else "No price at"
    variant = f" ({line.variant})" if line.variant else ""
    return Thing(f"{price} {line.retailer} for {product}{variant}", product.get_absolute_url())


@reportable("product", noun="product", model=Product, mended_by="products.change_product")
def product_as_seen(pk: int) -> Thing | None:
    product = Product.objects.public().select_related("brand").filter(pk=pk).first()
    return None if product is None else Thing(str(product), product.get_absolute_url())
