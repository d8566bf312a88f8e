"""A button that decides answers once, and on no other state than its page showed."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article, Edition
from articles.publishing import schedule
from backoffice.models import DecisionAnswer
from tests.admin_forms import opened, page
from tests.factories import make_article, make_member, make_plan, make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return signed_in(make_member("Editor"))


def step(article, name, *args):
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *args])


def said(response):
    """The newest message; older ones wait for a page, which these tests don't open."""
    return str(list(get_messages(response.wsgi_request))[-1])


def in_days(days):
    return timezone.now().replace(microsecond=0) + timedelta(days=days)


def moment(name, at):
    at = timezone.localtime(at)
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}


def planned_article():
    article = make_article()
    make_plan(article, at=in_days(3))
    return article


BUTTONS = [
    ("publish", lambda: make_article(publish=False), (), {}),
    ("publish", lambda: make_article(publish=False), (), moment("at", in_days(2))),
    ("take_down", make_article, (), {}),
    ("reschedule", planned_article, (2,), moment("at", in_days(4))),
]


@pytest.mark.parametrize(("name", "make", "args", "typed"), BUTTONS)
def test_the_same_decision_twice_is_answered_as_the_first_time(editor, name, make, args, typed):
    article = make()
    address = step(article, name, *args)
    posted = opened(editor, address) | typed

    first = editor.post(address, posted)
    after_first = list(Edition.objects.order_by("pk").values("pk", "live_from", "modified_at"))
    second = editor.post(address, posted)

    assert (first.status_code, second.status_code) == (302, 302)
    assert second.url == first.url
    assert said(second) == said(first)
    assert list(Edition.objects.order_by("pk").values("pk", "live_from", "modified_at")) == (
        after_first
    )


def test_answer_that_was_changed_by_sql_is_words_and_links(editor):
    address = step(make_article(publish=False), "publish")
    posted = opened(editor, address)
    first = editor.post(address, posted)
    html = '<form action="/x"><a href="/y" onclick="evil()">Here</a><script>evil()</script></form>'
    DecisionAnswer.objects.update(said=[[25, html, True]])

    again = editor.post(address, posted)

    assert "See the page" in said(first)
    assert said(again) == '<a href="/y">Here</a>'


def test_plan_is_canceled_once_from_where_it_stands(editor):
    article = planned_article()
    posted = opened(editor, reverse("admin:calendar"))

    answers = [editor.post(step(article, "cancel", 2), posted) for _ in range(2)]

    assert said(answers[0]) == said(answers[1]) == "Canceled."
    assert not schedule.planned_editions(article).exists()


def test_what_readers_see_already_is_not_published_again(editor):
    article = make_article()
    address = step(article, "publish")

    shown = editor.get(address)
    answer = editor.post(address, {"change": "text", "version": article.version})

    assert "Nothing has changed since edition 1, which readers see." in shown.text
    assert 'value="Publish"' not in shown.text
    assert answer.status_code == 200
    assert article.editions.count() == 1


STALE = [
    ("publish", (), {}, schedule.take_down, "Readers: Readers don"),
    ("take_down", (), {}, lambda article: make_plan(article, at=in_days(1)), "Scheduled: "),
    ("reschedule", (2,), moment("at", in_days(4)), schedule.take_down, "Readers: Readers don"),
]


@pytest.mark.parametrize(("name", "args", "typed", "meanwhile", "told"), STALE)
def test_page_that_shows_another_state_says_so_and_asks_again(
    editor, name, args, typed, meanwhile, told
):
    article = planned_article()
    address = step(article, name, *args)
    posted = opened(editor, address) | typed
    meanwhile(article)
    before = list(Edition.objects.order_by("pk").values("pk", "live_from"))

    answer = editor.post(address, posted)
    kept = list(Edition.objects.order_by("pk").values("pk", "live_from"))

    assert answer.status_code == 200
    assert "Something changed after you opened this page." in answer.text
    assert told in answer.text.replace("&#x27;", "'").replace("’", "'")
    assert kept == before


def test_plan_that_moved_is_not_canceled_by_an_older_page(editor):
    article = planned_article()
    posted = opened(editor, reverse("admin:calendar"))
    plan = schedule.planned_editions(article).get()
    schedule.reschedule(article, plan, in_days(5))

    answer = editor.post(step(article, "cancel", 2), posted)

    assert answer.status_code == 302
    assert said(answer).startswith("Scheduled: ")
    assert schedule.planned_editions(article).exists()


def test_save_meanwhile_is_told_and_the_page_asks_about_what_is_saved_now(editor):
    article = make_article(publish=False)
    address = step(article, "publish")
    posted = opened(editor, address)
    Article.objects.filter(pk=article.pk).update(version=2)

    refused = editor.post(address, posted)
    again = editor.post(address, {"change": "text", "version": 2})

    assert "Somebody saved the article after you opened this page." in refused.text
    assert 'name="version" value="2"' in refused.text
    assert again.status_code == 302


def test_tags_are_merged_once_and_as_shown():
    client = signed_in(make_user(is_superuser=True))
    one, two = Tag.objects.create(name="one"), Tag.objects.create(name="two")
    address = f"{page(Tag, 'merge', one.pk)}?other={two.pk}"
    posted = opened(client, address) | {"into": one.pk}
    Tag.objects.filter(pk=two.pk).update(name="three")

    stale = client.post(address, posted)
    answers = [client.post(address, opened(client, address) | {"into": one.pk})]
    answers.append(client.post(address, posted))

    assert "Tags: one, three" in stale.text
    assert answers[0].status_code == 302
    assert Tag.objects.get() == one


@pytest.mark.parametrize("is_valid", [True, False])
def test_what_a_page_reads_before_it_decides_keeps_nobody_from_writing(editor, is_valid):
    article = make_article(publish=False)
    address = step(article, "publish")
    posted = opened(editor, address) | ({} if is_valid else {"change": "none"})

    with CaptureQueriesContext(connection) as queries:
        editor.post(address, posted)

    asked = [query["sql"] for query in queries]
    begun = [place for place, sql in enumerate(asked) if sql.startswith(("SAVEPOINT", "BEGIN"))]
    read = [place for place, sql in enumerate(asked) if 'FROM "articles_textblock"' in sql]
    assert article.editions.exists() == is_valid
    assert read[0] < begun[0] if is_valid else not begun
