"""The pictures at the head of the sample articles."""

from collections.abc import Callable
from random import Random

from bench.drawings.shapes import (
    BLUSH,
    EMBER,
    HONEY,
    MOSS,
    Size,
    circle,
    filled,
    gradient,
    leaf,
    path,
    sprig,
    svg,
    waves,
)

HERO: Size = (1600, 1000)


def _pearl(x: float, y: float, r: float) -> str:
    shade = circle(
        x + r * 0.1, y + r * 0.28, r * 0.98, EMBER, 'opacity=".28" filter="url(#blur18)"'
    )
    glint = circle(x - r * 0.32, y - r * 0.36, r * 0.2, "#fff", 'opacity=".8" filter="url(#blur6)"')
    return shade + circle(x, y, r, "url(#pearl)") + glint


def _milia() -> str:
    defs = gradient("skin", BLUSH, "#e9bda6", "#cf8d72")
    defs += gradient("veil", "#f7e3d6/.88", "#e7b59d/.8")
    defs += gradient(
        "pearl", "#fffdf8", "#fbeee0", "#e6c4ae", kind="radial", place='cx=".38" cy=".34" r=".75"'
    )
    pearls = [(500, 560, 120), (830, 470, 176), (1180, 590, 92), (1330, 470, 52), (300, 450, 46)]
    return svg(
        HERO,
        filled(HERO, "url(#skin)"),
        waves(HERO, [0.2, 0.36], ["#f6e2d4", "#efcdb9"], 0.035, 3),
        *(_pearl(*pearl) for pearl in pearls),
        waves(HERO, [0.6, 0.74, 0.87], ["url(#veil)", "#dfa58dcc", "#b9654acc"], 0.04, 11),
        defs=defs,
    )


def _drop(x: float, y: float, r: float) -> str:
    return (
        circle(x + r * 0.12, y + r * 0.3, r, "#a8621f", 'opacity=".26" filter="url(#blur18)"')
        + circle(x, y, r, "url(#drop)")
        + circle(x + r * 0.2, y + r * 0.34, r * 0.5, HONEY, 'opacity=".75" filter="url(#blur18)"')
        + f'<ellipse cx="{x - r * 0.36:.0f}" cy="{y - r * 0.44:.0f}" rx="{r * 0.2:.0f}" '
        f'ry="{r * 0.1:.0f}" fill="#fff" opacity=".85" transform="rotate(-38 {x - r * 0.36:.0f} '
        f'{y - r * 0.44:.0f})"/>'
    )


def _retinol() -> str:
    defs = gradient("paper", "#fdf8ef", "#f7e7cc", "#eed3a8", place='x1="0" y1="0" x2="1" y2="1"')
    defs += gradient(
        "drop", "#f9dc9c", "#e3a54f", "#b9702a", kind="radial", place='cx=".6" cy=".68" r=".8"'
    )
    defs += gradient("glow", "#fff6e2", "#fff6e2/.6", "#fff6e2/0", kind="radial")
    drops = [(620, 520, 230), (1010, 640, 128), (1190, 380, 78), (330, 760, 62), (880, 270, 44)]
    drops += [(1330, 700, 40), (420, 250, 30), (1120, 850, 26)]
    return svg(
        HERO,
        filled(HERO, "url(#paper)"),
        circle(1420, 130, 620, "url(#glow)"),
        waves(HERO, [0.82], ["#e9c995"], 0.05, 5, 'opacity=".55"'),
        *(_drop(*drop) for drop in drops),
        defs=defs,
    )


def _sunscreen() -> str:
    defs = gradient("sky", "#fdf7ea", "#fbe6c4", "#f4cfa6")
    defs += gradient("sun", "#fffaf0", "#fde8b8", "#f3bf73", kind="radial")
    layers = ["#f4d3b4", "#e8b292", "#cf8768", "#a85d43", "#7b3f2d"]
    rays = "".join(
        circle(1080, 330, radius, "none", f'stroke="#e9b06a" stroke-width="2" opacity="{fade}"')
        for radius, fade in [(250, 0.5), (320, 0.35), (400, 0.22), (490, 0.13)]
    )
    return svg(
        HERO,
        filled(HERO, "url(#sky)"),
        circle(1080, 330, 330, "#fff3d2", 'opacity=".8" filter="url(#blur90)"'),
        rays,
        circle(1080, 330, 178, "url(#sun)"),
        waves(HERO, [0.54, 0.63, 0.72, 0.81, 0.9], layers, 0.045, 8, 'opacity=".93"'),
        defs=defs,
    )


