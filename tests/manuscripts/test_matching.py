"""Whether what a manuscript names is on file: asked at the upload, and at the draft again."""

import json
from dataclasses import replace

import pytest

from articles.models import Article, Byline, Quote
from manuscripts.corrections import apply_correction
from manuscripts.importer import apply_plan, create_draft
from manuscripts.matching import Records, names_on_file
from manuscripts.proposals import receive
from manuscripts.reading import read
from people.models import Person
from products.models import Offer, Product
from tests.factories import (
    make_brand,
    make_offer,
    make_person,
    make_product,
    make_retailer,
)
from tests.manuscripts.review_pages import address, press, proposal

pytestmark = pytest.mark.django_db

BALM = """Balm notes

“Balm is wax and oil,” says Dr. Elin Roark, a dermatologist in Oslo. “Warm it first.”
"""


def received(text):
    return receive(text.encode(), "piece.txt")[0]


def by_command(text):
    data = text.encode()
    return apply_plan(read(data, "piece.txt", **names_on_file()), data)


def by_review(text):
    return create_draft(received(text))


@pytest.fixture
def two_roarks():
    doctor = make_person("Elin Roark", honorific="Dr.", job_title="dermatologist")
    vet = make_person("Elin Roark", slug="elin-roark-2", credentials="DVM")
    return doctor, vet


# People


@pytest.mark.parametrize("door", [by_command, by_review])
def test_of_two_people_of_one_name_nobody_is_taken(door, two_roarks):
    outcome = door(BALM)

    quote = Quote.objects.get()
    assert quote.speaker is None
    assert {*quote.candidates.all()} == {*two_roarks}
    assert Person.objects.count() == 2
    assert any("Elin Roark, DVM" in note and "dermatologist" in note for note in outcome.notes)


def test_namesakes_are_told_apart_and_one_is_to_be_chosen(desk, two_roarks):
    doctor, _ = two_roarks
    manuscript = received(BALM)
    asked = proposal(manuscript, "expert")

    page = desk.get(address("review", manuscript)).text
    refused = press(desk, manuscript, asked)
    press(desk, manuscript, asked, record=doctor.pk)
    create_draft(manuscript)

    assert [one["pk"] for one in asked.near] == [doctor.pk, two_roarks[1].pk]
    assert "is it the same?" in asked.doubts[0]
    assert "Elin Roark, DVM" in page
    assert page.count(" checked") == 0
    assert refused.status_code == 422
    assert Quote.objects.get().speaker == doctor


def test_a_namesake_may_be_somebody_new(desk, two_roarks):
    manuscript = received(BALM)

    press(desk, manuscript, proposal(manuscript, "expert"), record=0)
    page = desk.get(address("review", manuscript)).text
    create_draft(manuscript)

    assert "1 person" in page
    speaker = Quote.objects.get().speaker
    assert speaker.job_title == "dermatologist"
    assert speaker not in two_roarks


def test_namesake_who_came_after_the_review_is_asked_about_at_the_draft():
    make_person("Elin Roark")
    manuscript = received(BALM)
    assert not proposal(manuscript, "expert").doubts
    make_person("Elin Róark", slug="another-elin")

    outcome = create_draft(manuscript)

    assert Quote.objects.get().speaker is None
    assert any("Elin Róark" in note for note in outcome.notes)


@pytest.mark.parametrize("door", [by_command, by_review])
def test_of_two_authors_of_one_name_nobody_signs(door, two_roarks):
    outcome = door("Balm notes\n\nBy Elin Roark\n\nBalm is wax and oil, and it is warmed first.\n")

    assert not Byline.objects.exists()
    assert Person.objects.count() == 2
    assert any("Elin Roark, DVM" in note for note in outcome.notes)


ON_FILE = {
    "honorific": "Dr.",
    "credentials": "MD, FAAD",
    "job_title": "consultant dermatologist",
    "organization": "Larkmoor Skin Hospital",
}


@pytest.mark.parametrize(
    "told",
    [
        {"credentials": "DDS"},
        {"role": "an accountant in Oslo"},
        {"role": "dentist"},
        {"role": "facialist"},
        {"organization": "Molar House"},
        {"organization": "Fenwick Clinic"},
    ],
)
def test_who_is_told_otherwise_may_be_somebody_else(told):
    make_person("Hyun-woo Castellane", **ON_FILE)

    [match] = Records().people_near("Hyun-woo Castellane", told)

    assert not match.is_certain


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"credentials": "MD"},
        {"credentials": "FRCP"},
        {"honorific": "Prof."},
        {"role": "dermatologist in Leeds"},
        {"role": "professor of dermatology"},
        {"role": "founder"},
        {"organization": "the Larkmoor Hospital"},
        {"organization": "Larkmoor"},
    ],
)
def test_who_is_told_in_other_words_is_the_same(told):
    make_person("Hyun-woo Castellane", **ON_FILE)

    [match] = Records().people_near("HYUN-WOO CASTELLANE", told)

    assert match.is_certain


