"""Pictures for the sample content, drawn at the first run so that none has to be shipped.

Cut-paper illustrations: shapes with a gradient each, laid over one another with soft shadows.
`hero`, `product` and `portrait` return WebP bytes; the same seed gives the same picture.
Lengths are in parts of the picture's height, x to the right, y downwards.
"""

import copy
import io
import math
import random
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

Point = tuple[float, float]

WIDE = 1.6  # width of a hero, in heights of it
SUPERSAMPLE = 3  # shapes are cut this much larger, then reduced: smooth edges


class Palette(NamedTuple):
    """From lightest to darkest, then an accent from across the colour wheel."""

    light: str
    pale: str
    soft: str
    middle: str
    deep: str
    dark: str
    accent: str


PALETTES = {
    name: Palette(*colours.split())
    for name, colours in {
        "clay": "#fdf6ee #f5e6d8 #e9c9b0 #d6a083 #b97a5c #86503c #93a58c",
        "sage": "#fafaf1 #e9eddd #cbd6ba #a6b896 #7b9474 #4d6a54 #dba888",
        "dusk": "#fbf8f3 #e6eaee #c5d1db #9db1c2 #7189a0 #40597a #e3b497",
        "rose": "#fff7f2 #f8e3db #efc5b9 #dd9c91 #bd726d #864a52 #8fa0b0",
        "honey": "#fffaf0 #f9ebcf #efd3a2 #dfb173 #bf874c #865a33 #94a68f",
        "sand": "#fdf9f2 #f4e8d8 #e8d0b3 #d6b18c #b9896a #7f5a4d #8fabb3",
    }.items()
}


def hero(seed: str) -> bytes:
    """An 800 × 500 px scene; words in the seed ("leaf", "sun", "eye" …) choose which."""
    dice = _dice(seed)
    scene, palette = _first_match(seed, HERO_WORDS) or dice.choice([v for _, v in HERO_WORDS])
    sheet = Sheet(800, 500, PALETTES[palette])
    scene(sheet, dice)
    return sheet.webp(dice)


def product(seed: str, shape: str | None = None) -> bytes:
    """A 600 × 600 px still life of one vessel.

    `shape` is one of VESSELS; without it words in the seed choose ("serum", "SPF" …). The seed's
    first word chooses the colours, so that a brand's products look like one family.
    """
    dice = _dice(seed)
    shape = shape or _first_match(seed, VESSEL_WORDS) or "bottle"
    brand = _dice((seed.split() or [seed])[0])
    sheet = Sheet(600, 600, PALETTES[brand.choice(sorted(PALETTES))])
    _studio(sheet, dice)
    draw, height = VESSELS[shape]
    height *= dice.uniform(0.92, 1.05) * (0.85 if "eye" in seed.lower() else 1)
    draw(sheet.at(0.5, 0.815, height), brand.choice(sorted(EMBLEMS)))
    return sheet.webp(dice)


def portrait(seed: str) -> bytes:
    """A 480 × 480 px head and shoulders without a face: nobody, on purpose.

    Words in the seed may ask for a skin ("deep", "brown", "tan", "olive", "fair") and a haircut
    (HAIRCUTS); what they leave open is left to the dice.
    """
    dice = _dice(seed)
    sheet = Sheet(480, 480, PALETTES[dice.choice(sorted(PALETTES))])
    _sitter(sheet, dice, seed)
    return sheet.webp(dice)


