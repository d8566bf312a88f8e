"""The page as it stood at a past moment, with the prices of then."""

import re

import pytest
from django.utils import timezone

from articles.models import Quote, TextBlock
from articles.publishing.schedule import publish, take_down
from people.models import BrandTie
from tests.articles.admin.article_pages import step
from tests.factories import (
    make_article,
    make_offer,
    make_person,
    make_picture,
    make_product,
    make_question,
    make_quote,
    set_price,
)

pytestmark = pytest.mark.django_db


def body(page):
    """The page without its notice, nonces and the form tokens."""
    text = re.sub(r'<p class="preview-notice".*?</p>', "", page.text, flags=re.DOTALL)
    return re.sub(r'nonce="[^"]*"', "", text)


def as_of(desk, article, at):
    return desk.get(step(article, "point_in_time"), {"at": at.isoformat()})


def test_page_as_it_stood_is_the_page_that_was_rendered_then(desk):
    expert = make_person("Anna Lind", honorific="Dr.", credentials="MD", job_title="consultant")
    author = make_person("Ben Roth")
    product = make_product("Night Cream", size="30 ml")
    offer = make_offer("19.00", product=product, list_price="31.00")
    make_offer("12.50", product=product)
    neighbor = make_article("Neighbor", tags=["milia"])
    article = make_article(
        "Milia",
        author=author,
        html="<p>First words, long enough to be told apart.</p>",
        products=[product],
        quotes=[make_quote("They go away.", speaker=expert)],
        questions=[make_question("Do they hurt?")],
        call_out="<p>Take care.</p>",
        tags=["milia"],
        dek="A dek",
    )
    then = timezone.now()
    rendered = desk.get(step(article, "edition", 1))

    expert.honorific, expert.credentials, expert.job_title = "", "", "retired"
    expert.name = "Anna Berg"
    expert.save()
    product.name, product.size = "Night Balm", "50 ml"
    product.save()
    set_price(offer, "45.00")
    make_offer("1.00", product=product)
    offer.withdrawn_at = timezone.now()
    offer.save()
    make_article("Newer neighbor", tags=["milia"])
    take_down(neighbor)
    TextBlock.objects.filter(parent=article).update(html="<p>Second words.</p>")
    publish(article)
    later = as_of(desk, article, then)

    assert body(later) == body(rendered)
    for words in ("Dr. Anna Lind, MD", "Night Cream", "$19", "$31", "Neighbor"):
        assert words in later.text
    assert "$45" not in later.text
    assert "Night Balm" in desk.get(step(article, "edition", 2)).text


def test_page_as_it_stood_reads_the_price_after_an_undo(desk):
    offer = make_offer("19.00")
    article = make_article(products=[offer.product])
    batch = set_price(offer, "45.00")
    raised = timezone.now()
    batch.undo(author=None)

    assert "$45" in as_of(desk, article, raised).text
    assert "$19" in as_of(desk, article, timezone.now()).text


def test_page_as_it_stood_shows_the_picture_of_then(desk):
    person = make_person("Anna Lind", picture=make_picture("old.png", (20, 10)), image_alt="Anna")
    article = make_article(quotes=[make_quote("So it is.", speaker=person)])
    then = timezone.now()
    old = person.picture.original_name
    person.picture = make_picture("new.png")
    person.save()

    shown = as_of(desk, article, then).text

    assert old in shown
    assert person.picture.original_name not in shown


def test_quote_withdrawn_since_stays_out_of_the_past(desk):
    quote = make_quote("Say nothing of this ever.")
    article = make_article(
        html="<p>“Say nothing of this ever.”</p>", quotes_in_text=[quote], quotes=[quote]
    )
    then = timezone.now()
    Quote.objects.update(permission=Quote.Permission.WITHDRAWN)

    page = as_of(desk, article, then)

    assert "Say nothing of this ever" not in page.text
    assert "Quotes withdrawn since are left out." in page.text


def test_page_as_it_stood_says_which_edition_and_what_is_not_recorded(desk):
    article = make_article()
    BrandTie.objects.create(person=make_person(), brand=make_product().brand, kind="paid")
    then = timezone.now()
    publish(article)

    page = as_of(desk, article, then)

    assert "edition 1, with the prices, names and credentials of that moment" in page.text
    assert "ties to brands" in page.text
    assert step(article, "edition", 1) in page.text
    assert "a=edition-1&amp;b=live" in page.text
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("2001-03-12T14:00", "Readers did not see this article on 12 Mar 2001, 14:00."),
        ("2999-01-01T00:00", "That is in the future."),
        ("0001-01-01T00:00", "live then. Choose a later time."),
        ("9999-12-31T23:59:59", "That is in the future."),
        ("tomorrow", "Enter a valid date/time."),
        ("", "This field is required."),
        ("2026-03-12T14:00\x00", "Date and time"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_moment_without_a_page_is_a_sentence(desk, at, sentence, zone):
    article = make_article()

    with timezone.override(zone):
        page = desk.get(step(article, "point_in_time"), {"at": at})

    assert page.status_code == 200
    assert sentence in page.text


def test_past_page_asks_the_same_for_many_products(desk, django_assert_max_num_queries):
    counts = []
    for size in (1, 8):
        products = [make_product() for _ in range(size)]
        for product in products:
            make_offer(product=product)
        article = make_article(
            products=products, quotes=[make_quote() for _ in range(size)], tags=["milia"]
        )
        with django_assert_max_num_queries(24) as asked:
            as_of(desk, article, timezone.now())
        counts.append(len(asked))

    assert counts[0] == counts[1]
