"""What is said of past prices follows from looks at the shop, and says no more than they do."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median_low

import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from products.models import PriceChange, PriceKind, PriceSource
from products.money import Money
from products.price_history import (
    Look,
    Step,
    deal_line,
    known_days,
    looks_of,
    low_before_reduction,
    lowest_in_30_days,
    lowest_since,
    lows_of,
    observations,
    usual_price,
)
from tests.factories import make_offer, make_retailer, make_unchecked_offer, set_price

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


def dollars(amount):
    return None if amount is None else Money(Decimal(amount), "USD")


def ago(days, hours=0):
    return AT - timedelta(days=days, hours=hours)


def look(days, price, hours=0):
    """A look some days before `AT`."""
    at = ago(days, hours)
    return Look(at, at.date(), dollars(price))


def looks(*pairs):
    return [look(days, price) for days, price in pairs]


def every(step, days, price):
    """A look every few days at one price, up to and without today: [(days ago, price), …]."""
    return [(past, price) for past in range(days, 0, -step)]


def line(found, price=20):
    return deal_line(found, AT, price=dollars(price))


# Lowest since


def test_a_price_that_was_as_low_in_march_is_the_lowest_since_then():
    found = looks((250, 19), *every(14, 240, 30), (0, 20))

    assert line(found) == "Lowest since March"


def test_of_the_first_look_of_all_it_is_not_said_that_it_was_as_low():
    found = looks(*every(14, 80, 30), (0, 20))

    assert line(found) == "Lowest of all our looks, since 11 Sep"


@pytest.mark.parametrize("before", [19, 20, 30, None])
def test_looks_after_a_gap_are_neither_all_nor_since_a_low(before):
    found = looks((120, before), *every(14, 80, 30), (0, 20))

    assert line(found) == "Usual price about $30"


def test_a_month_of_last_year_says_its_year():
    found = looks((340, 20), *every(14, 336, 30), (0, 20))

    assert line(found) == "Lowest since December 2025"


@pytest.mark.parametrize(("gap", "expected"), [(14, (date(2026, 9, 1), True)), (15, None)])
def test_looks_are_two_weeks_apart_at_most(gap, expected):
    found = looks((90, 19), (90 - gap, 30), *every(1, 90 - gap - 1, 30), (0, 20))

    assert lowest_since(found, AT) == expected


@pytest.mark.parametrize(("age", "expected"), [(14, True), (15, False)])
def test_the_last_look_is_two_weeks_old_at_most(age, expected):
    found = looks(*[(days + age, price) for days, price in every(7, 70, 30)], (age, 20))

    assert bool(lowest_since(found, AT)) is expected


@pytest.mark.parametrize(
    "found",
    [
        pytest.param([*every(7, 70, 20), (0, 20)], id="never higher"),
        pytest.param([*every(7, 70, 19), (0, 20)], id="lower before"),
        pytest.param([*every(7, 28, 30), (0, 20)], id="too short to tell"),
        pytest.param([(70, 30), (60, None), *every(7, 28, 30), (0, 20)], id="not known between"),
    ],
)
def test_no_other_price_is_the_lowest_since(found):
    assert lowest_since(looks(*found), AT) is None


# Usual price


def test_a_week_a_cent_dearer_makes_no_low_of_the_usual_price():
    days = [(past, "20.01" if 40 <= past < 47 else 20) for past in range(360, 0, -7)]

    assert line(looks(*days, (0, 20))) == "Usual price about $20"
    assert line(looks(*days, (0, 17)), 17).startswith("Lowest of all our looks")


def test_usual_is_what_most_days_cost_whatever_was_looked_at_most():
    """Fifty looks in one day of sale don't outweigh the weeks around it."""
    sale = [look(1, 20, hours=hours) for hours in range(11)]
    found = [*looks(*every(14, 71, 22)), *sale, look(0, 22)]

    assert line(found, 22) == "Usual price about $22"
    assert usual_price(found, AT) == dollars(22)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([(60, 20), (45, 21), (30, 20), (15, 21), (0, 21)], True),
        ([(59, 20), (45, 21), (30, 20), (15, 21), (0, 21)], False),
        ([(60, 20), (30, 20), (15, 21), (0, 21)], False),
        ([(60, 20), (45, None), (30, 20), (15, 21), (0, 21)], False),
    ],
)
def test_usual_takes_five_looks_over_sixty_days(found, expected):
    assert bool(usual_price(looks(*found), AT)) is expected


