"""Reading the site in a real browser: accessible, quiet, and never wider than the window."""

import pytest

from articles.models import ArticleSource
from articles.publishing.schedule import publish
from people.models import BrandTie
from tests.browser.looks import EVERY_WINDOW, WINDOWS, look_at
from tests.factories import (
    make_article,
    make_brand,
    make_offer,
    make_person,
    make_picture,
    make_product,
    make_question,
    make_quote,
    make_topic,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = [
    "/",
    "/articles/",
    "/articles/?tag=milia",
    "/articles/milia/",
    "/topics/",
    "/topics/milia/",
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
    make_topic("Milia", slug="milia", tags=["milia"], articles=[article])
    make_article("Something else", tags=["retinol"])
    return brand


def test_every_page_is_accessible_quiet_and_never_too_wide(page, live_server, brand, complaints):
    wrong = []
    for path in PATHS:
        page.goto(live_server.url + path.format(brand=brand.slug))
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        # The browser itself reports the status of a page that is meant to be a 404.
        complaints[:] = [text for text in complaints if "status of 404" not in text]
        windows = EVERY_WINDOW if path in {"/", "/articles/milia/", "/products/pads/"} else WINDOWS
        wrong += look_at(page, path, complaints, windows=windows)

    assert wrong == [], "\n".join(wrong)


def test_the_keyboard_reaches_the_content_first(page, live_server, brand):
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"

    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_an_answer_opens_by_keyboard(page, live_server, brand):
    page.goto(f"{live_server.url}/articles/milia/")
    answer = page.get_by_text("Better not.")
    assert not answer.is_visible()

    page.get_by_text("Can I pop it?", exact=True).focus()
    page.keyboard.press("Enter")

    assert answer.is_visible()


def test_a_tag_is_added_and_taken_away_by_clicks(page, live_server, brand):
    def choose(topic):
        page.locator("summary", has_text="Tag").click()
        page.locator(".facet-options").get_by_role("link", name=topic).click()

    page.goto(f"{live_server.url}/articles/")
    choose("milia")
    assert page.get_by_role("heading", name="Something else").count() == 0

    choose("eye care")
    assert page.get_by_role("heading", name="Another one").count() == 0
    assert page.get_by_role("heading", name="Milia or whiteheads").count() == 1

    page.get_by_role("link", name="milia (remove this filter)").click()
    page.get_by_role("link", name="eye care (remove this filter)").click()
    assert page.get_by_role("heading", name="Something else").count() == 1
