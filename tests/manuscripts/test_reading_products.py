# ruff: noqa: E501 (a fragment and its reading are compared best side by side)
"""Product lines in the shapes lists have."""

import pytest

from manuscripts.reading import read

pytestmark = pytest.mark.once


def plan_of(body):
    return read(f"A title of some length\n\n{body}\n".encode(), "article.txt")


def told(body):
    """Each product as "brand | name | size", each offer as "shop price kind former currency"."""
    products = []
    for product in plan_of(body).products:
        offers = [
            f"{offer.retailer} {offer.price}{f'–{offer.price_max}' if offer.price_max else ''} "
            f"{offer.price_kind} {offer.list_price} {offer.currency}"
            for offer in product.offers
        ]
        products.append([f"{product.brand} | {product.name} | {product.size}", *offers])
    return products


@pytest.mark.parametrize(
    ("line", "product", "offers"),
    [
        ("– CeraVe Foam: $19 on Amazon", "CeraVe | Foam | None", ["Amazon 19.00 exact None USD"]),
        ("CeraVe foam: $17.06, Amazon.com", "CeraVe | foam | None", ["Amazon 17.06 exact None USD"]),
        ("CeraVe Foam ($48, Sephora)", "CeraVe | Foam | None", ["Sephora 48.00 exact None USD"]),
        ("CeraVe Foam, $7.50", "CeraVe | Foam | None", ["None 7.50 exact None USD"]),
        ("2. CeraVe C-Firm Day Serum - $128", "CeraVe | C-Firm Day Serum | None",
         ["None 128.00 exact None USD"]),
        ("TRY: CeraVe Fluid SPF 24/PA++, $68.", "CeraVe | Fluid SPF 24/PA++ | None",
         ["None 68.00 exact None USD"]),
        ("Best overall: CeraVe Foam, $14.99 at Target", "CeraVe | Foam | None",
         ["Target 14.99 exact None USD"]),
        ("CeraVe Serum 23% + Acid, £10, 30ml", "CeraVe | Serum 23% + Acid | 30ml",
         ["None 10.00 exact None GBP"]),
        ("CeraVe Foam (£53 for 30ml)", "CeraVe | Foam | 30ml", ["None 53.00 exact None GBP"]),
        ("• CeraVe Foam, 1.7 oz / 50 ml — $19 | Boots", "CeraVe | Foam | 1.7 oz / 50 ml",
         ["Boots 19.00 exact None USD"]),
        ("e.l.f. foam! face wash: $13.97, Target", "e.l.f. | foam! face wash | None",
         ["Target 13.97 exact None USD"]),
        ("CeraVe Fluid SPF 30 ( $34, fernhill.com for stores)", "CeraVe | Fluid SPF 30 | None",
         ["fernhill.com 34.00 exact None USD"]),
        ("CeraVe Fluid SPF 30 ($8 at drugstores and target.com)", "CeraVe | Fluid SPF 30 | None",
         ["Target 8.00 exact None USD"]),
        ("CeraVe Balm $1.29 From Rite Aid", "CeraVe | Balm | None", ["Rite Aid 1.29 exact None USD"]),
        ("L’Occitane Oil (Was $29) $23.20 at Sephora", "L’Occitane | Oil | None",
         ["Sephora 23.20 exact 29.00 USD"]),
        ("– CeraVe Foam: $50 on eBay, worth $150", "CeraVe | Foam | None",
         ["eBay 50.00 exact None USD"]),
        ("– CeraVe Foam: Amazon $17, Target $19", "CeraVe | Foam | None",
         ["Amazon 17.00 exact None USD", "Target 19.00 exact None USD"]),
        ("– CeraVe Foam – Amazon, $17", "CeraVe | Foam | None", ["Amazon 17.00 exact None USD"]),
        ("– CeraVe Foam at Ulta for $17", "CeraVe | Foam | None", ["Ulta 17.00 exact None USD"]),
        ("– CeraVe Foam: £24 at Boots, $29 at Target", "CeraVe | Foam | None",
         ["Boots 24.00 exact None GBP", "Target 29.00 exact None USD"]),
        ("– CeraVe Foam: between $38 and $270 at Amazon", "CeraVe | Foam | None",
         ["Amazon 38.00–270.00 range None USD"]),
        ("– CeraVe Foam: from $12 at Amazon", "CeraVe | Foam | None", ["Amazon 12.00 from None USD"]),
        ("CeraVe Foam | $11 | Walmart", "CeraVe | Foam | None", ["Walmart 11.00 exact None USD"]),
        ("CeraVe Foam\t$11\tWalmart", "CeraVe | Foam | None", ["Walmart 11.00 exact None USD"]),
        ("– CeraVe Foam: $19. Costs $3 less than the tube.", "CeraVe | Foam | None",
         ["None 19.00 exact None USD"]),
        ("CeraVe Foam, $, available at Target", "CeraVe | Foam | None", ["Target None None None None"]),
    ],
)  # fmt: skip
def test_a_line_gives_one_product_with_its_offers(line, product, offers):
    assert told(line) == [[product, *offers]]


