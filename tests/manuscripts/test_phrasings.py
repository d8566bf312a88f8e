# ruff: noqa: E501 (a fragment and its reading are compared best side by side)
"""Phrasings of products and questions on real pages, one case each, with the name of their row."""

import pytest

from tests.manuscripts.phrasings import codes, plan_of, row, told

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("line", "product", "offers"),
    [
        row("P1", "CeraVe moisturizing cream: $17.06, Amazon.com", "CeraVe | moisturizing cream | None",
            ["Amazon 17.06 exact None USD"]),
        row("P3", "e.l.f. skin holy hydration! face cream: $13.97, Target",
            "e.l.f. skin | holy hydration! face cream | None", ["Target 13.97 exact None USD"]),
        row("P5", "gold radiance eye cream (£575, John Lewis)", "None | gold radiance eye cream | None",
            ["John Lewis 575.00 exact None GBP"]),
        row("P7", "Moisturizing Eye Bomb ($48, Sephora)", "None | Moisturizing Eye Bomb | None",
            ["Sephora 48.00 exact None USD"]),
        row("P9", "Luma Hydrator SPF 30 ( $34, pcaskin.com for stores)", "None | Luma Hydrator SPF 30 | None",
            ["PCA Skin 34.00 exact None USD"]),
        row("P11", "Luma Lotion SPF 30 ($8 at drugstores and target.com)", "None | Luma Lotion SPF 30 | None",
            ["Target 8.00 exact None USD"]),
        row("P13", "Rimmel London Sexy Curves Mascara, $7.50", "Rimmel London | Sexy Curves Mascara | None",
            ["None 7.50 exact None USD"]),
        row("P15", "Paula’s Choice 2% BHA Liquid Exfoliant, $29.50",
            "Paula’s Choice | 2% BHA Liquid Exfoliant | None", ["None 29.50 exact None USD"]),
        row("P17", "Vitamin C Serum 23% + Ferulic Acid, £10, 30ml",
            "None | Vitamin C Serum 23% + Ferulic Acid | 30ml", ["None 10.00 exact None GBP"]),
        row("P19", "Banana Bright (£53 for 30ml)", "None | Banana Bright | 30ml",
            ["None 53.00 exact None GBP"]),
        row("P21", "TRY: Shiseido Fluid SPF 24/PA++, $68.", "Shiseido | Fluid SPF 24/PA++ | None",
            ["None 68.00 exact None USD"]),
        row("P23", "2. Drunk Elephant C-Firma Day Serum - $128", "Drunk Elephant | C-Firma Day Serum | None",
            ["None 128.00 exact None USD"]),
        row("P25", "We liked the $45 Face Hero protective oil most of all.",
            "None | Face Hero protective oil | None", ["None 45.00 exact None USD"]),
        row("P27", "## Luma Cream\n\nBuy It: $38 here", "None | Luma Cream | None",
            ["None 38.00 exact None USD"]),
        row("P29", "PanOxyl 4 % creamy wash ($9)", "PanOxyl | 4 % creamy wash | None",
            ["None 9.00 exact None USD"]),
        row("P31", "Chapstick $1.29 From Rite Aid", "Chapstick | Chapstick | None",
            ["Rite Aid 1.29 exact None USD"]),
        row("P35", "– Luma Balm. It’s around $14", "None | Luma Balm | None", ["None 14.00 about None USD"]),
        row("P37", "– Luma Set: it’s $1,550", "None | Luma Set | None", ["None 1550.00 exact None USD"]),
        row("P37b", "The Luma Set goes for $2,400, and we laughed.", "None | Luma Set | None",
            ["None 2400.00 exact None USD"]),
        row("P43", "L’Occitane Almond Shower Oil (Was $29) $23.20 at Sephora",
            "L’Occitane | Almond Shower Oil | None", ["Sephora 23.20 exact 29.00 USD"]),
        row("P45", "– Luma Balm: on sale for $218.90 from $318", "None | Luma Balm | None",
            ["None 218.90 exact 318.00 USD"]),
        row("P47", "Perversion Mascara is $10, on sale from $24", "None | Perversion Mascara | None",
            ["None 10.00 exact 24.00 USD"]),
        row("P49", "– Luma Balm, marked down to $12.50 from $25.00", "None | Luma Balm | None",
            ["None 12.50 exact 25.00 USD"]),
        row("P51", "First Aid Beauty’s $40 Limited Edition Set marked down to $15",
            "First Aid Beauty | Limited Edition Set | None", ["None 15.00 exact 40.00 USD"]),
        row("P53", "– Luma Balm, marked down from $9.99 to $2.59", "None | Luma Balm | None",
            ["None 2.59 exact 9.99 USD"]),
        row("P55", "– Luma Balm: usually $120, listed for a jaw-dropping $35", "None | Luma Balm | None",
            ["None 35.00 exact 120.00 USD"]),
        row("P57", "– Luma Balm: buy it on eBay for $50 (worth $150)", "None | Luma Balm | None",
            ["eBay 50.00 exact None USD"]),
        row("P59", "– Luma Balm: between $38 and $270", "None | Luma Balm | None",
            ["None 38.00–270.00 range None USD"]),
        row("P59b", "– Luma Balm: from $28 to more than $200", "None | Luma Balm | None",
            ["None 28.00–200.00 range None USD"]),
        row("P61", "Everything starts at $11.\n\n– Luma Balm: $12", "None | Luma Balm | None",
            ["None 12.00 exact None USD"]),
        row("P63", "– Luma Balm: $9.20 ($5.52/oz.)", "None | Luma Balm | None", ["None 9.20 exact None USD"]),
        row("P69", "Gel lavant Lipikar, La Roche-Posay, à partir de 6,75 euros",
            "La Roche-Posay | Gel lavant Lipikar | None", ["None 6.75 from None EUR"]),
        row("P73", "– Luma Balm: zwischen 1,63 und 44,83 Euro", "None | Luma Balm | None",
            ["None 1.63–44.83 range None EUR"]),
        row("P75", "– Luma Balm: 99 eurot (1079 SEK)", "None | Luma Balm | None",
            ["None 99.00 exact None EUR"]),
    ],
)  # fmt: skip
def test_a_product_line_is_read(line, product, offers):
    assert told(plan_of(line)) == [[product, *offers]]


