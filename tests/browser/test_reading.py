"""Reading the site in a real browser: accessible, quiet, and never wider than the window."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles.models import ArticleSource
from articles.publishing.schedule import publish
from people.models import BrandTie
from tests.factories import (
    make_article,
    make_brand,
    make_offer,
    make_person,
    make_picture,
    make_product,
    make_question,
    make_quote,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = [
    "/",
    "/articles/",
    "/articles/?tag=milia",
    "/articles/milia/",
    "/tags/",
    "/tags/milia/",
    "/products/",
    "/products/pads/",
    "/brands/{brand}/",
    "/experts/",
    "/experts/anna/",
    "/faq/",
    "/faq/pop/",
    "/articles/?tag=milia&tag=retinol",
    "/no-such-page/",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def brand():
    """A site with one of everything; returns the brand."""
    brand = make_brand("Open Brand")
    anna = make_person(
        "Anna Lind",
        slug="anna",
        honorific="Dr.",
        credentials="MD",
        job_title="dermatologist",
        is_sample=True,
        picture=make_picture(size=(400, 400)),
        image_alt="Anna Lind at her desk.",
    )
    BrandTie.objects.create(person=anna, brand=brand, kind=BrandTie.Kind.PAID, note="Adviser")
    pads = make_product(
        "A Product With Quite A Long Name For A Small Jar",
        slug="pads",
        brand=brand,
        size="60 pads",
        tags=["milia"],
        picture=make_picture(size=(600, 600)),
        image_alt="A jar.",
    )
    make_offer("19.00", product=pads, list_price="31.00", availability="OutOfStock")
    make_offer(None, product=pads)
    answer = "<p>Better <a href='https://journal.example/'>not</a>.</p>"
    article = make_article(
        "Milia or whiteheads",
        slug="milia",
        dek="Two bumps, two stories.",
        topic="Concerns",
        tags=["milia", "eye care"],
        picture=make_picture(size=(800, 500), credit="Drawn for a test"),
        image_alt="A bead.",
        image_caption="A bead, drawn.",
        html="<h2>Two bumps</h2><p>A <a href='https://journal.example/'>bead</a>.</p>",
        products=[pads, make_product()],
        quotes=[make_quote("It has no door.", speaker=anna)],
        questions=[make_question("Can I pop it?", slug="pop", tags=["milia"], answer=answer)],
        call_out="<p>See somebody if it bleeds.</p>",
        publish=False,
    )
    ArticleSource.objects.create(article=article, title="On milia", url="https://dermnet.example/")
    publish(article)
    make_article("Another one", tags=["milia"])
    make_article("Something else", tags=["retinol"])
    return brand


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_accessible_quiet_and_never_too_wide(
    page, live_server, brand, complaints, path
):
    page.goto(live_server.url + path.format(brand=brand.slug))
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")

    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = Axe().run(page, options={"runOnly": WCAG})
            assert found.violations_count == 0, f"{scheme}, {width}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    # The browser itself reports the status of a page that is meant to be a 404.
    assert [text for text in complaints if "status of 404" not in text] == []


def test_the_keyboard_reaches_the_content_first(page, live_server, brand):
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"

    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_an_answer_opens_by_keyboard(page, live_server, brand):
    page.goto(f"{live_server.url}/articles/milia/")
    answer = page.get_by_text("Better not.")
    assert not answer.is_visible()

    page.locator("summary").focus()
    page.keyboard.press("Enter")

    assert answer.is_visible()


def test_a_tag_is_added_and_taken_away_by_clicks(page, live_server, brand):
    page.goto(f"{live_server.url}/articles/")
    page.get_by_role("link", name="milia", exact=True).click()
    assert page.get_by_role("heading", name="Something else").count() == 0

    page.get_by_role("link", name="eye care").click()
    assert page.get_by_role("heading", name="Another one").count() == 0
    assert page.get_by_role("heading", name="Milia or whiteheads").count() == 1

    page.get_by_role("link", name="milia (remove this filter)").click()
    page.get_by_role("link", name="eye care (remove this filter)").click()
    assert page.get_by_role("heading", name="Something else").count() == 1
