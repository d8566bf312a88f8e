"""The age of prices: the day a manuscript tells of them, and a doubt where it tells of one."""

from datetime import date

import pytest

from core.timezones import site_day
from manuscripts.importer import create_draft
from manuscripts.price_dates import price_date
from manuscripts.proposals import receive
from products.models import PricePoint
from tests.factories import make_user
from tests.manuscripts.review_pages import proposal

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("words", "told", "day"),
    [
        ("Prices checked in May 2025.", "Prices checked in May 2025", date(2025, 5, 1)),
        ("Prices correct in May. No more.", "Prices correct in May", date(2026, 5, 1)),
        ("Prices were checked on Dec. 9.", "Prices were checked on Dec. 9", date(2025, 12, 9)),
        ("All prices as of 2026-01-09.", "prices as of 2026-01-09", date(2026, 1, 9)),
        (
            "Prices noted in Paris on 4th February",
            "Prices noted in Paris on 4th February",
            date(2026, 2, 4),
        ),
        (
            "Checked with all prices: June 2, 2026",
            "Checked with all prices: June 2, 2026",
            date(2026, 6, 2),
        ),
        ("Prices checked last Thursday.", "Prices checked last Thursday", None),
        ("Prices checked 3/28 (JA)", "Prices checked 3/28 (JA", None),
        ("Prices correct in June 2027.", "Prices correct in June 2027", None),
    ],
)
def test_day_of_prices_is_read_where_it_can_be_told(words, told, day):
    found = price_date(f"A cream\n\n{words}\n", TODAY)

    assert found.words == told
    assert found.day == day
    assert (f"{day:%-d %B %Y}" if day else "set the day") in found.doubt


@pytest.mark.parametrize(
    "words",
    [
        "Prices correct at the time of going to press in May.",
        "Prices are current and may change.",
        "The correct price is a matter of taste.",
        "We checked in at a price of $9 in marketing.",
    ],
)
def test_no_day_is_told(words):
    assert price_date(words, TODAY) is None


@pytest.mark.django_db
def test_prices_are_as_old_as_the_manuscript_says():
    text = b"A cream\n\n- CeraVe Cream: $9 at Target\n\nPrices checked in May 2025.\n"

    manuscript, _ = receive(text, "cream.txt", by=make_user("anna"))

    assert manuscript.handed_in_on == date(2025, 5, 1)
    assert any(
        "Prices checked in May 2025" in one for one in proposal(manuscript, "article").doubts
    )
    create_draft(manuscript)
    assert {point.reported_on for point in PricePoint.objects.all()} == {date(2025, 5, 1)}


@pytest.mark.django_db
def test_prices_of_others_are_as_old_as_the_upload():
    manuscript, _ = receive(b"A cream\n\nIt is $9 at Target.\n", "c.txt", by=make_user("anna"))

    assert manuscript.handed_in_on == site_day()
    assert proposal(manuscript, "article").doubts == []
