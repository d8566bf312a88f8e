"""
Amounts as people and spreadsheets write them. Read is what can be read in one way; nothing is
guessed, and what may be two amounts is refused with what to write.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from products.currencies import MINOR_UNITS, precision, quantized

DecimalSign = Literal[".", ","]
# “$” alone is whichever dollar the line is in.
_DOLLARS = {
    code
    for code in MINOR_UNITS
    if code in "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP BBD BMD BSD BZD FJD JMD TTD XCD".split()
}
_SIGNS: dict[str, frozenset[str]] = {
    "$": frozenset(_DOLLARS),
    "€": frozenset(["EUR"]),
    "£": frozenset(["GBP", "EGP", "FKP", "GIP", "LBP", "SHP", "SSP", "SYP"]),
    "¥": frozenset(["JPY", "CNY"]),
    "￥": frozenset(["JPY", "CNY"]),
    "円": frozenset(["JPY"]),
    "元": frozenset(["CNY"]),
    "₩": frozenset(["KRW"]),
    "₹": frozenset(["INR"]),
    "zł": frozenset(["PLN"]),
    "kč": frozenset(["CZK"]),
    "kr": frozenset(["SEK", "NOK", "DKK", "ISK"]),
    "kr.": frozenset(["DKK"]),
    "fr.": frozenset(["CHF"]),
    "r$": frozenset(["BRL"]),
    "us$": frozenset(["USD"]),
    "a$": frozenset(["AUD"]),
    "au$": frozenset(["AUD"]),
    "c$": frozenset(["CAD"]),
    "ca$": frozenset(["CAD"]),
    "nz$": frozenset(["NZD"]),
    "hk$": frozenset(["HKD"]),
    "s$": frozenset(["SGD"]),
    "nt$": frozenset(["TWD"]),
    "mx$": frozenset(["MXN"]),
}
_PARTS = re.compile(
    r"(?P<before>[^\d\s.,'’+-]*\.?)\s*(?P<number>[\d][\d.,'’ ]*)\s*(?P<after>[^\d\s,'’+-]*)"
)
_PLAIN = re.compile(r"\d{1,10}(\.\d{1,4})?")
_GROUPED_BY = {
    ".": re.compile(r"\d{1,3}(?:(?P<by>[,'’ ])\d{3})(?:(?P=by)\d{3})*(?:\.(?P<decimals>\d{1,4}))?"),
    ",": re.compile(r"\d{1,3}(?:(?P<by>[.'’ ])\d{3})(?:(?P=by)\d{3})*(?:,(?P<decimals>\d{1,4}))?"),
}
_BY_COMMA = re.compile(r"\D*\d{1,10},\d{1,2}\D*|\D*\d{1,3}(?:[. ]\d{3})+,\d{1,4}\D*")
_BY_POINT = re.compile(r"\D*\d{1,10}\.\d{1,2}\D*|\D*\d{1,3}(?:[, ]\d{3})+\.\d{1,4}\D*")
_LONGEST = 40  # characters of a cell that may be an amount: patterns are slow on longer ones
_WRITE = "Write the amount with a point and nothing else, e.g. 19.00."


class UnreadableAmount(ValueError):
    """The cell is no amount; the message says what to write."""


def decimal_sign(cells: Iterable[str]) -> DecimalSign:
    """The comma only where the whole file says so: some amounts have it, and none has a point."""
    has_comma = False
    for cell in cells:
        if len(cell) > _LONGEST:
            continue
        if _BY_POINT.fullmatch(cell):
            return "."
        has_comma = has_comma or bool(_BY_COMMA.fullmatch(cell))
    return "," if has_comma else "."


def currency_in(cell: str) -> frozenset[str]:
    """The currencies that the sign or code in a cell may mean; none where it has none."""
    parts = _parts_of(cell)
    words = [parts["before"], parts["after"]] if parts else []
    known = [_meant(word) for word in words if word]
    return frozenset.intersection(*known) if known else frozenset()


@lru_cache(maxsize=4096)  # a file says the same amount often: as the price and the previous one
def read_amount(cell: str, currency: str, sign: DecimalSign = ".") -> Decimal | None:
    """
    The amount in a cell, with exactly the decimals of its currency; None for an empty cell.

    A currency's sign or code beside it is read where it agrees with `currency`.
    """
    if not cell:
        return None
    number = cell if _PLAIN.fullmatch(cell) and sign == "." else _number_in(cell, currency, sign)
    amount, decimals = Decimal(number), len(number.partition(".")[2])
    try:
        if decimals != precision(currency):
            amount = quantized(amount, currency)
    except ValueError as error:
        raise UnreadableAmount(str(error)) from error
    if decimals > precision(currency):
        raise UnreadableAmount(  # “1.250” may be 1250 where people write points between thousands
            f"“{cell}” has more decimals than {currency} has. {_WRITE}"
        )
    if amount <= 0:
        raise UnreadableAmount(
            "A price must be more than zero. Leave the cell empty where it isn't known."
        )
    return amount


def _number_in(cell: str, currency: str, sign: DecimalSign) -> str:
    parts = _parts_of(cell)
    if not parts:
        raise UnreadableAmount(_WRITE)
    for word in (parts["before"], parts["after"]):
        if word and currency not in _meant(word):
            if _meant(word):
                raise UnreadableAmount(
                    f"“{word}” isn't {currency}, the currency of this line. Correct one of them."
                )
            raise UnreadableAmount(_WRITE)
    return _plain(parts["number"].strip(), sign)


def _parts_of(cell: str) -> re.Match[str] | None:
    return _PARTS.fullmatch(cell) if len(cell) <= _LONGEST else None


def _plain(number: str, sign: DecimalSign) -> str:
    """The number with a point: “1,105.00” is 1105.00; “1,105” alone may be two amounts."""
    other = "," if sign == "." else "."
    if re.fullmatch(rf"\d{{1,10}}(?:{re.escape(sign)}\d{{1,4}})?", number):
        return number.replace(",", ".")
    grouped = _GROUPED_BY[sign].fullmatch(number)
    if grouped and (grouped["by"] != other or grouped["decimals"]):
        whole = number.split(sign, maxsplit=1)[0] if grouped["decimals"] else number
        digits = re.sub(r"\D", "", whole)
        return f"{digits}.{grouped['decimals']}" if grouped["decimals"] else digits
    raise UnreadableAmount(_WRITE)


def _meant(word: str) -> frozenset[str]:
    code = word.strip().upper()
    return frozenset([code]) if code in MINOR_UNITS else _SIGNS.get(word.casefold(), frozenset())
