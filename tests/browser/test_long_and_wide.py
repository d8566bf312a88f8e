"""Long names, wide tables, texts from right to left: each stays inside its own place."""

import shutil
import subprocess
from itertools import product

import pytest
from playwright.sync_api import expect

from backoffice.models import SiteSettings
from tests.browser.test_reader_layout import MARGINS
from tests.factories import (
    make_article,
    make_brand,
    make_offer,
    make_product,
    make_retailer,
    make_user,
    signed_in,
    staff,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "The Independent Dermatology and Skincare Review of the North"  # 60 characters
UNBREAKABLE = "Methylchloroisothiazolinonemethylpara"
HEBREW = "עור רגיש (SPF 30) צריך הגנה."
LONG_NAME = (
    f"{UNBREAKABLE} cleanser for very sensitive skin, with ceramides and niacinamide, refill"
)
IS_RIGHT_TO_LEFT = """(element) => {
  const range = document.createRange()
  const words = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode()
  range.setStart(words, words.data.search(/\\S/))
  range.setEnd(words, words.data.search(/\\S/) + 1)
  const first = range.getBoundingClientRect()
  range.setStart(words, words.data.trimEnd().length - 1)
  range.setEnd(words, words.data.trimEnd().length)
  return range.getBoundingClientRect().right < first.left
}"""


@pytest.fixture
def admin(desk, live_server):
    return lambda path: desk.goto(live_server.url + path)


def test_a_table_of_12_columns_is_printed_to_its_last(page, live_server, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("There is no pdftotext here (on Debian: apt-get install poppler-utils).")
    cells = "".join(f"<td>{UNBREAKABLE}{chr(65 + n)}</td>" for n in range(12))
    article = make_article(html=f"<table><tbody><tr>{cells}</tr></tbody></table>")
    page.goto(live_server.url + article.get_absolute_url())
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # a sheet between its margins

    right = page.locator("td").last.evaluate("(cell) => cell.getBoundingClientRect().right")
    scroll = page.locator("td").evaluate_all(
        "(cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).length"
    )
    page.pdf(path=tmp_path / "page.pdf", format="A4", margin=MARGINS)
    command = ["pdftotext", "-raw", tmp_path / "page.pdf", "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert right <= 718
    assert scroll == 0
    assert f"{UNBREAKABLE}L" in "".join(printed.split())


def test_texts_from_right_to_left_begin_at_the_right(page, live_server):
    article = make_article(
        HEBREW,
        dek=HEBREW,
        html=f"<p>{HEBREW}</p><ul><li><p>{HEBREW}</p></li></ul>"
        f"<table><tbody><tr><td>{HEBREW}</td><td>English.</td></tr></tbody></table>",
    )
    page.goto(live_server.url + article.get_absolute_url())

    for place in ("h1", ".dek", ".prose > p", ".prose li p", ".prose td >> nth=0"):
        assert page.locator(place).evaluate(IS_RIGHT_TO_LEFT), place
    assert not page.locator(".prose td").last.evaluate(IS_RIGHT_TO_LEFT)


def test_a_list_of_long_names_stays_beside_its_filters(admin, page):
    brand = make_brand(f"{LONG_NAME} brand")
    for n in range(3):
        cream = make_product(f"{n} {LONG_NAME} {LONG_NAME}"[:200], brand=brand)
        retailer = make_retailer(f"{n} {LONG_NAME}"[:100])
        make_offer("19.00", product=cream, retailer=retailer)
    lists = ("/admin/products/offer/", "/admin/products/product/")
    for path, width in product(lists, (1440, 1200)):
        page.set_viewport_size({"width": width, "height": 900})
        admin(path)
        panel = page.locator("#filter-panel")
        if panel.get_attribute("open") is None:
            panel.locator("summary").first.click()

        page.wait_for_function(
            """() => {
              const box = document.querySelector(".results")
              const fits = box.scrollWidth <= box.clientWidth + 1
              return fits || getComputedStyle(box).overflowX === "auto"
            }""",
            timeout=5_000,
        )
        box = page.locator(".results").bounding_box()

        assert box["x"] + box["width"] <= panel.bounding_box()["x"], (path, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("#result_list").bounding_box()["width"] <= 1400, (path, width)


def test_a_site_name_of_60_characters_leaves_the_bar_its_buttons(admin, page):
    SiteSettings.objects.create(version=1, values={"identity": {"name": NAME}})
    page.set_viewport_size({"width": 390, "height": 800})
    too_wide = {}

    for path in ("/admin/", "/admin/articles/article/", "/account/", "/account/password/"):
        admin(path)
        expect(page.locator("#site-name")).to_contain_text(NAME)
        too_wide[path] = page.evaluate("document.documentElement.scrollWidth")

    admin("/admin/")
    menu = page.locator("#user-menu summary").bounding_box()
    assert menu["x"] + menu["width"] <= 390
    page.context.clear_cookies()
    admin("/account/login/")
    too_wide["login"] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: found for path, found in too_wide.items() if found > 390} == {}


def test_words_to_sign_or_to_read_stay_in_their_column(page, live_server, complaints):
    cells = "".join(f"<td>{UNBREAKABLE}{n}</td>" for n in range(12))
    html = f"<p>{HEBREW}</p><table><caption>Twelve</caption><tbody><tr>{cells}</tr></tbody></table>"
    article = make_article(html=html, publish=False)
    page.set_viewport_size({"width": 390, "height": 900})

    for user, step in (
        (staff("view_article"), "change"),
        (make_user(is_superuser=True), "sign-off"),
    ):
        session = signed_in(user).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/{step}/")

        assert page.evaluate("document.documentElement.scrollWidth") <= 390, step
        assert page.get_by_text(HEBREW).evaluate(IS_RIGHT_TO_LEFT), step
        words = "caption => {const r = document.createRange(); r.selectNodeContents(caption); "
        words += "return r.getBoundingClientRect().right}"
        assert page.locator("caption").evaluate(words) <= 390, step
    assert complaints == []