def test_p63_a_unit_price_without_another_leaves_the_price_missing():
    plan = plan_of("– Luma Balm: $9.20\n– Luma Oil: only $.47/oz.")

    assert told(plan)[1] == ["Luma | Oil | None"]
    assert "price.missing" in codes(plan)


@pytest.mark.parametrize(
    ("line", "product", "code"),
    [
        row("P39", "Neutrogena Ultra Sheer Dry Touch Sunscreen, $, available at Target",
            ["Neutrogena | Ultra Sheer Dry Touch Sunscreen | None", "Target None None None None"], "price.missing"),
        row("P41", "Luma Treatment Balm Amazon View On Amazon View On Paulaschoice.com",
            ["None | Luma Treatment Balm | None", "Amazon None None None None", "Paula’s Choice None None None None"],
            "price.missing"),
        row("P67", "– Luma Balm $44.59$46.20", ["None | Luma Balm | None", "None 44.59 exact None USD"],
            "price.unclear"),
        row("D3", "Olay Night Cream, $, available online", ["Olay | Night Cream | None"], "price.missing"),
    ],
)  # fmt: skip
def test_a_damaged_product_line_is_told(line, product, code):
    plan = plan_of(line)

    assert told(plan) == [product]
    assert code in codes(plan)


def test_d1_a_cut_bracket_still_closes_its_price():
    plan = plan_of(
        "The Luma Night Cream (£90, is like butter. The Luma Lip Oil (£28, is an explosion of it."
    )

    assert told(plan) == [
        ["Luma | Night Cream | None", "None 90.00 exact None GBP"],
        ["Luma | Lip Oil | None", "None 28.00 exact None GBP"],
    ]


