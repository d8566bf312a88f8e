"""
What went wrong in other systems, tried here: rows written past every form, numbers of any length,
names of columns from a request, addresses that lead elsewhere (docs/rules.md, chapter 8).

Each of these is one request or one row; what an attack needs a whole story for has its own file.
"""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import models
from django.urls import reverse
from django.utils import timezone

from articles.block_types import BLOCK_TYPES
from articles.content.snapshot import snapshot
from articles.models import Article, ArticleSource, Edition
from core.richtext import RichTextField
from faq.models import Question
from pages.models import Page
from tests.admin_forms import page
from tests.factories import (
    make_article,
    make_block,
    make_member,
    make_page,
    make_question,
    make_topic,
    make_user,
    signed_in,
    staff,
)
from topics.models import Topic

pytestmark = pytest.mark.django_db

OURS = {
    Path(config.path).name
    for config in apps.get_app_configs()
    if "site-packages" not in config.path
}
HOSTILE = (
    "<p>Kept words<img src=x onerror=alert(1)><script>alert(2)</script>"
    '<a href="javascript:alert(3)">link</a><svg onload=alert(4)></p>'
)
RUNS = re.compile(r"javascript:|on(error|load)=|<script>alert|<img src=x|<svg onload")


def our_fields(kind):
    return [
        (model, field)
        for model in apps.get_models()
        if model.__module__.split(".")[0] in OURS and not model.__name__.startswith("Historical")
        for field in model._meta.local_fields
        if isinstance(field, kind)
    ]


# Rows written past every form


@pytest.mark.parametrize(("model", "field"), our_fields(models.URLField), ids=str)
def test_every_address_that_becomes_a_link_is_checked_by_the_database(model, field):
    """docs/rules.md 8.15."""
    rules = [rule.name for rule in model._meta.constraints]

    assert [name for name in rules if "url" in name or field.name in name], rules


def test_script_in_the_sources_of_an_edition_becomes_no_link(client):
    """Words of an edition are plain data: no constraint reads them (docs/rules.md 8.15)."""
    article = make_article("Milia", publish=False)
    ArticleSource.objects.create(article=article, title="A study", url="https://a.example/")
    content = snapshot(article)
    content["sources"][0]["url"] = "javascript:alert(1)"
    Edition.objects.create(
        article=article,
        number=1,
        slug=article.slug,
        title="Milia",
        content=content,
        **dict.fromkeys(["live_from", "published_at", "modified_at"], timezone.now()),
    )
    reader = signed_in(make_member("Medical reviewer"))

    shown = client.get(article.get_absolute_url()).text
    admins = reader.get(reverse("admin:articles_article_edition", args=[article.pk, 1])).text

    assert "A study" in shown
    assert "javascript:" not in shown + admins


@pytest.mark.parametrize(("model", "field"), our_fields(RichTextField), ids=str)
def test_html_by_sql_runs_on_no_page(client, model, field):
    """Each field of rich text, for readers and in the admin (docs/rules.md 8.24)."""
    if model is Question:
        row = make_question(published_at=timezone.now())
        addresses = [row.get_absolute_url()], [page(Question, "change", row.pk)]
    elif model is Page:
        row = make_page()
        addresses = ["/about/"], [page(Page, name, row.pk) for name in ("change", "preview")]
    elif model is Topic:
        row = make_topic()
        addresses = [row.get_absolute_url()], [page(Topic, "change", row.pk)]
    else:
        article = make_article(publish=False)
        kind = next(kind for kind, entry in BLOCK_TYPES.items() if entry.model is model)
        row = make_block(kind, article)
        names = ("preview", "change", "compare", "publish")
        addresses = [], [reverse(f"admin:articles_article_{n}", args=[article.pk]) for n in names]
    model.objects.filter(pk=row.pk).update(**{field.name: HOSTILE})
    owner = signed_in(make_user(is_superuser=True))

    for who, asked in zip((client, owner), addresses, strict=True):
        for address in asked:
            text = who.get(address).text
            assert "Kept words" in text or "publish" in address or "compare" in address
            assert not RUNS.search(text), (address, RUNS.search(text))


