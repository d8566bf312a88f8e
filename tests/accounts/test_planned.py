"""
What a planned edition will show, and who can change it: row × way in × role.

Every way posts what the form of a superuser would post, with one thing forged. Whoever may decide
what readers see changes it; for everybody else all that the plan shows stays as it was
(docs/rules.md 8.16, 8.17, 8.23, 8.26; docs/decisions/, 0029).

**A model's rows are shown on pages?** Add it to FORGED, with a row of `World.rows`.
"""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from articles.drafts.revisions import save_revision
from articles.models import Article, Edition, Quote
from articles.publishing import schedule
from core.shown_facts import ShownFact
from faq.models import Question, QuestionSource
from pages.models import Page
from people.models import BrandTie, Person, SameAs
from pictures.models import Picture
from products.models import Brand, Offer, Product, Retailer, RetailerDomain
from tests.accounts.doors import NOBODY, WHO
from tests.admin_forms import opened, page
from tests.articles.admin.autosaves import payload
from tests.factories import (
    make_article,
    make_block,
    make_member,
    make_offer,
    make_person,
    make_plan,
    make_question,
    make_quote,
    make_retailer,
    make_user,
    signed_in,
)
from topics.models import Topic

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # who may is asked in Python

ASKED = [letter for letter in WHO if letter != "I"]  # led to the login like a stranger

# Model → what is forged, and who may change it.
FORGED = {
    Person: ({"name": "Forged"}, "ES"),
    Product: ({"name": "Forged"}, "ES"),
    Question: ({"answer": "<p>Drink bleach.</p>"}, "ES"),
    Quote: ({"segments": "Forged."}, "ES"),
    Picture: ({"credit": "Forged"}, "ES"),
    Tag: ({"name": "forged"}, "ES"),
    Brand: ({"name": "Forged"}, "ES"),
    Retailer: ({"name": "Forged"}, "PS"),
    Offer: ({"price": "18.50"}, "PS"),
}
BESIDE = [SameAs, BrandTie, QuestionSource, RetailerDomain]  # rows that are part of another
WAYS = [
    (model, way)
    for model in FORGED
    for way in ["change", "simple_history", "list", "action", "delete"]
    if way != "simple_history" or hasattr(model, "history")  # keeps old records
]

# Ways into what a plan says, when it begins, and what it shows; who may go them.
DECISIONS = {
    "publish": "ES",
    "take_down": "ES",
    "reschedule": "ES",
    "replan": "ES",
    "plan_changes": "ES",
    "cancel": "ES",
    "tag_merge": "ES",
    "price_beside_product": "PS",
    "release_shop": "EPS",
    # The draft is the writer's, and no word of it is in the plan.
    "change_article": NOBODY,
    "autosave": NOBODY,
    "revision_restore": NOBODY,
    "edition_restore": NOBODY,
    "delete_article": NOBODY,
}
WRITERS_OWN = {"change_article": 302, "autosave": 200, "revision_restore": 302}  # the answer


def in_days(days, name="at"):
    at = timezone.localtime() + timedelta(days=days)
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}


