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
        ('<div class="aawp-product"><a class="aawp-product__title">CeraVe Healing Ointment</a><ul><li>Shiny</li><li>No scent</li></ul>'
         '<div class="aawp-product__footer"><span class="price price--old">$19.99</span><span class="price price--saved">−$3.00</span>'
         '<span class="price price--current">$16.99</span><a class="button" href="https://go.test">Buy on Amazon</a></div></div>',
         [["CeraVe | Healing Ointment | None", "Amazon 16.99 exact 19.99 USD"]]),
        ('<figure><div class="brand">Tatcha</div><div class="hed">The Rice Wash</div><a href="https://go.test/1"><span>$38 <s>$42</s> AT SEPHORA'
         '</span></a><a href="https://go.test/2"><span>$40 AT NORDSTROM</span></a></figure>',
         [["Tatcha | The Rice Wash | None", "Sephora 38.00 exact 42.00 USD", "Nordstrom 40.00 exact None USD"]]),
        ('<div class="product"><h3>CeraVe Healing Ointment</h3><p>$11</p><a href="https://www.ulta.com/p/1">Shop Now</a></div>'
         '<div class="product"><h3>Tatcha The Rice Wash</h3><p>$42</p><a href="https://www.sephora.com/p/2">Shop Now</a></div>',
         [["CeraVe | Healing Ointment | None", "Ulta 11.00 exact None USD"], ["Tatcha | The Rice Wash | None", "Sephora 42.00 exact None USD"]]),
        ('<div><p>Our pick</p><h3>CeraVe Daily Foam</h3><p>It does its job.</p><p>Buying Options</p>'
         '<a href="https://go.test/1"><span>$16 at Amazon</span><span>Buy</span></a><a href="https://go.test/2">$15 from Walmart</a></div>',
         [["CeraVe | Daily Foam | None", "Amazon 16.00 exact None USD", "Walmart 15.00 exact None USD"]]),
        ('<div class="callout"><b>CeraVe Healing Ointment</b><br>$11 · Target · 12 oz</div>',
         [["CeraVe | Healing Ointment | 12 oz", "Target 11.00 exact None USD"]]),
    ],
    ids=["spans of a card", "schema.org", "spans of an item", "an old price by its class", "WooCommerce", "Amazon box",
         "offer buttons side by side", "a shop in its link alone", "buying options", "points between"],
)  # fmt: skip
def test_box_whose_pieces_only_style_parts(box, products):
    assert products_of(box) == products