@pytest.mark.parametrize(
    "words",
    [
        row("P33", "You get three of them, all for 2 dollars, at the corner."),
        row("P61", "Everything starts at $11."),
        row("P65", "Price per pair: $5"),
        row("P71", "Cien von Lidl (1,65 Euro pro 50 Milliliter)"),
        row("N1", "Take $25 off $75 with the code."),
        row("N3", "Total cost: $97.50 for 4 items"),
        row("N5", "It is a trade of US$90 billion (about S$120 billion) a year."),
        row("N7", "The Luma Cream is $500 less than the other."),
        row("N9", "A $160 lippie in a $15-and-under category, all under $40."),
        row("N11", "You can have it for under £20, or less than £15."),
        row("7.19-save", "The Luma Cream would save £12 a year."),
        row("7.19-worth", "They sent $1000 Worth of creams."),
        row("7.19-numbers", "SPF 50, 30ml, 2%, 4 oz and a rating of 4.8 make no price."),
    ],
)
def test_an_amount_that_is_no_price_makes_no_offer(words):
    assert [offer for one in plan_of(words).products for offer in one.offers] == []


@pytest.mark.parametrize(
    "line",
    [
        row("A6-1", "Last update on 2025-10-27 / Affiliate links / #ad / Images from Amazon"),
        row("A6-2", "Pricing and availability are accurate as of publish time"),
        row("A6-3", "Pricing and availability are subject to change"),
        row(
            "A6-4", "Product prices and availability are accurate as of the date and time indicated"
        ),
        row("A6-5", "As an Amazon Associate, I earn from purchases."),
        row("A6-6", "If you buy through links on this page, we may earn a small commission."),
        row("A6-7", "Testers is reader-supported and may earn an affiliate commission."),
        row("A6-8", "We may receive a portion of sales if you purchase a product through a link"),
        row("A6-9", "This article contains affiliate links to products selected by our editors."),
    ],
)
def test_a_disclosure_is_a_note_and_no_text(line):
    assert [block.kind for block in plan_of(line).blocks] == ["title", "note"]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        row("Q77", "Q: What is it?\nA: A cyst, says Valerie Call, MD, associate professor.\n\nQ. Does it hurt?\nA: No.",
            [("What is it?", "A cyst, says Valerie Call, MD, associate professor."), ("Does it hurt?", "No.")]),
        row("Q79", "Q:\nWhat is it?\nA:\nA cyst.", [("What is it?", "A cyst.")]),
        row("7.15-bare", "Q What exactly is it\nA A cyst.\n\nQ Does it hurt\nA No.",
            [("What exactly is it?", "A cyst."), ("Does it hurt?", "No.")]),
        row("7.15-open", "Q: What is it?\nA: A cyst.\n\nQ: Does it hurt?", [("What is it?", "A cyst."), ("Does it hurt?", None)]),
        row("7.15-heading", "FAQ\n\n## What is it?\n\nA cyst.\n\n## Does it hurt?\n\nNo.",
            [("What is it?", "A cyst."), ("Does it hurt?", "No.")]),
    ],
)  # fmt: skip
def test_questions_and_answers_are_read(text, pairs):
    assert [(faq.question, faq.answer) for faq in plan_of(text).faqs] == pairs


@pytest.mark.parametrize(
    ("text", "code"),
    [
        row("C1", "As early as possible! I went on for 20 years.” So it goes.", "quote.unopened"),
        row("C3", "We met Dr. Otto Holm, a dermatologist. They complement creams. Dr. Holm says. But go slowly.",
            "quote.marks_missing"),
        row("C7", "In the \u0e4260s nobody wore any of it.", "text.mojibake"),
        row("C9", "“Rest,” says Dr. Shari March. “Start with a little and then\n\nThe next goes on.", "quote.unclosed"),
        row("7.14-mojibake", "â€œRest well,â€\x9d says Dr. Iona Bell.", "text.mojibake"),
        row("7.14-doubled", "``Rest well,'' says Dr. Iona Bell.", "quote.doubled_marks"),
    ],
)  # fmt: skip
def test_damaged_words_are_told(text, code):
    assert code in codes(plan_of(text))


