"""A plan and its end are one: held, released, moved, and canceled together."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from articles.publishing import schedule
from articles.publishing.moments import write_moments
from tests.admin_forms import opened
from tests.articles.admin.article_pages import as_typed, step
from tests.factories import make_article, make_member, make_plan, signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def editor():
    return signed_in(make_member("Editor"))


@pytest.fixture
def noon():
    today = timezone.localtime(timezone.now()).replace(hour=12, minute=0, second=0, microsecond=0)
    return today + 3 * DAY


@pytest.fixture
def article(noon):
    """Live in edition 1; edition 2 is planned for noon, until two days later."""
    article = make_article()
    make_plan(article, at=noon, until=noon + 2 * DAY)
    return article


def plan_of(article):
    return article.editions.get(number=2)


def live_number(article, at):
    live = schedule.live_edition(article, at)
    return live and live.number


def changed(article, number, **values):
    """As time makes it of a planned row: nobody can do it at the desk."""
    row = article.editions.get(number=number)
    for name, value in values.items():
        setattr(row, name, value)
    write_moments([row.article_id], [row])


def let_go(editor, article, **typed):
    address = step(article, "plan_changes", 2)
    return editor.post(address, opened(editor, address) | typed, follow=True)


def test_end_of_a_held_plan_waits_and_is_released_with_it(editor, article, noon):
    schedule.hold([plan_of(article)])
    while_held = [live_number(article, noon + days * DAY) for days in (0, 2, 9)]
    shown = editor.get(step(article, "change")).text

    let_go(editor, article)

    assert while_held == [1, 1, 1]
    assert "the end of edition 2 is held" in shown
    assert [live_number(article, noon + days * DAY) for days in (0, 2)] == [2, None]


def test_end_that_passed_while_its_plan_was_held_is_asked_for_anew(editor, article, noon):
    schedule.hold([plan_of(article)])
    passed = timezone.now().replace(microsecond=0) - DAY
    changed(article, 3, held_from=passed)
    changed(article, 2, held_from=passed - DAY)

    shown = let_go(editor, article).text
    still_held = plan_of(article).is_held
    let_go(editor, article, **as_typed(noon, "until"))

    assert "has passed. Choose a new one." in shown
    assert still_held
    assert live_number(article, timezone.now()) == 2
    assert live_number(article, noon) is None


@pytest.mark.parametrize("is_held", [False, True])
def test_canceled_plan_takes_its_end_along(editor, article, noon, is_held):
    if is_held:
        schedule.hold([plan_of(article)])

    answer = editor.post(step(article, "cancel", 2), follow=True)

    assert "Canceled, along with the takedown that would have ended it" in answer.text
    assert live_number(article, noon + 9 * DAY) == 1


@pytest.mark.parametrize("is_held", [False, True])
@pytest.mark.parametrize(
    ("name", "number", "days", "sentence"),
    [
        ("reschedule", 2, 3, "it is the end of this edition. Move or cancel it first."),
        ("replan", 2, 3, "it is the end of this edition. Move or cancel it first."),
        ("reschedule", 3, -1, "It would come down before it goes live"),
    ],
)
def test_plan_is_not_moved_past_its_end(
    editor, article, noon, name, number, days, sentence, is_held
):
    if is_held:
        schedule.hold([plan_of(article)])
    address = step(article, name, number)

    answer = editor.post(address, opened(editor, address) | as_typed(noon + days * DAY))

    assert sentence in answer.text
    assert plan_of(article).planned_for == noon


@pytest.mark.parametrize("newer", [schedule.publish, schedule.take_down])
def test_release_asks_before_it_replaces_what_was_decided_after_it(editor, article, noon, newer):
    schedule.hold([plan_of(article)])
    article.title = "Newer words"
    article.save()
    newer(article)

    refused = let_go(editor, article).text
    still_held = plan_of(article).is_held
    let_go(editor, article, over_newer="on")

    told = {schedule.publish: "Readers see edition 4, which is newer"}
    assert told.get(newer, "The article was taken down on") in refused
    assert still_held
    assert live_number(article, noon) == 2


def test_end_does_not_end_what_was_planned_while_it_was_held(editor, article, noon):
    schedule.hold([plan_of(article)])
    make_plan(article, at=noon + DAY)

    answer = let_go(editor, article)

    assert "Edition 4 is scheduled for" in answer.text
    assert live_number(article, noon + 9 * DAY) == 4


def test_only_a_takedown_is_an_end(article):
    row = plan_of(article)
    row.pk, row.number, row.ends = None, 9, 1
    row.live_from += timedelta(hours=1)

    with pytest.raises(IntegrityError, match="Only a takedown"):
        row.save(force_insert=True)
