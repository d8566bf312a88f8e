"""The admin's frame by keyboard: quick search, drawer, shortcuts, lists, save bar."""

import re

import pytest
from playwright.sync_api import expect

from people.models import Person
from products.models import Product
from tests.browser.test_admin_pages import address, furnish

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


def test_go_to_finds_and_opens_a_row_by_keyboard(desk, live_server):
    furnish()
    desk.goto(live_server.url + address("index"))

    desk.keyboard.press("Control+k")
    expect(desk.get_by_role("combobox")).to_be_focused()
    desk.keyboard.type("night ser")
    expect(desk.get_by_role("option", name="Night Serum")).to_have_attribute(
        "aria-selected", "true"
    )
    desk.keyboard.press("Enter")

    product = Product.objects.get(name="Night Serum")
    expect(desk).to_have_url(re.compile(rf"/products/product/{product.pk}/change/$"))


def test_drawer_of_a_phone_opens_and_closes_by_keyboard(desk, live_server):
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.goto(live_server.url + address("articles_quote_changelist"))
    toggle = desk.get_by_role("button", name="Sidebar", exact=True)
    bar = desk.get_by_role("navigation", name="Admin", exact=True)
    expect(bar).to_be_hidden()

    toggle.press("Enter")
    expect(bar.get_by_role("link", name="Quotes")).to_be_focused()
    expect(bar.get_by_role("link", name="Quotes")).to_have_attribute("aria-current", "page")
    desk.keyboard.press("Escape")

    expect(bar).to_be_hidden()
    expect(toggle).to_be_focused()


def test_side_bar_stays_as_it_was_left(desk, live_server):
    desk.goto(live_server.url + address("index"))
    bar = desk.get_by_role("navigation", name="Admin", exact=True)
    expect(bar.get_by_role("link", name="Users")).to_be_hidden()
    bar.get_by_text("Administration").click()
    expect(bar.get_by_role("link", name="Users")).to_be_visible()

    desk.reload()
    expect(bar.get_by_role("link", name="Users")).to_be_visible()
    desk.get_by_role("button", name="Sidebar", exact=True).click()
    desk.reload()
    expect(bar).to_be_hidden()


def test_letters_are_shortcuts_only_where_nobody_types_and_can_be_switched_off(desk, live_server):
    desk.goto(live_server.url + address("articles_article_changelist"))
    search = desk.get_by_role("searchbox", name="Search articles")

    desk.keyboard.press("/")
    expect(search).to_be_focused()
    desk.keyboard.type("g q?")
    expect(search).to_have_value("g q?")
    search.blur()
    desk.keyboard.press("?")
    desk.get_by_label("Enable single-key shortcuts").uncheck()
    desk.keyboard.press("Escape")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()
    desk.keyboard.press("Control+k")
    expect(desk.get_by_role("dialog", name="Go to")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.evaluate("localStorage.clear()")
    desk.keyboard.press("g")
    desk.keyboard.press("q")

    expect(desk).to_have_url(re.compile(r"/faq/question/$"))


def test_filters_come_off_one_by_one_and_ticked_rows_bring_the_bar(desk, live_server):
    furnish()
    desk.goto(
        live_server.url + address("articles_quote_changelist") + "?q=Some&kind__exact=verbatim"
    )
    expect(desk.get_by_role("button", name="Go", exact=True)).to_be_hidden()
    desk.get_by_role("checkbox", name=re.compile("Select this object")).first.check()
    expect(desk.get_by_role("button", name="Go", exact=True)).to_be_visible()

    desk.get_by_role("link", name="Kind: word for word (remove)").click()

    expect(desk).to_have_url(re.compile(r"\?q=Some$"))
    expect(desk.get_by_role("link", name="search: “Some” (remove)")).to_be_visible()


def test_row_of_a_phone_is_a_card_and_still_a_row(desk, live_server):
    furnish()
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.goto(live_server.url + address("products_product_changelist"))

    row = desk.get_by_role("row").filter(has_text="Night Serum")
    name = row.get_by_role("rowheader").bounding_box()
    brand = row.get_by_role("cell").nth(1).bounding_box()

    assert desk.get_by_role("table", name="Products").count() == 1
    assert brand["y"] >= name["y"] + name["height"]


def test_save_bar_never_covers_what_has_the_focus(desk, live_server):
    furnish()
    desk.set_viewport_size({"width": 1280, "height": 500})
    desk.goto(live_server.url + address("people_person_change", Person.objects.first().pk))
    bar = desk.locator(".submit-row").bounding_box()["y"]
    covered = []
    desk.locator("#id_name").focus()
    for _ in range(40):
        desk.keyboard.press("Tab")
        box = desk.evaluate(
            "() => { const at = document.activeElement; const r = at.getBoundingClientRect();"
            " return at.closest('.submit-row, #header, .admin-nav') ? null : [r.top, at.id] }"
        )
        if box and box[0] >= bar:
            covered.append(box)

    assert covered == []
