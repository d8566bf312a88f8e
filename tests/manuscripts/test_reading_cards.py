# ruff: noqa: E501 (a fragment and its reading are compared best side by side)
"""Products told on several lines with labels, and prices in running text."""

import pytest

from manuscripts.reading import read
from tests.manuscripts.test_reading_products import told

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("card", "products"),
    [
        ("Sauvage Elixir by Dior\nWas: $230\nNow: $161\nShop at Amazon",
         [["Dior | Sauvage Elixir | None", "Amazon 161.00 exact 230.00 USD"]]),
        ("CeraVe Moisturizing Cream\n$18.99 ($1.19 / oz)\nAmazon",
         [["CeraVe | Moisturizing Cream | None", "Amazon 18.99 exact None USD"]]),
        ("1. Nizoral Shampoo\n\nKills the yeast, and smells of it.\n\n$27 at Jupiter | $26 at Ulta",
         [["Nizoral | Shampoo | None", "Jupiter 27.00 exact None USD", "Ulta 26.00 exact None USD"]]),
        ("HALF PRICE! Nivea Creme\n£3 (was £6), Superdrug, 175ml",
         [["Nivea | Creme | 175ml", "Superdrug 3.00 exact 6.00 GBP"]]),
        ("Tatcha\nThe Water Cream\n$38 AT SEPHORA",
         [["Tatcha | The Water Cream | None", "Sephora 38.00 exact None USD"]]),
        ("Aldi Sun Lotion SPF50+ (£3.49/200ml)", [["Aldi | Sun Lotion SPF50+ | 200ml", "None 3.49 exact None GBP"]]),
        ("Most Elegant: Tatcha The Rice Wash, $40", [["Tatcha | The Rice Wash | None", "None 40.00 exact None USD"]]),
        ("Nizoral\nAnti-Dandruff Shampoo\n$14\n7 fl oz. A first line against flakes.\nSHOP TARGET",
         [["Nizoral | Anti-Dandruff Shampoo | 7 fl oz", "Target 14.00 exact None USD"]]),
        ("Best Budget\nVanicream\nFacial Lotion\n4.6\nView On Amazon\nPros\nPlain\nCons\nThin\nPrice at Publish: $14 | Size: 3 oz",
         [["Vanicream | Facial Lotion | 3 oz", "Amazon 14.00 exact None USD"]]),
        ("Olay Milk\n$54 AT SEPHORA\nRunner-up\nNivea Creme\n$9 AT ULTA",
         [["Olay | Milk | None", "Sephora 54.00 exact None USD"], ["Nivea | Creme | None", "Ulta 9.00 exact None USD"]]),
        ("The ranking\n$27 at Ulta", []),
        ("Active: 3% salicylic acid\n$9.99 at Target", []),
    ],
)  # fmt: skip
def test_a_card_gives_its_product(card, products):
    assert told(f"It begins with a sentence of prose, which ends here.\n\n{card}") == products


MARKDOWN = """# What we would wash with

It begins with a sentence of prose, and that ends here.

### 1. Best overall: CeraVe Foaming Cleanser

- **Price:** $15
- **Where to buy:** [Walmart](https://www.walmart.com/x)
- **Size:** 16 oz
- **Rating:** 9/10

A review of some length stands between. It has two sentences.

**Pros**

- Cheap
- Gentle

**Cons**

- Foams

### 2. Olay Milk

**Price:** $9 at Ulta
"""


def test_labels_of_a_card_are_the_picks_own_fields():
    first, second = read(MARKDOWN.encode(), "a.md").products

    assert (first.brand, first.name, first.size) == ("CeraVe", "Foaming Cleanser", "16 oz")
    assert (first.best_for, first.note) == ("Best overall", "Rating: 9/10")
    assert (first.pros, first.cons) == (("Cheap", "Gentle"), ("Foams",))
    assert first.offers[0].url == "https://www.walmart.com/x"
    assert (second.name, second.pros) == ("Milk", ())


def test_a_product_with_its_review_between_is_listed_once():
    plan = read(MARKDOWN.encode(), "a.md")

    assert [block.products for block in plan.blocks if block.products] == [(0,), (1,)]
    assert "A review of some length stands between. It has two sentences." in [
        block.text for block in plan.blocks
    ]


