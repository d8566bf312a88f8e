"""Colors that can be read: contrast as WCAG 2.2 counts it, and colors that have enough of it."""

import re
from collections.abc import Iterable
from functools import reduce

ENOUGH = 4.5  # to one, for words of any size (WCAG 1.4.3)
Color = tuple[int, int, int]
_HEX = re.compile(r"#?([0-9a-fA-F]{6})")


def color_of(text: str) -> Color | None:
    """“#8f402a” → (143, 64, 42)."""
    found = _HEX.fullmatch(text.strip())
    return _of_hex(found[1]) if found else None


def _of_hex(digits: str) -> Color:
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def hex_of(color: Color) -> str:
    return f"#{bytes(color).hex()}"


def luminance(color: Color) -> float:
    parts = [part / 255 for part in color]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def least_contrast(color: Color, grounds: Iterable[Color]) -> float:
    return min(contrast(color, ground) for ground in grounds)


def mixed(color: Color, other: Color, share: float) -> Color:
    """`share` of `color`, the rest of `other`."""
    red, green, blue = (
        round(one * share + two * (1 - share)) for one, two in zip(color, other, strict=True)
    )
    return red, green, blue


def readable(color: Color, grounds: Iterable[Color], toward: Color) -> Color:
    """The color itself, or as little nearer to black or white as can be read on all `grounds`."""
    grounds = list(grounds)
    steps = (mixed(toward, color, step / 20) for step in range(21))
    return next((one for one in steps if least_contrast(one, grounds) >= ENOUGH), toward)


def wash(color: Color, ground: Color) -> Color:
    """A ground with a breath of the color, for boxes."""
    return reduce(lambda below, _: mixed(color, below, 0.045), range(2), ground)
