# ruff: noqa: E501 (a fragment and its reading are compared best side by side)
"""Money in text, as pages write it (fragments are the trade's shapes, not sentences of theirs)."""

import pytest

from manuscripts.reading.money import money_in

pytestmark = pytest.mark.once


def told(text):
    """Each amount as "19.00 USD role"; a range as "19.00–31.00 USD role"."""
    return [
        f"{one.low}{f'–{one.high}' if one.high else ''} {one.currency} {one.role}"
        for one in money_in(text)
    ]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("cream: $17.06, Shop.com", "17.06 USD"),
        ("£10, 30ml", "10.00 GBP"),
        ("£10,30ml", "10.00 GBP"),
        ("SPF 40, $34", "34.00 USD"),
        ("it’s $1,550", "1550.00 USD"),
        ("$.47", "0.47 USD"),
        ("1 299,00 €", "1299.00 EUR"),
        ("€1.299", "1299.00 EUR"),
        ("₩32.000", "32000 KRW"),
        ("HUF 8.990", "8990.00 HUF"),
        ("CHF 1’299.00", "1299.00 CHF"),
        ("249 kr", "249.00 SEK"),
        ("49,99 zł", "49.99 PLN"),
        ("Php1,200", "1200.00 PHP"),
        ("2 dollars", "2.00 USD"),
        ("6,75 euros", "6.75 EUR"),
    ],
)
def test_amounts_are_read_with_their_currency(text, amount):
    assert told(text) == [f"{amount} price"]


@pytest.mark.parametrize(
    "text",
    [
        "SPF 50", "2%", "30ml", "4 oz", "a 4.8 rating", "20% off", "Free", "US$90 billion", "$2m", "$5k",
        "19.999 USD", "1980.5 JPY", "$0", "$", "$1,23,4", "XAU 5",
    ],
)  # fmt: skip
def test_numbers_that_are_no_amounts_are_left_alone(text):
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "$25 off $75", "under £20", "less than £15", "save £12", "Total cost: $97.50 for 4 items",
        "$1000 Worth of creams", "3 for $25", "$500 less than", "worth $150", "$90 value",
        "$15-and-under", "spend $50", "orders over $60", "$5.52/oz.", "1,65 Euro pro 50 Milliliter",
        "Price per pair: $5", "Everything starts at $11", "a $20 voucher"[2:], "up to $30",
    ],
)  # fmt: skip
def test_amounts_that_are_no_price_are_known(text):
    assert {one.role for one in money_in(text)} == {"none"}


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("(Was $29) $23.20", ["29.00 USD was", "23.20 USD price"]),
        ("was $39, now $31", ["39.00 USD was", "31.00 USD now"]),
        ("normally $120 for $30", ["120.00 USD was", "30.00 USD price"]),
        ("marked down from $9.99 to $2.59", ["9.99 USD was", "2.59 USD price"]),
        ("RRP £30", ["30.00 GBP was"]),
        ("£30 RRP", ["30.00 GBP was"]),
        ("à partir de 12 €", ["12.00 EUR from"]),
        ("ab 12 €", ["12.00 EUR from"]),
        ("$12 and up", ["12.00 USD from"]),
        ("around $14", ["14.00 USD about"]),
        ("$19-31", ["19.00–31.00 USD price"]),
        ("19–31 €", ["19.00–31.00 EUR price"]),
        ("between $38 and $270", ["38.00–270.00 USD price"]),
        ("zwischen 1,63 und 44,83 Euro", ["1.63–44.83 EUR price"]),
        ("from $28 to more than $200", ["28.00–200.00 USD from"]),
        ("SPF 30 - $34", ["34.00 USD price"]),
    ],
)
def test_the_words_around_an_amount_tell_what_it_is(text, amounts):
    assert told(text) == amounts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("R129.95 at the till", [("129.95", "ZAR")]),
        ("about R 1 299 for the set", [("1299.00", "ZAR")]),
        ("a type R 30, an R2 unit and SER 30", []),
        ("Dhs175 or 180 Dhs", [("175.00", "AED"), ("180.00", "AED")]),
        ("AED 95, or ten dirhams less", [("95.00", "AED")]),
        ("KSh 1,450", [("1450.00", "KES")]),
        ("SFr. 24.90", [("24.90", "CHF")]),
        ("Rp 89.000", [("89000.00", "IDR")]),
        ("3 490 Ft", [("3490.00", "HUF")]),
        ("17,000 won", [("17000", "KRW")]),
    ],
)
def test_reads_the_letters_that_stand_for_a_currency(text, told):
    assert [(str(one.low), one.currency) for one in money_in(text)] == told
