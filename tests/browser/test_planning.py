"""Planning in a real browser: a moment is chosen, shown in the calendar, and passes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.publishing.schedule import cancel, planned_editions
from backoffice.models import Preferences
from tests.browser.conftest import enter
from tests.browser.looks import look_at
from tests.factories import make_article, make_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_double_click_on_publish_makes_one_edition(desk, live_server):
    article = make_article("Milia", publish=False)
    desk.goto(f"{live_server.url}/admin/articles/article/{article.pk}/publish/")

    desk.get_by_role("button", name="Publish").dblclick()

    expect(desk.get_by_role("region", name="What readers see")).to_contain_text("edition 1")
    assert article.editions.count() == 1


def test_article_is_planned_moved_and_live_when_its_moment_has_passed(desk, live_server):
    article = make_article("Milia or whiteheads?", publish=False)
    day = timezone.now() + timedelta(days=2)
    later = day + timedelta(days=1)
    desk.goto(f"{live_server.url}/admin/articles/article/{article.pk}/publish/")

    begins = desk.get_by_role("group", name="From")
    begins.get_by_label("Day").fill(f"{day:%Y-%m-%d}")
    begins.get_by_label("Time").fill("09:00")
    ends = desk.get_by_role("group", name="Until")
    ends.get_by_label("Day").fill(f"{later:%Y-%m-%d}")
    ends.get_by_label("Time").fill("18:00")
    desk.get_by_label("Note:").fill("For the weekend")
    desk.get_by_role("button", name="Publish").click()
    standing = desk.get_by_role("region", name="What readers see")
    expect(standing).to_contain_text("Scheduled: edition 1 goes live")
    expect(standing).to_contain_text("Scheduled: comes down")
    standing.get_by_role("link", name="Calendar").click()
    expect(desk.get_by_role("link", name="Milia or whiteheads?", exact=True)).to_have_count(2)
    expect(desk.get_by_text("Anna Lim: For the weekend")).to_be_visible()
    desk.get_by_role("link", name="Preview edition 1 of").first.click()
    expect(desk.get_by_text("This is edition 1")).to_be_visible()
    desk.go_back()
    desk.get_by_role("link", name="Reschedule… Milia or whiteheads?: edition 1").click()
    desk.get_by_label("Time", exact=True).fill("10:30")
    desk.get_by_role("button", name="Reschedule").click()
    expect(standing).to_contain_text(f"{day.day} {day:%b %Y}, 10:30")

    # A second plan, whose moment passes while she looks at the page.
    first, last = planned_editions(article)
    assert cancel(article, first)[0].pk == last.pk
    soon = timezone.now() + timedelta(seconds=1.5)
    make_plan(article, at=soon)
    address = f"{live_server.url}/articles/{article.slug}/"
    assert desk.request.get(address).status == 404

    def begun():
        desk.reload()
        return standing.get_by_text("Live.", exact=True).is_visible()

    while not begun():
        assert timezone.now() < soon + timedelta(seconds=20)
    assert desk.request.get(address).status == 200


def test_pages_of_plans_are_accessible_and_fit(desk, live_server, anna, complaints):
    Preferences.objects.create(user=anna, time_zone="Pacific/Auckland")
    article = make_article("Milia or whiteheads?")
    noon = timezone.now().replace(microsecond=0) + timedelta(days=1)
    make_plan(article, at=noon, until=noon + timedelta(days=2), by=anna, note="New advice")

    wrong = []
    for address in (
        "calendar/",
        f"calendar/?month={noon:%Y-%m}",
        "calendar/?q=nothing",
        "preferences/",
        f"articles/article/{article.pk}/publish/",
        f"articles/article/{article.pk}/takedown/",
        f"articles/article/{article.pk}/editions/2/reschedule/",
    ):
        desk.goto(f"{live_server.url}/admin/{address}")
        wrong += look_at(desk, address, complaints)

    assert wrong == [], "\n".join(wrong)


def test_zone_of_this_computer_is_suggested(browser, live_server, anna):
    context = browser.new_context(timezone_id="Europe/Lisbon")
    enter(context, anna, live_server)
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/preferences/")

    page.get_by_role("button", name="Use Lisbon").click()
    expect(page.get_by_role("status").filter(has_text="Lisbon is selected")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Times now use your time zone")).to_be_visible()
    context.close()

    assert Preferences.objects.get().time_zone == "Europe/Lisbon"
