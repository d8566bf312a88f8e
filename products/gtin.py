"""
GTIN: the trade's number for a product, 8, 12, 13 or 14 digits with a check digit (GS1, ISO 7064's
older cousin "mod 10"). Kept as 14 digits, so that a UPC-12 and the same code as EAN-13 are one
product (docs/rules.md 3.42, 3.43).
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Length, Mod, Substr
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual

_WEIGHTS = (3, 1) * 7


def normalized_gtin(text: str) -> str:
    """`"4006381 333931"` → `"04006381333931"`; a `ValidationError` says what is wrong."""
    digits = text.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in {8, 12, 13, 14}):
        raise ValidationError(
            f"“{text}” isn't a valid GTIN. Enter the 8, 12, 13 or 14 digits under the bar code."
        )
    gtin = digits.zfill(14)
    if sum(int(digit) * weight for digit, weight in zip(gtin, _WEIGHTS, strict=True)) % 10:
        raise ValidationError(
            f"“{text}” isn't a valid GTIN: its check digit doesn't match. Look for a typo."
        )
    if _is_restricted(digits):
        raise ValidationError(
            f"“{text}” is a number for use inside one shop or for a coupon, not a product's GTIN."
        )
    return gtin


def _is_restricted(digits: Any) -> bool:
    ean = digits.zfill(13) if len(digits) == 12 else digits[-13:]
    if len(digits) == 8:
        return digits[0] == "2"
    return ean.startswith(("2", "02", "04", "05", "99", "981", "982", "983", "984"))


def _digit(position: int) -> Substr:
    return Substr("gtin", position, 1)


def gtin_constraint(name: str) -> models.CheckConstraint:
    """The database's half: 14 digits whose check digit is right, or none (NULL)."""
    total = sum(
        (Cast(_digit(i), models.IntegerField()) * weight for i, weight in enumerate(_WEIGHTS, 1)),
        start=Value(0, models.IntegerField()),
    )
    digits_only = Q()
    for position in range(1, 15):
        digits_only &= Q(GreaterThanOrEqual(_digit(position), Value("0")))
        digits_only &= Q(LessThanOrEqual(_digit(position), Value("9")))
    return models.CheckConstraint(
        condition=Q(Exact(Length("gtin"), 14)) & digits_only & Q(Exact(Mod(total, Value(10)), 0)),
        name=name,
        violation_error_message="Enter a valid GTIN: 8, 12, 13 or 14 digits with a check digit.",
    )
