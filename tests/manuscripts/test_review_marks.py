"""Beside the cards: doubts that are ticked, notes that are kept, what nobody ever decided."""

import pytest

from articles.models import TextBlock
from manuscripts.corrections import apply_correction
from manuscripts.importer import create_draft
from manuscripts.proposals import receive
from tests.factories import make_member, make_user, signed_in
from tests.manuscripts.review_pages import address

pytestmark = pytest.mark.django_db

TEXT = """The barrier test

By Ana Poole

A cream is a raincoat, and it cost $24.50 too much.

What to buy

– CeraVe Healing Ointment: $12 at Target

Coppertone was out of stock everywhere, so we left it out.

Photographs: Bo Lindqvist
"""


@pytest.fixture
def anna():
    return make_user("anna", is_superuser=True)


@pytest.fixture
def desk(anna):
    return signed_in(anna)


@pytest.fixture
def manuscript(anna):
    return receive(TEXT.encode(), "test.txt", by=anna)[0]


def note_at(manuscript):
    """The number of the last note, and its words."""
    notes = [at for at, one in enumerate(manuscript.plan["blocks"]) if one["kind"] == "note"]
    return notes[-1], "Photographs: Bo Lindqvist"


def body():
    return " ".join(TextBlock.objects.values_list("html", flat=True))


def test_note_says_that_it_is_not_in_the_article_and_can_be_kept(desk, anna, manuscript):
    number, words = note_at(manuscript)
    assert "Not in the article: a note" in desk.get(address("review", manuscript)).text

    page = desk.post(address("mark", manuscript), {"keep": number}, follow=True).text
    manuscript.refresh_from_db()
    create_draft(manuscript, by=anna)

    assert "A note, kept in the article as text" in page
    assert words in body()


def test_note_is_left_out_again_and_by_itself(desk, anna, manuscript):
    number, words = note_at(manuscript)

    for _ in range(2):
        desk.post(address("mark", manuscript), {"keep": number})
    manuscript.refresh_from_db()
    create_draft(manuscript, by=anna)

    assert words not in body()


def test_note_that_was_kept_is_kept_of_the_next_version(desk, anna, manuscript):
    desk.post(address("mark", manuscript), {"keep": note_at(manuscript)[0]})
    manuscript.refresh_from_db()
    create_draft(manuscript, by=anna)
    manuscript.refresh_from_db()
    text = TEXT.replace("a raincoat", "no raincoat")

    second = receive(text.encode(), "test.txt", by=anna, follows=manuscript)[0]
    outcome = apply_correction(second, by=anna)

    assert body().count(note_at(manuscript)[1]) == 1
    assert "no longer in the manuscript" not in " ".join(outcome.notes).lower()


def test_doubt_beside_the_cards_is_counted_until_it_is_seen(desk, manuscript):
    before = desk.get(address("review", manuscript)).context["review"]
    [warning] = before.warnings

    page = desk.post(address("mark", manuscript), {"seen": warning["number"]}, follow=True)

    assert (before.unseen, page.context["review"].unseen) == (1, 0)
    assert "0 of 1 left" in page.text
    again = desk.post(address("mark", manuscript), {"seen": warning["number"]}, follow=True)
    assert "1 of 1 left" in again.text


@pytest.mark.parametrize("posted", [{"keep": "x"}, {"keep": 999}, {"seen": 999}])
def test_what_is_not_there_is_not_marked(desk, manuscript, posted):
    assert desk.post(address("mark", manuscript), posted).status_code == 404


def test_who_may_not_decide_marks_nothing(manuscript):
    doctor = signed_in(make_member("Medical reviewer"))

    assert doctor.post(address("mark", manuscript), {"seen": 0}).status_code == 403


def test_correction_says_how_many_readings_nobody_ever_decided(desk, anna, manuscript):
    create_draft(manuscript, by=anna)
    text = TEXT.replace("a raincoat", "no raincoat")
    manuscript.refresh_from_db()
    second = receive(text.encode(), "test.txt", by=anna, follows=manuscript)[0]

    page = desk.get(address("review", second))

    left = page.context["review"].never_decided
    assert left > 0
    assert f"<b>{left}</b> unchanged, never decided" in page.text
