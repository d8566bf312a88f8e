"""A picture's whole way in a real browser: dropped, pasted, chosen, pointed at, rendered, read."""

import base64

import pytest
from playwright.sync_api import expect

from articles.models import Article
from articles.publishing.schedule import publish
from core.busy import RETRY_AFTER
from pictures.decoding import REQUESTS
from pictures.renditions import render_waiting
from tests.browser.test_editing import add_block
from tests.factories import make_article, make_picture, make_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PUBLIC_MEDIA_ROOT = tmp_path / "public"


def carry(zone, event, upload):
    """Drop or paste a file on an element."""
    data = base64.b64encode(upload.read()).decode()
    zone.evaluate(
        """(zone, [event, name, type, data]) => {
            const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))
            const transfer = new DataTransfer()
            transfer.items.add(new File([bytes], name, { type }))
            const how = { bubbles: true, cancelable: true }
            zone.dispatchEvent(event === "paste"
                ? new ClipboardEvent("paste", { ...how, clipboardData: transfer })
                : new DragEvent("drop", { ...how, dataTransfer: transfer }))
        }""",
        [event, upload.name, upload.content_type, data],
    )


def zone_in(part):
    return part.locator(".picture-drop")


def chosen_in(part):
    return part.locator(".select2-selection__rendered").first


def test_picture_is_dropped_pasted_chosen_and_read_as_avif(desk, browser, live_server):
    page = desk
    make_picture("Old jar.png", size=(700, 500), color="#aa3322", title="Old jar")
    article = make_article("Milia", slug="milia", publish=False)
    address = f"{live_server.url}/admin/articles/article/{article.pk}/change/"
    page.goto(address)

    lead = page.locator(".field-picture").first
    carry(zone_in(lead), "drop", make_upload("Bead.png", size=(1600, 1000), color="#336655"))
    expect(chosen_in(lead)).to_contain_text("Bead")
    expect(zone_in(lead).locator("img")).to_be_visible()
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("Write an alt text for the picture.")).to_be_visible()
    expect(chosen_in(lead)).to_contain_text("Bead")  # the refused save lost nothing
    page.locator("#id_image_alt").fill("A bead under a lid.")

    inset = add_block(page, "Picture")
    carry(zone_in(inset), "paste", make_upload("image.png", size=(640, 400), color="#223344"))
    expect(chosen_in(inset)).to_contain_text("image")
    inset.get_by_label("Alt text").fill("A dark square.")
    inset.get_by_role("button", name="Choose from the library…").press("Enter")
    dialog = page.get_by_role("dialog", name="Choose a picture")
    expect(dialog.get_by_label("Search the library")).to_be_focused()
    page.keyboard.type("old")
    expect(dialog.get_by_role("status")).to_have_text("1 picture.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(chosen_in(inset)).to_contain_text("Old jar")
    expect(inset.get_by_text("Check that the alt text still fits.")).to_be_visible()
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    lead_picture = Article.objects.get().picture
    page.goto(f"{live_server.url}/admin/pictures/picture/{lead_picture.pk}/change/")
    point = page.get_by_role("group", name="Focal point: move it with the arrow keys")
    point.focus()
    for _ in range(2):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("From the left:")).to_have_value("30")
    expect(page.get_by_label("From the top:")).to_have_value("51")
    crop = page.locator("img.crop-wide")
    assert crop.evaluate("image => getComputedStyle(image).objectPosition") == "30% 50%"
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    article.refresh_from_db()
    publish(article)
    render_waiting()
    reader = browser.new_context(viewport={"width": 820, "height": 900}).new_page()
    reader.goto(f"{live_server.url}/articles/milia/")
    hero = reader.get_by_role("img", name="A bead under a lid.")
    expect(hero).to_be_visible()
    reader.wait_for_function("document.querySelector('.hero img').complete")

    seen = hero.evaluate(
        "image => [image.currentSrc, image.naturalWidth > 0, "
        "getComputedStyle(image).objectPosition]"
    )
    lead_picture.refresh_from_db()
    assert seen[0].endswith(dict(lead_picture.renditions["avif"])[1024])
    assert seen[1:] == [True, "30% 50%"]
    assert reader.locator(".inset picture source[type='image/avif']").count() == 1
    reader.context.close()


def test_somebody_who_was_signed_out_is_told_and_loses_nothing(desk, context, live_server):
    page = desk
    article = make_article(publish=False)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.get_by_role("textbox", name="Title:").first.fill("Words of mine")
    context.clear_cookies(name="sessionid")

    carry(zone_in(page.locator(".field-picture").first), "drop", make_upload())

    expect(page.get_by_text("you’re signed out, or don’t have permission")).to_be_visible()
    expect(page.get_by_role("textbox", name="Title:").first).to_have_value("Words of mine")


def test_picture_waits_for_those_of_others_and_is_sent_again(desk, live_server, complaints):
    page = desk
    page.clock.install()
    article = make_article(publish=False)
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    lead = page.locator(".field-picture").first

    with REQUESTS, REQUESTS, page.expect_response(lambda answer: answer.status == 503):
        carry(zone_in(lead), "drop", make_upload("Bead.png"))
    page.clock.fast_forward(RETRY_AFTER * 1000)

    expect(chosen_in(lead)).to_contain_text("Bead")
    assert ["503" in said for said in complaints] == [True]
    complaints.clear()
