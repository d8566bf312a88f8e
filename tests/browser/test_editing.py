"""The whole way of an article in a real browser: written, previewed, published, read."""

import re

import pytest
from playwright.sync_api import expect

from articles.block_types import BLOCK_TYPES
from articles.models import Article, CallOut, TextBlock
from articles.publishing.schedule import live_edition
from tests.factories import (
    make_article,
    make_long_article,
    make_offer,
    make_person,
    make_product,
    make_question,
    make_quote,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def block(page, name):
    blocks = page.locator(".order-machine .inline-related:not(.empty-form)")
    return blocks.filter(has=page.locator("h3 b", has_text=name)).last


def add_block(page, name):
    """Press “Add …”; the cursor stands in the block's first field afterwards."""
    bar = page.get_by_role("group", name="Add a block at the end")
    bar.get_by_role("button", name=name, exact=True).press("Enter")
    return block(page, name)


def choose(page, field, text):
    """Find a record by typing, all by keyboard."""
    expect(field.locator(".select2-selection")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type(text)
    expect(page.locator(".select2-results__option--highlighted")).to_contain_text(text)
    page.keyboard.press("Enter")
    expect(field.locator(".select2-selection__rendered")).to_contain_text(text)


def write(page, editable, text):
    expect(editable.locator("[contenteditable=true]")).to_be_focused()
    page.keyboard.type(text)


def drag_above(page, moved, other):
    """Drag a folded block by its heading to the upper edge of another, as a hand does it."""
    target = other.locator(":scope > h3")
    moved.locator(":scope > h3").hover(position={"x": 200, "y": 12})
    page.mouse.down()
    place = target.bounding_box()
    page.mouse.move(place["x"] + 200, place["y"] + 12, steps=8)
    page.mouse.move(place["x"] + 200, place["y"] + 2, steps=4)
    page.mouse.up()


def order_of_blocks(page):
    """The kinds of block from top to bottom, as they are seen."""
    blocks = page.locator(".order-machine .inline-related:not(.empty-form)").all()
    blocks.sort(key=lambda row: row.bounding_box()["y"])
    return [row.locator("h3 b").inner_text().rstrip(":") for row in blocks]


def test_article_is_written_previewed_published_and_read(desk, browser, live_server):
    page = desk
    product = make_offer("19.00", product=make_product("Night Serum", tags=["eye care"])).product
    make_question("Can I pop a milium?", answer="<p>Better not.</p>")
    make_quote("Milia are tiny cysts.", speaker=make_person("Ines Falk"))
    make_person("Ada Lim")

    page.goto(f"{live_server.url}/admin/articles/article/add/")
    page.get_by_role("textbox", name="Title:").first.click()
    page.keyboard.type("Milia or whiteheads?")
    expect(page.get_by_label("Slug:")).to_have_value("milia-or-whiteheads")
    page.get_by_label("Tags:").click()
    page.keyboard.type("eye")
    expect(page.get_by_role("option", name="eye care")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Tags:")).to_have_value("eye care, ")
    page.get_by_role("button", name="Add another Author").click()
    author = page.locator("#bylines-0")
    author.locator(".select2-selection").focus()
    choose(page, author, "Ada Lim")

    write(page, add_block(page, "Text"), "Small bumps")
    choose(page, add_block(page, "Pull quote"), "Ines Falk")
    choose(page, add_block(page, "Product pick"), "Night Serum")
    choose(page, add_block(page, "Question"), "Can I pop")
    call_out = add_block(page, "Call-out")
    call_out.locator("[contenteditable=true]").click()
    write(page, call_out, "Leave them alone")
    page.get_by_role("button", name="Move Call-out 5 up").press("Enter")
    moved_by_key = order_of_blocks(page)
    page.get_by_role("button", name="Collapse all", exact=True).click()
    expect(page.locator(".order-machine > .collapsed:not(.empty-form)")).to_have_count(5)
    drag_above(page, block(page, "Pull quote"), block(page, "Text"))
    moved_by_mouse = order_of_blocks(page)
    page.get_by_role("button", name="Save and preview").click()

    expect(page.get_by_text("This is a preview")).to_be_visible()
    article = Article.objects.get()
    preview = page.locator("main").inner_text()
    unpublished = page.request.get(f"{live_server.url}/articles/{article.slug}/").status
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.get_by_role("link", name="Publish…").click()
    page.get_by_label("Note:").fill("First edition")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Edition 1 is live.")).to_be_visible()

    reader = browser.new_context().new_page()
    reader.goto(f"{live_server.url}/articles/milia-or-whiteheads/")
    words = reader.locator("main").inner_text()
    in_order = ["Milia are tiny cysts.", "Small bumps", product.name, "Leave them alone"]
    reader.context.close()

    assert moved_by_key == ["Text", "Pull quote", "Product pick", "Call-out", "Question"]
    assert moved_by_mouse == ["Pull quote", "Text", "Product pick", "Call-out", "Question"]
    assert unpublished == 404
    assert live_edition(article).note == "First edition"
    for text in (preview, words):
        # Contents and picks at a glance stand above; the blocks themselves come last.
        places = [text.rindex(piece) for piece in in_order]
        assert places == sorted(places)
        assert "$19" in text
        assert "Can I pop a milium?" in text


def test_typed_spaces_stay_spaces(desk, live_server):
    article = make_article(publish=False, call_out="<p>Note</p>")
    desk.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")

    for editor in desk.locator(".order-machine [contenteditable=true]").all():
        editor.click()
        desk.keyboard.press("Control+A")
        desk.keyboard.type("Two words and  more")
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.get_by_text("was changed successfully")).to_be_visible()

    assert TextBlock.objects.get().html == "<p>Two words and  more</p>"
    assert CallOut.objects.get().html == "<p>Two words and  more</p>"


def test_block_is_removed_and_the_rest_stays(desk, live_server):
    article = make_article(publish=False, call_out="<p>Gone soon</p>", html="<p>Stays</p>")
    desk.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")

    block(desk, "Call-out").get_by_role("button", name="Remove Call-out 2").click()
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.get_by_text("was changed successfully")).to_be_visible()

    assert not CallOut.objects.exists()
    assert TextBlock.objects.get().html == "<p>Stays</p>"


def test_removed_block_comes_back_by_undo_and_a_new_one_never_reaches_the_draft(desk, live_server):
    article = make_article(publish=False, call_out="<p>Taken back</p>", html="<p>Stays</p>")
    desk.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    desk.get_by_role("button", name="Remove Call-out 2").press("Enter")
    expect(desk.get_by_role("button", name="Undo: bring Call-out back")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Remove Call-out 2")).to_be_focused()
    write(desk, add_block(desk, "Text"), "Second thoughts")
    desk.get_by_role("button", name="Remove Text 3").press("Enter")

    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.get_by_text("was changed successfully")).to_be_visible()

    assert CallOut.objects.get().html == "<p>Taken back</p>"
    assert TextBlock.objects.get().html == "<p>Stays</p>"


def test_block_is_put_between_two_by_the_menu_and_by_a_slash(desk, live_server):
    article = make_article(publish=False, call_out="<p>Last</p>", html="<p>First</p>")
    desk.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    desk.get_by_role("button", name="Insert a block above Call-out 2").press("Enter")
    expect(desk.get_by_role("menuitem", name=re.compile("^Text"))).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Insert a block above Call-out 2")).to_be_focused()

    desk.keyboard.press("Enter")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Home")
    expect(desk.get_by_role("menuitem", name=re.compile("^Text"))).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("#articles_textblock_set-1 [contenteditable=true]")).to_be_focused()
    desk.keyboard.press("/")
    desk.keyboard.press("c")
    expect(desk.get_by_role("menuitem", name="Call-out")).to_be_focused()
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("button", name="Remove Call-out 4")).to_be_visible()
    assert order_of_blocks(desk) == ["Text", "Text", "Call-out", "Call-out"]
    assert "/" not in desk.locator("#articles_textblock_set-1 [contenteditable=true]").inner_text()


