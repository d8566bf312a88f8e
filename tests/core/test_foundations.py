"""Rich text, tags and pictures: what may come in, and what becomes of it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles.models import Article, ImageBlock, TextBlock
from core.richtext import plain_text
from core.tags import CommaTagField, tags_from_string
from faq.models import Question
from people.models import Person, SameAs
from products.models import Brand, Offer, Product
from tests.factories import make_article, make_offer, make_person, make_picture, make_product


def test_only_a_comma_divides_two_tags():
    assert tags_from_string("Eye care,  MILIA , eye  care,,") == ["eye care", "milia"]


@pytest.mark.parametrize("name", ["milia/whiteheads", "<b>", "!!!", "a?b", "#acne", "x" * 101])
def test_tag_that_makes_no_address_is_refused_by_name(name):
    with pytest.raises(ValidationError, match="tag"):
        CommaTagField().clean(f"fine, {name}")


@pytest.mark.parametrize("name", ["vitamin c", "anti-ageing", "crème", "5% bha", "a&b"])
def test_ordinary_tags_pass(name):
    assert CommaTagField().clean(name) == [name]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script><p>Fine.</p>",
        '<p onclick="alert(1)">Fine.</p>',
        "<p>Fine.</p><svg onload=alert(1)></svg>",
        '<p>Fine.<a href="javascript:alert(1)"></a></p>',
        '<p style="color:red">Fine.</p>',
        "<p>Fine.</p><iframe src='https://evil.example'></iframe>",
    ],
)
def test_rich_text_is_cleaned_on_every_save_not_only_in_forms(html):
    article = make_article(publish=False)

    block = TextBlock.objects.create(parent=article, region="main", ordering=1, html=html)

    block.refresh_from_db()
    assert "Fine." in block.html
    for trace in ("script", "alert", "onclick", "svg", "style", "iframe"):
        assert trace not in block.html


@pytest.mark.django_db
def test_rich_text_keeps_what_a_writer_marks_up():
    html = (
        "<h2>Heading</h2><p>A <strong>bold</strong> <em>word</em> and a "
        '<a href="https://example.org/?a=1&amp;b=2">link</a>.</p><ul><li><p>One</p></li></ul>'
    )
    article = make_article(publish=False, html=html)

    assert TextBlock.objects.get(parent=article).html == html


def test_plain_text_keeps_words_apart():
    assert plain_text("<p>One.</p><p>Two &amp; three</p><ul><li>x</li></ul>") == (
        "One. Two & three x"
    )


# The database's own word


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Article, Product, Person])
def test_picture_without_words_is_refused_by_the_database(model):
    row = {Article: lambda: make_article(publish=False), Product: make_product}.get(
        model, make_person
    )()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(picture=make_picture(), image_alt="")


@pytest.mark.django_db
def test_picture_block_needs_a_picture():
    article = make_article(publish=False)
    place = {"parent": article, "region": "main", "ordering": 1}

    ImageBlock.objects.create(**place, picture=make_picture(), image_alt="Words")
    with pytest.raises(IntegrityError), transaction.atomic():
        ImageBlock.objects.create(**place)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x.example/", "//x.example", "x"])
def test_database_refuses_addresses_that_are_not_http(url):
    offer, person = make_offer(), make_person()

    for change in (
        lambda: Offer.objects.filter(pk=offer.pk).update(url=url),
        lambda: Person.objects.filter(pk=person.pk).update(register_url=url),
        lambda: Brand.objects.update(website=url),
        lambda: SameAs.objects.create(person=person, url=url),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [{"question": "No question mark"}, {"answer": "", "published_at": "2026-01-01T00:00Z"}],
)
def test_database_refuses_a_question_that_can_not_be_shown(fields):
    row = {"question": "Is it?", "slug": "is-it", "answer": "<p>Yes.</p>", **fields}

    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(**row)
