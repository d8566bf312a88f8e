# ruff: noqa: E501 (a fragment and its reading are compared best side by side)
"""Products as page builders, shops and tables set them in markup."""

import pytest

from manuscripts.reading import read

pytestmark = pytest.mark.once

PAGE = (
    "<h1>Our winter shelf</h1><p>Cold air takes water out of skin, faster than you drink it.</p>{}"
)


def products_of(markup):
    """Each product as "brand | name | size", each offer as "shop price kind former currency"."""
    return [
        [f"{product.brand} | {product.name} | {product.size}"]
        + [
            f"{one.retailer} {one.price} {one.price_kind} {one.list_price} {one.currency}"
            for one in product.offers
        ]
        for product in read(PAGE.format(markup).encode(), "a.html").products
    ]


@pytest.mark.parametrize(
    ("box", "products"),
    [
        ('<div class="card"><span class="card__brand">Hollow Pine</span><span class="card__name">Dew Milk</span>'
         '<span class="card__price">$38</span><a class="card__cta" href="https://go.test">Shop Nordstrom</a></div>',
         [["Hollow Pine | Dew Milk | None", "Nordstrom 38.00 exact None USD"]]),
        ('<div itemscope><span itemprop="brand">Hollow Pine</span><span itemprop="name">Night Veil</span>'
         '<span itemprop="price">$40.00</span></div>', [["Hollow Pine | Night Veil | None", "None 40.00 exact None USD"]]),
        ('<ul><li><span class="name">CeraVe Healing Ointment</span><span class="price">$11</span><span class="store">Target</span></li></ul>',
         [["CeraVe | Healing Ointment | None", "Target 11.00 exact None USD"]]),
        ('<div><h3>CeraVe Healing Ointment</h3><div class="prices"><span class="price price--old">$14</span>'
         '<span class="price price--current">$11</span></div><p><a href="https://go.test">Shop Target</a></p></div>',
         [["CeraVe | Healing Ointment | None", "Target 11.00 exact 14.00 USD"]]),
        ('<ul class="products"><li class="product"><a href="/p"><h2>CeraVe Healing Ointment</h2><span class="price"><bdi>'
         '<span class="woocommerce-Price-currencySymbol">$</span>11.00</bdi></span></a><a class="button">Add to cart</a></li></ul>',
         [["CeraVe | Healing Ointment | None", "None 11.00 exact None USD"]]),
    ],
    ids=["spans of a card", "schema.org", "spans of an item", "an old price by its class", "WooCommerce"],
)  # fmt: skip
def test_box_whose_pieces_only_style_parts(box, products):
    assert products_of(box) == products
