"""What drawings are made of: circles, smooth lines, leaves, hills. Each returns SVG."""

from collections.abc import Sequence
from math import cos, pi, sin
from random import Random

CREAM, SAND, BLUSH, ROSE = "#fbf6ee", "#f1e4d3", "#f3d9c9", "#dfa58d"
CLAY, EMBER, UMBER = "#b9654a", "#8f402a", "#4d2b21"
MIST, SAGE, MOSS = "#e6ede0", "#acc7a8", "#3f5c47"
HAZE, DUSK, NIGHT = "#dbe3ea", "#8fa3b5", "#3d4d5f"
HONEY, AMBER = "#f6dfae", "#d99a4a"

Size = tuple[int, int]


def svg(size: Size, *parts: str, defs: str = "") -> str:
    """The whole picture."""
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><defs>{_DEFS}{defs}</defs>{"".join(parts)}</svg>'
    )


_DEFS = "".join(
    f'<filter id="blur{n}" x="-60%" y="-60%" width="220%" height="220%">'
    f'<feGaussianBlur stdDeviation="{n}"/></filter>'
    for n in (6, 18, 40, 90)
)


def gradient(name: str, *stops: str, kind: str = "linear", place: str = "") -> str:
    """Evenly spaced colors; one written “color/0.4” is that much opaque."""
    rows = []
    for number, stop in enumerate(stops):
        color, _, opacity = stop.partition("/")
        offset = number / (len(stops) - 1)
        rows.append(
            f'<stop offset="{offset:.3f}" stop-color="{color}" stop-opacity="{opacity or 1}"/>'
        )
    place = place or ('x1="0" y1="0" x2="0" y2="1"' if kind == "linear" else "")
    return f'<{kind}Gradient id="{name}" {place}>{"".join(rows)}</{kind}Gradient>'


def filled(size: Size, fill: str) -> str:
    """One color from edge to edge."""
    return f'<rect width="{size[0]}" height="{size[1]}" fill="{fill}"/>'


def circle(x: float, y: float, r: float, fill: str, more: str = "") -> str:
    """A circle; `more` are further attributes."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}" {more}/>'


def path(d: str, fill: str, more: str = "") -> str:
    """A filled path; `more` are further attributes."""
    return f'<path d="{d}" fill="{fill}" {more}/>'


def curve(points: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    """A smooth line through the points (Catmull-Rom, as Bézier curves)."""
    count = len(points)

    def at(n: int) -> tuple[float, float]:
        return points[n % count] if closed else points[min(max(n, 0), count - 1)]

    d = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for n in range(count if closed else count - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = at(n - 1), at(n), at(n + 1), at(n + 2)
        d += (
            f"C{bx + (cx - ax) / 6:.1f} {by + (cy - ay) / 6:.1f} "
            f"{cx - (dx - bx) / 6:.1f} {cy - (dy - by) / 6:.1f} {cx:.1f} {cy:.1f}"
        )
    return d + ("Z" if closed else "")


def blob(random: Random, x: float, y: float, r: float, *, wobble: float = 0.16) -> str:
    """A round shape that no compass drew."""
    corners = 9
    return curve(
        [
            (x + cos(angle) * far, y + sin(angle) * far)
            for n in range(corners)
            for angle in [2 * pi * n / corners]
            for far in [r * random.uniform(1 - wobble, 1 + wobble)]
        ],
        closed=True,
    )


def leaf(x: float, y: float, length: float, width: float, turn: float, fill: str) -> str:
    """One that grows up from a point, turned by degrees."""
    half = width / 2
    d = (
        f"M0 0C{half} {-length * 0.3:.0f} {half} {-length * 0.75:.0f} 0 {-length:.0f}"
        f"C{-half} {-length * 0.75:.0f} {-half} {-length * 0.3:.0f} 0 0Z"
    )
    return path(d, fill, f'transform="translate({x:.0f} {y:.0f}) rotate({turn:.0f})"')


def sprig(x: float, y: float, scale: float, turn: float, fill: str, pairs: int = 5) -> str:
    """A stem with leaves in pairs, the highest the smallest."""
    leaves = ""
    for n in range(pairs):
        up, size = -55.0 * (n + 0.6), 120 - n * 14
        leaves += leaf(0, up, size, size * 0.36, -52 + n * 4, fill)
        leaves += leaf(0, up - 16, size, size * 0.36, 52 - n * 4, fill)
    top = -55.0 * pairs
    leaves += leaf(0, top, 96, 34, 0, fill)
    stem = f'<path d="M0 60L0 {top}" stroke="{fill}" stroke-width="3.5" fill="none"/>'
    place = f"translate({x:.0f} {y:.0f}) rotate({turn}) scale({scale})"
    return f'<g transform="{place}">{stem}{leaves}</g>'


def waves(
    size: Size,
    heights: Sequence[float],
    fills: Sequence[str],
    swell: float,
    seed: int,
    more: str = "",
) -> str:
    """Hills from side to side, one before the other."""
    width, height = size
    random, drawn = Random(seed), ""  # noqa: S311 -- the same picture every time
    for base, fill in zip(heights, fills, strict=True):
        steps = 5
        line = [
            (width * n / steps, height * base + random.uniform(-swell, swell) * height)
            for n in range(-1, steps + 2)
        ]
        d = f"{curve(line)}L{width * 1.2:.0f} {height}L{-width * 0.2:.0f} {height}Z"
        drawn += path(d, fill, more)
    return drawn
