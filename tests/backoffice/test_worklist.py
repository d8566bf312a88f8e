"""The desk's first page: every number is the length of the list behind it, for whoever looks."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.content.sections import section_digests
from articles.content.snapshot import snapshot
from articles.drafts.revisions import save_revision
from articles.models import Article, Byline, Edition, Quote
from articles.publishing.schedule import publish, take_down
from backoffice import worklist
from manuscripts.models import Manuscript
from manuscripts.proposals import receive
from products.models import Offer
from tests.factories import (
    make_article,
    make_offer,
    make_page,
    make_person,
    make_product,
    make_question,
    make_quote,
    make_report,
    make_user,
    set_price,
    signed_in,
)

pytestmark = pytest.mark.django_db

# What each kind of work needs; the groups of the roles are made of such sets.
RIGHTS = {
    "writer": ["view_article", "change_article", "view_question", "change_question"],
    "editor": [
        *("view_article", "change_article", "publish_article", "view_edition"),
        *("change_quote", "change_question", "change_person"),
    ],
    "reviewer": ["view_article", "add_review", "view_quote"],
    "prices": ["add_pricebatch", "view_offer", "change_offer"],
    "onlooker": ["view_article", "view_edition", "view_quote", "view_question", "view_offer"],
    "planner without the list": ["publish_article", "change_quote"],  # no view_edition
    "nobody": [],
}
CARDS_OF = {
    "writer": {"mine", "review", "signed", "changed", "unanswered"},
    "editor": {
        *("mine", "review", "signed", "planned", "changes", "lacking", "old-answers"),
        *("changed", "unanswered", "open", "overdue"),
    },
    "reviewer": {"review"},
    "prices": {"stale", "held"},
    "onlooker": set(),
    "planner without the list": {"open"},
    "nobody": set(),
}


def somebody(role):
    return let(make_user(role), role)


def let(user, role):
    """Make `user` one of that role, and of no other."""
    user.is_superuser = role == "everything"
    user.save()
    rights = RIGHTS.get(role, [])
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    assert user.user_permissions.count() == len(rights)
    return user


def cards(client):
    """name → (number on the card, address behind it), from the page as it is read."""
    text = client.get(reverse("admin:index")).text
    found = re.findall(
        r'<a href="([^"]+)"><span class="worklist-count">([\d,]+)</span> '
        r'<span class="worklist-title">([^<]+)</span>',
        text,
    )
    by_title = {card.title: card.name for card in worklist._cards}
    return {
        by_title[unescape(title)]: (int(count.replace(",", "")), unescape(address))
        for address, count, title in found
    }


def earlier(row, **days):
    """Move columns of a row some days back: `earlier(article, saved_at=3)`."""
    moments = {name: timezone.now() - timedelta(days=count) for name, count in days.items()}
    type(row)._base_manager.filter(pk=row.pk).update(**moments)


def furnish(user):
    """Of each card some rows that wait and some that only look like it; name → how many wait."""
    me = make_person(account=user)
    tomorrow = timezone.now() + timedelta(days=1)

    begun = make_article(publish=False, created_by=user)
    make_article(publish=False, author=me)
    make_article(publish=False, status="in_review")  # somebody else's
    signed = make_article(publish=False, status="in_review")
    digests = section_digests(snapshot(signed))
    signed.reviews.create(reviewer=make_person(), digests=digests)
    save_revision(signed)
    make_article(created_by=user)  # live as its draft stands
    planned = make_article(publish=False, created_by=user, status="ready")
    publish(planned, at=tomorrow)
    down = make_article(created_by=user)
    take_down(down)
    Byline.objects.create(article=begun, person=me)  # begun and signed: one draft

    changed = make_article(status="in_review")
    changed.save()
    mine_changed = make_article(created_by=user)
    mine_changed.save()
    again = make_article()
    again.save()
    publish(again, at=tomorrow)  # the change is planned
    down.save()  # changed, but nobody reads it; a draft once more
    leaving = make_article()
    take_down(leaving, at=tomorrow)

    make_question(answer="")
    asked = make_question(proposed_tags="milia")
    make_article(questions=[asked])
    asked.answer = "<p>Another answer.</p>"
    asked.save()
    for _ in range(2):
        make_question("The same words?")
    make_product(proposed_tags="milia")
    Quote.objects.create(segments=["Nobody knows who."])
    make_quote()

    old = timezone.now() - timedelta(days=31)
    make_offer("19.00", checked_at=old)
    make_offer(None)
    make_offer("20.00", checked_at=timezone.now() - timedelta(days=29))
    seen_again = make_offer("21.00", checked_at=old)
    set_price(seen_again, "21.00", checked_at=timezone.now())
    withdrawn = make_offer("22.00", checked_at=old)
    Offer.objects.filter(pk=withdrawn.pk).update(withdrawn_at=timezone.now())
    held = make_offer("23.00")
    set_price(held, "2300.00")
    let_through = make_offer("24.00")
    batch = set_price(let_through, "2400.00")
    batch.release(list(batch.changes.all()), note="Seen at the shop.")

    receive(b"A title\n\nSome words.", "waits.txt")
    imported = receive(b"Another title\n\nSome words.", "imported.txt")[0]
    Manuscript.objects.filter(pk=imported.pk).update(article=begun)

    make_page(slug=f"page-{user.pk}", is_sample=True)
    make_page(slug=f"draft-{user.pk}", is_sample=True, published_at=None)
    make_report(held)
    make_report(held).move("mended", by=user, note="")

    today = timezone.localdate()
    make_person(credentials_due_on=today - timedelta(days=1))
    make_person(credentials_due_on=today)
    return {
        "mine": 4,
        "review": 2,
        "signed": 1,
        "planned": 3,
        "changes": 0,
        "lacking": 0,
        "waiting": 0,
        "changed": 2,
        "unanswered": 1,
        "open": 1,
        "stale": 2,
        "held": 1,
        "overdue": 1,
        "in_review": 1,
        "sample-texts": 1,
        "reports": 1,
        "old-answers": 1,
        "same": 2,
        "proposed": 1,
        "tags": 1,
    }


def test_each_number_is_the_length_of_the_list_behind_it():
    user = somebody("everything")
    expected = furnish(user)
    client = signed_in(user)
    assert {card.name for card in worklist._cards} == set(expected)

    for role in ("everything", *RIGHTS):
        let(user, role)
        shown = cards(client)

        assert set(shown) == CARDS_OF.get(role, set(expected)), role
        for name, (count, address) in shown.items():
            rows = client.get(address).context["cl"]
            assert rows.result_count == count == expected[name], (role, name)
            assert rows.full_result_count > count or name in {"planned", "held"}, (role, name)


def test_drafts_are_those_of_whoever_looks():
    anna, ben = somebody("writer"), make_user(is_superuser=True)
    furnish(ben)

    assert cards(signed_in(anna))["mine"][0] == 0
    assert cards(signed_in(ben))["mine"][0] == 4


def test_rows_under_a_number_are_the_most_urgent_and_lead_to_their_page():
    client = signed_in(somebody("everything"))
    for days in (5, 40, 30, 20, 10):
        article = make_article(f"Saved {days} days ago", publish=False, status="in_review")
        earlier(article, saved_at=days)

    response = client.get(reverse("admin:index"))

    card = next(
        card for card in response.context["worklists"] if card.title == "Waiting for review"
    )
    assert [line.text for line in card.lines] == [
        f"Saved {days} days ago" for days in (40, 30, 20, 10)
    ]
    oldest = Article.objects.get(title="Saved 40 days ago")
    assert card.lines[0].address == reverse("admin:articles_article_change", args=[oldest.pk])
    assert "and 1 more" in response.text


def test_scheduled_says_what_begins_and_leads_to_the_article():
    client = signed_in(somebody("everything"))
    article = make_article("Milia")
    take_down(article, at=timezone.now() + timedelta(days=2))

    card = client.get(reverse("admin:index")).context["worklists"][0]

    [line] = card.lines
    assert line.detail.startswith("comes down ")
    assert line.address == reverse("admin:articles_article_change", args=[article.pk])


def test_page_asks_no_more_queries_with_more_rows():
    client = signed_in(somebody("everything"))
    counts = []
    for _ in range(2):
        for title in ("One", "Two", "Three"):
            log(make_article(title, publish=False), somebody_else())
        furnish(somebody_else())
        client.get(reverse("admin:index"))  # content types are asked for once in a process
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("admin:index"))
        counts.append(len(asked))

    assert counts[0] == counts[1], [query["sql"] for query in asked]


def somebody_else():
    return make_user(is_superuser=True)


def test_forged_names_of_lists_open_a_list_and_no_error():
    client = signed_in(somebody("onlooker"))
    furnish(somebody_else())

    for name in ("mine", "no-such-list", "²", "'; --"):
        response = client.get(reverse("admin:articles_article_changelist"), {"worklist": name})

        assert response.status_code in {200, 302}, name


# An empty desk


def test_new_site_says_what_to_begin_with():
    text = signed_in(make_user(is_superuser=True)).get(reverse("admin:index")).text

    for words in ("Write the first article", "Upload a manuscript", "Invite your colleagues"):
        assert words in text
    assert reverse("admin:articles_article_add") in text


def test_first_steps_are_those_one_may_take_and_go_when_there_is_something():
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_article"]))
    client = signed_in(user)

    at_first = client.get(reverse("admin:index")).text
    user.user_permissions.add(Permission.objects.get(codename="change_article"))
    make_article(publish=False, created_by=user)
    later = client.get(reverse("admin:index")).text

    assert "Write the first article" in at_first
    assert "Invite your colleagues" not in at_first
    assert "Write the first article" not in later


def test_somebody_without_rights_is_told_whom_to_ask():
    text = signed_in(make_user()).get(reverse("admin:index")).text

    assert "ask whoever created it" in text


def test_page_is_for_staff():
    visitor, reader = Client(), signed_in(make_user(is_staff=False))

    for client in (visitor, reader):
        assert client.get(reverse("admin:index")).status_code == 302


# Recent changes


def log(row, user, note="Published edition 3.", flag=CHANGE):
    LogEntry.objects.log_actions(user.pk, [row], flag, change_message=note)


def changes(client):
    found = client.get(reverse("admin:index")).context["changes"]
    return [f"{change.who} {change.did} “{change.what}”" for change in found]


def test_changes_read_as_sentences_the_newest_first():
    anna = make_user("anna", is_superuser=True, first_name="Anna", last_name="Lim")
    article = make_article("Milia")
    log(article, anna, [{"added": {}}], flag=1)
    log(article, anna, [{"changed": {"fields": ["Title"]}}])
    log(article, anna)

    response = signed_in(anna).get(reverse("admin:index"))

    assert changes(signed_in(anna)) == [
        "Anna Lim published edition 3 of “Milia”",
        "Anna Lim changed the article “Milia”",
        "Anna Lim added the article “Milia”",
    ]
    assert "Changed Title." in response.text
    assert reverse("admin:articles_article_change", args=[article.pk]) in response.text


def test_every_note_of_the_admin_has_its_sentence():
    """What the steps write down (log_change) is known to a `log_line`, word for word."""
    anna = make_user("anna", is_superuser=True)
    client = signed_in(anna)
    article = make_article("Milia", publish=False)
    publishing = reverse("admin:articles_article_publish", args=[article.pk])
    client.post(publishing, {"version": article.version, "change": "text"})
    tomorrow = timezone.now() + timedelta(days=1)
    typed = {"version": article.version, "change": "text"}
    at = {"at_0": f"{tomorrow:%Y-%m-%d}", "at_1": f"{tomorrow:%H:%M:%S}"}
    Article.objects.update(title="Milia", dek="New.")
    client.post(publishing, typed | at)
    restore = reverse("admin:articles_article_edition_restore", args=[article.pk, 1])
    client.post(restore, {"version": article.version})
    client.post(reverse("admin:articles_article_cancel", args=[article.pk, 2]))
    client.post(reverse("admin:articles_article_take_down", args=[article.pk]), {"sure": "yes"})

    assert changes(client) == [
        "anna took down “Milia”",
        "anna canceled scheduled edition 2 of “Milia”",
        "anna restored edition 1 of “Milia”",
        "anna planned edition 2 of “Milia”",
        "anna published edition 1 of “Milia”",
    ]


def test_changes_of_rows_one_may_not_see_are_not_told():
    anna = make_user("anna", is_superuser=True)
    log(make_article("Milia"), anna)
    log(make_product("Secret Serum"), anna)
    log(make_user("hidden"), anna, "Changed password.")
    gone = make_article("Gone", publish=False)
    log(gone, anna, "")
    log(gone, anna, "", flag=3)
    gone.delete()

    assert changes(signed_in(somebody("reviewer"))) == [
        "anna deleted the article “Gone”",
        "anna published edition 3 of “Milia”",
    ]
    assert changes(signed_in(somebody("nobody"))) == []


# What the numbers are made of


def test_offers_repeat_when_their_price_was_checked_through_every_move():
    offer = make_offer("19.00", checked_at=timezone.now() - timedelta(days=50))
    first = offer.price_checked_at
    batch = set_price(offer, "20.00")
    stale_copy = Offer.objects.get(pk=offer.pk)
    second = offer.price_checked_at
    batch.undo()
    stale_copy.url = f"{stale_copy.url}/travel"
    stale_copy.save()
    offer.refresh_from_db()

    assert first < second
    assert offer.price_checked_at == first == offer.current.checked_at
    assert offer.url == stale_copy.url


def test_planned_rows_are_editions_and_take_downs_that_have_not_begun():
    article = make_article()
    down = take_down(article, at=timezone.now() + timedelta(days=1))

    assert list(Edition.objects.planned()) == [down]
    assert not Edition.objects.planned(down.live_from).exists()
