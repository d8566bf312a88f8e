"""Bottles, tubes and jars: a vessel is drawn standing on (0, 0) and one unit high."""

import math

from samples.illustrations.paper import darker, lighter, mix
from samples.illustrations.shapes import box, ellipse, leaf, mirrored, path, smooth


def studio(sheet, dice):
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


def _round(sheet, outline, color, *, shadow=0.0, gloss=0.6):
    """A body of revolution: the light comes from the left, a little comes back from the right."""
    lights = [lighter(color, gloss * share) for share in (0.35, 1, 0.25)]
    shades = [darker(color, share) for share in (0.1, 0.24, 0.12)]
    return sheet.lay(outline, [[shades[2], *lights, color, *shades]], shadow=shadow)


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
    ink, print_color = (p.dark, p.accent) if paper else (lighter(p.pale, 0.6),) * 2
    if paper:
        tones = [darker(paper, 0.1), paper, lighter(paper, 0.3), paper, darker(paper, 0.12)]
        sheet.lay(box(-half, top, half, top + height, 0.01), [tones])
    size = min(half * 0.42, height * 0.26)
    y = top + height * 0.36
    _print_emblem(sheet, emblem, y, size, print_color)
    _print_bars(sheet, y + size + height * 0.13, height * 0.09, half, ink)


def _print_emblem(sheet, emblem, y, size, color):
    for outline in EMBLEMS[emblem]:
        sheet.lay([(px * size, py * size + y) for px, py in outline], color, alpha=0.95)


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


def bottle(sheet, emblem):
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


def dropper(sheet, emblem):
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


def tube(sheet, emblem):
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


def jar(sheet, emblem):
    """A low jar of cream."""
    p = sheet.palette
    _stand(sheet, 0.72)
    pot = box(-0.706, -0.7, 0.706, 0, 0.1, 0.2)
    _round(sheet, pot, lighter(p.soft, 0.35), shadow=0.035, gloss=0.85)
    _round(sheet, box(-0.72, -1, 0.72, -0.66, 0.08, 0.018), p.deep, gloss=0.42)
    sheet.glow(box(-0.69, -0.66, 0.69, -0.625), p.dark, 0.015, 0.3)
    _label(sheet, -0.58, 0.43, 0.5, emblem, p.light)


def pads(sheet, emblem):
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


def sachet(sheet, emblem):
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
    "bottle": (bottle, 0.6),
    "dropper": (dropper, 0.6),
    "jar": (jar, 0.34),
    "pads": (pads, 0.4),
    "sachet": (sachet, 0.56),
    "tube": (tube, 0.58),
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
