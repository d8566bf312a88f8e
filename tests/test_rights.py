"""
What each role can't do by the side: forged fields, forged rows, old records, actions, pop-ups,
look-ups. Every test reads the row from the database again (docs/rules.md 8.16, 8.17, 8.23, 8.26).
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Correction, Quote, TextBlock
from articles.publishing.schedule import take_down
from faq.models import Question
from people.models import BrandTie, Person
from products.models import Product
from tests.admin_forms import block, errors_of, fields, moment, opened, page
from tests.factories import (
    ROLES,
    make_article,
    make_brand,
    make_member,
    make_offer,
    make_person,
    make_plan,
    make_product,
    make_question,
    make_quote,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db


def make_row(model):
    """A row that no reader sees."""
    return {
        Article: lambda: make_article(publish=False),
        Question: make_question,
        Person: make_person,
        Product: make_product,
        Quote: make_quote,
    }[model]()


FORGED = [
    (Article, "status", {"status": "ready"}, {"Editor"}),
    (Question, "published_at", moment("published_at"), {"Editor"}),
    (Person, "released_at", moment("released_at"), {"Editor"}),
    (Person, "credentials_checked_by", {"credentials_checked_by": "me"}, {"Editor"}),
    (Person, "credentials_checked_on", {"credentials_checked_on": "2026-01-02"}, {"Editor"}),
    (Person, "credentials_due_on", {"credentials_due_on": "2031-01-02"}, {"Editor"}),
    (Person, "account_id", {"account": "self"}, set()),
    (Product, "released_at", moment("released_at"), {"Editor"}),
    (Quote, "permission", {"permission": "granted"}, {"Editor"}),
    (Quote, "permission", {"permission": "withdrawn"}, {"Editor"}),
    (Quote, "approved_digest", {"approved_digest": "0" * 64}, set()),
    (Article, "version", {"version": "77"}, set()),
    (Article, "created_by_id", {"created_by": "self"}, set()),
]


@pytest.mark.once  # which fields a form has is settled in Python
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("model", "name", "typed", "may"), FORGED, ids=[f"{m.__name__}.{n}" for m, n, *_ in FORGED]
)
def test_forged_field_is_never_applied(role, model, name, typed, may):
    row = make_row(model)
    member = make_member(role)
    client, address = signed_in(member), page(model, "change", row.pk)
    before = getattr(row, name)
    typed = {key: member.pk if value == "self" else value for key, value in typed.items()}

    client.post(address, fields(client.get(address)) | typed)

    row.refresh_from_db()
    if name == "version":  # moves by one with each save, whatever was posted
        assert row.version <= before + 1
    else:
        assert (getattr(row, name) != before) == (role in may)


@pytest.mark.parametrize(
    ("model", "typed"),
    [
        (Question, {"question": "Is it?", "slug": "is-it", "answer": "<p>Yes.</p>"}),
        (Person, {"name": "Ada", "slug": "ada"}),
        (Product, {"name": "Serum", "slug": "serum"}),
        (Quote, {"segments": "Words.", "kind": "verbatim", "permission": "granted"}),
    ],
    ids=["Question", "Person", "Product", "Quote"],
)
def test_new_row_of_a_writer_is_not_released_by_what_is_posted(model, typed):
    writer = make_member("Writer")
    client = signed_in(writer)
    forged = moment("released_at") | moment("published_at")
    forged |= {"credentials_checked_on": "2026-01-02", "account": writer.pk}

    posted = opened(client, page(model, "add")) | typed | forged
    response = client.post(page(model, "add"), posted)

    row = model.objects.get()
    assert response.status_code == 302, errors_of(response)
    for name in ("released_at", "published_at", "credentials_checked_on", "account"):
        assert getattr(row, name, None) is None
    assert getattr(row, "permission", "not_asked") == "not_asked"
    assert not hasattr(model.objects, "public") or not model.objects.public().exists()


def test_field_somebody_may_not_change_is_shown_with_the_reason():
    person = make_person()
    writer = signed_in(make_member("Writer"))

    text = writer.get(page(Person, "change", person.pk)).text

    assert "Set by people who can release people." in text
    assert "Filled in by people who can release people, after looking it up." in text
    assert 'name="released_at_0"' not in text
    assert 'name="name"' in text


@pytest.mark.parametrize(
    ("before", "posted", "after"),
    [
        ("draft", "in_review", "in_review"),
        ("in_review", "draft", "draft"),
        ("draft", "ready", "draft"),
        ("ready", "ready", "ready"),
        ("ready", "in_review", "in_review"),
    ],
)
def test_writer_sends_to_review_and_never_says_ready(before, posted, after):
    article = make_article(publish=False, status=before)
    writer = signed_in(make_member("Writer"))
    address = page(Article, "change", article.pk)

    typed = opened(writer, address) | {"status": posted, "dek": "New words."}
    response = writer.post(address, typed)

    article.refresh_from_db()
    assert article.status == after
    # A refused save keeps what was typed; a ready article never gets other words and stays ready.
    if posted == "ready":
        assert "Select a valid choice" in response.text
        assert "New words." in response.text
        assert article.dek == ""


def test_what_a_writer_saves_of_a_ready_article_goes_back_to_review():
    article = make_article(publish=False, status="ready")
    writer = signed_in(make_member("Writer"))
    address = page(Article, "change", article.pk)

    writer.post(address, opened(writer, address) | {"dek": "New words."})

    article.refresh_from_db()
    assert (article.status, article.dek) == ("in_review", "New words.")


def test_html_a_writer_posts_is_cleaned_like_everybodys():
    writer = signed_in(make_member("Writer"))
    article = make_article(publish=False)
    address = page(Article, "change", article.pk)
    forged = '<p onclick="x()">Hi<script>x()</script><a href="javascript:x()">!</a></p>'

    prefix = "articles_textblock_set"
    writer.post(address, opened(writer, address) | {f"{prefix}-0-html": forged})

    html = TextBlock.objects.get().html
    assert "Hi" in html
    assert not [bad for bad in ("script", "onclick", "javascript") if bad in html]


def quote_in_print():
    quote = make_quote()
    make_article(quotes=[quote])
    return quote


@pytest.mark.parametrize(
    ("model", "make", "typed"),
    [
        (Question, lambda: make_question(published_at=timezone.now()), {"answer": "<p>No.</p>"}),
        (Person, lambda: make_person(released_at=timezone.now()), {"name": "Forged"}),
        (Product, lambda: make_product(released_at=timezone.now()), {"name": "Forged"}),
        (Quote, quote_in_print, {"segments": "X"}),
    ],
    ids=["Question", "Person", "Product", "Quote"],
)
def test_what_readers_see_is_changed_by_those_who_release_it(model, make, typed):
    row = make()
    name = next(iter(typed))
    before = getattr(row, name)
    address = page(model, "change", row.pk)
    editor, writer = signed_in(make_member("Editor")), signed_in(make_member("Writer"))
    posted = opened(editor, address) | typed

    shown = writer.get(address)
    by_writer = writer.post(address, posted)
    row.refresh_from_db()
    kept = getattr(row, name)
    editor.post(address, posted)

    row.refresh_from_db()
    assert "Only people who" in shown.text
    assert by_writer.status_code == 403
    assert kept == before
    assert getattr(row, name) != before


def plan_shown(row):
    """An article that shows the row and is planned; returns the editor who planned it."""
    editor = make_member("Editor", first_name="Ada", last_name="Lim")
    shows = {
        Person: {"author": row},
        Product: {"products": [row]},
        Quote: {"quotes": [row]},
        Question: {"questions": [row]},
    }[type(row)]
    article = make_article("Milia", publish=False, **shows)
    make_plan(article, at=timezone.now() + timedelta(days=3), by=editor)
    return editor


PLANNED = [
    (Question, "answer", "<p>No.</p>"),
    (Person, "name", "Forged"),
    (Product, "slug", "forged"),
    (Quote, "segments", "X"),
]


@pytest.mark.parametrize(("model", "name", "typed"), PLANNED, ids=lambda value: str(value)[:20])
def test_what_is_planned_is_changed_by_those_who_release_it(model, name, typed):
    row = make_row(model)
    editor, writer = signed_in(plan_shown(row)), signed_in(make_member("Writer"))
    address, before = page(model, "change", row.pk), getattr(row, name)
    posted = opened(editor, address) | {name: typed}

    by_writer = writer.post(address, posted)
    row.refresh_from_db()
    kept = getattr(row, name)
    editor.post(address, posted)

    row.refresh_from_db()
    assert by_writer.status_code == 403
    assert "“Milia”, which is planned for" in by_writer.text
    assert "ask Ada Lim" in by_writer.text
    assert (kept, getattr(row, name) != before) == (before, True)


def test_planned_article_is_named_to_those_who_may_see_articles():
    row = make_row(Product)
    plan_shown(row)
    client = signed_in(staff("view_product", "change_product"))

    asked = client.post(page(Product, "change", row.pk), {"slug": "forged"})

    assert asked.status_code == 403
    assert "Shown in an article, which is planned for" in asked.text
    assert "Milia" not in asked.text


def test_rows_beside_a_planned_row_and_its_old_records_are_out_of_reach_too():
    person = make_person("Old name")
    person.name = "New name"
    person.save()
    plan_shown(person)
    writer = signed_in(make_member("Writer"))
    beside = {"same_as-TOTAL_FORMS": 1, "same_as-INITIAL_FORMS": 0, "same_as-0-url": "https://e.co"}
    typed = {"name": person.name, "slug": person.slug, "brand_ties-TOTAL_FORMS": 0}

    old = page(Person, "simple_history", person.pk, person.history.last().pk)
    answers = [
        writer.post(page(Person, "change", person.pk), typed | beside),
        writer.post(old, {"name": "Old name", "slug": person.slug}),
    ]

    person.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403, 403]
    assert (person.name, person.same_as.count()) == ("New name", 0)


def test_what_only_a_past_edition_showed_is_a_writers_again():
    person = make_person()
    article = make_article(author=person)
    take_down(article)
    writer, address = signed_in(make_member("Writer")), page(Person, "change", person.pk)

    response = writer.post(address, opened(writer, address) | {"name": "New name"})

    person.refresh_from_db()
    assert (response.status_code, person.name) == (302, "New name")


def test_permission_for_a_quote_ends_with_its_words():
    quote = make_quote("Old words.")
    editor, writer = signed_in(make_member("Editor")), signed_in(make_member("Writer"))
    address = page(Quote, "change", quote.pk)
    editor.post(address, opened(editor, address) | {"permission": "granted"})
    quote.refresh_from_db()
    granted = (quote.permission, quote.approved_digest == quote.digest)

    writer.post(address, opened(writer, address) | {"segments": "New words."})

    quote.refresh_from_db()
    assert granted == ("granted", True)
    assert (quote.segments, quote.permission) == (["New words."], "not_asked")


@pytest.mark.parametrize("role", ["Medical reviewer", "Price admin"])
def test_looking_at_an_old_record_is_not_going_back_to_it(role):
    product = make_product("Old name")
    product.name = "New name"
    product.save()
    member, editor = signed_in(make_member(role)), signed_in(make_member("Editor"))
    address = page(Product, "simple_history", product.pk, product.history.last().pk)
    posted = opened(editor, address)

    shown = member.get(address)
    response = member.post(address, posted)

    product.refresh_from_db()
    assert shown.status_code == 200
    assert response.status_code == 403
    assert product.name == "New name"


def test_going_back_to_an_old_record_releases_nobody():
    person = make_person("Old name", released_at=timezone.now() + timedelta(days=3))
    person.released_at, person.name = None, "New name"
    person.save()
    writer = signed_in(make_member("Writer"))
    address = page(Person, "simple_history", person.pk, person.history.last().pk)

    response = writer.post(address, opened(writer, address))

    person.refresh_from_db()
    assert response.status_code == 302, errors_of(response)
    assert (person.name, person.released_at) == ("Old name", None)


@pytest.mark.parametrize("role", ROLES)
def test_no_form_that_is_only_read_shows_what_a_program_would(role):
    """Tags by name, rich text as it looks, and no field that only the form has."""
    question = make_question(answer="<p>Yes, <em>it</em> is.</p>", tags=["milia"])
    product = make_product(tags=["milia"])
    person = make_person(released_at=timezone.now())
    make_offer("19.00", product=product)
    BrandTie.objects.create(person=person, brand=product.brand, kind="paid")
    client = signed_in(make_member(role))

    for row in (question, product, person, product.brand, product.offers.first()):
        response = client.get(page(type(row), "change", row.pk))
        if response.status_code == 403:
            continue
        read_only = re.findall(r'<div class="readonly">(.*?)</div>', response.text, re.DOTALL)
        for one in read_only:
            assert "object at 0x" not in one
            assert "&lt;p&gt;" not in one
            assert "None" not in one


def test_writer_adds_changes_and_removes_no_correction():
    article = make_article(publish=False)
    kept = Correction.objects.create(article=article, text="It said 3 %.")
    writer = signed_in(make_member("Writer"))
    address = page(Article, "change", article.pk)
    rows = {"corrections-TOTAL_FORMS": 3, "corrections-INITIAL_FORMS": 2}
    one = {"noted_on": "2026-01-02", "text": "Forged", "article": article.pk}
    for place, pk in enumerate([kept.pk, 10**6, ""]):  # there; removed meanwhile; new
        rows |= {f"corrections-{place}-{name}": value for name, value in one.items()}
        rows |= {f"corrections-{place}-id": pk}
    deleted = rows | {"corrections-0-DELETE": "on"}

    for forged in (rows, deleted):
        posted = opened(writer, address) | forged | {"dek": "New words."}
        response = writer.post(address, posted)
        assert response.status_code == 302, errors_of(response)

    article.refresh_from_db()
    assert article.dek == "New words."
    assert [row.text for row in article.corrections.all()] == ["It said 3 %."]


def test_row_of_another_article_is_not_taken_over_by_its_key():
    mine, other = make_article(publish=False), make_article(html="<p>Theirs.</p>", publish=False)
    theirs = TextBlock.objects.get(parent=other)
    writer = signed_in(make_member("Writer"))
    address = page(Article, "change", mine.pk)
    prefix = "articles_textblock_set"

    forged = opened(writer, address) | {f"{prefix}-TOTAL_FORMS": 2, f"{prefix}-INITIAL_FORMS": 2}
    forged |= block(prefix, 1, html="<p>Forged.</p>", id=theirs.pk)
    writer.post(address, forged | {f"{prefix}-1-DELETE": "on"})
    writer.post(address, forged)

    theirs.refresh_from_db()
    assert (theirs.html, theirs.parent) == ("<p>Theirs.</p>", other)


def test_writer_removes_no_interest_that_was_declared():
    person = make_person()
    tie = BrandTie.objects.create(person=person, brand=make_brand(), kind="paid")
    writer = signed_in(make_member("Writer"))
    address = page(Person, "change", person.pk)

    writer.post(address, opened(writer, address) | {"brand_ties-0-DELETE": "on"})

    assert BrandTie.objects.filter(pk=tie.pk).exists()