# Names of columns, and numbers, from a request


@pytest.mark.parametrize(
    "query",
    [
        {"o": "1.-2.99999.x"},
        {"o": "password"},
        {"_connector": "OR"},
        {"_negated": "1"},
        {"title__gt": "a"},
        {"pk__in": "1,2"},
        {'id"; DROP TABLE x; --': "1"},
        {"p": "9" * 40},
        {"id__exact": "9" * 40},
        {"q": "((((" * 2000 + "a" * 2000},
    ],
    ids=lambda query: next(iter(query)),
)
def test_lists_of_the_admin_take_names_from_our_own_list(query):
    """docs/rules.md 8.20; numbers longer than a column, too."""
    make_article("Milia", publish=False)

    answer = signed_in(make_member("Writer")).get(page(Article, "changelist"), query, follow=True)

    assert answer.status_code in {200, 400}


@pytest.mark.parametrize("query", ["_connector=OR", "order=password", "order_by=-id", "sort=x"])
def test_public_lists_do_nothing_that_they_do_not_know(client, query):
    make_article("Milia")

    asked = client.get(f"/articles/?{query}")

    if asked.status_code == 200:  # said above the list, which is the same
        assert f"the filter “{query.partition('=')[0]}”" in asked.text
        assert "1 article</p>" in asked.text
    else:
        assert (query, asked.status_code) == ("sort=x", 404)


@pytest.mark.parametrize("key", ["9" * 40, "-1", "%00"])
def test_keys_that_are_none_are_not_found(key):
    client = signed_in(make_user(is_superuser=True))

    answers = [
        client.get(f"{page(model, 'changelist')}{key}/{view}/")
        for model in admin.site._registry
        for view in ("change", "history")
    ]

    # Django leads from a key that is none to the first page, and says so there.
    assert {answer.status_code for answer in answers} <= {302, 404}


# Addresses that lead elsewhere, and what answers tell


@pytest.mark.parametrize("path", ["/", "/no-such-page/", "/account/login/", "/robots.txt"])
def test_every_answer_says_how_it_is_to_be_read(client, path):
    """docs/rules.md 8.2."""
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "charset=utf-8" in headers["Content-Type"]
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/articles", "/%2F/evil.example"])
def test_missing_slash_leads_to_no_other_site(client, path):
    """CVE-2018-14574."""
    answer = client.get(path)

    assert not answer.headers.get("Location", "").startswith(("//", "http"))


def test_forwarded_host_is_nobodys_address(client):
    """docs/rules.md 8.13."""
    make_article("Milia")
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Server": "evil.example"}
    answers = [client.get(path, headers=forged) for path in ("/", "/sitemap.xml", "/robots.txt")]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert not [answer for answer in answers if "evil.example" in answer.text]


def test_who_may_look_at_accounts_sees_no_hash():
    """CVE-2018-16984."""
    anna = make_user("anna")

    shown = signed_in(staff("view_user")).get(page(get_user_model(), "change", anna.pk))

    assert shown.status_code == 200
    assert anna.password.split("$")[-1] not in shown.text


@pytest.mark.once
def test_nothing_of_ours_fetches_an_address():
    """No server-side request, so none can be forged (docs/rules.md 8.2); mail alone goes out."""
    clients = {"socket", "http.client", "urllib.request", "requests", "httpx", "ftplib", "aiohttp"}
    allowed = {"core/mail/smtp.py", "skinsite/listening.py"}
    found = {
        f"{path.relative_to(settings.BASE_DIR)}"
        for package in (*OURS - {"bench"}, "skinsite")
        for path in (settings.BASE_DIR / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        if name in clients
    }

    assert found <= allowed
