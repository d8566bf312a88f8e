"""
Pictures for the sample content, drawn at the first run so that none has to be shipped.

Cut-paper illustrations: shapes with a gradient each, laid over one another with soft shadows.
`hero`, `product` and `portrait` return WebP bytes; the same seed gives the same picture.
"""

import random

from samples.illustrations.paper import PALETTES, Sheet
from samples.illustrations.portraits import HAIRCUTS, sitter
from samples.illustrations.scenes import HERO_WORDS
from samples.illustrations.vessels import EMBLEMS, VESSEL_WORDS, VESSELS, studio

__all__ = ["HAIRCUTS", "HERO_WORDS", "VESSELS", "hero", "portrait", "product"]


def hero(seed: str) -> bytes:
    """An 800 × 500 px scene; words in the seed ("leaf", "sun", "eye" …) choose which."""
    dice = dice_of(seed)
    scene, palette = first_match(seed, HERO_WORDS) or dice.choice([v for _, v in HERO_WORDS])
    sheet = Sheet(800, 500, PALETTES[palette])
    scene(sheet, dice)
    return sheet.webp(dice)


def product(seed: str, shape: str | None = None) -> bytes:
    """A 600 × 600 px still life of one vessel.

    `shape` is one of VESSELS; without it words in the seed choose ("serum", "SPF" …). The seed's
    first word chooses the colors, so that a brand's products look like one family.
    """
    dice = dice_of(seed)
    shape = shape or first_match(seed, VESSEL_WORDS) or "bottle"
    brand = dice_of((seed.split() or [seed])[0])
    sheet = Sheet(600, 600, PALETTES[brand.choice(sorted(PALETTES))])
    studio(sheet, dice)
    draw, height = VESSELS[shape]
    height *= dice.uniform(0.92, 1.05) * (0.85 if "eye" in seed.lower() else 1)
    draw(sheet.at(0.5, 0.815, height), brand.choice(sorted(EMBLEMS)))
    return sheet.webp(dice)


def portrait(seed: str) -> bytes:
    """A 480 × 480 px head and shoulders without a face: nobody, on purpose.

    Words in the seed may ask for a skin ("deep", "brown", "tan", "olive", "fair") and a haircut
    (HAIRCUTS); what they leave open is left to the dice.
    """
    dice = dice_of(seed)
    sheet = Sheet(480, 480, PALETTES[dice.choice(sorted(PALETTES))])
    sitter(sheet, dice, seed)
    return sheet.webp(dice)


def dice_of(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 (a picture, not a secret)


def first_match(seed, choices):
    """The choice whose words occur first in `choices`, not in the seed: specific before general."""
    words = seed.lower()
    return next((choice for hints, choice in choices if any(h in words for h in hints)), None)