def test_menu_and_headings_draw_the_icon_of_each_kind(desk, live_server):
    article = make_long_article()
    desk.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    expect(desk.locator(".block-bar")).to_be_visible()
    wanted = [f"#{entry.icon}" for entry in BLOCK_TYPES.values()]

    def drawn(where):
        uses = desk.locator(f"{where} use").all()
        return [use.get_attribute("href")[use.get_attribute("href").index("#") :] for use in uses]

    assert drawn(".block-menu") == wanted
    assert drawn(".block-bar") == wanted
    headings = drawn(".order-machine > :not(.empty-form) > h3 > svg:not(.block-grip)")
    assert {*headings} == {*wanted}


def test_block_is_duplicated_and_moved_by_keys(desk, live_server):
    article = make_article(publish=False, call_out="<p>Twice</p>", html="<p>Once</p>")
    desk.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")

    desk.get_by_role("button", name="Duplicate Call-out 2").click()
    copy = desk.locator("#articles_callout_set-1 [contenteditable=true]")
    expect(copy).to_have_text("Twice")
    expect(desk.locator("#id_articles_callout_set-1-tone")).to_be_focused()
    copy.click()
    desk.keyboard.press("Alt+ArrowUp")
    desk.keyboard.press("Alt+ArrowUp")
    order = order_of_blocks(desk)
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.get_by_text("was changed successfully")).to_be_visible()

    assert order == ["Call-out", "Text", "Call-out"]
    assert [row.html for row in CallOut.objects.all()] == ["<p>Twice</p>", "<p>Twice</p>"]