def _dice(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 (a picture, not a secret)


def _first_match(seed, choices):
    """The choice whose words occur first in `choices`, not in the seed: specific before general."""
    words = seed.lower()
    return next((choice for hints, choice in choices if any(h in words for h in hints)), None)


# --- paper and scissors -------------------------------------------------------------------------


@dataclass(frozen=True)
class Cutout:
    """A shape cut from paper: an "L" mask and where its top left corner lies, in pixels."""

    mask: Image.Image
    left: int
    top: int

    def moved(self, x: int, y: int) -> "Cutout":
        return Cutout(self.mask, self.left + x, self.top + y)

    def within(self, other: "Cutout") -> "Cutout":
        window = Image.new("L", self.mask.size)
        window.paste(other.mask, (other.left - self.left, other.top - self.top))
        return Cutout(ImageChops.multiply(self.mask, window), self.left, self.top)

    def blurred(self, radius: float) -> "Cutout":
        """Soft edges; blurred small and enlarged again, for blur needs no detail."""
        shrink = max(1, int(radius / 3))
        pad = int(radius * 3 / shrink + 1) * shrink
        small = Image.new("L", (self.mask.width + 2 * pad, self.mask.height + 2 * pad))
        small.paste(self.mask, (pad, pad))
        size = small.size
        small = small.reduce(shrink).filter(ImageFilter.GaussianBlur(radius / shrink))
        return Cutout(
            small.resize(size, Image.Resampling.BILINEAR), self.left - pad, self.top - pad
        )


class Sheet:
    """The paper everything is laid on, measured in parts of `unit` px from `origin`."""

    def __init__(self, width: int, height: int, palette: Palette):
        self.image = Image.new("RGB", (width, height), palette.pale)
        self.palette = palette
        self.unit = height
        self.origin = (0, 0)

    def at(self, x: float, y: float, size: float) -> "Sheet":
        """The same paper, seen from a point on it and in parts of `size`: for one thing on it."""
        view = copy.copy(self)
        view.origin = (self.origin[0] + x * self.unit, self.origin[1] + y * self.unit)
        view.unit = size * self.unit
        return view

    def cut(self, outline: list[Point]) -> Cutout:
        width, height = self.image.size
        points = [
            (x * self.unit + self.origin[0], y * self.unit + self.origin[1]) for x, y in outline
        ]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, top = max(-40, math.floor(min(xs))), max(-40, math.floor(min(ys)))
        right, bottom = min(width + 40, math.ceil(max(xs))), min(height + 40, math.ceil(max(ys)))
        size = (max(1, right - left) * SUPERSAMPLE, max(1, bottom - top) * SUPERSAMPLE)
        mask = Image.new("L", size)
        enlarged = [((x - left) * SUPERSAMPLE, (y - top) * SUPERSAMPLE) for x, y in points]
        ImageDraw.Draw(mask).polygon(enlarged, fill=255)
        return Cutout(mask.reduce(SUPERSAMPLE), left, top)

    def lay(self, shape, colours, *, shadow=0.0, fall=0.6, alpha=1.0) -> Cutout:
        """Lays an outline or a cutout down. `colours` is one colour or rows of colours that melt
        into one another; `shadow` is how far the shape hovers above what lies below it, `fall`
        where to the shadow is thrown (a hill throws it up, on the hill behind)."""
        cutout = shape if isinstance(shape, Cutout) else self.cut(shape)
        if shadow:
            self.shade(cutout, shadow, fall=fall)
        mask = cutout.mask if alpha == 1 else cutout.mask.point(lambda v: int(v * alpha))
        self.image.paste(_melt(colours, mask.size), (cutout.left, cutout.top), mask)
        return cutout

    def shade(self, cutout: Cutout, depth: float, strength=0.3, fall=0.6) -> None:
        reach = depth * self.unit
        soft = cutout.blurred(reach).moved(int(reach * 0.3), int(reach * fall))
        self.lay(soft, mix(self.palette.dark, "#3a2a26", 0.35), alpha=strength)

    def glow(self, outline, colour, blur: float, alpha: float = 1.0, inside=None) -> None:
        """A soft patch of light or shade; `inside` keeps it on one shape."""
        soft = self.cut(outline).blurred(blur * self.unit)
        self.lay(soft.within(inside) if inside else soft, colour, alpha=alpha)

    def backdrop(self, colours) -> None:
        self.image.paste(_melt(colours, self.image.size))

    def webp(self, dice: random.Random) -> bytes:
        """The finished picture, with a little grain so that gradients don't band."""
        width, height = self.image.size
        grain = Image.frombytes("L", (width, height), dice.randbytes(width * height))
        grain = grain.point(lambda v: v * 7 // 256).convert("RGB")
        picture = ImageChops.add(self.image, grain, offset=-3)
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=89, method=2)
        return out.getvalue()


def _melt(colours, size) -> Image.Image:
    """A field of colour: rows of colours, enlarged until they melt into one another."""
    if isinstance(colours, str):
        return Image.new("RGB", size, colours)
    rows = [row if isinstance(row, list | tuple) else [row] for row in colours]
    seedling = Image.new("RGB", (len(rows[0]), len(rows)))
    seedling.putdata([ImageColor.getrgb(colour) for row in rows for colour in row])
    return seedling.resize(size, Image.Resampling.BICUBIC)


def mix(one: str, other: str, share: float) -> str:
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def lighter(colour: str, share: float) -> str:
    return mix(colour, "#fffaf2", share)


def darker(colour: str, share: float) -> str:
    return mix(colour, "#2e2222", share)


# --- shapes -------------------------------------------------------------------------------------


def ellipse(x, y, rx, ry=None, *, turn=0.0, start=0.0, end=math.tau) -> list[Point]:
    ry = rx if ry is None else ry
    c, s = math.cos(turn), math.sin(turn)
    steps = [start + (end - start) * i / 72 for i in range(73)]
    return [
        (x + rx * math.cos(t) * c - ry * math.sin(t) * s,
         y + rx * math.cos(t) * s + ry * math.sin(t) * c)
        for t in steps
    ]  # fmt: skip


def box(left, top, right, bottom, radius=0.0, foot: float | None = None) -> list[Point]:
    """A rectangle with round corners; `foot` is the radius of the lower two where it differs."""
    foot = radius if foot is None else foot
    corners = [
        (right - foot, bottom - foot, foot, 0),
        (left + foot, bottom - foot, foot, 1),
        (left + radius, top + radius, radius, 2),
        (right - radius, top + radius, radius, 3),
    ]
    quarter = math.pi / 2
    return [
        (x + r * math.cos(quarter * (turn + i / 8)), y + r * math.sin(quarter * (turn + i / 8)))
        for x, y, r, turn in corners
        for i in range(9)
    ]


def path(thousandths: str) -> list[Point]:
    """Points written as "x y, x y" in thousandths: drawings are long, and read better so."""
    pairs = (pair.split() for pair in thousandths.split(","))
    return [(int(x) / 1000, int(y) / 1000) for x, y in pairs]


def smooth(points: list[Point], steps: int = 12) -> list[Point]:
    """A closed curve through the points (Catmull–Rom)."""
    curve, n = [], len(points)
    for i in range(n):
        p0, p1, p2, p3 = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            curve.append(tuple(_catmull_rom(p0[k], p1[k], p2[k], p3[k], t) for k in (0, 1)))
    return curve


def _catmull_rom(a, b, c, d, t):
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def mirrored(points: list[Point], axis: float) -> list[Point]:
    """The points and, in the opposite order, their mirror images."""
    return points + [(2 * axis - x, y) for x, y in reversed(points) if x != axis]


def ridge(dice, y: float, swell: float, ratio: float) -> list[Point]:
    """Everything below a rolling line."""
    waves = [
        (swell, dice.uniform(0.5, 0.9), dice.random()),
        (swell * 0.4, dice.uniform(1.2, 1.9), dice.random()),
    ]
    line = []
    for i in range(-2, 67):
        x = ratio * i / 64
        rise = sum(a * math.sin(math.tau * (f * x + p)) for a, f, p in waves)
        line.append((x, y + rise))
    return [*line, (ratio + 0.1, 1.1), (-0.1, 1.1)]


def leaf(root: Point, angle: float, length: float, width: float, bend: float):
    """Outlines of the left half, the right half and the midrib of a leaf grown from `root`."""
    spine, left, right = [], [], []
    for i in range(41):
        t = i / 40
        turn = angle + bend * (t - 0.3)
        x = root[0] + length * t * math.cos(turn)
        y = root[1] + length * t * math.sin(turn)
        half = width * math.sin(math.pi * t**0.8) ** 1.1 * (1 - 0.25 * t)
        nx, ny = -math.sin(turn), math.cos(turn)
        spine.append((x, y))
        left.append((x - nx * half, y - ny * half))
        right.append((x + nx * half, y + ny * half))
    rib = [(x - 0.0022, y - 0.0022) for x, y in spine[:38]]
    rib += [(x + 0.0022, y + 0.0022) for x, y in reversed(spine[:38])]
    return left + spine[::-1], right + spine[::-1], rib


# --- scenes -------------------------------------------------------------------------------------


def _sun(sheet, x, y, r, colour):
    sheet.glow(ellipse(x, y, r * 1.35), lighter(colour, 0.5), r * 0.5, 0.75)
    sheet.lay(ellipse(x, y, r), [lighter(colour, 0.65), lighter(colour, 0.1)])


def _pearl(sheet, x, y, r):
    p = sheet.palette
    ball = sheet.lay(ellipse(x, y, r), [p.light, p.pale, p.soft], shadow=r * 0.35)
    sheet.glow(
        ellipse(x + r * 0.35, y + r * 0.55, r * 0.7), sheet.palette.middle, r * 0.3, 0.55, ball
    )
    sheet.glow(ellipse(x - r * 0.3, y - r * 0.35, r * 0.35), "#ffffff", r * 0.2, 0.95, ball)


def _drop(sheet, x, y, r, colour):
    """Water on a surface of that colour: dark where the light enters, bright where it leaves."""
    sheet.shade(sheet.cut(ellipse(x, y, r, r * 0.92)), r * 0.35, 0.4)
    drop = sheet.lay(
        sheet.cut(ellipse(x, y, r, r * 0.92)), [darker(colour, 0.16), lighter(colour, 0.45)]
    )
    sheet.glow(ellipse(x + r * 0.2, y + r * 0.45, r * 0.5, r * 0.3), "#ffffff", r * 0.2, 0.6, drop)
    sheet.lay(
        sheet.cut(ellipse(x - r * 0.35, y - r * 0.4, r * 0.17, r * 0.12)), "#ffffff", alpha=0.9
    )


def _grow(sheet, root, angle, length, width, bend, colour):
    left, right, rib = leaf(root, angle, length, width, bend)
    whole = sheet.cut(left[:41] + right[:41][::-1])
    sheet.shade(whole, 0.022, 0.26)
    sheet.lay(left, [[lighter(colour, 0.22), colour], [colour, darker(colour, 0.06)]])
    sheet.lay(right, [[colour, darker(colour, 0.1)], [darker(colour, 0.08)] * 2])
    sheet.lay(rib, lighter(colour, 0.42), alpha=0.8)


def _pearls_under_silk(sheet, dice):
    p = sheet.palette
    sheet.backdrop([[p.light, p.pale], [p.pale, p.soft]])
    tones = [p.pale, p.soft, mix(p.soft, p.middle, 0.7), mix(p.middle, p.deep, 0.35), p.deep]
    pearls = [
        [(0.42, 0.05), (1.34, 0.04)],
        [(1.02, 0.105)],
        [(0.27, 0.07), (0.49, 0.04)],
        [(1.36, 0.075)],
        [(0.74, 0.05)],
    ]
    for i, (tone, row) in enumerate(zip(tones, pearls, strict=True)):
        line = ridge(dice, 0.29 + 0.145 * i, 0.065, WIDE)
        colours = [[lighter(tone, 0.42), lighter(tone, 0.25)], [tone, darker(tone, 0.05)]]
        sheet.lay(line, colours, shadow=0.03, fall=-0.3)
        for x, r in row:
            crest = min(line, key=lambda point: abs(point[0] - x))[1]
            _pearl(sheet, x, crest + 0.1, r)


def _dunes_at_noon(sheet, dice):
    p = sheet.palette
    sheet.backdrop([[mix(p.accent, p.light, 0.5), mix(p.accent, p.light, 0.85)], [p.light, p.pale]])
    _sun(sheet, 1.1, 0.33, 0.15, mix(p.soft, "#f2b46c", 0.6))
    tones = [
        mix(p.accent, p.pale, 0.3),
        mix(p.soft, p.accent, 0.3),
        p.soft,
        mix(p.soft, p.middle, 0.8),
        mix(p.middle, p.deep, 0.7),
    ]
    for i, tone in enumerate(tones):
        dune = sheet.cut(ridge(dice, 0.5 + 0.11 * i, 0.055 + 0.006 * i, WIDE))
        sheet.lay(
            dune,
            [[lighter(tone, 0.15), lighter(tone, 0.45)], [tone, tone]],
            shadow=0.028,
            fall=-0.2,
        )


def _leaves_after_rain(sheet, dice):
    p = sheet.palette
    sheet.backdrop([[p.light, p.pale], [p.pale, p.soft]])
    _sun(sheet, 0.52, 0.42, 0.25, p.accent)
    for x, y, angle, length, tone in [
        (1.72, 0.62, 3.55, 0.8, p.soft),
        (-0.1, 0.35, -0.25, 0.62, mix(p.soft, p.middle, 0.5)),
        (1.7, 0.98, 3.72, 1.0, p.middle),
        (-0.12, 0.8, -0.42, 0.78, mix(p.middle, p.deep, 0.5)),
        (1.66, 1.14, 3.42, 1.02, p.deep),
        (0.18, 1.16, -0.5, 0.86, mix(p.deep, p.dark, 0.55)),
    ]:
        _grow(sheet, (x, y), angle, length, length * 0.17, dice.uniform(0.2, 0.4), tone)
    for x, y, r, tone in [
        (1.13, 0.9, 0.036, p.deep),
        (1.27, 0.97, 0.02, p.deep),
        (0.32, 0.62, 0.028, mix(p.middle, p.deep, 0.5)),
        (0.57, 0.91, 0.024, mix(p.deep, p.dark, 0.55)),
        (1.24, 0.6, 0.026, p.middle),
    ]:
        _drop(sheet, x, y, r, tone)


def _petals_cooling(sheet, dice):
    p = sheet.palette
    sheet.backdrop([[mix(p.accent, p.light, 0.35), p.pale], [p.pale, p.soft]])
    heart = (0.86, 1.02)
    rings = [
        (10, 1.04, mix(p.accent, p.pale, 0.35)),
        (9, 0.86, mix(p.soft, p.accent, 0.22)),
        (8, 0.68, mix(p.soft, p.middle, 0.25)),
        (7, 0.5, p.middle),
        (6, 0.33, p.deep),
    ]
    for count, length, tone in rings:
        middle_first = sorted(range(count), key=lambda i, n=count: abs(i - (n - 1) / 2))
        for i in reversed(middle_first):
            angle = -math.pi * (0.01 + 0.98 * i / (count - 1)) + dice.uniform(-0.03, 0.03)
            petal = sheet.cut(_petal(heart, angle, length, 1.32 * length / count + 0.015))
            colours = [
                [lighter(tone, 0.5)] * 2,
                [lighter(tone, 0.12)] * 2,
                [darker(tone, 0.08)] * 2,
            ]
            sheet.lay(petal, colours, shadow=0.02)
    sheet.lay(ellipse(*heart, 0.09), [lighter(p.soft, 0.5), p.soft], shadow=0.02)


def _petal(root, angle, length, width):
    c, s = math.cos(angle), math.sin(angle)
    outline = smooth(mirrored(path("0 0, 700 400, 1000 680, 620 900, 0 1000"), 0))
    return [
        (root[0] + length * y * c - width * x * s, root[1] + length * y * s + width * x * c)
        for x, y in outline
    ]


def _moon_in_folds(sheet, dice):
    p = sheet.palette
    sheet.backdrop([[mix(p.deep, p.dark, 0.5), p.deep], [p.middle, p.deep]])
    tones = [
        mix(p.deep, p.middle, 0.35),
        mix(p.middle, p.soft, 0.15),
        mix(p.middle, p.soft, 0.65),
        p.soft,
        p.pale,
    ]
    x, y = 0.86, 0.56
    for i, tone in enumerate(tones):
        disc = sheet.cut(ellipse(x, y, 0.66 - 0.115 * i))
        sheet.lay(disc, [[lighter(tone, 0.3), tone], [tone, darker(tone, 0.08)]], shadow=0.03)
        x, y = x - 0.026, y - 0.038
    sheet.lay(
        sheet.cut(ellipse(x, y, 0.105)),
        [lighter(p.accent, 0.7), lighter(p.accent, 0.25)],
        shadow=0.03,
    )
    for i, tone in enumerate(
        [mix(p.accent, p.pale, 0.2), mix(p.accent, p.deep, 0.5), mix(p.deep, p.dark, 0.7)]
    ):
        hill = sheet.cut(ridge(dice, 0.79 + 0.09 * i, 0.045, WIDE))
        colours = [[lighter(tone, 0.2), lighter(tone, 0.05)], [tone, tone]]
        sheet.lay(hill, colours, shadow=0.025, fall=-0.3)


def _still_life(sheet, dice):
    p = sheet.palette
    sheet.backdrop([[p.pale, p.light], [p.soft, p.pale]])
    for x, half, top, tone in [
        (1.13, 0.34, 0.14, p.soft),
        (0.42, 0.25, 0.3, mix(p.accent, p.pale, 0.4)),
    ]:
        arch = sheet.cut(box(x - half, top, x + half, 1.1, half, 0))
        sheet.lay(arch, [[lighter(tone, 0.35), tone], [tone, tone]], shadow=0.02)
    _sun(sheet, 1.13, 0.43, 0.15, p.middle)
    table = sheet.cut(box(-0.1, 0.8, 1.8, 1.1))
    sheet.lay(
        table,
        [[lighter(p.middle, 0.45), lighter(p.middle, 0.2)], [p.middle, p.middle]],
        shadow=0.02,
    )
    for root, angle, length, tone in [
        ((0.2, 0.84), -1.9, 0.52, mix(p.accent, p.dark, 0.15)),
        ((0.2, 0.84), -1.15, 0.5, p.accent),
        ((0.2, 0.84), -1.52, 0.62, mix(p.accent, p.pale, 0.15)),
    ]:
        _grow(sheet, root, angle, length, 0.065, dice.uniform(-0.25, 0.25), tone)
    _jar(sheet.at(0.3, 0.87, 0.2), "sprig")
    _dropper(sheet.at(0.8, 0.88, 0.56), "sun")
    _tube(sheet.at(1.28, 0.87, 0.42), "drop")


HERO_WORDS = [
    (("milia", "pearl"), (_pearls_under_silk, "clay")),
    (("leaf", "leaves", "barrier", "rain"), (_leaves_after_rain, "sage")),
    (("eye", "moon", "night"), (_moon_in_folds, "dusk")),
    (("rosacea", "petal", "redness"), (_petals_cooling, "rose")),
    (("retinol", "serum", "bottle"), (_still_life, "honey")),
    (("sun", "spf", "dune"), (_dunes_at_noon, "sand")),
]


# --- vessels ------------------------------------------------------------------------------------


def _studio(sheet, dice):
    p = sheet.palette
    sheet.backdrop([[p.light, p.pale], [p.pale, mix(p.pale, p.soft, 0.6)]])
    tone = dice.choice([mix(p.accent, p.pale, 0.55), mix(p.soft, p.pale, 0.3)])
    x = 0.5 + dice.choice([-0.09, 0.09])
    if dice.random() < 0.5:
        panel = sheet.cut(box(x - 0.27, 0.14, x + 0.27, 0.9, 0.27, 0))
    else:
        panel = sheet.cut(ellipse(x, 0.43, 0.31))
    sheet.lay(panel, [[lighter(tone, 0.4), tone], [tone, tone]])
    floor = sheet.cut(box(-0.1, 0.74, 1.1, 1.1))
    sheet.lay(
        floor,
        [
            [mix(p.pale, p.soft, 0.35), mix(p.pale, p.soft, 0.6)],
            [p.soft, mix(p.soft, p.middle, 0.3)],
        ],
    )
    sheet.glow(box(-0.2, 0.735, 1.2, 0.742), p.middle, 0.006, 0.25)


# A vessel is drawn standing on (0, 0) and one unit high.


def _round(sheet, outline, colour, *, shadow=0.0, gloss=0.6):
    """A body of revolution: the light comes from the left, a little comes back from the right."""
    lights = [lighter(colour, gloss * share) for share in (0.35, 1, 0.25)]
    shades = [darker(colour, share) for share in (0.1, 0.24, 0.12)]
    return sheet.lay(outline, [[shades[2], *lights, colour, *shades]], shadow=shadow)


def _stand(sheet, half, height=1.0):
    """The shadow a vessel throws: dark under it, long and faint to the right."""
    ink = mix(sheet.palette.dark, "#2a2020", 0.4)
    far = half + height * 0.6
    long = [(-half * 0.6, 0), (half * 0.9, 0), (far, -0.08), (far - half * 0.5, -0.12)]
    sheet.glow(long, ink, 0.038, 0.24)
    sheet.glow(ellipse(half * 0.1, -0.006, half * 1.04, 0.027), ink, 0.017, 0.6)


def _label(sheet, top, half, height, emblem, paper=None):
    """Print on the vessel: an emblem and two bars for words; on a paper label if there is one."""
    p = sheet.palette
    ink, print_colour = (p.dark, p.accent) if paper else (lighter(p.pale, 0.6),) * 2
    if paper:
        tones = [darker(paper, 0.1), paper, lighter(paper, 0.3), paper, darker(paper, 0.12)]
        sheet.lay(box(-half, top, half, top + height, 0.01), [tones])
    size = min(half * 0.42, height * 0.26)
    y = top + height * 0.36
    _print_emblem(sheet, emblem, y, size, print_colour)
    _print_bars(sheet, y + size + height * 0.13, height * 0.09, half, ink)


def _print_emblem(sheet, emblem, y, size, colour):
    for outline in EMBLEMS[emblem]:
        sheet.lay([(px * size, py * size + y) for px, py in outline], colour, alpha=0.95)


def _print_bars(sheet, y, gap, half, ink):
    for share in (0.52, 0.3):
        sheet.lay(box(-half * share, y, half * share, y + 0.012, 0.005), ink, alpha=0.7)
        y += gap


def _sprig():
    for lean, reach in ((0, 2.0), (0.75, 1.5), (-0.75, 1.5)):
        left, right, _ = leaf((0, 1), -math.pi / 2 + lean, reach, 0.26, lean * 0.4)
        yield left[:41] + right[:41][::-1]


def _sun_rays():
    for i in range(10):
        angle = math.tau * i / 10
        yield ellipse(0.85 * math.cos(angle), 0.85 * math.sin(angle), 0.2, 0.06, turn=angle)


EMBLEMS = {
    "sprig": list(_sprig()),
    "sun": [ellipse(0, 0, 0.48), *_sun_rays()],
    "drop": [smooth(mirrored(path("0 -1000, -230 -480, -470 130, -390 620, 0 850"), 0))],
    "rings": [ellipse(-0.45, 0, 0.42), ellipse(0.45, 0, 0.42), ellipse(0, -0.7, 0.28)],
    "moon": [
        ellipse(0, 0, 0.9, start=0.88, end=math.tau - 0.88)
        + ellipse(0.38, 0, 0.72, start=1.3, end=math.tau - 1.3)[::-1]
    ],
}


def _bottle(sheet, emblem):
    """A cleanser's bottle with a pump."""
    p = sheet.palette
    _stand(sheet, 0.215)
    _round(sheet, box(-0.028, -0.97, 0.028, -0.72, 0.006), p.pale)
    _round(sheet, box(-0.1, -0.79, 0.1, -0.69, 0.02), p.light)
    nozzle = path("-185 -923, -185 -977, -150 -993, 0 -993, 0 -953, -142 -953, -150 -923")
    sheet.lay(nozzle, [p.light, p.soft])
    _round(sheet, box(-0.077, -1, 0.077, -0.933, 0.02, 0.006), p.pale)
    _round(sheet, box(-0.215, -0.72, 0.215, 0, 0.09, 0.034), p.middle, shadow=0.02)
    _label(sheet, -0.52, 0.168, 0.36, emblem, p.light)


def _dropper(sheet, emblem):
    """A serum in tinted glass."""
    p = sheet.palette
    _stand(sheet, 0.2)
    bulb = smooth(mirrored(path("0 -1000, -56 -980, -68 -880, -80 -800"), 0))
    _round(sheet, bulb, mix(p.deep, p.dark, 0.4), gloss=0.4)
    _round(sheet, box(-0.104, -0.83, 0.104, -0.58, 0.013), lighter(p.soft, 0.3), gloss=0.8)
    glass = box(-0.2, -0.6, 0.2, 0, 0.124, 0.036)
    glass = _round(sheet, glass, p.deep, shadow=0.02, gloss=0.42)
    sheet.glow(box(-0.2, -0.6, 0.2, -0.46), lighter(p.soft, 0.2), 0.007, 0.4, glass)
    sheet.glow(box(-0.152, -0.52, -0.124, -0.07, 0.014), "#ffffff", 0.007, 0.5, glass)
    _label(sheet, -0.39, 0.198, 0.29, emblem, p.light)


def _tube(sheet, emblem):
    """A cream tube standing on its cap."""
    p = sheet.palette
    _stand(sheet, 0.172)
    tone = mix(p.soft, p.middle, 0.45)
    body = path("-215 -1000, 215 -1000, 213 -900, 172 -150, -172 -150, -213 -900")
    body = _round(sheet, body, tone, shadow=0.02, gloss=0.55)
    _crimp(sheet, -1.0, 0.215, body, tone)
    _round(sheet, box(-0.16, -0.157, 0.16, 0, 0.01, 0.024), p.deep, gloss=0.4)
    _label(sheet, -0.8, 0.185, 0.44, emblem)


def _crimp(sheet, top, half, body, tone):
    """A seam pressed flat."""
    sheet.glow(box(-half, top, half, top + 0.075), lighter(tone, 0.5), 0.002, 0.7, body)
    for i in range(4):
        y = top + 0.014 + 0.016 * i
        sheet.glow(box(-half, y, half, y + 0.0035), darker(tone, 0.25), 0.001, 0.35, body)


def _jar(sheet, emblem):
    """A low jar of cream."""
    p = sheet.palette
    _stand(sheet, 0.72)
    pot = box(-0.706, -0.7, 0.706, 0, 0.1, 0.2)
    _round(sheet, pot, lighter(p.soft, 0.35), shadow=0.035, gloss=0.85)
    _round(sheet, box(-0.72, -1, 0.72, -0.66, 0.08, 0.018), p.deep, gloss=0.42)
    sheet.glow(box(-0.69, -0.66, 0.69, -0.625), p.dark, 0.015, 0.3)
    _label(sheet, -0.58, 0.43, 0.5, emblem, p.light)


def _pads(sheet, emblem):
    """A tub of pads, with three of them before it."""
    p = sheet.palette
    tub = sheet.at(0, -0.075, 1)
    _stand(tub, 0.42)
    _round(tub, box(-0.403, -0.76, 0.403, 0, 0.05, 0.1), p.middle, shadow=0.03)
    _round(tub, box(-0.42, -0.925, 0.42, -0.705, 0.06, 0.02), p.light, gloss=0.9)
    _label(tub, -0.615, 0.403, 0.44, emblem, p.light)
    for x, y in ((0.55, 0.088), (0.63, 0.055), (0.6, 0.02)):
        pad = sheet.at(x, y, 0.262)
        pad.lay(ellipse(0, 0.085, 1, 0.32), darker(p.pale, 0.14), shadow=0.11)
        pad.lay(ellipse(0, 0, 1, 0.32), [[p.light, mix(p.light, p.pale, 0.7)]])
    for count, ring in ((9, 0.66), (5, 0.3)):
        for angle in (math.tau * i / count for i in range(count)):
            dot = ellipse(ring * math.cos(angle), 0.32 * ring * math.sin(angle), 0.055, 0.022)
            pad.lay(dot, p.soft, alpha=0.8)


def _sachet(sheet, emblem):
    """A sheet mask in its sachet."""
    p = sheet.palette
    _stand(sheet, 0.36, 0.7)
    foil = sheet.lay(
        path("-360 -1000, 360 -1000, 355 -500, 360 0, -360 0, -355 -500"),
        [
            [lighter(p.soft, 0.45), p.soft, mix(p.soft, p.middle, 0.6)],
            [lighter(p.soft, 0.2), lighter(p.soft, 0.5), p.soft],
            [p.soft, mix(p.soft, p.middle, 0.4), p.middle],
        ],
        shadow=0.035,
    )
    _crimp(sheet, -1.0, 0.36, foil, p.soft)
    _crimp(sheet, -0.075, 0.36, foil, p.soft)
    sheet.lay(ellipse(0, -0.58, 0.2), [p.light, p.pale], shadow=0.014)
    _print_emblem(sheet, emblem, -0.58, 0.115, p.accent)
    _print_bars(sheet, -0.22, 0.04, 0.36, p.dark)


VESSELS = {
    "bottle": (_bottle, 0.6),
    "dropper": (_dropper, 0.6),
    "jar": (_jar, 0.34),
    "pads": (_pads, 0.4),
    "sachet": (_sachet, 0.56),
    "tube": (_tube, 0.58),
}
VESSEL_WORDS = [
    (("pads",), "pads"),
    (("mask", "sachet"), "sachet"),
    (("mist", "cleans", "toner", "wash"), "bottle"),
    (("spf", "sunscreen", "tube", "primer", "fluid", "azelaic", "starter cream"), "tube"),
    (("serum", "drops", "oil", "ampoule", "booster"), "dropper"),
    (("liquid", "lotion"), "bottle"),
    (("cream", "balm", "hydrator", "moistur", "jar", "butter"), "jar"),
    (("gel", "emulsion"), "tube"),
]


# --- people -------------------------------------------------------------------------------------

SKIN = {
    "deep": "#64402f",
    "brown": "#8d5a3d",
    "tan": "#b67d57",
    "olive": "#d39f78",
    "fair": "#eec4a5",
}
DARK_HAIR = ("#2b2224", "#352622", "#4a3029", "#5b3b2c", "#857f7c")
HAIR = (*DARK_HAIR, "#6b452f", "#94633d", "#bd935f", "#cbc3ba")


def _sitter(sheet, dice, seed):
    p = sheet.palette
    sheet.backdrop([[p.light, p.pale], [p.pale, p.soft]])
    halo = sheet.cut(ellipse(0.5 + dice.choice([-0.06, 0.06]), 0.45, 0.36))
    sheet.lay(halo, [[lighter(p.soft, 0.35), p.soft], [p.soft, mix(p.soft, p.middle, 0.4)]])
    words = seed.lower()
    tone = next((name for name in SKIN if name in words), None) or dice.choice(sorted(SKIN))
    cut = next((name for name in HAIRCUTS if name in words), None) or dice.choice(sorted(HAIRCUTS))
    hair = dice.choice(HAIR if tone == "fair" else DARK_HAIR)
    if cut == "scarf":
        hair = dice.choice([p.accent, mix(p.middle, p.deep, 0.4), p.dark])
    behind, before = HAIRCUTS[cut]
    for outline in behind:
        _hair(sheet, outline, darker(hair, 0.12))
    _shoulders(sheet, dice, SKIN[tone])
    _head(sheet, SKIN[tone])
    for outline in before:
        _hair(sheet, outline, hair)
    if dice.random() < 0.35:
        _glasses(sheet, "#e2c493" if tone in {"deep", "brown"} else "#4a3a36")


def _hair(sheet, outline, colour):
    tones = [[lighter(colour, 0.26), lighter(colour, 0.08)], [colour, darker(colour, 0.1)]]
    sheet.lay(outline, tones, shadow=0.012)


def _shoulders(sheet, dice, skin):
    p = sheet.palette
    neck = mirrored(path("500 500, 440 520, 435 660, 400 740, 430 900, 500 940"), 0.5)
    sheet.lay(smooth(neck), [darker(skin, 0.2), darker(skin, 0.04), skin])
    cloth = dice.choice([p.accent, p.deep, mix(p.deep, p.dark, 0.7), lighter(p.middle, 0.1)])
    collar = dice.choice(sorted(NECKLINES))
    outline = NECKLINES[collar] + path("290 755, 165 820, 100 940, 70 1120, 500 1140")
    tones = [[lighter(cloth, 0.22), cloth], [cloth, darker(cloth, 0.16)]]
    sheet.lay(smooth(mirrored(outline, 0.5)), tones, shadow=0.012)
    if collar == "coat":
        lapel = path("400 685, 345 780, 385 835, 500 1020, 488 860")
        sheet.lay(lapel, lighter(cloth, 0.3), shadow=0.008)
        sheet.lay([(1 - x, y) for x, y in lapel], lighter(cloth, 0.3), shadow=0.008)
    if collar == "high":
        tones = [lighter(cloth, 0.2), lighter(cloth, 0.08), darker(cloth, 0.1)]
        sheet.lay(box(0.425, 0.63, 0.575, 0.725, 0.03), [tones], shadow=0.008)


def _head(sheet, skin):
    for x in (0.37, 0.63):
        sheet.lay(ellipse(x, 0.44, 0.022, 0.036), darker(skin, 0.1))
    tones = [[lighter(skin, 0.22), skin], [skin, darker(skin, 0.1)]]
    head = sheet.lay(smooth(HEAD), tones, shadow=0.014)
    for x in (0.428, 0.572):
        sheet.glow(ellipse(x, 0.492, 0.03), mix(skin, "#d4705c", 0.4), 0.016, 0.3, head)
    nose = smooth(path("505 410, 522 480, 510 492, 496 488"))
    sheet.glow(nose, darker(skin, 0.25), 0.006, 0.35, head)


def _glasses(sheet, ink):
    for x in (0.443, 0.557):
        sheet.lay(ellipse(x, 0.44, 0.045) + ellipse(x, 0.44, 0.039)[::-1], ink, alpha=0.9)
    sheet.lay(box(0.487, 0.43, 0.513, 0.436, 0.002), ink, alpha=0.9)


def _cap(fringe: str) -> list[Point]:
    """Hair on the head: over the crown from temple to temple, then back along the fringe."""
    crown = "358 440, 350 330, 395 235, 500 200, 605 235, 650 330, 642 440, 624 430"
    return smooth(path(f"{crown}, {fringe}, 376 430"))


def _sides(outline: str) -> list[Point]:
    """Hair that hangs behind the head, the same on both sides."""
    return smooth(mirrored(path(f"500 200, {outline}"), 0.5))


def _ring(outer: list[Point], inner: list[Point]) -> list[Point]:
    """A shape with a hole: round the outside, over to the hole, round it and back."""
    rim, hole = smooth(outer), smooth(inner)[::-1]
    return [*rim, rim[0], *hole, hole[0]]


def _scallops(x, y, rx, ry, bumps, depth, degrees) -> list[Point]:
    """An arc of curls, counterclockwise from the right."""
    arc = []
    for t in map(math.radians, degrees):
        swell = depth * abs(math.sin(bumps * t))
        arc.append((x + (rx + swell) * math.cos(t), y - (ry + swell) * math.sin(t)))
    return arc


HEAD = mirrored(path("500 245, 420 265, 372 340, 374 430, 395 510, 445 583, 500 602"), 0.5)
NECKLINES = {
    "coat": path("500 860, 405 690"),
    "high": path("500 690, 405 690"),
    "round": path("500 775, 405 715"),
}
SIDE_PARTING = "625 370, 580 315, 460 300, 400 345, 378 400"
FULL_FRINGE = "622 400, 570 375, 500 370, 430 375, 378 400"
MIDDLE_PARTING = "628 410, 585 335, 500 270, 415 335, 372 410"
SHORT = "628 360, 585 300, 500 285, 415 300, 372 360"
SWEPT_BACK = "630 340, 600 285, 500 262, 400 285, 370 340"
BEARD = smooth(
    path(
        "370 440, 385 455, 400 500, 445 530, 500 522, 555 530, 600 500, 615 455, 630 440,"
        "622 520, 585 590, 500 628, 415 590, 378 520"
    )
)
CURLS = _scallops(0.5, 0.36, 0.2, 0.2, 6.5, 0.017, range(-52, 233, 2)) + _scallops(
    0.5, 0.43, 0.119, 0.142, 0, 0, range(214, -35, -2)
)
LOCS = [
    box(0.5 + side * x - 0.016, 0.36, 0.5 + side * x + 0.016, y, 0.016)
    for side in (-1, 1)
    for x, y in ((0.08, 0.66), (0.152, 0.63), (0.106, 0.73), (0.13, 0.69))
]
SCARF = _ring(
    mirrored(path("500 190, 370 240, 330 400, 335 560, 300 700, 360 790, 500 830"), 0.5),
    mirrored(path("500 298, 415 325, 378 400, 390 510, 430 578, 500 604"), 0.5),
)

# Each: outlines behind the head, outlines before it. Looked up in this order.
HAIRCUTS = {
    "fringe": ([_sides("360 260, 330 440, 345 560, 400 600")], [_cap(FULL_FRINGE)]),
    "bob": ([_sides("370 250, 330 420, 335 580, 400 640")], [_cap(SIDE_PARTING)]),
    "long": ([_sides("360 260, 325 450, 300 680, 320 840, 420 860")], [_cap(MIDDLE_PARTING)]),
    "curls": ([], [CURLS]),
    "locs": ([_sides("365 250, 334 360, 334 480, 400 560"), *LOCS], [_cap(MIDDLE_PARTING)]),
    "knot": ([ellipse(0.5, 0.17, 0.075, 0.07)], [_cap(SWEPT_BACK)]),
    "beard": ([], [BEARD, _cap(SHORT)]),
    "bald": ([], [BEARD]),
    "short": ([], [_cap(SHORT)]),
    "scarf": ([], [SCARF]),
}
