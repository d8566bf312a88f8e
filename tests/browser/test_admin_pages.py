"""
Every page of the admin in a real browser: accessible, quiet, and never wider than the window.

The pages come from the admin's registry and its addresses. An address without a recipe here fails
the test, so that a page that is added is looked at, too.
"""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.drafts.revisions import save_revision
from articles.models import Article, Autosave
from faq.models import Question
from manuscripts.models import Manuscript
from manuscripts.proposals import receive
from people.models import Person
from products.models import PriceBatch, Product, Retailer
from tests.browser.looks import EVERY_WINDOW
from tests.browser.looks import look_at as look_at_in
from tests.factories import (
    make_article,
    make_offer,
    make_person,
    make_picture,
    make_plan,
    make_product,
    make_question,
    make_quote,
    make_user,
)
from tests.manuscripts.test_review import MANUSCRIPT

look_at = partial(look_at_in, windows=EVERY_WINDOW)
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

# Addresses that answer with no page of the admin: data, files, redirects, what needs a POST, and
# what the readers' own templates render (test_reading.py looks at those).
NO_PAGE = {
    "articles_article_autosave",
    "articles_article_autosave_new",
    "articles_article_cancel",
    "articles_article_edition",
    "articles_article_presence",
    "articles_article_autosave_recover",
    "articles_article_autosave_undo_discard",
    "articles_article_presence_end",
    "articles_article_recoverable",
    "articles_article_recoverable_new",
    "articles_article_preview",
    "articles_article_revision",
    "articles_article_revision_name",
    "autocomplete",
    "find",
    "jsi18n",
    "login",
    "logout",
    "manuscripts_manuscript_accept",
    "manuscripts_manuscript_decide",
    "manuscripts_manuscript_draft",
    "password_change",
    "password_change_done",
    "pictures_picture_choices",
    "pictures_picture_upload",
    "products_pricebatch_held",
    "taggit_tag_names",
    "view_on_site",
}
OF_EVERY_MODEL = ("changelist", "change", "add", "delete", "history")


def furnish():
    """One row of everything in the admin, and an article of ten blocks."""
    offer = make_offer("19.00", product=make_product("Night Serum", tags=["milia"]))
    speaker = make_person("Ines Falk")
    article = make_article(
        "Milia or whiteheads?",
        products=[offer.product, make_product(), make_product()],
        quotes=[make_quote(speaker=speaker), make_quote(speaker=speaker)],
        questions=[make_question(answered_by=speaker), make_question(), make_question()],
        quotes_in_text=[make_quote("Some words.")],
        call_out="<p>Take care.</p>",
    )
    # The newest is the one that is looked at: it is in review, with doubts and a row on file.
    imported = receive(b"Milia\n\nSmall white bumps.", "milia.txt", by=make_user())[0]
    Manuscript.objects.filter(pk=imported.pk).update(
        article=article, uploaded_at=timezone.now() - timedelta(days=1)
    )
    receive(MANUSCRIPT.encode(), "peel.txt", by=make_user())
    Group.objects.create(name="Editors")
    make_picture()
    save_revision(article, note="Before the changes")
    make_plan(article, at=timezone.now() + timedelta(days=2), note="New advice")
    Autosave.objects.create(
        user=get_user_model().objects.get(username="anna"),
        article=article,
        tab="a-tab",
        base_version=article.version,
        fields={"title": ["Milia, typed and not saved"]},
    )


def with_arguments():
    """Pages that are no model's own five: name of the address → what stands in it."""
    article, product, person = (
        Article.objects.get(),
        Product.objects.first(),
        Person.objects.first(),
    )
    question = Question.objects.first()
    return {
        "app_list": ["articles"],
        "articles_article_point_in_time": [article.pk],
        "articles_article_compare": [article.pk],
        "articles_article_autosave_diff": [Autosave.objects.get().pk],
        "articles_article_autosave_discard": [Autosave.objects.get().pk],
        "articles_article_reschedule": [article.pk, 2],
        "articles_article_publish": [article.pk],
        "articles_article_edition_restore": [article.pk, 1],
        "articles_article_sign_off": [article.pk],
        "articles_article_changes_since": [article.pk, article.version],
        "articles_article_take_down": [article.pk],
        "articles_article_revision_restore": [article.pk, article.version],
        "articles_article_versions": [article.pk],
        **{
            f"{stem_of(model)}_references": [model._default_manager.first().pk]
            for model, desk in admin.site._registry.items()
            if "used" in getattr(desk, "steps", dict)()
        },
        "auth_user_end_sessions": [get_user_model().objects.first().pk],
        "auth_user_password_change": [get_user_model().objects.first().pk],
        "auth_user_reset_second_factor": [get_user_model().objects.first().pk],
        "calendar": [],
        "faq_question_join": [question.pk],
        "faq_question_simple_history": [question.pk, question.history.first().pk],
        "index": [],
        "manuscripts_manuscript_review": [Manuscript.objects.get(article__isnull=False).pk],
        "people_person_simple_history": [person.pk, person.history.first().pk],
        "preferences": [],
        "products_pricebatch_undo": [PriceBatch.objects.first().pk],
        "products_retailer_release": [Retailer.objects.first().pk],
        "products_product_simple_history": [product.pk, product.history.first().pk],
        "taggit_tag_merge": [product.tags.get().pk],
    }


