"""The review at the desk: handing in, the words beside the proposals, and every decision."""

import json
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Quote
from faq.models import Question
from manuscripts.highlighting import changed_lines, highlighted
from manuscripts.importer import create_draft
from manuscripts.models import Manuscript, Proposal
from manuscripts.proposals import decide, proposals_of, receive
from products.models import Offer
from tests.factories import (
    make_brand,
    make_member,
    make_offer,
    make_product,
    make_retailer,
    make_user,
)
from tests.manuscripts.test_review import MANUSCRIPT

pytestmark = pytest.mark.django_db

ADD = "/admin/manuscripts/manuscript/add/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def anna():
    return make_member("Editor", username="anna", first_name="Anna")


@pytest.fixture
def desk(anna):
    return signed_in(anna)


@pytest.fixture
def manuscript(anna):
    return receive(MANUSCRIPT.encode(), "peel.txt", by=anna)[0]


def proposal(manuscript, kind, position=0):
    return proposals_of(manuscript).get(kind=kind, position=position)


def address(name, manuscript, *more):
    return reverse(f"admin:manuscripts_manuscript_{name}", args=[manuscript.pk, *more])


def fields_of(client, manuscript, one):
    """What a browser would send of this card if nothing was typed."""
    page = client.get(address("review", manuscript))
    item = next(
        item
        for group in page.context["groups"]
        for item in group.items
        if item.proposal.pk == one.pk
    )
    forms = [item.form, *(row.form for row in getattr(item.form, "rows", []))]
    sent = {"version": one.version}
    if rows := getattr(item.form, "rows", []):
        sent[f"p{one.pk}-offers"] = len(rows)
    for form in forms:
        sent |= {
            form[name].html_name: form[name].value() if form[name].value() is not None else ""
            for name in form.fields
            if name != "remove"
        }
    return sent


def press(client, manuscript, one, decision="accepted", *, by_script=False, **changes):
    sent = fields_of(client, manuscript, one) | {"decision": decision}
    sent |= {f"p{one.pk}-{name.replace('__', '-')}": value for name, value in changes.items()}
    headers = {"X-Requested-With": "fetch"} if by_script else {}
    return client.post(address("decide", manuscript, one.pk), sent, headers=headers)


# Handing in


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


# The page


def test_review_shows_every_word_once_and_links_what_was_read(desk, manuscript):
    page = desk.get(address("review", manuscript))

    quote, person = proposal(manuscript, "quote"), proposal(manuscript, "expert")
    assert f'href="#p-{quote.pk}"' in page.text
    assert f'id="w-{person.pk}"' in page.text
    assert f'id="p-{person.pk}"' in page.text
    assert page.context["counts"].doubts == len(
        [one for one in proposals_of(manuscript) if one.doubts]
    )


def test_words_come_once_each_in_reading_order(manuscript):
    shown = highlighted(manuscript.plan, list(proposals_of(manuscript)))

    hidden = re.compile(r'<span class="visually-hidden">.*?</span>')
    words = " ".join(
        unescape(re.sub("<[^>]+>", "", hidden.sub("", line.html)))
        for passage in shown
        for line in passage.lines
    )
    assert words.split() == manuscript.plan["source"]["text"].split()


def test_nested_words_lead_to_the_innermost_and_nothing_stands_in_a_link_twice():
    text = 'Title\n\nQ: Is <b> it so?\nA: "Yes & no," says Dr. Ann Lee, a doctor.'
    plan = {
        "source": {"text": text},
        "blocks": [{"kind": "faq", "span": [7, len(text)]}],
        "unplaced": [{"text": "Title", "span": [0, 5], "reason": "stray"}],
    }
    quote = Proposal(pk=2, kind="quote", reading={"spans": [[text.index("Yes"), 39]]})
    faq = Proposal(pk=1, kind="faq", reading={"span": [7, len(text)]})

    first, second = highlighted(plan, [faq, quote])

    assert (first.kind, first.reason) == ("unplaced", "stray")
    html = " ".join(line.html for line in second.lines)
    assert "Is &lt;b&gt; it so?" in html
    assert html.count("<a ") == html.count("</a>") == 4
    assert 'class="span span-quote in-faq" href="#p-2" data-of="1 2"' in html
    assert html.count('id="w-1"') == html.count('id="w-2"') == 1


def test_lines_of_a_correction_are_marked():
    before = "One\nTwo\nThree"

    assert changed_lines("One\n2\nThree\nFour", before) == {1: "changed", 3: "new"}
    long = "\n".join(str(n) for n in range(2000))
    assert changed_lines(f"{long}\nmore\n0", f"x\n{long}") == {2000: "new", 2001: "new"}


def test_review_takes_few_queries_however_much_was_read(desk, anna):
    def long(count):
        lines = "".join(
            f"– CeraVe Cream {n}: ${n + 5} at Sephora\n\n“Words number {n} are wise,” says "
            f"Dr. Anna Berg.\n\n"
            for n in range(count)
        )
        text = f"Creams\n\nDr. Anna Berg is a dermatologist at Hill Clinic.\n\n{lines}"
        return receive(text.encode(), f"{count}.txt", by=anna)[0]

    taken = []
    for count in (3, 40):
        where = address("review", long(count))
        desk.get(where)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(where).status_code == 200
        taken.append(len(queries))

    assert taken[0] == taken[1] <= 20, taken


