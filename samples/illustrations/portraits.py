"""Heads and shoulders without a face."""

import math

from samples.illustrations.paper import darker, lighter, mix
from samples.illustrations.shapes import Point, box, ellipse, mirrored, path, smooth

SKIN = {
    "deep": "#64402f",
    "brown": "#8d5a3d",
    "tan": "#b67d57",
    "olive": "#d39f78",
    "fair": "#eec4a5",
}
DARK_HAIR = ("#2b2224", "#352622", "#4a3029", "#5b3b2c", "#857f7c")
HAIR = (*DARK_HAIR, "#6b452f", "#94633d", "#bd935f", "#cbc3ba")


def sitter(sheet, dice, seed):
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


def _hair(sheet, outline, color):
    tones = [[lighter(color, 0.26), lighter(color, 0.08)], [color, darker(color, 0.1)]]
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
