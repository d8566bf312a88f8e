"""Uploading a manuscript: pasted or as a file, perhaps once more."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from manuscripts.admin.upload import UploadForm
from manuscripts.importer import apply_plan
from manuscripts.models import Manuscript
from manuscripts.reading import LARGEST_FILE, read
from manuscripts.reading.children import CHILDREN
from tests.manuscripts.review_pages import ADD, address
from tests.manuscripts.test_review import MANUSCRIPT

pytestmark = pytest.mark.django_db


def test_pasted_text_leads_to_its_review(desk):
    answer = desk.post(ADD, {"text": MANUSCRIPT, "html": ""}, follow=True)

    manuscript = Manuscript.objects.get()
    assert answer.redirect_chain[-1][0] == address("review", manuscript)
    assert (manuscript.name, manuscript.uploaded_by.username) == ("Pasted text", "anna")
    assert "Start with the weakest one you can find," in answer.text


def test_pasted_markup_keeps_what_plain_text_loses(desk):
    pasted = (
        "<h1>Peels</h1><p>What they are.</p><p>CeraVe Gentle Peel: <s>$22</s> $19 at Sephora</p>"
        "<p>Begin with <a href='https://skin.example/'>a weak one</a>, and wait.</p>"
    )

    desk.post(ADD, {"text": "Peels\nCeraVe Gentle Peel: $22 $19 at Sephora", "html": pasted})

    plan = Manuscript.objects.get().plan
    [offer] = plan["products"][0]["offers"]
    assert (offer["price"], offer["list_price"]) == ("19.00", "22.00")
    assert 'href="https://skin.example/"' in json.dumps(plan["blocks"]).replace("\\", "")


def test_file_is_read_by_its_ending(desk):
    file = SimpleUploadedFile("peel.md", MANUSCRIPT.replace("Is a", "# Is a", 1).encode())

    desk.post(ADD, {"file": file, "text": ""})

    assert Manuscript.objects.get().format == "markdown"


def test_the_same_bytes_lead_to_the_review_that_is_there(desk, manuscript):
    file = SimpleUploadedFile("peel (2).txt", MANUSCRIPT.encode())

    answer = desk.post(ADD, {"file": file}, follow=True)

    assert answer.redirect_chain[-1][0] == address("review", manuscript)
    assert "was uploaded before" in answer.text
    assert Manuscript.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Paste the text, or choose a file."),
        ({"text": "  \n "}, "Paste the text, or choose a file."),
        ({"file": ("a.pdf", b"%PDF-1.7 ...")}, "a.pdf is a PDF"),
        ({"file": ("a.docx", b"PK\x03\x04 broken")}, "a.docx"),
        ({"file": ("a.txt", b"Words"), "text": "Other words"}, "upload one of them at a time"),
        ({"text": "A title\n\nWords.", "follows": "999999"}, "Select a valid choice"),
    ],
)
def test_what_cant_be_read_is_one_sentence_at_its_field(desk, sent, sentence):
    if "file" in sent:
        sent = sent | {"file": SimpleUploadedFile(*sent["file"])}

    answer = desk.post(ADD, sent)

    assert answer.status_code == 200
    assert sentence in answer.text
    assert sent.get("text", "").strip() in answer.text
    assert not Manuscript.objects.exists()


def test_correction_names_the_earlier_version(desk, manuscript):
    other = MANUSCRIPT.replace("Is a peel worth it?", "Are peels worth it?")

    desk.post(ADD, {"text": other, "follows": manuscript.pk})

    assert Manuscript.objects.get(name="Pasted text").follows == manuscript


PRODUCTS = "What to buy\n\n" + "\n".join(
    f"– CeraVe Cream No. {number}: ${number % 50 + 5} at Sephora" for number in range(3_001)
)


def test_more_than_anybody_can_review_is_refused_and_stays_in_the_form(desk):
    answer = desk.post(ADD, {"text": PRODUCTS})

    assert (
        "Pasted text holds more people, quotes, products and questions than one manuscript may "
        "have, 3,000: split it into single articles." in answer.text
    )
    assert "Cream No. 3000: $5 at Sephora" in answer.text
    assert not Manuscript.objects.exists()


def test_more_quotes_than_a_form_could_show_are_refused(desk):
    quotes = (f"“Peel {n} works for me,” says Ada Lim, a baker." for n in range(301))

    answer = desk.post(ADD, {"text": "Peels\n\n" + "\n\n".join(quotes)})

    assert "more quotes than one manuscript may have, 300: split it into single" in answer.text
    assert not Manuscript.objects.exists()


def test_third_manuscript_at_once_is_told_to_come_back(desk):
    with CHILDREN.taken(), CHILDREN.taken():
        answer = desk.post(ADD, {"text": MANUSCRIPT})

    assert "Other manuscripts are being read just now. Try again in a minute." in answer.text
    assert "Start with the weakest one you can find" in answer.text
    assert not Manuscript.objects.exists()


def test_file_name_of_another_piece_is_asked_about(desk):
    first = f"# Peels\n\n{MANUSCRIPT}".encode()
    apply_plan(read(first, "l.md"), first)
    other = b"# Masks\n\nWords about masks."

    def sent(**more):
        return desk.post(ADD, {"file": SimpleUploadedFile("l.md", other), **more})

    asked = sent()

    assert "l.md is also the file of “Peels”, under another title." in asked.text
    assert 'name="is_new_piece"' in asked.text
    assert Manuscript.objects.count() == 1
    sent(is_new_piece="on")
    assert Manuscript.objects.get(plan__article__title="Masks").follows is None


@pytest.mark.parametrize(
    ("name", "advice"), [("a.docx", "Remove its pictures"), ("a.txt", "Split it into single")]
)
def test_file_that_is_too_large_is_refused_by_what_helps(name, advice):
    file = SimpleUploadedFile(name, b"x")
    file.size = LARGEST_FILE + 1

    form = UploadForm({}, {"file": file})

    assert advice in str(form.errors["file"])


def test_page_says_how_large_a_file_may_be(desk):
    page = desk.get(ADD).text

    assert "up to 20 MB with its pictures" in page
    assert "The text alone may have 1,000,000 bytes" in page
