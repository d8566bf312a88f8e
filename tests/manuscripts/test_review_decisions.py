"""Every decision of a review: kept, refused, or told that somebody else was faster."""

import json
from html import unescape

import pytest

from manuscripts.importer import create_draft
from manuscripts.proposals import decide, proposals_of, receive
from tests.admin_forms import opened
from tests.factories import (
    make_brand,
    make_member,
    make_offer,
    make_product,
    make_retailer,
    signed_in,
)
from tests.manuscripts.review_pages import address, fields_of, press, proposal
from tests.manuscripts.test_review import MANUSCRIPT

pytestmark = pytest.mark.django_db


def test_accepting_leads_back_to_the_card(desk, manuscript, anna):
    one = proposal(manuscript, "quote")

    answer = press(desk, manuscript, one)

    assert answer["Location"] == address("review", manuscript) + f"#p-{one.pk}"
    one.refresh_from_db()
    assert (one.decision, one.decided_by, one.edited) == ("accepted", anna, None)


@pytest.mark.parametrize(
    ("kind", "position"), [("article", 0), ("expert", 0), ("quote", 0), ("product", 0), ("faq", 1)]
)
def test_nothing_typed_is_nothing_edited(desk, manuscript, kind, position):
    one = proposal(manuscript, kind, position)

    press(desk, manuscript, one)

    one.refresh_from_db()
    assert (one.decision, one.edited) == ("accepted", None)


def test_what_is_typed_is_kept_and_what_was_read_is_told(desk, manuscript):
    one = proposal(manuscript, "expert")

    press(desk, manuscript, one, name="Mina Zorn", credentials="MD")

    one.refresh_from_db()
    assert one.edited == {"name": "Mina Zorn", "credentials": "MD"}
    page = desk.get(address("review", manuscript))
    assert "Name as read" in page.text
    assert "Wilhelmina Zorn" in page.text


def test_offers_are_changed_added_and_removed(desk, manuscript):
    one = proposal(manuscript, "product", 0)
    more = {
        "0__price": "17.5",
        "1__remove": "on",
        "2__retailer": "Ulta",
        "2__price": "18",
        "2__currency": "usd",
    }

    press(desk, manuscript, one, **more)

    one.refresh_from_db()
    offers = one.content["offers"]
    assert [(o["retailer"], o["price"], o["currency"]) for o in offers] == [
        ("Amazon", "17.5", "USD"),
        ("Ulta", "18", "USD"),
    ]


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("product", {"0__price": "abc"}, "“abc” isn't an amount."),
        ("product", {"0__currency": "XXX"}, "is not a currency in use"),
        ("product", {"0__price_kind": "range", "0__price_max": "2"}, "above its price"),
        ("product", {"0__price": "19.999"}, "too many decimals"),
        ("product", {"0__price": ""}, "Give the price itself, too."),
        ("product", {"0__retailer": ""}, "Name the shop"),
        (
            "product",
            {"0__url": "javascript:alert(1)"},
            "Enter a full web address that starts with https://",
        ),
        ("product", {"name": ""}, "This field is required."),
        ("expert", {"name": "x" * 121}, "at most 120 characters"),
        ("article", {"tags": "a/b"}, "can’t be used in an address"),
        ("quote", {"speaker": "Somebody Else"}, "Select a valid choice"),
        ("faq", {"question": "It hurts."}, "A question ends in a question mark."),
    ],
)
def test_bad_input_gets_a_sentence_and_stays(desk, manuscript, kind, typed, sentence):
    one = proposal(manuscript, kind)

    answer = press(desk, manuscript, one, by_script=True, **typed)

    html = json.loads(answer.content)["html"].replace("&#x27;", "’").replace("'", "’")
    assert answer.status_code == 422
    assert sentence.replace("'", "’") in html
    assert all(str(value) in html for value in typed.values())
    one.refresh_from_db()
    assert (one.decision, one.version) == ("open", 0)


def test_bad_input_without_script_leads_to_the_whole_review_again(desk, manuscript):
    one = proposal(manuscript, "faq")

    answer = press(desk, manuscript, one, question="It hurts.")

    assert answer.status_code == 422
    assert "A question ends in a question mark." in answer.text
    assert 'value="It hurts."' in answer.text
    one.refresh_from_db()
    assert (one.decision, one.version) == ("open", 0)


def test_leaving_out_and_undoing(desk, manuscript):
    one = proposal(manuscript, "product", 1)

    press(desk, manuscript, one, "rejected")
    one.refresh_from_db()
    left_out = one.decision
    press(desk, manuscript, one, "open")

    one.refresh_from_db()
    assert (left_out, one.decision, one.version) == ("rejected", "open", 2)


def test_title_cannot_be_left_out(desk, manuscript):
    one = proposal(manuscript, "article")

    answer = press(desk, manuscript, one, "rejected")

    assert answer.status_code == 422
    assert "A draft needs a title" in answer.text


