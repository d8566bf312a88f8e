"""Faults of the admin's layout and keys, each as a kind."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.test_reader_layout import LONG, SEEN_THOUGH_HIDDEN, TOO_WIDE
from tests.factories import make_article, make_offer, make_person, make_product

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(desk, live_server):
    """Opens a page of the admin by its path."""
    return lambda path: desk.goto(f"{live_server.url}/admin/{path}")


def change_form(article):
    return f"articles/article/{article.pk}/change/"


def text(page):
    """The editor of an article's first text block."""
    return page.locator(".order-machine [contenteditable=true]").first


def test_what_is_hidden_is_not_seen_whatever_its_class(desk, page):
    desk(change_form(make_article(publish=False)))

    assert page.evaluate(SEEN_THOUGH_HIDDEN) == []


def test_ctrl_s_saves_and_stays_on_the_page(desk, page):
    desk(change_form(make_article("Before", publish=False)))
    address = page.url
    page.get_by_role("textbox", name="Title:").first.fill("After")

    page.keyboard.press("Control+s")

    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    assert page.url.partition("#")[0] == address
    assert Article.objects.get().title == "After"


def test_a_fragment_does_not_carry_the_answer_out_of_view(desk, page):
    desk(change_form(make_article(publish=False, html="<p>Words.</p>" * 80)))
    text(page).locator("p").nth(60).click()
    page.keyboard.press("Control+Shift+u")
    page.get_by_role("button", name="Publish").click()

    expect(page).to_have_url(re.compile(r"/change/$"))  # without a place to scroll down to
    expect(page.get_by_text("Edition 1 is live.")).to_be_in_viewport()


def test_the_state_of_what_was_typed_is_in_view_while_it_is_typed(desk, page):
    desk(change_form(make_article(publish=False, html="<p>Words.</p>" * 80)))

    page.get_by_role("textbox", name="Title:").first.fill("A title that is kept")

    expect(page.get_by_text("All changes autosaved").first).to_be_in_viewport()


def test_the_toolbar_of_a_long_text_stays_below_the_header(desk, page):
    desk(change_form(make_article(publish=False, html="<p>Words.</p>" * 80)))

    text(page).locator("p").nth(50).click()

    header = page.locator("#header").bounding_box()
    toolbar = page.locator(".order-machine .prose-menubar").first.bounding_box()
    assert toolbar["y"] >= header["y"] + header["height"] - 1
    expect(page.locator(".order-machine .prose-menubar").first).to_be_in_viewport()


def test_the_mark_of_unsaved_words_is_the_forms_that_saves(desk, page):
    def with_another_form_first(route):
        answer = route.fetch()
        main = '<div id="content-main">'
        body = answer.text().replace(main, f'{main}<form method="post"></form>', 1)
        route.fulfill(response=answer, body=body)

    page.route(re.compile("/change/$"), with_another_form_first)
    desk(change_form(make_article(publish=False)))

    page.get_by_role("textbox", name="Title:").first.fill("Something else")

    expect(page.locator(".submit-row .unsaved-mark")).to_be_visible()


def test_a_word_of_34_letters_makes_no_phone_scroll_sideways(desk, page):
    person = make_person(LONG)
    product = make_product(f"{LONG} {LONG}", tags=[LONG.lower()])
    make_offer("19.00", product=product)
    make_article(f"{LONG} in a title", topic=LONG, author=person, products=[product])
    page.set_viewport_size({"width": 390, "height": 800})
    too_wide = {}

    for where in ("", "articles/article/", "products/product/", "people/person/"):
        desk(where)
        too_wide[where] = page.evaluate(TOO_WIDE)
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            too_wide[where].append("the page itself")

    assert {where: found for where, found in too_wide.items() if found} == {}


def test_a_form_with_a_word_of_34_letters_fits_a_phone(desk, page):
    table = f"<table><tr><td>{LONG}</td><td>{LONG}</td></tr></table>"
    article = make_article(f"{LONG} {LONG}", publish=False, html=table, tags=[LONG])
    page.set_viewport_size({"width": 390, "height": 800})
    desk(change_form(article))

    text(page).locator("td").first.click()

    buttons = page.locator(".prose-menubar button:visible").all()
    assert len(buttons) > 10  # those of a table among them
    assert max(box["x"] + box["width"] for box in (each.bounding_box() for each in buttons)) <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
