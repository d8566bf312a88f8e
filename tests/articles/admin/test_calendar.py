"""The calendar: what begins and ends by day, for whom, and as a file."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.calendar import publication_status
from articles.publishing.schedule import (
    publish,
)
from backoffice.models import Preferences
from tests.articles.admin.article_pages import step
from tests.factories import (
    make_article,
    make_plan,
    make_user,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


def test_standing_asks_one_query_whatever_was_published(noon, django_assert_num_queries):
    article = make_article()
    for days in range(6):
        publish(article)
        make_plan(article, at=noon + timedelta(days=days))

    with django_assert_num_queries(1):
        standing = publication_status(article)
        words = [(turn.what, turn.edition.made_by) for turn in standing.planned]

    assert len(words) == 6
    assert [turn.edition.number for turn in standing.past] == [8, 10, 12]
    assert standing.count == 13
    assert standing.live.live_from == standing.past[-1].at


def test_calendar_lists_what_begins_and_ends_by_day(desk, anna, noon):
    first = make_article("First article", publish=False)
    second = make_article("Second article")
    make_plan(first, at=noon, until=noon + timedelta(days=1), by=anna, note="Campaign")
    make_plan(second, at=noon + timedelta(hours=1), by=anna)

    text = desk.get(reverse("admin:calendar")).text

    _, after = text.split('<details class="recent">')
    recent, upcoming = after.split("</details>", 1)
    words = ["First article", "edition 1 goes live", "Anna Lim: Campaign"]
    words += ["Second article", "edition 2 replaces edition 1"]
    words += ["First article", "comes down"]
    place = 0
    for word in words:
        place = upcoming.index(word, place)
    assert f"{noon:%A, %-d %B %Y}" in upcoming
    assert "Second article" in recent  # it went live today


def test_calendar_goes_by_the_editors_days(desk, anna, noon):
    Preferences.objects.create(user=anna, time_zone="Pacific/Auckland")
    make_plan(make_article(publish=False), at=noon)

    text = desk.get(reverse("admin:calendar")).text

    assert f"{noon + timedelta(days=1):%A, %-d %B %Y}" in text
    assert "(Auckland)" in text
    assert f"{noon:%H:%M} (site, UTC)" in text


def test_calendar_is_narrowed_by_article_tag_and_person(desk, anna, noon):
    make_plan(make_article("Milia or not", publish=False, tags=["milia"]), at=noon, by=anna)
    ben = make_user("ben")
    make_plan(make_article("Retinol", publish=False, tags=["retinol"]), at=noon, by=ben)
    address = reverse("admin:calendar")

    for asked in ({"q": "milia"}, {"tag": "milia"}, {"user": anna.pk}):
        text = desk.get(address, asked).text
        assert "Milia or not" in text, asked
        assert "Retinol" not in text, asked
    nothing = desk.get(address, {"q": "no such article"}).text
    odd = desk.get(address, {"user": "x", "tag": "<b>", "month": "2026-99", "article": "²"})

    assert "Nothing is scheduled that matches these filters" in nothing
    assert "Milia or not" in odd.text


def test_calendar_of_a_month_shows_its_days_and_no_others(desk, noon):
    make_plan(make_article("This one", publish=False), at=noon)
    make_plan(make_article("Another year", publish=False), at=noon + timedelta(days=400))

    text = desk.get(reverse("admin:calendar"), {"month": f"{noon:%Y-%m}"}).text

    assert "This one" in text
    assert "Another year" not in text
    assert f'href="#day-{noon:%Y-%m-%d}"' in text
    assert f'id="day-{noon:%Y-%m-%d}"' in text


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2026-00", "x", "2026-12-01", "\x00"])
def test_months_that_can_not_be_show_what_is_planned(desk, noon, month):
    make_plan(make_article("This one", publish=False), at=noon)

    assert "This one" in desk.get(reverse("admin:calendar"), {"month": month}).text


def test_calendar_asks_no_more_queries_with_more_plans(desk, anna, noon):
    def asked(address):
        with CaptureQueriesContext(connection) as queries:
            desk.get(address)
        return len(queries)

    address = reverse("admin:calendar")
    make_plan(make_article(publish=False), at=noon, by=anna)
    desk.get(address)
    few = asked(address)
    for hours in range(5):
        make_plan(make_article(tags=["milia"]), at=noon + timedelta(hours=hours), by=anna)

    # session, user, their zone, the site's settings; tags, users, what is scheduled, what happened
    assert few == asked(address) == 8


def test_calendar_is_for_those_who_see_articles(noon):
    make_plan(make_article("Secret plan", publish=False), at=noon)
    address = reverse("admin:calendar")

    onlooker = signed_in(staff("view_article")).get(address)
    stranger = signed_in(staff("view_product"))

    assert Client().get(address).status_code == 302
    assert stranger.get(address).status_code == 403
    assert stranger.get(address, {"format": "ics"}).status_code == 403
    assert "Secret plan" in onlooker.text
    assert "Cancel<" not in onlooker.text
    assert "Reschedule…" not in onlooker.text


def test_plan_as_a_calendar_file(desk, anna, noon):
    make_plan(make_article("Milia; or, é" + "x" * 90, publish=False), at=noon, by=anna, note="A, b")

    response = desk.get(reverse("admin:calendar"), {"format": "ics"})

    text = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar")
    assert f"DTSTART:{noon:%Y%m%dT%H%M%SZ}\r\n" in text
    assert "DESCRIPTION:A\\, b\r\n" in text
    assert "SUMMARY:Milia\\; or\\, é" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_cancelling_from_the_calendar_leads_back_to_it(desk, noon):
    article = make_article(publish=False)
    make_plan(article, at=noon)

    response = desk.post(step(article, "cancel", 1), {"back": "calendar"})

    assert response.url == reverse("admin:calendar")
