"""What a review shows of its doubts, and what is done about many of them at once."""

import re
from html import unescape

import pytest

from articles.models import Article, ArticleQuote, Byline, TextBlock
from faq.models import Question
from manuscripts.importer import create_draft
from manuscripts.models import Manuscript, Proposal
from manuscripts.proposals import proposals_of, receive
from people.models import Person
from products.models import Brand, Retailer
from tests.factories import make_brand, make_member, make_person, make_retailer, signed_in
from tests.manuscripts.review_pages import ADD, address, press, proposal

pytestmark = pytest.mark.django_db

UNSAID = """Do masks help?

“They are a pleasant half hour,” is what one hears. “And no more than that.”

Gentle acids keep new spots from forming.To fade them, look for retinoids.

– CeraVe Night Mask: $19 AT SEPHORA
– CeraVe Day Mask: $9 at Ulta

Frequently asked questions

Q Do they hurt
A No they do not They tingle for a minute and then they stop

Q How often may I
"""


@pytest.fixture
def unsaid(anna):
    return receive(UNSAID.encode(), "masks.txt", by=anna)[0]


def shown(desk, manuscript, **asked):
    page = desk.get(address("review", manuscript), asked).text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_each_reading_says_whether_it_is_open_to_look_at_or_sure(desk, unsaid):
    page = desk.get(address("review", unsaid))

    quote = proposal(unsaid, "quote")
    assert re.search(rf'data-sureness="open" id="p-{quote.pk}"', page.text)
    counts = page.context["counts"]
    assert (counts.unknown, counts.doubts) == (2, counts.unknown + counts.look)  # and a question
    assert "2 open" in shown(desk, unsaid)


# Somebody who was not read


def test_speaker_who_was_not_read_is_named_at_the_quote(desk, unsaid):
    one = proposal(unsaid, "quote")

    answer = press(
        desk, unsaid, one, by_script=True, new_name="Dr. Ana Reyes", new_role="dermatologist"
    ).json()

    assert answer["people"] == [["Ana Reyes", "Dr. Ana Reyes"]]
    assert "Ana Reyes" in answer["added"][0]
    article = create_draft(unsaid).article
    speaker = ArticleQuote.objects.get(article=article).quote.speaker
    assert (speaker.name, speaker.honorific, speaker.job_title) == (
        "Ana Reyes",
        "Dr.",
        "dermatologist",
    )


def test_person_on_file_is_who_is_named_and_a_near_name_is_asked_about(desk, unsaid):
    on_file, near = make_person("Ana Reyes"), make_person("Bo Tannenbaum")

    press(desk, unsaid, proposal(unsaid, "quote"), new_name="Ana Reyes")
    person = proposal(unsaid, "expert")
    assert (person.record, person.decision) == (on_file.pk, "accepted")
    press(desk, unsaid, proposal(unsaid, "quote"), new_name="Bo Tanenbaum")
    asked = proposal(unsaid, "expert", 1)

    assert asked.decision == "open"
    assert asked.near[0]["pk"] == near.pk
    assert proposal(unsaid, "quote").content["speaker"] == "Bo Tanenbaum"


def test_naming_somebody_new_takes_the_right_to_add_people(unsaid):
    member = make_member("Writer", username="wim")
    member.groups.get().permissions.remove(
        *member.groups.get().permissions.filter(codename="add_person")
    )
    one = proposal(unsaid, "quote")

    answer = press(signed_in(member), unsaid, one, by_script=True, new_name="Ana Reyes")

    assert answer.status_code == 422
    assert "Ana Reyes is not on file, and adding people takes" in unescape(answer.json()["html"])
    assert not Proposal.objects.filter(kind="expert").exists()


def test_decision_of_somebody_else_names_nobody(desk, unsaid):
    one = proposal(unsaid, "quote")
    Proposal.objects.filter(pk=one.pk).update(version=5)
    one.version = 0

    press(desk, unsaid, one, by_script=True, new_name="Ana Reyes")

    assert not Proposal.objects.filter(kind="expert").exists()


def test_correction_still_knows_who_was_named(desk, unsaid, anna):
    press(desk, unsaid, proposal(unsaid, "quote"), new_name="Ana Reyes")
    create_draft(unsaid, by=anna)

    corrected, _ = receive(UNSAID.replace("a minute", "a while").encode(), "masks.txt", by=anna)

    assert proposal(corrected, "expert").unchanged
    assert proposal(corrected, "quote").content["speaker"] == "Ana Reyes"


# Words to mend


def test_mended_words_are_accepted_all_at_once(desk, unsaid):
    told = desk.post(address("accept", unsaid), {"which": "mended"}, follow=True).text

    create_draft(unsaid)

    assert "2 accepted." in told
    texts = " ".join(TextBlock.objects.values_list("html", flat=True))
    assert "forming. To fade" in texts
    answer = Question.objects.get(question="Do they hurt?").answer
    assert answer == "<p>No they do not. They tingle for a minute and then they stop.</p>"


def test_words_left_as_written_are_imported_so(desk, unsaid):
    press(desk, unsaid, proposal(unsaid, "wording"), decision="rejected")
    press(desk, unsaid, proposal(unsaid, "faq"))

    create_draft(unsaid)

    assert any("forming.To fade" in one.html for one in TextBlock.objects.all())
    assert "do not They" in Question.objects.get(question="Do they hurt?").answer


