"""The sample content agrees with itself: what dresses a page names what its manuscript says."""

import json
import re
from pathlib import Path

import pytest
from PIL import Image

import samples

SAMPLES = Path(samples.__file__).parent / "content"
MANUSCRIPTS = {path.name: path.read_text("utf-8") for path in sorted(SAMPLES.glob("*.txt"))}
FACTS = json.loads((SAMPLES / "people.json").read_text("utf-8"))
PEOPLE = FACTS["people"]
SITE = json.loads((SAMPLES / "site.json").read_text("utf-8"))


def product_lines(text):
    return re.findall(r"^– (.+?): (.+)$", text, re.MULTILINE)


def test_every_manuscript_is_dressed():
    assert len(MANUSCRIPTS) == 6
    assert set(SITE["articles"]) == set(MANUSCRIPTS)


@pytest.mark.parametrize("name", MANUSCRIPTS)
def test_pull_quotes_are_words_somebody_says(name):
    quoted = re.findall("“([^”]*)”", MANUSCRIPTS[name])

    for pull in SITE["articles"][name]["pull_quotes"]:
        assert any(pull["text"] in words for words in quoted), pull
        assert pull["speaker"] in MANUSCRIPTS[name]


@pytest.mark.parametrize("name", MANUSCRIPTS)
def test_picks_are_products_of_the_manuscript(name):
    listed = [product for product, _ in product_lines(MANUSCRIPTS[name])]

    for pick in SITE["articles"][name]["picks"]:
        assert any(line.startswith(pick["product"]) for line in listed), pick["product"]


@pytest.mark.parametrize("name", MANUSCRIPTS)
def test_length_is_an_article_not_a_book(name):
    assert 700 <= len(re.findall(r"[\w’$%]+", MANUSCRIPTS[name])) <= 1200


def test_a_product_has_the_same_price_wherever_it_is_named():
    offers = {}
    for text in MANUSCRIPTS.values():
        for product, terms in product_lines(text):
            assert offers.setdefault(product, terms) == terms, product


def test_retailers_named_in_product_lines_are_known():
    known = {retailer["name"] for retailer in SITE["retailers"]}

    for text in MANUSCRIPTS.values():
        for product, terms in product_lines(text):
            bare = re.sub(r"\(originally \$\d+\)|from|\$\d+", "", terms)
            named = {part.strip() for part in re.split(r",| or | on | at ", bare)} - {""}
            assert named
            assert named <= known, product


def test_people_are_named_as_on_file_and_marked_as_invented():
    everything = "\n".join(MANUSCRIPTS.values())

    for person in PEOPLE:
        titled = f"{person['honorific']} {person['name']}".strip()
        assert titled in everything, titled
        assert "invented sample person" in person["bio"].rsplit(". ", 1)[-1]
    for reviewer in FACTS["reviewers"]:
        assert "invented sample person" in reviewer["bio"].rsplit(". ", 1)[-1]
    named = set(re.findall(r"(?:Dr\.|Prof\.) (\S+ [A-Z][\w-]+)", everything))
    assert named <= {person["name"] for person in PEOPLE}


def test_only_the_milia_manuscript_leaves_a_question_unanswered():
    unanswered = {
        name: text.count("\nQ: ") - text.count("\nA: ") for name, text in MANUSCRIPTS.items()
    }

    assert {name for name, count in unanswered.items() if count} == {"milia-or-whiteheads.txt"}
    assert unanswered["milia-or-whiteheads.txt"] == 1


def test_pictures_are_light_to_load():
    files = list(SAMPLES.glob("pictures/*"))
    for path in files:
        with Image.open(path) as picture:
            assert picture.format == "WEBP"
            assert picture.size in {(1600, 1000), (800, 800), (480, 480)}
    assert sum(path.stat().st_size for path in files) < 1_500_000