@pytest.mark.parametrize(
    ("sentence", "products"),
    [
        ("I liked the Secret Clinical Deodorant, $20 from Sephora, and the cheapest was Arm & Hammer Essentials: I paid $4.29 at Walgreens.",
         [["None | Secret Clinical Deodorant | None", "Sephora 20.00 exact None USD"],
          ["Arm & Hammer | Essentials | None", "Walgreens 4.29 exact None USD"]]),
        ("You can get the Burt’s Bees Lip Treatment from Walgreens for $9.99, down from $12.49.",
         [["Burt’s Bees | Lip Treatment | None", "Walgreens 9.99 exact 12.49 USD"]]),
        ("I keep the Dr. Bronner’s Organic Lip Balm, which is $3.49 at Whole Foods, and a tin of Smith’s Rosebud Salve that cost me 9 dollars at Sephora.",
         [["Dr. Bronner’s | Organic Lip Balm | None", "Whole Foods 3.49 exact None USD"],
          ["Smith’s | Rosebud Salve | None", "Sephora 9.00 exact None USD"]]),
        ("The CeraVe Foam ($15) at Target is good, and so is the Olay Milk ($9).",
         [["CeraVe | Foam | None", "Target 15.00 exact None USD"], ["Olay | Milk | None", "None 9.00 exact None USD"]]),
        ("We tried the CeraVe Body Wash, the one with oat in it (SRP $12.99, 12 oz., Target).",
         [["CeraVe | Body Wash | 12 oz.", "Target 12.99 exact None USD"]]),
        ("Dr. Shah likes the Olay Regenerist Cream (about $22), the Vanicream cleanser ($9) and others.",
         [["Olay | Regenerist Cream | None", "None 22.00 about None USD"], ["Vanicream | cleanser | None", "None 9.00 exact None USD"]]),
        ("The CeraVe Foam costs $5.90 at Target; the large one is $12.90.",
         [["CeraVe | Foam | None", "Target 5.90 exact None USD"]]),
        ("A facial with Dr. Maren Ito is $250. Treatment at Tidewater Skin is $90.", []),
        ("She brought two Storm Tins for $22, and swapped her Luma Cream for $5 soap.", []),
    ],
)  # fmt: skip
def test_a_price_in_prose_goes_to_the_name_beside_it(sentence, products):
    assert told(sentence) == products


PAGE = """<h1>What we would wash with</h1><p>It begins with a sentence of prose.</p>
<h3>CeraVe Foaming Cleanser</h3><p>{} <a href="https://www.boots.com/x">Shop now</a></p>"""


@pytest.mark.parametrize(
    "price",
    [
        '<del aria-hidden="true">£42.00</del> <span class="screen-reader-text">Original price was: £42.00.</span> '
        '<ins aria-hidden="true">£33.60</ins> <span class="screen-reader-text">Current price is: £33.60.</span>',
        '<s><span aria-hidden="true">£42.00</span></s> <span aria-hidden="true">£33.60</span>',
    ],
)
def test_a_price_said_for_listeners_and_shown_to_others_is_one_offer(price):
    (product,) = read(PAGE.format(price).encode(), "a.html").products

    (offer,) = product.offers
    assert [str(offer.price), str(offer.list_price), offer.retailer] == ["33.60", "42.00", "Boots"]


RELEASE = """It begins with a sentence of prose. The lead launch, Luma Night Cream, pairs acid with oat (SRP $16.99, 8 oz., Target). The jar, priced at $16.99, comes in March.

– CeraVe Foam: $9
– Luma Night Cream, 8 oz: $16.99
"""


def test_a_product_named_in_the_text_and_in_a_list_is_one():
    assert told(RELEASE) == [
        ["CeraVe | Foam | None", "None 9.00 exact None USD"],
        ["None | Luma Night Cream | 8 oz", "Target 16.99 exact None USD"],
    ]


def test_a_price_apart_from_its_name_is_a_doubt():
    plan = read(
        b"A title of some length\n\nThe brand has a Luma Night Cream. It will retail for $52 at Ulta.\n",
        "a.txt",
    )

    assert [str(offer.price) for offer in plan.products[0].offers] == ["52.00"]
    assert "price.by_place" in [warning.code for warning in plan.warnings]


TABLE = """# What we would wash with

It begins with a sentence of prose, and that ends here.

| Step | Splurge | Save |
| --- | --- | --- |
| Cleanse | **Tatcha** The Rice Wash, $42, Sephora | **Olay** Milk, ~~$10~~ $9, Amazon |
"""


def test_cells_that_hold_products_are_read_each():
    found = read(TABLE.encode(), "a.md").products

    assert [(each.brand, str(each.offers[0].price), each.offers[0].retailer) for each in found] == [
        ("Tatcha", "42.00", "Sephora"),
        ("Olay", "9.00", "Amazon"),
    ]


