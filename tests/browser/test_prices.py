"""
Prices in a real browser: the chart of their past, and a price admin's way from a look to an undo.

`GUIDE_PICTURES=1` keeps what it sees as the pictures of docs/prices.md.
"""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from products.models import Offer, PriceBatch
from tests.browser.looks import EVERY_WINDOW, look_at
from tests.browser.test_walk import picture
from tests.factories import make_brand, make_offer, make_product, make_retailer, set_price

NAMES = ("Barrier Cream", "Plain Cleanser", "Squalane Drops", "Oat Mask")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Words outside their drawing, and words that stand on one another.
MISPLACED = """() => {
  const boxes = [...document.querySelectorAll(".chart-labels text")].map((text) => {
    const { top, bottom, left } = text.getBoundingClientRect()
    const around = text.ownerSVGElement.getBoundingClientRect()
    return { words: text.textContent, top, bottom,
      out: top < around.top - 1 || bottom > around.bottom + 1 || left < around.left }
  }).sort((one, other) => one.top - other.top)
  return boxes.filter((box, place) => box.out || (place && box.top < boxes[place - 1].bottom - 1))
    .map((box) => box.words)
}"""


def make_watched_product(shops=12):
    """A product that many shops sell, looked at for some months."""
    product = make_product("Barrier Cream", slug="cream", released_at=timezone.now())
    for shop in range(shops):
        retailer = make_retailer(f"The Apothecary at the Sign of Pestle {shop}")
        offer = make_offer(None, product=product, retailer=retailer, variant="refill, 250 ml")
        for days in (120, 110, 100, 60, 50, 3):
            price = 20 + (days * (shop + 3) // 10) % 7
            set_price(offer, f"{price}.00", checked_at=timezone.now() - timedelta(days))
    return product


def test_a_chart_of_twelve_shops_is_read_on_phones_and_in_the_dark(page, live_server, complaints):
    product = make_watched_product()
    page.goto(live_server.url + product.get_absolute_url())
    page.get_by_text("The prices in a table").click()

    assert (
        look_at(page, "The chart", complaints, within=".price-history", windows=EVERY_WINDOW) == []
    )
    page.set_viewport_size({"width": 820, "height": 900})
    assert page.evaluate(MISPLACED) == []
    assert page.locator(".chart-plot path").count() >= 12


# How much of its place the drawing has, what stands in its way, and whether the page scrolls.
ROOM = """(size) => {
  document.documentElement.style.fontSize = size
  const box = (selector) => document.querySelector(selector).getBoundingClientRect()
  const plot = box(".chart-plot"), chart = box(".price-chart")
  const labels = document.querySelectorAll(".chart-amounts text, .chart-key li, .chart-days text")
  const seen = [...labels].map((one) => one.getBoundingClientRect()).filter((one) => one.width)
  const days = [...document.querySelectorAll(".chart-days text")]
    .map((one) => one.getBoundingClientRect()).filter((one) => one.width)
  return {
    share: plot.width / chart.width,
    crossed: seen.filter((one) => one.right > plot.left + 1 && one.left < plot.right
      && one.bottom > plot.top + 1 && one.top < plot.bottom - 1).length,
    touching: days.filter((one, at) => at && one.left < days[at - 1].right).length,
    key: document.querySelectorAll(".chart-key li").length,
    wide: document.documentElement.scrollWidth > innerWidth,
  }
}"""


@pytest.mark.parametrize("size", ["100%", "200%"])
@pytest.mark.parametrize("width", [320, 390])
def test_a_chart_keeps_its_room_on_a_phone(page, live_server, width, size):
    product = make_year().product
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + product.get_absolute_url())

    room = page.evaluate(ROOM, size)

    assert room.pop("share") > 0.6
    assert room == {"crossed": 0, "touching": 0, "key": 2, "wide": False}


def test_what_a_price_means_is_opened_with_a_thumb(page, live_server):
    product = make_product("Barrier Cream", slug="cream", released_at=timezone.now())
    make_offer("19.00", product=product, list_price="31.00")
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(live_server.url + product.get_absolute_url())

    assert page.get_by_text("About this price").bounding_box()["height"] >= 44