def _barrier() -> str:
    """Cells like bricks, some of them gone, and water that stays where they hold."""
    random = Random(21)  # noqa: S311 -- the same picture every time
    defs = gradient("air", "#f2f5ec", "#dfe8d8")
    defs += gradient("cell", "#fdfbf4", "#d7e3d0")
    defs += gradient("water", "#ffffff/.95", "#cfe0e6/.7", kind="radial")
    cells = ""
    for row in range(5):
        for column in range(-1, 9):
            x, y = column * 205 + (row % 2) * 102 + random.uniform(-10, 10), 430 + row * 122
            if (row, column) in {(0, 4), (0, 5), (1, 4)}:
                continue
            tone = random.choice(["url(#cell)", "#e4ecdd", "#eef3e6", "#c9dac3"])
            cells += (
                f'<rect x="{x:.0f}" y="{y:.0f}" width="{random.uniform(180, 194):.0f}" '
                f'height="104" rx="50" fill="{tone}"/>'
            )
    drops = "".join(
        circle(x, y + r * 0.4, r, MOSS, 'opacity=".22" filter="url(#blur18)"')
        + circle(x, y, r, "url(#water)", 'stroke="#b7ccc4" stroke-width="2"')
        + circle(x - r * 0.35, y - r * 0.35, r * 0.17, "#fff")
        for x, y, r in [(260, 352, 74), (470, 386, 40), (1300, 340, 88), (1130, 392, 36)]
    )
    return svg(
        HERO,
        filled(HERO, "url(#air)"),
        sprig(1480, 420, 1.5, 24, "#b9d0b4", 5),
        sprig(120, 470, 1.25, -22, "#c8dac3", 5),
        path("M0 400H1600V1000H0Z", "#9dba9b"),
        cells,
        drops,
        defs=defs,
    )


def _rosacea() -> str:
    defs = gradient("rest", "#f8e4da", "#efe3e0", "#d5dfe8", place='x1="0" y1="0" x2="1" y2=".6"')
    defs += gradient("warmth", "#f3bfac/.7", "#f3c4b3/.3", "#f3c4b3/0", kind="radial")
    colors = [
        "#c9614f",
        "#d57f69",
        "#df9c87",
        "#e6b5a4",
        "#dcbab6",
        "#c5bcc6",
        "#a9b6c6",
        "#8fa3b5",
    ]
    petals = ""
    for n, color in enumerate(colors):
        x, turn = 250 + n * 158, -58 + n * 16
        petals += leaf(x, 1010, 760 - abs(n - 3) * 46, 430, turn, color + "d0")
    inner = "".join(
        leaf(330 + n * 158, 1040, 430 - abs(n - 3) * 24, 230, -46 + n * 14, color + "99")
        for n, color in enumerate(colors[:7])
    )
    return svg(
        HERO,
        filled(HERO, "url(#rest)"),
        circle(300, 240, 560, "url(#warmth)"),
        petals,
        inner,
        defs=defs,
    )


def _eyes() -> str:
    """Crescents folded round a moon, as lids round an eye."""
    defs = gradient("night", "#3f5068", "#6d839b", "#b4c3cf")
    defs += gradient("moon", "#fffdf6", "#f6ecd8", "#e3d8c6", kind="radial")
    folds = ""
    for n, color in enumerate(["#57708a", "#7189a1", "#8fa3b5", "#b0bfcb", "#d3dbe0"]):
        r, lift = 520 - n * 74, n * 26
        x, y = 800 - n * 6, 520 - lift
        folds += path(
            f"M{x - r} {y}A{r} {r} 0 0 0 {x + r} {y}"
            f"A{r * 1.16:.0f} {r * 1.02:.0f} 0 0 1 {x - r} {y}Z",
            color,
            'opacity=".92"',
        )
    stars = "".join(
        circle(x, y, r, "#fdf6e6", 'opacity=".75"')
        for x, y, r in [(180, 160, 5), (420, 90, 4), (1240, 120, 5), (1430, 250, 4), (1050, 80, 3)]
    )
    return svg(
        HERO,
        filled(HERO, "url(#night)"),
        stars,
        circle(790, 350, 300, "#e8eef2", 'opacity=".3" filter="url(#blur90)"'),
        folds,
        circle(790, 350, 150, "url(#moon)"),
        waves(HERO, [0.9], ["#eef1f0"], 0.03, 4, 'opacity=".35"'),
        defs=defs,
    )


HEROES: dict[str, Callable[[], str]] = {
    "milia-or-whiteheads": _milia,
    "retinol-for-beginners": _retinol,
    "sunscreen-under-make-up": _sunscreen,
    "a-damaged-barrier": _barrier,
    "rosacea-gentle-care": _rosacea,
    "do-eye-creams-work": _eyes,
}
