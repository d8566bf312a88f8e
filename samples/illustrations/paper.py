"""Paper and scissors: sheets, shapes cut from paper, and their colors."""

import copy
import io
import math
import random
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from samples.illustrations.shapes import Point

WIDE = 1.6  # width of a hero, in heights of it
SUPERSAMPLE = 3  # shapes are cut this much larger, then reduced: smooth edges


class Palette(NamedTuple):
    """From lightest to darkest, then an accent from across the color wheel."""

    light: str
    pale: str
    soft: str
    middle: str
    deep: str
    dark: str
    accent: str


PALETTES = {
    name: Palette(*colors.split())
    for name, colors in {
        "clay": "#fdf6ee #f5e6d8 #e9c9b0 #d6a083 #b97a5c #86503c #93a58c",
        "sage": "#fafaf1 #e9eddd #cbd6ba #a6b896 #7b9474 #4d6a54 #dba888",
        "dusk": "#fbf8f3 #e6eaee #c5d1db #9db1c2 #7189a0 #40597a #e3b497",
        "rose": "#fff7f2 #f8e3db #efc5b9 #dd9c91 #bd726d #864a52 #8fa0b0",
        "honey": "#fffaf0 #f9ebcf #efd3a2 #dfb173 #bf874c #865a33 #94a68f",
        "sand": "#fdf9f2 #f4e8d8 #e8d0b3 #d6b18c #b9896a #7f5a4d #8fabb3",
    }.items()
}


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
        self.unit: float = height
        self.origin: Point = (0, 0)

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

    def lay(self, shape, colors, *, shadow=0.0, fall=0.6, alpha=1.0) -> Cutout:
        """Lays an outline or a cutout down. `colors` is one color or rows of colors that melt
        into one another; `shadow` is how far the shape hovers above what lies below it, `fall`
        where to the shadow is thrown (a hill throws it up, on the hill behind)."""
        cutout = shape if isinstance(shape, Cutout) else self.cut(shape)
        if shadow:
            self.shade(cutout, shadow, fall=fall)
        mask = cutout.mask if alpha == 1 else cutout.mask.point(lambda v: int(v * alpha))
        self.image.paste(_melt(colors, mask.size), (cutout.left, cutout.top), mask)
        return cutout

    def shade(self, cutout: Cutout, depth: float, strength=0.3, fall=0.6) -> None:
        reach = depth * self.unit
        soft = cutout.blurred(reach).moved(int(reach * 0.3), int(reach * fall))
        self.lay(soft, mix(self.palette.dark, "#3a2a26", 0.35), alpha=strength)

    def glow(self, outline, color, blur: float, alpha: float = 1.0, inside=None) -> None:
        """A soft patch of light or shade; `inside` keeps it on one shape."""
        soft = self.cut(outline).blurred(blur * self.unit)
        self.lay(soft.within(inside) if inside else soft, color, alpha=alpha)

    def backdrop(self, colors) -> None:
        self.image.paste(_melt(colors, self.image.size))

    def webp(self, dice: random.Random) -> bytes:
        """The finished picture, with a little grain so that gradients don't band."""
        width, height = self.image.size
        grain = Image.frombytes("L", (width, height), dice.randbytes(width * height))
        grain = grain.point(lambda v: v * 7 // 256).convert("RGB")
        picture = ImageChops.add(self.image, grain, offset=-3)
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=89, method=2)
        return out.getvalue()


def _melt(colors, size) -> Image.Image:
    """A field of color: rows of colors, enlarged until they melt into one another."""
    if isinstance(colors, str):
        return Image.new("RGB", size, colors)
    rows = [row if isinstance(row, list | tuple) else [row] for row in colors]
    seedling = Image.new("RGB", (len(rows[0]), len(rows)))
    seedling.putdata([ImageColor.getrgb(color) for row in rows for color in row])
    return seedling.resize(size, Image.Resampling.BICUBIC)


def mix(one: str, other: str, share: float) -> str:
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def lighter(color: str, share: float) -> str:
    return mix(color, "#fffaf2", share)


def darker(color: str, share: float) -> str:
    return mix(color, "#2e2222", share)