def make_year():
    """A product at two shops, looked at for a year, each with a sale and one with a gap."""
    product = make_product(
        "Barrier Cream", slug="cream", brand=make_brand("Quietwell"), released_at=timezone.now()
    )
    shops = {"Harbour Chemist": (26, 20, range(0)), "Counter Nine": (24, 24, range(150, 210))}
    for name, (usual, last, gap) in shops.items():
        offer = make_offer(None, product=product, retailer=make_retailer(name))
        for days in range(364, -1, -7):
            price = last if days < 10 else usual - 5 if 90 < days < 120 else usual
            if days not in gap:
                set_price(offer, f"{price}.00", checked_at=timezone.now() - timedelta(days))
    return offer


def at_its_head(page, heading):
    page.get_by_role("heading", name=heading).evaluate("it => it.scrollIntoView()")


def test_from_a_look_to_an_undo(desk, live_server):
    page, offer = desk, make_year()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + offer.product.get_absolute_url())
    expect(page.get_by_text("Lowest of all our looks, since ")).to_be_visible()
    at_its_head(page, "Price history")
    picture(page, "price-history")

    # A look that found another price, on a day that is said.
    page.goto(live_server.url + reverse("admin:products_offer_change", args=[offer.pk]))
    page.get_by_label("Price:", exact=True).fill("23.50")
    page.get_by_label("Reason:").fill("Looked at the shop")
    page.get_by_label("Price:", exact=True).evaluate("it => it.scrollIntoView()")
    picture(page, "price-field")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    found = PriceBatch.objects.latest("pk")

    # A slip is held, seen, and dismissed.
    page.get_by_label("Price:", exact=True).fill("235")
    page.get_by_role("button", name="Save and continue editing").click()
    slip = PriceBatch.objects.latest("pk")
    page.goto(live_server.url + reverse("admin:products_pricebatch_change", args=[slip.pk]))
    picture(page, "price-held")
    page.get_by_label("Select all on this page").check()
    expect(page.get_by_label(str(offer))).to_be_checked()
    page.get_by_role("button", name="Dismiss selected").click()

    # The look was at the wrong shop: what it found is undone, and nowhere any more.
    page.goto(live_server.url + reverse("admin:products_pricebatch_undo", args=[found.pk]))
    picture(page, "price-undo")
    page.get_by_role("button", name="Undo").click()
    page.goto(live_server.url + offer.product.get_absolute_url())
    assert "$23.50" not in page.content()

    page.goto(live_server.url + reverse("admin:products_retailer_change", args=[offer.retailer.pk]))
    page.get_by_label("Take the terms of").evaluate("it => it.scrollIntoView()")
    picture(page, "price-terms")


def test_from_a_download_to_a_batch(desk, live_server, complaints, tmp_path):
    page, brand, shop = desk, make_brand("Quietwell"), make_retailer("Harbour Chemist")
    products = [make_product(name, brand=brand) for name in NAMES]
    offers = [make_offer("19.00", product=product, retailer=shop) for product in products]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + reverse("admin:products_pricebatch_download"))
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download").click()
    file = tmp_path / "prices.csv"
    downloading.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row, price in zip(rows, ("17.50", "1900", "19,5", ""), strict=True):
        row["price"] = price
    with file.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    page.goto(live_server.url + reverse("admin:products_pricebatch_upload"))
    page.get_by_label("File:").set_input_files(file)
    page.get_by_label("Reason:").fill("Spring sale")
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_text("No price has changed yet.")).to_be_visible()
    page.locator(".price-counts").evaluate("it => it.scrollIntoView()")
    picture(page, "price-file")
    assert look_at(page, "The preview of a file", complaints, within="#content-main") == []
    page.get_by_role("button", name="Apply").click()
    page.locator("#content-main").get_by_role("link", name="batch ").click()

    expect(page.get_by_text("Spring sale")).to_be_visible()
    assert look_at(page, "A batch", complaints, within=".batch-rows") == []
    prices = [Offer.objects.get(pk=offer.pk).current.text for offer in offers]
    assert prices == ["$17.50", "$19", "$19", "price not known"]
