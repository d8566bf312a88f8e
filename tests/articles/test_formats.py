"""A content says in which format it was written, and is read as if it were written today."""

import pytest
from django.core.exceptions import ValidationError

from articles.content.formats import UnknownFormat, read_content, upgraded
from articles.drafts.revisions import restore, save_revision
from articles.models import Revision
from articles.models.edition import CONTENT_FORMAT
from articles.page import ArticlePage
from articles.publishing.schedule import preview_edition, take_down
from tests.factories import make_article


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
