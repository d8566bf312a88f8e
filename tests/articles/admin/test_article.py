"""The page of one article: its form for those who write it, its words for those who read it."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.block_types import BLOCK_TYPES
from articles.content.size import MOST_ROWS
from articles.models import Article
from bench.opening import follow_view
from tests.admin_forms import fields, opened, page
from tests.articles.admin.test_calendar import step
from tests.factories import (
    make_article,
    make_long_article,
    make_offer,
    make_person,
    make_question,
    make_quote,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    """A draft with a text, a quote of a named speaker, a product and a question."""
    speaker = make_person("Dr. Mona Gohara")
    return make_article(
        "Milia or whiteheads?",
        publish=False,
        html="<h2>What milia are</h2><p>Small <strong>hard</strong> bumps.</p>",
        products=[make_offer("19.00").product],
        quotes=[make_quote("Leave them alone.", speaker=speaker)],
        questions=[make_question("Do they go away?", answered_by=speaker)],
    )


def test_form_of_the_largest_article_takes_less_than_five_megabytes(desk):
    products = [make_offer("19.00").product for _ in range(4)]
    few, many = (make_article(products=products[:count], publish=False) for count in (1, 4))

    bytes_of = [len(desk.get(page(Article, "change", one.pk)).content) for one in (few, many)]

    a_row = (bytes_of[1] - bytes_of[0]) / 3  # a product pick is the largest kind
    assert bytes_of[0] + MOST_ROWS * a_row < 5_000_000


class _Forms(HTMLParser):
    """The posting forms of a page, with their attributes, and what stands in each element's way."""

    def __init__(self):
        super().__init__()
        self.posting, self.open, self.rows = [], [], {}

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form" and attrs.get("method", "").lower() == "post":
            self.posting.append(attrs)
        if tag == "div":
            self.open.append(attrs.get("class") or "")
        if attrs.get("id"):
            self.rows[attrs["id"]] = list(self.open)

    def handle_endtag(self, tag):
        if tag == "div":
            self.open.pop()


def _parsed(response):
    parser = _Forms()
    parser.feed(response.text)
    return parser


# For those who write


def test_new_article_is_a_draft(client):
    for user in (staff("add_article", "change_article", "publish_article"), staff("add_article")):
        form = opened(signed_in(user), page(Article, "add"))

        assert form["status"] == ["draft"]


def test_ready_article_goes_back_to_review_when_a_writer_saves(article):
    Article.objects.filter(pk=article.pk).update(status="ready")
    form = opened(signed_in(staff("change_article")), page(Article, "change", article.pk))

    assert form["status"] == ["in_review"]


def test_save_and_continue_stays_on_the_page(article):
    client = signed_in(staff("change_article", "view_article"))
    address = page(Article, "change", article.pk)

    response = client.post(address, opened(client, address) | {"_continue": "1"})

    assert response.status_code == 302
    assert response["Location"] == address


def test_state_of_the_autosave_is_in_the_bar_that_stays_in_sight(article, admin_client):
    parsed = _parsed(admin_client.get(page(Article, "change", article.pk)))

    assert "submit-row" in parsed.rows["autosave"]


@pytest.mark.parametrize("name", ["change", "publish", "take_down", "sign_off", "history"])
def test_forms_post_to_an_address_of_their_own(article, admin_client, name):
    """
    Without one a browser keeps the fragment of the page's address through the redirect, and
    scrolls past the message that says what was done.
    """
    response = admin_client.get(reverse(f"admin:articles_article_{name}", args=[article.pk]))

    for form in _parsed(response).posting:
        assert form.get("action", "").startswith("/"), form


def test_editor_offers_each_kind_of_block(article, admin_client):
    text = admin_client.get(page(Article, "change", article.pk)).text

    for block_type in BLOCK_TYPES.values():
        name = block_type.model._meta.model_name
        assert f'id="articles_{name}_set-group"' in text
        assert block_type.hint in text.replace("\\u0027", "'")


def test_few_classes_make_the_admin_of_articles():
    ours = [
        each
        for each in type(admin.site.get_model_admin(Article)).__mro__
        if not each.__module__.startswith(("django.", "content_editor.", "builtins"))
    ]

    assert len(ours) <= 8, ours


def test_modules_that_open_a_draft_call_each_other_one_way(article, admin_client):
    first = admin_client.get(page(Article, "change", article.pk))

    assert follow_view(first.wsgi_request).knots() == []


# For those who only read


def _words(text):
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_who_may_only_read_an_article_reads_its_words(article):
    reviewer = signed_in(staff("view_article", "add_review"))

    text = reviewer.get(page(Article, "change", article.pk)).text
    main = text.split('id="content-main"')[1]

    assert "<strong>hard</strong>" in main
    assert "&lt;p&gt;" not in main
    assert "inline-group" not in main
    assert "<form" not in main
    words = _words(main)
    places = [
        words.index(part)
        for part in ("What milia are", "Small hard bumps.", "$19", "Leave them alone.")
    ]
    assert places == sorted(places) or len(set(places)) == 4
    assert "Dr. Mona Gohara" in words
    assert "Do they go away?" in words


def test_reader_sees_what_readers_of_the_site_do_not_see_yet(article):
    question = make_question("Can I squeeze them?", answer="")
    Article.objects.get(pk=article.pk).articles_questionblock_set.create(
        region="main", ordering=90, question=question
    )

    text = signed_in(staff("view_article")).get(page(Article, "change", article.pk)).text

    assert "Can I squeeze them?" in text


def test_reader_can_not_save(article):
    client = signed_in(staff("view_article"))
    form = fields(client.get(page(Article, "change", article.pk)))

    response = client.post(page(Article, "change", article.pk), form | {"title": "Mine"})

    article.refresh_from_db()
    assert response.status_code == 403
    assert article.title == "Milia or whiteheads?"


@pytest.mark.parametrize("each", [1, 3])
def test_opening_an_article_asks_the_same_queries_whatever_its_blocks(desk, each):
    article = make_long_article(each)
    desk.get(step(article, "change"))

    with CaptureQueriesContext(connection) as asked:
        desk.get(step(article, "change"))

    # session, user, zone, the site's settings, article, tags, its rows (bylines, quotes, sources,
    # corrections, and each kind of block), publication status, reviews, autosaves, import source,
    # who else has its address
    assert len(asked) == 15 + len(BLOCK_TYPES), [query["sql"][:90] for query in asked]


def test_saving_an_article_costs_by_what_changed_and_writes_nothing_else(desk):
    def saved(each):
        article = make_long_article(each)
        desk.get(step(article, "change"))
        posted = opened(desk, step(article, "change"))
        place = next(name for name in posted if name.endswith("-0-html"))
        posted |= {place: ["<p>Other words. Some words.</p>"]}
        with CaptureQueriesContext(connection) as asked:
            response = desk.post(step(article, "change"), posted)
        assert response.status_code == 302
        return [query["sql"] for query in asked]

    few, many = saved(1), saved(3)

    tables = "|".join(entry.model._meta.db_table for entry in BLOCK_TYPES.values())
    assert len(few) == len(many), set(many) - set(few)
    assert len([sql for sql in many if re.match(f'UPDATE "({tables})"', sql)]) == 1