def test_candidate_is_named_by_one_button(desk, anna):
    text = (
        "Peels\n\nDr. Ann Lee, a dermatologist, and Cleo Marsh, a facialist, met. “I would never "
        "do it at home,” she says.\n"
    )
    manuscript = receive(text.encode(), "open.txt", by=anna)[0]
    one = proposal(manuscript, "quote")
    page = desk.get(address("review", manuscript))
    sent = fields_of(desk, manuscript, one) | {"speaker": "Cleo Marsh"}

    desk.post(address("decide", manuscript, one.pk), sent)

    assert '<button type="submit" name="speaker" value="Cleo Marsh">' in page.text
    one.refresh_from_db()
    assert (one.decision, one.content["speaker"]) == ("accepted", "Cleo Marsh")


def test_script_gets_the_card_and_what_to_say(desk, manuscript):
    one = proposal(manuscript, "faq", 0)

    answer = press(desk, manuscript, one, by_script=True).json()

    assert answer["message"].startswith("Accepted. ")
    assert answer["decision"] == "accepted"
    assert f'id="p-{one.pk}"' in answer["html"]
    assert answer["counts"]["accepted"] == 1


@pytest.mark.parametrize("by_script", [False, True])
def test_of_two_editors_the_later_is_told_and_nobody_is_overwritten(manuscript, anna, by_script):
    ben = signed_in(make_member("Writer", username="ben", first_name="Ben"))
    one = proposal(manuscript, "expert")
    decide(one, 0, "rejected", by=anna)

    answer = press(ben, manuscript, one, by_script=by_script, name="Mina Zorn", role="doctor")

    html = answer.json()["html"] if by_script else answer.text
    assert answer.status_code == 409
    assert "<strong>Anna</strong> left this out" in html
    assert 'value="Mina Zorn"' in html
    fresh = proposal(manuscript, "expert")
    assert (fresh.decision, fresh.decided_by, fresh.edited) == ("rejected", anna, None)
    assert 'name="version" value="1"' in html


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"decision": "accepted"},
        {"version": "0"},
        {"version": "x", "decision": "accepted"},
        {"version": "0", "decision": "published"},
        {"version": "9" * 40, "decision": "accepted"},
    ],
)
def test_forged_decisions_are_refused(desk, manuscript, sent):
    one = proposal(manuscript, "faq")

    answer = desk.post(address("decide", manuscript, one.pk), sent)

    assert answer.status_code == 400
    one.refresh_from_db()
    assert one.version == 0


def test_proposal_of_another_manuscript_is_none_of_this_one(desk, manuscript, anna):
    other = receive(b"A title\n\nSome other words.", "other.txt", by=anna)[0]
    one = proposal(other, "article")

    answer = desk.post(
        address("decide", manuscript, one.pk), {"version": 0, "decision": "accepted"}
    )

    assert answer.status_code == 404


def test_row_on_file_that_does_not_come_near_cannot_be_forged(desk, anna):
    near = make_product("Gentle Peeling", brand=make_brand("CeraVe"))
    far = make_product("Wax")
    manuscript = receive(MANUSCRIPT.encode(), "peel.txt", by=anna)[0]
    one = proposal(manuscript, "product")

    forged = press(desk, manuscript, one, record=str(far.pk))
    press(desk, manuscript, one, record=str(near.pk))

    assert forged.status_code == 422
    one.refresh_from_db()
    assert one.record == near.pk


def test_price_on_file_stands_beside_the_one_that_was_read(desk, anna):
    product = make_product("Gentle Peel", brand=make_brand("CeraVe"))
    make_offer("18.00", product=product, retailer=make_retailer("Amazon"))
    manuscript = receive(MANUSCRIPT.encode(), "peel.txt", by=anna)[0]

    page = desk.get(address("review", manuscript))

    assert "On file $18 → read <strong>$19 (originally $22, as reported)</strong>" in page.text


def test_a_price_in_another_currency_than_its_shops_is_doubted(anna):
    make_retailer("Amazon", currency="CAD")
    manuscript = receive(MANUSCRIPT.encode(), "peel.txt", by=anna)[0]

    doubts = proposal(manuscript, "product").doubts

    assert "Amazon’s prices are in CAD; “$19” was read as USD. Is it?" in doubts


def test_who_may_only_look_decides_nothing(manuscript):
    reviewer = signed_in(make_member("Medical reviewer"))
    one = proposal(manuscript, "faq")

    page = reviewer.get(address("review", manuscript))
    answer = reviewer.post(
        address("decide", manuscript, one.pk), {"version": 0, "decision": "accepted"}
    )

    assert page.status_code == 200
    assert 'name="decision"' not in page.text
    assert "Create the draft" not in page.text
    assert answer.status_code == 403


