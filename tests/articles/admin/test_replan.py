"""A plan says what it lacks of the draft, and takes it in by one button."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Edition, TextBlock
from articles.publishing.schedule import planned_editions
from tests.admin_forms import opened, page
from tests.factories import make_article, make_member, make_plan, signed_in

pytestmark = pytest.mark.django_db
LACKS = "what was saved since"


@pytest.fixture
def editor():
    return signed_in(make_member("Editor"))


@pytest.fixture
def article():
    """Planned, and saved once more afterwards."""
    article = make_article("Milia", html="<p>Before.</p>", publish=False)
    make_plan(article, at=timezone.now().replace(microsecond=0) + timedelta(days=3), note="First")
    TextBlock.objects.update(html="<p>Afterwards.</p>")
    article.title = "Milia, again"
    article.save()
    return article


def replan_of(article):
    return reverse("admin:articles_article_replan", args=[article.pk, 1])


def test_form_list_calendar_and_worklist_say_what_the_plan_lacks(editor, article):
    pages = [
        page(Article, "change", article.pk),
        page(Article, "changelist"),
        reverse("admin:calendar"),
        reverse("admin:index"),
    ]

    lacking = [LACKS in editor.get(address).text for address in pages]
    editor.post(replan_of(article), opened(editor, pages[2]))
    after = [LACKS in editor.get(address).text for address in pages[:3]]

    assert (lacking, after) == ([True] * 4, [False] * 3)


def test_address_that_goes_into_a_plan_is_named_wherever_it_is_decided(editor):
    article = make_article("Milia", slug="milia", publish=False)
    publish = reverse("admin:articles_article_publish", args=[article.pk])
    first = editor.get(publish).text
    make_plan(article, at=timezone.now().replace(microsecond=0) + timedelta(days=3))
    form = page(Article, "change", article.pk)
    editor.post(form, opened(editor, form) | {"slug": "pearls"})
    compare = reverse("admin:articles_article_compare", args=[article.pk])

    shown = editor.get(compare, {"a": "edition-1", "b": "draft"}).text
    asked = editor.get(replan_of(article)).text
    again = editor.get(publish).text
    move = reverse("admin:articles_article_reschedule", args=[article.pk, 1])
    moved = editor.get(move).text
    told = editor.post(replan_of(article), opened(editor, replan_of(article)), follow=True).text

    assert "Its address will be “milia”." in first
    assert "Address changed." in shown
    assert "Address: milia → pearls" in asked
    assert "Its address will be “pearls”." in again
    assert "Edition 1, which is planned, has the address “milia”." in again
    assert "Its address will be “milia”." in moved
    assert "Its address is “pearls”, no longer “milia”." in told


def test_plan_lacks_nothing_once_what_was_saved_is_taken_back(editor):
    article = make_article("Milia", html="<p>Words.</p>", publish=False)
    make_plan(article, at=timezone.now() + timedelta(days=3))
    form = page(Article, "change", article.pk)
    pages = [form, page(Article, "changelist"), reverse("admin:calendar")]
    seen = []
    for title in ("Milia, again", "Milia"):
        editor.post(form, opened(editor, form) | {"title": title})
        seen.append([LACKS in editor.get(address).text for address in pages])
        listed = editor.get(page(Edition, "changelist"), {"worklist": "lacking"})
        seen[-1].append(bool(listed.context["cl"].result_count))

    assert seen == [[True] * 4, [False] * 4]


def test_one_button_puts_it_in_for_the_same_moment(editor, article):
    before = planned_editions(article).get()

    answer = editor.post(replan_of(article), opened(editor, reverse("admin:calendar")))

    plan = planned_editions(article).get()
    assert answer.url == reverse("admin:calendar")
    assert (plan.title, plan.content["blocks"][0]["html"]) == ("Milia, again", "<p>Afterwards.</p>")
    assert (plan.live_from, plan.number, plan.note) == (before.live_from, 1, "First")
    assert plan.made_by.username in editor.get(page(Article, "change", article.pk)).text


def test_the_plan_moves_along_where_another_moment_is_chosen(editor, article):
    later = timezone.localtime(timezone.now()) + timedelta(days=9)
    typed = {"at_0": f"{later:%Y-%m-%d}", "at_1": f"{later:%H:%M:%S}"}

    editor.post(replan_of(article), opened(editor, replan_of(article)) | typed)

    plan = planned_editions(article).get()
    assert plan.title == "Milia, again"
    assert timezone.localtime(plan.live_from).date() == later.date()


@pytest.mark.parametrize("problem", ["checks", "saved meanwhile", "rights"])
def test_it_is_put_in_by_those_who_publish_what_they_saw_and_can(editor, article, problem):
    if problem == "checks":
        article.bylines.all().delete()
    posted = opened(editor, replan_of(article))
    if problem == "saved meanwhile":
        Article.objects.update(version=7)
    client = signed_in(make_member("Writer")) if problem == "rights" else editor

    answer = client.post(replan_of(article), posted)

    assert planned_editions(article).get().title == "Milia"
    told = {"checks": "It has no author.", "saved meanwhile": "Something changed after you opened"}
    assert answer.status_code == (403 if problem == "rights" else 200)
    assert told.get(problem, "") in answer.text
