"""A medical reviewer signs the very words on the page, and readers are told no more than that."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.content.sections import section_digests
from articles.content.snapshot import draft_sections, snapshot
from articles.models import Article, Byline, CallOut, Review, TextBlock
from articles.publishing.schedule import publish
from articles.sign_off import section_states, signatures
from tests.admin_forms import opened, page
from tests.factories import (
    make_article,
    make_member,
    make_person,
    make_question,
    make_user,
    signed_in,
)

pytestmark = pytest.mark.django_db


def make_doctor(name="Ada Doc", **fields):
    """A person who may sign, with a login."""
    today = timezone.localdate()
    checked = {
        "credentials": "MD",
        "credentials_checked_on": today - timedelta(days=100),
        "credentials_due_on": today + timedelta(days=265),
    }
    account = make_member("Medical reviewer")
    return make_person(name, honorific="Dr.", **{"account": account, **checked, **fields})


def desk_of(doctor):
    return signed_in(doctor.account)


def door(article):
    return reverse("admin:articles_article_sign_off", args=[article.pk])


def ticks(article, *places):
    """What is posted for the sections at these places; for all where none is named."""
    digests = section_digests(snapshot(article))
    chosen = [digests[place] for place in places] if places else digests
    return {"section": chosen, "version": article.version}


def review_of(article):
    return snapshot(article)["review"]


def test_signed_sections_are_what_readers_are_told(client):
    doctor = make_doctor()
    article = make_article(html="<p>Milia are cysts.</p>", dek="Small bumps.")
    desk = desk_of(doctor)

    shown = desk.get(door(article)).text
    response = desk.post(door(article), ticks(article), follow=True)
    publish(article)

    review = Review.objects.get()
    assert "You sign as <strong>Dr. Ada Doc, MD</strong>" in shown
    assert "Milia are cysts." in shown
    assert shown.count("Not signed yet.") == 3
    assert (review.article, review.reviewer) == (article, doctor)
    assert review.keys[:2] == ["title", "dek"]
    assert "Signed: 3 sections." in response.text
    assert "Signed off by Dr. Ada Doc, MD on" in response.text
    assert ": all sections." in response.text
    assert LogEntry.objects.get().get_change_message() == "Signed off 3 sections as Ada Doc."
    assert "Medically reviewed by" in client.get(article.get_absolute_url()).text


def test_what_was_signed_in_parts_counts_once_it_is_whole():
    doctor = make_doctor()
    article = make_article(call_out="<p>See a doctor.</p>", publish=False)
    desk = desk_of(doctor)

    desk.post(door(article), ticks(article, 0, 1))
    in_part = review_of(article)
    panel = desk.get(page(Article, "change", article.pk)).text
    desk.post(door(article), ticks(article, 2))

    assert in_part is None
    assert "2 of 3 sections." in panel
    assert review_of(article)["reviewer"] == doctor.pk


def test_all_sections_are_those_that_were_on_the_page():
    doctor = make_doctor()
    article = make_article(call_out="<p>See a doctor.</p>", publish=False)
    desk = desk_of(doctor)
    posted = opened(desk, door(article)) | {"section": [], "all": ""}

    desk.post(door(article), posted)
    signed = review_of(article)
    CallOut.objects.create(parent=article, region="main", ordering=99, html="<p>New.</p>")
    desk.post(door(article), posted | {"decision": "of another page"})

    assert signed
    assert [len(review.digests) for review in Review.objects.all()] == [3, 3]
    assert review_of(article) is None


def test_halves_of_two_reviewers_make_no_whole_one():
    ada, ben = make_doctor("Ada Doc"), make_doctor("Ben Doc")
    article = make_article(call_out="<p>See a doctor.</p>", publish=False)

    desk_of(ada).post(door(article), ticks(article, 0, 1))
    desk_of(ben).post(door(article), ticks(article, 2))

    assert [signature.signed for signature in signatures(article)] == [1, 2]
    assert review_of(article) is None


def test_readers_see_the_day_of_the_oldest_signature_that_holds():
    doctor = make_doctor()
    article = make_article(publish=False)
    digests = section_digests(snapshot(article))
    for days, signed in ((40, digests), (20, digests[:1])):
        article.reviews.create(
            reviewer=doctor, digests=signed, signed_at=timezone.now() - timedelta(days=days)
        )
    before = review_of(article)["signed_on"]
    article.reviews.create(reviewer=doctor, digests=digests)

    today = timezone.localdate()
    assert before == (today - timedelta(days=40)).isoformat()
    assert review_of(article)["signed_on"] == today.isoformat()


def test_changed_words_are_open_again_and_said_so():
    doctor = make_doctor()
    article = make_article(call_out="<p>See a doctor.</p>", publish=False)
    desk = desk_of(doctor)
    desk.post(door(article), ticks(article))
    TextBlock.objects.update(html="<p>Other words.</p>")

    panel = desk.get(page(Article, "change", article.pk)).text
    shown = desk.get(door(article)).text

    assert review_of(article) is None
    assert "2 of 3 sections; 1 changed since." in panel
    assert "<strong>Changed</strong> since Dr. Ada Doc, MD signed it on" in shown
    assert [state.is_changed for state in section_states(article)] == [False, True, False]
    # A tick says that somebody has checked the words: nobody has yet.
    assert " checked>" not in shown


def test_mark_up_alone_is_no_other_word():
    doctor = make_doctor()
    article = make_article(html="<p>Milia are cysts.</p>", publish=False)
    desk_of(doctor).post(door(article), ticks(article))

    TextBlock.objects.update(html="<p>Milia are <strong>cysts</strong>.</p>")

    assert review_of(article)["reviewer"] == doctor.pk


@pytest.mark.parametrize("how", ["saved", "answer", "block"])
def test_words_that_changed_since_the_page_was_opened_are_not_signed(how):
    doctor = make_doctor()
    question = make_question()
    article = make_article(questions=[question], publish=False)
    CallOut.objects.create(parent=article, region="main", ordering=99, html="<p>Go.</p>")
    posted = ticks(article)
    if how == "saved":
        Article.objects.update(version=article.version + 1)
    elif how == "answer":  # moves no version of the article
        type(question).objects.update(answer="<p>No, it isn't.</p>")
    else:
        CallOut.objects.all().delete()

    response = desk_of(doctor).post(door(article), posted)

    assert response.status_code == 200
    assert "Somebody changed the article after you opened this page" in response.text
    assert not Review.objects.exists()
    assert how != "answer" or "<p>No, it isn't.</p>" in response.text


def test_looking_again_after_a_change_is_a_signature():
    doctor = make_doctor()
    article = make_article(publish=False)
    stale = ticks(article)
    Article.objects.update(version=article.version + 1)
    desk = desk_of(doctor)
    refused = desk.post(door(article), stale)

    article.refresh_from_db()
    assert f'name="version" value="{article.version}"' in refused.text
    desk.post(door(article), ticks(article))

    assert review_of(article)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"credentials": ""}, "No medical credential is on file for Ada Doc"),
        ({"credentials_checked_on": None}, "Nobody has checked Ada Doc&#x27;s credentials yet."),
        (
            {"credentials_due_on": timezone.localdate() - timedelta(days=1)},
            "credentials were due to be checked again by",
        ),
    ],
)
def test_who_may_not_sign_is_told_why_and_signs_nothing(fields, sentence):
    doctor = make_doctor(**fields)
    article = make_article(publish=False)
    desk = desk_of(doctor)

    shown = desk.get(door(article))
    posted = desk.post(door(article), ticks(article))

    for response in (shown, posted):
        assert sentence in response.text
        assert 'name="section"' not in response.text
    assert not Review.objects.exists()


def test_check_that_is_due_today_is_not_overdue():
    doctor = make_doctor(credentials_due_on=timezone.localdate())
    article = make_article(publish=False)

    desk_of(doctor).post(door(article), ticks(article))

    assert Review.objects.exists()


def test_nobody_reviews_what_they_wrote():
    doctor = make_doctor()
    article = make_article(author=doctor, publish=False)
    desk = desk_of(doctor)

    posted = desk.post(door(article), ticks(article))

    assert "Ada Doc is an author of this article." in posted.text
    assert not Review.objects.exists()


def test_signature_of_somebody_who_became_an_author_holds_no_longer():
    doctor = make_doctor()
    article = make_article(publish=False)
    desk_of(doctor).post(door(article), ticks(article))
    held = review_of(article)

    Byline.objects.create(article=article, person=doctor)

    assert held
    assert review_of(article) is None
    assert signatures(article) == []


def test_log_in_that_stands_at_nobody_signs_nothing():
    article = make_article(publish=False)
    for user in (make_member("Medical reviewer"), make_user(is_superuser=True)):
        posted = signed_in(user).post(door(article), ticks(article))

        assert "linked to anyone on file" in posted.text
    assert not Review.objects.exists()


@pytest.mark.parametrize("role", ["Writer", "Editor", "Price admin"])
def test_credential_without_the_right_signs_nothing(role):
    doctor = make_doctor(account=make_member(role))
    article = make_article(publish=False)

    assert desk_of(doctor).get(door(article)).status_code == 403
    assert desk_of(doctor).post(door(article), ticks(article)).status_code == 403
    assert Client().post(door(article), ticks(article)).status_code == 302
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"section": []},
        {"section": ["0" * 64]},
        {"section": ["x'; --", ""]},
        {"version": ""},
        {"version": "²"},
        {"version": "9" * 40},
    ],
    ids=str,
)
def test_forged_signature_is_refused_in_a_sentence(forged):
    article = make_article(publish=False)
    posted = (ticks(article) | forged) if forged else {}

    response = desk_of(make_doctor()).post(door(article), posted)

    assert response.status_code == 200
    assert "Tick the sections" in response.text or "nothing was signed" in response.text
    assert not Review.objects.exists()


def test_section_of_another_article_is_not_signed_here():
    article, other = make_article(publish=False), make_article(html="<p>X.</p>", publish=False)
    posted = ticks(other) | {"version": article.version}

    desk_of(make_doctor()).post(door(article), posted)

    assert not Review.objects.exists()


def test_sign_off_is_never_changed():
    article = make_article(publish=False)
    review = article.reviews.create(reviewer=make_doctor(), digests=[])

    with pytest.raises(IntegrityError, match="A sign-off is never changed"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(digests=section_digests(snapshot(article)))

    review.refresh_from_db()
    assert review.digests == []


def test_sections_leave_out_what_is_empty_and_name_the_rest():
    question = make_question("Is it?", answer="<p>Yes.</p>")
    article = make_article("Milia", dek="", questions=[question], publish=False)

    labels = [(section.label, section.words) for section in draft_sections(article)]

    assert labels == [
        ("Title", "Milia"),
        ("Text", "Some words."),
        ("Question and answer", "Is it?\nYes."),
    ]
    assert section_digests(snapshot(article)) == [each.digest for each in draft_sections(article)]


def test_words_are_shown_as_words():
    article = make_article("<script>x()</script>", publish=False)

    shown = desk_of(make_doctor()).get(door(article)).text

    assert "<script>x()" not in shown
    assert "&lt;script&gt;x()" in shown


def test_words_are_read_as_they_stand_on_the_page():
    html = "<h2>Popping</h2><p>Don't.</p><ul><li><p>No needle</p></li><li><p>No nail</p></li></ul>"
    article = make_article("Milia", html=html, publish=False)

    shown = desk_of(make_doctor()).get(door(article)).text

    assert html in shown


def test_panel_asks_no_more_with_more_signatures():
    doctor = make_doctor()
    article = make_article(publish=False)
    desk, address = desk_of(doctor), page(Article, "change", article.pk)
    digests = section_digests(snapshot(article))
    article.reviews.create(reviewer=doctor, digests=digests)
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for _ in range(5):
        article.reviews.create(reviewer=make_person(), digests=digests)
    with CaptureQueriesContext(connection) as more:
        desk.get(address)

    assert len(more) == len(few)


def test_what_a_reviewer_has_signed_waits_for_them_no_longer():
    doctor = make_doctor()
    article = make_article("Milia", call_out="<p>Go.</p>", publish=False, status="in_review")
    desk, editor = desk_of(doctor), signed_in(make_member("Editor"))

    desk.post(door(article), ticks(article, 0))
    in_part = desk_lines(desk)[WAITING]
    desk.post(door(article), ticks(article, 1, 2))

    assert in_part == ["Milia"]
    assert not desk_lines(desk).get(WAITING)
    assert not desk_lines(editor).get(WAITING)
    assert desk_lines(editor)["Signed off"] == ["Milia"]


def test_a_save_that_changes_no_signed_word_leaves_it_signed_off():
    article = make_article("Milia", publish=False, status="in_review")
    desk_of(make_doctor()).post(door(article), ticks(article))
    editor, address = signed_in(make_member("Editor")), page(Article, "change", article.pk)

    editor.post(address, opened(editor, address) | {"topic": "Concerns"})
    topic = desk_lines(editor)
    editor.post(address, opened(editor, address) | {"dek": "Bumps."})
    words = desk_lines(editor)

    assert (topic.get("Signed off"), topic.get(WAITING)) == (["Milia"], None)
    assert (words.get("Signed off"), words.get(WAITING)) == (None, ["Milia"])


WAITING = "Waiting for review"


def desk_lines(client):
    """Title of a card → the articles listed under it."""
    cards = client.get(reverse("admin:index")).context["worklists"]
    return {card.title: [line.text for line in card.lines] for card in cards}
