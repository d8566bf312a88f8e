"""A manuscript on its way to readers: from Word by keyboard alone, from Google Docs by mouse."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article
from manuscripts.models import Manuscript, Proposal
from manuscripts.proposals import decide, receive
from tests.browser.conftest import enter
from tests.browser.looks import look_at
from tests.factories import make_user
from tests.manuscripts.docx_files import Links, docx, paragraph, run
from tests.manuscripts.test_review import MANUSCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = "/admin/manuscripts/manuscript/add/"


def word_manuscript():
    links = Links()
    return docx(
        paragraph("Is a peel worth it?", style="heading 1"),
        paragraph("By Ada Lim"),
        paragraph(
            "A peel loosens the top of the skin. “Start with the weakest one you can find,” says ",
            "Dr. Wilhelmina Zorn, a consultant dermatologist at Fenwick Skin Clinic.",
        ),
        paragraph("What to buy", style="heading 2"),
        paragraph(
            "CeraVe Gentle Peel, 30 ml: ",
            run("$22", "<w:strike/>"),
            " $19 at ",
            links.link("Sephora", "https://www.sephora.com/product/peel"),
        ),
        paragraph("Frequently asked questions", style="heading 2"),
        paragraph("Q: Does it hurt?"),
        paragraph("A: It tingles for a minute and stops."),
        links=links.targets,
    )


GOOGLE_DOC = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1">
<h1 dir="ltr"><span style="font-size:20pt">Do cold rollers work?</span></h1>
<p dir="ltr"><span>By Ada Lim</span></p>
<p dir="ltr"><span>Cold makes vessels narrow for an hour. </span><span>“It is a nice feeling and no
cure,” says Dr. Ines Falk, a dermatologist at Harbour Clinic.</span></p>
<h2 dir="ltr"><span>Two to try</span></h2>
<p dir="ltr"><span>Skin Gym Ice Roller: </span><span style="text-decoration:line-through">$30</span>
<span> $24 at </span><a href="https://www.sephora.com/p/2"><span>Sephora</span></a></p>
</b><br class="Apple-interchange-newline">"""

PASTE = """(textarea, [html, text]) => {
    const clipboard = new DataTransfer()
    clipboard.setData("text/html", html)
    clipboard.setData("text/plain", text)
    textarea.dispatchEvent(new ClipboardEvent("paste",
        {clipboardData: clipboard, bubbles: true, cancelable: true}))
}"""


@pytest.fixture
def desk(page, context, live_server, anna, complaints):
    """A page on which Anna is signed in; what the browser complains about is in `complaints`."""
    enter(context, anna, live_server)
    page.set_default_timeout(20_000)
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


def publish(page, live_server):
    """From the draft to readers, with the shops that came along; opens the public page."""
    page.get_by_role("link", name="Publish…").click()
    expect(page.get_by_role("checkbox", name="(new)").first).to_be_visible()
    for shop in page.get_by_role("checkbox", name="(new)").all():
        shop.check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("region", name="What readers see")).to_contain_text("live")
    page.goto(live_server.url + Article.objects.get().get_absolute_url())


def tab_to(page, locator):
    """Press Tab until that has the focus."""
    for _ in range(80):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The focus never came there.")


def click_words(page, locator):
    """Words may go on in the next line, so their middle may lie beside them."""
    locator.scroll_into_view_if_needed()
    x, y = locator.evaluate(
        "one => { const box = [...one.getClientRects()].at(-1); "
        "return [box.left + box.width / 2, box.top + box.height / 2] }"
    )
    page.mouse.click(x, y)