@pytest.mark.parametrize(
    ("line", "currency", "is_doubted"),
    [
        ("– CeraVe Foam: $19 at London Drugs\n\nAll prices in Canadian dollars.", "CAD", False),
        ("– CeraVe Foam: $19 at Well.ca", "CAD", True),
        ("– CeraVe Foam: $19 at Well.ca, US$15 at Target", "USD", True),
        ("– CeraVe Foam: $19 at Mecca\n\nAll prices AUD.", "AUD", False),
        ("– CeraVe Foam: $19 at Mecca\n\nPrices are New Zealand and checked.", "NZD", False),
        ("– CeraVe Foam: $19\n\nAUD throughout, as ever.", "AUD", False),
        ("– CeraVe Foam: $19\n\nAll dollars are Canadian.", "CAD", False),
        ("– CeraVe Foam: $19\n\nWe shopped in Auckland and Dunedin.", "NZD", True),
        ("– CeraVe Foam: $19\n\nMade in Auckland, sold in Boston.", "USD", False),
        ("– CeraVe Foam: $19\n\nPrices in Canadian pharmacies vary.", "USD", False),
        ("– CeraVe Foam: $19 at Target", "USD", False),
    ],
)
def test_dollars_are_those_of_the_page(line, currency, is_doubted):
    plan = read(f"A title of some length\n\n{line}\n".encode(), "a.txt")

    assert plan.products[0].offers[0].currency == currency
    assert ("price.currency_unsure" in [one.code for one in plan.warnings]) == is_doubted


def test_a_shop_above_its_products_is_theirs_and_a_doubt():
    body = "At Boots\n\n– CeraVe Foam, £9\n– Olay Milk, £7\n\nAt Tesco\n\n– Nivea Creme, £3"

    assert [offers for _, offers in told(body)] == [
        "Boots 9.00 exact None GBP",
        "Boots 7.00 exact None GBP",
        "Tesco 3.00 exact None GBP",
    ]


CARD = "It begins with a sentence of prose, which ends here.\n\nCeraVe Foaming Cleanser\n$15 at Target\n{}"


def card_of(lines):
    plan = read(f"A title of some length\n\n{CARD.format(lines)}\n".encode(), "a.txt")
    return plan, plan.products[0]


@pytest.mark.parametrize(
    "label",
    [
        "Editor's choice", "Editor’s top choice", "Editors' pick", "Desk favorite", "Team favourite",
        "Beauty director's pick", "People's choice", "Testers’ top pick", "Readers’ choice award",
        "Our beauty editor’s all-time favorite", "The derm’s pick", "My hairdresser’s secret",
    ],
)  # fmt: skip
def test_a_label_says_whose_pick_it_is(label):
    plan = read(
        f"A title of some length\n\n{label}: Palmwick Hand Cream, $8 at Target\n".encode(), "a.txt"
    )

    assert [(one.name, one.best_for) for one in plan.products] == [("Palmwick Hand Cream", label)]


@pytest.mark.parametrize("label", ["Today's deal", "This week’s top deal", "Deal of the week"])
def test_a_deal_is_no_reason_to_pick_it(label):
    text = f"A title of some length\n\n{label}: Palmwick Hand Cream, $8 at Target\n"

    assert [(one.name, one.best_for) for one in read(text.encode(), "a.txt").products] == [
        ("Palmwick Hand Cream", None)
    ]


def test_for_whom_it_is_is_told_without_its_label():
    assert card_of("Who it's for: dry skin")[1].best_for == "dry skin"
    assert card_of("Best for: dry skin")[1].best_for == "Best for dry skin"


def test_what_somebody_paid_is_a_price_of_the_card():
    plan, product = card_of("Cons: The refill costs $11 at Ulta.\nWhat I paid: $13 at Walgreens")

    assert [(one.retailer, int(one.price)) for one in product.offers] == [
        ("Target", 15),
        ("Walgreens", 13),
    ]
    assert product.cons == ("The refill costs $11 at Ulta.",)
    assert "price.amount_unread" in {one.code for one in plan.warnings}


def test_words_in_straight_marks_are_no_field():
    plan, product = card_of('Pros: "Nothing stings less," says Dr. Ana Reyes, a doctor in Lisbon.')

    assert product.pros == ()
    assert [one.speaker for one in plan.quotes] == ["Ana Reyes"]