@pytest.mark.parametrize("door", [by_command, by_review])
def test_a_namesake_with_another_profession_does_not_speak(door):
    make_person("Emeka Thornquist", job_title="oculoplastic surgeon")

    door(
        "The ledger\n\nDr. Emeka Thornquist, an accountant in Oslo, disagrees. “It keeps the soot "
        "in,” says Thornquist.\n"
    )

    assert Quote.objects.get().speaker is None
    assert Person.objects.count() == 1


def test_who_is_described_otherwise_in_a_correction_is_the_same_person():
    first = received(BALM)
    article = create_draft(first).article
    corrected = receive(
        BALM.replace("a dermatologist", "a nurse").replace("Warm it", "Melt it").encode(), "b.txt"
    )[0]

    assert not proposal(corrected, "expert").doubts
    apply_correction(corrected)

    assert {one.quote.speaker for one in article.quote_uses.all()} == {Person.objects.get()}


# Products


@pytest.mark.parametrize("door", [by_command, by_review])
@pytest.mark.parametrize(
    "line",
    [
        "Cera Ve Resurfacing Retinol Serum, $11 at Amazon US",
        "CERAVE RESURFACING RETINOL SERUM, $11 at Amazon",
        "Cerave Resurfacing Retinol-Serum, $11 at Amazon",
    ],
)
def test_product_of_a_brand_in_another_spelling_is_the_one_on_file(door, line):
    on_file = make_product("Resurfacing Retinol Serum", brand=make_brand("CeraVe"))

    door(f"The Ledger B\n\nI keep several on the shelf and like most of them.\n\n- {line}\n")

    assert Product.objects.get() == on_file
    assert Offer.objects.get().product == on_file


def test_names_that_are_kept_alike_are_one_product():
    data = b"Long names\n\nWords.\n\n- CeraVe Balm, $10 at Target\n- CeraVe Gel, $11 at Target\n"
    plan = read(data, "piece.txt")
    long = (replace(one, name="Cream " * 40 + one.name) for one in plan.products)

    apply_plan(replace(plan, products=tuple(long)), data)

    assert Product.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("Squalane Drops, $9 at Target", "Larch & Loam Squalane Drops"),
        ("Quietwell Barrier Cream, $9 at Target", "Quietwell Barrier Cream 5% Ceramides"),
        ("Quietwell Overnight Balm for Lips, $9 at Target", "Quietwell Overnight Balm"),
    ],
)
def test_product_named_by_a_part_of_its_name_is_asked_about(line, asked):
    make_product("Squalane Drops", brand=make_brand("Larch & Loam"))
    quietwell = make_brand("Quietwell")
    for name in ("Barrier Cream 5% Ceramides", "Overnight Balm"):
        make_product(name, brand=quietwell)

    one = proposal(received(f"Marks\n\nWe tried creams.\n\n## The list\n\n- {line}\n"), "product")

    assert [match["name"] for match in one.near] == [asked]
    assert any("is it the same?" in doubt for doubt in one.doubts)


def test_products_of_one_name_are_told_apart_by_their_sizes():
    brand = make_brand("Sheer")
    for size in ("30 ml", "50 ml"):
        make_product("Water Gel", brand=brand, size=size)

    one = proposal(received("Gels\n\nWords.\n\n- Sheer Water Gel, $9 at Target\n"), "product")

    assert one.record is None
    assert any(
        "“Sheer Water Gel, 30 ml” or “Sheer Water Gel, 50 ml”" in each for each in one.doubts
    )


def test_two_products_that_only_letters_tell_apart_are_asked_about():
    brand = make_brand("Sheer")
    for name in ("Water Gel", "Water-Gel"):
        make_product(name, brand=brand)

    assert proposal(
        received("Gels\n\nWords.\n\n- Sheer Water Gel, $9 at Target\n"), "product"
    ).doubts


# Shops

LINKED = """Gels behind links

Here is a cream for the winter, and what it costs in a shop near you.

## The list

- [Nine Finches Quelda Gel, $22 at {shop}](https://harbour-chemist.example/brumm)
"""


