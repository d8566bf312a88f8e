"""Lists, actions, pop-ups and log lines: what each role can't do or read there."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey
from django.urls import reverse
from taggit.models import Tag

from articles.models import Article, Quote
from faq.models import Question
from people.models import Person
from products.models import Brand, Offer, Product
from tests.admin_forms import moment, opened, page
from tests.factories import (
    ROLES,
    make_article,
    make_member,
    make_person,
    make_product,
    make_question,
    make_quote,
    make_user,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_forged_list_editing_changes_nothing(role):
    article = make_article("Old title", publish=False)
    client = signed_in(make_member(role))
    forged = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "_save": "Save"}
    forged |= {"form-0-id": article.pk, "form-0-title": "Forged", "form-0-status": "ready"}

    client.post(page(Article, "changelist"), forged)

    article.refresh_from_db()
    assert (article.title, article.status) == ("Old title", "draft")
    assert not [room for room in admin.site._registry.values() if room.list_editable]


@pytest.mark.parametrize("role", ["Writer", "Medical reviewer", "Price admin"])
@pytest.mark.parametrize("model", [Article, Question, Person, Product, Quote, Tag, Brand])
def test_bulk_actions_delete_nothing_for_those_who_may_not(role, model):
    make_article(publish=False, tags=["milia"])
    make_question(), make_product(), make_quote()
    rows = list(model.objects.values_list("pk", flat=True))
    client = signed_in(make_member(role))
    chosen = {"_selected_action": rows, "post": "yes"}

    for action in ("delete_selected", "merge"):
        client.post(page(model, "changelist"), chosen | {"action": action})

    assert list(model.objects.values_list("pk", flat=True)) == rows


def test_writer_drops_what_they_began_and_nobody_elses():
    writer = make_member("Writer")
    own = make_article("Mine", publish=False, created_by=writer)
    live = make_article("Mine and live", created_by=writer)
    theirs = make_article("Theirs", publish=False, created_by=make_member("Writer"))
    client = signed_in(writer)

    answers = [
        client.post(page(Article, "delete", article.pk), {"post": "yes"}).status_code
        for article in (own, live, theirs)
    ]

    assert answers == [302, 403, 403]
    assert set(Article.objects.all()) == {live, theirs}


@pytest.mark.parametrize(
    ("role", "model", "status"),
    [
        ("Writer", Brand, 200),
        ("Price admin", Brand, 403),
        ("Price admin", Quote, 403),
        ("Medical reviewer", Person, 403),
        ("Editor", Offer, 403),
        ("Writer", get_user_model(), 403),
    ],
)
def test_pop_up_asks_for_the_same_right(role, model, status):
    client = signed_in(make_member(role))
    address = page(model, "add") + "?_popup=1"

    assert client.get(address).status_code == status
    if status == 403:
        assert client.post(address, {"_popup": "1", "name": "Forged"}).status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_log_ins_are_told_to_those_who_manage_accounts(role):
    person = make_person(account=make_user("the-doctors-login"))
    client = signed_in(make_member(role))
    asked = {"app_label": "people", "model_name": "person", "field_name": "account", "term": "the"}

    found = client.get(reverse("admin:autocomplete"), asked)
    shown = client.get(page(Person, "change", person.pk)).text

    assert found.status_code == 403
    assert "the-doctors-login" not in shown
    superuser = signed_in(make_user(is_superuser=True))
    assert "the-doctors-login" in superuser.get(reverse("admin:autocomplete"), asked).text
    assert "the-doctors-login" in superuser.get(page(Person, "change", person.pk)).text


def ways_to_a_user():
    for model in admin.site._registry:
        for relation in model._meta.fields:
            if isinstance(relation, ForeignKey) and relation.related_model is get_user_model():
                yield model, relation.name


@pytest.mark.parametrize(("model", "name"), list(ways_to_a_user()), ids=str)
def test_lists_are_not_asked_about_passwords(model, name):
    """One guessed character after the other (docs/rules.md 8.20, 8.21)."""
    superuser = signed_in(make_user(is_superuser=True))

    asked = superuser.get(page(model, "changelist"), {f"{name}__password__startswith": "md5"})

    assert asked.status_code == 400


def test_address_of_a_draft_is_told_to_those_who_may_see_it():
    article = make_article(publish=False)
    kind = ContentType.objects.get_for_model(Article)
    users = ContentType.objects.get_for_model(get_user_model())
    address = reverse("admin:view_on_site", args=[kind.pk, article.pk])

    assert signed_in(make_member("Price admin")).get(address).status_code == 403
    writer = signed_in(make_member("Writer"))
    assert writer.get(address).url.endswith(article.get_absolute_url())
    for odd in (f"/admin/r/{kind.pk}/%20{article.pk}/", f"/admin/r/x/{article.pk}/"):
        assert writer.get(odd).status_code == 404
    assert writer.get(reverse("admin:view_on_site", args=[users.pk, 1])).status_code == 403


def test_group_of_ones_own_works_like_the_roles():
    """Everything asks permissions, nothing asks for a group's name."""
    group = Group.objects.create(name="Question desk")
    rights = ["view_question", "change_question", "publish_question"]
    group.permissions.set(Permission.objects.filter(codename__in=rights))
    user = make_user()
    user.groups.add(group)
    question = make_question()
    client, address = signed_in(user), page(Question, "change", question.pk)

    client.post(address, opened(client, address) | moment("published_at"))

    question.refresh_from_db()
    assert question.published_at.date() == date(2026, 1, 2)
