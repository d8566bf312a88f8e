"""What an editor sees of it: the line lost and back, two windows merged, who else is there."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, TextBlock
from tests.browser.looks import axe
from tests.browser.test_nothing_is_lost import signed_in
from tests.factories import make_article, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def windows(browser, live_server):
    """A function that opens the article in a browser of its own: `windows(user, article)`."""
    contexts, complaints = [], []

    def opened(user, article, **options):
        context = signed_in(browser, live_server, user, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
        page.wait_for_selector(".block-bar")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def article():
    return make_article("Milia", publish=False, html="<p>First words</p>")


def type_into_text(page, words):
    editor = page.locator(".order-machine [contenteditable=true]").first
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def save(page):
    """Press the button that leads back to the form, where there is room for it beside “Save”."""
    staying = page.locator("input[name=_continue]")
    (staying if staying.is_visible() else page.locator("input[name=_save]")).click()


def test_lost_line_is_said_and_what_was_typed_comes_back(windows, article):
    anna = make_user("anna", is_superuser=True)
    page = windows(anna, article)
    page.context.set_offline(True)
    type_into_text(page, " typed offline")
    expect(page.get_by_text("You’re offline. Saved in this browser.").first).to_be_visible()
    page.context.set_offline(False)
    expect(
        page.get_by_text(re.compile("All changes autosaved, [0-9]{2}:[0-9]{2}")).first
    ).to_be_visible()

    page.reload()
    expect(page.get_by_text("You have unsaved changes.")).to_be_visible()
    untouched = TextBlock.objects.get().html
    page.get_by_role("link", name="See what changed").click()
    expect(page.locator("ins").first).to_contain_text("typed offline")
    assert axe(page) == []
    page.get_by_role("button", name="Recover").click()
    expect(page.locator(".order-machine [contenteditable=true]").first).to_contain_text("offline")
    save(page)
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    assert untouched == "<p>First words</p>"
    assert "typed offline" in TextBlock.objects.get().html


def test_words_of_one_user_are_not_offered_to_another_on_the_same_machine(windows, article):
    page = windows(make_user("anna", is_superuser=True), article)
    page.context.set_offline(True)
    type_into_text(page, " a secret")
    expect(page.get_by_text("You’re offline").first).to_be_visible()
    kept = page.evaluate("() => JSON.stringify(localStorage)")
    page.context.set_offline(False)
    page.route("**/autosave/", lambda route: route.abort())
    ben = make_user("ben", is_superuser=True)
    other = windows(ben, article)
    other.evaluate("kept => Object.assign(localStorage, JSON.parse(kept))", kept)

    other.reload()
    other.wait_for_selector(".block-bar")

    assert "a secret" in kept
    assert other.get_by_text("You have unsaved changes").count() == 0
    assert "a secret" in other.evaluate("() => JSON.stringify(localStorage)")


@pytest.mark.parametrize("width", [390, 1280])
def test_merge_is_read_and_answered_at_any_width(windows, article, width):
    annas = windows(make_user("anna", is_superuser=True, first_name="Anna"), article)
    bens = windows(
        make_user("ben", is_superuser=True, first_name="Ben"),
        article,
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    annas.get_by_role("textbox", name="Title:").first.fill("Milia, says Anna")
    type_into_text(annas, " and Anna’s")
    save(annas)
    expect(annas.get_by_text("was changed successfully")).to_be_visible()
    expect(bens.get_by_text("Anna saved a newer version")).to_be_visible()

    bens.get_by_role("textbox", name="Title:").first.fill("Milia, says Ben")
    type_into_text(bens, " and Ben’s")
    bens.get_by_label("Dek:").fill("What they are.")
    save(bens)
    expect(bens.get_by_role("heading", name="Both of you changed (2)")).to_be_visible()
    violations = []
    for scheme in ("dark", "light"):
        bens.emulate_media(color_scheme=scheme)
        violations += axe(bens)
    wide = bens.evaluate("document.documentElement.scrollWidth")
    sides = [side.bounding_box() for side in bens.locator(".merge-side").all()[:2]]
    bens.get_by_role("button", name="Save the merged article").press("Enter")
    expect(bens.get_by_role("heading", name="Both of you changed (2)")).to_be_visible()
    bens.get_by_label("Take yours").first.check()
    bens.get_by_role("button", name="Save the merged article").press("Enter")
    expect(bens.get_by_text("was changed successfully")).to_be_visible()

    saved = Article.objects.get()
    assert violations == []
    assert wide <= width
    assert (sides[0]["y"] == sides[1]["y"]) == (width > 1000)
    assert (saved.title, saved.dek) == ("Milia, says Ben", "What they are.")
    texts = TextBlock.objects.order_by("ordering").values_list("html", flat=True)
    assert ["Anna" in text for text in texts] == [True, False]
    assert ["Ben" in text for text in texts] == [False, True]


def test_everybody_at_the_article_is_named_and_goes(windows, article):
    annas = windows(make_user("anna", is_superuser=True, first_name="Anna"), article)
    bens = windows(make_user("ben", is_superuser=True, first_name="Ben"), article)
    expect(bens.get_by_text("Also editing: Anna (since")).to_be_visible()
    expect(annas.get_by_text("Also editing: Ben (since")).to_be_visible()

    bens.close(run_before_unload=True)

    expect(annas.get_by_text("Also editing")).to_have_count(0)
