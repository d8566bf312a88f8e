"""Versions in a real browser: compared, put back, readable for everyone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.drafts.revisions import save_revision
from articles.models import TextBlock
from tests.browser.looks import look_at
from tests.factories import make_article, make_product, make_question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def article():
    article = make_article(
        "Milia or whiteheads?",
        html="<h2>Two bumps</h2><p>Wash it twice a day with warm water.</p>",
        products=[make_product("Night Cream")],
        questions=[make_question("Do they hurt?")],
    )
    save_revision(article)
    TextBlock.objects.update(
        html="<h2>Two bumps</h2><p>Wash it once a day with warm water.</p>", ordering=99
    )
    article.version += 1
    article.save()
    save_revision(article, note="Softer")
    return article


def address_of(live_server, article, name, *args):
    return live_server.url + reverse(f"admin:articles_article_{name}", args=[article.pk, *args])


def test_two_versions_are_compared_and_one_put_back(desk, live_server, article):
    desk.goto(address_of(live_server, article, "change"))
    desk.get_by_role("link", name="Versions", exact=True).click()
    expect(desk.get_by_role("link", name="Revision 2: Softer")).to_be_visible()

    desk.get_by_role("button", name="Compare the selected two").click()
    expect(desk.locator("del")).to_have_text("removed: twice")
    expect(desk.locator("ins")).to_have_text("added: once")
    expect(desk.get_by_text("moved from place 1 to 3, and changed")).to_be_visible()
    assert "a=edition-1" in desk.url
    assert "b=draft" in desk.url

    desk.get_by_role("link", name="All versions").click()
    desk.get_by_role("link", name="Restore… edition 1").click()
    desk.get_by_role("button", name="Restore it").click()
    expect(desk.get_by_text("Restored edition 1.")).to_be_visible()
    desk.get_by_role("link", name="Versions", exact=True).click()
    expect(desk.get_by_role("link", name="Revision 3: Edition 1 restored")).to_be_visible()

    assert "twice" in TextBlock.objects.get().html


def test_a_save_gets_its_name_beside_the_save_buttons(desk, live_server, article):
    desk.goto(address_of(live_server, article, "change"))
    desk.get_by_label("Name this revision").fill("Before Dr Lind reads it")
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.get_by_text("was changed successfully")).to_be_visible()

    assert article.revisions.first().note == "Before Dr Lind reads it"
    expect(desk.get_by_label("Name this revision")).to_have_value("")


def test_history_pages_are_accessible_and_fit(desk, live_server, article, complaints):
    pages = [
        address_of(live_server, article, "versions") + "?all=1",
        address_of(live_server, article, "compare") + "?a=edition-1&b=draft",
        address_of(live_server, article, "compare") + "?a=edition-1&b=draft&view=side",
        address_of(live_server, article, "edition_restore", 1),
        address_of(live_server, article, "point_in_time"),
    ]
    wrong = []
    for address in pages:
        desk.goto(address)
        wrong += look_at(desk, address, complaints)

    assert wrong == [], "\n".join(wrong)
