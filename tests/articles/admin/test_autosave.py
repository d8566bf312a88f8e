"""What is typed and not saved: kept for its editor alone, offered on return, gone once saved."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Autosave, ProductPick, TextBlock
from tests.admin_forms import PICK, TEXT, block, errors_of, fields, opened, page
from tests.articles.admin.autosaves import autosaved, change, payload, step
from tests.factories import (
    make_product,
    make_user,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


def test_what_was_typed_is_offered_on_return_and_taken_back_unsaved(desk, anna, article):
    html = {f"{TEXT}-0-html": "<p>First words, and more.</p>"}
    kept = autosaved(desk, anna, article, title="A better title", **html)

    offered = desk.get(change(article))
    differs = desk.get(step("autosave_diff", kept.pk))
    taken = desk.post(step("autosave_recover", kept.pk))
    form = opened(desk, taken.url)

    article.refresh_from_db()
    assert "You have unsaved changes." in offered.text
    for word in ("better", "more."):
        assert word in differs.text
    assert form["title"] == ["A better title"]
    assert form[f"{TEXT}-0-html"] == ["<p>First words, and more.</p>"]
    assert form["seen_version"] == ["1"]
    assert "errornote" not in desk.get(taken.url).text
    assert (article.title, article.version) == ("Milia", 1)


def test_saving_what_was_taken_back_ends_the_offer(desk, anna, article):
    kept = autosaved(desk, anna, article, title="A better title")
    form = opened(desk, desk.post(step("autosave_recover", kept.pk)).url)

    response = desk.post(change(article), form | {"_continue": "1"})

    article.refresh_from_db()
    assert response.status_code == 302, errors_of(response)
    assert article.title == "A better title"
    assert not Autosave.objects.recoverable().exists()
    assert "unsaved changes" not in desk.get(change(article)).text


def test_added_removed_and_moved_blocks_come_back_with_the_form(desk, anna, article):
    TextBlock.objects.create(
        parent=article, region="main", ordering=20, html="<p>Second words.</p>"
    )
    typed = block(TEXT, 2, html="<p>Third words.</p>", ordering=5) | block(
        PICK, 0, product=make_product("Night Serum").pk, ordering=30
    )
    typed = {name: str(value) for name, value in typed.items()}
    totals = {f"{TEXT}-TOTAL_FORMS": "3", f"{PICK}-TOTAL_FORMS": "1", f"{TEXT}-1-DELETE": "on"}
    kept = autosaved(desk, anna, article, **typed, **totals)

    form = opened(desk, desk.post(step("autosave_recover", kept.pk)).url)
    response = desk.post(change(article), form)

    assert response.status_code == 302, errors_of(response)
    texts = list(TextBlock.objects.filter(parent=article).order_by("ordering"))
    assert [text.html for text in texts] == ["<p>Third words.</p>", "<p>First words.</p>"]
    assert ProductPick.objects.get(parent=article).product.name == "Night Serum"


def test_article_that_was_never_saved_is_kept_too(desk, anna):
    kept = autosaved(desk, anna, title="Milia or whiteheads?", slug="milia")

    offered = desk.get(page(Article, "add"))
    differs = desk.get(step("autosave_diff", kept.pk))
    taken = desk.post(step("autosave_recover", kept.pk))
    form = opened(desk, taken.url)
    saved = desk.post(page(Article, "add"), form)

    assert "You have unsaved changes." in offered.text
    assert "whiteheads?" in differs.text
    assert saved.status_code == 302, errors_of(saved)
    assert Article.objects.get().title == "Milia or whiteheads?"
    assert not Autosave.objects.recoverable().exists()


def test_refused_save_keeps_the_autosave_and_its_tab(desk, anna, article):
    kept = autosaved(desk, anna, article, title="A better title")
    form = opened(desk, change(article)) | {"tab": [kept.tab], "slug": ""}

    refused = desk.post(change(article), form)

    kept.refresh_from_db()
    assert "This field is required." in refused.text
    assert fields(refused)["tab"] == [kept.tab]
    assert kept.state == "recoverable"


def test_straggler_brings_nothing_back_that_is_saved_or_newer(desk, anna, article):
    form = opened(desk, change(article))
    old = payload(anna, form | {"title": ["Half a ti"]}, sequence=3)
    new = payload(anna, form | {"title": ["Half a title"]}, sequence=7)
    address = step("autosave", article.pk)

    desk.post(address, new)
    desk.post(address, old)
    still = Autosave.objects.get().fields["title"]
    desk.post(change(article), form | {"title": "Half a title", "sequence": "7"})
    answer = desk.post(address, new)

    assert still == ["Half a title"]
    assert answer.json()["kept"] is False
    assert not Autosave.objects.recoverable().exists()


def test_what_a_browser_sends_up_late_is_kept_unless_it_is_saved_already(desk, anna, article):
    form = opened(desk, change(article))
    address = step("autosave", article.pk)

    nothing = desk.post(address, payload(anna, form, late=True))
    something = desk.post(address, payload(anna, form | {"title": ["Other"]}, late=True))

    assert nothing.json()["kept"] is False
    assert something.json()["kept"] is True
    assert "unsaved changes" in desk.get(step("recoverable", article.pk)).text


def test_discarding_asks_first_and_can_be_undone(desk, anna, article):
    kept = autosaved(desk, anna, article, title="A better title")

    asked = desk.get(step("autosave_discard", kept.pk))
    kept.refresh_from_db()
    untouched = kept.state
    gone = desk.post(step("autosave_discard", kept.pk), follow=True)
    offered = "You have unsaved changes" in gone.text
    desk.post(step("autosave_undo_discard", kept.pk))

    assert "You can undo this" in asked.text
    assert untouched == "recoverable"
    assert not offered
    assert step("autosave_undo_discard", kept.pk) in gone.text
    assert "You have unsaved changes" in desk.get(change(article)).text


def test_only_their_own_editor_gets_to_see_them(desk, anna, article):
    kept = autosaved(desk, anna, article, title="A secret title")
    ben = signed_in(make_user("ben", is_superuser=True))

    assert "unsaved changes" not in ben.get(change(article)).text
    assert "secret" not in ben.get(f"{change(article)}?recover={kept.tab}").text
    assert ben.get(step("autosave_diff", kept.pk)).status_code == 404
    assert ben.get(step("autosave_discard", kept.pk)).status_code == 404
    for name in ("autosave_recover", "autosave_discard", "autosave_undo_discard"):
        assert ben.post(step(name, kept.pk)).status_code == 404
    kept.refresh_from_db()
    assert kept.state == "recoverable"


def test_notice_of_an_older_window_leads_back_to_the_form(desk, anna, article):
    kept = autosaved(desk, anna, article, title="A better title")
    form = opened(desk, desk.post(step("autosave_recover", kept.pk)).url)
    desk.post(change(article), form)

    answers = [
        desk.get(step("autosave_diff", kept.pk), follow=True),
        desk.post(step("autosave_recover", kept.pk), follow=True),
        desk.post(step("autosave_discard", kept.pk), follow=True),
        desk.post(step("autosave_undo_discard", kept.pk), follow=True),
    ]

    for answer in answers:
        assert answer.redirect_chain[-1][0] == change(article)
        assert "already been saved or discarded" in answer.text


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("autosave", "post"),
        ("recoverable", "get"),
        ("presence", "post"),
        ("presence_end", "post"),
        ("changes_since", "get"),
        ("autosave_new", "post"),
        ("recoverable_new", "get"),
    ],
)
def test_steps_are_for_those_who_may_write(article, name, method):
    args = [] if name.endswith("_new") else [article.pk]
    address = step(name, *args, *([1] if name == "changes_since" else []))

    assert getattr(Client(), method)(address).status_code == 302
    assert getattr(signed_in(staff("view_article")), method)(address).status_code == 403
    other_method = "get" if method == "post" else "post"
    writer = signed_in(staff("change_article", "add_article"))
    assert getattr(writer, other_method)(address).status_code == 405
    assert not Autosave.objects.exists()


def test_who_may_not_write_any_more_does_not_get_them_back(article):
    writer = staff("change_article", "view_article")
    client = signed_in(writer)
    kept = autosaved(client, writer, article, title="A better title")
    writer.user_permissions.clear()

    for name in ("autosave_diff", "autosave_discard"):
        assert client.get(step(name, kept.pk)).status_code == 403
    assert client.post(step("autosave_recover", kept.pk)).status_code == 403


def test_forged_post_without_the_token_keeps_nothing(anna, article):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)

    answer = client.post(step("autosave", article.pk), payload(anna, {"tab": ["abcdefghij"]}))

    assert answer.status_code == 403
    assert not Autosave.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "[]",
        "{}",
        "9" * 5000,
        '{"tab": "abcdefghij", "sequence": 1, "fields": []}',
        '{"tab": "abcdefghij", "sequence": 1, "fields": {"title": 3}}',
        '{"tab": "../../etc", "sequence": 1, "fields": {}}',
        '{"tab": ["abcdefghij"], "sequence": 1, "fields": {}}',
        '{"tab": "abcdefghij", "sequence": 1e999, "fields": {}}',
        '{"tab": "abcdefghij", "sequence": -1, "fields": {}}',
        '{"tab": "abcdefghij", "sequence": 1, "base": 99999999999, "fields": {}}',
        "[" * 100_000,
    ],
)
def test_what_can_not_be_read_is_answered_in_a_sentence(desk, article, sent):
    answer = desk.post(step("autosave", article.pk), {"payload": sent})

    assert answer.status_code == 400
    assert answer.json()["sentence"] == "The page sent something that can't be read. Reload it."
    assert not Autosave.objects.exists()


def test_what_is_too_long_or_somebody_elses_is_refused_with_a_sentence(desk, anna, article):
    form = opened(desk, change(article))
    address = step("autosave", article.pk)

    long = desk.post(address, payload(anna, form | {"dek": ["x" * 2_100_000]}))
    others = desk.post(address, payload(make_user(), form))
    endless = desk.post(address, payload(anna, form | {f"{TEXT}-TOTAL_FORMS": ["1001"]}))

    assert (long.status_code, others.status_code, endless.status_code) == (413, 409, 413)
    assert "too many rows to autosave" in endless.json()["sentence"]
    assert "too long to autosave on the server" in long.json()["sentence"]
    assert "Someone else is signed in now" in others.json()["sentence"]
    assert not Autosave.objects.exists()


def test_no_autosave_is_dropped_for_a_newer_one(desk, anna, article):
    for number in range(Autosave.MAX_PER_ARTICLE):
        autosaved(desk, anna, article, title=f"Title {number}")

    form = opened(desk, change(article))
    answer = desk.post(step("autosave", article.pk), payload(anna, form))

    assert answer.status_code == 409
    assert "Recover or discard one of them." in answer.json()["sentence"]
    assert Autosave.objects.recoverable().count() == Autosave.MAX_PER_ARTICLE


def test_autosaves_nobody_came_back_for_go_after_thirty_days(desk, anna, article):
    old = autosaved(desk, anna, article, title="Old")
    recent = autosaved(desk, anna, article, title="Recent")
    for row, days in [(old, 31), (recent, 29)]:
        Autosave.objects.filter(pk=row.pk).update(typed_at=timezone.now() - timedelta(days=days))

    autosaved(desk, anna, article, title="New")

    assert not Autosave.objects.filter(pk=old.pk).exists()
    assert Autosave.objects.filter(pk=recent.pk).exists()


def test_autosave_touches_neither_the_article_nor_its_history(desk, anna, article):
    before = Article.objects.values().get()

    autosaved(desk, anna, article, title="A better title")

    assert Article.objects.values().get() == before
    assert not article.revisions.named().exists()


def test_what_differs_is_told_from_what_somebody_else_saved_since(desk, anna, article):
    kept = autosaved(desk, anna, article, title="Anna's title")
    ben = signed_in(make_user("ben", is_superuser=True))
    ben.post(change(article), opened(ben, change(article)) | {"dek": "Ben's dek"})

    shown = desk.get(step("autosave_diff", kept.pk)).context["merge_page"]

    assert shown.questions == []
    assert [unit.key for unit in shown.ours] == ["title"]
    assert [unit.key for unit in shown.theirs] == ["dek"]


def test_opening_asks_no_more_queries_with_more_autosaves_that_are_saved(desk, anna, article):
    desk.get(change(article))
    with CaptureQueriesContext(connection) as none:
        desk.get(change(article))
    for number in range(3):
        row = autosaved(desk, anna, article, title=f"Title {number}")
        Autosave.objects.filter(pk=row.pk).update(state="saved")

    with CaptureQueriesContext(connection) as some:
        desk.get(change(article))

    assert len(some) == len(none)


def test_opening_asks_the_same_queries_whether_one_or_three_autosaves_are_offered(
    desk, anna, article
):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            offers = desk.get(change(article)).context["autosave"]["recoverable"]
        return len(offers), len(queries)

    autosaved(desk, anna, article, title="Title 1")
    one = asked()
    for number in (2, 3):
        autosaved(desk, anna, article, title=f"Title {number}")
    three = asked()

    assert (one[0], three[0]) == (1, 3)
    assert one[1] == three[1]


def test_half_an_emoji_and_nul_are_left_out_of_what_is_kept(desk, anna, article):
    kept = autosaved(desk, anna, article, title="Two \ud83d lids\x00, \ud83d\ude00")
    stale = opened(desk, change(article)) | {"seen_version": "0", "dek": "With\x00out"}

    asked = desk.post(change(article), stale)

    assert kept.fields["title"] == ["Two  lids, 😀"]
    assert "lids, " in desk.get(step("autosave_diff", kept.pk)).text
    assert "Without" in asked.text
    assert Autosave.objects.get(tab=stale["tab"][0]).fields["dek"] == ["Without"]


@pytest.mark.parametrize("html", ["<p><![foo[x]]></p>", "<p>" * 3_000 + "</p>" * 3_000])
def test_odd_html_in_an_autosave_stops_no_page(desk, anna, article, html):
    kept = autosaved(desk, anna, article, **{f"{TEXT}-0-html": html})
    form = opened(desk, change(article)) | {f"{TEXT}-0-html": html}

    shown = [
        desk.get(change(article)),
        desk.get(step("recoverable", article.pk)),
        desk.get(step("autosave_diff", kept.pk)),
        desk.get(f"{change(article)}?recover={kept.tab}"),
        desk.post(change(article), form | {"seen_version": "0"}),
    ]

    assert [response.status_code for response in shown] == [200] * 5
