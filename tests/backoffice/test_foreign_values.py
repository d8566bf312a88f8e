"""
What no form of the admin offers, and somebody posts all the same: values that are no choice, text
in hidden fields, and keys of rows that are another's (docs/rules.md 8.16, 8.17).
"""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, Q
from django.forms import ChoiceField, HiddenInput, ModelChoiceField

from articles.models import Article, TextBlock
from people.models import BrandTie, Person, SameAs
from products.models import Product, Retailer
from tests.admin_forms import errors_of, fields, opened, page
from tests.factories import (
    make_article,
    make_brand,
    make_member,
    make_offer,
    make_person,
    make_user,
    signed_in,
)

pytestmark = pytest.mark.django_db
OURS = {
    "articles",
    "faq",
    "manuscripts",
    "pages",
    "topics",
    "people",
    "pictures",
    "products",
    "reports",
    "taggit",
}
EVIL = "evil"
ADDED = [
    model
    for model in admin.site._registry
    if model._meta.app_label in OURS and model._meta.model_name != "manuscript"
]


def is_not_typed(field):
    """Whether a person only chooses what it holds, or doesn't see it."""
    is_chosen = isinstance(field, ChoiceField | ModelChoiceField)
    return not field.disabled and (is_chosen or isinstance(field.widget, HiddenInput))


def names_of(form):
    return {form.add_prefix(name) for name, field in form.fields.items() if is_not_typed(field)}


def forged_page(client, address):
    """What a page would post with one new row of each kind, and the names nobody types."""
    shown = client.get(address)
    typed, names = fields(shown), names_of(shown.context["adminform"].form)
    for inline in shown.context["inline_admin_formsets"]:
        formset = inline.formset
        place = formset.total_form_count()
        # Django's own key of the parent is never taken from what is posted.
        rows = names_of(formset._construct_form(place)) - {f"{formset.prefix}-{place}-id"}
        own = f"{formset.prefix}-{place}-{formset.fk.name}"
        names |= rows - {own}
        typed[f"{formset.prefix}-TOTAL_FORMS"] = place + 1
    return typed, names - {"seen_version"}


def refused_fields(response):
    context = response.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += inline.formset.forms
    return {form.add_prefix(name) for form in forms for name in form.errors}


@pytest.mark.once  # forms are settled in Python
@pytest.mark.parametrize("model", ADDED, ids=lambda model: model.__name__)
def test_value_that_no_form_offers_is_refused(model):
    owner = signed_in(make_user(is_superuser=True))
    address = page(model, "add")
    if owner.get(address).status_code == 403:
        pytest.skip("rows of it are never typed")
    typed, names = forged_page(owner, address)

    answer = owner.post(address, typed | dict.fromkeys(names, EVIL))

    assert names - refused_fields(answer) == set()
    assert not (names and model._base_manager.exists())


@pytest.mark.once
def test_every_choice_is_known_to_the_database():
    """A check constraint names the field together with the values that it may have."""
    unchecked = []
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model.__name__.startswith("Historical"):
            continue
        checks = [one for one in model._meta.constraints if isinstance(one, CheckConstraint)]
        checked = {name for one in checks for name in _asked(one.condition)}
        chosen = {field.name for field in model._meta.concrete_fields if field.choices}
        unchecked += [f"{model.__name__}.{name}" for name in chosen - checked]

    assert unchecked == []


def _asked(condition):
    for child in condition.children:
        if isinstance(child, Q):
            yield from _asked(child)
        elif isinstance(child, tuple) and child[0].endswith("__in"):
            yield child[0].removesuffix("__in")


def test_block_stands_nowhere_but_in_the_article():
    article = make_article(publish=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        TextBlock.objects.filter(parent=article).update(region=EVIL)


def person_with_rows():
    person = make_person()
    BrandTie.objects.create(person=person, brand=make_brand(), kind="paid")
    SameAs.objects.create(person=person, url="https://a.example/")
    return person


def article_with_rows():
    return make_article(html="<p>Theirs.</p>", publish=False)


FOREIGN = [
    (Article, article_with_rows, "articles_textblock_set"),
    (Article, article_with_rows, "bylines"),
    (Person, person_with_rows, "brand_ties"),
    (Person, person_with_rows, "same_as"),
    (Product, lambda: make_offer("19.00").product, "offers"),
    (Retailer, lambda: make_offer("19.00").retailer, "domains"),
]


@pytest.mark.parametrize("place", ["first", "new"])
@pytest.mark.parametrize(("model", "make", "prefix"), FOREIGN, ids=lambda v: str(v)[:12])
def test_key_of_anothers_row_is_refused_and_copies_nothing(model, make, prefix, place):
    mine, theirs = make(), make()
    owner = signed_in(make_user(is_superuser=True))
    address, their_page = (page(model, "change", row.pk) for row in (mine, theirs))
    posted, taken = opened(owner, address), opened(owner, their_page)
    own = {name: value for name, value in taken.items() if name.startswith(f"{prefix}-0-")}
    if place == "new":
        posted[f"{prefix}-TOTAL_FORMS"] = 2
        own = {name.replace("-0-", "-1-", 1): value for name, value in own.items()}
    rows = [[*each.values()] for each in _all_rows(model)]

    answer = owner.post(address, posted | own)

    assert answer.status_code == 200, "it was saved"
    assert "belongs to another" in answer.text
    assert [[*each.values()] for each in _all_rows(model)] == rows


def _all_rows(model):
    parts = [inline.model for inline in admin.site._registry[model].inlines]
    return [row for part in parts for row in part._base_manager.order_by("pk").values()]


def test_row_that_somebody_removed_meanwhile_is_kept_as_a_new_one():
    article = make_article(html="<p>Words.</p>", publish=False)
    writer, address = signed_in(make_member("Writer")), page(Article, "change", article.pk)
    posted = opened(writer, address)
    TextBlock.objects.all().delete()

    answer = writer.post(address, posted | {"articles_textblock_set-0-html": "<p>Mine.</p>"})

    assert answer.status_code == 302, errors_of(answer)
    assert [block.html for block in article.articles_textblock_set.all()] == ["<p>Mine.</p>"]


@pytest.mark.parametrize(("model", "make", "prefix"), FOREIGN, ids=lambda v: str(v)[:12])
def test_row_of_the_page_sent_without_its_key_is_no_server_error(model, make, prefix):
    owner = signed_in(make_user(is_superuser=True))
    address = page(model, "change", make().pk)

    answer = owner.post(address, opened(owner, address) | {f"{prefix}-0-id": ""})

    assert answer.status_code in (200, 302)
    assert answer.status_code == 302 or "already" in answer.text or "required" in answer.text
