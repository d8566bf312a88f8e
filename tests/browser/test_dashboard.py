"""The desk's first page and the pages about use, as a browser and a screen reader meet them."""

from datetime import timedelta
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.publishing.schedule import publish
from tests.backoffice.test_worklist import furnish, log
from tests.factories import make_article, make_product, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pages_are_accessible_quiet_and_no_wider_than_the_window(
    page, live_server, sign_in, complaints
):
    anna = make_user("anna", is_superuser=True)
    furnish(anna)
    used = make_product("Used Product")
    article = make_article("Milia or whiteheads", products=[used])
    publish(article, at=timezone.now() + timedelta(days=1))
    log(article, anna)
    sign_in(page, "anna")
    expect(page.get_by_role("heading", name="What needs work")).to_be_visible()

    found = {}
    for name in ("index", "products_product_references", "products_product_delete"):
        args = [used.pk] if "product" in name else []
        page.goto(f"{live_server.url}{reverse(f'admin:{name}', args=args)}")
        for width, scheme in product((390, 1280), ("light", "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            results = Axe().run(page, context="#content")
            found[f"{name} {width} {scheme}"] = [
                (rule["id"], node["html"])
                for rule in results.response["violations"]
                for node in rule["nodes"]
            ]
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name

    assert found == dict.fromkeys(found, [])
    assert complaints == []


def test_number_leads_by_keyboard_to_the_list_it_counts(page, live_server, sign_in, complaints):
    furnish(make_user("anna", is_superuser=True))
    sign_in(page, "anna")

    page.get_by_role("link", name="4 My drafts").press("Enter")

    expect(page.locator("#result_list tbody tr")).to_have_count(4)
    assert complaints == []
