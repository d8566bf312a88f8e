"""The chart of past prices, by what is drawn and written: pure, then on the page of a product."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from core.timezones import site_day
from products.display_policy import Show
from products.models import Availability, Product
from products.money import Money
from products.price_chart import MAX_LINES, Series, charts_of
from products.price_history import Look
from tests.factories import make_offer, make_product, make_retailer, set_price

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


def look(days, amount, currency="USD", hours=0):
    at = AT - timedelta(days=days, hours=hours)
    price = None if amount is None else Money(Decimal(amount), currency)
    return Look(at, site_day(at), price)


def series(*pairs, name="Amazon", currency="USD"):
    return Series(name, [look(days, amount, currency) for days, amount in pairs])


def drawn(*pairs):
    """The chart of one offer, and its line."""
    [chart] = charts_of([series(*pairs)], AT)
    return chart, chart.lines[0]


def test_a_price_stands_until_another_is_seen_and_until_today():
    chart, line = drawn((20, 20), (14, 20), (10, 30), (4, 25))

    assert [tick.text for tick in chart.amounts] == ["$30", "$25", "$20"]
    assert (chart.width, line.path) == (20, "M0 1000H10V0H16V500H20")
    assert (line.price, line.end, line.dots) == ("$25", "50.0", "")


@pytest.mark.parametrize(
    ("gap", "path", "dots"),
    [(14, "M0 1000H14V0H20", ""), (15, "M15 0H21", "M0 1000H0")],
)
def test_a_line_breaks_where_nobody_looked_for_longer_than_two_weeks(gap, path, dots):
    _, line = drawn((gap + 6, 20), (6, 30))

    assert (line.path, line.dots) == (path, dots)


def test_a_line_ends_where_the_price_was_gone():
    _, line = drawn((20, 20), (12, None), (4, 30))

    assert line.path == "M0 1000H8M16 0H20"


def test_a_line_ends_with_the_last_look_where_that_is_long_ago():
    _, line = drawn((30, 20), (20, 30))

    assert line.path == "M0 1000H10V0H10"


def test_a_day_is_one_step_and_a_year_is_bounded():
    """400 days of hourly looks in 12 shops."""
    looks = [
        look(day, 20 + hour % 5 + day % 3, hours=hour) for day in range(400) for hour in range(24)
    ]
    shops = [Series(f"Shop {number}", sorted(looks)) for number in range(12)]

    [chart] = charts_of(shops, AT)

    assert chart.width == 365
    assert max(line.path.count("V") for line in chart.lines) <= 365
    assert sum(len(line.path) for line in chart.lines) < 50_000
    assert {len(line.months) for line in chart.lines} == {13}


def test_each_currency_is_a_chart_of_its_own_in_the_order_given():
    charts = charts_of(
        [
            series((20, 20), (10, 21), name="A"),
            series((20, 2000), (10, 2100), name="B", currency="JPY"),
            series((20, 25), name="C"),
            series((20, 25), name="D", currency="EUR"),
        ],
        AT,
    )

    assert [(chart.currency_name, [line.name for line in chart.lines]) for chart in charts] == [
        ("US dollars", ["A", "C"]),
        ("Japanese yen", ["B"]),
    ]
    assert [tick.text for tick in charts[1].amounts][0] == "¥2,400"


@pytest.mark.parametrize("found", [[], [(3, 20)], [(500, 20), (400, 21)], [(20, None), (3, 20)]])
def test_nothing_is_drawn_of_less_than_two_days(found):
    assert charts_of([series(*found)], AT) == []


def test_a_small_change_is_no_cliff():
    chart, line = drawn((20, "100.00"), (4, "99.50"))

    assert float(line.end) - int(line.path[3:].partition("H")[0]) / 10 < 5


def test_no_label_stands_on_another():
    shops = [series((20, 20), (4, 20), name=f"Shop {number}") for number in range(15)]

    [chart] = charts_of(shops, AT)

    places = sorted(float(line.label_at) for line in chart.lines)
    gaps = [lower - upper for upper, lower in zip(places, places[1:], strict=False)]
    assert (len(places), chart.left_out) == (MAX_LINES, 15 - MAX_LINES)
    assert min(gaps) > 7.3
    assert (places[0] > 0, places[-1] < 100) == (True, True)


def test_months_say_what_was_seen_in_them():
    _, line = drawn((70, 20), (65, 24), (63, 22), (10, "19.50"))

    months = [
        (f"{one.month:%b}", str(one.lowest), str(one.highest), one.checks) for one in line.months
    ]
    assert months == [("Sep", "$20", "$24", 3), ("Nov", "$19.50", "$19.50", 1)]


# On the page


@pytest.fixture
def cream(db):
    return make_product("Cream", released_at=timezone.now())


def offer_with(product, *prices, retailer=None, **facts):
    offer = make_offer(None, product=product, retailer=retailer)
    for days, price in prices:
        set_price(offer, price, checked_at=timezone.now() - timedelta(days), **facts)
    return offer


def page_of(client, product):
    return client.get(product.get_absolute_url()).text


def words(html):
    return " ".join(strip_tags(html).split())


YEAR = [(days, "30.00") for days in range(300, 0, -10)]


def test_a_page_draws_what_was_seen_and_says_it_in_a_table(client, cream):
    shop = make_retailer("Harbour Chemist")
    offer_with(cream, *YEAR, (2, "24.00"), retailer=shop)

    html = page_of(client, cream)

    name = re.search(r'role="img" aria-label="([^"]*)"', html)[1]
    assert "Chart of prices in US dollars" in name
    assert "last seen: Harbour Chemist $24" in name
    assert html.count('<path class="chart-line') == 1
    assert "style=" not in html[html.index('id="price-history"') :]
    table = words(html[html.index("<table>") : html.index("</table>")])
    assert table.startswith("MonthLowestHighestChecks Harbour Chemist ")
    assert "$24" in table
    assert '<p class="deal">Lowest of all our looks, since ' in html


def test_a_price_that_is_not_shown_has_no_past(client, cream):
    for hidden in (
        {"policy_show": Show.CHECK},
        {"policy_show": Show.NEVER},
        {"policy_max_age_hours": 24},
        {"policy_shows_typed": False},
    ):
        offer_with(cream, *YEAR, (0, "24.00"), retailer=make_retailer(**hidden))
    offer_with(cream, (400, "30.00"), (60, "24.00"))

    html = page_of(client, cream)

    assert html.count('class="offer"') == 5
    assert "$30" not in html
    assert 'id="price-history"' not in html
    assert 'class="deal"' not in html


def test_of_what_is_sold_out_no_deal_is_told(client, cream):
    offer_with(cream, *YEAR, (2, "24.00"), availability=Availability.SOLD_OUT)

    html = page_of(client, cream)

    assert 'class="deal"' not in html
    assert 'id="price-history"' in html


def test_a_prescription_medicine_has_no_past(client, cream):
    offer_with(cream, *YEAR, (2, "24.00"))
    Product.objects.update(regulatory_class=Product.RegulatoryClass.PRESCRIPTION)

    html = page_of(client, cream)

    assert "$24" in html
    assert 'class="deal"' not in html
    assert 'id="price-history"' not in html


def test_in_europe_the_lowest_of_30_days_is_struck_through_where_it_is_known(client, cream):
    weekly = [(days, "25.00") for days in range(45, 2, -7)]
    known = make_retailer("Kontor", market="DE")
    unknown = make_retailer("Laden", market="DE")
    offer_with(cream, *weekly, (1, "20.00"), retailer=known)
    offer_with(cream, (45, "25.00"), (1, "20.00"), retailer=unknown, list_price="31.00")

    html = page_of(client, cream)

    assert words(html).count("Lowest in the 30 days before: $25") == 1
    assert "<s>$31</s>" not in html


def test_a_price_without_a_past_has_no_chart(client, cream):
    make_offer("19.00", product=cream)

    html = page_of(client, cream)

    assert "$19" in html
    assert 'id="price-history"' not in html
    assert 'class="deal"' not in html