def address(name, *args):
    return reverse(f"admin:{name}", args=args)


def stem_of(model):
    return f"{model._meta.app_label}_{model._meta.model_name}"


def names_of(patterns):
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            yield from names_of(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def pages_of_models(user):
    request = RequestFactory().get("/")
    request.user = user
    for model, desk in admin.site._registry.items():
        stem, row = stem_of(model), model._default_manager.first()
        yield address(f"{stem}_changelist")
        yield address(f"{stem}_changelist") + "?q=no-such-words"
        yield address(f"{stem}_change", row.pk)
        yield address(f"{stem}_history", row.pk)
        if desk.has_add_permission(request):
            yield address(f"{stem}_add")
        if desk.has_delete_permission(request, row):
            yield address(f"{stem}_delete", row.pk)


def test_every_address_of_the_admin_has_a_recipe_here(anna):
    furnish()
    known = {f"{stem_of(m)}_{name}" for m in admin.site._registry for name in OF_EVERY_MODEL}

    strange = set(names_of(admin.site.get_urls())) - known - NO_PAGE - set(with_arguments())

    assert not strange, (
        f"Nobody looks at {', '.join(sorted(strange))}: give it a line in with_arguments(), "
        "or in NO_PAGE if it answers with no page."
    )


def test_every_empty_list_is_accessible_and_says_what_comes_here(desk, live_server, complaints):
    wrong = []
    for model in admin.site._registry:
        where = address(f"{stem_of(model)}_changelist")
        desk.goto(live_server.url + where)
        if not model._default_manager.exists():
            expect(desk.locator(".empty-text")).to_be_visible()
        wrong += look_at(desk, where, complaints)

    assert wrong == [], "\n".join(wrong)


def test_every_page_is_accessible_quiet_and_never_too_wide(desk, anna, live_server, complaints):
    furnish()
    others = [address(name, *args) for name, args in with_arguments().items()]
    wrong = []
    for where in [*pages_of_models(anna), *others]:
        answer = desk.goto(live_server.url + where, wait_until="load")
        assert answer.ok, where
        wrong += look_at(desk, where, complaints)

    assert wrong == [], "\n".join(wrong)


def test_every_form_with_errors_is_accessible(desk, anna, live_server, complaints):
    furnish()
    request = RequestFactory().get("/")
    request.user = anna
    wrong = []
    for model, its_desk in admin.site._registry.items():
        if not its_desk.has_add_permission(request):
            continue
        where = address(f"{stem_of(model)}_add")
        desk.goto(live_server.url + where)
        desk.get_by_role("button", name=re.compile("^(Save|Read it)$")).click()
        expect(desk.locator("#problems")).to_be_focused()
        wrong += look_at(desk, f"{where} with errors", complaints)

    assert wrong == [], "\n".join(wrong)


def test_what_is_opened_is_accessible(desk, live_server, complaints):
    furnish()
    article = Article.objects.get()
    desk.goto(live_server.url + address("articles_article_change", article.pk))
    wrong = []
    for name, opened in (
        (
            "menu of blocks",
            desk.get_by_role("button", name="Insert a block above").first.click,
        ),
        (
            "folded blocks",
            lambda: desk.get_by_role("button", name="Collapse all", exact=True).click(),
        ),
        ("removed block", lambda: desk.get_by_role("button", name="Remove Text 1").click()),
        ("menu of the user", lambda: desk.locator("#user-menu summary").click()),
        ("go to", lambda: desk.keyboard.press("Control+k")),
        ("shortcuts", lambda: (desk.keyboard.press("Escape"), desk.keyboard.press("?"))),
    ):
        opened()
        wrong += look_at(desk, name, complaints)
        if name.startswith("menu"):
            desk.keyboard.press("Escape")

    assert wrong == [], "\n".join(wrong)


def test_errors_in_the_admin_keep_its_frame(desk, live_server, complaints):
    furnish()
    desk.goto(live_server.url + address("articles_article_change", 999_999_999))
    desk.goto(live_server.url + "/admin/no-such-page/")
    expect(desk.get_by_role("heading", name="We can't find that page")).to_be_visible()
    complaints.clear()  # the browser itself reports a 404
    assert look_at(desk, "404", complaints) == []

    onlooker = make_user("olga")
    onlooker.user_permissions.clear()
    client = Client()
    client.force_login(onlooker)
    answer = client.get(address("articles_article_changelist"))
    assert answer.status_code == 403
    assert "Your account isn’t allowed to do this." in answer.text
