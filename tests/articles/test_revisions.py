"""Revisions: the draft as each save left it, and the way back."""

import pytest
from django.core.exceptions import ValidationError
from taggit.models import Tag

from articles.content.snapshot import draft_snapshot
from articles.drafts.form_state import form_state, state_of
from articles.drafts.revisions import ensure_revision, form_states, restore, save_revision
from articles.models import (
    Article,
    ArticleSource,
    Byline,
    Correction,
    ProductPick,
    PullQuote,
    QuestionBlock,
    Revision,
    TextBlock,
)
from articles.publishing.schedule import live_edition, preview_edition, publish
from backoffice.tag_admin import merge_tags
from faq.models import Question
from tests.factories import (
    make_article,
    make_long_article,
    make_person,
    make_picture,
    make_product,
    make_question,
    make_quote,
)

pytestmark = pytest.mark.django_db


def test_restore_brings_the_whole_draft_back_and_leaves_readers_alone():
    speaker = make_person()
    article = make_article(
        "First",
        html="<p>“So it is,” she says.</p>",
        tags=["milia"],
        products=[make_product()],
        questions=[make_question()],
        quotes=[make_quote("Large words.", speaker=speaker)],
        quotes_in_text=[make_quote("So it is,", speaker=speaker)],
        call_out="<p>Take care.</p>",
        picture=make_picture(),
        image_alt="A picture",
        dek="A dek",
        topic="Concerns",
    )
    first = live_edition(article)
    article.title, article.dek, article.picture = "Second", "", None
    article.image_alt = ""
    article.save()
    article.tags.clear()
    PullQuote.objects.all().delete()
    TextBlock.objects.update(html="<p>Nothing. “So it is,” she says.</p>")
    publish(article)
    version = article.version

    restore(article, first)

    again = preview_edition(article)
    assert again.content == first.content
    assert live_edition(article).title == "Second"
    assert article.version == version + 1


def test_restore_finds_tags_that_were_renamed_or_merged_since():
    article = make_article(tags=["milia", "spots"])
    make_article(tags=["bumps"])
    Tag.objects.filter(name="milia").update(name="milium")
    merge_tags(Tag.objects.filter(name__in=["spots", "bumps"]), Tag.objects.get(name="bumps"))
    article.tags.clear()

    restore(article, live_edition(article))

    assert sorted(tag.name for tag in article.tags.all()) == ["bumps", "milium"]


def test_restore_leaves_out_a_question_that_was_never_shown_and_is_gone():
    article = make_article(questions=[make_question(answer=""), make_question("Is it so?")])
    QuestionBlock.objects.all().delete()
    Question.objects.filter(answer="").delete()

    restore(article, live_edition(article))

    assert [str(block.question) for block in QuestionBlock.objects.all()] == ["Is it so?"]


def test_the_form_that_a_revision_was_saved_from_follows_from_its_content():
    article = make_long_article(2, tags=["milia", "retinol"], image_caption="Without a picture")
    Byline.objects.create(article=article, person=make_person(), position=30)
    ArticleSource.objects.create(article=article, title="A study", url="https://example.com/a")
    Correction.objects.create(article=article, text="We had the wrong strength.")
    pick = ProductPick.objects.first()
    pick.pros, pick.cons = "Light\n\n  No scent  \n", "Dear"
    pick.save()
    save_revision(article)

    state = form_states(article, [1])[1]

    byline = Byline.objects.get(position=30)
    assert state == form_state(article)
    assert state["fields"]["tags"] == "milia, retinol"
    assert state["fields"]["image_caption"] == "Without a picture"
    assert state["rows"]["bylines"][str(byline.pk)] == {
        "person": str(byline.person_id),
        "position": "30",
    }
    assert state["rows"]["articles_productpick_set"][str(pick.pk)]["pros"] == "Light\nNo scent"
    assert {text["text"] for text in state["rows"]["corrections"].values()} == {
        "We had the wrong strength."
    }


def test_the_form_of_a_revision_stays_as_it_was():
    article = make_article("Before")
    save_revision(article)
    Article.objects.update(title="After")
    TextBlock.objects.all().delete()

    state = form_states(article, [1])[1]

    assert state["fields"]["title"] == "Before"
    assert len(state["rows"]["articles_textblock_set"]) == 1
    assert form_state(article)["rows"]["articles_textblock_set"] == {}


def test_a_revision_written_in_bulk_is_no_base_of_a_merge():
    article = make_article()
    article.revisions.create(number=1, content=live_edition(article).content)

    assert form_states(article, [1]) == {}


def test_state_of_a_snapshot_asks_no_query(django_assert_num_queries):
    content = draft_snapshot(make_long_article())

    with django_assert_num_queries(0):
        state_of(content)


def test_what_is_saved_becomes_a_revision_once():
    article = make_article()

    ensure_revision(article)
    named = save_revision(article, note="Clean copy")
    ensure_revision(article)

    assert list(article.revisions.all()) == [named]
    assert article.revisions.get().note == "Clean copy"


def test_old_revisions_go_unless_somebody_named_them():
    article = make_article()
    save_revision(article, note="The first")
    for number in range(2, Revision.MAX_UNNAMED + 4):
        article.version = number
        save_revision(article)

    numbers = list(article.revisions.values_list("number", flat=True))
    assert len(numbers) == Revision.MAX_UNNAMED + 1
    assert numbers[-1] == 1
    assert numbers[-2] == 4


def test_another_articles_edition_is_not_restored():
    article, other = make_article("Mine"), make_article("Other")

    with pytest.raises(ValidationError, match="this very article"):
        restore(article, live_edition(other))

    article.refresh_from_db()
    assert article.title == "Mine"