def test_a_price_is_carried_two_weeks_and_no_longer():
    days = known_days(looks((40, 20), (20, None), (2, 21)), AT)

    assert [*days] == [ago(past).date() for past in [*range(40, 25, -1), 2, 1, 0]]


def test_less_than_that_says_how_often_we_looked():
    assert line(looks((27, 20), (10, 21), (0, 20))) == "3 checks since 3 Nov"
    assert line(looks((0, 20))) == ""
    assert line([]) == ""


def test_a_line_is_about_the_price_beside_it():
    """What is on file may be a word from a manuscript, or a look that somebody let through."""
    found = looks((250, 19), *every(14, 240, 30), (0, 20))

    assert line(found, 25) == f"{len(found)} checks since 25 Mar"
    assert line(found, None) == f"{len(found)} checks since 25 Mar"


# Lowest in 30 days


def reduced(*before, run=((0, 20),)):
    return low_before_reduction(looks(*before, *run), AT, price=dollars(20))


@pytest.mark.parametrize(
    ("before", "low"),
    [
        ([(30, 25), (22, 24), (14, 26), (6, 26)], 24),
        ([(30, 25), (21, 24), (14, 26), (6, 26)], None),  # nine days apart
        ([(29, 25), (22, 24), (14, 26), (6, 26)], None),  # the first day isn't known
        ([(31, 25), (24, 25), (16, 26), (8, 26)], 25),
        ([(37, 21), (29, 25), (22, 24), (14, 26), (6, 26)], 21),  # stood when the 30 days began
        ([(38, 21), (29, 25), (22, 24), (14, 26), (6, 26)], None),
        ([(31, 21), (30, 25), (22, 24), (14, 26), (6, 26)], 24),
        ([(30, 25), (22, 24), (14, 26), (9, 26)], None),  # nine days before the reduction
        ([(30, 25), (22, None), (14, 26), (6, 26)], None),
        ([(30, 25), (22, 20), (14, 26), (6, 26)], None),  # it was no higher then
        ([(30, 25), (22, 19), (14, 26), (6, 26)], None),
        ([], None),
    ],
)
def test_the_low_needs_all_thirty_days_before_the_reduction(before, low):
    assert reduced(*before) == dollars(low)


def test_a_reduction_begins_with_the_first_look_at_its_price():
    before = [(40, 25), (32, 25), (24, 25), (16, 25)]

    assert reduced(*before, run=[(10, 20), (4, 20), (0, 20)]) == dollars(25)
    assert reduced(*before, run=[(10, 20), (1, 20)]) is None  # it may have been higher between


@pytest.mark.parametrize(("days", "low"), [(30, 25), (31, None)])
def test_after_thirty_days_it_is_no_reduction_any_more(days, low):
    before = [(days + past, price) for past, price in [(30, 25), (22, 25), (14, 26), (6, 26)]]
    run = [(past, 20) for past in range(days, -1, -1)]

    assert reduced(*before, run=run) == dollars(low)


def test_a_price_that_rose_is_no_reduction():
    assert reduced((30, 18), (22, 18), (14, 18), (6, 18)) is None


# Against a plain and slow model

GAPS = st.sampled_from([0, 1, 3, 7, 8, 9, 13, 14, 15, 30])
PRICES = st.sampled_from([None, 18, 20, 20, 22, 25, 25, 30])
HISTORIES = st.lists(st.tuples(GAPS, PRICES), max_size=30)


def history(steps, age):
    """Looks with these gaps between them in days, the last one `age` days ago."""
    found, days = [], age
    for place, (gap, price) in enumerate(reversed(steps)):
        found.insert(0, look(days, price, hours=0.1 * place))
        days += gap
    return sorted(found)