class World:
    """One planned article with everything it shows; every request is rolled back."""

    def __init__(self):
        self.client, self.answers = Client(), {}
        self.users = {letter: self._user(letter) for letter in ASKED}
        self.owner = signed_in(self.users["S"])
        offer, person, quote = make_offer("19.00"), make_person(), make_quote()
        article = make_article(
            tags=["milia"],
            author=person,
            products=[offer.product],
            questions=[make_question()],
            quotes=[quote],
            publish=False,
        )
        picture = make_block("image", article).picture
        self.waiting = make_retailer(released_at=None)
        make_offer("20.00", retailer=self.waiting, product=offer.product)
        save_revision(article, note="The first")
        self.plan = make_plan(article, at=timezone.now() + timedelta(days=3))
        self.article = article
        self.rows = {
            Person: person,
            Product: offer.product,
            Question: Question.objects.get(),
            Quote: quote,
            Picture: picture,
            Tag: Tag.objects.get(),
            Brand: offer.product.brand,
            Retailer: offer.retailer,
            Offer: offer,
        }
        self.other_tag = Tag.objects.create(name="other", slug="other")
        self.held = make_article(publish=False)
        schedule.hold([make_plan(self.held, at=timezone.now() + timedelta(days=3))])
        Article.objects.filter(pk=article.pk).update(title="Saved since")
        self.cookies = {letter: self._cookies(user) for letter, user in self.users.items()}
        self.before = self.shown()

    @staticmethod
    def _user(letter):
        special = {
            "A": AnonymousUser,
            "N": make_user,
            "S": lambda: make_user(is_superuser=True),
        }
        return special.get(letter, lambda: make_member(WHO[letter]))()

    @staticmethod
    def _cookies(user):
        client = Client() if user.is_anonymous else signed_in(user)
        return {key: morsel.value for key, morsel in client.cookies.items()}

    @staticmethod
    def shown():
        """All that the plans are, and all that they show."""
        models = (*FORGED, *BESIDE, Edition)
        return [list(model._base_manager.order_by("pk").values()) for model in models]

    def changes(self, letter, address, typed):
        """Whether anything of it is different after that request, as if nobody had ever asked."""
        self.client.cookies = SimpleCookie(self.cookies[letter])
        with transaction.atomic():
            posted = typed(letter) if callable(typed) else typed
            self.answers[letter] = self.client.post(address, posted).status_code
            after = self.shown()
            transaction.set_rollback(True)
        return after != self.before

    def form(self, address):
        return opened(self.owner, address)

    def way(self, model, way):
        """The address of a way in, and what a superuser's form would post there."""
        row, forged = self.rows[model], FORGED[model][0]
        if way == "list":
            first = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": row.pk}
            typed = {f"form-0-{name}": value for name, value in forged.items()}
            return page(model, "changelist"), first | typed | {"_save": "Save"}
        if way == "action":
            chosen = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
            return page(model, "changelist"), chosen
        if way == "delete":
            return page(model, "delete", row.pk), {"post": "yes"}
        args = [row.history.first().pk] if way == "simple_history" else []
        address = page(model, way, row.pk, *args)
        return address, self.form(address) | forged

    def decision(self, name):
        return getattr(self, f"_{name}")()

    def _step(self, name, *args, article=None, **typed):
        article = article or self.article
        address = reverse(f"admin:articles_article_{name}", args=[article.pk, *args])
        return address, self.form(address) | typed

    def _publish(self):
        return self._step("publish")

    def _take_down(self):
        return self._step("take_down", **in_days(6))

    def _reschedule(self):
        return self._step("reschedule", 1, **in_days(4))

    def _replan(self):
        return self._step("replan", 1)

    def _plan_changes(self):
        return self._step("plan_changes", 1, article=self.held)

    def _cancel(self):
        return reverse("admin:articles_article_cancel", args=[self.article.pk, 1]), {}

    def _tag_merge(self):
        address = f"{page(Tag, 'merge', self.rows[Tag].pk)}?other={self.other_tag.pk}"
        return address, self.form(address) | {"into": self.other_tag.pk}

    def _price_beside_product(self):
        address = page(Product, "change", self.rows[Product].pk)
        form = self.form(address)
        [price] = [name for name in form if name.endswith("-price") and form[name] == ["19.00"]]
        return address, form | {price: "18.50"}

    def _release_shop(self):
        address = page(Retailer, "release", self.waiting.pk)
        return address, {"hosts": f"{self.waiting.pk}:{self.waiting.slug}.example"}

    def _change_article(self):
        address = page(Article, "change", self.article.pk)
        return address, self.form(address) | {"title": "Forged", "slug": "forged"}

    def _autosave(self):
        form = self.form(page(Article, "change", self.article.pk)) | {"title": ["Forged"]}
        address = reverse("admin:articles_article_autosave", args=[self.article.pk])
        return address, lambda letter: payload(self.users[letter], form)

    def _revision_restore(self):
        return self._step("revision_restore", self.article.revisions.first().number)

    def _edition_restore(self):
        return self._step("edition_restore", 1)

    def _delete_article(self):
        return page(Article, "delete", self.article.pk), {"post": "yes"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def who_changes(world, address, typed, monkeypatch):
    # What is done is decided before a template is filled, which would take most of the time.
    monkeypatch.setattr(Template, "render", lambda *_: "")
    return "".join(letter for letter in ASKED if world.changes(letter, address, typed))


@pytest.mark.parametrize(("model", "way"), WAYS, ids=[f"{m.__name__}-{way}" for m, way in WAYS])
def test_what_a_plan_shows_is_changed_by_those_who_may_release_it(world, model, way, monkeypatch):
    # What something shows is deleted by nobody, and no list has fields to type in.
    may = FORGED[model][1] if way in {"change", "simple_history"} else NOBODY

    assert who_changes(world, *world.way(model, way), monkeypatch) == may


@pytest.mark.parametrize("name", DECISIONS)
def test_what_is_planned_is_decided_by_those_who_publish(world, name, monkeypatch):
    assert who_changes(world, *world.decision(name), monkeypatch) == DECISIONS[name]
    if name in WRITERS_OWN:  # taken, and nothing of the plan is other for it
        assert world.answers["W"] == WRITERS_OWN[name]


def test_every_model_with_facts_on_pages_is_walked():
    kept = {model for model in admin.site._registry if issubclass(model, ShownFact)}
    ruled = {
        model
        for model, room in admin.site._registry.items()
        if getattr(room, "release_permission", "")
    }

    # A page of the site's own is in no plan, and no topic is.
    assert kept | ruled <= FORGED.keys() | {Page, Topic}
