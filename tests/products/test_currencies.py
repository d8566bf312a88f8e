from decimal import Decimal

import pytest

from products.currencies import MINOR_UNITS, precision, quantized


@pytest.mark.parametrize(
    ("amount", "code", "shown"),
    [
        ("19", "USD", "19.00"),
        ("19.9", "USD", "19.90"),
        ("19.500", "USD", "19.50"),
        ("1980", "JPY", "1980"),
        ("3.45", "KWD", "3.450"),
        ("5", "IQD", "5.000"),
        ("0", "EUR", "0.00"),
    ],
)
def test_amounts_get_the_decimals_of_their_currency(amount, code, shown):
    assert str(quantized(Decimal(amount), code)) == shown


@pytest.mark.parametrize(
    ("amount", "code"), [("19.999", "USD"), ("1980.5", "JPY"), ("0.001", "EUR")]
)
def test_amounts_are_never_rounded(amount, code):
    with pytest.raises(ValueError, match=f"too many decimals: {code}"):
        quantized(Decimal(amount), code)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "sNaN", "1e999999", "9" * 400])
def test_amounts_that_are_no_price_are_refused(amount):
    with pytest.raises(ValueError, match="not a number a price can have"):
        quantized(Decimal(amount), "USD")


@pytest.mark.parametrize("code", ["", "usd", "XAU", "HRK", "€", "US"])
def test_unknown_currencies_are_refused(code):
    with pytest.raises(ValueError, match="not a currency in use"):
        precision(code)


def test_every_code_is_three_capitals():
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in MINOR_UNITS)
    assert len(MINOR_UNITS) > 150
