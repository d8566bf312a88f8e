"""What changes behind a plan is told at once to those who decide, and holds it if a site wants."""

from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article, Edition, PlanChange
from articles.publishing import schedule
from backoffice.models import SiteSettings
from core.timezones import moment_text
from people.models import Person
from tests.admin_forms import fields, opened, page
from tests.factories import (
    make_article,
    make_member,
    make_person,
    make_plan,
    make_user,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    return make_member("Editor", first_name="Ada", last_name="Lim", email="ada@example.org")


@pytest.fixture
def other():
    return make_member("Editor", first_name="Bo", last_name="Tan", email="bo@example.org")


@pytest.fixture
def plan(planner):
    """Of an article that readers see in an older edition."""
    article = make_article("Milia", author=make_person("Anna Lind"), tags=["eyes"])
    at = timezone.now().replace(microsecond=0) + timedelta(days=3)
    return make_plan(article, at=at, by=planner)


def held_when(choice):
    SiteSettings.objects.create(version=1, values={"planning": {"hold": choice}})


def renamed(user, name):
    """A person of the plan, renamed at the desk by somebody who may."""
    client, person = signed_in(user), Person.objects.get()
    address = page(Person, "change", person.pk)
    answer = client.post(address, opened(client, address) | {"name": name})
    assert answer.status_code == 302, answer.text
    return client


def changes_of(plan):
    return reverse("admin:articles_article_plan_changes", args=[plan.article_id, plan.number])


def test_changed_fact_is_told_to_planner_and_editors(
    planner, other, plan, django_capture_on_commit_callbacks
):
    SiteSettings.objects.create(version=1, values={"identity": {"name": "Skin Deep"}})
    with django_capture_on_commit_callbacks(execute=True):
        client = renamed(other, "Anna Forged")

    words = "Person Anna Forged, name: “Anna Lind” → “Anna Forged”, by Bo Tan."
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]
    assert mail.outbox[0].subject == "[Skin Deep] “Milia” changed after it was planned"
    assert words in mail.outbox[0].body
    assert changes_of(plan) in mail.outbox[0].body
    assert words in client.get(changes_of(plan)).text
    assert "Changed since they were planned" in client.get(reverse("admin:index")).text
    for address in (reverse("admin:calendar"), page(Article, "change", plan.article_id)):
        assert "Something it shows has changed since." in client.get(address).text
    assert schedule.live_edition(plan.article, plan.live_from).pk == plan.pk  # not held


def test_draft_saved_since_is_no_change_of_what_the_plan_shows(other, plan):
    client, form = signed_in(other), page(Article, "change", plan.article_id)
    told = []
    for slug in ("elsewhere", plan.slug):
        client.post(form, opened(client, form) | {"slug": slug})
        told.append("The draft was saved since, by Bo Tan;" in client.get(changes_of(plan)).text)
        assert "Something it shows" not in client.get(form).text
        waiting = client.get(page(Edition, "changelist"), {"worklist": "changes"})
        assert waiting.context["cl"].result_count == 0

    assert told == [True, False]


@pytest.mark.parametrize("down", [False, True])
def test_what_went_live_waits_for_nobody(other, down):
    article = make_article("Milia")
    plan = schedule.live_edition(article)
    plan.plan_changes.create(what="Person Anna", field="name", before="Anna", after="Ada")
    if down:
        schedule.take_down(article)

    client = signed_in(other)
    answer = client.get(changes_of(plan)).text

    assert "Something it shows" not in client.get(page(Article, "change", article.pk)).text
    when = moment_text(plan.live_from)
    assert f"It was live from {when} to" in answer if down else f"It went live on {when}." in answer
    assert "It may go live" not in answer


def test_what_was_seen_waits_no_more(other, plan):
    client = renamed(other, "Anna Forged")

    client.post(changes_of(plan), opened(client, changes_of(plan)))

    assert not PlanChange.objects.unseen().exists()
    assert "Something it shows" not in client.get(reverse("admin:calendar")).text


def test_held_plan_goes_live_once_it_is_released(other, plan):
    held_when("facts")
    at, article = plan.live_from, plan.article
    client = renamed(other, "Anna Forged")

    held = schedule.live_edition(article, at + timedelta(days=1))
    shown = client.get(reverse("admin:calendar")).text
    client.post(changes_of(plan), opened(client, changes_of(plan)))

    assert held.number == 1
    assert "edition 2 is held" in shown
    assert "It is held, and doesn’t go live before it is released." in shown
    assert schedule.live_edition(article, at).number == 2
    assert not Edition.objects.exclude(held_from=None).exists()


