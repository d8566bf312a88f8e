"""The sample content goes in the way an editor's work does, and all the way."""

import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.models import Article, Edition
from faq.models import Question
from people.models import BrandTie, Person
from products.models import Offer, PriceChange, Product
from products.price_history import looks_of
from products.releases import retailers_waiting
from samples import loader


def check_prices():
    """Invented shops were looked at for a year; a real one's price is its manuscript's alone."""
    invented, real = (
        Offer.objects.filter(url__contains=".example/"),
        Offer.objects.exclude(url__contains=".example/"),
    )
    assert real.exists()
    assert {offer.points.get().checked_at for offer in real} == {None}
    assert not PriceChange.objects.filter(state="held").exists()
    looked_at = looks_of(invented.select_related("current", "retailer"), timezone.now())
    assert len(looked_at) > 20
    assert all(len(looks) > 20 for looks in looked_at.values())
    assert len({offer.current.text for offer in invented}) > 10


def check_trust():
    """Dates over two years that the house's rules gave, and who vouched for what."""
    live = {row.article.slug: row for row in Edition.objects.live().select_related("article")}
    ages = [(timezone.now() - row.published_at).days for row in live.values()]
    assert max(ages) > 700
    assert len({*ages}) == 6
    corrected = live["rosacea-gentle-care"]
    first = corrected.article.editions.get(number=1)
    assert corrected.published_at == first.live_from == first.modified_at
    assert corrected.modified_at == corrected.live_from > first.live_from
    assert "three weeks to judge" in str(first.content["blocks"])
    assert "three weeks to judge" not in str(corrected.content["blocks"])
    assert [row["kind"] for row in corrected.content["corrections"]] == ["correction"]
    signed = [row.content["review"] for row in live.values() if row.content["review"]]
    reviewers = Person.objects.filter(pk__in=[review["reviewer"] for review in signed])
    assert [person.is_sample for person in reviewers] == [True, True]
    tie = str(BrandTie.objects.get())
    assert tie == "Priyamvada Lockhart is paid by Quietwell (consultant since 2023)"
    assert Question.objects.public().exclude(answered_by=None).count() == 5
    assert not Product.objects.filter(description="").exists()
    shown = Offer.objects.shown().filter(current__price__isnull=False)
    assert {offer.current.currency for offer in shown} == {"USD", "EUR", "GBP"}


@pytest.mark.django_db(transaction=True)
def test_samples_stopped_half_way_are_finished_by_the_next_run(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def stop(sentence):
        if sentence == "adding pictures":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loader.load(progress=stop)
    assert not Edition.objects.exists()

    call_command("load_samples", stdout=io.StringIO())

    live = Edition.objects.live()
    milia = live.get(article__slug="milia-or-whiteheads")
    assert live.count() == 6
    assert (milia.image_width, milia.image_height) == (1600, 1000)
    assert milia.products.count() == 10
    assert milia.questions.count() == 5
    assert set(milia.people.values_list("is_sample", flat=True)) == {True}
    assert not Product.objects.filter(picture=None).exists()
    assert not Person.objects.filter(picture=None).exists()
    assert Offer.objects.shown().count() == Offer.objects.count()
    assert not retailers_waiting().exists()
    check_prices()
    check_trust()
    assert loader.load() == []
    assert Article.objects.count() == 6

    call_command("seed_bench", articles=1, stdout=io.StringIO())  # they may stand beside it
    assert Article.objects.count() == 7
