# ruff: noqa: E501 (a fragment and its reading are compared best side by side)
"""Products of prices in prose that stand elsewhere in the sentence, the paragraph, the section."""

import pytest

from tests.manuscripts.phrasings import codes, plan_of, told

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("sentence", "products"),
    [
        ("She likes Luma Night Cream [3], £18, and the CeraVe Foaming Cleanser [4], £9.50, both from Boots.",
         [["None | Luma Night Cream | None", "Boots 18.00 exact None GBP"],
          ["CeraVe | Foaming Cleanser | None", "Boots 9.50 exact None GBP"]]),
        ("Then comes CeraVe Foaming Cleanser¹ (£9.50, Boots), every night.",
         [["CeraVe | Foaming Cleanser | None", "Boots 9.50 exact None GBP"]]),
        ("CeraVe Foaming Cleanser* (gifted), around £9 at Boots, and that is it.",
         [["CeraVe | Foaming Cleanser | None", "Boots 9.00 about None GBP"]]),
        ("Superdrug sells the CeraVe Foaming Cleanser for £9.50, and Boots does it for £8.",
         [["CeraVe | Foaming Cleanser | None", "Superdrug 9.50 exact None GBP", "Boots 8.00 exact None GBP"]]),
        ("I keep going back to Vanicream Daily Facial Moisturizer, and at Target it’s $13.49.",
         [["Vanicream | Daily Facial Moisturizer | None", "Target 13.49 exact None USD"]]),
        ("My one for the island is Weleda Skin Food. You’ll pay £12.95 for it at Holland & Barrett.",
         [["Weleda | Skin Food | None", "Holland & Barrett 12.95 exact None GBP"]]),
        ("At £9.99 from Superdrug, the Byoma Creamy Jelly Cleanser is a bargain.",
         [["Byoma | Creamy Jelly Cleanser | None", "Superdrug 9.99 exact None GBP"]]),
        ("Ours is Neutrogena Body Mist. It was $21.99; Ulta has it at $14.50 till Friday.",
         [["Neutrogena | Body Mist | None", "Ulta 14.50 exact 21.99 USD"]]),
        ("Boots has the Nivea Soft Cream at £3.99 and Tesco the Vaseline Lotion at £4.50.",
         [["Nivea | Soft Cream | None", "Boots 3.99 exact None GBP"],
          ["Vaseline | Lotion | None", "Tesco 4.50 exact None GBP"]]),
        ("The Weleda Skin Food is what she means, and a £90 cream is what she doesn’t.", []),
        ("I love my Weleda Skin Food, and I once spent €60 on a sunscreen.", []),
    ],
)  # fmt: skip
def test_price_goes_to_the_one_product_it_may_mean(sentence, products):
    assert told(plan_of(sentence)) == products


@pytest.mark.parametrize(
    "sentence",
    [
        "I keep going back to Vanicream Daily Facial Moisturizer, and at Target it’s $13.49.",
        "Superdrug sells the CeraVe Foaming Cleanser for £9.50, and Boots does it for £8.",
        "CeraVe Foam, £9, and Olay Milk, £8, are both sold at Boots.",
    ],
)
def test_such_a_price_is_looked_at(sentence):
    assert "price.by_place" in codes(plan_of(sentence))


def test_price_below_a_review_is_the_headings():
    body = "## Pond’s Cold Cream\n\nAda has used it since 1961, she told me. £6.99, amazon.co.uk\n"

    plan = plan_of(body, "a.md")

    assert told(plan) == [["Pond’s | Cold Cream | None", "Amazon 6.99 exact None GBP"]]
    assert "price.by_place" in codes(plan)


def test_label_that_recurs_is_no_product():
    card = "{}\nPack size: {}\nShelf: second\nPrice: {}\nStockists: Boots\nPIP code: 405-2231\n\n"
    body = card.format("Olay Night Cream", "50ml", "£9") + card.format("Nivea Soft", "75ml", "£4")

    assert told(plan_of(body)) == [
        ["Olay | Night Cream | 50ml", "Boots 9.00 exact None GBP"],
        ["Nivea | Soft | 75ml", "Boots 4.00 exact None GBP"],
    ]


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("Luma Balm, $27 | online only, Budget, Dutch, often gone.", ["None 27.00 exact None USD"]),
        ("Luma Balm, €14, from luma-store.co.nz", ["luma-store.co.nz 14.00 exact None EUR"]),
        ("Luma Balm, €14, Costco.ca", ["Costco 14.00 exact None EUR"]),
        ("Luma Balm (down to €17 from €22 at Boots)", ["Boots 17.00 exact 22.00 EUR"]),
        ("Luma Balm: €9 through €20", ["None 9.00–20.00 range None EUR"]),
        (
            "Luma Balm: ab 21 € bei Douglas, bei Rossmann 23 €",
            ["Douglas 21.00 from None EUR", "Rossmann 23.00 exact None EUR"],
        ),
        ("Luma Balm, 2 € bei dm (Grundpreis: 5 € je 100 ml)", ["dm 2.00 exact None EUR"]),
        ("Luma Balm, £9 (reg. £12), Boots", ["Boots 9.00 exact 12.00 GBP"]),
        (
            "Luma Balm ($52 at Sephora, sometimes $41 in the sale)",
            ["Sephora 41.00 exact 52.00 USD"],
        ),
    ],
)
def test_offers_of_a_line(line, offers):
    assert told(plan_of(f"– {line}"))[0][1:] == offers