def test_held_plan_is_shown_by_the_moment_it_was_held_from(other, plan):
    schedule.hold(plan)
    client, when = signed_in(other), moment_text(plan.held_from)

    listed = client.get(page(Edition, "changelist")).text
    own = client.get(page(Edition, "change", plan.pk)).text
    preview = client.get(
        reverse("admin:articles_article_edition", args=[plan.article_id, plan.number])
    ).text
    scheduled = client.get(page(Edition, "changelist"), {"worklist": "planned"})

    assert f"held; its time was {when}" in listed
    assert f"held; its time was {when}" in own
    assert "9999" not in listed + own + preview
    assert scheduled.context["cl"].result_count == 0


def test_plan_held_past_its_time_goes_live_when_it_is_released(plan):
    schedule.hold(plan)
    passed = timezone.now() - timedelta(hours=1)
    row = Edition.objects.get(pk=plan.pk)
    row.held_from = passed
    schedule._write_anew(row)

    schedule.release(plan.article, row)

    assert schedule.live_edition(plan.article).number == 2


def test_words_saved_are_told_once_and_hold_only_where_the_site_says_so(other, plan):
    held_when("facts")
    client, address = signed_in(other), page(Article, "change", plan.article_id)
    for dek in ("One.", "Two."):
        client.post(address, opened(client, address) | {"dek": dek})
    told = PlanChange.objects.count()
    SiteSettings.objects.create(version=2, values={"planning": {"hold": "all"}})
    PlanChange.objects.update(seen_at=timezone.now())

    client.post(address, opened(client, address) | {"dek": "Three."})

    assert told == 1
    assert Edition.objects.get(pk=plan.pk).is_held
    assert not Edition.objects.filter(article=plan.article_id, number=1).exclude(held_from=None)


@pytest.mark.parametrize("change", ["tie", "tag"])
def test_rows_beside_a_row_and_tags_are_facts_too(change, plan):
    if change == "tie":
        Person.objects.get().same_as.create(url="https://clinic.example/")
    else:
        client = signed_in(make_member("Editor"))
        address = page(Tag, "change", Tag.objects.get().pk)
        client.post(address, opened(client, address) | {"name": "lids"})

    expected = {"tie": "page on another site: nothing → “https", "tag": "name: “eyes” → “lids”"}
    assert expected[change] in PlanChange.objects.get().sentence


def test_what_no_page_shows_and_what_is_live_alone_is_no_change_of_a_plan(plan):
    Person.objects.get().save()
    person = Person.objects.get()
    person.credentials_due_on = timezone.localdate()
    person.save()
    schedule.cancel(plan.article, plan)
    person.name = "Anna Other"
    person.save()

    assert not PlanChange.objects.exists()


def test_the_database_keeps_a_held_edition_from_beginning(plan):
    row = Edition.objects.get(pk=plan.pk)
    row.pk, row.number, row.held_from = None, 9, row.live_from
    row.live_from += timedelta(days=1)
    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


def step(plan, name):
    return reverse(f"admin:articles_article_{name}", args=[plan.article_id, plan.number])


def typed(name, at):
    at = timezone.localtime(at)
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}


WORDS = "name: “Anna Lind” → “Anna Forged”"


@pytest.mark.parametrize(("name", "days"), [("reschedule", 5), ("replan", 5), ("replan", 3)])
def test_what_is_held_stays_held_and_told_wherever_it_goes(other, plan, name, days):
    held_when("facts")
    at, article = plan.live_from + timedelta(days=days - 3), plan.article
    client = renamed(other, "Anna Forged")

    asked = client.get(step(plan, name)).text
    posted = opened(client, step(plan, name)) | typed("at", at)
    answer = client.post(step(plan, name), posted, follow=True)

    row = article.editions.get(number=2)
    assert (row.is_held, row.planned_for) == (True, at)
    assert WORDS in asked
    for text in (asked, answer.text):
        assert "It is held, and stays so until somebody releases it." in text
    assert WORDS in client.get(changes_of(plan)).text


def test_changes_nobody_has_seen_are_told_again_by_the_plan_that_words_are_put_into(other, plan):
    client = renamed(other, "Anna Forged")
    address = page(Article, "change", plan.article_id)
    client.post(address, opened(client, address) | {"dek": "Saved since."})

    answer = client.post(step(plan, "replan"), opened(client, step(plan, "replan")), follow=True)

    fresh = plan.article.editions.get(number=2)
    assert WORDS in answer.text
    assert [change.field for change in fresh.plan_changes.unseen()] == ["name"]
    assert fresh.dek == "Saved since."


