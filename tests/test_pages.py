"""
Rules that hold on every public page: the one door, no cookies, a strict policy, tidy addresses.

`ZANZIBAR` is what must not leak: each thing that is not public carries the word in its name.
"""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.template import Context, Engine
from django.urls import reverse
from django.utils import timezone

from articles.models import Quote
from articles.publishing import schedule
from articles.publishing.schedule import live_edition
from products.models import Brand, Retailer
from skinsite import sitemaps
from tests.factories import (
    make_article,
    make_brand,
    make_offer,
    make_person,
    make_product,
    make_question,
    make_quote,
    make_retailer,
)

pytestmark = pytest.mark.django_db

HIDDEN_WORD = "zanzibar"
LISTS = ["articles:list", "tags:list", "products:list", "people:list", "faq:list"]
KINDS = [
    ("articles:detail", "live-article"),
    ("tags:detail", "milia"),
    ("products:detail", "live-product"),
    ("products:brand", "live-brand"),
    ("people:detail", "live-expert"),
    ("people:detail", "live-writer"),
    ("faq:detail", "live-question"),
]
SECTIONS = [("sitemap_section", name) for name in ("articles", "products", "questions")]
PAGES = [("home", None), *((name, None) for name in LISTS), *KINDS, *SECTIONS]


def address(name, slug=None):
    return reverse(name, args=[slug] if slug else [])


@pytest.fixture
def live():
    """A live article, and whatever else becomes public by it."""
    writer = make_person("Wilma Writer", slug="live-writer")
    expert = make_person("Erin Expert", slug="live-expert", honorific="Dr.", credentials="MD")
    brand = make_brand("Open Brand")
    brand.slug = "live-brand"
    brand.save()
    product = make_product("Open Serum", slug="live-product", brand=brand, tags=["milia"])
    make_offer("19.00", product=product, retailer=make_retailer("Open Shop"))
    question = make_question("Is it open?", slug="live-question", tags=["milia"])
    article = make_article(
        "Open headline",
        slug="live-article",
        tags=["milia"],
        author=writer,
        products=[product],
        questions=[question],
        quotes=[make_quote("Words that may be read.", speaker=expert)],
    )
    return {
        "article": article,
        "product": product,
        "question": question,
        "expert": expert,
        "writer": writer,
    }


def make_secret(live, *, publish=False, **fields):
    """An article that shares everything with the live one, and brings secrets of its own."""
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
        if name != "products:brand":  # it shows its own products alone
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


def test_every_page_asks_only_this_site_and_runs_nothing(client, live):
    for name, slug in PAGES[: -len(SECTIONS)]:
        html = client.get(address(name, slug)).text
        loaded = re.findall(r'(?:src|<link rel="(?:stylesheet|icon)" href)="([^"]+)"', html)
        assert loaded, (name, slug)
        assert all(url.startswith("/") for url in loaded), (name, slug)
        assert "<script" not in html, (name, slug)
        assert "style=" not in html, (name, slug)


@pytest.mark.parametrize("path", ["/articles/", "/tags/", "/products/", "/experts/", "/faq/"])
def test_pages_that_are_none_are_not_found(client, live, path):
    for page in (
        "0",
        "x",
        "-1",
        "999",
        "2",
        "01",
        "٢",
        "1&page=2",
        "9" * 20,
        "%00",
        "",
        "1.0",
        "+1",
    ):
        assert client.get(f"{path}?page={page}").status_code == 404, page


@pytest.mark.parametrize("path", ["/articles/", "/products/", "/faq/"])
def test_tags_that_are_none_are_not_found(client, live, path):
    for query in (
        "tag=no-such",
        "tag=%00",
        "tag=a%00b",
        "tag=%27+or+1%3D1",
        "tag=milia&tag=milia",
        "tag=milia&tag=no-such",
        "tag=" + "x" * 300,
        "&".join(f"tag=t{n}" for n in range(50)),
    ):
        assert client.get(f"{path}?{query}").status_code == 404, query


def test_shops_and_brands_that_are_none_are_not_found(client, live):
    for query in (
        "brand=no-such",
        "retailer=no-such",
        "brand=%00",
        "brand=live-brand&brand=other",
    ):
        assert client.get(f"/products/?{query}").status_code == 404, query


@pytest.mark.parametrize(
    ("asked", "tidy"),
    [
        ("/articles/?page=1", "/articles/"),
        ("/articles/?page=1&tag=milia", "/articles/?tag=milia"),
        ("/products/?brand=&retailer=", "/products/"),
        (
            "/products/?brand=live-brand&retailer=&tag=milia",
            "/products/?tag=milia&brand=live-brand",
        ),
        ("/faq/?tag=", "/faq/"),
    ],
)
def test_untidy_addresses_lead_to_the_tidy_one(client, live, asked, tidy):
    response = client.get(asked)

    assert response.status_code == 301
    assert response["Location"] == tidy


