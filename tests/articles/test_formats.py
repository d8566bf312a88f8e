"""A content says in which format it was written, and is read as if it were written today."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from articles.content.formats import UnknownFormat, read_content, upgraded
from articles.drafts.revisions import form_states, is_as_before, restore, save_revision
from articles.models import Edition, Revision
from articles.models.edition import CONTENT_FORMAT
from articles.page import ArticlePage
from articles.publishing.schedule import preview_edition, take_down
from tests.factories import make_article, make_user, signed_in


def test_an_old_content_goes_through_every_upgrade_in_between():
    upgrades = {
        1: lambda content: content | {"dek": content["standfirst"]},
        2: lambda content: content | {"dek": content["dek"].upper()},
    }

    content = upgraded({"standfirst": "Small"}, 1, current=3, upgrades=upgrades)

    assert content["dek"] == "SMALL"


def test_a_content_of_today_is_left_as_it_is():
    content = {"title": "Milia"}

    assert upgraded(content, CONTENT_FORMAT) is content


@pytest.mark.django_db
def test_a_page_of_a_newer_format_is_refused_with_a_sentence():
    edition = preview_edition(make_article())
    edition.content_format = CONTENT_FORMAT + 1

    with pytest.raises(UnknownFormat, match="Update the program before you open it"):
        ArticlePage.of(edition)


@pytest.mark.django_db
def test_a_revision_of_a_newer_format_is_not_restored():
    article = make_article("Now")
    save_revision(article)
    Revision.objects.update(content_format=CONTENT_FORMAT + 1)

    with pytest.raises(UnknownFormat):
        restore(article, article.revisions.get())

    article.refresh_from_db()
    assert (article.title, article.version) == ("Now", 1)


@pytest.mark.django_db
def test_a_take_down_has_no_content_to_read():
    with pytest.raises(ValidationError, match="A takedown has no content"):
        read_content(take_down(make_article()))


def written_by_a_newer_program(*blocks, content_format=CONTENT_FORMAT):
    """An article whose live edition 2 and revision 1 have these blocks besides, in that format."""
    article = make_article("Milia", html="<p>Words of today.</p>")
    save_revision(article)
    edition = article.editions.get()
    content = {**edition.content, "blocks": [*edition.content["blocks"], *blocks]}
    newer = {"content": content, "content_format": content_format}
    article.revisions.update(**newer)
    for name, value in newer.items():
        setattr(edition, name, value)
    edition.pk, edition.number, edition.live_from = None, 2, edition.live_from + Edition.TICK
    edition.save(force_insert=True)
    return article


PAGES = [
    ("compare", [], {"a": "live", "b": "draft"}),
    ("compare", [], {"a": "draft", "b": "revision-1"}),
    ("changes_since", [1], {}),
    ("edition", [2], {}),
    ("edition_restore", [2], {}),
    ("point_in_time", [], {"at": "now"}),
    ("revision", [1], {}),
    ("revision_restore", [1], {}),
]
pages = pytest.mark.parametrize(("name", "args", "query"), PAGES)


def opened(article, name, args, query):
    """What the page of an article says to an editor, wherever it leads."""
    client = signed_in(make_user(is_superuser=True))
    moment = timezone.localtime().strftime("%Y-%m-%dT%H:%M:%S.%f")
    query = {key: value.replace("now", moment) for key, value in query.items()}
    address = reverse(f"admin:articles_article_{name}", args=[article.pk, *args])
    response = client.get(address, query, follow=True)
    assert response.status_code == 200
    return response


@pytest.mark.django_db
def test_readers_do_without_a_block_this_program_does_not_know(client, caplog):
    article = written_by_a_newer_program({"kind": "poll", "html": "<p>Vote!</p>"})

    texts = [client.get(article.get_absolute_url()).text for _ in range(2)]

    for text in texts:
        assert "Words of today." in text
        assert "Vote!" not in text
        assert "poll" not in text
    assert [line.count("the kind “poll”") for line in caplog.messages] == [1]


@pytest.mark.django_db
@pages
def test_editors_are_told_of_a_block_this_program_does_not_know(name, args, query):
    article = written_by_a_newer_program({"kind": "poll", "html": "<p>Vote!</p>"})

    page = opened(article, name, args, query)

    assert "has a block of the kind “poll”, which this program doesn" in page.text
    assert not page.redirect_chain


@pytest.mark.django_db
def test_an_article_of_a_newer_format_is_for_later(client, caplog):
    article = written_by_a_newer_program(content_format=CONTENT_FORMAT + 1)

    responses = [client.get(article.get_absolute_url()) for _ in range(2)]

    assert [response.status_code for response in responses] == [503, 503]
    assert "We can’t show this article at the moment." in responses[0].text
    told = [line for line in caplog.messages if "Update the program" in line]
    assert len(told) == 1


@pytest.mark.django_db
@pages
def test_editors_are_told_that_a_version_is_too_new(name, args, query):
    article = written_by_a_newer_program(content_format=CONTENT_FORMAT + 1)

    page = opened(article, name, args, query)

    assert "Update the program before you open it." in page.text
    assert page.redirect_chain[-1][0] == reverse("admin:articles_article_change", args=[article.pk])


@pytest.mark.django_db
def test_a_draft_whose_last_revision_is_too_new_is_saved_all_the_same():
    article = written_by_a_newer_program(content_format=CONTENT_FORMAT + 1)
    article.version += 1
    article.save()

    save_revision(article)

    assert not is_as_before(article)
    assert form_states(article, [1, 2]).keys() == {2}
