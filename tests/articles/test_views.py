"""The article page: frozen words, live facts."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils.html import strip_tags
from taggit.models import Tag

from articles.content.sections import section_digests
from articles.content.snapshot import snapshot
from articles.models import (
    ArticleSource,
    Correction,
    ProductPick,
    Quote,
    Review,
    TextBlock,
)
from articles.publishing.schedule import preview_edition, publish
from articles.views import article_response
from core.redaction import NOTICE, Redaction
from people.models import BrandTie
from products.models import RetailerDomain
from tests.factories import (
    make_article,
    make_brand,
    make_offer,
    make_person,
    make_picture,
    make_product,
    make_question,
    make_quote,
    make_retailer,
    set_price,
)

pytestmark = pytest.mark.django_db


def read(client, article):
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    return response.text


def words(html):
    return " ".join(strip_tags(html).split())


def withdraw(quote):
    quote.permission = Quote.Permission.WITHDRAWN
    quote.save()


def test_the_page_shows_what_an_article_is_made_of(client):
    author = make_person("Maren Lund", slug="maren")
    expert = make_person(
        "Ngozi Tamb",
        slug="ngozi",
        honorific="Dr.",
        credentials="MD",
        job_title="dermatologist",
        is_sample=True,
    )
    article = make_article(
        "Milia or not",
        dek="Two bumps, two stories.",
        topic="Concerns",
        html="<h2>Two bumps</h2><p>One is a <strong>pearl</strong>.</p>",
        author=author,
        tags=["milia"],
        quotes=[make_quote("It has no door.", speaker=expert)],
        questions=[make_question("Can I pop it?", answer="<p>Better not.</p>")],
        call_out="<p>See somebody if it bleeds.</p>",
        publish=False,
    )
    ArticleSource.objects.create(article=article, title="On milia", url="https://dermnet.example/m")
    Correction.objects.create(article=article, noted_on=date(2026, 3, 2), text="It said 3 %.")
    publish(article)

    html = read(client, article)
    text = words(html)

    assert '<h1 dir="auto">Milia or not</h1>' in html
    assert "Two bumps, two stories." in text
    assert 'By <a href="/experts/maren/" rel="author">Maren Lund</a>' in html
    assert "One is a <strong>pearl</strong>." in html
    assert "“It has no door.” Dr. Ngozi Tamb, MD, dermatologist" in text
    assert "Sample person, created for this site’s sample content." in text
    assert '<summary dir="auto">Can I pop it?</summary>' in html
    assert "Better not." in text
    assert "See somebody if it bleeds." in text
    assert '<a href="https://dermnet.example/m">On milia</a>' in html
    assert "Corrected 2 Mar 2026 It said 3 %." in text
    assert 'href="/tags/milia/"' in html
    assert re.search(r"Published \d+ \w+ \d{4}", text)


def test_the_reviewer_is_named_while_the_sign_off_covers_every_word(client):
    doctor = make_person("Ada Doc", honorific="Dr.", credentials="MD")
    article = make_article(html="<p>Signed words.</p>")
    Review.objects.create(
        article=article, reviewer=doctor, digests=section_digests(snapshot(article))
    )
    publish(article)
    assert "Medically reviewed by Dr. Ada Doc, MD on" in words(read(client, article))

    TextBlock.objects.filter(parent=article).update(html="<p>Other words.</p>")
    publish(article)

    assert "reviewed by" not in read(client, article)


def test_neighboring_products_are_one_list_and_neighboring_questions_one_faq(client):
    article = make_article(
        products=[make_product(), make_product()],
        questions=[make_question(), make_question()],
    )
    place = {"parent": article, "region": "main"}
    TextBlock.objects.create(html="<p>Between.</p>", ordering=1000, **place)
    ProductPick.objects.create(product=make_product(), ordering=1010, **place)
    publish(article)

    html = read(client, article)

    assert html.count('<ul class="picks">') == 2
    assert html.count('<li class="pick"') == 3
    assert html.count('<section class="questions"') == 1
    assert html.count('<div class="prose" id="answer-') == 2


def test_headings_leave_no_gap(client):
    """One below the last heading of the text, also where the text has none."""
    bare = make_article(html="<p>No heading.</p>", products=[make_product("Serum One")])
    under = make_article(html="<h2>Our picks</h2>", products=[make_product("Serum Two")])

    assert re.search(r"<h2 class=\"pick-name\"[^>]*>.*Serum One", read(client, bare))
    assert re.search(r"<h3 class=\"pick-name\"[^>]*>.*Serum Two", read(client, under))


def test_a_question_without_an_answer_is_not_shown(client):
    article = make_article(questions=[make_question("What now?", answer="")])

    assert "What now?" not in read(client, article)


def test_words_are_frozen_and_facts_are_live(client):
    person = make_person("Old Name")
    offer = make_offer("19.00")
    question = make_question("Frozen question?", answer="<p>Frozen answer.</p>")
    article = make_article(author=person, products=[offer.product], questions=[question])

    TextBlock.objects.filter(parent=article).update(html="<p>Later words.</p>")
    question.answer = "<p>Later answer.</p>"
    question.save()
    person.name = "New Name"
    person.save()
    set_price(offer, "25.00")
    text = words(read(client, article))

    assert "Some words." in text
    assert "Frozen answer." in text
    assert "Later" not in text
    assert "New Name" in text
    assert "Current price: $25, at" in text


def test_the_disclosure_comes_before_the_first_paid_link(client):
    article = make_article(products=[make_offer().product])

    html = read(client, article)

    assert settings.AFFILIATE_DISCLOSURE in html
    assert html.index(settings.AFFILIATE_DISCLOSURE) < html.index('rel="sponsored"')


@pytest.mark.parametrize("offer", ["none", "unpaid", "without a link"])
def test_a_page_without_paid_links_carries_no_disclosure(client, offer):
    product = make_product()
    if offer == "unpaid":
        make_offer(product=product, retailer=make_retailer(pays_commission=False))
    elif offer == "without a link":
        make_offer(product=product, url="")
    article = make_article(products=[product])

    html = read(client, article)

    assert settings.AFFILIATE_DISCLOSURE not in html
    assert "sponsored" not in html


def test_a_paid_link_in_the_text_is_disclosed_and_a_citation_is_left_alone(client):
    shop = make_retailer("Shop")
    RetailerDomain.objects.create(retailer=shop, domain="shop.example")
    unpaid = make_retailer("Free", pays_commission=False)
    RetailerDomain.objects.create(retailer=unpaid, domain="free.example")
    article = make_article(
        html='<p><a href="https://www.shop.example/x?a=1&amp;b=2">buy</a> '
        '<a href="https://journal.example/p">read</a> '
        '<a href="https://free.example/p">look</a> <a href="https://notshop.example/">no</a></p>'
    )

    html = read(client, article)

    assert '<a href="https://www.shop.example/x?a=1&amp;b=2" rel="sponsored">buy</a>' in html
    assert '<a href="https://journal.example/p">read</a>' in html
    assert '<a href="https://free.example/p">look</a>' in html
    assert '<a href="https://notshop.example/">no</a>' in html
    assert html.index(settings.AFFILIATE_DISCLOSURE) < html.index("shop.example")


def test_an_experts_interest_stands_beside_the_product_and_the_quote(client):
    brand = make_brand("Tied Brand")
    expert = make_person("Paid Expert")
    BrandTie.objects.create(
        person=expert, brand=brand, kind=BrandTie.Kind.PAID, note="Adviser since 2023"
    )
    BrandTie.objects.create(person=expert, brand=make_brand("Other"), kind=BrandTie.Kind.OWNER)
    quote = make_quote(speaker=expert)
    tied = make_article(products=[make_product(brand=brand)], quotes=[quote])
    untied = make_article(products=[make_product()], quotes=[quote])

    sentence = "Disclosure: Paid Expert is paid by Tied Brand (adviser since 2023)."
    assert words(read(client, tied)).count(sentence) == 3  # pick, quote, box of experts
    assert "Other" not in words(read(client, tied))
    assert "is paid by" not in read(client, untied)

    withdraw(quote)
    assert "Paid Expert" not in read(client, tied)


def test_a_withdrawn_quote_leaves_a_notice_and_takes_its_speaker_along(client):
    speaker, other = make_person("Sam Silent"), make_person("Olga Open")
    gone, kept = make_quote("Take me out.", speaker=speaker), make_quote("Keep me.", speaker=other)
    article = make_article(
        html="<p>“Take me out.” So it was. “Keep me.”</p>",
        quotes=[gone, kept],
        quotes_in_text=[gone, kept],
    )
    assert "Sam Silent" in read(client, article)

    withdraw(gone)
    text = words(read(client, article))

    assert "Take me out" not in text
    assert "Sam Silent" not in text
    assert f"{NOTICE} So it was. “Keep me.”" in text
    assert "Olga Open" in text


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>“It has no door.” Ever.</p>", f"<p>{NOTICE} Ever.</p>"),
        ("<p>a “It has\nno&nbsp;door.” b</p>", f"<p>a {NOTICE} b</p>"),
        ("<p>x <em>It has</em> no door. y</p><p>z</p>", f"<p>{NOTICE}</p><p>z</p>"),
        ('<p>It has <a href="/">no</a> door.</p>', f"<p>{NOTICE}</p>"),
        ("<ul><li>It <strong>has no</strong> door.</li><li>b</li></ul>", None),
        ("<p>It has</p><p>no door.</p>", f"<p>{NOTICE}</p>"),
        ("<p>It has no doorbell.</p>", "<p>It has no doorbell.</p>"),
    ],
)
def test_withdrawn_words_go_however_they_are_marked_up(html, shown):
    redaction = Redaction(["It has no door."])
    redacted = redaction.of_html(html)

    assert "no door." not in words(redacted).replace("\xa0", " ")
    assert redacted == (shown or f"<ul><li>{NOTICE}</li><li>b</li></ul>")


def test_withdrawn_words_with_characters_of_html_go_too(client):
    quote = make_quote("Oil & water <never> mix.")
    article = make_article(
        html="<p>“Oil &amp; water &lt;never&gt; mix.” Yes.</p>", quotes_in_text=[quote]
    )
    assert "Oil &amp; water" in read(client, article)

    withdraw(quote)

    assert "Oil" not in read(client, article)
    assert "Yes." in read(client, article)


def test_a_preview_is_the_page_but_for_its_notice(client):
    expert = make_person("Erin Expert")
    article = make_article(
        "Open headline",
        tags=["milia", "retinol"],
        picture=make_picture(),
        image_alt="A bead.",
        image_caption="A bead, drawn.",
        products=[make_offer(list_price="31.00").product],
        questions=[make_question()],
        quotes=[make_quote(speaker=expert)],
        call_out="<p>Careful.</p>",
    )
    make_article("Related", tags=["milia"])
    request = RequestFactory().get(article.get_absolute_url())

    preview = article_response(request, preview_edition(article), is_preview=True)
    notice = re.search(r'<p class="preview-notice".*?</p>', preview.text)[0]

    assert "This is a preview." in notice
    assert preview.text.replace(notice, "") == read(client, article)
    assert "no-store" in preview["Cache-Control"]
    assert preview["X-Robots-Tag"] == "noindex"


def test_a_preview_shows_the_draft_before_it_is_published():
    article = make_article(html="<p>Not yet.</p>", products=[make_product()], publish=False)
    request = RequestFactory().get("/")

    preview = article_response(request, preview_edition(article), is_preview=True)

    assert "Not yet." in preview.text


@pytest.mark.parametrize("count", [1, 3])
def test_an_article_asks_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    products = [make_product() for _ in range(count)]
    for product in products:
        make_offer(product=product)
        make_offer(product=product)
    article = make_article(
        html='<p><a href="https://journal.example/">a link</a></p>',
        tags=["milia", "retinol", "acne"][:count],
        products=products,
        questions=[make_question() for _ in range(count)],
        quotes=[make_quote() for _ in range(count)],
    )
    for _ in range(count):
        make_article(tags=["milia"])

    address = article.get_absolute_url()
    # edition, quotes, products with brand, offers with retailer and price, people,
    # ties to brands, retailers of the links in the text, tags, other articles with what they share
    with django_assert_num_queries(8):
        client.get(address)


def test_read_next_offers_three_newest_others(client):
    articles = [make_article(tags=["milia"]) for _ in range(5)]
    make_article(tags=["acne"])

    def read_next(article):
        return re.findall(
            r'<h3 class="card-title"[^>]*><a href="([^"]*)"',
            client.get(article.get_absolute_url()).text,
        )

    newest_first = [article.get_absolute_url() for article in reversed(articles)]
    assert read_next(articles[-1]) == newest_first[1:4]
    assert read_next(articles[0]) == newest_first[:3]


def test_a_renamed_tag_stays_on_the_page(client):
    article = make_article(tags=["milia"])
    Tag.objects.filter(name="milia").update(name="milia and more")

    assert "milia and more" in read(client, article)