def test_a_former_price_below_the_price_is_no_list_price():
    assert told("– CeraVe Foam: $31 (originally $19) at Target")[0][1:] == [
        "Target 31.00 exact None USD"
    ]


def test_shops_that_share_a_price_share_the_list_price_too_and_are_flagged():
    body = "– CeraVe Foam: $19 (originally $31) on Amazon or Walmart"

    assert told(body)[0][1:] == ["Amazon 19.00 exact 31.00 USD", "Walmart 19.00 exact 31.00 USD"]
    shared = [warning for warning in plan_of(body).warnings if warning.code == "price.shared"]
    assert "Amazon and Walmart" in shared[0].message


@pytest.mark.parametrize(
    ("line", "product"),
    [
        ("– Pelican & Rye Balm: $9 at Pelican & Rye", "Pelican & Rye | Balm"),
        ("– Pelican – Balm: $9", "Pelican | Balm"),
        ("– Pelican’s Balm: $9", "Pelican | Balm"),
        ("– Night Balm by Pelican Labs: $9", "Pelican Labs | Night Balm"),
        ("– Pelican Rye Balm: $9\n– Pelican Rye Toner: $8", "Pelican Rye | Balm"),
        ("– Gentle Foam: $9\n– Gentle Cream: $8", "None | Gentle Foam"),
        ("– Pelican Rye Balm: $9\n\nBrands: Pelican, Rye", "Pelican | Rye Balm"),
        ("– Pelican Rye Balm: $9", "None | Pelican Rye Balm"),
    ],
)
def test_brand_and_name_are_parted_by_what_the_manuscript_shows(line, product):
    assert told(line)[0][0] == f"{product} | None"


def test_a_brand_that_cannot_be_told_is_asked_for():
    codes = {warning.code for warning in plan_of("– Pelican Rye Balm: $9").warnings}

    assert "product.brand_unknown" in codes


def test_items_beside_product_lines_are_products_without_a_price():
    body = "– Luma Foam: $9\n– Luma Milk: $8\n– Luma Oil: two for £20\n– Luma Gel ($90 value)\n– Luma Soap"

    products = told(body)

    assert [product[0] for product in products[2:]] == [
        "Luma | Oil | None", "Luma | Gel | None", "Luma | Soap | None",
    ]  # fmt: skip
    assert all(len(product) == 1 for product in products[2:])


def test_habits_in_a_list_are_no_products():
    body = "– Wash your hands\n– Luma Foam: $9\n– Sleep well"

    assert len(told(body)) == 1


def test_an_offer_below_its_products_name_is_read():
    body = "Luma Slow Cream\n\nA cream that takes its time, and yours, and smells of nothing.\n\n"

    assert told(f"{body}Buy it: $38 at Space NK") == [
        ["None | Luma Slow Cream | None", "Space NK 38.00 exact None USD"]
    ]


