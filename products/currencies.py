"""
Currencies of ISO 4217 (list one, as amended to 2026) and the precision of their amounts.

Storage follows ISO 4217, display follows CLDR: the two differ for a dozen currencies (IQD has
three decimals here and none there; docs/rules.md 3.45–3.47). Funds codes are kept, metals and
testing codes (XAU, XDR, XTS), which have no minor unit, are not.
"""

from decimal import Decimal, InvalidOperation

_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_TWO_DECIMALS = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
    "GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR "
    "LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD "
    "PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC "
    "SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW "
    "ZWG"
)
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"

MINOR_UNITS: dict[str, int] = {
    code: decimals
    for decimals, codes in (
        (0, _NO_DECIMALS),
        (2, _TWO_DECIMALS),
        (3, _THREE_DECIMALS),
        (4, _FOUR_DECIMALS),
    )
    for code in codes.split()
}

_UNITS = {code: Decimal(1).scaleb(-decimals) for code, decimals in MINOR_UNITS.items()}

UNKNOWN_CURRENCY = "Enter the three-letter code of a currency in use: “USD”, “EUR”."


def precision(code: str) -> int:
    """How many decimals an amount in this currency has; a ValueError for an unknown code."""
    try:
        return MINOR_UNITS[code]
    except KeyError:
        raise ValueError(
            f"{code!r} is not a currency in use: give its three capitals (ISO 4217), such as USD."
        ) from None


def quantized(amount: Decimal, code: str) -> Decimal:
    """
    The amount with exactly the decimals of its currency: 19 USD is 19.00, 1980 JPY is 1980.

    Nothing is ever rounded: "19.999 USD" and "1980.5 JPY" are a ValueError (docs/rules.md 3.47),
    and so are amounts that are no finite number or too long to be a price.
    """
    decimals = precision(code)
    try:
        exact = amount.quantize(_UNITS[code])
    except InvalidOperation:
        raise ValueError(f"The amount in {code} is not a number a price can have.") from None
    if not exact.is_finite():
        raise ValueError(f"The amount in {code} is not a number a price can have.")
    if exact != amount:
        allowed = "no decimals" if decimals == 0 else f"{decimals} decimals"
        raise ValueError(f"{amount} has too many decimals: {code} has {allowed}.")
    return exact
