"""The scenes of heroes."""

import math

from samples.illustrations.paper import WIDE, darker, lighter, mix
from samples.illustrations.shapes import box, ellipse, leaf, mirrored, path, ridge, smooth
from samples.illustrations.vessels import dropper, jar, tube


def _sun(sheet, x, y, r, color):
    sheet.glow(ellipse(x, y, r * 1.35), lighter(color, 0.5), r * 0.5, 0.75)
    sheet.lay(ellipse(x, y, r), [lighter(color, 0.65), lighter(color, 0.1)])


def _pearl(sheet, x, y, r):
    p = sheet.palette
    ball = sheet.lay(ellipse(x, y, r), [p.light, p.pale, p.soft], shadow=r * 0.35)
    sheet.glow(
        ellipse(x + r * 0.35, y + r * 0.55, r * 0.7), sheet.palette.middle, r * 0.3, 0.55, ball
    )
    sheet.glow(ellipse(x - r * 0.3, y - r * 0.35, r * 0.35), "#ffffff", r * 0.2, 0.95, ball)


def _drop(sheet, x, y, r, color):
    """Water on a surface of that color: dark where the light enters, bright where it leaves."""
    sheet.shade(sheet.cut(ellipse(x, y, r, r * 0.92)), r * 0.35, 0.4)
    drop = sheet.lay(
        sheet.cut(ellipse(x, y, r, r * 0.92)), [darker(color, 0.16), lighter(color, 0.45)]
    )
    sheet.glow(ellipse(x + r * 0.2, y + r * 0.45, r * 0.5, r * 0.3), "#ffffff", r * 0.2, 0.6, drop)
    sheet.lay(
        sheet.cut(ellipse(x - r * 0.35, y - r * 0.4, r * 0.17, r * 0.12)), "#ffffff", alpha=0.9
    )


def _grow(sheet, root, angle, length, width, bend, color):
    left, right, rib = leaf(root, angle, length, width, bend)
    whole = sheet.cut(left[:41] + right[:41][::-1])
    sheet.shade(whole, 0.022, 0.26)
    sheet.lay(left, [[lighter(color, 0.22), color], [color, darker(color, 0.06)]])
    sheet.lay(right, [[color, darker(color, 0.1)], [darker(color, 0.08)] * 2])
    sheet.lay(rib, lighter(color, 0.42), alpha=0.8)


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
        colors = [[lighter(tone, 0.42), lighter(tone, 0.25)], [tone, darker(tone, 0.05)]]
        sheet.lay(line, colors, shadow=0.03, fall=-0.3)
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
            colors = [
                [lighter(tone, 0.5)] * 2,
                [lighter(tone, 0.12)] * 2,
                [darker(tone, 0.08)] * 2,
            ]
            sheet.lay(petal, colors, shadow=0.02)
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
        colors = [[lighter(tone, 0.2), lighter(tone, 0.05)], [tone, tone]]
        sheet.lay(hill, colors, shadow=0.025, fall=-0.3)


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
    jar(sheet.at(0.3, 0.87, 0.2), "sprig")
    dropper(sheet.at(0.8, 0.88, 0.56), "sun")
    tube(sheet.at(1.28, 0.87, 0.42), "drop")


HERO_WORDS = [
    (("milia", "pearl"), (_pearls_under_silk, "clay")),
    (("leaf", "leaves", "barrier", "rain"), (_leaves_after_rain, "sage")),
    (("eye", "moon", "night"), (_moon_in_folds, "dusk")),
    (("rosacea", "petal", "redness"), (_petals_cooling, "rose")),
    (("retinol", "serum", "bottle"), (_still_life, "honey")),
    (("sun", "spf", "dune"), (_dunes_at_noon, "sand")),
]