def test_way_to_the_first_error_opens_the_folded_block_it_is_in(desk, live_server):
    article = make_article(publish=False, html="<p>Stays</p>")
    desk.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    add_block(desk, "Product pick")
    desk.get_by_role("button", name="Save and continue editing").click()

    expect(desk.locator("#problems")).to_be_focused()
    desk.get_by_role("button", name="Collapse or expand Product pick 2").press("Enter")
    desk.get_by_role("link", name="Product pick 2: Product").press("Enter")

    pick = block(desk, "Product pick")
    expect(pick.locator(".select2-selection")).to_be_focused()
    expect(pick.locator(".select2-selection")).to_be_in_viewport()


def test_second_window_is_told_and_keeps_what_was_typed(desk, context, live_server):
    article = make_article("Milia", publish=False, html="<p>First words</p>")
    address = f"{live_server.url}/admin/articles/article/{article.pk}/change/"
    other = context.new_page()
    for window in (desk, other):
        window.goto(address)
    other.get_by_role("textbox", name="Title:").first.fill("Their title")
    other.get_by_role("button", name="Save and continue editing").click()
    expect(other.get_by_text("was changed successfully")).to_be_visible()

    editor = desk.locator(".order-machine [contenteditable=true]").first
    editor.click()
    desk.keyboard.press("Control+A")
    desk.keyboard.type("My words")
    desk.get_by_role("button", name="Save and continue editing").click()

    expect(desk.get_by_text(re.compile("saved this article"))).to_be_visible()
    untouched = TextBlock.objects.get().html
    desk.get_by_role("button", name="Save the merged article").click()
    expect(desk.get_by_text("was changed successfully")).to_be_visible()
    assert untouched == "<p>First words</p>"
    assert TextBlock.objects.get().html == "<p>My words</p>"
    assert Article.objects.get().title == "Their title"


def test_no_page_of_the_admin_breaks_the_policy_or_scrolls_sideways(desk, live_server):
    offer = make_offer("19.00")
    article = make_article(
        products=[offer.product], quotes=[make_quote()], questions=[make_question()]
    )
    desk.set_viewport_size({"width": 390, "height": 800})

    for address in (
        "",
        "articles/article/",
        f"articles/article/{article.pk}/change/",
        f"articles/article/{article.pk}/publish/",
        f"articles/article/{article.pk}/editions/",
        f"products/product/{offer.product_id}/change/",
        f"products/product/{offer.product_id}/history/",
        f"products/offer/{offer.pk}/change/",
        f"products/pricebatch/{offer.current.batch_id}/change/",
        f"products/pricebatch/{offer.current.batch_id}/undo/",
        "people/person/add/",
        "faq/question/add/",
        "articles/quote/add/",
        "taggit/tag/",
    ):
        desk.goto(f"{live_server.url}/admin/{address}")
        width = desk.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, address