@pytest.fixture
def harbour():
    shop = make_retailer("Harbour Chemist")
    shop.domains.create(domain="harbour-chemist.example")
    return shop


def by_markdown(text):
    return receive(text.encode(), "piece.md")[0]


def test_new_shop_over_the_link_of_another_is_doubted_and_is_not_that_one(harbour):
    manuscript = by_markdown(LINKED.format(shop="Fjord Pharmacy"))
    doubts = proposal(manuscript, "product").doubts

    outcome = create_draft(manuscript)

    assert any("belongs to Harbour Chemist, not to Fjord Pharmacy" in one for one in doubts)
    offer = Offer.objects.get()
    assert (offer.retailer.name, offer.url, offer.current) == ("Fjord Pharmacy", "", None)
    assert any("not to Fjord Pharmacy" in note for note in outcome.notes)


@pytest.mark.parametrize("name", ["Harbor Chemist", "Harbour", "Harbour Chemist US", "the Chemist"])
def test_shop_that_is_called_nearly_so_is_the_one_behind_its_link(harbour, name):
    shop = Records().retailer(name, "https://harbour-chemist.example/brumm")

    assert shop == harbour


def test_new_shop_typed_over_the_link_of_another_is_refused(desk, harbour):
    manuscript = by_markdown(LINKED.format(shop="Harbour Chemist"))
    one = proposal(manuscript, "product")

    answer = press(desk, manuscript, one, **{"0__retailer": "Fjord Pharmacy"})

    assert answer.status_code == 422
    assert "belongs to Harbour Chemist, not to Fjord Pharmacy" in answer.text


def test_price_of_a_new_shop_is_not_beside_that_of_the_shop_of_its_link(desk, harbour):
    product = make_product("Quelda Gel", brand=make_brand("Nine Finches"))
    make_offer("19.00", product=product, retailer=harbour)
    manuscript = by_markdown(LINKED.format(shop="Fjord Pharmacy"))

    page = desk.get(address("review", manuscript)).text

    assert "on file $19" not in page


# What is on file may be another by the time a draft is made


def drafted(desk, manuscript, shown):
    return desk.post(address("draft", manuscript), {"decision_shown": shown}, follow=True).text


def shown_by(desk, manuscript):
    return json.dumps(desk.get(address("review", manuscript)).context["review"].state)


GELS = "Gels\n\nWe tried one.\n\n- Sheer Water Gel, $9 at Lantern Street\n"


def test_shop_renamed_meanwhile_is_listed_as_new_before_it_is_made(desk):
    shop = make_retailer("Lantern Street")
    manuscript = received(GELS)
    shown = shown_by(desk, manuscript)
    shop.name = "Harbour Lane"
    shop.save()

    told = drafted(desk, manuscript, shown)

    assert "Look again before you go on. New: 1 shop" in told
    assert not Article.objects.exists()
    drafted(desk, manuscript, shown_by(desk, manuscript))
    assert Article.objects.exists()


@pytest.mark.parametrize("is_accepted", [True, False])
def test_product_renamed_meanwhile_is_to_be_looked_at_again(desk, is_accepted):
    product = make_product("Water Gel", brand=make_brand("Sheer"))
    manuscript = received(GELS)
    if is_accepted:
        press(desk, manuscript, proposal(manuscript, "product"))
    shown = shown_by(desk, manuscript)
    product.name = "Water Gel Light"
    product.save()

    told = drafted(desk, manuscript, shown)

    one = proposal(manuscript, "product")
    assert "Look again at: Water Gel." in told
    assert (one.decision, one.record, one.near[0]["pk"]) == ("open", None, product.pk)
    assert not Article.objects.exists()


def test_namesake_who_came_meanwhile_is_asked_about_in_the_review(desk):
    make_person("Elin Roark")
    manuscript = received(BALM)
    shown = shown_by(desk, manuscript)
    make_person("Elin Róark", slug="another-elin")

    assert "Look again at: Elin Roark." in drafted(desk, manuscript, shown)
    assert "is it the same?" in proposal(manuscript, "expert").doubts[0]


def test_what_an_editor_chose_is_not_asked_again(desk, two_roarks):
    manuscript = received(BALM)
    press(desk, manuscript, proposal(manuscript, "expert"), record=two_roarks[0].pk)
    shown = shown_by(desk, manuscript)
    make_person("Elin Róark", slug="another-elin")

    drafted(desk, manuscript, shown)

    assert Quote.objects.get().speaker == two_roarks[0]