def model_lowest_since(found, today):
    if not found or found[-1].money is None or (today - found[-1].day).days > 14:
        return None
    price, claims = found[-1].money, []
    for place, first in enumerate(found[:-1]):
        stretch = found[place:]
        rest = stretch[1:]
        known = all(one.money is not None for one in rest) and all(
            (later.day - earlier.day).days <= 14
            for earlier, later in zip(stretch, rest, strict=False)
        )
        if first.money is None or not known or min(one.money for one in rest) < price:
            continue
        higher = [one for one in stretch if one.money > price]
        back_between = any(one.money == price and one < higher[-1] for one in rest if higher)
        was_as_low = first.money <= price
        if higher and not back_between and (was_as_low or not place):
            claims.append((first.day, was_as_low))
    if not claims or (today - claims[0][0]).days < 30:
        return None
    return claims[0]


def model_usual(found, today):
    priced = [one for one in found if one.money is not None]
    if len(priced) < 5 or (priced[-1].day - priced[0].day).days < 60:
        return None
    prices, day = [], found[0].day
    while day <= today:
        last = [one for one in found if one.day <= day][-1]
        if last.money is not None and (day - last.day).days <= 14:
            prices.append(last.money)
        day += timedelta(1)
    return median_low(prices)


def model_low(found, before):
    last = before.date()
    first = last - timedelta(30)
    earlier = [one for one in found if one.at < before]
    within = [one for one in earlier if one.day >= first]
    if not any(one.day == first for one in within):
        within = [one for one in earlier if one.day < first][-1:] + within
    if not within or within[0].day > first or any(one.money is None for one in within):
        return None
    days = [one.day for one in within] + [last]
    if any((later - sooner).days > 8 for sooner, later in zip(days, days[1:], strict=False)):
        return None
    return min(one.money for one in within)


@given(HISTORIES, st.integers(0, 16))
@example([(7, 30)] * 40, 0)
@example([(14, 30)] * 12 + [(1, 20)], 14)
def test_all_that_is_said_is_what_a_plain_model_says(steps, age):
    found, today = history(steps, age), AT.date()

    lowest = lowest_since(found, AT)
    assert (tuple(lowest) if lowest else None) == model_lowest_since(found, today)
    assert usual_price(found, AT) == model_usual(found, today)
    for one in found:
        assert lowest_in_30_days(found, before=one.at) == model_low(found, one.at)


# What counts: read from the log


def offer_with(*prices, retailer=None, **facts):
    """An offer with a look for each `(days ago, price)`, written through the one door."""
    offer = make_offer(None, retailer=retailer)
    for days, price in prices:
        set_price(offer, price, checked_at=timezone.now() - timedelta(days), **facts)
    return offer


def seen(offer, **options):
    """[(days ago, amount)] of the looks that count."""
    now = timezone.now()
    found = looks_of([offer], now, **options).get(offer.pk, [])
    return [((now - one.at).days, one.money and one.money.amount) for one in found]


def test_a_list_price_that_changed_alone_is_no_look():
    """Its point carries the moment of the look before it."""
    seen = Step(1, "changed", None, 10, Decimal(19), "exact", "USD", AT, "admin")

    log = [seen, seen._replace(before=10, after=11)]

    assert observations(log, "USD") == [look(0, 19)]


