"""
One line each: what must not be sure of a price and its shop, and what is plain.

A line is sure when its product is read with an offer that no warning touches
(docs/decisions/0047). The plain ones are here so that asking about all would not do.
"""

import pytest

from manuscripts.reading import read

OPENING = "Winter hands\n\nHands are dry by March, and nobody knows what to do about that.\n\n"
BESIDE = "- Olay Regenerist Cream, $24, Target\n- Nivea Soft, $6 at Walmart\n"


def is_sure(line):
    """Whether the product of a line, among plain ones, is sure."""
    plan = read(f"{OPENING}- {line}\n{BESIDE}".encode(), "a.txt")
    start = len(OPENING)
    touched = any(
        one.span[0] < start + len(line) + 2 and one.span[1] > start for one in plan.warnings
    )
    found = [one for one in plan.products if start <= one.span[0] < start + len(line) + 2]
    return bool(found) and not touched and all(one.offers for one in found)


CONDITIONS = """
CeraVe Foaming Cleanser: $9 with a coupon at CVS
CeraVe Foaming Cleanser: $9 with code SKIN at CVS
CeraVe Foaming Cleanser: $8 for members at Costco
CeraVe Foaming Cleanser: $9 if you subscribe at Amazon
CeraVe Foaming Cleanser: $11 at Target ($4 travel size at CVS)
CeraVe Foaming Cleanser: $9 in 2019 at CVS
CeraVe Foaming Cleanser: $9 for a set of three at CVS
CeraVe Foaming Cleanser: $9 secondhand at Walmart
CeraVe Foaming Cleanser: $9 at CVS with a coupon
CeraVe Foaming Cleanser: $9 at CVS, with the app
CeraVe Foaming Cleanser: $9 at CVS with ExtraCare membership
CeraVe Foaming Cleanser: $9 at CVS (members only)
CeraVe Foaming Cleanser: $9 at Ulta if you buy two
CeraVe Foaming Cleanser: $9 at Ulta when you spend $30
CeraVe Foaming Cleanser: $9 at Ulta for students
CeraVe Foaming Cleanser: $9 per month at Amazon
CeraVe Foaming Cleanser: $9 on auto-ship at Chewy
CeraVe Foaming Cleanser: $9 a refill at Target
CeraVe Foaming Cleanser: $9 for the mini at Sephora
CeraVe Foaming Cleanser: $9 sample at Sephora
CeraVe Foaming Cleanser: $9 for 2 at Target
CeraVe Foaming Cleanser: $9 in a three-pack at Target
CeraVe Foaming Cleanser: $9 pre-order at Target
CeraVe Foaming Cleanser: $9 last year at Target
CeraVe Foaming Cleanser: $9 at Target last spring
CeraVe Foaming Cleanser: $9 at Target in 2021
CeraVe Foaming Cleanser: $9 used at Walmart
CeraVe Foaming Cleanser: $9 after rebate at CVS
CeraVe Foaming Cleanser: $9 after tax at CVS
CeraVe Foaming Cleanser: $9 with a Boots card at Boots
CeraVe Foaming Cleanser: $9 with any purchase at Ulta
CeraVe Foaming Cleanser: $9 before the increase at Target
CeraVe Foaming Cleanser: $9 a decade back at Target
CeraVe Foaming Cleanser: $9 for new customers at Target
CeraVe Foaming Cleanser: $9 for teachers at Target
CeraVe Foaming Cleanser: $9 through insurance at CVS
CeraVe Foaming Cleanser: $9 damaged at Target
CeraVe Foaming Cleanser: $9 bundled with Nivea at Target
CeraVe Foaming Cleanser: $9 dented tube at Target
CeraVe Foaming Cleanser: $9 reportedly at Target
CeraVe Foaming Cleanser: $9 I think at Target
CeraVe Foaming Cleanser: $9, or so she says, at Target
CeraVe Foaming Cleanser: $17.06 (check!) at Amazon
CeraVe Foaming Cleanser: $17.06? at Amazon
CeraVe Foaming Cleanser: $17.06 TBC at Amazon
CeraVe Foaming Cleanser: $17.06 at Amazon (confirm)
CeraVe Foaming Cleanser: $17.06 at Amazon??
CeraVe Foaming Cleanser: $17.06 at Amazon, 3 for 2
CeraVe Foaming Cleanser with a coupon, $9 at CVS
CeraVe Foaming Cleanser for members: $9 at Costco
CeraVe Foaming Cleanser, 3 for 2 at Boots, $12
CeraVe Foaming Cleanser, secondhand, $9 at Walmart
CeraVe Foaming Cleanser if you subscribe: $9 at Amazon
CeraVe Foaming Cleanser, like Tatcha's ($38 at Sephora), is $11 at Target
CeraVe Foaming Cleanser vs Nivea Creme: $11 at Target
CeraVe Foaming Cleanser versus the Tatcha: $11 at Target
CeraVe Foaming Cleanser, not the Tatcha, $11 at Target
CeraVe Foaming Cleanser instead of the Tatcha: $11 at Target
CeraVe Foaming Cleanser, unlike the Tatcha, $11 at Target
CeraVe Foaming Cleanser and Nivea Creme, $9 at CVS
CeraVe Foaming Cleanser or Nivea Creme, $9 at CVS
CeraVe Foaming Cleanser + Nivea Creme: $9 at CVS
CeraVe Foaming Cleanser / Nivea Creme: $9 at CVS
CeraVe Foaming Cleanser: $9 at CVS. Members only.
CeraVe Foaming Cleanser: $9 at CVS. With a coupon.
CeraVe Foaming Cleanser – CVS – $9 w/ card
CeraVe Foaming Cleanser – CVS – $9*
CeraVe [Foaming?] Cleanser: $9 at CVS
CeraVe Foaming Cleanser (name TBC): $9 at CVS
CeraVe Foaming Cleanser [check name]: $9 at CVS
CeraVe Foaming Cleanser: $9 [check] at CVS
CeraVe Foaming Cleanser: $9 at CVS [Jo: still true?]
CeraVe Foaming Cleanser: $9 less at CVS
CeraVe Foaming Cleanser: $9 delivery at CVS
CeraVe Foaming Cleanser: $9 back at CVS
CeraVe Foaming Cleanser: $9 left on my card at CVS
CeraVe Foaming Cleanser: $9 stolen from CVS
CeraVe Foaming Cleanser: $9 near what used to be CVS
CeraVe Foaming Cleanser ($9 at Target, RIP)
CeraVe Foaming Cleanser: nearly, but not quite, $9 at CVS
""".strip().splitlines()
NOT_THERE = """
CeraVe Moisturizing Cream, $17, not sold at Sephora
CeraVe Moisturizing Cream, $17, not available at Sephora
CeraVe Moisturizing Cream, $17, never at Sephora
CeraVe Moisturizing Cream, $19, cheaper than at Sephora
CeraVe Moisturizing Cream, $15, except at Target
CeraVe Moisturizing Cream, $14, $4 less than at Target
CeraVe Moisturizing Cream, $14, half what you pay at Target
CeraVe Moisturizing Cream, $14, same price as at Target
CeraVe Moisturizing Cream, $12, soon at Target
CeraVe Moisturizing Cream, $12, no longer at Target
CeraVe Moisturizing Cream, $12, sold out at Target
CeraVe Moisturizing Cream, $12, everywhere but at Target
CeraVe Moisturizing Cream, $12, coming to Target
CeraVe Moisturizing Cream, $12, out of stock at Target
CeraVe Moisturizing Cream, $12, isn't at Target
CeraVe Moisturizing Cream ($12, unavailable at Target)
CeraVe Moisturizing Cream: $12 and $3 dearer at Target
CeraVe Moisturizing Cream: $12, though Target doesn't carry it
""".strip().splitlines()
CURRENCIES = """
CeraVe Cream, was $24, now only $17, was £15, now £12 at Boots
CeraVe Cream, $17 / £15 at Boots
CeraVe Cream: €22 / £19 / $24
CeraVe Cream, $17 (£15) at Boots
CeraVe Cream, £15 or $17 at Boots
CeraVe Cream, £15, €18, Boots
CeraVe Cream, kr 170 at Fenwick
CeraVe Cream, 249 kr at Fenwick
CeraVe Cream, 249 kroner at Fenwick
CeraVe Cream, ¥170 at Watsons
CeraVe Cream, Rs 499 at Watsons
CeraVe Cream, £12-50 at Boots
CeraVe Cream, £12·99 at Boots
CeraVe Cream, $12:99 at Target
CeraVe Cream, $12_99 at Target
CeraVe Cream, 12€99 at Boots
CeraVe Cream, $25.000 at Falabella
CeraVe Cream, $12.990 at Falabella
CeraVe Cream, $12,50 at Jean Coutu
CeraVe Cream, £1.100 at Harrods
CeraVe Cream, $3.350 at Target
CeraVe Cream, €1.299 at Douglas
CeraVe Cream, 1.299 € at Douglas
CeraVe Cream, 1.299 EUR at Douglas
CeraVe Cream, $70.00 SAR at Sephora
CeraVe Cream, $70.00 SAR $18.66 USD at Ulta
CeraVe Cream, €20 GBP at Boots
CeraVe Cream, $9 at Boots
CeraVe Cream, £9 at CVS
CeraVe Cream, €9 at Walgreens
CeraVe Cream, $9 bei dm
""".strip().splitlines()


