"""`seed_bench`: in bulk and in SQL, and yet what the site's own ways would have written."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.forms.models import model_to_dict

from articles.content.snapshot import draft_snapshot, snapshot
from articles.models import (
    Article,
    Edition,
    EditionPerson,
    EditionProduct,
    EditionQuestion,
    EditionQuote,
    EditionTag,
    Quote,
    Revision,
    TextBlock,
)
from articles.publishing.schedule import live_edition, publish
from faq.models import Question
from people.models import Person
from products.display_policy import STALE_AFTER
from products.models import Observation, Offer, PriceBatch, PriceChange, PricePoint, Product
from tests.factories import make_article, make_person, make_product, make_question, make_user

pytestmark = pytest.mark.django_db


def seed(**options):
    out = StringIO()
    call_command("seed_bench", stdout=out, **options)
    return out.getvalue()


# Articles


LINKS = {
    EditionProduct: ("product_id",),
    EditionQuote: ("quote_id",),
    EditionQuestion: ("question_id",),
    EditionPerson: ("person_id", "role", "position"),
    EditionTag: ("tag_id",),
}


def links_of(edition):
    return {
        model.__name__: sorted(model.objects.filter(edition=edition).values_list(*names))
        for model, names in LINKS.items()
    }


def test_an_edition_is_what_publishing_its_draft_would_have_made():
    said = seed(articles=4, products=20)

    assert said.startswith(
        "Wrote 4 articles, 20 products, 20 offers, 20 prices and 8 questions in "
    )
    assert Edition.objects.live().count() == 4
    for article in Article.objects.all():
        seeded = live_edition(article)
        assert seeded.content == snapshot(article)

        published = publish(article, note=seeded.note)

        # Tags come in any order here; `links_of` compares them.
        own = ("id", "number", "live_from", "modified_at", "made_at", "tags")
        assert model_to_dict(seeded, exclude=own) == model_to_dict(published, exclude=own)
        assert links_of(seeded) == links_of(published)
        seeded.refresh_from_db()
        assert seeded.live_until == published.live_from


def test_an_article_has_what_other_systems_are_measured_with():
    seed(articles=2)

    article = Article.objects.order_by("pk").first()
    kinds = [block["kind"] for block in live_edition(article).content["blocks"]]
    assert kinds == [
        *("text", "text", "pull_quote", "text", "text", *["product_pick"] * 10),
        *("text", "text", "pull_quote", "text", "text", *["question"] * 8),
    ]
    assert article.tags.count() == 5
    assert Product.objects.public().count() == 20


def test_words_are_as_clean_as_if_somebody_had_typed_them():
    seed(articles=2)

    for model, field in ((TextBlock, "html"), (Question, "answer")):
        for row in model.objects.all():
            before = getattr(row, field)
            row.save()
            assert getattr(row, field) == before


def test_the_site_goes_on_behind_what_was_written():
    seed(articles=2)

    assert make_article().pk > Article.objects.get(slug="bench-article-2").pk
    assert make_product().pk > Product.objects.get(slug="bench-product-19").pk


def test_readers_find_an_article_and_its_prices(client):
    seed(articles=2)

    answer = client.get(Article.objects.get(slug="bench-article-2").get_absolute_url())

    assert answer.status_code == 200
    assert answer.content.decode().count("$") >= 10


# Prices


def facts_of(offers, batches):
    """What was written for these offers, with their own numbers instead of keys."""
    offer_of = {offer.pk: number for number, offer in enumerate(offers)}
    batch_of = {batch.pk: number for number, batch in enumerate(batches)}
    points = PricePoint.objects.filter(offer__in=offers).order_by("batch", "offer")
    point_of = {None: None} | {point.pk: number for number, point in enumerate(points)}

    def facts(row, **more):
        hidden = {"id", "offer", "batch", "before", "after", "recorded_at"}
        return more | {
            name: value for name, value in model_to_dict(row).items() if name not in hidden
        }

    return {
        "points": [
            facts(point, offer=offer_of[point.offer_id], batch=batch_of[point.batch_id])
            for point in points
        ],
        "changes": [
            facts(
                row,
                offer=offer_of[row.offer_id],
                batch=batch_of[row.batch_id],
                before=point_of[row.before_id],
                after=point_of[row.after_id],
            )
            for row in PriceChange.objects.filter(offer__in=offers).order_by("batch", "offer")
        ],
        "offers": [
            (point_of[offer.current_id], offer.price_checked_at, offer.current.text)
            for offer in Offer.objects.filter(pk__in=offer_of).select_related("current")
        ],
    }


def test_prices_are_what_the_price_door_would_have_written():
    seed(articles=1, products=50, offers=60, points=150)
    seeded = list(Offer.objects.order_by("pk"))
    twins = {
        offer.pk: Offer.objects.create(
            product=offer.product, retailer=offer.retailer, variant="twin", url=offer.url
        )
        for offer in seeded
    }
    batches = list(PriceBatch.objects.filter(points__isnull=False).distinct().order_by("pk"))

    through_the_door = []
    for batch in batches:
        names = [
            *("price", "currency", "price_kind", "price_max", "list_price", "list_price_kind"),
            *("availability", "checked_at"),
        ]
        through_the_door.append(PriceBatch(source=batch.source))
        outcome = through_the_door[-1].apply(
            Observation(offer=twins[offer], **dict(zip(names, facts, strict=True)))
            for offer, *facts in batch.points.order_by("offer").values_list("offer", *names)
        )
        assert not outcome.refused
        assert not outcome.held

    assert facts_of(seeded, batches) == facts_of(list(twins.values()), through_the_door)
    assert PricePoint.objects.filter(offer__in=seeded).count() == 150
    assert {"changed", "confirmed"} == set(PriceChange.objects.values_list("kind", flat=True))


def test_prices_are_stored_as_the_price_door_stores_them():
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite lets one column hold several types")
    seed(articles=1)
    offer = Offer.objects.first()
    twin = Offer.objects.create(product=offer.product, retailer=offer.retailer, variant="twin")
    point = offer.current
    PriceBatch(source=point.batch.source).apply(
        [Observation(offer=twin, price=point.price, currency="USD", checked_at=point.checked_at)]
    )

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT price, typeof(price), checked_at FROM products_pricepoint "
            "WHERE offer_id IN (%s, %s)",
            [offer.pk, twin.pk],
        )
        one, other = cursor.fetchall()
    assert one == other


def test_a_quarter_of_the_newest_prices_is_stale():
    seed(articles=1, products=400, points=800, day=datetime.now(UTC).date())

    month_ago = datetime.now(UTC) - STALE_AFTER
    assert 60 <= Offer.objects.filter(price_checked_at__lt=month_ago).count() <= 140


# People at work


def test_people_at_work_leave_something_of_everything_that_waits():
    seed(articles=100, products=120, worklist=True)

    assert Article.objects.count() == 110
    assert Article.objects.changed_since_live().count() == 20
    assert Article.objects.in_review().count() == 5
    assert Edition.objects.planned().count() == 3
    assert Edition.objects.planned().filter(withdrawn=True).count() == 1
    assert Offer.objects.stale().exists()
    assert PriceBatch.objects.holding().count() == 2
    assert Person.objects.with_overdue_check().exists()
    assert Question.objects.unanswered().count() == 300
    assert Quote.objects.without_speaker().count() == 200
    for revision in Revision.objects.select_related("article"):
        assert revision.content == draft_snapshot(revision.article)
    editor = get_user_model().objects.get(username="bench-0")
    assert Article.objects.drafts_of(editor).exists()


# Whose database it is


def test_a_dry_run_writes_nothing():
    assert seed(articles=3, dry_run=True) == (
        "Would write 3 articles, 30 products, 30 offers, 30 prices and 8 questions.\n"
    )

    assert not Article.objects.exists()
    assert not Offer.objects.exists()


def test_the_same_content_is_not_written_twice():
    seed(articles=1)

    assert "holds them already" in seed(articles=1)
    assert Article.objects.count() == 1


def test_other_benchmark_content_is_left_alone():
    seed(articles=1)

    with pytest.raises(CommandError, match="of other options already. Add --replace") as refused:
        seed(articles=2)

    assert refused.value.returncode == 2
    assert Article.objects.count() == 1


@pytest.mark.parametrize("make", [make_article, make_product, make_person, make_question])
@pytest.mark.parametrize("options", [{}, {"replace": True}])
def test_content_of_others_is_left_alone(make, options):
    row = make()

    with pytest.raises(CommandError, match="holds content of yours, for example the ") as refused:
        seed(articles=1, **options)

    assert refused.value.returncode == 2
    assert type(row).objects.filter(pk=row.pk).exists()


def test_an_account_is_not_thrown_away():
    seed(articles=1)
    make_user("anna")

    with pytest.raises(CommandError, match="The account “anna” would be lost"):
        seed(articles=2, replace=True)

    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"articles": 0}, "--articles must be from 1 to"),
        ({"products": 9}, "--products must be 10 or more"),
        ({"products": 20, "offers": 19}, "--offers must be as many as there are products (20)"),
        ({"products": 10, "offers": 5000}, "--offers must be 1200 or less; add --products."),
        ({"products": 20, "points": 5}, "--points must be as many as there are offers (20)"),
        ({"questions": 7}, "--questions must be 8 or more"),
        ({"day": datetime(2999, 1, 1, tzinfo=UTC).date()}, "--date must be from 2000-01-01 to"),
    ],
)
def test_a_plan_that_can_not_be_is_refused_in_a_sentence(options, sentence):
    with pytest.raises(CommandError) as refused:
        seed(**{"articles": 1} | options)

    assert str(refused.value).startswith(sentence)
    assert refused.value.returncode == 2
    assert not Article.objects.exists()
