"""Versions of an article: listed, named, shown, and to whom; and the history of other records."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.drafts.revisions import save_revision
from articles.models import ProductPick, TextBlock
from articles.publishing.schedule import publish, take_down
from tests.articles.admin.article_pages import read, rewrite, step
from tests.factories import (
    make_article,
    make_person,
    make_product,
    make_question,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


def test_history_lists_what_was_published_and_what_has_a_name(desk):
    article = make_article("Milia")
    save_revision(article)
    rewrite(article, "<p>Typing.</p>")
    rewrite(article, "<p>Clean.</p>", note="Clean copy")
    publish(article, note="New advice", change="advice")
    publish(article, at=timezone.now() + timedelta(days=2))
    take_down(article, note="Wrong dose")

    short = desk.get(step(article, "versions"))
    full = desk.get(step(article, "versions"), {"all": "1"})

    assert "Revision 3: Clean copy" in short.text
    assert "Revision 2" not in short.text
    assert "Revision 2" in full.text
    for words in ("New advice", "our advice", "Wrong dose", "scheduled", "taken down", "past"):
        assert words in short.text
    assert "draft" in read(short)
    assert "Also unnamed revisions (2)" in short.text


def test_history_asks_no_more_with_more_rows(desk, django_assert_max_num_queries):
    few, many = make_article(), make_article()
    save_revision(few, note="One")
    for number in range(12):
        rewrite(many, f"<p>{number}</p>", note=f"Name {number}")
        publish(many)
    counts = []

    for article in (few, many):
        with django_assert_max_num_queries(14) as asked:
            desk.get(step(article, "versions"))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_revision_is_named_in_the_form(desk):
    article = make_article()
    page = desk.get(step(article, "change"))

    form = page.context["adminform"].form
    assert "Name this revision" in page.text
    assert form.fields["revision_name"].max_length == 200


def test_a_revision_is_named_and_renamed_afterwards(desk):
    article = make_article()
    save_revision(article)
    name = step(article, "revision_name", 1)

    desk.post(name, {"note": "Clean copy"})
    first = article.revisions.get().note
    desk.post(name, {"note": "Copy for Dr Lind"})
    too_long = desk.post(name, {"note": "x" * 201}, follow=True)

    assert first == "Clean copy"
    assert article.revisions.get().note == "Copy for Dr Lind"
    assert "at most 200 characters" in too_long.text
    assert "Named revision 1 “Clean copy”." in {
        entry.get_change_message() for entry in LogEntry.objects.all()
    }
    assert desk.get(name).status_code == 405


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("versions", []),
        ("compare", []),
        ("point_in_time", []),
        ("revision", [1]),
        ("edition", [1]),
        ("edition_restore", [1]),
        ("revision_restore", [1]),
    ],
)
def test_history_is_for_those_who_may_see_the_article(name, args):
    article = make_article()
    save_revision(article)
    address = step(article, name, *args)

    anonymous = Client().get(address)
    stranger = signed_in(staff("view_question")).get(address)
    editor = signed_in(staff("view_article", "change_article", "publish_article")).get(address)

    assert anonymous.status_code == 302
    assert "login" in anonymous.url
    assert stranger.status_code == 403
    assert editor.status_code in {200, 302}


@pytest.mark.parametrize(
    ("name", "args"), [("edition_restore", [1]), ("revision_restore", [1]), ("revision_name", [1])]
)
def test_who_may_only_look_changes_nothing(name, args):
    article = make_article(html="<p>First.</p>")
    save_revision(article)
    TextBlock.objects.update(html="<p>Later.</p>")
    address = step(article, name, *args)
    forged = {"version": article.version, "note": "Forged"}

    answers = [
        signed_in(staff("view_article")).post(address, forged),
        signed_in(staff("view_question")).post(address, forged),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert Client().post(address, forged).status_code == 302
    assert TextBlock.objects.get().html == "<p>Later.</p>"
    assert article.revisions.get().note == ""


def test_a_viewer_compares_but_is_offered_no_way_back():
    article = make_article()
    save_revision(article, note="Clean copy")
    viewer = signed_in(staff("view_article"))

    page = viewer.get(step(article, "versions"))

    assert "Clean copy" in page.text
    assert "Restore…" not in page.text
    assert "Rename" not in page.text
    assert viewer.get(step(article, "compare")).status_code == 200


def test_numbers_of_nothing_are_not_found(desk):
    article, other = make_article(), make_article()
    save_revision(other)

    for name in ("revision", "revision_restore", "edition", "edition_restore"):
        assert desk.get(step(article, name, 9)).status_code == 404
    assert desk.get(step(article, "revision", 1)).status_code == 404


def test_a_revision_is_shown_as_readers_would_have_seen_it(desk):
    article = make_article(publish=False, html="<p>First words.</p>", products=[make_product()])
    save_revision(article, note="Clean copy")
    pick = ProductPick.objects.get()
    pick.delete()
    pick.product.delete()

    page = desk.get(step(article, "revision", 1))

    assert "First words." in page.text
    assert "This is revision 1 (“Clean copy”)" in page.text
    assert "noindex" in page["X-Robots-Tag"]


def test_record_history_marks_the_words_of_long_texts(desk):
    question = make_question("Do they hurt?", answer="<p>Not at all.</p>")
    question.answer = "<p>Hardly at all.</p>"
    question.save()
    person = make_person("Anna Lind", job_title="consultant", bio="Writes here.")
    person.job_title, person.bio = "<b>retired</b>", "Wrote here."
    person.save()

    answers = desk.get(reverse("admin:faq_question_history", args=[question.pk]))
    people = desk.get(reverse("admin:people_person_history", args=[person.pk]))

    assert "removed: Not added: Hardly at all." in read(answers)
    assert "removed: Writes added: Wrote here." in read(people)
    assert "before: consultant → now: &lt;b&gt;retired&lt;/b&gt;" in read(people)
