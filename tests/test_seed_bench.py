from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from articles.content.snapshot import snapshot
from articles.models import Article, Edition, Quote
from articles.publishing.schedule import live_edition
from faq.models import Question
from people.models import Person
from products.models import Offer, PriceBatch, PricePoint

pytestmark = pytest.mark.django_db


def seed(**options):
    out = StringIO()
    call_command("seed_bench", stdout=out, **options)
    return out.getvalue()


def test_seeded_articles_are_what_publishing_would_have_made():
    assert seed(articles=3, offers=20) == "Wrote 3 articles and 20 offers.\n"

    assert Edition.objects.live().count() == 3
    for article in Article.objects.all():
        edition = live_edition(article)
        assert edition.content == snapshot(article)
        assert edition.product_links.count() == 6
        assert {link.tag for link in edition.tag_links.all()} == set(article.tags.all())
        assert {link.role for link in edition.person_links.all()} == {"author", "expert"}
    assert Offer.objects.exclude(current=None).count() == PricePoint.objects.count() == 20


def test_a_dry_run_writes_nothing():
    assert seed(articles=3, offers=20, dry_run=True) == "Would write 3 articles and 20 offers.\n"

    assert not Article.objects.exists()
    assert not Offer.objects.exists()


def test_a_site_with_content_is_left_alone():
    seed(articles=1, offers=6)

    with pytest.raises(CommandError, match="articles or products in this database") as refused:
        seed(articles=1, offers=6)

    assert refused.value.returncode == 2
    assert Article.objects.count() == 1


@pytest.mark.parametrize("options", [{"articles": 0}, {"offers": 5}, {"articles": -1}])
def test_too_little_to_measure_is_refused(options):
    with pytest.raises(CommandError, match="must be 1 or more") as refused:
        seed(**options)

    assert refused.value.returncode == 2


def test_a_desk_at_work_has_something_of_everything_that_waits():
    seed(articles=100, offers=120, desk=True)

    assert Article.objects.count() == 110
    assert Article.objects.changed_since_live().count() == 20
    assert Article.objects.in_review().count() == 5
    assert Edition.objects.planned().count() == 3
    assert Edition.objects.planned().filter(withdrawn=True).count() == 1
    assert 0 < Offer.objects.stale().count() < 60
    assert PriceBatch.objects.holding().count() == 2
    assert Person.objects.with_overdue_check().exists()
    assert Question.objects.unanswered().count() == 300
    assert Quote.objects.without_speaker().count() == 200
    editor = get_user_model().objects.get(username="bench-0")
    assert Article.objects.drafts_of(editor).exists()