def test_offers_below_each_other_are_one_products():
    body = "## Luma Slow Cream\n\nAmazon: $38\nTarget: $41 (was $50)"

    assert told(body) == [
        [
            "None | Luma Slow Cream | None",
            "Amazon 38.00 exact None USD",
            "Target 41.00 exact 50.00 USD",
        ]
    ]
    assert [block.kind for block in plan_of(body).blocks] == ["title", "heading", "product_list"]


def test_a_price_without_a_product_is_none():
    assert told("Buy It: $38 here") == []


@pytest.mark.parametrize(
    ("sentence", "products"),
    [
        ("I like the CeraVe Foam ($17, Amazon) and the Olay Milk ($9 at Target), both of them.",
         [["CeraVe | Foam | None", "Amazon 17.00 exact None USD"],
          ["Olay | Milk | None", "Target 9.00 exact None USD"]]),
        ("The Luma Night Cream costs $38 at Space NK, and it works.",
         [["None | Luma Night Cream | None", "Space NK 38.00 exact None USD"]]),
        ("It seems that Luma Mascara is $10, on sale from $24.",
         [["None | Luma Mascara | None", "None 10.00 exact 24.00 USD"]]),
        ("After the $45 Face Hero protective oil nothing else would do for her.",
         [["None | Face Hero protective oil | None", "None 45.00 exact None USD"]]),
        ("A facial here costs $300, and we spent $50 at Sephora to save $10 on creams under $40.", []),
        ("We paid $97.50 for 4 items (a $120 value) with the $25 Amazon gift card.", []),
    ],
)  # fmt: skip
def test_products_in_running_text(sentence, products):
    assert told(sentence) == products


def test_lines_without_bullets_stand_each_for_itself():
    text = (
        "Products to try:\n\n"
        "Bramble Winter Hand Balm 75 ml, $14 at Harbour Chemist, $12.50 at Plainsong Pharmacy\n"
        "CeraVe Resurfacing Retinol Serum, $18 (was $22) at Amazon\n"
        "Medik8 Surface Radiance Cleanse, $27 at Medik8\n"
    )

    found = read(text.encode(), "list.txt").products

    assert [(each.name, len(each.offers)) for each in found] == [
        ("Bramble Winter Hand Balm", 2),
        ("Resurfacing Retinol Serum", 1),
        ("Surface Radiance Cleanse", 1),
    ]
    assert [str(offer.price) for offer in found[0].offers] == ["14.00", "12.50"]


@pytest.mark.parametrize(
    "below",
    [
        "A rich oil. Price: $28 at Ulta.",
        "Our favorite for the night, $28 at Ulta.",
        "The winner of the year ($28 at Ulta).",
        "By Halden, $28 at Ulta.",
    ],
)
def test_what_is_said_below_a_heading_is_no_name(below):
    text = f"# Oils\n\nAll of them are fat.\n\n## {{}}\n\n{below}\n"
    known = read(text.format("CeraVe Night Oil").encode(), "a.md")
    unknown = read(text.format("Dew Shield").encode(), "a.md")

    assert [one.name for one in known.products] == ["Night Oil"]
    assert [one.name for one in unknown.products] == []
    assert any(
        one.code.endswith("price_unread") or one.code == "price.unread" for one in unknown.warnings
    )


@pytest.mark.parametrize(
    "below", ["A rich oil. Price: $28", "Thick and slow. Price: $28", "A light oil, $28"]
)
def test_a_name_into_which_the_next_line_flowed_is_asked_about(below):
    plan = read(
        f"# Oils\n\nAll of them are fat.\n\nCeraVe Night Oil\n{below} at Ulta.\n".encode(), "a.md"
    )

    assert not plan.products or "product.name_unclear" in {one.code for one in plan.warnings}
