"""Seconds by length as an SVG: both axes are logarithmic, time in proportion is a straight line."""

from html import escape
from math import log10

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 440, 64, 24, 190, 48
MAX, MIN = 10.0, 0.001  # seconds
TICKS = ((0.001, "1 ms"), (0.01, "10 ms"), (0.1, "0.1 s"), (1, "1 s"), (10, "10 s"))
Points = list[tuple[int, float]]


def drawn(times: dict[str, Points], lengths: tuple[int, ...]) -> str:
    """The curve of each kind of text, with its name and its longest time beside it."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' font-family="sans-serif" font-size="12"><title>Seconds of CPU by the length of a'
        " manuscript</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fffdf9"/>',
        *_axes(lengths),
        *_curves(times),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _place(length: int, seconds: float) -> tuple[float, float]:
    across = (log10(length) - 4) / 2 * (WIDTH - LEFT - RIGHT)
    down = (log10(MAX) - log10(max(MIN, seconds))) / 4 * (HEIGHT - TOP - BOTTOM)
    return LEFT + across, TOP + down


def _line(points: Points, style: str) -> str:
    places = (_place(*point) for point in points)
    text = " ".join(f"{across:.1f},{down:.1f}" for across, down in places)
    return f'<polyline points="{text}" fill="none" {style}/>'


def _axes(lengths: tuple[int, ...]) -> list[str]:
    parts = []
    for seconds, label in TICKS:
        x, y = _place(10_000, seconds)
        parts.append(
            f'<line x1="{x:.1f}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d9d0c3"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
        )
    for length in lengths:
        x, _ = _place(length, MIN)
        parts.append(
            f'<text x="{x:.1f}" y="{HEIGHT - 26}" text-anchor="middle">{length // 1000:,} k</text>'
        )
    parts.append(
        f'<text x="{LEFT}" y="{HEIGHT - 8}">characters; the dashed line is time in proportion'
        " to length</text>"
    )
    in_proportion = [(length, length * 2e-6) for length in lengths]
    return [*parts, _line(in_proportion, 'stroke="#555" stroke-dasharray="6 4"')]


def _curves(times: dict[str, Points]) -> list[str]:
    parts, ends = [], []
    for number, (name, points) in enumerate(times.items()):
        if points:
            color = f"hsl({number * 360 // len(times)} 55% 38%)"
            parts.append(_line(points, f'stroke="{color}" stroke-width="1.6"'))
            ends.append((_place(*points[-1])[1], name, color, points[-1][1]))
    free = 0.0
    for y, name, color, seconds in sorted(ends):
        free = max(free + 15, y)
        parts.append(
            f'<text x="{WIDTH - RIGHT + 8}" y="{free + 4:.1f}" fill="{color}">{escape(name)},'
            f" {seconds:.2f} s</text>"
        )
    return parts