def test_c7_a_decade_gets_its_apostrophe_back():
    assert "’60s" in plan_of("In the \u0e4260s nobody wore any of it.").source.text


@pytest.mark.parametrize(
    "bullet", ["– ", "— ", "- ", "• ", "· ", "* ", "1. ", "2) ", "Buy: ", "TRY: ", ""]
)
def test_7_16_every_bullet_is_left_off(bullet):
    plan = plan_of(f"{bullet}CeraVe Foam: $19 at Target")

    assert told(plan) == [["CeraVe | Foam | None", "Target 19.00 exact None USD"]]


def test_7_17_two_shops_share_a_price_and_are_flagged():
    plan = plan_of("– CeraVe Foam: $19 (originally $31) on Amazon or Walmart")

    assert told(plan) == [
        ["CeraVe | Foam | None", "Amazon 19.00 exact 31.00 USD", "Walmart 19.00 exact 31.00 USD"]
    ]
    assert "price.shared" in codes(plan)


def test_7_18_two_shops_keep_their_own_prices():
    plan = plan_of("– CeraVe Foam: $19 at Amazon, $22 at Sephora")

    assert told(plan)[0][1:] == ["Amazon 19.00 exact None USD", "Sephora 22.00 exact None USD"]
    assert "price.shared" not in codes(plan)


def test_7_20_a_product_keeps_the_line_it_came_from():
    line = "– CeraVe Foam: $19 (originally $31) on Amazon or Walmart"

    assert [one.line for one in plan_of(line).products] == [line]


@pytest.mark.parametrize(
    ("line", "product", "offers"),
    [
        ("– Olay Milk, $95 US at Boots", "Olay | Milk | None", ["Boots 95.00 exact None USD"]),
        (
            "– Olay Milk. Price: $62. Where: Nordstrom",
            "Olay | Milk | None",
            ["Nordstrom 62.00 exact None USD"],
        ),
        ("– Olay Milk: from A$39.95", "Olay | Milk | None", ["None 39.95 from None AUD"]),
        (
            "– Supergoop! Play Lotion, $22 at Target",
            "Supergoop! | Play Lotion | None",
            ["Target 22.00 exact None USD"],
        ),
        (
            "– Sephora Collection Mask, $4 at Sephora",
            "Sephora Collection | Mask | None",
            ["Sephora 4.00 exact None USD"],
        ),
        ("– Olay Mist ($18 for 5 fl oz, Amazon)", "Olay | Mist | 5 fl oz",
         ["Amazon 18.00 exact None USD"]),
    ],
)  # fmt: skip
def test_a_line_beyond_the_rows_is_read(line, product, offers):
    assert told(plan_of(line)) == [[product, *offers]]


def test_lines_glued_by_their_labels_are_read_apart():
    plan = plan_of("TRY: Olay Balm ($5, Walmart) TRY: Carmex Classic Jar $2.49 From Rite Aid")

    assert told(plan) == [
        ["Olay | Balm | None", "Walmart 5.00 exact None USD"],
        ["Carmex | Classic Jar | None", "Rite Aid 2.49 exact None USD"],
    ]


def test_a_struck_price_behind_the_shop_is_the_former_one():
    plan = plan_of("- Olay Milk, £1.75 at Boots – ~~£2.50~~", "article.md")

    assert told(plan) == [["Olay | Milk | None", "Boots 1.75 exact 2.50 GBP"]]


def test_the_house_of_a_founder_is_a_brand():
    plan = plan_of("“Rest,” says Odo Fell, founder of Prenn Ruske.\n\n– Prenn Ruske Foam: $9")

    assert told(plan)[0][0] == "Prenn Ruske | Foam | None"
    assert "quote.conflict_of_interest" in codes(plan)
