"""Money in text: every form of row A7, and what holds for all amounts and all text."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manuscripts.reading.money import amount, empty_prices, money_in
from products.currencies import precision

pytestmark = pytest.mark.once


def told(text):
    return [
        f"{one.low}{f'–{one.high}' if one.high else ''} {one.currency} {one.role}"
        for one in money_in(text)
    ]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("$19 (originally $31)", ["19.00 USD price", "31.00 USD was"]),
        ("$19 at Amazon, $22 at Sephora", ["19.00 USD price", "22.00 USD price"]),
        ("now $15, was $20", ["15.00 USD now", "20.00 USD was"]),
        ("$19 (save 20%)", ["19.00 USD price"]),
        ("from $12", ["12.00 USD from"]),
        ("$19–$31", ["19.00–31.00 USD price"]),
        ("US$ 19", ["19.00 USD price"]),
        ("£24", ["24.00 GBP price"]),
        ("24,90 €", ["24.90 EUR price"]),
        ("$1,299.00", ["1299.00 USD price"]),
        ("1.299,00 €", ["1299.00 EUR price"]),
        ("1\u202f299,00 €", ["1299.00 EUR price"]),
        ("1'299.00 CHF", ["1299.00 CHF price"]),
        ("¥1,980", ["1980 JPY price"]),
        ("KWD 3.450", ["3.450 KWD price"]),
        ("two for £20", ["20.00 GBP none"]),
        ("½ price £12", ["12.00 GBP now"]),
        ("19,- €", ["19.00 EUR price"]),
        ("$19.-", ["19.00 USD price"]),
        ("A$29", ["29.00 AUD price"]),
        ("C$24", ["24.00 CAD price"]),
        ("HK$150", ["150.00 HKD price"]),
        ("R$ 59,90", ["59.90 BRL price"]),
        ("₹499", ["499.00 INR price"]),
        ("kr 249", ["249.00 NOK price"]),
        ("249:-", ["249.00 SEK price"]),
        ("zł 49,99", ["49.99 PLN price"]),
        ("$12.50 AUD", ["12.50 AUD price"]),
        ("1,980円", ["1980 JPY price"]),
    ],
)
def test_every_form_of_row_a7_is_read(text, amounts):
    assert told(text) == amounts


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("$1e999999", []),
        ("$" + "9" * 400, []),
        ("$" + "9" * 400 + ".99", []),
        ("$NaN", []),
        ("$∞", []),
        ("∞ €", []),
        ("$-19", []),
        ("$−19", []),
        ("＄１９", []),  # fullwidth: no amount, and no guess at one
        ("$１９", []),
        ("$1٩", []),
        ("Serum -$19", ["19.00 USD price"]),  # the dash parts name and price
        ("$0", []),
        ("$0.00", []),
        ("$19.999", []),
        ("¥19.80", []),
        ("KWD 3.4505", []),
    ],
)
def test_absurd_numbers_are_refused_or_read_sensibly(text, amounts):
    assert told(text) == amounts


def _grouped(number, thousands, decimals):
    """1299.5 with the marks of a country: "1.299,50"."""
    whole, _, part = f"{number:,}".partition(".")
    return whole.replace(",", thousands) + (decimals + part if part else "")


FORMS = {
    "$1,299.00": ("USD", lambda n: "$" + _grouped(n, ",", ".")),
    "$1299.00": ("USD", lambda n: "$" + _grouped(n, "", ".")),
    "US$ 1,299.00": ("USD", lambda n: "US$ " + _grouped(n, ",", ".")),
    "1299.00 USD": ("USD", lambda n: _grouped(n, "", ".") + " USD"),
    "1,299.00 dollars": ("USD", lambda n: _grouped(n, ",", ".") + " dollars"),
    "$1,299.00 AUD": ("AUD", lambda n: "$" + _grouped(n, ",", ".") + " AUD"),
    "£1,299.00": ("GBP", lambda n: "£" + _grouped(n, ",", ".")),
    "1.299,00 €": ("EUR", lambda n: _grouped(n, ".", ",") + " €"),
    "1 299,00 €": ("EUR", lambda n: _grouped(n, "\u202f", ",") + "\u00a0€"),
    "1.299,00 Euro": ("EUR", lambda n: _grouped(n, ".", ",") + " Euro"),
    "€1,299.00": ("EUR", lambda n: "€" + _grouped(n, ",", ".")),
    "1'299.00 CHF": ("CHF", lambda n: _grouped(n, "'", ".") + " CHF"),
    "A$1,299.00": ("AUD", lambda n: "A$" + _grouped(n, ",", ".")),
    "C$1,299.00": ("CAD", lambda n: "C$" + _grouped(n, ",", ".")),
    "HK$1,299.00": ("HKD", lambda n: "HK$" + _grouped(n, ",", ".")),
    "R$ 1.299,00": ("BRL", lambda n: "R$ " + _grouped(n, ".", ",")),
    "₹1,299.00": ("INR", lambda n: "₹" + _grouped(n, ",", ".")),
    "kr 1 299,00": ("NOK", lambda n: "kr " + _grouped(n, " ", ",")),
    "1 299,00 kr": ("SEK", lambda n: _grouped(n, " ", ",") + " kr"),
    "zł 1 299,00": ("PLN", lambda n: "zł " + _grouped(n, " ", ",")),
    "¥1,980": ("JPY", lambda n: "¥" + _grouped(n, ",", ".")),
    "₩19,800": ("KRW", lambda n: "₩" + _grouped(n, ",", ".")),
    "KWD 3.450": ("KWD", lambda n: "KWD " + _grouped(n, ",", ".")),
}
WHOLE_FORMS = {
    "19,- €": ("EUR", lambda n: f"{n},- €"),
    "$19.-": ("USD", lambda n: f"${n}.-"),
    "249:-": ("SEK", lambda n: f"{n}:-"),
    "1.299 €": ("EUR", lambda n: f"{n:,} €".replace(",", ".")),
}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=50)
@given(minor=st.integers(1, 99_999_999))
def test_an_amount_written_in_any_form_is_read_back(form, minor):
    currency, write = FORMS[form]
    written = Decimal(minor).scaleb(-precision(currency))

    (read,) = money_in(f"Foam: {write(written)} at Boots")

    assert (read.low, read.high, read.currency) == (written, None, currency)


@pytest.mark.parametrize("form", WHOLE_FORMS)
@given(whole=st.integers(1, 999_999))
def test_a_whole_amount_is_read_back(form, whole):
    currency, write = WHOLE_FORMS[form]

    (read,) = money_in(f"Foam: {write(whole)} at Boots")

    assert (read.low, read.currency) == (whole, currency)


@given(st.integers(1, 49_999), st.integers(50_000, 99_999))
def test_a_range_is_read_back(low, high):
    (read,) = money_in(f"${Decimal(low) / 100:.2f}–${Decimal(high) / 100:.2f}")

    assert (read.low * 100, read.high * 100) == (low, high)


NOISE = st.text(alphabet="0123456789.,'’ -–$£€¥円krKWDzłfromwasnow()/½\u202f\ufdd1", max_size=60)


@given(st.one_of(NOISE, st.text(max_size=60)))
def test_no_text_raises_and_every_amount_fits_its_currency(text):
    at = 0
    for one in money_in(text):
        assert at <= one.start < one.end <= len(text)
        assert one.low > 0
        assert one.low.as_tuple().exponent == -precision(one.currency)
        assert one.high is None or one.low < one.high
        at = one.end
    for start, end in empty_prices(text):
        assert text[start:end] in "$£€"


@given(st.text(alphabet="0123456789.,'’ \u202fe+-∞NaN", max_size=420))
def test_digits_are_an_amount_or_none(digits):
    read = amount(digits, "USD")

    assert read is None or read.is_finite()
