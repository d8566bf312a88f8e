"""
A working day in the admin, from signing in to putting an old version back, in one go.

`GUIDE_PICTURES=1` keeps what it sees as the pictures of docs/editors-guide.md.
"""

import os
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from articles.models import Article, Byline, TextBlock
from articles.publishing.schedule import planned_editions, reschedule
from tests.browser.test_nothing_is_lost import signed_in
from tests.factories import make_person, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GUIDE = settings.BASE_DIR / "docs" / "guide"


def picture(page, name):
    """Keep what the page shows as a picture of the guide, where that is asked for."""
    if os.environ.get("GUIDE_PICTURES") != "1":
        return
    GUIDE.mkdir(exist_ok=True)
    raw = GUIDE / f"{name}.png"
    page.screenshot(path=raw)
    with Image.open(raw) as shot:
        shot.convert("RGB").resize((960, 675)).save(GUIDE / f"{name}.webp", quality=80)
    raw.unlink()


def type_into_text(page, words):
    editor = page.locator(".order-machine [contenteditable=true]").first
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def save(page):
    page.get_by_role("button", name="Save and continue editing").click()


def with_a_passkey(page, sign_in):
    """Set a passkey up, sign out, and come in again by it alone."""
    sign_in(page, "anna", to=reverse("mfa_add_webauthn"))
    page.get_by_label("Password:").fill("correct horse battery")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name:").fill("Work laptop")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    picture(page, "sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#user-menu")).to_be_visible()


def begin_article(page, live_server):
    """Write a first text and save it; returns the article."""
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    page.get_by_role("textbox", name="Title:").first.fill("Milia or whiteheads?")
    bar = page.get_by_role("group", name="Add a block at the end")
    bar.get_by_role("button", name="Text", exact=True).click()
    type_into_text(page, "Small white bumps.")
    picture(page, "write")
    save(page)
    expect(page.get_by_text("was added successfully")).to_be_visible()
    article = Article.objects.get()
    Byline.objects.create(article=article, person=make_person("Ada Lim"))
    return article


def lose_the_line_and_come_back(page, address):
    """Type while the line is down, leave, and take what was typed back into the form."""
    page.goto(address)
    page.context.set_offline(True)
    type_into_text(page, " They are harmless.")
    expect(page.get_by_text("You’re offline. Saved in this browser.").first).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text(re.compile("All changes autosaved")).first).to_be_visible()
    page.reload()
    expect(page.get_by_text("You have unsaved changes.")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    picture(page, "come-back")
    page.get_by_role("button", name="Recover").click()
    editor = page.locator(".order-machine [contenteditable=true]").first
    expect(editor).to_contain_text("They are harmless.")


def test_day_in_the_admin(page, browser, live_server, sign_in, keyring, complaints):
    page.set_default_timeout(20_000)
    page.set_viewport_size({"width": 1280, "height": 900})
    make_user("anna", is_superuser=True, first_name="Anna")
    ben = make_user("ben", is_superuser=True, first_name="Ben")

    with_a_passkey(page, sign_in)
    article = begin_article(page, live_server)
    address = f"{live_server.url}/admin/articles/article/{article.pk}/change/"
    lose_the_line_and_come_back(page, address)
    complaints.clear()  # the browser itself reports the line that was down

    # Ben saves meanwhile; Anna's save becomes a merge.
    bens = signed_in(browser, live_server, ben).new_page()
    bens.goto(address)
    type_into_text(bens, " Leave them alone.")
    save(bens)
    expect(bens.get_by_text("was changed successfully")).to_be_visible()
    bens.context.close()
    save(page)
    expect(page.get_by_text("Ben saved this article")).to_be_visible()
    picture(page, "merge")
    page.get_by_role("button", name="Save the merged article").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    texts = " ".join(TextBlock.objects.values_list("html", flat=True))
    assert "They are harmless." in texts
    assert "Leave them alone." in texts

    # Planned for another day, seen in the calendar; then its moment comes.
    day = timezone.now() + timedelta(days=2)
    page.get_by_role("link", name="Publish…").click()
    begins = page.get_by_role("group", name="From")
    begins.get_by_label("Day").fill(f"{day:%Y-%m-%d}")
    begins.get_by_label("Time").fill("09:00")
    page.get_by_role("button", name="Publish").click()
    standing = page.get_by_role("region", name="What readers see")
    expect(standing).to_contain_text("Scheduled: edition 1 goes live")
    page.goto(f"{live_server.url}/admin/calendar/")
    expect(page.get_by_role("link", name="Milia or whiteheads?", exact=True)).to_be_visible()
    picture(page, "calendar")
    public = live_server.url + article.get_absolute_url()
    assert page.request.get(public).status == 404
    soon = timezone.now() + timedelta(seconds=2)
    reschedule(article, planned_editions(article).get(), soon)
    while page.request.get(public).status != 200:
        assert timezone.now() < soon + timedelta(seconds=20)

    # Edited, compared with what is live, and put back.
    page.goto(address)
    page.get_by_role("textbox", name="Title:").first.fill("Milia, not whiteheads")
    page.get_by_label("Name this revision").fill("A firmer title")
    save(page)
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    page.get_by_role("link", name="Compare with live").click()
    expect(page.locator("ins").first).to_be_visible()
    picture(page, "compare")
    page.get_by_role("link", name="All versions").click()
    expect(page.get_by_text("A firmer title").first).to_be_visible()
    picture(page, "versions")
    page.get_by_role("link", name="Restore… edition 1").click()
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_text("Restored edition 1.")).to_be_visible()

    article.refresh_from_db()
    assert article.title == "Milia or whiteheads?"
    assert "Milia or whiteheads?" in page.request.get(public).text()
    assert complaints == []
