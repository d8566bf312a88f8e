"""An article for whoever may read it in the admin and not change it, in a real browser."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.admin_forms import page as page_of
from tests.browser.conftest import enter
from tests.browser.looks import look_at
from tests.factories import make_article, make_offer, make_person, make_question, make_quote, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_words_are_read_in_order_at_any_width(page, context, live_server, complaints):
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
    enter(context, staff("view_article", "add_review"), live_server)

    page.goto(live_server.url + page_of(Article, "change", article.pk))

    expect(page.get_by_role("heading", name="What milia are")).to_be_visible()
    expect(page.get_by_text("Leave them alone.")).to_be_visible()
    expect(page.get_by_role("link", name="Sign off…")).to_be_visible()
    assert look_at(page, "the article", complaints, within="main") == []
