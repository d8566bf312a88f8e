"""Publish checks: what stands in the way of publishing, in sentences."""

import pytest
from django.core.exceptions import ValidationError

from articles.content.snapshot import snapshot
from articles.models import Quote
from articles.publishing.checks import can_publish, publish_checks
from articles.publishing.schedule import publish
from tests.factories import make_article, make_member, make_quote

pytestmark = pytest.mark.django_db


def test_nothing_stands_in_the_way_of_an_article_with_author_and_body():
    article = make_article(publish=False)

    assert publish_checks(article, snapshot(article)) == []


def test_publishing_is_refused_in_sentences():
    quote = make_quote("Exactly these words")
    article = make_article(html="<p>Others.</p>", quotes_in_text=[quote], publish=False)
    article.bylines.all().delete()

    with pytest.raises(ValidationError) as refusal:
        publish(article)

    sentences = " ".join(refusal.value.messages)
    assert "It has no author" in sentences
    assert "“Exactly these words” is on file as a quote" in sentences
    assert not article.editions.exists()


def test_quote_of_unknown_speaker_is_not_set_large():
    quote = make_quote("Who said this?")
    quote.speaker = None
    quote.save()
    article = make_article(quotes=[quote], publish=False)

    with pytest.raises(ValidationError, match="Nobody knows who said"):
        publish(article)


def test_a_quote_that_was_withdrawn_has_to_be_taken_out():
    article = make_article(quotes=[make_quote("I take it back.")], publish=False)
    Quote.objects.update(permission=Quote.Permission.WITHDRAWN)

    assert publish_checks(article, snapshot(article)) == [
        "“I take it back.” was withdrawn by its speaker. Remove it."
    ]


@pytest.mark.parametrize(
    ("role", "expected"), [("Editor", True), ("Writer", False), ("Medical reviewer", False)]
)
def test_editors_decide_what_readers_see(role, expected):
    assert can_publish(make_member(role)) is expected
