"""People as readers see them."""

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from articles.content.sections import section_digests
from articles.content.snapshot import snapshot
from articles.models import Quote, Review
from articles.publishing.schedule import publish
from people.models import BrandTie
from tests.factories import (
    make_article,
    make_brand,
    make_person,
    make_product,
    make_question,
    make_quote,
)

pytestmark = pytest.mark.django_db


def words(html):
    return " ".join(strip_tags(html).split())


@pytest.fixture
def doctor():
    return make_person(
        "Anna Lind",
        slug="anna-lind",
        honorific="Dr.",
        credentials="MD",
        job_title="dermatologist",
        organization="Harbour Clinic",
        bio="She looks after skin.",
        is_sample=True,
    )


def test_an_expert_is_named_with_training_role_and_words(client, doctor):
    make_article("Milia explained", quotes=[make_quote("It has no door.", speaker=doctor)])

    html = client.get(doctor.get_absolute_url()).text
    text = words(html)

    assert '<h1 dir="auto">Dr. Anna Lind, MD</h1>' in html
    assert "dermatologist, Harbour Clinic" in text
    assert "She looks after skin." in text
    assert "This is a fictional person" in text
    assert "“It has no door.” Milia explained" in text


def test_a_quote_names_every_live_article_it_stands_in_and_no_other(client, doctor):
    quote = make_quote("It has no door.", speaker=doctor)
    make_article("First article", quotes=[quote])
    make_article("Second article", quotes_in_text=[quote], html="<p>“It has no door.”</p>")
    make_article("Draft article", quotes=[quote], publish=False)

    text = words(client.get(doctor.get_absolute_url()).text)

    assert "First article" in text
    assert "Second article" in text
    assert "Draft article" not in text


def test_a_paraphrase_has_no_quotation_marks(client, doctor):
    quote = make_quote("that patience helps.", speaker=doctor, kind=Quote.Kind.PARAPHRASE)
    make_article(quotes=[quote])

    text = words(client.get(doctor.get_absolute_url()).text)

    assert "that patience helps. (paraphrased)" in text
    assert "“that" not in text


def test_somebody_quoted_by_withdrawn_words_alone_has_no_page(client, doctor):
    quote = make_quote("It has no door.", speaker=doctor)
    make_article(quotes=[quote])
    assert client.get(doctor.get_absolute_url()).status_code == 200

    quote.permission = Quote.Permission.WITHDRAWN
    quote.save()

    assert client.get(doctor.get_absolute_url()).status_code == 404
    assert "Anna Lind" not in client.get("/experts/").text


def test_interests_are_told_and_linked_where_the_brand_is_public(client, doctor):
    public, hidden = make_brand("Public Brand"), make_brand("Quiet Brand")
    for brand in (public, hidden):
        BrandTie.objects.create(person=doctor, brand=brand, kind=BrandTie.Kind.OWNER)
    make_article(quotes=[make_quote(speaker=doctor)], products=[make_product(brand=public)])

    html = client.get(doctor.get_absolute_url()).text

    assert f'<a href="{public.get_absolute_url()}">Public Brand</a>' in html
    assert "Disclosure: Anna Lind owns or founded Quiet Brand." in words(html)
    assert hidden.get_absolute_url() not in html


def test_articles_written_and_reviewed_are_told_apart(client, doctor):
    both = make_article("Wrote and was quoted", author=doctor, quotes=[make_quote(speaker=doctor)])
    reviewed = make_article("Only reviewed", publish=False)
    Review.objects.create(
        article=reviewed, reviewer=doctor, digests=section_digests(snapshot(reviewed))
    )
    publish(reviewed)
    make_article("Somebody else's")

    html = client.get(doctor.get_absolute_url()).text
    written, _, rest = html.partition("Articles reviewed by Anna Lind")

    assert written.count(f'<a href="{both.get_absolute_url()}">{both}</a></h3>') == 1
    assert str(reviewed) not in written
    assert str(reviewed) in rest
    assert str(both) not in rest
    assert "Somebody else" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    for _ in range(count):
        make_person(released_at=timezone.now())

    # count, people
    with django_assert_num_queries(3):
        client.get("/experts/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_person_asks_a_fixed_number_of_queries(client, django_assert_num_queries, doctor, count):
    for _ in range(count):
        brand = make_brand()
        BrandTie.objects.create(person=doctor, brand=brand, kind=BrandTie.Kind.PAID)
        doctor.same_as.create(url=f"https://elsewhere.example/{brand.slug}")
        make_article(
            author=doctor,
            quotes=[make_quote(speaker=doctor)],
            questions=[make_question(answered_by=doctor)],
        )

    # person with settings, ties with brand, pages elsewhere, quotes, their editions with topic,
    # answers, articles written or reviewed, their bylines
    with django_assert_num_queries(8):
        client.get(doctor.get_absolute_url())


def test_words_that_an_attribution_cut_in_two_stand_in_marks_of_their_own(client):
    quote = make_quote("It is small,", "It has no door.")
    make_article(quotes=[quote])

    text = client.get(quote.speaker.get_absolute_url()).text

    assert "“It is small.” “It has no door.”" in text