def test_brand_that_the_text_calls_alone_is_one():
    plan = plan_of("– Luma Night Cream, £9\n\nI like it. The Luma is thick and cheap.")

    assert told(plan)[0][0] == "Luma | Night Cream | None"
    assert "product.brand_unsure" in codes(plan)


def test_gallery_and_its_small_pictures_are_one_product():
    line = "Olay Milk, £7, Boots\n\nNivea Creme, £3, Tesco\n\n"

    assert len(told(plan_of(line + line))) == 2


@pytest.mark.parametrize(
    ("line", "product"),
    [
        ("– 16:40, what she calls honest: CeraVe Moisturizing Cream, the 19-oz tub ($18 Walmart)",
         ["CeraVe | Moisturizing Cream | 19 oz", "Walmart 18.00 exact None USD"]),
        ("– A tub of Nivea Creme (£4, Boots)", ["Nivea | Creme | None", "Boots 4.00 exact None GBP"]),
        ("– 🥇 The quiet one Vaseline Lip Therapy, £2 · Boots →",
         ["Vaseline | Lip Therapy | None", "Boots 2.00 exact None GBP"]),
        ("1️⃣ @laroche_posay Anthelios Fluid, €31 @boots",
         ["La Roche-Posay | Anthelios Fluid | None", "Boots 31.00 exact None EUR"]),
        ("$14 – CeraVe PM, Target", ["CeraVe | PM | None", "Target 14.00 exact None USD"]),
        ("– Rose Hermès Balm, £60, Boots", ["None | Rose Hermès Balm | None", "Boots 60.00 exact None GBP"]),
    ],
)  # fmt: skip
def test_name_begins_at_its_brand(line, product):
    assert told(plan_of(line)) == [product]


def test_product_told_in_labels_alone_is_one():
    record = "Award: {}\n\nBrand: {}\n\nProduct: {}\n\nRetailer 1: Target\n\nPrice 1: $9\n\nRetailer 2: Walmart\n\nPrice 2: $8\n\n"
    body = record.format("Best budget", "CeraVe", "SA Lotion") + record.format(
        "Splurge", "Olay", "Milk"
    )

    offers = ["Target 9.00 exact None USD", "Walmart 8.00 exact None USD"]
    assert told(plan_of(f"Expert 1: Ada Moss\n\n{body}")) == [
        ["CeraVe | SA Lotion | None", *offers],
        ["Olay | Milk | None", *offers],
    ]


def test_cell_without_amount_below_a_shop_is_no_offer():
    body = "| Product | Boots | Tesco |\n|---|---|---|\n| Olay Milk | £7 | out of stock |\n| Nivea Creme | £4 | £3 |\n"

    assert told(plan_of(body, "a.md"))[0][1:] == ["Boots 7.00 exact None GBP"]


def test_sentence_that_names_a_brand_stays_prose():
    plan = plan_of("Sunscreen on your hands, too. I use Olay Milk ($14, Ulta) and wipe the nails.")

    assert told(plan) == [["Olay | Milk | None", "Ulta 14.00 exact None USD"]]
    assert "paragraph" in [block.kind for block in plan.blocks]


@pytest.mark.parametrize(
    ("heads", "row", "offers"),
    [
        ("Product | RRP | Cheapest found | Where", "Olay Milk | £9 | £7 | Boots", ["Boots 7.00 exact 9.00 GBP"]),
        ("Product | RRP (launch price)", "Olay Milk | £9 (£7)", ["None 7.00 exact 9.00 GBP"]),
        ("Product | Price paid | Bought at", "Olay Milk | £7 | Boots", ["Boots 7.00 exact None GBP"]),
    ],
)  # fmt: skip
def test_amounts_below_other_heads_are_prices(heads, row, offers):
    rule = "|".join("---" for _ in heads.split("|"))
    body = f"| {heads} |\n|{rule}|\n| {row} |\n| {row.replace('Olay Milk', 'Nivea Creme')} |\n"

    assert [each[1:] for each in told(plan_of(body, "a.md"))] == [offers, offers]


def test_amount_in_the_pages_dollars_that_no_offer_holds_is_doubted():
    body = "All prices AUD.\n\n| Product | Mecca | Elsewhere |\n|---|---|---|\n| Olay Milk | $9 | $14 with a book |\n"

    assert "price.amount_unread" in codes(plan_of(body, "a.md"))