@pytest.mark.parametrize("line", [*CONDITIONS, *NOT_THERE, *CURRENCIES])
def test_what_may_not_be_what_anybody_pays_there_is_asked_about(line):
    assert not is_sure(line)


PLAIN = """
CeraVe Foaming Cleanser: $9 at CVS
CeraVe Foaming Cleanser, $9, CVS
CeraVe Foaming Cleanser ($9, CVS)
CeraVe Foaming Cleanser ($9 at CVS)
CeraVe Foaming Cleanser – $9 – CVS
CeraVe Foaming Cleanser | $9 | CVS
CeraVe Foaming Cleanser: $9 (CVS)
CeraVe Foaming Cleanser: $9 from CVS
CeraVe Foaming Cleanser: $9 on Amazon
CeraVe Foaming Cleanser: $9 via Amazon
CeraVe Foaming Cleanser: $9, available at CVS
CeraVe Foaming Cleanser: $9, available online at CVS
CeraVe Foaming Cleanser: $9 online at CVS
CeraVe Foaming Cleanser: $9 in stores at CVS
CeraVe Foaming Cleanser: just $9 at CVS
CeraVe Foaming Cleanser: only $9 at CVS
CeraVe Foaming Cleanser: now $9 at CVS
CeraVe Foaming Cleanser: $9 now at CVS
CeraVe Foaming Cleanser: $9 today at CVS
CeraVe Foaming Cleanser: $9 this week at CVS
CeraVe Foaming Cleanser: $9 until Sunday at CVS
CeraVe Foaming Cleanser: $9 at CVS until Sunday
CeraVe Foaming Cleanser: $9 on sale at CVS
CeraVe Foaming Cleanser: on sale for $9 at CVS
CeraVe Foaming Cleanser: was $12, now $9 at CVS
CeraVe Foaming Cleanser: $9 (was $12) at CVS
CeraVe Foaming Cleanser: $9 (originally $12) at CVS
CeraVe Foaming Cleanser: $9, down from $12, at CVS
CeraVe Foaming Cleanser: $9 (save $3) at CVS
CeraVe Foaming Cleanser: $9 (25% off) at CVS
CeraVe Foaming Cleanser: $9 (two for $16) at CVS
CeraVe Foaming Cleanser: $9 at CVS (two for $16)
CeraVe Foaming Cleanser: from $9 at CVS
CeraVe Foaming Cleanser: about $9 at CVS
CeraVe Foaming Cleanser: roughly $9 at CVS
CeraVe Foaming Cleanser: $9 or so at CVS
CeraVe Foaming Cleanser: $9–$12 at CVS
CeraVe Foaming Cleanser: $9 to $12 at CVS
CeraVe Foaming Cleanser: RRP $9 at CVS
CeraVe Foaming Cleanser: price $9 at CVS
CeraVe Foaming Cleanser: costs $9 at CVS
CeraVe Foaming Cleanser is $9 at CVS
CeraVe Foaming Cleanser: $9 at most CVS branches
CeraVe Foaming Cleanser: $9 for 12 oz at CVS
CeraVe Foaming Cleanser: $9 for the tub at CVS
CeraVe Foaming Cleanser: $9 a tube at CVS
CeraVe Foaming Cleanser, 12 oz: $9 at CVS
CeraVe Foaming Cleanser, 12 oz, $9 at CVS
CeraVe Foaming Cleanser: $9 at CVS.com
CeraVe Foaming Cleanser: $9 at cvs.com
CeraVe Foaming Cleanser: CVS, $9
CeraVe Foaming Cleanser: $9 at CVS, $10 at Target
CeraVe Foaming Cleanser: $9 at CVS and $10 at Target
CeraVe Foaming Cleanser: $9 at CVS, nationwide
CeraVe Foaming Cleanser: $9 exclusively at CVS
CeraVe Foaming Cleanser: $9 plus shipping at CVS
CeraVe Foaming Cleanser: $9, shop now at CVS
CeraVe Foaming Cleanser: buy it for $9 at CVS
CeraVe Foaming Cleanser: £9 at Boots
CeraVe Foaming Cleanser: 9,95 € bei dm
CeraVe Foaming Cleanser: 1.299,00 € bei dm
CeraVe Foaming Cleanser: $9 USD at CVS
CeraVe Foaming Cleanser: statt 12,95 € nur 9,95 € bei dm
CeraVe Foaming Cleanser: 249 kr at Matas
CeraVe Foaming Cleanser: kr 249 at Apotea
CeraVe Foaming Cleanser: ¥980 at Matsumoto Kiyoshi in Tokyo
CeraVe Foaming Cleanser: £9 at Boots, €11 at Boots.ie
""".strip().splitlines()


