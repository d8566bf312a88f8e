"""What stands for a product and for a person."""

from collections.abc import Callable, Iterator
from html import escape
from math import cos, sin
from random import Random

from bench.drawings.shapes import (
    AMBER,
    BLUSH,
    CLAY,
    CREAM,
    DUSK,
    EMBER,
    HAZE,
    HONEY,
    MIST,
    MOSS,
    NIGHT,
    ROSE,
    SAGE,
    SAND,
    UMBER,
    Size,
    blob,
    circle,
    curve,
    filled,
    gradient,
    leaf,
    path,
    sprig,
    svg,
)

# Ground, wash, shape, ink: in which a product or a person is drawn.
SCHEMES = [
    (CREAM, BLUSH, ROSE, EMBER),
    (CREAM, MIST, SAGE, MOSS),
    (CREAM, HAZE, DUSK, NIGHT),
    (CREAM, HONEY, AMBER, UMBER),
    (CREAM, SAND, CLAY, UMBER),
]
SQUARE: Size = (800, 800)
PORTRAIT: Size = (480, 480)


def product(brand: str, name: str, category: str) -> str:
    """A swatch of what it is, above its maker's and its own name."""
    random = Random(name)  # noqa: S311 -- the same picture every time
    ground, wash, shape, ink = SCHEMES[sum(map(ord, brand)) % len(SCHEMES)]
    swatch = _SWATCHES.get(category, _cream)(random, shape)
    lines = list(_wrapped(name, 21))
    size = 58 if len(lines) < 4 else 50
    first = 742 - (len(lines) - 1) * size * 1.08
    words = "".join(
        f'<text x="60" y="{first + n * size * 1.08:.0f}" font-family="Newsreader" '
        f'font-size="{size}" fill="{ink}">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    maker = (
        f'<text x="60" y="{first - size * 1.2:.0f}" font-family="Instrument Sans" font-size="32" '
        f'font-weight="600" letter-spacing="1" fill="{ink}">{escape(brand)}</text>'
    )
    defs = gradient("swatch", f"{shape}/.55", shape, place='x1="0" y1="0" x2="1" y2="1"')
    top = first - size * 2.4
    place = f'transform="translate(400 {top / 2 + 12:.0f}) scale({min(1.0, top / 500):.2f})"'
    return svg(
        SQUARE,
        filled(SQUARE, ground),
        path(blob(random, 400, top / 2, 330, wobble=0.1), wash, 'opacity=".7"'),
        f"<g {place}>{swatch}</g>",
        maker,
        words,
        defs=defs,
    )


def _wrapped(words: str, width: int) -> Iterator[str]:
    line = ""
    for word in words.split():
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line


# Swatches stand around 0, 0 and are about 400 wide.


def _cream(random: Random, color: str) -> str:
    """A dab with a curl, as a finger leaves it."""
    turns = [
        (cos(n / 3) * (124 - n * 4.6), sin(n / 3) * (124 - n * 4.6) * 0.86 - n * 1.2)
        for n in range(25)
    ]
    curl = 'stroke="#fff" stroke-width="13" stroke-linecap="round" opacity=".5"'
    return path(blob(random, 0, 0, 190, wobble=0.07), "url(#swatch)") + path(
        curve(turns), "none", curl
    )


def _serum(random: Random, color: str) -> str:
    drops = [(0, 20, 150), (165, -95, 58), (-165, -110, 40), (190, 60, 26)]
    return "".join(
        circle(x, y, r, "url(#swatch)")
        + circle(x - r * 0.34, y - r * 0.4, r * 0.16, "#fff", 'opacity=".8"')
        for x, y, r in drops
    )


def _smear(random: Random, color: str) -> str:
    """A broad stroke, with the lines of the spatula in it."""
    strokes = lines = ""
    for n in range(7):
        y = -84 + n * 28
        ends = random.uniform(170, 245)
        bow = f"M{-ends:.0f} {y + 30:.0f}C-90 {y - 44:.0f} 90 {y + 44:.0f} {ends:.0f} {y - 30:.0f}"
        round_end = 'fill="none" stroke-linecap="round"'
        strokes += f'<path d="{bow}" {round_end} stroke="{color}" stroke-width="58"/>'
        if n % 2:
            lines += f'<path d="{bow}" {round_end} stroke="#fff" stroke-width="6" opacity=".38"/>'
    return f'<g opacity=".8">{strokes}</g>{lines}'


def _sun(random: Random, color: str) -> str:
    return circle(110, -90, 96, color, 'opacity=".35"') + _smear(random, color)


def _bubbles(random: Random, color: str) -> str:
    spots = [(-90, 30, 118), (90, 60, 92), (50, -100, 74), (-70, -140, 42), (190, -60, 40)]
    spots += [(-215, -60, 34), (190, 140, 26)]
    return "".join(
        circle(x, y, r, "url(#swatch)", f'stroke="{color}" stroke-width="3" opacity=".75"')
        + circle(x - r * 0.35, y - r * 0.38, r * 0.15, "#fff", 'opacity=".9"')
        for x, y, r in spots
    )


def _grains(random: Random, color: str) -> str:
    grains = ""
    for n in range(110):
        angle, far = n * 2.4, 19 * n**0.5
        r = random.uniform(4, 11)
        grains += circle(cos(angle) * far, sin(angle) * far, r, color, 'opacity=".75"')
    return grains


def _crescent(random: Random, color: str) -> str:
    return "".join(
        path(
            f"M{-r} -40A{r} {r} 0 0 0 {r} -40A{r * 1.2:.0f} {r:.0f} 0 0 1 {-r} -40Z",
            color,
            f'opacity="{fade}" transform="translate(0 {-n * 16})"',
        )
        for n, (r, fade) in enumerate([(215, 0.45), (165, 0.7), (115, 1)])
    )


def _petals(random: Random, color: str) -> str:
    return "".join(leaf(0, 60, 230, 120, turn, "url(#swatch)") for turn in (-72, -36, 0, 36, 72))


_SWATCHES: dict[str, Callable[[Random, str], str]] = {
    "Serum": _serum,
    "Face oil": _serum,
    "Sunscreen": _sun,
    "Cleanser": _bubbles,
    "Exfoliant": _grains,
    "Treatment": _petals,
    "Mask": _smear,
    "Primer": _smear,
    "Eye cream": _crescent,
}


def portrait(name: str) -> str:
    """Initials over leaves."""
    random = Random(name)  # noqa: S311 -- the same picture every time
    ground, wash, shape, ink = SCHEMES[sum(map(ord, name)) % len(SCHEMES)]
    initials = "".join(word[0] for word in name.split() if word[0].isupper())[:2]
    sprigs = sprig(92, 470, 0.92, 12, shape, 5) + sprig(400, 480, 0.8, -14, shape, 5)
    return svg(
        PORTRAIT,
        filled(PORTRAIT, wash),
        path(blob(random, 240, 225, 215, wobble=0.08), ground),
        f'<g opacity=".55">{sprigs}</g>',
        f'<text x="240" y="290" text-anchor="middle" font-family="Newsreader" font-size="180" '
        f'fill="{ink}">{initials}</text>',
    )
