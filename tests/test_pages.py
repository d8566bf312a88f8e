"""
Rules that hold on every public page: the one door, no cookies, a strict policy, tidy addresses.

`ZANZIBAR` is what must not leak: each thing that is not public carries the word in its name.
"""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.utils import timezone

from articles.models import Quote
from articles.publishing import schedule
from products.models import Brand, Retailer
from tests.factories import (
    make_article,
    make_brand,
    make_offer,
    make_person,
    make_product,
    make_question,
    make_quote,
    make_retailer,
    make_topic,
)
from tests.public_pages import PAGES, SECTIONS, address

pytestmark = pytest.mark.django_db

HIDDEN_WORD = "zanzibar"


def make_secret(live, *, publish=False, **fields):
    """An article that shares everything with the live one, and brings secrets of its own."""
    make_topic("Zanzibar", tags=["milia"], published_at=None)
    product = make_product(
        "Zanzibar Serum",
        slug="zanzibar-serum",
        brand=make_brand("Zanzibar Brand"),
        tags=["milia", "zanzibar tag"],
    )
    make_offer("7.00", product=product, retailer=make_retailer("Zanzibar Shop"))
    make_offer("8.00", product=product, retailer=live["product"].offers.get().retailer)
    return make_article(
        "Zanzibar headline",
        slug="zanzibar-headline",
        dek="Of Zanzibar.",
        topic="Zanzibar topic",
        tags=["milia", "zanzibar tag"],
        author=live["writer"],
        products=[live["product"], product],
        questions=[
            live["question"],
            make_question("Is this Zanzibar?", slug="zanzibar-q", tags=["milia", "zanzibar tag"]),
        ],
        quotes=[
            make_quote("They said Zanzibar.", speaker=live["expert"]),
            make_quote("Another voice.", speaker=make_person("Zoe Zanzibar", slug="zoe-zanzibar")),
        ],
        publish=publish,
        **fields,
    )


def draft(live):
    make_secret(live)


def scheduled(live):
    schedule.publish(make_secret(live), at=timezone.now() + timedelta(days=1))


def taken_down(live):
    schedule.take_down(make_secret(live, publish=True))


def reviewed_draft(live):
    make_secret(live, reviewer=live["expert"])


HIDDEN = [draft, scheduled, taken_down, reviewed_draft]


@pytest.mark.parametrize("hide", HIDDEN)
def test_what_is_not_public_leaks_on_no_page(client, live, hide):
    hide(live)

    for name, slug in PAGES:
        response = client.get(address(name, slug))
        assert response.status_code == 200, (name, slug)
        assert HIDDEN_WORD not in response.text.lower(), (name, slug)


def test_the_same_is_shown_on_every_page_once_it_is_live(client, live):
    """What the test above looks for would be found, if the door stood open."""
    make_secret(live, publish=True)

    for name, slug in PAGES:
        # A brand shows its own products alone, a page of the site's own and the list of topics
        # their own words; a question of one sentence is in no sitemap.
        others = {"products:brand", "pages:detail", "topics:list"}
        if name not in others and slug != "questions":
            assert HIDDEN_WORD in client.get(address(name, slug)).text.lower(), (name, slug)


@pytest.mark.parametrize("hide", HIDDEN)
def test_addresses_of_what_is_not_public_do_not_exist(client, live, hide):
    hide(live)
    brand = Brand.objects.get(name="Zanzibar Brand").slug
    retailer = Retailer.objects.get(name="Zanzibar Shop").slug

    for path in (
        "/articles/zanzibar-headline/",
        "/tags/zanzibar-tag/",
        "/products/zanzibar-serum/",
        f"/brands/{brand}/",
        "/experts/zoe-zanzibar/",
        "/faq/zanzibar-q/",
        "/articles/?tag=zanzibar-tag",
        "/products/?tag=zanzibar-tag",
        "/products/?tag=milia&tag=zanzibar-tag",
        f"/products/?brand={brand}",
        f"/products/?retailer={retailer}",
        "/faq/?tag=zanzibar-tag",
    ):
        response = client.get(path)
        assert response.status_code == 404, path
        assert HIDDEN_WORD not in response.text.lower(), path