@pytest.mark.parametrize("line", PLAIN)
def test_a_plain_offer_stays_sure(line):
    assert is_sure(line)


@pytest.mark.parametrize("line", NOT_THERE)
def test_a_shop_that_does_not_sell_it_for_that_is_not_its_shop(line):
    plan = read(f"{OPENING}- {line}\n".encode(), "a.txt")

    assert {offer.retailer for one in plan.products for offer in one.offers} <= {None}


@pytest.mark.parametrize(
    ("line", "currency"),
    [
        ("CeraVe Cream, 249 kr at Matas", "DKK"),
        ("CeraVe Cream, kr 249 at Matas in Copenhagen", "DKK"),
        ("CeraVe Cream, kr 249 at Apotea", "SEK"),
        ("CeraVe Cream, kr 249 at Vitusapotek", "NOK"),
        ("CeraVe Cream, ¥169 at Watsons Shanghai", "CNY"),
        ("CeraVe Cream, ¥1,690 at Don Quijote", "JPY"),
        ("CeraVe Cream, Rs 499 at Nykaa", "INR"),
        ("CeraVe Cream, Rs 499 at Daraz", "PKR"),
        ("CeraVe Cream, $9 AU at Sephora", "AUD"),
        ("CeraVe Cream, $9 CA at Sephora", "CAD"),
    ],
)
def test_a_sign_of_several_countries_is_read_by_its_shop(line, currency):
    plan = read(f"{OPENING}- {line}\n".encode(), "a.txt")

    assert [offer.currency for one in plan.products for offer in one.offers] == [currency]


