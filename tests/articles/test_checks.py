"""Publish checks: what stands in the way of publishing, in sentences."""

import pytest
from django.core.exceptions import ValidationError

from articles.content.snapshot import snapshot
from articles.models import Quote
from articles.publishing.checks import can_publish, publish_checks
from articles.publishing.schedule import publish
from backoffice.models import SiteSettings
from products.models import Product
from tests.factories import (
    make_article,
    make_member,
    make_offer,
    make_person,
    make_product,
    make_quote,
    make_retailer,
)

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


def make_recommended(regulatory_class="otc", market="GB", *, pays=True):
    """An unpublished article that quotes an expert beside a product with an offer."""
    product = make_product("Azelaic Cream", brand=None, regulatory_class=regulatory_class)
    shop = make_retailer("Chemist", market=market, pays_commission=pays)
    make_offer(product=product, retailer=shop)
    quote = make_quote("It works.", speaker=make_person("Ada Expert"))
    return make_article(
        "Rosacea", html="<p>“It works.”</p>", products=[product], quotes=[quote], publish=False
    )


def test_no_expert_recommends_a_medicine_with_paid_links_in_europe():
    article = make_recommended()

    with pytest.raises(ValidationError) as refusal:
        publish(article)

    [sentence] = refusal.value.messages
    assert "Azelaic Cream is an over-the-counter medicine with paid links (Chemist)" in sentence
    assert "quotes Ada Expert" in sentence


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"market": "US"}, 0),
        ({"market": "DE"}, 1),
        ({"pays": False}, 0),
        ({"regulatory_class": Product.RegulatoryClass.COSMETIC}, 0),
    ],
)
def test_where_experts_may_recommend(facts, says):
    article = make_recommended(**facts)

    assert len(publish_checks(article, snapshot(article))) == says


def test_a_european_site_is_bound_whatever_its_shops_sell_to(client):
    article = make_recommended(market="US")
    publish(article)
    assert 'rel="sponsored"' in client.get(article.get_absolute_url()).text

    SiteSettings.objects.create(version=1, values={"market": {"country": "FR"}})

    assert len(publish_checks(article, snapshot(article))) == 1
    html = client.get(article.get_absolute_url()).text
    assert "$19" in html
    assert "sponsored" not in html
    assert 'class="disclosure"' not in html


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ("<p>Milia form.To prevent them, wash.</p>", "A space is missing in “form.To”. Put it in."),
        (f"<p>{'Milia are small cysts ' * 6}</p>", "There is no full stop in 24 words"),
        (f"<p>It ends. {'Milia are cysts ' * 14}</p>", "There is no full stop in 42 words"),
        ("<p>Booking.Com and St.Ives, “here.” A line</p>", None),
        (f"<ul><li><p>{'Milia are small cysts ' * 6}</p></li></ul>", None),
        (f"<p>{'Milia, which are small cysts, ' * 12} and so on.</p>", None),
    ],
)
def test_sentences_are_parted_before_an_article_is_published(html, sentence):
    article = make_article(html=html, publish=False)
    found = publish_checks(article, snapshot(article))

    assert [one.startswith(sentence) for one in found] == [True] if sentence else found == []


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ("<p>It costs TK.</p>", "Text: “TK” is no text yet. Write it, or take it out."),
        ("<h3>[Ana to ask Holt]</h3>", "“[Ana to ask Holt]” is no text yet"),
        ("<table><tr><td>N/A</td><td>–</td></tr></table>", None),
    ],
)
def test_what_is_still_to_be_written_stands_in_the_way(html, sentence):
    article = make_article(html=f"<p>It dries.</p>{html}", publish=False)

    found = publish_checks(article, snapshot(article))

    assert [sentence in one for one in found] == [True] if sentence else found == []


def test_placeholder_is_found_in_a_dek_and_in_an_answer():
    article = make_article(publish=False)
    article.dek = "Dek to come"
    content = snapshot(article)
    content["blocks"].append({"kind": "question", "question": 1, "text": "Why?", "answer": "TBC"})

    found = [one for one in publish_checks(article, content) if "is no text yet" in one]

    assert [one.split(" is no")[0] for one in found] == [
        "Dek: “Dek to come”",
        "Question and answer: “TBC”",
    ]