def test_all_without_doubts_are_accepted_at_once(desk, manuscript):
    answer = desk.post(address("accept", manuscript), follow=True)

    decisions = {bool(one.doubts): one.decision for one in proposals_of(manuscript)}
    assert decisions == {True: "open", False: "accepted"}
    assert " accepted." in answer.text


def bob():
    return signed_in(make_member("Editor", first_name="Bob"))


@pytest.mark.parametrize("name", ["accept", "draft"])
def test_button_about_all_of_it_is_pressed_on_the_decisions_it_was_shown_beside(
    desk, manuscript, name
):
    shown = opened(desk, address("review", manuscript))["decision_shown"]
    press(bob(), manuscript, proposal(manuscript, "quote"), "rejected")
    before = list(proposals_of(manuscript).values("pk", "version"))

    answer = desk.post(address(name, manuscript), {"decision_shown": shown[0]}, follow=True)

    manuscript.refresh_from_db()
    assert "Others changed something after you opened this page." in answer.text
    assert "1 left out." in answer.text
    assert list(proposals_of(manuscript).values("pk", "version")) == before
    assert manuscript.article is None


def test_own_decisions_by_script_are_no_others(desk, manuscript):
    shown = opened(desk, address("review", manuscript))["decision_shown"][0]
    one, other = proposal(manuscript, "quote"), proposal(manuscript, "expert")
    sent = fields_of(desk, manuscript, one) | {"decision": "accepted", "decision_shown": shown}
    by_script = {"X-Requested-With": "fetch"}

    mine = desk.post(address("decide", manuscript, one.pk), sent, headers=by_script).json()
    press(bob(), manuscript, proposal(manuscript, "product"))
    sent = fields_of(desk, manuscript, other) | {"decision": "accepted"}
    sent["decision_shown"] = mine["asked"]
    after_bob = desk.post(address("decide", manuscript, other.pk), sent, headers=by_script).json()

    assert mine["asked"] not in ("", shown)
    assert after_bob["asked"] == ""


TYPED = [
    ("Amazon", "https://amazon.com.evil.example/x", "only has amazon.com in its name"),
    ("Amazon", "https://amazon.example/x", "isn't one of Amazon's domains on file"),
    ("Amazon", "https://sephora.com/x", "belongs to Sephora, not to Amazon"),
    ("Peel House", "https://bit.ly/x", "only passes readers on to other sites"),
]


@pytest.mark.parametrize(("shop", "url", "told"), TYPED)
def test_address_typed_in_a_review_is_checked_like_one_at_the_desk(
    desk, manuscript, shop, url, told
):
    for name in ("Amazon", "Sephora"):
        make_retailer(name).domains.create(domain=f"{name.lower()}.com")
    one = proposal(manuscript, "product", 0)
    typed = {"0__retailer": shop, "0__url": url}

    answer = press(desk, manuscript, one, by_script=True, **typed)

    one.refresh_from_db()
    html = unescape(answer.json()["html"])
    assert answer.status_code == 422
    assert html.index(told) > html.index(">Link</label>")
    assert (one.decision, one.edited) == ("open", None)


def test_address_of_a_new_shop_is_taken_and_doubted_beside_its_field(desk, manuscript):
    one = proposal(manuscript, "product", 0)
    typed = {"0__retailer": "Peel House", "0__url": "https://evil.example/x"}

    answer = press(desk, manuscript, one, by_script=True, **typed)

    doubt = "The retailer Peel House is new. Is this its address: https://evil.example/x?"
    one.refresh_from_db()
    assert one.decision == "accepted"
    assert doubt in answer.json()["html"]


# Names with titles, and prices that are exchanged


def test_titles_typed_with_a_name_stand_in_their_own_fields(desk, manuscript):
    one = proposal(manuscript, "expert")

    press(desk, manuscript, one, name="Dr. Owen B. Tallis, MD, FAAD", honorific="Dr.")
    press(desk, manuscript, proposal(manuscript, "article"), authors="Dr. Jane Roe, MD, Tom Vik")

    content = proposal(manuscript, "expert").content
    told = [content[key] for key in ("name", "honorific", "credentials")]
    assert told == ["Owen B. Tallis", "Dr.", "MD, FAAD"]
    assert proposal(manuscript, "article").content["authors"] == ["Jane Roe", "Tom Vik"]


@pytest.mark.parametrize("name", ["Dr. Wim", "Wim of the Aalst, ABCD"])
def test_title_that_stays_in_a_name_is_refused(desk, manuscript, name):
    answer = press(desk, manuscript, proposal(manuscript, "expert"), name=name)

    assert answer.status_code == 422
    assert "only the name itself here" in answer.text


def test_original_price_below_the_price_is_held(desk, manuscript):
    one = proposal(manuscript, "product")
    typed = {"0__price": "12.00", "0__list_price": "5.00"}

    press(desk, manuscript, one, **typed)
    outcome = create_draft(manuscript)

    assert any("$12" in note and "is held for a second look" in note for note in outcome.notes)