def table(*rows):
    """A table of these rows; cells are parted by bars, "td>…" gives a cell its own attributes."""
    cells = ("".join(f"<td{_opened(cell)}</td>" for cell in row.split("|")) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def _opened(cell):
    attributes, mark, words = cell.strip().rpartition("]")
    return f" {attributes.removeprefix('[')}>{words}" if mark else f">{words}"


@pytest.mark.parametrize(
    ("rows", "products"),
    [
        (["Product | Price | Where", "[colspan=3]Under $10", "CeraVe Foam | $9 | Ulta"],
         [["CeraVe | Foam | None", "Ulta 9.00 exact None USD"]]),
        (["Product | Price | Where", "[rowspan=2]CeraVe Foam | $9 | Ulta", "$8 | Target", "Vanicream Z-Bar | $7 | CVS"],
         [["CeraVe | Foam | None", "Ulta 9.00 exact None USD", "Target 8.00 exact None USD"],
          ["Vanicream | Z-Bar | None", "CVS 7.00 exact None USD"]]),
        (["Splurge | Price | Steal | Price | Verdict", "Tatcha The Rice Wash | $42 | CeraVe Foam | $9 | close"],
         [["Tatcha | The Rice Wash | None", "None 42.00 exact None USD"], ["CeraVe | Foam | None", "None 9.00 exact None USD"]]),
        (["  | CeraVe Foam | Vanicream Z-Bar", "Price | $9 | $7", "Where to buy | Ulta | CVS", "Size | 8 oz | 3.9 oz"],
         [["CeraVe | Foam | 8 oz", "Ulta 9.00 exact None USD"], ["Vanicream | Z-Bar | 3.9 oz", "CVS 7.00 exact None USD"]]),
        (["CeraVe | Daily Foam | $9 | Ulta", "Hollow Pine | Dew Milk | $38 | Nordstrom"],
         [["CeraVe | Daily Foam | None", "Ulta 9.00 exact None USD"], ["Hollow Pine | Dew Milk | None", "Nordstrom 38.00 exact None USD"]]),
        (["Product | 1 oz | 2 oz | Where", "CeraVe Foam | $9 | $15 | Ulta", "Vanicream Z-Bar | — | $7 | CVS"],
         [["CeraVe | Foam | None", "Ulta 9.00 exact None USD", "Ulta 15.00 exact None USD"], ["Vanicream | Z-Bar | 2 oz", "CVS 7.00 exact None USD"]]),
        (["Product | Price", "<b>Best overall</b><br>CeraVe Foam<br><a href='https://www.ulta.com/1'>Shop now</a> | $9"],
         [["CeraVe | Foam | None", "Ulta 9.00 exact None USD"]]),
        (["CeraVe | Tatcha", "Daily Foam | The Rice Wash", "$9 | $42", "SHOP ULTA | SHOP SEPHORA"],
         [["CeraVe | Daily Foam | None", "Ulta 9.00 exact None USD"], ["Tatcha | The Rice Wash | None", "Sephora 42.00 exact None USD"]]),
        (["Product | Price | Shop | Price | Shop", "CeraVe Foam | $9 | Ulta | $8 | Target"],
         [["CeraVe | Foam | None", "Ulta 9.00 exact None USD", "Target 8.00 exact None USD"]]),
        (["Product | Price | Shop", "CeraVe Foam | $9 | Ulta", " | $8 | Target"],
         [["CeraVe | Foam | None", "Ulta 9.00 exact None USD", "Target 8.00 exact None USD"]]),
        (["Product | Price | Shop", "CeraVe Foam | TK | Ulta"], [["CeraVe | Foam | None", "Ulta None None None None"]]),
        (["Treatment | Cost", "Chemical Peel | $150", "Laser Resurfacing | $1,200"], []),
        (["Brand | Item | USD", "Hollow Pine | Dew Milk | 38"], [["Hollow Pine | Dew Milk | None", "None 38.00 exact None USD"]]),
        (["Deal | Was | Now | Store", "CeraVe Foam | $12 | $9 | Ulta"],
         [["CeraVe | Foam | None", "Ulta 9.00 exact 12.00 USD"]]),
    ],
    ids=["a row that heads others", "one product in two rows", "two products in a row", "on its side", "no heads", "sizes", "a name with label and button", "cards side by side", "two shops in a row", "a row without a name", "no price yet", "what is done", "bare numbers", "deals"],
)  # fmt: skip
def test_table_of_products(rows, products):
    assert products_of(table(*rows)) == products


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (["Product | Price", "CeraVe Foam | [rowspan=2]$9", "Vanicream Z-Bar"], "price.by_place"),
        (["CeraVe Foam | Vanicream Z-Bar", "$9 | $7"], "price.by_place"),
        (
            ["Step | Product | Price", "1 | CeraVe Foam<br>Tatcha The Rice Wash | $9<br>$42"],
            "price.by_place",
        ),
        (["CeraVe | Daily Foam | $9", "Hollow Pine | Dew Milk | $38"], "product.brand_unsure"),
    ],
    ids=[
        "one price over two rows",
        "prices below names",
        "lines of two cells",
        "a brand by its column",
    ],
)
def test_what_only_a_place_tells_is_looked_at(rows, code):
    plan = read(PAGE.format(table(*rows)).encode(), "a.html")

    assert plan.products
    assert code in {warning.code for warning in plan.warnings}


def test_amounts_of_other_columns_are_no_doubt():
    rows = [
        "Product | Price | Price per oz | Note",
        "CeraVe Foam | $9 | $1.10 | “Worth $100,” he says.",
    ]
    plan = read(PAGE.format(table(*rows)).encode(), "a.html")

    assert not [one for one in plan.warnings if one.code.startswith("price.")]


STACKED = "<p><b>{}</b><br>{}<br>{}<br><a href='https://go.test/1'>Shop Ulta</a></p>"


def test_unknown_brand_stands_where_the_known_ones_do():
    cards = STACKED.format("CeraVe", "Daily Foam", "$9") + STACKED.format(
        "Hollow Pine", "Dew Milk", "$38"
    )
    plan = read(PAGE.format(cards).encode(), "a.html")
    known, unknown = plan.products

    assert (known.brand, unknown.brand, unknown.name) == ("CeraVe", "Hollow Pine", "Dew Milk")
    assert [one.span for one in plan.warnings if one.code == "product.brand_unsure"] == [
        unknown.span
    ]


@pytest.mark.parametrize("above", ["Best Overall", "The Winners", "Night Creams"])
def test_line_above_a_name_is_no_brand_where_no_known_one_stands_so(above):
    card = STACKED.format(above, "Hollow Pine Dew Milk", "$38")
    plan = read(PAGE.format(card).encode(), "a.html")

    assert [one.brand for one in plan.products] == [None]


def test_shop_above_one_name_and_below_another_is_never_the_wrong_ones():
    card = "<p>{}</p><p>{}</p><p>{}</p>"
    cards = card.format("Sephora", "Tatcha The Rice Wash", "$42") + card.format(
        "Target", "CeraVe Foam", "$9"
    )
    plan = read(PAGE.format(cards).encode(), "a.html")

    assert [offer.retailer for one in plan.products for offer in one.offers] == [
        "Sephora",
        "Target",
    ]
    doubted = {one.span for one in plan.warnings if one.code == "price.by_place"}
    assert doubted == {one.span for one in plan.products}


def test_price_above_one_name_and_below_another_is_looked_at():
    cards = "<p>$9</p><p>CeraVe Daily Foam</p><p>$42</p><p>Tatcha The Rice Wash</p>"
    plan = read(PAGE.format(cards).encode(), "a.html")

    assert {one.code for one in plan.warnings} >= {"price.by_place", "price.unread"}