def test_withdrawn_words_are_on_no_page(client, live):
    words = "Nobody shall read this again"
    quote = make_quote(words, speaker=live["expert"])
    question = make_question(
        "Who said so?",
        slug="who-said-so",
        tags=["milia"],
        answer=f"<p>“{words},” says Dr. Expert.</p>",
    )
    make_article(
        "Second headline",
        slug="second",
        dek=f"“{words}”",
        tags=["milia"],
        author=live["writer"],
        html=f"<p>“{words},” says Dr. Expert. The rest stays.</p>",
        quotes=[quote],
        quotes_in_text=[quote],
        products=[live["product"]],
        questions=[live["question"], question],
    )
    paths = [address(name, slug) for name, slug in PAGES] + [
        "/articles/second/",
        "/faq/who-said-so/",
    ]
    shown_on = {path for path in paths if words in client.get(path).text}
    assert shown_on >= {"/", "/articles/", "/tags/milia/", "/experts/live-expert/", "/faq/"}
    assert shown_on >= {"/articles/second/", "/faq/who-said-so/"}

    quote.permission = Quote.Permission.WITHDRAWN
    quote.save()

    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        assert words not in response.text, path
    assert "The rest stays." in client.get("/articles/second/").text


def test_anonymous_readers_get_no_cookie(client, live):
    for name, slug in [*PAGES, ("robots_txt", None), ("healthz", None)]:
        response = client.get(address(name, slug))
        assert response.status_code == 200, (name, slug)
        assert not response.cookies, (name, slug)
        assert "Cookie" not in response.headers.get("Vary", ""), (name, slug)


def test_every_page_carries_a_strict_policy(client, live):
    for name, slug in PAGES:
        policy = client.get(address(name, slug)).headers["Content-Security-Policy"]
        for directive in ("default-src 'none'", "object-src 'none'", "base-uri 'none'"):
            assert directive in policy, (name, slug)
        assert "unsafe-" not in policy, (name, slug)


def test_every_page_says_what_and_where_it_is(client, live):
    for name, slug in PAGES[: -len(SECTIONS)]:
        html = client.get(address(name, slug)).text
        assert html.count("<h1") == 1, (name, slug)
        assert html.count("<title>") == 1, (name, slug)
        assert html.count('<meta name="description" content="') == 1, (name, slug)
        assert html.count('rel="canonical"') == 1, (name, slug)
        assert f'rel="canonical" href="{settings.BASE_URL}{address(name, slug)}"' in html
        assert '<meta property="og:title" content="' in html, (name, slug)
        assert '<html lang="en">' in html, (name, slug)


def test_the_navigation_says_where_one_is(client, live):
    html = client.get("/experts/live-expert/").text

    assert html.count("aria-current") == 1
    assert '<a href="/experts/" aria-current="true">Experts</a>' in html


def test_every_page_asks_only_this_site_and_runs_what_proposes_alone(client, live):
    for name, slug in PAGES[: -len(SECTIONS)]:
        html = client.get(address(name, slug)).text
        loaded = re.findall(r'(?:src|<link rel="(?:stylesheet|icon)" href)="([^"]+)"', html)
        assert loaded, (name, slug)
        assert all(url.startswith("/") for url in loaded), (name, slug)
        scripts = re.findall(r'<script[^>]*src="/static/site/(\w+).js"[^>]*>', html)
        own = ["article"] if name == "articles:detail" else []
        assert scripts == [*own, "search"], (name, slug)
        assert html.count("<script") == len(scripts), (name, slug)
        assert "style=" not in html, (name, slug)


def test_not_found_wears_the_sites_clothes(client):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert 'class="masthead"' in response.text
    assert "We can’t find that page" in response.text
    assert "canonical" not in response.text
    assert not response.cookies


def test_a_failure_shows_a_page_that_needs_nothing(client, live, monkeypatch):
    """Without database and context processors: either may be what failed."""
    client.raise_request_exception = False

    def fail(request):
        raise RuntimeError("the database is gone")

    engine = Engine.get_default()
    monkeypatch.setattr(engine, "template_context_processors", (fail,))
    monkeypatch.setattr(Context, "processors_fail", fail, raising=False)

    response = client.get("/articles/live-article/")

    assert response.status_code == 500
    assert "Something went wrong" in response.text
    assert 'class="masthead"' in response.text
    assert "RuntimeError" not in response.text


def test_health_is_told_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")
