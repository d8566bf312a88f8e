"""The desk's first page and the pages about use, as a browser and a screen reader meet them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.publishing.schedule import publish
from tests.backoffice.test_worklist import furnish, log
from tests.browser.looks import EVERY_WINDOW, WINDOWS, look_at
from tests.factories import make_article, make_product

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pages_are_accessible_quiet_and_no_wider_than_the_window(
    desk, anna, live_server, complaints
):
    furnish(anna)
    used = make_product("Used Product")
    article = make_article("Milia or whiteheads", products=[used])
    publish(article, at=timezone.now() + timedelta(days=1))
    log(article, anna)

    wrong = []
    for name in ("index", "products_product_references", "products_product_delete"):
        args = [used.pk] if "product" in name else []
        desk.goto(f"{live_server.url}{reverse(f'admin:{name}', args=args)}")
        windows = EVERY_WINDOW if name == "index" else WINDOWS
        wrong += look_at(desk, name, complaints, windows=windows)

    assert wrong == [], "\n".join(wrong)


def test_number_leads_by_keyboard_to_the_list_it_counts(desk, anna, live_server):
    furnish(anna)
    desk.goto(f"{live_server.url}/admin/")

    desk.get_by_role("link", name="4 My drafts").press("Enter")

    expect(desk.locator("#result_list tbody tr")).to_have_count(4)
