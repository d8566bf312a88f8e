"""Plans: what begins and ends by the clock, is moved or canceled, or refuses to be planned."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from articles.models import Edition, Quote, TextBlock
from articles.publishing.schedule import (
    cancel,
    live_edition,
    planned_editions,
    publish,
    reschedule,
    take_down,
)
from core.timezones import moment_text
from tests.admin_forms import fields, opened
from tests.articles.admin.article_pages import as_typed, step
from tests.factories import (
    make_article,
    make_person,
    make_plan,
    make_quote,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


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
    assert "The article comes down at that time" in sentences[2]
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