# Deciding


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
        ("product", {"0__price": "abc"}, "“abc” is no amount."),
        ("product", {"0__currency": "XXX"}, "is not a currency in use"),
        ("product", {"0__price_kind": "range", "0__price_max": "2"}, "above its price"),
        ("product", {"0__price": "19.999"}, "too many decimals"),
        ("product", {"0__price": ""}, "Give the price itself, too."),
        ("product", {"0__retailer": ""}, "Name the retailer"),
        ("product", {"0__url": "javascript:alert(1)"}, "An address begins with https://"),
        ("product", {"name": ""}, "This field is required."),
        ("expert", {"name": "x" * 121}, "at most 120 characters"),
        ("article", {"tags": "a/b"}, "can’t stand in an address"),
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
        "Peels\n\nDr. Ann Lee, a dermatologist, is for it. Cleo Marsh, a facialist, is not. “I "
        "would never do it at home,” she says.\n"
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

    assert "On file $18 → read <strong>$19 (originally $22)</strong>" in page.text


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
    assert " accepted. " in answer.text


# Creating


def test_draft_is_made_and_told(desk, manuscript):
    press(desk, manuscript, proposal(manuscript, "expert"), name="Mina Zorn")

    answer = desk.post(address("draft", manuscript))

    article = Article.objects.get()
    assert answer["Location"] == reverse("admin:articles_article_change", args=[article.pk])
    told = desk.get(answer["Location"]).text
    assert "The draft was created. New: " in told
    assert Quote.objects.get().speaker.name == "Mina Zorn"
    assert Offer.objects.count() == 3


def test_imported_manuscript_is_there_to_look_at(desk, manuscript):
    desk.post(address("draft", manuscript))
    one = proposal(manuscript, "faq")

    page = desk.get(address("review", manuscript))
    again = desk.post(address("draft", manuscript), follow=True)
    decided = desk.post(
        address("decide", manuscript, one.pk), {"version": 0, "decision": "rejected"}, follow=True
    )

    assert "Imported as" in page.text
    assert 'name="decision"' not in page.text
    assert Article.objects.count() == 1
    assert "has been imported" in again.text
    assert "has been imported" in decided.text
    one.refresh_from_db()
    assert one.decision == "open"


def test_list_says_where_each_manuscript_stands(desk, manuscript):
    waiting = desk.get("/admin/manuscripts/manuscript/").text
    desk.post(address("draft", manuscript))
    imported = desk.get("/admin/manuscripts/manuscript/").text

    assert "in review, 2 doubts left" in waiting
    assert "Upload a manuscript" in waiting
    assert "imported as <a" in imported


def test_dashboard_tells_of_manuscripts_in_review(desk, manuscript):
    page = desk.get("/admin/")

    assert "Manuscripts in review" in page.text
    assert "uploaded" in page.text


def test_superuser_without_proposals_yet_sees_an_old_import():
    superuser = make_user(is_superuser=True)
    manuscript = receive(MANUSCRIPT.encode(), "peel.txt")[0]
    manuscript.proposals.all().delete()

    assert signed_in(superuser).get(address("review", manuscript)).status_code == 200
    assert manuscript.proposals.exists()


# Where things came from


def pages_of(article):
    offer = Offer.objects.first()
    rows = [article, Quote.objects.first(), Question.objects.first(), offer.product, offer]
    for row in rows:
        opts = row._meta
        yield reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def test_everything_made_tells_the_words_it_came_from(manuscript):
    superuser = make_user(is_superuser=True)
    article = create_draft(manuscript, by=superuser).article
    review = address("review", manuscript)
    client = signed_in(superuser)

    pages = [client.get(where).text for where in pages_of(article)]

    assert f'From <a href="{review}">peel.txt</a>' in pages[0]
    for page in pages[1:]:
        lead, line = re.search(
            rf'From <a href="({review}#at-\d+)">line (\d+) of peel', page
        ).groups()
        start = int(lead.rpartition("-")[2])
        assert manuscript.plan["source"]["text"].count("\n", 0, start) == int(line) - 1
        assert f'id="at-{start}"' in client.get(review).text


def test_who_may_not_see_manuscripts_is_told_of_none(manuscript):
    create_draft(manuscript)
    prices = signed_in(make_member("Price admin"))
    offer = Offer.objects.first()

    page = prices.get(reverse("admin:products_offer_change", args=[offer.pk]))

    assert page.status_code == 200
    assert "peel.txt" not in page.text


# Corrections


def test_correction_shows_what_changed_and_brings_it(desk, manuscript, anna):
    article = create_draft(manuscript, by=anna).article
    text = MANUSCRIPT.replace("Cleo Marsh, a facialist", "Cleo Marsh, a nurse")
    desk.post(ADD, {"text": text})
    corrected = Manuscript.objects.get(name="Pasted text")

    page = desk.get(address("review", corrected))
    answer = desk.post(address("draft", corrected), follow=True)

    assert "Import the changes into “Is a peel worth it?”" in page.text
    assert "Unchanged since peel.txt" in page.text
    assert '<span class="since">changed</span>' in page.text
    changed = [group.items for group in page.context["groups"] if group.key == "sure"][0]
    assert [item.words for item in changed] == ["Cleo Marsh"]
    assert answer.redirect_chain[-1][0] == reverse(
        "admin:articles_article_change", args=[article.pk]
    )
    assert "The changes were imported." in answer.text
    assert Article.objects.count() == 1
