"""
Every page of the desk in a real browser: accessible, quiet, and never wider than the window.

The pages come from the admin's registry and its addresses. An address without a recipe here fails
the test, so that a page that is added is looked at, too.
"""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from articles.models import Article
from manuscripts.models import Manuscript
from people.models import Person
from products.models import PriceBatch, Product
from tests.factories import (
    make_article,
    make_offer,
    make_person,
    make_product,
    make_question,
    make_quote,
    make_user,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Addresses that answer with no page of the desk: data, files, redirects, what needs a POST, and
# pages that readers' templates render (a preview wears the site's clothes, test_reading.py).
NO_PAGE = {
    "articles_article_cancel",
    "articles_article_edition",
    "articles_article_preview",
    "autocomplete",
    "find",
    "jsi18n",
    "logout",
    "products_pricebatch_held",
    "taggit_tag_names",
    "view_on_site",
}
# Asked for by name, without a row.
ALONE = {"index", "password_change", "password_change_done"}


def furnish():
    """One row of everything at the desk, and an article of ten blocks."""
    offer = make_offer("19.00", product=make_product("Night Serum", tags=["milia"]))
    speaker = make_person("Ines Falk")
    article = make_article(
        "Milia or whiteheads?",
        products=[offer.product, make_product(), make_product()],
        quotes=[make_quote(speaker=speaker), make_quote(speaker=speaker)],
        questions=[make_question(answered_by=speaker), make_question()],
        quotes_in_text=[make_quote("Some words.")],
        call_out="<p>Take care.</p>",
    )
    article.publish(note="Second")
    Manuscript.objects.create(
        name="milia.txt",
        format="text",
        sha256="0" * 64,
        original=b"",
        plan={"source": {"text": "Milia?"}, "warnings": [], "unplaced": []},
        article=article,
        imported_by=make_user(),
    )
    Group.objects.create(name="Editors")
    return article


def address(name, *args):
    return reverse(f"admin:{name}", args=args)


def pages():
    """(address, what to do there) of every page of the desk, and the names nobody has a recipe for."""
    found, unknown = [], []
    known = set()
    for model, desk in admin.site._registry.items():
        opts = model._meta
        stem = f"{opts.app_label}_{opts.model_name}"
        row = model._default_manager.first()
        changelist, change = address(f"{stem}_changelist"), address(f"{stem}_change", row.pk)
        found += [(changelist, None), (f"{changelist}?q=no-such-words", None), (change, None)]
        if desk.has_add_permission(_request()):
            found += [(address(f"{stem}_add"), None), (address(f"{stem}_add"), "save")]
        if desk.has_delete_permission(_request(), row):
            found.append((address(f"{stem}_delete", row.pk), None))
        found.append((address(f"{stem}_history", row.pk), None))
        known |= {f"{stem}_{name}" for name in ("changelist", "change", "add", "delete", "history")}
    found += [(address(name), None) for name in sorted(ALONE)]
    found.append((address("app_list", "articles"), None))
    found.append((address("index") + "no-such-page/", "404"))
    for name, args in recipes().items():
        found.append((address(name, *args), None))
    for name in names_of(admin.site.get_urls()):
        if name not in known | NO_PAGE | ALONE | set(recipes()) | {"app_list", "login"}:
            unknown.append(name)
    return found, unknown


def recipes():
    """Pages below a row: the name of the address and what stands in it."""
    article, product = Article.objects.first(), Product.objects.first()
    person = Person.objects.first()
    batch = PriceBatch.objects.first()
    question = admin.site._registry and article.question_rows() if False else None
    del question
    from faq.models import Question

    asked = Question.objects.first()
    tag = product.tags.first() or make_product(tags=["tag"]).tags.first()
    return {
        "articles_article_editions": [article.pk],
        "articles_article_publish": [article.pk],
        "articles_article_restore": [article.pk, 1],
        "articles_article_take_down": [article.pk],
        "auth_user_password_change": [article.editions.first().made_by_id or 1],
        "faq_question_simple_history": [asked.pk, asked.history.first().pk],
        "people_person_simple_history": [person.pk, person.history.first().pk],
        "products_pricebatch_undo": [batch.pk],
        "products_product_simple_history": [product.pk, product.history.first().pk],
        "taggit_tag_merge": [tag.pk],
    }