def test_word_file_is_reviewed_by_keyboard_and_published(desk, live_server, complaints):
    page = desk
    page.goto(live_server.url + ADD)
    wrong = look_at(page)
    page.set_input_files(
        "#id_file",
        {
            "name": "peel.docx",
            "mimeType": "application/octet-stream",
            "buffer": word_manuscript(),
        },
    )
    tab_to(page, page.get_by_role("button", name="Upload and review"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What was read")).to_be_visible()
    wrong += look_at(page)

    # Through the cards: the person's role is changed, all is accepted, the words are looked at.
    page.locator("body").press("j")
    count = page.locator(".card").count()
    for _ in range(count):
        card = page.locator(".card[aria-current]")
        expect(card).to_have_count(1)
        key = card.get_attribute("id")
        if "card-expert" in card.get_attribute("class") and "Zorn" in card.inner_text():
            page.keyboard.press("o")
            expect(page.locator(".words .span-expert[aria-current]").first).to_be_focused()
            page.keyboard.press("Enter")
            expect(page.locator(f"#{key}")).to_be_focused()
            page.keyboard.press("e")
            expect(
                page.get_by_label("Title", exact=True).and_(page.locator(":focus"))
            ).to_be_visible()
            tab_to(page, page.locator(f"#{key}").get_by_label("Role"))
            page.keyboard.press("Control+a")
            page.keyboard.type("skin doctor")
            page.keyboard.press("Escape")
        page.keyboard.press("a")
        expect(page.locator(f"#{key}[data-decision=accepted]")).to_be_focused()
        page.keyboard.press("j")
    expect(page.locator("#admin-news")).to_have_text("Accepted. No doubts left.")
    expect(page.locator("[data-count=accepted]")).to_have_text(str(count))
    page.reload()
    expect(page.locator(".card[data-decision=accepted]")).to_have_count(count)
    found = list(complaints)  # the article's own page is looked at elsewhere
    tab_to(page, page.get_by_role("button", name="Create the draft"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("The draft was created.")).to_be_visible()

    publish(page, live_server)

    expect(page.get_by_role("heading", name="Is a peel worth it?").first).to_be_visible()
    expect(page.get_by_text("Start with the weakest one you can find").first).to_be_visible()
    expect(page.get_by_text("skin doctor").first).to_be_visible()
    expect(page.get_by_text("$19").first).to_be_visible()
    expect(page.get_by_text("Does it hurt?").first).to_be_visible()
    assert wrong == [], "\n".join(wrong)
    assert found == []


def test_google_doc_is_pasted_reviewed_by_mouse_and_published(desk, live_server, complaints):
    page = desk
    page.goto(live_server.url + ADD)
    page.get_by_label("Text:").evaluate(PASTE, [GOOGLE_DOC, re.sub("<[^>]+>", "", GOOGLE_DOC)])
    expect(page.locator("#upload-kept")).to_be_visible()
    wrong = look_at(page)
    page.get_by_role("button", name="Upload and review").click()
    expect(page.get_by_role("heading", name="Do cold rollers work?").first).to_be_visible()
    manuscript = Manuscript.objects.get()

    # A click on words leads to what was read in them, and back.
    click_words(page, page.locator(".words .span-quote"))
    quote = page.locator(".card-quote")
    expect(quote).to_have_attribute("aria-current", "true")
    quote.get_by_role("link", name="Its words").click()
    expect(page.locator(".words .span-quote")).to_be_focused()
    quote.get_by_role("button", name="Accept").click()
    expect(page.locator(".card-quote[data-decision=accepted]")).to_be_visible()

    # A price that is none is told at its field; an offer is added.
    product = page.locator(".card-product")
    if product.locator(".card-form[open]").count() == 0:
        product.locator("summary", has_text="Change").click()
    product.get_by_label("Price", exact=True).first.fill("abc")
    product.get_by_role("button", name="Accept").click()
    expect(product.get_by_text("“abc” isn't an amount.")).to_be_visible()
    expect(product.get_by_label("Price", exact=True).first).to_be_focused()
    product.get_by_label("Price", exact=True).first.fill("25")
    product.locator("summary", has_text="Add an offer").click()
    second = product.locator(".offer").nth(1)
    second.get_by_label("Shop").fill("Ulta")
    second.get_by_label("Price", exact=True).fill("26.50")
    second.get_by_label("Currency").fill("USD")
    wrong += look_at(page)
    product.get_by_role("button", name="Accept").click()
    expect(page.locator(".card-product[data-decision=accepted]")).to_be_visible()
    page.get_by_role("button", name="Accept all that are sure").click()
    expect(page.locator("[data-decision=open]")).to_have_count(0)
    complaints[:] = [text for text in complaints if "422" not in text]  # the price that was none
    found = list(complaints)
    page.get_by_role("button", name="Create the draft").click()
    expect(page.get_by_text("The draft was created.")).to_be_visible()

    publish(page, live_server)

    expect(page.get_by_text("It is a nice feeling and no cure").first).to_be_visible()
    expect(page.get_by_text("$25").first).to_be_visible()
    expect(page.get_by_text("Ulta").first).to_be_visible()
    assert manuscript.plan["products"][0]["offers"][0]["list_price"] == "30.00"
    assert wrong == [], "\n".join(wrong)
    assert found == []


def test_second_editor_is_told_in_the_card_and_keeps_what_was_typed(desk, live_server, anna):
    manuscript = receive(MANUSCRIPT.encode(), "peel.txt", by=anna)[0]
    person = Proposal.objects.get(manuscript=manuscript, kind="expert", position=0)
    desk.goto(f"{live_server.url}/admin/manuscripts/manuscript/{manuscript.pk}/review/")
    card = desk.locator(f"#p-{person.pk}")
    card.locator("summary", has_text="Change").click()
    card.get_by_label("Role").fill("skin doctor")
    decide(person, 0, "rejected", by=make_user("ben", first_name="Ben"))

    card.get_by_role("button", name="Accept").click()

    expect(card.get_by_text("Nothing was overwritten.")).to_be_visible()
    expect(card).to_contain_text("Ben left this out")
    expect(card.get_by_label("Role")).to_have_value("skin doctor")
    person.refresh_from_db()
    assert person.decision == "rejected"


def test_review_is_read_on_a_phone_one_pane_after_the_other(desk, live_server, anna):
    manuscript = receive(MANUSCRIPT.encode(), "peel.txt", by=anna)[0]
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.goto(f"{live_server.url}/admin/manuscripts/manuscript/{manuscript.pk}/review/")
    expect(desk.locator(".words")).to_be_hidden()

    desk.get_by_role("link", name="The manuscript").click()
    expect(desk.locator(".words")).to_be_visible()
    click_words(desk, desk.locator(".words .span-quote").first)

    expect(desk.locator(".words")).to_be_hidden()
    expect(desk.locator(".card-quote").first).to_be_focused()