def test_tracking_parameters_are_left_out_of_the_canonical_address(client, live):
    html = client.get("/articles/?utm_source=letter&tag=milia").text

    assert f'rel="canonical" href="{settings.BASE_URL}/articles/?tag=milia"' in html


@pytest.mark.parametrize("path", ["/articles/", "/products/", "/faq/"])
def test_filtered_lists_are_kept_out_of_search_engines(client, live, path):
    noindex = '<meta name="robots" content="noindex">'

    assert noindex in client.get(f"{path}?tag=milia").text
    assert noindex not in client.get(path).text


def test_filters_that_find_nothing_offer_a_way_back(client, live):
    make_article(tags=["retinol"])

    response = client.get("/articles/?tag=milia&tag=retinol")

    assert response.status_code == 404
    assert 'href="/articles/?tag=retinol"' in response.text
    assert 'href="/articles/?tag=milia"' in response.text
    assert 'href="/articles/"' in response.text


def test_the_second_page_has_an_address_of_its_own(client):
    for _ in range(25):
        make_article()

    first, second = client.get("/articles/"), client.get("/articles/?page=2")

    assert first.text.count('class="card article-card"') == 24
    assert second.text.count('class="card article-card"') == 1
    assert 'href="/articles/?page=2"' in first.text
    assert f'rel="canonical" href="{settings.BASE_URL}/articles/?page=2"' in second.text
    assert client.get("/articles/?page=3").status_code == 404


def test_home_shows_the_newest_first(client):
    old, new = make_article("Older headline"), make_article("Newer headline")

    text = client.get("/").text

    assert text.index(str(new)) < text.index(str(old))


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    for _ in range(count):
        product = make_product()
        make_offer(product=product)
        make_article(
            tags=["milia"],
            products=[product],
            questions=[make_question()],
            quotes=[make_quote(speaker=make_person(credentials="MD"))],
        )

    # editions, bylines, tags, products with brand, offers with retailer and price, experts,
    # questions
    with django_assert_num_queries(8):
        client.get("/")


def test_an_empty_site_says_so(client):
    for name in ["home", *LISTS]:
        response = client.get(reverse(name))
        assert response.status_code == 200
        assert "Nothing has been published here yet." in response.text


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


def test_robots_are_told_where_the_sitemap_is(client):
    lines = client.get("/robots.txt").text.splitlines()

    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in lines
    assert "Disallow: /admin/" in lines
    assert "Disallow: /" not in lines


def locations(text):
    """The paths that a sitemap, or the index of them, names."""
    return re.findall(rf"<loc>{settings.BASE_URL}(.*?)</loc>", text)


def files_of_the_sitemap(client):
    """What stands in the files that the index names."""
    return [client.get(path).text for path in locations(client.get("/sitemap.xml").text)]


def test_the_sitemap_lists_every_public_page_with_its_last_change(client, live):
    text = "".join(files_of_the_sitemap(client))

    for name, slug in [("home", None), *((name, None) for name in LISTS), *KINDS]:
        assert f"<loc>{settings.BASE_URL}{address(name, slug)}</loc>" in text
    modified_at = live_edition(live["article"]).modified_at
    assert f"<lastmod>{modified_at.isoformat()}</lastmod>" in text
    assert text.count("<lastmod>") == 1


def test_every_address_of_the_sitemap_opens(client, live):
    paths = locations("".join(files_of_the_sitemap(client)))

    assert paths
    for path in paths:
        assert client.get(path).status_code == 200, path


def test_the_sitemap_holds_every_address_however_many_there_are(client, monkeypatch):
    monkeypatch.setattr(sitemaps.Products, "limit", 3)
    products = [make_product(released_at=timezone.now()) for _ in range(7)]

    files = locations(client.get("/sitemap.xml").text)
    held = [path for text in files_of_the_sitemap(client) for path in locations(text)]

    found = [path for path in held if re.fullmatch("/products/[^/]+/", path)]
    assert sorted(found) == sorted(product.get_absolute_url() for product in products)
    assert [path for path in files if "products" in path] == [
        "/sitemap-products.xml",
        "/sitemap-products.xml?p=2",
        "/sitemap-products.xml?p=3",
    ]


def test_the_sitemap_names_no_empty_file_and_no_other_host(client):
    files = locations(client.get("/sitemap.xml", headers={"host": "localhost"}).text)

    assert files == ["/sitemap-pages.xml"]
    assert client.get("/sitemap-nonsense.xml").status_code == 404
    assert client.get("/sitemap-pages.xml?p=2").status_code == 404
    text = client.get("/sitemap-pages.xml", headers={"host": "localhost"}).text
    assert f"<loc>{settings.BASE_URL}/</loc>" in text