@pytest.mark.parametrize("name", ["publish", "replan", "reschedule", "plan_changes"])
def test_fact_that_changes_while_a_page_asks_is_asked_about_again(other, plan, name):
    client, article = signed_in(other), plan.article
    article.dek = "Saved since."
    article.save()
    address = step(plan, name) if name != "publish" else page(Article, "publish", article.pk)
    posted = opened(client, address)
    Person.objects.get().same_as.create(url="https://clinic.example/")
    before = list(article.editions.values_list("pk", "made_at"))

    answer = client.post(address, posted)

    assert answer.status_code == 200
    assert "Something changed after you opened this page." in answer.text
    assert list(article.editions.values_list("pk", "made_at")) == before
    assert client.post(address, opened(client, address)).status_code == 302


def switched(client, choice):
    address = reverse("admin:site_settings")
    posted = opened(client, address) | {"planning-hold": choice}
    return client.post(address, posted, follow=True)


@pytest.mark.parametrize(
    ("choice", "changed", "is_held"),
    [
        ("facts", "fact", True),
        ("facts", "words", False),
        ("all", "words", True),
        ("facts", "seen", False),
        ("facts", "nothing", False),
    ],
)
def test_site_that_wants_plans_held_holds_those_that_changed_before(
    planner, other, plan, choice, changed, is_held, django_capture_on_commit_callbacks
):
    if changed in ("fact", "seen"):
        renamed(other, "Anna Forged")
    if changed == "seen":
        PlanChange.objects.update(seen_at=timezone.now())
    if changed == "words":
        client, address = signed_in(other), page(Article, "change", plan.article_id)
        client.post(address, opened(client, address) | {"dek": "Saved since."})
    owner = signed_in(make_user(is_superuser=True))

    with django_capture_on_commit_callbacks(execute=True):
        answer = switched(owner, choice)

    assert Edition.objects.get(pk=plan.pk).is_held == is_held
    told = "1 plan is held now, for what changed before."
    assert (told in answer.text) == is_held
    assert ("1 plan is held now." if is_held else "No plans are held now.") in answer.text
    letters = [letter for letter in mail.outbox if letter.to == ["ada@example.org"]]
    assert bool(letters) == is_held
    assert not is_held or "It is held:" in letters[0].body


def test_plan_stays_held_once_the_site_wants_none_held_any_more(other, plan):
    held_when("facts")
    renamed(other, "Anna Forged")

    answer = switched(signed_in(make_user(is_superuser=True)), "")

    assert Edition.objects.get(pk=plan.pk).is_held
    assert "1 plan is held now." in answer.text


@pytest.mark.parametrize("name", ["reschedule", "replan"])
@pytest.mark.parametrize("state", ["live", "past", "taken down", "takedown"])
def test_page_of_what_has_begun_says_so_and_what_can_be_done(other, name, state):
    article = make_article("Milia")
    row = schedule.live_edition(article)
    if state == "past":
        article.dek = "Newer."
        article.save()
        schedule.publish(article)
    elif state != "live":
        down = schedule.take_down(article)
        row = down if state == "takedown" else row
    client = signed_in(other)

    answers = [
        client.get(step(row, name)),
        client.post(step(row, name), typed("at", row.live_from)),
    ]

    for answer in answers:
        text = unescape(answer.text)
        assert "It is scheduled for" not in text
        assert 'class="default"' not in text
        when = moment_text(row.live_from)
        begun = {
            "live": f"It went live on {when}.",
            "past": f"It was live from {when} to",
            "taken down": f"It was live from {when} to",
            "takedown": f"The article came down on {when}.",
        }
        assert begun[state] in text
        is_live = state in ("live", "past")
        advice = "publish the draft or take the article down." if is_live else "bring it back"
        assert advice in text
    assert article.editions.count() == (1 if state == "live" else 2)


def button_of(client, address, action):
    """What the one button with this action posts, of several on the page."""
    _, form = client.get(address).text.split(f'<form method="post" action="{action}">')
    return fields(SimpleNamespace(text=form.split("</form>")[0]))


def test_fact_that_changes_behind_the_calendar_is_asked_about_again(other, plan):
    client, article = signed_in(other), plan.article
    article.dek = "Saved since."
    article.save()
    for place in (reverse("admin:calendar"), page(Article, "change", article.pk)):
        posted = button_of(client, place, step(plan, "replan"))
        Person.objects.update(name=f"{Person.objects.get().name} Forged")

        answer = client.post(step(plan, "replan"), posted)

        assert answer.status_code == 200
        assert "People: What it shows of them has changed" in answer.text
        assert article.editions.get(number=2).dek == ""
    posted = button_of(client, place, step(plan, "replan"))
    assert client.post(step(plan, "replan"), posted).status_code == 302
