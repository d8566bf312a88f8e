"""A snapshot: what publishing keeps of a draft."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.content.sections import section_digests
from articles.content.snapshot import snapshot
from tests.factories import make_article, make_long_article, make_person

pytestmark = pytest.mark.django_db


def test_sign_off_is_dated_by_the_day_of_the_site(settings):
    settings.TIME_ZONE = "America/New_York"
    person = make_person()
    article = make_article(publish=False)
    evening = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)  # nine in the evening of 28 February there
    digests = section_digests(snapshot(article))
    article.reviews.create(reviewer=person, signed_at=evening, digests=digests)

    assert snapshot(article)["review"]["signed_on"] == "2026-02-28"


def test_a_snapshot_costs_the_same_whatever_the_number_of_blocks():
    few, many = make_long_article(1), make_long_article(4)

    with CaptureQueriesContext(connection) as asked:
        snapshot(few)
    with CaptureQueriesContext(connection) as asked_more:
        snapshot(many)

    assert len(asked) == len(asked_more) <= 17
