"""Where the brand and the shop of a product stand, apart from its name and its price."""

import pytest

from tests.manuscripts.phrasings import plan_of, told

pytestmark = pytest.mark.once

PLAIN = [
    ("- Shave Butter (£7 for 150ml, Bulldog, at Tesco)", "Bulldog", "Tesco 7.00 exact None GBP"),
    ("- Post Balm (£12, was £18, Nivea Men, Boots)", "Nivea Men", "Boots 12.00 exact 18.00 GBP"),
    (
        "- Clockwise from top left: Hand Cream, Weleda, £9, Tesco",
        "Weleda",
        "Tesco 9.00 exact None GBP",
    ),
    ("- Above, from left: Nivea Creme, £3, Boots", "Nivea", "Boots 3.00 exact None GBP"),
    ("- Nivea Creme – $28 → $21 at Target", "Nivea", "Target 21.00 exact 28.00 USD"),
    ("- Nivea Creme – $28 --> $21 at Target", "Nivea", "Target 21.00 exact 28.00 USD"),
    ("Nivea Creme. Boots has it down from £6 to £4.", "Nivea", "Boots 4.00 exact 6.00 GBP"),
    ("- Nivea Creme: £4 until 3 Dec, Boots", "Nivea", "Boots 4.00 exact None GBP"),
    ("- Tallow & Thyme Balm, £4, Boots. The Tallow is good.", None, "Boots 4.00 exact None GBP"),
]


@pytest.mark.parametrize(("line", "brand", "offer"), PLAIN)
def test_brand_and_shop_are_read_beside_a_price(line, brand, offer):
    product, offers = told(plan_of(line))[0][0], told(plan_of(line))[0][1:]

    assert product.startswith(f"{brand} | ")
    assert offers == [offer]


@pytest.mark.parametrize(
    "button",
    [
        "Bekijk bij Douglas",
        "Koop bij Douglas",
        "Jetzt kaufen bei Douglas",
        "Acheter chez Douglas",
        "Köp hos Douglas",
        "To Douglas",
        "Shop at Douglas",
    ],
)
def test_a_button_below_a_price_names_the_shop(button):
    plan = plan_of(f"Caudalie\n\nThe Little Gift Set\n\nFor aunts.\n\n€ 24,90\n\n{button}")

    assert told(plan) == [["Caudalie | The Little Gift Set | None", "Douglas 24.90 exact None EUR"]]


@pytest.mark.parametrize(
    "markdown",
    [
        '{{< pick brand="Nivea" name="Soft Creme" size="200ml" price="£4" shop="Boots" >}}',
        '{{% pick name="Soft Creme" brand="Nivea" size="200ml" price="£4" shop="Boots" %}}',
        "- **Nivea Soft Creme**, 200ml\n    - price:: £4\n    - shop:: [[Boots]]",
        "- **Nivea Soft Creme**, 200ml\n    - price:: £4\n    - shop:: [[boots-uk|Boots]]",
    ],
)
def test_boxes_and_fields_of_notebooks_are_read(markdown):
    plan = plan_of(f"# Head\n\n{markdown}", "article.md")

    assert told(plan) == [["Nivea | Soft Creme | 200ml", "Boots 4.00 exact None GBP"]]


def test_a_line_above_a_list_names_its_shop():
    plan = plan_of(
        "Quick hits, all at Ulta, all ending soon:\n\n- Nivea Creme, $4\n- Weleda Oil, $9"
    )

    assert [lines[1] for lines in told(plan)] == [
        "Ulta 4.00 exact None USD",
        "Ulta 9.00 exact None USD",
    ]


BELOW = [
    ("At Boots all week.", ["Boots"]),
    ("Boots and Tesco.", ["Boots", "Tesco"]),
    ("It smells of hay. Available at Boots or Tesco.", ["Boots", "Tesco"]),
    ("It smells of hay. Sold in Boots.", ["Boots"]),
    ("Boots and Tesco both stock it.", ["Boots", "Tesco"]),
    ("Stockists: Boots, Tesco", ["Boots", "Tesco"]),
    ("Available from: Boots and Tesco from 3 March", ["Boots", "Tesco"]),
    ("Seen at: Boots", ["Boots"]),
    ("I met a friend who likes Boots for lunch.", [None]),
    ("“Nobody at Boots knew it,” a friend wrote.", [None]),
    ("The big one is $30 there. At Boots.", [None]),
]


@pytest.mark.parametrize(("below", "shops"), BELOW)
def test_a_shop_below_a_priced_heading_is_its_own(below, shops):
    words = f"## Picks\n\n### Nivea Soft Creme, £4\n\n{below}\n\n### Weleda Skin Food, £9, Tesco\n"
    plan = plan_of(words)

    offers = next(one.offers for one in plan.products if one.brand == "Nivea")
    assert [one.retailer for one in offers] == shops
    told_of = [one.code for one in plan.warnings if one.code in ("price.by_place", "price.shared")]
    assert bool(told_of) == (shops != [None])


def test_one_sentence_below_may_tell_the_shop_of_all():
    plan = plan_of("- Nivea Creme, £4\n- Weleda Skin Food, £9\n\nAll from Boots.\n")

    assert [one.offers[0].retailer for one in plan.products] == ["Boots", "Boots"]


def test_a_layout_table_is_read_column_by_column():
    rows = (
        ("Nivea Soft Creme 200ml", "Weleda Skin Food 75ml"),
        ("<s>£6.00</s> £4.00", "£9.00"),
        ("Shop at Boots", "Shop at Tesco"),
        ("Simple Kind Toner 200ml", "Aveeno Daily Lotion 300ml"),
        ("£3.00", "£8.00"),
        ("Shop at Boots", "Shop at Tesco"),
    )
    cells = "".join(f"<tr><td>{one}</td><td>{other}</td></tr>" for one, other in rows)
    plan = plan_of(f"<html><body><table>{cells}</table></body></html>", "a.html")

    told_of = {
        (one.name, str(offer.price), offer.retailer)
        for one in plan.products
        for offer in one.offers
    }
    assert told_of == {
        ("Soft Creme", "4.00", "Boots"),
        ("Skin Food", "9.00", "Tesco"),
        ("Kind Toner", "3.00", "Boots"),
        ("Daily Lotion", "8.00", "Tesco"),
    }
