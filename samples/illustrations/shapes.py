"""Outlines: lists of points in parts of the picture's height, x to the right, y downward."""

import math

Point = tuple[float, float]


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