def test_a_sign_of_several_countries_is_read_by_the_places_of_the_text():
    text = OPENING.replace("March,", "March in Stockholm,") + "- CeraVe Cream, 249 kr, Fenwick\n"
    plan = read(text.encode(), "a.txt")

    assert [offer.currency for one in plan.products for offer in one.offers] == ["SEK"]


@pytest.mark.parametrize(
    "item",
    [
        'CeraVe Cream, <a href="https://www.amazon.com/d">$17 at Target</a>',
        'CeraVe Cream, $19 at <a href="https://www.walmart.com/x">Target</a>',
    ],
)
def test_a_link_to_another_shop_than_its_words_name_is_asked_about(item):
    page = f"<h1>Winter hands</h1><p>Hands are dry by March.</p><ul><li>{item}</li></ul>"
    codes = {one.code for one in read(page.encode(), "a.html").warnings}

    assert "price.shop_unsure" in codes


@pytest.mark.parametrize(
    "line",
    [
        "Two tubes of CeraVe Foaming Cleanser, $9 at CVS, are too many.",
        "Nothing like the CeraVe Foaming Cleanser is $9 at CVS.",
        "The refill of the CeraVe Foaming Cleanser is $9 at CVS.",
        "The mini CeraVe Foaming Cleanser is $9 at CVS.",
        "If CeraVe Foaming Cleanser is $9 at CVS, buy it.",
        "She said the CeraVe Foaming Cleanser is $9 at CVS, which is wrong.",
        "I sold my CeraVe Foaming Cleanser for $5 on Amazon.",
        "The CeraVe Foaming Cleanser is $9 at CVS with a coupon.",
        "Get the CeraVe Foaming Cleanser ($9 for members at Costco) today.",
    ],
)
def test_conditions_in_a_sentence_are_asked_about(line):
    plan = read(f"{OPENING}{line}\n".encode(), "a.txt")

    assert all(
        any(w.span[0] < p.span[1] and p.span[0] < w.span[1] for w in plan.warnings)
        for p in plan.products
    )


def test_a_shop_keeps_the_article_of_its_name():
    plan = read(f"{OPENING}- Zorblat Cream: $14 at The Nook\n{BESIDE}".encode(), "a.txt")

    assert plan.products[0].offers[0].retailer == "The Nook"