@pytest.mark.django_db
class TestWhatCounts:
    def test_looks_that_found_another_price_or_the_same(self):
        offer = offer_with((20, "19.00"), (10, "21.00"), (3, "21.00"))

        assert seen(offer) == [(20, 19), (10, 21), (3, 21)]

    def test_not_what_an_undo_took_back(self):
        offer = offer_with((20, "19.00"))
        batch = set_price(offer, "29.00", checked_at=timezone.now())
        undo, _ = batch.undo()
        offer.refresh_from_db()
        assert seen(offer) == [(20, 19)]

        undo.undo()
        offer.refresh_from_db()
        assert seen(offer) == [(20, 19), (0, 29)]

    def test_an_undo_of_the_first_price_leaves_none(self):
        offer = make_offer(None)
        batch = set_price(offer, "29.00", checked_at=timezone.now() - timedelta(3))
        undo, _ = batch.undo()
        offer.refresh_from_db()
        assert seen(offer) == []

        undo.undo()
        offer.refresh_from_db()
        assert seen(offer) == [(3, 29)]

    def test_not_what_is_held_until_it_is_let_through(self):
        offer = offer_with((20, "19.00"))
        batch = set_price(offer, "1.90", checked_at=timezone.now())
        assert seen(offer) == [(20, 19)]

        batch.release(PriceChange.objects.filter(state="held"), note="Seen.")
        offer.refresh_from_db()
        assert seen(offer) == [(20, 19), (0, Decimal("1.90"))]

    def test_not_another_currency_nor_another_offer_of_the_product(self):
        offer = offer_with((20, "19.00"))
        make_offer("5.00", product=offer.product, retailer=offer.retailer, variant="15 ml")
        batch = set_price(offer, "17.00", currency="EUR", checked_at=timezone.now() - timedelta(10))
        batch.release(PriceChange.objects.filter(state="held"), note="Seen.")
        offer.refresh_from_db()
        assert seen(offer) == [(10, 17)]

        batch = set_price(offer, "20.00", checked_at=timezone.now())
        batch.release(PriceChange.objects.filter(state="held"), note="Seen.")
        offer.refresh_from_db()
        assert seen(offer) == [(20, 19), (0, 20)]

    def test_no_look_where_nobody_looked(self):
        assert seen(make_unchecked_offer("19.00")) == []

    def test_a_price_that_is_not_exact_is_a_look_that_knows_none(self):
        offer = offer_with((20, "19.00"))
        set_price(
            offer,
            "12.00",
            price_kind=PriceKind.FROM,
            checked_at=timezone.now() - timedelta(10),
        )
        set_price(offer, None, checked_at=timezone.now())

        assert seen(offer) == [(20, 19), (10, None), (0, None)]

    def test_of_a_year_and_of_those_days_that_are_asked_for(self):
        offer = offer_with((366, "18.00"), (365, "19.00"), (20, "21.00"), (3, "21.00"))

        assert seen(offer) == [(365, 19), (20, 21), (3, 21)]
        assert seen(offer, days=10) == [(3, 21)]

    def test_nothing_where_terms_take_prices_away_within_days(self):
        strict = make_retailer(policy_max_age_hours=24)

        assert seen(offer_with((20, "19.00"), (0, "19.00"), retailer=strict)) == []

    def test_typed_prices_are_not_known_where_a_shop_wants_its_feed(self):
        shop = make_retailer(policy_shows_typed=False)
        offer = offer_with((20, "19.00"), retailer=shop)
        set_price(offer, "21.00", source=PriceSource.FEED, checked_at=timezone.now())

        assert seen(offer) == [(20, None), (0, 21)]

    def test_one_query_whatever_the_page_holds(self, django_assert_num_queries):
        offers = [offer_with((20, "19.00"), (0, "20.00")) for _ in range(3)]
        for offer in offers:
            _ = offer.retailer, offer.current

        with django_assert_num_queries(1):
            assert len(looks_of(offers, timezone.now())) == 3
        with django_assert_num_queries(0):
            assert looks_of([], timezone.now()) == {}

    def test_the_newest_rows_when_there_are_too_many(self):
        offer = offer_with((20, "19.00"), (10, "20.00"), (5, "21.00"), (0, "22.00"))

        assert [price for _, price in seen(offer, most=3)] == [20, 21, 22]

    def test_days_are_the_sites(self, settings):
        """Clocks go back on November 1: the night has 25 hours, and the day is one day."""
        settings.TIME_ZONE = "America/New_York"
        offer = make_offer(None)
        moments = [
            datetime(2026, 10, 25, 3, 59, tzinfo=UTC),
            datetime(2026, 11, 8, 4, 59, tzinfo=UTC),
        ]
        for moment in moments:
            set_price(offer, "19.00", checked_at=moment)

        found = looks_of([offer], datetime(2026, 12, 1, tzinfo=UTC))[offer.pk]

        assert [one.day for one in found] == [date(2026, 10, 24), date(2026, 11, 7)]

    def test_lows_come_for_the_price_that_is_shown(self):
        weeks = [(days, "25.00") for days in range(45, 2, -7)]
        offer, rising = offer_with(*weeks, (1, "20.00")), offer_with(*weeks, (1, "29.00"))

        assert lows_of([offer, rising], timezone.now()) == {offer.pk: dollars(25)}
