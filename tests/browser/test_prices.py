"""
Prices in a real browser: the chart of their past, on phones and in the dark.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.looks import look_at
from tests.factories import make_offer, make_product, make_retailer, set_price

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

    assert look_at(page, "The chart", complaints, within=".price-history") == []
    for width in (320, 820):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(MISPLACED) == []
    assert page.locator(".chart-plot path").count() >= 12
