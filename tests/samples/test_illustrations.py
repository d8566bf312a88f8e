import io
import time

import pytest
from PIL import Image, ImageStat

from samples.illustrations import HAIRCUTS, HERO_WORDS, VESSELS, hero, portrait, product

SEEDS = ["", "Ngozi Tamblyn", "Paula’s Choice 2% BHA", "eye cream moon"]
PICTURES = [
    *[(hero, seed, (800, 500)) for seed in SEEDS],
    *[(hero, hints[0], (800, 500)) for hints, _ in HERO_WORDS],
    *[(product, seed, (600, 600)) for seed in SEEDS],
    *[(portrait, cut, (480, 480)) for cut in HAIRCUTS],
]


@pytest.mark.parametrize(("draw", "seed", "size"), PICTURES)
def test_picture_has_its_size_and_is_light_to_load(draw, seed, size):
    data = draw(seed)

    picture = Image.open(io.BytesIO(data))
    assert picture.format == "WEBP"
    assert picture.size == size
    assert len(data) < 60_000


@pytest.mark.parametrize("shape", VESSELS)
def test_every_vessel_stands_in_the_middle_of_its_picture(shape):
    picture = Image.open(io.BytesIO(product("Quietwell", shape)))

    vessel, wall = picture.crop((200, 330, 400, 430)), picture.crop((0, 330, 40, 430))
    assert _contrast(vessel) > 2 * _contrast(wall)


@pytest.mark.parametrize("draw", [hero, product, portrait])
def test_same_seed_gives_the_same_picture_and_another_seed_another(draw):
    assert draw("a seed") == draw("a seed")
    assert draw("a seed") != draw("another seed")


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("Medicube Zero Pore Pads", "pads"),
        ("Chanel N°1 Revitalizing Mask", "sachet"),
        ("CeraVe Resurfacing Retinol Serum", "dropper"),
        ("Quietwell Plain Cleanser", "bottle"),
        ("Otter & Rill Top-Up Mist SPF 30", "bottle"),
        ("SkinCeuticals Physical Fusion UV Defense SPF 50", "tube"),
        ("Quietwell Barrier Cream 5% Ceramides", "jar"),
    ],
)
def test_product_name_chooses_the_vessel(name, shape):
    assert product(name) == product(name, shape)


def test_words_in_the_seed_choose_skin_and_hair():
    pictures = {portrait(f"Sample {word}") for word in ("fair curls", "fair bald", "deep bald")}

    assert len(pictures) == 3
    assert _color_of_forehead("Sample deep short") < _color_of_forehead("Sample fair short")


@pytest.mark.parametrize("draw", [hero, product, portrait])
def test_picture_is_drawn_within_a_quarter_of_a_second(draw):
    assert min(_cpu_seconds(draw, f"milia pearls {i}") for i in range(3)) < 0.25


def _color_of_forehead(seed):
    red, _, _ = Image.open(io.BytesIO(portrait(seed))).getpixel((240, 165))
    return red


def _contrast(picture):
    return ImageStat.Stat(picture.convert("L")).stddev[0]


def _cpu_seconds(draw, seed):
    start = time.process_time()
    draw(seed)
    return time.process_time() - start
