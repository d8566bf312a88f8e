"""An article for whoever may read it in the admin and not change it, in a real browser."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.models import Article
from tests.admin_forms import page as page_of
from tests.browser.test_reading import WCAG
from tests.factories import make_article, make_offer, make_person, make_question, make_quote, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_words_are_read_in_order_at_any_width(page, live_server, client, complaints, width):
    speaker = make_person("Mona Gohara")
    article = make_article(
        "Milia or whiteheads?",
        publish=False,
        html="<h2>What milia are</h2><p>Small <strong>hard</strong> bumps.</p>",
        products=[make_offer("19.00").product],
        quotes=[make_quote("Leave them alone.", speaker=speaker)],
        questions=[make_question("Do they go away?", answered_by=speaker)],
        call_out="<p>See a doctor when they hurt.</p>",
    )
    client.force_login(staff("view_article", "add_review"))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(live_server.url + page_of(Article, "change", article.pk))

    expect(page.get_by_role("heading", name="What milia are")).to_be_visible()
    expect(page.get_by_text("Leave them alone.")).to_be_visible()
    expect(page.get_by_role("link", name="Sign off…")).to_be_visible()
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/words-{width}.png", full_page=True)
    found = Axe().run(page, "main", options={"runOnly": WCAG, "preload": False})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
