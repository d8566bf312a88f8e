"""Two people's saves brought together on a page: theirs, mine, or both."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as site

from articles.models import Article, Autosave, Correction, ProductPick, TextBlock
from tests.admin_forms import PICK, TEXT, block, errors_of, fields, opened, page
from tests.articles.admin.autosaves import change, two_forms
from tests.factories import (
    make_article,
    make_member,
    make_person,
    make_product,
    make_quote,
    make_user,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


def test_merge_takes_what_one_side_changed_and_tells_both(anna, article):
    (annas, form), (bens, other) = two_forms(anna, article)
    person = make_person("Ines Falk")
    author = {"bylines-TOTAL_FORMS": "2", "bylines-1-person": person.pk, "bylines-1-position": "1"}
    annas.post(change(article), form | {"dek": "Anna's dek", f"{TEXT}-0-html": "<p>Anna's.</p>"})

    asked = bens.post(change(article), other | author | {"title": "Ben's title"})
    saved = bens.post(change(article), fields(asked))

    article.refresh_from_db()
    assert "Anna Lim saved this article" in asked.text
    assert "No two changes touch the same thing" in asked.text
    assert "Ines Falk" in asked.text
    assert saved.status_code == 302, errors_of(saved)
    assert (article.title, article.dek) == ("Ben's title", "Anna's dek")
    assert TextBlock.objects.get(parent=article).html == "<p>Anna's.</p>"
    assert person in article.authors.all()


def test_both_puts_mine_right_after_theirs(anna, article):
    TextBlock.objects.create(parent=article, region="main", ordering=20, html="<p>Last.</p>")
    (annas, form), (bens, other) = two_forms(anna, article)
    annas.post(change(article), form | {f"{TEXT}-0-html": "<p>Anna's words.</p>"})

    asked = bens.post(change(article), other | {f"{TEXT}-0-html": "<p>Ben's words.</p>"})
    bens.post(change(article), fields(asked))

    texts = TextBlock.objects.filter(parent=article).order_by("ordering")
    assert fields(asked)[f"merge-{TEXT}-{texts[0].pk}"] == ["both"]
    assert [text.html for text in texts] == [
        "<p>Anna's words.</p>",
        "<p>Ben's words.</p>",
        "<p>Last.</p>",
    ]


def test_every_kind_of_row_is_merged(anna):
    article = make_article(
        publish=False,
        products=[make_product()],
        quotes=[make_quote()],
        quotes_in_text=[make_quote("Some words.")],
        call_out="<p>A note</p>",
    )
    Correction.objects.create(article=article, text="It was 2 %.")
    (annas, form), (bens, other) = two_forms(anna, article)
    call_out = "articles_callout_set"
    annas.post(
        change(article),
        form | {f"{PICK}-0-note": "Anna's note", "quote_uses-0-DELETE": "on", "tags": "milia"},
    )

    typed = {
        f"{PICK}-0-note": "Ben's note",
        f"{call_out}-0-tone": "care",
        "corrections-0-text": "It was 3 %.",
        "sources-TOTAL_FORMS": "1",
        "sources-0-title": "AAD",
        "sources-0-url": "https://www.aad.org/",
        "tags": "retinol",
    }
    asked = bens.post(change(article), other | typed)
    saved = bens.post(change(article), fields(asked))

    assert saved.status_code == 302, errors_of(saved)
    picks = ProductPick.objects.filter(parent=article).order_by("ordering")
    assert [pick.note for pick in picks] == ["Anna's note", "Ben's note"]
    assert sorted(tag.name for tag in article.tags.all()) == ["milia", "retinol"]
    assert not article.quote_uses.exists()
    assert article.sources.get().title == "AAD"
    assert article.corrections.get().text == "It was 3 %."
    assert article.articles_callout_set.get().tone == "care"


def test_what_fails_after_a_merge_comes_back_as_the_form_with_everything_in_it(anna, article):
    (annas, form), (bens, other) = two_forms(anna, article)
    annas.post(change(article), form | {"dek": "Anna's dek"})

    asked = bens.post(change(article), other | {"slug": "", "title": "Ben's title"})
    refused = bens.post(change(article), fields(asked))
    back = fields(refused)
    saved = bens.post(change(article), back | {"slug": "milia"})

    article.refresh_from_db()
    assert "This field is required." in refused.text
    assert (back["title"], back["dek"]) == (["Ben's title"], ["Anna's dek"])
    assert saved.status_code == 302, errors_of(saved)
    assert (article.title, article.dek, article.slug) == ("Ben's title", "Anna's dek", "milia")


def test_what_can_not_be_valid_is_merged_and_shown_all_the_same(anna, article):
    (annas, form), (bens, other) = two_forms(anna, article)
    annas.post(change(article), form | {"title": "Anna's title"})
    typed = block(PICK, 0, product="no number", note="Ben's note", ordering="top")
    typed |= {f"{PICK}-TOTAL_FORMS": 1, "reviewer": "²", "bylines-TOTAL_FORMS": 90}

    asked = bens.post(change(article), other | typed)

    assert asked.status_code == 200
    for words in ("no number", "note", "²"):
        assert words in asked.text
    assert Autosave.objects.recoverable().get().fields[f"{PICK}-0-note"] == ["Ben's note"]


def test_leaving_the_merge_loses_nothing_and_the_next_save_merges_again(anna, article):
    (annas, form), (bens, other) = two_forms(anna, article)
    annas.post(change(article), form | {"title": "Anna's title"})
    asked = bens.post(change(article), other | {"title": "Ben's title"})

    again = opened(bens, asked.context["back"])
    asked_again = bens.post(change(article), again)

    assert again["title"] == ["Ben's title"]
    assert "merge-title" in asked_again.text


def test_merge_that_is_done_is_not_done_twice(anna, article):
    (annas, form), (bens, other) = two_forms(anna, article)
    annas.post(change(article), form | {"dek": "Anna's dek"})
    answer = fields(bens.post(change(article), other | {"title": "Ben's title"}))
    once = bens.post(change(article), answer)

    twice = bens.post(change(article), answer)
    later = bens.post(change(article), answer | {"decision": "of another page"}, follow=True)

    article.refresh_from_db()
    assert (twice.status_code, twice.url) == (302, once.url)
    assert "There is nothing left to merge" in later.text
    assert article.version == 3


@pytest.mark.parametrize(
    ("button", "lands_at"), [("_save", "change"), ("_preview", "preview"), ("_publish", "publish")]
)
@pytest.mark.parametrize("posts_nothing", [True, False])
def test_form_that_typed_nothing_new_saves_nothing_and_says_so(
    anna, article, button, lands_at, posts_nothing
):
    (annas, form), (bens, other) = two_forms(anna, article)
    annas.post(change(article), form | {"title": "Anna's title"})

    response = bens.post(change(article), ({} if posts_nothing else other) | {button: "1"})
    shown = bens.get(change(article)).text

    article.refresh_from_db()
    assert response.url == page(Article, lands_at, article.pk)
    assert (article.title, article.version) == ("Anna's title", 2)
    assert article.revisions.count() == 2
    assert "Nothing to save: someone saved the article in the meantime" in shown
    assert "unsaved changes" not in shown
    assert not Autosave.objects.recoverable().exists()


def test_name_for_a_save_is_something_to_save(anna, article):
    (annas, form), (bens, other) = two_forms(anna, article)
    annas.post(change(article), form | {"title": "Anna's title"})

    bens.post(change(article), other | {"revision_name": "Before the doctor reads it"})

    article.refresh_from_db()
    assert article.title == "Anna's title"
    assert article.revisions.first().note == "Before the doctor reads it"


def test_who_may_not_say_ready_merges_a_ready_article_back_to_review(anna, article):
    wendy = signed_in(make_member("Writer"))
    form, other = (opened(client, change(article)) for client in (signed_in(anna), wendy))
    signed_in(anna).post(change(article), form | {"status": "ready", "dek": "Anna's dek"})

    asked = wendy.post(change(article), other | {"title": "Wendy's title"})
    saved = wendy.post(change(article), fields(asked))

    article.refresh_from_db()
    assert saved.status_code == 302, errors_of(saved)
    assert (article.title, article.dek) == ("Wendy's title", "Anna's dek")
    assert article.status == Article.Status.IN_REVIEW


def test_html_a_browser_wrote_down_otherwise_is_no_conflict(anna, article):
    TextBlock.objects.filter(parent=article).update(html="<ul><li>One</li></ul>")
    (annas, form), (bens, other) = two_forms(anna, article)
    annas.post(change(article), form | {f"{TEXT}-0-html": "<ul><li>One, two</li></ul>"})

    asked = bens.post(
        change(article), other | {f"{TEXT}-0-html": "<ul><li><p>One</p></li></ul>", "dek": "Mine"}
    )

    assert "No two changes touch the same thing" in asked.text


def test_words_in_a_merge_are_shown_and_never_run(anna, article):
    (annas, form), (bens, other) = two_forms(anna, article)
    evil = "<script>alert(1)</script>"
    annas.post(change(article), form | {"title": f"A {evil}"})

    asked = bens.post(
        change(article), other | {"title": f"B {evil}", f"{TEXT}-0-html": f"<p>{evil}C</p>"}
    )

    assert "<script>alert" not in asked.text


def test_onlooker_can_not_merge(anna, article):
    (annas, form), _ = two_forms(anna, article)
    annas.post(change(article), form | {"title": "Anna's title"})
    onlooker = signed_in(staff("view_article"))

    answer = onlooker.post(change(article), {"merge": "abcdefghij", "merge-title": "ours"})

    assert answer.status_code == 403


@pytest.mark.django_db(transaction=True)
def test_processes_that_save_at_the_same_moment_lose_nothing(database_url):
    article = make_article("Milia", publish=False, html="<p>First words.</p>")
    worker = Path(__file__).parents[1] / "saving_worker.py"
    environment = {**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": str(site.BASE_DIR)}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    environment["TEST_DATABASE_URL"] = database_url

    workers = [
        subprocess.Popen(
            [sys.executable, worker, str(article.pk), make_user(is_superuser=True).username],
            env=environment,
            cwd=site.BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    done = [json.loads(each.communicate(timeout=200)[0]) for each in workers]

    article.refresh_from_db()
    words = article.dek.split()
    texts = " ".join(TextBlock.objects.filter(parent=article).values_list("html", flat=True))
    typed = [word for made in done for word in made["words"]]
    saves = sum(made["saves"] for made in done)
    assert len(typed) == 12
    assert sorted(words) == sorted(typed)
    assert all(word in texts for word in typed)
    # A save that merged all of it away again changed nothing and made no version.
    assert len(typed) < article.version <= 1 + saves
    assert [row.number for row in article.revisions.all()][: article.version - 1] == list(
        range(article.version, 1, -1)
    )