def test_quoted_words_are_not_mended(anna):
    text = (
        "Peels\n\n“They keep spots from forming.To fade them, wait,” says Dr. Ana Reyes, a doctor."
    )

    manuscript = receive(text.encode(), "p.txt", by=anna)[0]

    mended = [one.reading["mended"] for one in proposals_of(manuscript) if one.kind == "wording"]
    assert mended == [None]


def test_question_without_an_answer_leaves_no_heading_behind(desk, unsaid):
    press(desk, unsaid, proposal(unsaid, "faq", 1), decision="rejected")

    outcome = create_draft(unsaid)

    assert all("How often" not in one.html for one in TextBlock.objects.all())
    assert any("“How often may I?” has no answer" in note for note in outcome.notes)


# New rows


def test_new_rows_are_told_first_those_that_come_near_one_on_file(desk, unsaid):
    make_retailer("Sephora")
    make_brand("CeraVee")

    words = shown(desk, unsaid)

    near = words.index("Brand “CeraVe” is new, but CeraVee is on file.")
    assert words.index("The draft makes new: ") < near < words.index("Shops: Ulta")


def test_one_click_uses_the_row_on_file(desk, unsaid):
    brand = make_brand("CeraVee")

    told = desk.post(
        address("use", unsaid), {"kind": "brand", "name": "CeraVe", "record": brand.pk}
    )
    create_draft(unsaid)

    assert told.status_code == 302
    assert list(Brand.objects.all()) == [brand]


@pytest.mark.parametrize("posted", [{}, {"kind": "tag", "name": "x", "record": 1}, {"record": "x"}])
def test_what_is_not_there_is_not_used(desk, unsaid, posted):
    told = desk.post(address("use", unsaid), posted, follow=True)

    assert "no longer read in the manuscript" in unescape(told.text)


def test_near_shop_is_used_in_every_offer(desk, anna):
    shop = make_retailer("Sephora")
    text = (
        "Two masks\n\n– CeraVe Night Mask: $19 at Sephora US\n– CeraVe Day Mask: $9 at Sephora US\n"
    )
    manuscript = receive(text.encode(), "two.txt", by=anna)[0]
    name = proposal(manuscript, "product").reading["offers"][0]["retailer"]

    desk.post(address("use", manuscript), {"kind": "retailer", "name": name, "record": shop.pk})
    create_draft(manuscript)

    assert list(Retailer.objects.all()) == [shop]
    assert shop.offers.count() == 2


def test_authors_are_named_with_the_title(desk, unsaid):
    make_person("Ada Lim")

    press(desk, unsaid, proposal(unsaid, "article"), authors="Ada Lim, Bo Tan")
    article = create_draft(unsaid).article

    assert [one.person.name for one in Byline.objects.filter(article=article)] == [
        "Ada Lim",
        "Bo Tan",
    ]
    assert Person.objects.count() == 2


def test_author_near_somebody_on_file_is_told_and_used(desk, anna):
    person = make_person("Ada Limm")
    manuscript = receive(b"Masks\n\nBy Ada Lim\n\nThey help nobody at all.", "a.txt", by=anna)[0]

    words = shown(desk, manuscript)
    desk.post(
        address("use", manuscript), {"kind": "person", "name": "Ada Lim", "record": person.pk}
    )
    create_draft(manuscript)

    assert "Person “Ada Lim” is new, but Ada Limm is on file." in words
    assert list(Person.objects.all()) == [person]


# A correction is found by its words

LONG = "\n\n".join(
    f"Paragraph {n} says that skin number {n} wants {n} minutes of rest, {n + 1} of water, "
    f"and none of the creams that page {n} of the catalog sells for {n} dollars."
    for n in range(12)
)


def test_correction_without_a_title_is_found_by_its_words_and_can_be_a_new_piece(desk, anna):
    first = receive(LONG.encode(), "rest.txt", by=anna)[0]
    article = create_draft(first, by=anna).article
    desk.post(ADD, {"text": LONG.replace("Paragraph 3 says", "We think")})
    corrected = Manuscript.objects.get(name="Pasted text")

    assert corrected.follows == first
    assert "% of their words are the same)" in shown(desk, corrected)
    desk.post(address("new_piece", corrected))
    desk.post(address("draft", corrected))

    assert Article.objects.exclude(pk=article.pk).count() == 1


def test_other_words_follow_nothing(anna):
    create_draft(receive(LONG.encode(), "rest.txt", by=anna)[0])

    words = " ".join(
        f"Line {n} is about hair and salt, which comb {n} takes out." for n in range(40)
    )
    other, _ = receive(words.encode(), "o.txt")

    assert other.follows is None


# The words beside


def test_struck_hidden_alt_and_unread_words_are_told_apart(desk, anna):
    html = (
        "<h1>Masks</h1><p>They cost <s>$30</s> too much, and the cab home was $24.</p>"
        '<img src="a.png" alt="A mask on a table"><p hidden>Not for you</p>'
    )
    manuscript = receive(html.encode(), "m.html", by=anna)[0]

    page = desk.get(address("review", manuscript)).text

    assert re.search(r"<s>(?:(?!</s>).)*[$]30", page)
    assert re.search(r'<mark title="“[$]24” may be a price', page)
    assert "Alt text of a picture:</span> A mask on a table" in page
    assert "<li>Not for you</li>" in page
