"""What helps a reader of an article along: the answer first, sources, what to read next."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from articles.content.sections import section_digests
from articles.content.snapshot import snapshot
from articles.models import (
    ArticleSource,
    CallOut,
    Correction,
    KeyPoints,
    ProductPick,
    PullQuote,
    Review,
    TextBlock,
)
from articles.publishing.checks import publish_checks
from articles.publishing.schedule import publish
from articles.related import Substance, reason
from people.models import BrandTie
from tests.articles.test_views import read, words
from tests.factories import (
    make_article,
    make_brand,
    make_offer,
    make_person,
    make_product,
    make_question,
    make_quote,
)

pytestmark = pytest.mark.django_db


def test_the_answer_stands_before_the_text_wherever_it_was_written(client):
    article = make_article(html="<p>Long opening.</p>", publish=False)
    place = {"parent": article, "region": "main", "ordering": 900}
    KeyPoints.objects.create(points="Twice a week.\nNot in pregnancy.", **place)
    publish(article)

    text = words(read(client, article))

    assert "The short answer Twice a week. Not in pregnancy." in text
    assert text.index("Twice a week.") < text.index("Long opening.")
    assert text.count("Twice a week.") == 1


def test_every_link_within_the_page_leads_somewhere_and_no_id_stands_twice(client):
    html = "<h2>Sources</h2><p>A.</p><h2>Same</h2><p>B. [1]</p><h3>Same</h3><p>C.</p><h2>הנה</h2>"
    product = make_offer().product
    article = make_article(
        html=html, products=[product, make_product(), make_product()], publish=False
    )
    place = {"parent": article, "region": "main", "ordering": 2000}
    TextBlock.objects.create(html="<p>Once more.</p>", **place)
    ProductPick.objects.create(product=product, **place | {"ordering": 2001})
    ArticleSource.objects.create(article=article, title="On milia", url="https://derm.example/")
    Correction.objects.create(article=article, noted_on=date(2026, 3, 2), text="It said 3 %.")
    publish(article)

    page = read(client, article)
    ids = re.findall(r'\bid="([^"]+)"', page)
    targets = set(re.findall(r'href="#([^"]+)"', page))

    assert len(ids) == len(set(ids))
    assert targets <= set(ids)
    assert {"same", "same-2", "הנה", "source-1", "corrections", "compare"} <= targets


def test_an_address_can_lead_to_an_answer(client):
    question = make_question("Can I pop it?", slug="can-i-pop-it")
    article = make_article(questions=[question])

    assert '<div class="prose" id="answer-can-i-pop-it">' in read(client, article)


def test_a_mark_in_the_text_leads_to_its_source_and_back(client):
    html = (
        "<p>Proven. [1] Twice. [1, 2] Unknown. [a] "
        '<a href="https://derm.example/">a link [1]</a></p>'
    )
    article = make_article(html=html, publish=False)
    for number in (1, 2):
        url = f"https://derm.example/{number}"
        ArticleSource.objects.create(article=article, title=f"Study {number}", url=url)
    publish(article)

    page = read(client, article)

    assert page.count('href="#source-1"') == 2
    assert page.count('id="mark-1"') == page.count('href="#mark-1"') == 1
    assert "Unknown. [a]" in page
    assert "a link [1]</a>" in page


def test_a_mark_without_its_source_is_in_the_way_of_publishing():
    article = make_article(html="<p>Proven. [2]</p>", publish=False)
    ArticleSource.objects.create(article=article, title="Study", url="https://derm.example/")

    [sentence] = publish_checks(article, snapshot(article))

    assert "source 2" in sentence


def test_an_excerpt_is_what_was_said_word_for_word(client):
    quote = make_quote("It is small, hard and white,", "but it has no door.")
    article = make_article(quotes=[quote], publish=False)
    pulled = PullQuote.objects.get()
    pulled.excerpt = "it has a door"
    with pytest.raises(ValidationError, match="aren't in the quote"):
        pulled.full_clean()

    pulled.excerpt = "it has no door."
    pulled.full_clean()
    pulled.save()
    publish(article)

    assert "“it has no door.”" in read(client, article)
    assert "small, hard" not in read(client, article)


@pytest.mark.parametrize(
    ("segments", "shown"),
    [
        (["It is small,", "It has no door."], "“It is small.” “It has no door.”"),
        (["It is small,", "but hard."], "“It is small,” “but hard.”"),
        (["It has no door,"], "“It has no door.”"),
    ],
)
def test_a_part_cut_by_its_attribution_has_its_stop(client, segments, shown):
    article = make_article(quotes=[make_quote(*segments)])

    assert shown in words(read(client, article).replace("</p>", " </p>"))


def test_our_own_words_are_never_set_as_a_quotation(client):
    article = make_article(quotes=[make_quote("She advises patience.", kind="paraphrase")])

    page = read(client, article)

    assert "She advises patience." in page
    assert "in our words" in page
    assert "<blockquote>" not in page


def test_a_call_out_keeps_its_own_title(client):
    article = make_article(call_out="<p>If it bleeds.</p>", publish=False)
    CallOut.objects.update(title="When to let somebody look")
    publish(article)

    assert "When to let somebody look If it bleeds." in words(read(client, article))


def test_a_tie_stands_beside_the_reviewers_name_too(client):
    brand, doctor = make_brand("Tied"), make_person("Ada Doc", credentials="MD")
    BrandTie.objects.create(person=doctor, brand=brand, kind="employee")
    article = make_article(products=[make_product(brand=brand)], publish=False)
    digests = section_digests(snapshot(article))
    Review.objects.create(article=article, reviewer=doctor, digests=digests)
    publish(article)

    head = read(client, article).partition('<div class="body">')[0]

    assert "Disclosure: Ada Doc works for Tied." in words(head)


def test_what_changed_is_told_apart_from_what_was_wrong(client):
    article = make_article(publish=False)
    day = {"article": article, "noted_on": date(2026, 3, 2)}
    Correction.objects.create(text="It said 3 %.", **day)
    Correction.objects.create(text="Two picks are new.", kind="change", **day)
    publish(article)

    text = words(read(client, article))

    assert "Corrected 2 Mar 2026 It said 3 %." in text
    assert "Changed 2 Mar 2026 Two picks are new." in text


def test_what_shares_a_product_or_expert_comes_before_what_shares_a_tag(client):
    product, expert = make_product("Plain Cream"), make_person("Anna Lind")
    alike = make_article("By product", products=[product], quotes=[make_quote(speaker=expert)])
    for number in range(4):
        make_article(f"By tag {number}", tags=["milia"])
    article = make_article(tags=["milia"], products=[product], quotes=[make_quote(speaker=expert)])

    page = read(client, article)
    nearest = re.findall(r'<h3 class="card-title"[^>]*><a href="([^"]*)"', page)

    assert nearest[0] == alike.get_absolute_url()
    assert "Also recommends Plain Cream" in page
    assert "Also about milia" in page


def test_a_reason_names_two_and_counts_the_rest():
    substance = Substance(tag={1: "milia", 2: "retinol", 3: "acne"}, product={}, person={})
    shared = {"tag": [1, 2, 3], "product": [], "person": []}

    assert reason(shared, substance) == "Also about milia, retinol and 1 more"
