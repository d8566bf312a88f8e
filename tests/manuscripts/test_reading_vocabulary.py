"""The word lists of the trade: files with a source, read once."""

import re

import pytest

from manuscripts.reading.gazetteer import Gazetteer
from manuscripts.reading.people import MENTION
from manuscripts.reading.vocabulary import DATA, SPEECH_VERBS, lines
from products.brand_names import normalize_brand_name

pytestmark = pytest.mark.once

FILES = sorted(path.name for path in DATA.glob("*.txt"))


@pytest.mark.parametrize("name", FILES)
def test_every_list_says_what_it_is_and_where_it_is_from(name):
    head = re.match(r"(?:#.*\n)+", (DATA / name).read_text(encoding="utf-8"))

    assert head, f"{name} doesn't begin with a comment"
    assert "# Source: " in head[0]


@pytest.mark.parametrize(("name", "least"), [("brands.txt", 450), ("retailers.txt", 150)])
def test_names_stand_once(name, least):
    seen: dict[str, str] = {}
    for line in lines(name):
        usual = line.split("|")[0].strip()
        assert normalize_brand_name(usual) not in seen, f"{usual} stands twice in {name}"
        seen[normalize_brand_name(usual)] = usual

    assert len(seen) >= least


@pytest.mark.parametrize(
    "spelling",
    ["CeraVe", "Cerave", "L'Oreal", "Loreal", "L’Oréal Paris", "LRP", "kerastase", "e.l.f.", "elf"],
)
def test_brands_are_known_by_their_spellings(spelling):
    assert spelling in Gazetteer().brands


def test_a_domain_tells_its_shop_or_brand():
    domains = Gazetteer().domains

    assert domains["boots.com"] == "Boots"
    assert domains["paulaschoice.com"] == "Paula’s Choice"


def test_names_on_file_count_before_the_lists():
    trade = Gazetteer(brands=["CERAVE"], retailers=["Harbour Chemist"])

    assert trade.brands.usual("CeraVe") == "CERAVE"
    assert "Harbour Chemist" in trade.retailers
    assert "Harbour Chemist" not in Gazetteer().retailers


@pytest.mark.parametrize("verb", ["says", "explique", "sagt"])
def test_each_language_with_a_list_has_its_verbs(verb):
    assert verb in SPEECH_VERBS


@pytest.mark.parametrize(
    ("words", "credentials"),
    [
        ("Iona Bell, Ph.D.", "Ph.D."),
        ("Iona Bell, PhD", "PhD"),
        ("Iona Bell, M.D., F.A.A.D.", "M.D., F.A.A.D."),
        ("Iona Bell MD FAAD", "MD FAAD"),
        ("Iona Bell, Pharm.D.", "Pharm.D."),
        ("Iona Bell, FNP-BC", "FNP-BC"),
        ("Iona Bell, MB ChB", "MB ChB"),
        ("Iona Bell, Manchester", None),
    ],
)
def test_credentials_are_read_with_points_or_without(words, credentials):
    found = MENTION.match(words)["credentials"]

    assert (found.strip(" ,") if found else None) == credentials
