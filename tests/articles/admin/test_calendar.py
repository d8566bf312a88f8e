"""Plans: what begins and ends by the clock, what refuses to be planned, and where it is shown."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.block_types import BLOCK_TYPES
from articles.calendar import publication_status
from articles.models import Edition, Quote, TextBlock
from articles.publishing.schedule import (
    cancel,
    live_edition,
    planned_editions,
    publish,
    reschedule,
    take_down,
)
from backoffice.models import Preferences
from core.timezones import moment_text
from tests.factories import (
    make_article,
    make_long_article,
    make_person,
    make_plan,
    make_quote,
    make_user,
    signed_in,
    staff,
)
from tests.test_admin import fields, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return make_user("anna", is_superuser=True, first_name="Anna", last_name="Lim")


@pytest.fixture
def desk(anna):
    return signed_in(anna)


@pytest.fixture
def noon():
    """A round moment three days from now."""
    return (timezone.now() + timedelta(days=3)).replace(hour=12, minute=0, second=0, microsecond=0)


def step(article, name, *args):
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *args])


def as_typed(at, field="at"):
    return {f"{field}_0": f"{at:%Y-%m-%d}", f"{field}_1": f"{at:%H:%M}"}


# Going live and coming down


def test_article_is_published_from_until_on_one_page(desk, anna, noon):
    article = make_article(publish=False)
    end = noon + timedelta(days=7)

    posted = opened(desk, step(article, "publish")) | as_typed(noon) | as_typed(end, "until")
    response = desk.post(step(article, "publish"), posted | {"note": "Campaign"}, follow=True)

    begins, ends = planned_editions(article)
    assert (begins.live_from, begins.withdrawn, begins.note) == (noon, False, "Campaign")
    assert (ends.live_from, ends.withdrawn, ends.made_by) == (end, True, anna)
    assert f"goes live on {moment_text(noon)}. It comes down on {moment_text(end)}" in response.text
    sentence = f"Readers don&#x27;t see it until {moment_text(noon)}; then edition 1."
    assert sentence in response.text


def test_public_lists_turn_over_at_the_moment_by_the_clock_alone(monkeypatch, noon):
    article = make_article("Planned words", publish=False, tags=["milia"])
    end = noon + timedelta(days=1)
    make_plan(article, at=noon, until=end)
    tick = timedelta(microseconds=1)

    def seen(at):
        monkeypatch.setattr(timezone, "now", lambda: at)
        pages = [
            "/",
            "/articles/",
            "/articles/?tag=milia",
            "/sitemap-articles.xml",
            "/tags/",
            "/tags/milia/",
        ]
        words = [article.title, article.slug, "milia"]
        texts = [Client().get(page).text for page in pages]
        shown = [any(word in re.sub(r"\?tag=\S+", "", text) for word in words) for text in texts]
        return [Client().get(article.get_absolute_url()).status_code, *shown]

    moments = [noon - tick, noon, end - tick, end]
    before, begun, still, ended = [seen(moment) for moment in moments]

    assert begun == still == [200, True, True, True, True, True, True]
    assert (before[0], ended[0]) == (404, 404)
    for turn in (before, ended):
        # home, articles, sitemap and tags; the filter repeats the tag that was asked for
        assert [turn[1], turn[2], turn[4], turn[5]] == [False] * 4


def test_change_to_a_live_article_begins_later_and_the_page_says_so(desk, noon):
    article = make_article("Old title", html="<p>Old words.</p>")
    article.title = "New title"
    article.save()
    make_plan(article, at=noon)

    shown = desk.get(step(article, "change")).text

    assert f"Readers see edition 1 until {moment_text(noon)}; then edition 2." in shown
    assert "edition 2 replaces edition 1" in shown
    assert step(article, "edition", 2) in shown
    assert "New title" in desk.get(step(article, "edition", 2)).text
    assert live_edition(article).title == "Old title"
    assert Edition.objects.live(noon).get(article=article).title == "New title"


def test_take_down_is_planned_and_the_article_stays_until_then(desk, noon):
    article = make_article()

    posted = opened(desk, step(article, "take_down")) | as_typed(noon) | {"note": "Out of stock"}
    response = desk.post(step(article, "take_down"), posted, follow=True)

    assert f"Readers see it until {moment_text(noon)}; then it comes down." in response.text
    assert "Out of stock" in response.text
    assert live_edition(article)
    assert not Edition.objects.live(noon).filter(article=article).exists()


def test_take_down_at_a_moment_leaves_what_is_planned_before_it(noon):
    article = make_article()
    sooner = make_plan(article, at=noon - timedelta(days=1))
    make_plan(article, at=noon + timedelta(days=1))

    ends = take_down(article, at=noon, cancel_planned=True)

    assert [row.pk for row in planned_editions(article)] == [sooner.pk, ends.pk]


# What refuses to be planned


def refusal(act, *args, **options):
    with pytest.raises(ValidationError) as refused:
        act(*args, **options)
    return " ".join(refused.value.messages)


def test_plans_nobody_can_mean_are_refused_in_sentences(noon):
    article = make_article(publish=False)
    hour = timedelta(hours=1)
    gone = timezone.now() - hour

    past = refusal(publish, article, at=gone)
    backwards = refusal(publish, article, at=noon, until=noon - hour)
    nothing_yet = article.editions.exists()
    make_plan(article, at=noon)
    too_early = refusal(take_down, article, at=noon - hour)
    twice = refusal(publish, article, at=noon)
    between = refusal(publish, article, until=noon + hour)

    assert "has passed. Choose a time in the future." in past
    assert "come down before it goes live" in backwards
    assert not nothing_yet
    assert f"before it goes live on {moment_text(noon)}" in too_early
    assert "goes live at that time" in twice
    assert f"Edition 1 is scheduled for {moment_text(noon)}, before the end you chose" in between
    assert article.editions.count() == 1


def test_refused_plan_writes_neither_edition_nor_take_down(desk, noon):
    article = make_article()
    make_plan(article, at=noon)
    later = noon + timedelta(days=1)

    posted = opened(desk, step(article, "publish")) | as_typed(later, "until") | {"note": "Kept"}
    response = desk.post(step(article, "publish"), posted)

    kept = fields(response)
    assert "before the end you chose" in response.text
    assert (kept["note"], kept["until_0"]) == (["Kept"], [f"{later:%Y-%m-%d}"])
    assert article.editions.count() == 2


def test_publishing_what_was_taken_down_says_that_it_comes_back_and_why(desk, anna):
    article = make_article()
    take_down(article, by=anna, note="Wrong dose")

    asked = desk.get(step(article, "publish")).text

    assert "took it down on" in asked
    assert "“Wrong dose”. Publishing it brings it back." in asked


# Moving and canceling


def test_plan_is_moved_with_its_words_note_and_links(desk, anna, noon):
    article = make_article(html="<p>Planned words.</p>", tags=["milia"])
    edition = make_plan(article, at=noon, by=anna, note="New advice")
    TextBlock.objects.update(html="<p>Later words.</p>")
    later = noon + timedelta(days=2)

    asked = desk.get(step(article, "reschedule", edition.number))
    response = desk.post(step(article, "reschedule", edition.number), as_typed(later), follow=True)

    moved = planned_editions(article).get()
    assert fields(asked)["at_0"] == [f"{noon:%Y-%m-%d}"]
    assert f"Rescheduled for {moment_text(later)}." in response.text
    assert (moved.pk, moved.number, moved.live_from) == (edition.pk, edition.number, later)
    assert (moved.note, moved.made_by, moved.content) == ("New advice", anna, edition.content)
    assert [tag.name for tag in moved.tags.all()] == ["milia"]
    assert live_edition(article).live_until == later


def test_plan_is_not_moved_where_it_makes_no_sense(noon):
    article = make_article(publish=False)
    hour = timedelta(hours=1)
    begins = make_plan(article, at=noon, until=noon + 2 * hour)
    ends = planned_editions(article).last()

    sentences = [
        refusal(reschedule, article, begins, noon + 3 * hour),
        refusal(reschedule, article, ends, noon - hour),
        refusal(reschedule, article, begins, noon + 2 * hour),
        refusal(reschedule, article, begins, timezone.now() - hour),
    ]

    assert (
        f"scheduled for {moment_text(ends.live_from)} would have nothing to take down"
        in sentences[0]
    )
    assert "come down before it goes live" in sentences[1]
    assert "goes live at that time" in sentences[2]
    assert "has passed" in sentences[3]
    assert [row.live_from for row in planned_editions(article)] == [noon, noon + 2 * hour]


def test_plan_with_words_withdrawn_since_is_not_moved_and_marked(desk, noon):
    quote = make_quote("Never mind.", speaker=make_person())
    article = make_article(quotes=[quote], publish=False)
    edition = make_plan(article, at=noon)
    Quote.objects.update(permission=Quote.Permission.WITHDRAWN)

    sentence = refusal(reschedule, article, edition, noon + timedelta(hours=1))

    assert "“Never mind.” in it has been withdrawn by its speaker" in sentence
    assert "A quote in it has been withdrawn" in desk.get(step(article, "change")).text


def test_canceling_an_edition_cancels_the_end_planned_for_it(desk, noon):
    article = make_article(publish=False)
    make_plan(article, at=noon, until=noon + timedelta(days=1))

    response = desk.post(step(article, "cancel", 1), follow=True)

    assert "Canceled, along with the takedown that would have ended it" in response.text
    assert not article.editions.exists()


def test_cancelling_from_a_stale_page_leaves_the_newer_plan_alone(desk, noon):
    article = make_article()
    gone = make_plan(article, at=noon)
    cancel(article, gone)
    make_plan(article, at=noon + timedelta(days=1))

    response = desk.post(step(article, "cancel", gone.number), {"edition": gone.pk}, follow=True)

    assert "already canceled" in response.text
    assert planned_editions(article).count() == 1


def test_nobody_moves_or_cancels_without_the_permission(noon):
    article = make_article()
    edition = make_plan(article, at=noon)
    writer = signed_in(staff("view_article", "change_article"))
    later = as_typed(noon + timedelta(days=1))

    shown = writer.get(step(article, "change")).text

    assert [writer.get(step(article, "reschedule", 2)).status_code] == [403]
    assert writer.post(step(article, "reschedule", 2), later).status_code == 403
    assert writer.post(step(article, "cancel", 2)).status_code == 403
    assert Client().get(step(article, "reschedule", 2)).status_code == 302
    assert step(article, "reschedule", 2) not in shown
    assert step(article, "edition", 2) in shown
    assert planned_editions(article).get().live_from == edition.live_from


# The panel and the calendar


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


# What it costs


@pytest.mark.parametrize("each", [1, 3])
def test_opening_an_article_asks_the_same_queries_whatever_its_blocks(desk, each):
    article = make_long_article(each)
    desk.get(step(article, "change"))

    with CaptureQueriesContext(connection) as asked:
        desk.get(step(article, "change"))

    # session, user, zone, the site's settings, article, tags, its rows (bylines, quotes, sources,
    # corrections, and each kind of block), publication status, reviews, autosaves, import source
    assert len(asked) == 14 + len(BLOCK_TYPES), [query["sql"][:90] for query in asked]


def test_saving_an_article_costs_by_what_changed_and_writes_nothing_else(desk):
    def saved(each):
        article = make_long_article(each)
        desk.get(step(article, "change"))
        posted = opened(desk, step(article, "change"))
        place = next(name for name in posted if name.endswith("-0-html"))
        posted |= {place: ["<p>Other words. Some words.</p>"]}
        with CaptureQueriesContext(connection) as asked:
            response = desk.post(step(article, "change"), posted)
        assert response.status_code == 302
        return [query["sql"] for query in asked]

    few, many = saved(1), saved(3)

    tables = "|".join(entry.model._meta.db_table for entry in BLOCK_TYPES.values())
    assert len(few) == len(many), set(many) - set(few)
    assert len([sql for sql in many if re.match(f'UPDATE "({tables})"', sql)]) == 1
